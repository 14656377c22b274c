"""Decisions: what was decided and promised, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from fastapi import APIRouter
from starlette.responses import Response

from sanhak.center import decisions, projects, remarks, studies
from sanhak.center.decisions import Decision, Outcome
from sanhak.center.remarks import About
from sanhak.center.rights import Part
from sanhak.serve.pages.gantt_board import KIND
from sanhak.serve.report.places import places
from sanhak.serve.web.door import Form, Me
from sanhak.serve.web.showing import page
from sanhak.serve.web.small import submitted
from sanhak.study.answer import Action
from sanhak.text import Amount, Text, decimals_for, say

pages = APIRouter()
FIELDS: Final = ("value", "measured", "lower", "upper", "note")
_EDGE: Final = 0.08
"""The share of the picture that stays free at each end."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One line of the picture: a value and its interval, as places in per cent of the width and in words."""

    name: Text
    shape: str
    at: float
    span: tuple[float, float] | None
    value: Text
    when: Any = None


@dataclass(frozen=True, slots=True)
class Picture:
    """What was promised beside what came, on one scale with its ends."""

    what: Text
    marks: tuple[Mark, ...]
    promised: tuple[float, float]
    today: float
    ends: tuple[Amount, Amount]


@pages.get("/projects/{project}/decisions")
def all_decisions(me: Me, project: str) -> Response:
    """The decisions of a project, the latest first."""
    with me.center.database.reading() as rows:
        here = projects.enter(rows, me.person, project)
        found = decisions.of(rows, me.person, project)
    known = [(one, picture(one)) for one in found]
    return page(me, "decisions.html", project=here, place="decisions", one=here, known=known)


@pages.get("/decisions/{decision}")
def show(me: Me, decision: str) -> Response:
    """A decision: actions, promise and outcomes."""
    with me.center.database.reading() as rows:
        project, found = decisions.get(rows, me.person, decision)
        lives = bool(studies.answer(rows, me.person, found.answer)[1].chances)
        said = remarks.comments(rows, me.person, project.id, About.DECISION, decision)
        _, kept = studies.answer(rows, me.person, found.answer)
    return page(
        me,
        "decision.html",
        project=project,
        place="decisions",
        one=project,
        decision=found,
        actions=[_action(row) for row in found.actions],
        outcomes=[(one, _measured(one)) for one in found.outcomes],
        picture=picture(found),
        calendar=kept.kind == KIND,
        comments=said,
        lives=lives,
        Part=Part,
    )


@pages.post("/decisions/{decision}/outcomes")
def report(me: Me, decision: str, form: Form) -> Response:
    """Write down what happened after the decision."""
    given = {"value": "", "measured": ""} | form.words(*FIELDS)
    return submitted(
        me, "outcome", form, then=f"/decisions/{decision}#outcomes", show=lambda: show(me, decision),
        act=lambda rows: decisions.report(rows, me.person, decision, **given),
    )  # fmt: skip


def picture(decision: Decision) -> Picture | None:
    """What was promised beside what came; None where the answer promised no number."""
    promise = decision.promise
    if promise is None:
        return None
    before, after, came = promise.before, promise.after, decision.outcomes
    known = [before.value, after.value, after.lower, after.upper]
    known += [end for one in came for end in (one.value, one.lower, one.upper) if end is not None]
    low, high = min(known), max(known)
    width = (high - low) or abs(high) or 1.0
    decimals = decimals_for(after.upper - after.lower) if after.upper > after.lower else None

    def at(value: float) -> float:
        return round(100 * (_EDGE + (1 - 2 * _EDGE) * (value - low) / width), 2)

    def amount(value: float) -> Amount:
        return Amount(value, after.unit, decimals)

    marks = [
        Mark(say("Then"), "was", at(before.value), None, say("{value}", value=amount(before.value))),
        Mark(say("Promised"), "promised", at(after.value), (at(after.lower), at(after.upper)), _within(amount, after)),
    ]
    for one in reversed(came):
        span = (at(one.lower), at(one.upper)) if one.lower is not None and one.upper is not None else None
        said = _within(amount, one) if span else say("{value}", value=amount(one.value))
        marks.append(Mark(say("Measured"), "at", at(one.value), span, said, one.measured))
    ends = (amount(low), amount(high))
    return Picture(promise.what, tuple(marks), (at(after.lower), at(after.upper)), at(before.value), ends)


def _within(amount: Any, known: Any) -> Text:
    bare = (Amount(end, None, amount(end).decimals) for end in (known.lower, known.upper))
    return say("{value} ({a} to {b})", value=amount(known.value), **dict(zip("ab", bare, strict=True)))


def _action(row: Mapping[str, Any]) -> tuple[Text, Any, Any]:
    """What was decided, what was before and what from then on: numbers as the report rounds them, with their unit."""
    allowed = tuple(row.get("allowed") or ())
    read = Action(row["what"], "", row["today"], row["value"], row["unit"], say(""), allowed)
    before, after = (
        Amount(value, row["unit"], places(read)) if isinstance(value, int | float) else value
        for value in (read.today, read.value)
    )
    return read.what, before, after


def _measured(outcome: Outcome) -> Text:
    """What was measured, with as many digits as its interval allows, and the interval."""
    lower, upper = outcome.lower, outcome.upper
    if lower is None or upper is None:
        return say("{value}", value=Amount(outcome.value, outcome.unit))
    decimals = Amount.within(outcome.value, lower, upper).decimals
    return _within(lambda value: Amount(value, outcome.unit, decimals), outcome)
