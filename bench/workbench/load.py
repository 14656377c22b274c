"""Two hundred people click in a workbench for two minutes, on SQLite and on PostgreSQL: README.md.

python bench/workbench/load.py [--people 200] [--seconds 120] [--databases sqlite postgresql]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import served

from sanhak.center import entry, people, projects
from sanhak.center.center import Center
from sanhak.center.rights import Part, Role
from sanhak.center.schema import answers, datasets, studies
from sanhak.serve.live.archive import load_answer
from sanhak.serve.live.what_if import controls
from sanhak.serve.web.door import csrf_of

sys.path.insert(0, str(served.ROOT / "tests"))
import postgres

SLOWEST, SHARE = 400.0, 95
"""Milliseconds within which so many percent of the requests are to be answered."""
PARTS = (50, 95, 99)
FITTING = {"comment": 303, "draft": 204}
"""How a click is answered; with 200 unless it is told here."""


@dataclass(frozen=True, slots=True)
class Place:
    """A furnished workbench that nobody serves yet, and its database."""

    folder: Path
    url: str | None
    database: psutil.Process | None


@contextmanager
def place(kind: str, furnished: Path) -> Iterator[Place]:
    """A copy of the furnished workbench on SQLite, or brought to PostgreSQL as keepers do it: backup and restore."""
    with tempfile.TemporaryDirectory() as name:
        copy = served.copy_of(furnished, Path(name))
        if kind == "sqlite":
            yield Place(copy, None, None)
            return
        program = postgres.server_program()
        assert program, "PostgreSQL is not installed"
        file, folder = Path(name) / "kept.zip", Path(name) / "other" / "workbench"
        folder.parent.mkdir()
        with postgres.running(program, durable=True) as server, postgres.fresh(server) as url:
            _command("backup", str(file), "--folder", str(copy))
            _command("restore", str(file), "--folder", str(folder), "--url", url)
            yield Place(folder, url, _listening(url))


def _command(*words: str) -> None:
    subprocess.run([*served.COMMAND, *words], check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own program


def _listening(url: str) -> psutil.Process:
    """The server of a database, by its port."""
    port = url.rpartition(":")[2].partition("/")[0]
    found = (one for one in psutil.process_iter(["name", "cmdline"]) if one.info["name"] == "postgres")
    return next(one for one in found if port in (one.info["cmdline"] or ()))


def planned(at: Place, count: int, seconds: float) -> dict[str, Any]:
    """People who are signed in and belong to the joint project, and what they can click on."""
    center = Center.open(at.folder, at.url)
    with center.database.writing() as rows:
        home = people.organisations(rows)[0].id
        asked = {table.name: rows.execute(table.select()).mappings().all() for table in (datasets, studies, answers)}
        project, crowd = asked["answers"][0]["project"], []
        for number in range(count):
            person = people.add(
                rows,
                email=f"load{number}@demo.example",
                name=f"Engineer {number + 1}",
                role=Role.ENGINEER,
                organisation=home,
                language=("ko", "en")[number % 2],
                password=None,
            )
            projects.own(rows, person, "My work")
            projects.place(rows, project, person.id, Part.MEMBER)
            token = entry.open_session(rows, person.id, "load")
            crowd.append({"cookie": token, "csrf": csrf_of(token)})
    models = {one["id"]: load_answer(center.blobs.path(one["archive"])) for one in asked["answers"]}
    reach = {id_: {one.name: one.reach for one in controls(answer)} for id_, answer in models.items()}
    center.database.close()
    ids = {name: [one["id"] for one in found if one["project"] == project] for name, found in asked.items()}
    plan = {"people": crowd, "project": project, "datasets": ids["datasets"], "studies": ids["studies"]}
    return plan | {"answers": {id_: reach[id_] for id_ in ids["answers"]}, "seconds": seconds, "seed": 1}


@dataclass(frozen=True, slots=True)
class Seen:
    """What a run brought: requests with kind, seconds and status; CPU seconds and megabytes by whose they are."""

    done: Sequence[tuple[str, float, int]]
    seconds: float
    late: float
    cpu: dict[str, float]
    held: float

    @property
    def errors(self) -> int:
        """Requests that were answered otherwise than they should be."""
        return sum(status != FITTING.get(kind, 200) for kind, _, status in self.done)


def run(at: Place, count: int, seconds: float) -> Seen:
    """Serve, click, and see."""
    plan = planned(at, count, seconds)
    with served.serving(at.folder, at.url) as (home, server):
        given, out = at.folder.parent / "plan.json", at.folder.parent / "seen.json"
        given.write_text(json.dumps(plan | {"home": home}))
        warm = at.folder.parent / "warm.json"
        warm.write_text(json.dumps(plan | {"home": home, "seconds": 10, "seed": 0}))
        for each, into in ((warm, at.folder.parent / "warm.out"), (given, out)):  # what is loaded once is loaded before
            before = served.cost(server)
            stored = served.cost(at.database) if at.database else None
            clicks = [sys.executable, str(Path(__file__).with_name("clicks.py")), str(each), str(into)]
            subprocess.run(clicks, check=True)  # noqa: S603 - our own program
        used = served.cost(server) - before
        cpu = {"server": used.own, "runner": used.others}
        if at.database and stored:
            cpu["PostgreSQL"] = (served.cost(at.database) - stored).all
        told = json.loads(out.read_text())
        cpu["generator"] = told["cpu"]
        return Seen(told["done"], seconds, told["late"], cpu, server.memory_info().rss / served.MEGABYTE)


def times(done: Sequence[tuple[str, float, int]]) -> list[str]:
    """Number, errors, and the percentiles in milliseconds."""
    spent = np.percentile([1000 * seconds for _, seconds, _ in done], PARTS)
    errors = sum(status != FITTING.get(kind, 200) for kind, _, status in done)
    return [f"{len(done):,}", str(errors), *(f"{one:,.0f}" for one in spent)]


def told(found: dict[str, Seen]) -> str:
    """The tables: databases first, then kinds of click."""
    whose = ("server", "runner", "PostgreSQL", "generator")
    heads = ("database", "requests", "errors", *(f"p{one} ms" for one in PARTS), *(f"{one} CPU s" for one in whose))
    rows = [
        [
            name,
            *times(seen.done),
            *(f"{seen.cpu[one]:.1f}" if one in seen.cpu else "–" for one in whose),
            f"{seen.held:.0f}",
            f"{1000 * seen.late:.0f}",
        ]
        for name, seen in found.items()
    ]
    parts = [served.table((*heads, "server MB", "latest click, ms after it was due"), rows)]
    kinds = sorted({kind for seen in found.values() for kind, _, _ in seen.done})
    heads = ("click", *(f"{name}: {head}" for name in found for head in ("requests", "p50", "p95", "p99")))
    by_kind = []
    for kind in kinds:
        line = [kind]
        for seen in found.values():
            counted = times(
                [one for one in seen.done if one[0] == kind] or [(kind, float("nan"), FITTING.get(kind, 200))]
            )
            line += [counted[0], *counted[2:]]
        by_kind.append(line)
    return "\n\n".join([*parts, served.table(heads, by_kind)])


def main() -> None:
    """Run on each database, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--databases", nargs="*", default=["sqlite", "postgresql"])
    parser.add_argument("--folder", type=Path, help="a furnished workbench; made in build/workbench by default")
    parser.add_argument("--report", action="store_true", help="write the tables into the pages of the documentation")
    given = parser.parse_args()
    furnished, found, busy = served.furnished(given.folder), {}, [served.machine()]
    for kind in given.databases:
        with place(kind, furnished) as at:
            found[kind] = run(at, given.people, given.seconds)
        busy.append(served.machine().rpartition("; ")[2])
    text = told(found) + f"\n\n{given.people} people, {given.seconds:.0f} s; {busy[0]} before; after each: "
    text += "; ".join(busy[1:]) + "."
    print(text)
    limits = {f"{kind}: p{SHARE} ms": (float(np.percentile([1000 * one[1] for one in seen.done], SHARE)), SLOWEST)
              for kind, seen in found.items()}  # fmt: skip
    limits |= {f"{kind}: errors": (seen.errors, 0) for kind, seen in found.items()}
    judged = served.table(("limit", "seen", "at most", "kept"), served.judged(limits))
    print("\n" + judged)
    if given.report:
        served.report("load", f"{text}\n\n{judged}", "workbench")


if __name__ == "__main__":
    main()
