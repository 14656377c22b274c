"""Decisions and outcomes: what was promised when an answer was acted upon, and what really happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from sanhak.center import events, projects, schema, studies
from sanhak.center.findings import NotANumber, NotHere
from sanhak.center.findings_typed import OutsideItsInterval
from sanhak.center.people import Person
from sanhak.center.projects import Project
from sanhak.center.rights import Part
from sanhak.center.words import LONG, day, number, words
from sanhak.finding import Refusal
from sanhak.store import new_id
from sanhak.study import Promise
from sanhak.study.answer import Answer
from sanhak.text import Amount, Text, load, say


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was measured after a decision, with an interval if one is known."""

    id: str
    value: float
    lower: float | None
    upper: float | None
    unit: str | None
    measured: date
    note: str
    person: str
    made: datetime


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided on the ground of an answer, as it stood then.

    ``actions`` are rows of what, today's and the new value, unit and allowed range as they were carried out;
    ``promise`` what the answer promised; ``versions`` the hashes and versions that it rests on.
    """

    id: str
    project: str
    answer: str
    headline: Text
    actions: Sequence[Mapping[str, Any]]
    promise: Promise | None
    versions: Mapping[str, Any]
    note: str
    person: str
    name: str
    made: datetime
    outcomes: tuple[Outcome, ...]

    @property
    def kept(self) -> bool | None:
        """Whether the last outcome lies within what was promised; None while there is none, or nothing was promised."""
        if self.promise is None or not self.outcomes:
            return None
        after = self.promise.after
        return after.lower <= self.outcomes[0].value <= after.upper


def of(rows: Connection, person: Person, project: str) -> tuple[Decision, ...]:
    """The decisions of a project, the latest first; :class:`Refusal` C001."""
    projects.enter(rows, person, project)
    return _decisions(rows, schema.decisions.c.project == project)


def among(rows: Connection, names: Sequence[str]) -> tuple[Decision, ...]:
    """The decisions of several projects, which the reader has entered already."""
    return _decisions(rows, schema.decisions.c.project.in_(names))


def of_answer(rows: Connection, person: Person, answer: str) -> tuple[Decision, ...]:
    """The decisions that were taken on an answer; :class:`Refusal` C001."""
    studies.answer(rows, person, answer)
    return _decisions(rows, schema.decisions.c.answer == answer)


def get(rows: Connection, person: Person, id_: str, part: Part = Part.GUEST) -> tuple[Project, Decision]:
    """A decision with its project; :class:`Refusal` C001 or C002."""
    found = _decisions(rows, schema.decisions.c.id == id_)
    if not found:
        raise Refusal(NotHere())
    return projects.enter(rows, person, found[0].project, part), found[0]


def take(rows: Connection, person: Person, answer: str, full: Answer, note: str = "") -> str:
    """Take the decision that an answer recommends; gives its identifier.

    Parameters
    ----------
    answer
        The identifier of the answer.
    full
        The answer itself, whose actions, promise and provenance are written down.
    note
        Why, or what is done otherwise.

    Raises
    ------
    Refusal
        C001, C002, C009.
    """
    project, kept = studies.answer(rows, person, answer, Part.MEMBER)
    made, plain = new_id(), full.dump()
    origin = plain["provenance"] or {}
    row = {
        "project": project.id,
        "answer": answer,
        "actions": [
            {name: part[name] for name in ("what", "today", "value", "unit", "allowed")} for part in plain["decision"]
        ],
        "promise": plain["promise"],
        "versions": {name: origin.get(name) for name in ("study_hash", "data", "versions", "seed")}
        | {"answer_hash": kept.hash},
        "note": words(note, say("Note"), most=LONG, empty=True, at="note"),
        "person": person.id,
        "made": datetime.now(UTC),
    }
    rows.execute(insert(schema.decisions).values(id=made, **row))
    events.record(
        rows, "decision.taken", "decision", made, person=person.id, project=project.id, headline=kept.headline
    )
    return made


def report(
    rows: Connection,
    person: Person,
    decision: str,
    *,
    value: str,
    measured: str,
    lower: str = "",
    upper: str = "",
    note: str = "",
) -> str:
    """Write down what happened after a decision, in the unit of its promise; gives the outcome's identifier.

    Raises
    ------
    Refusal
        C001, C002; C009, C014, C015, C050, C051 for the fields.
    """
    project, taken = get(rows, person, decision, Part.MEMBER)
    unit = taken.promise.after.unit if taken.promise else None
    reached = number(value, unit, "value")
    if reached is None:
        raise Refusal(NotANumber(given=value[:200]), field="value")
    low, high = number(lower, unit, "lower"), number(upper, unit, "upper")
    if (low is not None and low > reached) or (high is not None and high < reached):
        outside = OutsideItsInterval(value=reached, lower=lower.strip() or "–", upper=upper.strip() or "–")
        raise Refusal(outside, field="value")
    told = Amount(reached, unit) if low is None or high is None else Amount.within(reached, low, high, unit)
    made = new_id()
    row = {
        "decision": decision,
        "value": reached,
        "lower": low,
        "upper": high,
        "unit": unit,
        "measured": day(measured, "measured"),
        "note": words(note, say("Note"), most=LONG, empty=True, at="note"),
        "person": person.id,
        "made": datetime.now(UTC),
    }
    rows.execute(insert(schema.outcomes).values(id=made, **row))
    events.record(rows, "outcome.reported", "decision", decision, person=person.id, project=project.id, value=told)
    return made


def _decisions(rows: Connection, which: Any) -> tuple[Decision, ...]:
    asked = (
        select(schema.decisions, schema.answers.c.headline, schema.people.c.name)
        .join(schema.answers, schema.answers.c.id == schema.decisions.c.answer)
        .join(schema.people, schema.people.c.id == schema.decisions.c.person)
        .where(which)
        .order_by(schema.decisions.c.made.desc())
    )
    found = rows.execute(asked).mappings().all()
    table = schema.outcomes.c
    mine = select(schema.outcomes).where(table.decision.in_([row["id"] for row in found]))
    by_decision: dict[str, list[Outcome]] = {}
    for row in rows.execute(mine.order_by(table.measured.desc(), table.made.desc())).mappings():
        outcome = Outcome(**{name: row[name] for name in Outcome.__slots__})
        by_decision.setdefault(row["decision"], []).append(outcome)
    return tuple(_decision(row, tuple(by_decision.get(row["id"], ()))) for row in found)


def _decision(row: Mapping[Any, Any], outcomes: tuple[Outcome, ...]) -> Decision:
    values = {name: row[name] for name in Decision.__slots__ if name != "outcomes"}
    told = {
        "headline": load(row["headline"]),
        "actions": load(row["actions"]),
        "promise": Promise.load(row["promise"]),
    }
    return Decision(**values | told, outcomes=outcomes)
