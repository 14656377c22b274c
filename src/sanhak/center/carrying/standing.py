"""Where a project stands: on course, at risk or off course, with the reasons; and what is to be decided next.

Nothing here is asked of anybody: it follows from gates, milestones, money, load, risks and deliverables. A project is
off course where something agreed is broken, and at risk where it will be if nobody acts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from sanhak.center.carrying.deliverables import Deliverable
from sanhak.center.carrying.gates import Gate, Judgement
from sanhak.center.carrying.load import Overload
from sanhak.center.carrying.money import Money
from sanhak.center.carrying.risks import Risk
from sanhak.center.carrying.stages import Stage
from sanhak.center.carrying.words import Verdict
from sanhak.center.projects import Milestone
from sanhak.text import Text, say

LATE: Final = timedelta(days=30)
"""From so much delay on a milestone is no longer late but missed."""
SOON: Final = timedelta(days=60)
"""So far ahead a gate is to be thought of."""


class Course(StrEnum):
    """How a project does."""

    ON = "on"
    RISK = "risk"
    OFF = "off"


COURSES: Final = {Course.ON: say("on course"), Course.RISK: say("at risk"), Course.OFF: say("off course")}


@dataclass(frozen=True, slots=True)
class Gated:
    """A milestone with its gate and the judgements of it, the latest first."""

    milestone: Milestone
    gate: Gate | None
    judgements: tuple[Judgement, ...]

    @property
    def last(self) -> Judgement | None:
        """The latest judgement."""
        return self.judgements[0] if self.judgements else None

    @property
    def missed(self) -> bool:
        """Whether the latest judgement says that the gate does not hold, and nobody has decided to go on."""
        return self.last is not None and not self.last.passed and self.milestone.passed is None


@dataclass(frozen=True, slots=True)
class Facts:
    """What a standing follows from."""

    today: date
    gated: Sequence[Gated]
    stages: Sequence[Stage]
    money: Money
    overloads: Sequence[Overload]
    risks: Sequence[Risk]
    deliverables: Sequence[Deliverable]


@dataclass(frozen=True, slots=True)
class Standing:
    """The course of a project and the reasons for it, the gravest first; none where it is on course."""

    course: Course
    reasons: tuple[Text, ...]

    @property
    def sentence(self) -> Text:
        """Where the project stands, in one sentence."""
        if self.course is Course.OFF:
            return say("The project is off course: {reasons}.", reasons=self.reasons)
        if self.course is Course.RISK:
            return say("The project is at risk: {reasons}.", reasons=self.reasons)
        return say("The project is on course: nothing is late, and money, load and risks are within what was agreed.")


@dataclass(frozen=True, slots=True)
class Next:
    """What is to be done or decided next; ``day`` is None where it waits already, ``place`` where on the page."""

    what: Text
    day: date | None
    place: str


def standing(facts: Facts) -> Standing:
    """The standing that follows from the facts."""
    off, risk = tuple(_off(facts)), tuple(_at_risk(facts))
    return Standing(Course.OFF if off else Course.RISK if risk else Course.ON, off + risk)


def following(facts: Facts) -> tuple[Next, ...]:
    """What is next: what waits already, then by its day."""
    found = (*_votes(facts), *_gates(facts), *_rest(facts))
    return tuple(sorted(found, key=lambda one: one.day or date.min))


def _off(facts: Facts) -> Iterator[Text]:
    settled = [one for one in facts.stages if one.settled is not None]
    if settled and max(settled, key=lambda one: str(one.settled)).verdict is Verdict.STOP:
        yield say("the last stage decision says stop")
    for one in facts.gated:
        title, behind = one.milestone.title, facts.today - one.milestone.due
        if one.missed and behind > timedelta(0):
            yield say("the gate of “{title}” is not passed and its day is over", title=title)
        elif one.milestone.passed is None and behind > LATE:
            yield say("“{title}” is {days:day|days} late", title=title, days=behind.days)
    if facts.money.planned < facts.money.spent:
        yield say("more is spent than the whole budget")


def _at_risk(facts: Facts) -> Iterator[Text]:
    for one in facts.gated:
        title, behind = one.milestone.title, facts.today - one.milestone.due
        if one.missed and behind <= timedelta(0):
            yield say("the last run does not pass the gate of “{title}”", title=title)
        elif one.milestone.passed is None and not one.missed and timedelta(0) < behind <= LATE:
            yield say("“{title}” is {days:day|days} late", title=title, days=behind.days)
    counted: Mapping[str, int] = {
        "lines": len(facts.money.findings),
        "people": len({one.person for one in facts.overloads}),
        "risks": sum(one.level == "high" for one in facts.risks),
        "late": sum(one.handed is None and one.due < facts.today for one in facts.deliverables),
        "reviews": sum(one.review < facts.today for one in facts.risks),
    }
    if counted["lines"]:
        yield say("{lines:budget line|budget lines} over the plan, or soon to be", lines=counted["lines"])
    if counted["people"]:
        yield say("{people:person|people} planned for more than the whole of a month", people=counted["people"])
    if counted["risks"]:
        yield say("{risks:high risk|high risks}", risks=counted["risks"])
    if counted["late"]:
        yield say("{late:deliverable|deliverables} late", late=counted["late"])
    if counted["reviews"]:
        yield say("{reviews:risk|risks} not looked at on the day", reviews=counted["reviews"])


def _votes(facts: Facts) -> Iterator[Next]:
    for one in facts.stages:
        if one.settled is not None:
            continue
        if one.cast < one.quorum:
            waiting = tuple(vote.name for vote in one.votes if vote.vote is None)
            yield Next(say("“{title}” waits for the votes of {names}", title=one.title, names=waiting), None, "stages")
        else:
            yield Next(
                say("“{title}” has its votes and waits for a lead to settle it", title=one.title), None, "stages"
            )


def _gates(facts: Facts) -> Iterator[Next]:
    asked = {one.milestone for one in facts.stages if one.settled is None}
    for one in facts.gated:
        milestone = one.milestone
        if milestone.passed is not None or milestone.due > facts.today + SOON or milestone.id in asked:
            continue
        if milestone.study and one.gate is None:
            said = say("“{title}” has a study, but no number is agreed as its gate", title=milestone.title)
        elif one.gate is not None and one.last is None:
            said = say("judge the gate of “{title}”", title=milestone.title)
        elif one.gate is not None:
            said = say("put “{title}” to the vote", title=milestone.title)
        else:
            said = say("reach “{title}”", title=milestone.title)
        yield Next(said, milestone.due, "gates")


def _rest(facts: Facts) -> Iterator[Next]:
    for one in facts.deliverables:
        if one.handed is None and one.due <= facts.today + SOON:
            yield Next(say("hand “{title}” in", title=one.title), one.due, "deliverables")
        elif one.handed is not None and one.accepted is None:
            yield Next(say("accept “{title}”, or give it back", title=one.title), None, "deliverables")
    for risk in facts.risks:
        if risk.review <= facts.today + SOON:
            said = say("{name} looks at the risk “{title}” again", name=risk.name, title=risk.title)
            yield Next(said, risk.review, "risks")
