"""Gates: a number agreed at the start, and its judgement by an answer that anybody can run again.

A judgement keeps the limit as it was agreed then, beside the number that it met: a gate that is moved later changes
nothing that was judged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select

from sanhak.center import events, projects, schema, studies
from sanhak.center.carrying import schema as own
from sanhak.center.carrying.findings import NothingToJudge, OtherMeasure
from sanhak.center.carrying.words import READS, Comparison, Reads
from sanhak.center.findings import NotANumber, NotHere
from sanhak.center.people import Person
from sanhak.center.rights import Part
from sanhak.center.words import choice, number, words
from sanhak.finding import Refusal
from sanhak.store import new_id
from sanhak.study.answer import Answer, Estimate
from sanhak.text import Amount, Text, say

_NORMAL: Final = 1.645
"""Standard errors on each side of a 90 % interval of a normal distribution."""


@dataclass(frozen=True, slots=True)
class Gate:
    """What was agreed: which number of the answer, on which side of ``limit`` in ``unit``.

    With ``worse`` the worse end of its interval has to hold, not the expected value alone.
    """

    reads: Reads
    comparison: Comparison
    limit: float
    unit: str
    worse: bool

    def holds(self, met: Estimate) -> bool:
        """Whether a number in the gate's unit lies on the agreed side."""
        if self.comparison is Comparison.LEAST:
            return (met.lower if self.worse else met.value) >= self.limit
        return (met.upper if self.worse else met.value) <= self.limit

    @property
    def told(self) -> Text:
        """The limit in words."""
        limit = Amount(self.limit, self.unit or None)
        if self.comparison is Comparison.LEAST:
            return say("at least {limit}", limit=limit)
        return say("at most {limit}", limit=limit)


@dataclass(frozen=True, slots=True)
class Judgement:
    """A gate as it was agreed when an answer was held against it, and the number that it met."""

    id: str
    milestone: str
    answer: str
    answer_hash: str
    gate: Gate
    met: Estimate
    passed: bool
    person: str
    made: datetime


def agree(rows: Connection, person: Person, project: str, milestone: str, **given: str) -> None:
    """Agree the gate of a milestone that has a study: ``reads``, ``comparison``, ``limit``, ``unit``, ``worse``.

    Raises
    ------
    Refusal
        C001, C002; C009, C013 and C014 for the fields.
    """
    here = projects.enter(rows, person, project, Part.LEAD)
    title = milestone_of(rows, here.id, milestone).title
    unit = words(given.get("unit", ""), say("Unit"), most=40, empty=True, at="unit")
    limit = number(given.get("limit", ""), unit or None, "limit")
    if limit is None:
        raise Refusal(NotANumber(given=given.get("limit", "")[:200]), field="limit")
    gate = Gate(
        choice(given.get("reads", ""), Reads, "reads"),
        choice(given.get("comparison", ""), Comparison, "comparison"),
        limit, unit, bool(given.get("worse")),
    )  # fmt: skip
    rows.execute(delete(own.gates).where(own.gates.c.milestone == milestone))
    values = _dumped(gate) | {"person": person.id, "made": datetime.now(UTC)}
    rows.execute(insert(own.gates).values(milestone=milestone, **values))
    events.record(
        rows, "gate.agreed", "milestone", milestone, person=person.id, project=here.id, title=title, limit=gate.told
    )


def judge(rows: Connection, person: Person, milestone: str, answer: str, full: Answer) -> Judgement:
    """Hold an answer of the gate's study against what was agreed.

    Parameters
    ----------
    answer
        The identifier of the answer.
    full
        The answer itself.

    Raises
    ------
    Refusal
        C001 if milestone, gate and answer do not belong together, C002; C201 and C202 if the answer tells no number
        that the gate can read.
    """
    project, kept = studies.answer(rows, person, answer, Part.MEMBER)
    row, gate = milestone_of(rows, project.id, milestone), of(rows, [milestone]).get(milestone)
    if gate is None or row.study != kept.study:
        raise Refusal(NotHere())
    met = brought(measured(full, gate.reads, row.title), gate, row.title)
    made, now = new_id(), datetime.now(UTC)
    values = _dumped(gate) | {"value": met.value, "lower": met.lower, "upper": met.upper, "passed": gate.holds(met)}
    values |= {"answer": answer, "answer_hash": kept.hash, "person": person.id, "made": now}
    rows.execute(insert(own.judgements).values(id=made, milestone=milestone, **values))
    act = "gate.held" if values["passed"] else "gate.missed"
    facts = {"title": row.title, "value": met.amount, "limit": gate.told}
    events.record(rows, act, "milestone", milestone, person=person.id, project=project.id, **facts)
    return Judgement(made, milestone, answer, kept.hash, gate, met, bool(values["passed"]), person.id, now)


