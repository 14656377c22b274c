"""From lives to a plan by one press: an answer's table ``lives`` becomes a dataset, and a plan is begun with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from sanhak.center import data, laying, studies
from sanhak.center.rights import Part
from sanhak.center.studies import KeptAnswer
from sanhak.center.words import day
from sanhak.finding import Refusal
from sanhak.serve.live.archive import read_answer
from sanhak.serve.pages.answering import show
from sanhak.serve.pages.gantt_board import KIND
from sanhak.serve.pages.gantt_findings import NoLivesToPlan
from sanhak.serve.web.door import Form, Me
from sanhak.serve.web.showing import go
from sanhak.serve.web.small import submitted
from sanhak.table import Kind
from sanhak.table.units import compatible
from sanhak.text import say

if TYPE_CHECKING:
    from sanhak.table import Table

pages = APIRouter()
_LIVES: Final = "lives"


@pages.post("/answers/{answer}/plan")
def begin(me: Me, answer: str, form: Form) -> Response:
    """Begin a maintenance plan from the lives of an answer.

    Raises
    ------
    Refusal
        C001, C002; W148 if the answer has no table of lives.
    """
    with me.center.database.reading() as rows:
        _, kept = studies.answer(rows, me.person, answer, Part.MEMBER)
    tables = read_answer(me.center.blobs.path(kept.archive)).tables
    if _LIVES not in tables:
        raise Refusal(NoLivesToPlan(known=tuple(tables)))
    return submitted(
        me, "plan", form, act=lambda rows: _begin(me, rows, kept, tables[_LIVES], form["start"]),
        then=lambda made: go(me, f"/studies/{made}"), show=lambda: show(me, answer),
    )  # fmt: skip


def _begin(me: Me, rows: Connection, kept: KeptAnswer, lives: Table, start: str) -> str:
    first = day(start, "start")
    name = say("Lives of {title}, answer {number}", title=kept.title, number=kept.number).render(me.language)
    reading = {
        "units": {column.name: column.unit for column in lives.columns if _is_time(column.unit)},
        "kinds": {column.name: column.kind.value for column in lives.columns if column.kind is not Kind.NUMBER},
    }
    # Not as a file for people, in which a sign before = keeps Excel from reckoning: =P1-M1 is an asset by IEC 81346.
    content = lives.frame.write_csv().encode()
    version = laying.lay(rows, me.center, me.person, kept.project, name=f"{name}.csv", content=content, reading=reading)
    title = say("Plan from {title}", title=kept.title).render(me.language)
    tables = {_LIVES: data.version(rows, me.person, version)[1].id}
    values = {"start": first.isoformat()}
    return studies.begin(rows, me.person, kept.project, kind=KIND, title=title, tables=tables, values=values)


def _is_time(unit: str | None) -> bool:
    """Whether a unit can be read back; a plan says what is missing where it is none of time."""
    return unit is not None and compatible(unit, "d")
