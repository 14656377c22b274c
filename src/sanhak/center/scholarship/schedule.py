"""What is paid when: each calendar month by its days, tuition when a semester begins, tax cut as the version says.

A stipend is earned by days: of each day of a month its share of the month's stipend, under the version in force on that
day, while nothing pauses and nothing has ended. The sum is rounded once, half a won down. Its tax follows the version
of the last day that is paid. Tuition is due if the first day of its month is paid for, or, in the month in which an
agreement begins, the first day under it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Final, TypeAlias

from sanhak.center.scholarship.agreement import (
    DAY,
    HAPPENINGS,
    SEMESTERS,
    Course,
    Event,
    Standing,
    Version,
    after_month,
    course,
    first_of,
    half_down,
    length_of,
    months,
)
from sanhak.text import Text, say


class Kind(StrEnum):
    """What is paid."""

    STIPEND = "stipend"
    TUITION = "tuition"


class State(StrEnum):
    """Where a payment stands."""

    PLANNED = "planned"
    MADE = "made"
    NOTHING = "nothing"
    """Its month is not paid for: it is paused, or support has ended."""


KINDS: Final = {Kind.STIPEND: say("stipend"), Kind.TUITION: say("tuition")}
STATES: Final = {State.PLANNED: say("planned"), State.MADE: say("paid"), State.NOTHING: say("not due")}
Key: TypeAlias = tuple[date, Kind]
"""The first day of a month, and what is paid in it."""


@dataclass(frozen=True, slots=True)
class Sums:
    """An amount in won: before tax, the tax, and what is transferred."""

    gross: int
    tax: int

    @property
    def net(self) -> int:
        """What is transferred."""
        return self.gross - self.tax


NOTHING: Final = Sums(0, 0)


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment of a month; ``due`` is what signed versions and events ask for now, ``made`` what was paid."""

    month: date
    kind: Kind
    due: Sums
    made: Sums | None
    why: Text

    @property
    def state(self) -> State:
        """Where it stands."""
        if self.made is not None:
            return State.MADE
        return State.PLANNED if self.due.gross else State.NOTHING

    @property
    def sums(self) -> Sums:
        """What was paid, or else what is planned."""
        return self.due if self.made is None else self.made

    @property
    def beyond(self) -> int:
        """Won paid beyond what is due now, below zero where too little was; 0 where nothing was paid."""
        return 0 if self.made is None else self.made.gross - self.due.gross


def schedule(
    versions: Sequence[Version], events: Sequence[Event], made: Mapping[Key, Sums] | None = None
) -> tuple[Payment, ...]:
    """All payments of a history by month: what is due, what was made, and why.

    Parameters
    ----------
    versions
        The signed versions.
    events
        The events that stand.
    made
        What was paid already, by month and kind; those months are listed whatever is due in them.
    """
    done, history = dict(made or {}), course(versions, events)
    found = []
    if versions:
        for month in months(min(one.since for one in versions), max(one.until for one in versions) + DAY):
            kinds = (Kind.STIPEND, Kind.TUITION) if month.month in SEMESTERS else (Kind.STIPEND,)
            for kind in kinds:
                due, why = _stipend(history, month) if kind is Kind.STIPEND else _tuition(history, month)
                if kind is Kind.STIPEND or due.gross or (month, kind) in done:
                    found.append(Payment(month, kind, due, done.pop((month, kind), None), why))
    stray = (Payment(month, kind, NOTHING, sums, say("no version asks for it")) for (month, kind), sums in done.items())
    return tuple(sorted([*found, *stray], key=lambda one: (one.month, one.kind)))


def payable(payments: Sequence[Payment], history: Course, on: date) -> tuple[Payment, ...]:
    """What may be paid on a day: planned payments of months that have begun, and none while anything pauses them."""
    if history.on(on).paused:
        return ()
    return tuple(one for one in payments if one.state is State.PLANNED and one.month <= first_of(on))


def _stipend(history: Course, month: date) -> tuple[Sums, Text]:
    """The stipend of a month, and how it comes about."""
    length, earned, days, last = length_of(month), Fraction(0), 0, None
    reasons: list[Text] = []
    for count, standing in history.stretches(month, after_month(month)):
        if standing.payable and standing.version is not None:
            earned += Fraction(standing.version.stipend * count, length)
            days, last = days + count, standing.version
        else:
            reasons += [one for one in _reasons(standing) if one not in reasons]
    gross = half_down(earned)
    why = _why(days, length, last, tuple(reasons))
    return Sums(gross, last.taxed(gross) if last is not None else 0), why


def _reasons(standing: Standing) -> tuple[Text, ...]:
    """Why a day is not paid for."""
    if standing.version is None:
        return (say("outside the agreement"),)
    reasons = [standing.ended] if standing.ended is not None else sorted(standing.paused)
    return tuple(HAPPENINGS[one] for one in reasons)


def _why(days: int, length: int, last: Version | None, reasons: tuple[Text, ...]) -> Text:
    if last is None:
        return say("{reasons}", reasons=reasons)
    if not reasons:
        return say("whole month, version {number}", number=last.number)
    return say(
        "{days} of {length} days, version {number}; {reasons}",
        days=days, length=length, number=last.number, reasons=reasons,
    )  # fmt: skip


def _tuition(history: Course, month: date) -> tuple[Sums, Text]:
    """The tuition of a semester that begins in a month, judged on the first day in it that a version knows."""
    day = month
    for count, standing in history.stretches(month, after_month(month)):
        if (version := standing.version) is not None:
            if not standing.payable:
                return NOTHING, say("{reasons}", reasons=_reasons(standing))
            gross = version.tuition
            tax = version.taxed(gross) if version.tuition_taxed else 0
            return Sums(gross, tax), say("semester from {day}, version {number}", day=day, number=version.number)
        day += count * DAY
    return NOTHING, say("outside the agreement")
