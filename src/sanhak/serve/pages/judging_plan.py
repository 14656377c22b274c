"""A maintenance plan held against the work orders that came after it, and what it has cost taken into the ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection
from starlette.responses import Response

from sanhak.center import data, decisions
from sanhak.center.decisions import Decision
from sanhak.center.findings_judging import NoJobInOrders, OrdersNotReady, PlannedCounted
from sanhak.center.projects import Project
from sanhak.center.rights import Part
from sanhak.center.words import day as day_of
from sanhak.finding import Finding, Refusal
from sanhak.serve.pages import fleet_drawing as drawing
from sanhak.serve.pages.gantt_board import opened
from sanhak.serve.web.door import Form, Me
from sanhak.serve.web.showing import page
from sanhak.serve.web.small import submitted
from sanhak.text import Amount, Param, Text, say

if TYPE_CHECKING:
    from sanhak.center.data import Dataset
    from sanhak.study.maintenance_plan.outcome import Outcome
    from sanhak.study.maintenance_plan.outcome_telling import Row

FIELDS: Final = ("orders", "until", "failures")
_MOST_ROWS: Final = 200
"""Jobs in a list, the first ones."""
_DAY: Final = 86_400.0


@dataclass(frozen=True, slots=True)
class Chart:
    """Cost over time with its axes."""

    picture: drawing.Picture
    up: tuple[tuple[float, str], ...]
    along: tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows of a plan that was held against orders."""

    outcome: Outcome
    verdict: Text
    lines: tuple[tuple[Text, Text], ...]
    otherwise: tuple[Row, ...]
    planned: tuple[Row, ...]
    chart: Chart


def show(me: Me, project: Project, taken: Decision, given: Mapping[str, str]) -> Response:
    """The orders to be chosen, and what they make of the plan: ``given`` are the orders and their last day."""
    asked = {name: given.get(name, "") for name in FIELDS}
    with me.center.database.reading() as rows:
        sets = data.datasets(rows, me.person, project.id)
    found: Outcome | None = None
    findings: Sequence[Finding] = ()
    if asked["orders"] or me.request.method == "POST":
        try:
            found = _held(me, taken, sets, asked)
            findings = tuple(_remarks(found))
        except Refusal as refusal:
            findings = refusal.findings
    options = [("", say("Choose the work orders")), *((one.id, one.name) for one in sets if one.ready)]
    return page(
        me, "decision_came.html", project=project, place="decisions", one=project, decision=taken, typed=asked,
        shown=_shown(found) if found else None, findings=findings, options=options, most=_MOST_ROWS, Part=Part,
    )  # fmt: skip


def take_in(me: Me, decision: str, form: Form) -> Response:
    """Write what the plan has cost into the ledger as its outcome, as the page showed it."""
    with me.center.database.reading() as rows:
        project, taken = decisions.get(rows, me.person, decision, Part.MEMBER)
        sets = data.datasets(rows, me.person, project.id)
    given = dict.fromkeys(FIELDS, "") | form.words(*FIELDS)

    def act(rows: Connection) -> str:
        found = _held(me, taken, sets, given)
        return _reported(rows, me, decision, found, next(one.name for one in sets if one.id == given["orders"]))

    return submitted(
        me, "taking", form, act, then=f"/decisions/{decision}#outcomes", show=lambda: show(me, project, taken, given)
    )


def _reported(rows: Connection, me: Me, decision: str, found: Outcome, name: str) -> str:
    whole = found.whole
    told: dict[str, Param] = {"orders": name, "day": found.day, "cost": Amount(found.cost, "만원", 0)}
    note = (
        say("All counted from {orders}, by the prices of the plan.", orders=name)
        if found.over
        else say("{cost} counted until {day} from {orders}; the rest until the horizon as now expected.", **told)
    )
    ends = {} if found.over else {"lower": f"{whole.lower:.0f}", "upper": f"{whole.upper:.0f}"}
    return decisions.report(
        rows, me.person, decision, value=f"{whole.value:.0f}", measured=f"{found.day}",
        note=note.render(me.language), **ends,
    )  # fmt: skip


def _held(me: Me, taken: Decision, sets: Sequence[Dataset], asked: Mapping[str, str]) -> Outcome:
    """The plan of a decision held against the newest version of a dataset of its project.

    Raises
    ------
    Refusal
        C001, C297, W146, S423, S424; C015 for a day that is none; what cannot be read of the orders.
    """
    from sanhak.study.maintenance_plan.outcome import Outcome
    from sanhak.table.keep import read_table

    ready = next((one.ready for one in sets if one.id == asked["orders"] and one.ready), None)
    if ready is None or ready.table is None:
        raise Refusal(OrdersNotReady(), field="orders")
    last = datetime.combine(day_of(asked["until"], "until"), time()) if asked["until"].strip() else None
    words = [word.strip() for word in asked["failures"].split(",") if word.strip()]
    return Outcome.of(opened(me, taken.answer).board, read_table(me.center.blobs.path(ready.table)), last, words)


def _remarks(found: Outcome) -> list[Finding]:
    from sanhak.study.maintenance_plan.came import State, counted

    count = counted(found.came)
    remarks: list[Finding] = [PlannedCounted()] if found.assumed else []
    if count.get(State.MISSED) and not any(state.done for state in count):
        remarks.append(NoJobInOrders(jobs=count[State.MISSED]))
    return remarks


def _shown(found: Outcome) -> Shown:
    from sanhak.study.maintenance_plan import outcome_telling as telling

    rows = telling.rows(found)
    otherwise, planned = (tuple(row for row in rows if row.state.usual is usual) for usual in (False, True))
    return Shown(
        found, telling.verdict(found), telling.lines(found),
        otherwise, planned, _chart(found, telling.picture_told(found)),
    )  # fmt: skip


def _chart(found: Outcome, told: Text) -> Chart:
    """What was promised until each day with its interval, and what was counted as steps."""
    course, days = found.course(), found.board.asked.weeks * 7.0
    steps, total = [(0.0, 0.0)], 0.0
    for day, cost in found.counted():
        steps += [(day, total), (day, total := total + cost)]
    steps.append((found.until, total))
    frame = drawing.Frame((0.0, days), (0.0, max(float(course.upper.max()), total, 1.0)))
    at = course.days.tolist()
    upper, lower = (list(zip(at, one.tolist(), strict=True)) for one in (course.upper, course.lower))
    picture = drawing.Picture(
        told, frame.path(steps), frame.path(list(zip(at, course.promised.tolist(), strict=True))),
        frame.area(upper, lower), end=100 * found.until / days, last=frame.at(*steps[-1]),
    )  # fmt: skip
    start = drawing.place_of(found.board.asked.start.date())
    along = drawing.calendar(start, start + days * _DAY).ticks
    return Chart(picture, drawing.rounded(*frame.y).ticks, along)
