"""The log: what was done by whom, whether it is whole, and all of it as a table for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.responses import Response, StreamingResponse

from sanhak.center import auditing, people
from sanhak.center.auditing import Entry, Sought
from sanhak.center.words import day
from sanhak.finding import Finding, Refusal
from sanhak.serve.pages.center import carrying_words
from sanhak.serve.pages.telling import ACTS
from sanhak.serve.web.door import Me
from sanhak.serve.web.showing import page
from sanhak.serve.web.statuses import status_of
from sanhak.text import Text, say, show

pages = APIRouter()
_PAGE: Final = 50
_DIGITS: Final = 18
"""Digits of the longest number of an event."""
_FIELDS: Final = ("person", "act", "project", "day")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
ABOUT: Final[Mapping[str, Text]] = {
    "project": say("project"),
    "dataset": say("data"),
    "study": say("study"),
    "answer": say("answer"),
    "decision": say("decision"),
    "milestone": say("milestone"),
    "person": say("person"),
    "invitation": say("invitation"),
    "organisation": say("organisation"),
    "file": say("file"),
    "token": say("token"),
    "attempt": say("attempt"),
    "call": say("call"),
    "application": say("application"),
    "passage": say("passage"),
    "conflict": say("conflict of interest"),
    "assignment": say("review"),
    **carrying_words.ABOUT,
    "problem": say("problem"),
    "laboratory": say("laboratory"),
    "matching": say("matching"),
    "scholar": say("scholar"),
    "batch": say("payments"),
}
"""What acts are done to."""


@pages.get("/log")
def log(me: Me, person: str = "", act: str = "", project: str = "", day: str = "", before: str = "") -> Response:
    """The log, a page at a time."""
    typed = {"person": person, "act": act, "project": project, "day": day}
    findings: tuple[Finding, ...] = ()
    try:
        sought = _sought(typed)
    except Refusal as refusal:
        sought, findings = Sought(), refusal.findings
    under = int(before) if before.isascii() and before.isdigit() and len(before) <= _DIGITS else None
    with me.center.database.reading() as rows:
        found = auditing.log(rows, me.person, sought, limit=_PAGE + 1, before=under)
        chain = auditing.chain(rows, me.person) if under is None and not any(typed.values()) else None
        everybody = people.everybody(rows, me.person)
        joint = auditing.joint(rows, me.person)
    kept = {name: value for name, value in typed.items() if value}
    older = urlencode(kept | {"before": str(found[_PAGE - 1].event.id)}) if len(found) > _PAGE else None
    return page(
        me,
        "log.html",
        entries=[(one, said_of(one)) for one in found[:_PAGE]],
        titles={one.id: one.title for one in joint},
        chain=chain,
        typed=typed,
        acts=[("", say("all")), *((name, name) for name in ACTS)],
        everybody=[("", say("all")), *((one.id, one.name) for one in everybody)],
        joint=[("", say("all")), *((one.id, one.title) for one in joint)],
        about=ABOUT,
        older=older,
        newest=urlencode(kept) if under is not None else None,
        table=urlencode(kept),
        findings=findings,
        status=int(status_of(findings)) if findings else 200,
    )


@pages.get("/log.csv")
def table(me: Me, person: str = "", act: str = "", project: str = "", day: str = "") -> Response:
    """The events that are sought, for a spreadsheet."""
    sought = _sought({"person": person, "act": act, "project": project, "day": day})
    with me.center.database.reading() as rows:
        auditing.log(rows, me.person, sought, limit=1)
    headers = {"content-disposition": 'attachment; filename="sanhak-log.csv"'}
    return StreamingResponse(_lines(me, sought), headers=headers, media_type="text/csv; charset=utf-8")


def said_of(one: Entry) -> Text:
    """An event in words; its bare act where the reader may not know more."""
    if one.open and one.event.act in ACTS:
        return replace(ACTS[one.event.act], params=one.event.facts)
    return Text("{act}", {"act": one.event.act})


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _sought(typed: Mapping[str, str]) -> Sought:
    on: date | None = day(typed["day"]) if typed["day"].strip() else None
    return Sought(typed["person"] or None, typed["act"] or None, typed["project"] or None, on)


def _lines(me: Me, sought: Sought) -> Iterator[str]:
    yield "\ufeff" + _line(("event", "moment", "person", "act", "about", "thing", "project", "said"))
    with me.center.database.reading() as rows:
        for one in auditing.whole_log(rows, me.person, sought):
            event = one.event
            said = show(said_of(one), me.language)
            yield _line(
                (
                    str(event.id),
                    event.at.isoformat(),
                    one.who,
                    event.act,
                    event.about,
                    event.thing,
                    event.project or "",
                    said,
                )
            )


def _line(cells: tuple[str, ...]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(map(harmless, cells))
    return line.getvalue()