def of(rows: Connection, milestones: Sequence[str]) -> Mapping[str, Gate]:
    """The gates of milestones that the reader has entered already."""
    found = rows.execute(select(own.gates).where(own.gates.c.milestone.in_(milestones))).mappings()
    return {row["milestone"]: _gate(row) for row in found}


def judgements(rows: Connection, milestones: Sequence[str]) -> Mapping[str, tuple[Judgement, ...]]:
    """All judgements of milestones that the reader has entered already, the latest first."""
    table = own.judgements
    asked = select(table).where(table.c.milestone.in_(milestones)).order_by(table.c.made.desc())
    found: dict[str, tuple[Judgement, ...]] = {}
    for row in rows.execute(asked).mappings():
        found[row["milestone"]] = (*found.get(row["milestone"], ()), _judgement(row))
    return found


def measured(full: Answer, reads: Reads, title: str) -> Estimate:
    """The number that a gate reads; :class:`Refusal` C201 where the answer does not hold it."""
    promise = full.promise
    if promise is not None and reads is Reads.AFTER:
        return promise.after
    if promise is not None and reads is Reads.EFFECT:
        return promise.effect
    chosen = next((score for score in full.scores if score.chosen), None)
    if chosen is None or reads is not Reads.ERROR:
        raise Refusal(NothingToJudge(title=title, reads=READS[reads]))
    error = chosen.nested if chosen.nested is not None else chosen.error
    half = _NORMAL * chosen.spread
    return Estimate(error, max(0.0, error - half), error + half, chosen.unit)


def brought(met: Estimate, gate: Gate, title: str) -> Estimate:
    """The number in the unit of the gate; :class:`Refusal` C202 where there is no way.

    A change and an error are differences: 5 K of them are 9 °F, whatever the scale begins with.
    """
    from sanhak.table import units

    given, unit = met.unit or "", gate.unit
    if (units.known(given) or given) == (units.known(unit) or unit):
        return Estimate(met.value, met.lower, met.upper, unit or None, met.level)
    if not (units.known(given) and units.known(unit) and units.compatible(given, unit)):
        raise Refusal(OtherMeasure(title=title, unit=unit or "–", given=given or "–"))
    ends = (met.value, met.lower, met.upper)
    if gate.reads is Reads.AFTER:
        value, lower, upper = (units.convert(end, given, unit) for end in ends)
    else:
        value, lower, upper = (end * units.steps(given, unit) for end in ends)
    return Estimate(value, lower, upper, unit, met.level)


def milestone_of(rows: Connection, project: str, milestone: str) -> Any:
    """A milestone of a project; :class:`Refusal` C001."""
    table = schema.milestones.c
    row = rows.execute(select(schema.milestones).where(table.id == milestone, table.project == project)).first()
    if row is None:
        raise Refusal(NotHere())
    return row


def _dumped(gate: Gate) -> dict[str, Any]:
    return {
        "reads": gate.reads.value, "comparison": gate.comparison.value, "limit": gate.limit, "unit": gate.unit,
        "worse": gate.worse,
    }  # fmt: skip


def _gate(row: Mapping[Any, Any]) -> Gate:
    return Gate(Reads(row["reads"]), Comparison(row["comparison"]), row["limit"], row["unit"], row["worse"])


def _judgement(row: Mapping[Any, Any]) -> Judgement:
    met = Estimate(row["value"], row["lower"], row["upper"], row["unit"] or None)
    kept = {name: row[name] for name in Judgement.__slots__ if name not in ("gate", "met")}
    return Judgement(**kept, gate=_gate(row), met=met)
