"""People who click, as a process of its own: python clicks.py PLAN OUT. What to click stands in the plan (load.py)."""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx2

EVERY = 5.0
"""Seconds between two clicks of a person, on average; they come at random (exponential)."""
MIX: Mapping[str, float] = {
    "first page": 15, "project": 12, "data list": 8, "dataset": 10, "rows": 10, "study form": 10, "answer": 13,
    "what-if": 10, "draft": 5, "comment": 1, "search": 3, "decisions": 3,
}  # fmt: skip
"""What people click, in percent; with an answer page a browser also asks for its figures, the first time."""
WORDS = ("reactor", "yield", "naphthalene", "반응기", "temperature", "pressure")


class Fields(HTMLParser):
    """What a browser would send of the form whose action ends with ``action``."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self.pairs: list[tuple[str, str]] = []
        self._action, self._inside, self._select, self._area = action, False, "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin the form, or one of its fields."""
        facts = dict(attrs)
        name, value = facts.get("name") or "", facts.get("value") or ""
        if tag == "form":
            self._inside = (facts.get("action") or "").endswith(self._action)
        if not self._inside:
            return
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in facts:
            self.pairs.append((self._select, value))
        elif tag == "textarea":
            self._area = name
            self.pairs.append((name, ""))
        elif (
            tag == "input" and name and ("checked" in facts or facts.get("type") not in ("checkbox", "radio", "submit"))
        ):
            self.pairs.append((name, value))

    def handle_endtag(self, tag: str) -> None:
        """End of the form, or of a field."""
        self._inside = self._inside and tag != "form"
        self._area = "" if tag == "textarea" else self._area
        self._select = "" if tag == "select" else self._select

    def handle_data(self, data: str) -> None:
        """The words in a large field."""
        if self._area:
            self.pairs[-1] = (self._area, self.pairs[-1][1] + data)


@dataclass
class People:
    """All of them in front of one workbench; ``done`` holds kind, seconds and status of each request."""

    plan: Mapping[str, Any]
    client: httpx2.AsyncClient
    forms: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    done: list[tuple[str, float, int]] = field(default_factory=list)
    late: float = 0.0

    async def all(self) -> None:
        """Everybody clicks until the time is over."""
        first = self.plan["people"][0]
        for study in self.plan["studies"]:
            page = await self.client.get(f"/studies/{study}", headers=_headers(first))
            read = Fields(f"/studies/{study}")
            read.feed(page.text)
            assert len(read.pairs) > 3, f"the form of {study} was not found"
            self.forms[study] = [pair for pair in read.pairs if pair[0] != "csrf"]
        begun = time.monotonic()
        await asyncio.gather(*(self.one(person, at, begun) for at, person in enumerate(self.plan["people"])))

    async def one(self, person: Mapping[str, str], number: int, begun: float) -> None:
        """One person; whoever still waits for a page does not click."""
        dice, seen = random.Random(f"{self.plan['seed']} {number}"), set[str]()  # noqa: S311 - no cryptography here
        at = begun
        while (at := max(at, time.monotonic()) + dice.expovariate(1 / EVERY)) < begun + self.plan["seconds"]:
            await asyncio.sleep(at - time.monotonic())
            self.late = max(self.late, time.monotonic() - at)
            kind = dice.choices(list(MIX), list(MIX.values()))[0]
            await self.click(person, kind, dice, at, seen)

    async def click(
        self, person: Mapping[str, str], kind: str, dice: random.Random, due: float, seen: set[str]
    ) -> None:
        """One click, timed from when it was due."""
        path, fields = self.target(kind, dice)
        await self.ask(kind, person, path, fields, due)
        if kind == "answer" and path not in seen:
            seen.add(path)
            await self.ask("figures", person, f"{path}/figures.json", None, time.monotonic())

    async def ask(
        self, kind: str, person: Mapping[str, str], path: str, fields: list[tuple[str, str]] | None, due: float
    ) -> None:
        """One request."""
        try:
            if fields is None:
                reply = await self.client.get(path, headers=_headers(person))
            else:
                sent = httpx2.QueryParams([("csrf", person["csrf"]), *fields])
                headers = {**_headers(person), "content-type": "application/x-www-form-urlencoded"}
                reply = await self.client.post(path, content=str(sent), headers=headers)
            status = reply.status_code
        except httpx2.HTTPError as error:
            print(kind, type(error).__name__, error, file=sys.stderr)
            status = 0
        self.done.append((kind, time.monotonic() - due, status))

    def target(self, kind: str, dice: random.Random) -> tuple[str, list[tuple[str, str]] | None]:
        """The address of a click, and what is sent to it."""
        plan = self.plan
        project, dataset, study = (
            f"/projects/{plan['project']}",
            dice.choice(plan["datasets"]),
            dice.choice(plan["studies"]),
        )
        answer = dice.choice(list(plan["answers"]))
        tried = {f"set.{name}": f"{dice.uniform(*ends):.4g}" for name, ends in plan["answers"][answer].items()}
        thing = dice.choice([("study", study), ("answer", answer), ("dataset", dataset)])
        ways: dict[str, Callable[[], tuple[str, list[tuple[str, str]] | None]]] = {
            "first page": lambda: ("/", None),
            "project": lambda: (project, None),
            "data list": lambda: (f"{project}/data", None),
            "dataset": lambda: (f"/data/{dataset}", None),
            "rows": lambda: (f"/data/{dataset}/rows?page={dice.randint(1, 3)}", None),
            "study form": lambda: (f"/studies/{study}", None),
            "answer": lambda: (f"/answers/{answer}", None),
            "what-if": lambda: (f"/answers/{answer}/what-if?{httpx2.QueryParams(tried)}", None),
            "draft": lambda: (f"/studies/{study}/save", self.forms[study]),
            "comment": lambda: (
                f"{project}/comments",
                [("about", thing[0]), ("thing", thing[1]), ("text", "The pressure was checked.")],
            ),
            "search": lambda: (f"/search?{httpx2.QueryParams({'q': dice.choice(WORDS)})}", None),
            "decisions": lambda: (f"{project}/decisions", None),
        }
        return ways[kind]()


def _headers(person: Mapping[str, str]) -> dict[str, str]:
    return {"cookie": f"sanhak={person['cookie']}", "accept-encoding": "gzip"}


async def clicked(plan: Mapping[str, Any]) -> dict[str, Any]:
    """All clicks of the plan, with what they cost here."""
    # A browser does not send on a line that the server is about to close (after five quiet seconds).
    limits = httpx2.Limits(max_connections=None, max_keepalive_connections=None, keepalive_expiry=2.0)
    async with httpx2.AsyncClient(base_url=plan["home"], timeout=60, limits=limits) as client:
        people = People(plan, client)
        before = time.process_time()
        await people.all()
        return {"done": people.done, "cpu": time.process_time() - before, "late": people.late}


def main() -> None:
    """Read the plan, click, and write what was seen."""
    told = asyncio.run(clicked(json.loads(Path(sys.argv[1]).read_text())))
    Path(sys.argv[2]).write_text(json.dumps(told))


if __name__ == "__main__":
    main()
