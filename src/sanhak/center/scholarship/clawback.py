"""The service that is owed for support, how much of it is done, and what would be paid back by who leaves on a day.

Months of support and of service are calendar months; part of one counts by its days, exactly. Service is owed by the
terms of the last version that has begun: a factor on the months paid for, or a fixed number. What is paid back is the
part of the support that service has not yet paid off, rounded once, half a won down, without interest; and what was
paid for days after the last one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from sanhak.center.scholarship.agreement import (
    FACTOR,
    Course,
    Event,
    Happening,
    Version,
    after_month,
    course,
    half_down,
    latest,
    length_of,
    months,
)
from sanhak.center.scholarship.schedule import Key, Kind, Payment, Sums, schedule
from sanhak.text import Amount, Text, say

_TENTH: Final = 1
_DECIMALS: Final = 2


@dataclass(frozen=True, slots=True)
class Clock:
    """The service clock on a day, in months: how much is owed, and how much of it is done; ``ends`` if it goes on."""

    owed: Fraction
    served: Fraction
    ends: date | None

    @property
    def left(self) -> Fraction:
        """Months that are still owed."""
        return self.owed - self.served


@dataclass(frozen=True, slots=True)
class Line:
    """A line of arithmetic: what it is, and the amount in won where it is one."""

    said: Text
    won: int | None = None


@dataclass(frozen=True, slots=True)
class Owed:
    """What would be paid back by who leaves on a day (the first without support or work), and how it comes about."""

    on: date
    total: int
    lines: tuple[Line, ...]


def service_clock(versions: Sequence[Version], events: Sequence[Event], on: date) -> Clock:
    """The service owed for support before ``on``, and how much of it was done before that day."""
    history, terms = course(versions, events), latest(versions, on)
    if terms is None:
        return Clock(Fraction(0), Fraction(0), None)
    begin = min(one.since for one in versions)
    paid, done = _months(history, begin, on)
    owed = Fraction(terms.fixed) if terms.fixed is not None else Fraction(terms.factor, FACTOR) * paid
    if history.on(on).released:
        owed = min(owed, done)
    served = min(owed, done)
    return Clock(owed, served, _end(on, owed - served) if history.on(on).counts else None)


def owed(versions: Sequence[Version], events: Sequence[Event], made: Mapping[Key, Sums], on: date) -> Owed:
    """What would be paid back if support, or work where it has begun, ended on ``on``.

    Events after that day are left out, and planned payments for days before it are taken as paid.
    """
    before = [event for event in events if event.on <= on]
    serving = course(versions, before).on(on).serving
    before.append(Event(Happening.LEFT if serving else Happening.ENDED, on))
    clock, terms = service_clock(versions, before, on), latest(versions, on)
    payments = schedule(versions, before, made)
    beyond = sum(max(0, one.beyond) for one in payments)
    extra = (Line(say("Paid for days from {day} on", day=on), beyond),) if beyond else ()
    if terms is None:
        return Owed(on, beyond, (Line(say("No agreement has begun by then.")), *extra))
    if course(versions, before).on(on).released:
        return Owed(on, beyond, (Line(say("Released from service: nothing is paid back."), 0), *extra))
    back, lines = _back(payments, terms, clock)
    return Owed(on, back + beyond, (*lines, *extra))


def _back(payments: Sequence[Payment], terms: Version, clock: Clock) -> tuple[int, tuple[Line, ...]]:
    """What service has not paid off, with its arithmetic."""
    stipends, tuitions = (_sum(payments, kind) for kind in Kind)
    base = stipends + (tuitions if terms.with_tuition else 0)
    share = Fraction(0) if not clock.owed else clock.left / clock.owed
    if not terms.pro_rata and share:
        share = Fraction(1)
    back = half_down(base * share)
    without = say("Tuition, which version {number} does not ask back", number=terms.number)
    tuition = Line(say("Tuition until then") if terms.with_tuition else without, tuitions if terms.with_tuition else 0)
    lines = (
        Line(say("Stipends until then, before tax"), stipends),
        *((tuition,) if tuitions else ()),
        Line(say("Support that counts"), base),
        Line(_obligation(terms, clock)),
        Line(say("Service done: {months} months", months=_shown(clock.served))),
        Line(_share(terms, clock, share), back),
    )
    return back, lines


def _obligation(terms: Version, clock: Clock) -> Text:
    months_owed = _shown(clock.owed)
    if terms.fixed is not None:
        return say("Service owed by version {number}: {months} months", number=terms.number, months=months_owed)
    paid = clock.owed * FACTOR / terms.factor if terms.factor else Fraction(0)
    return say(
        "Service owed by version {number}: {paid} months paid × {factor} = {months} months",
        number=terms.number, paid=_shown(paid), factor=terms.factor / FACTOR, months=months_owed,
    )  # fmt: skip


def _share(terms: Version, clock: Clock, share: Fraction) -> Text:
    left, whole = _shown(clock.left), _shown(clock.owed)
    if not terms.pro_rata:
        return say("All of it until service is whole ({left} of {whole} months left)", left=left, whole=whole)
    percent = Amount(float(100 * share), "%", _TENTH)
    return say("Not yet paid off: {left} of {whole} months, {share}", left=left, whole=whole, share=percent)


def _shown(value: Fraction) -> Amount:
    """Months to read, to a hundredth where they are not whole; what is counted stays exact."""
    return Amount(float(value), None, 0 if value.denominator == 1 else _DECIMALS)


def _sum(payments: Sequence[Payment], kind: Kind) -> int:
    return sum(one.due.gross for one in payments if one.kind is kind)


def _months(history: Course, begin: date, end: date) -> tuple[Fraction, Fraction]:
    """Months paid for and months served from ``begin`` to before ``end``."""
    paid = served = Fraction(0)
    for month in months(begin, end):
        for count, standing in history.stretches(max(month, begin), min(after_month(month), end)):
            part = Fraction(count, length_of(month))
            paid += part * standing.payable
            served += part * standing.counts
    return paid, served


def _end(on: date, left: Fraction) -> date | None:
    """The first day on which service is whole, if every day from ``on`` counts; None beyond any calendar."""
    day = on
    while left > 0:
        if day.year >= date.max.year - 1:
            return None
        length = length_of(day)
        rest = (after_month(day) - day).days
        if left >= Fraction(rest, length):
            left, day = left - Fraction(rest, length), after_month(day)
        else:
            return day + timedelta(days=-int(-left * length // 1))
    return day
