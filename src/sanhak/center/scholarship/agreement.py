"""What was agreed and what happened since: signed versions, which replace one another, and events by day.

A version is never edited. From its first day on, the signed version with the highest number decides; when it ends,
nothing is in force, whatever an earlier one said. An event counts from its day on.
"""

from __future__ import annotations

from bisect import bisect_right
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final, Self

from sanhak.text import say

DAY: Final = timedelta(days=1)
SEMESTERS: Final = (3, 9)
"""The months in which a semester begins at Korean universities, and its tuition is paid."""
BASIS: Final = 10_000
"""Tax rates are whole basis points: 880 are 8.80 %."""
FACTOR: Final = 100
"""Factors of service are whole per cents: 150 are one and a half months for each month of stipend."""


@dataclass(frozen=True, slots=True)
class Version:
    """A signed version; money in whole won, both days of its time included.

    Parameters
    ----------
    number
        Higher ones replace lower ones from their first day on.
    stipend, tuition
        A calendar month's stipend, and what is paid for tuition in each month in which a semester begins.
    tax, tax_step, tax_least
        The rate in basis points; the tax is cut down to whole ``tax_step`` won, and left out below ``tax_least``.
    tuition_taxed
        Whether tuition is taxed as well.
    factor, fixed
        Months of service for each month of stipend, in per cent; or so many months whatever was paid.
    pro_rata
        Whether service that was done lessens what is paid back; otherwise all of it is due until service is whole.
    with_tuition
        Whether tuition is paid back too.
    conditions
        What else was agreed, in words.
    """

    number: int
    since: date
    until: date
    stipend: int
    tuition: int = 0
    tax: int = 0
    tax_step: int = 10
    tax_least: int = 1_000
    tuition_taxed: bool = False
    factor: int = 100
    fixed: int | None = None
    pro_rata: bool = True
    with_tuition: bool = True
    conditions: str = ""

    def taxed(self, gross: int) -> int:
        """The tax on an amount: the rate, cut down to whole steps, nothing below the least that is withheld."""
        tax = gross * self.tax // BASIS // self.tax_step * self.tax_step
        return tax if tax >= self.tax_least else 0

    def dump(self) -> dict[str, Any]:
        """As plain data; days as ISO writes them."""
        return asdict(self) | {"since": self.since.isoformat(), "until": self.until.isoformat()}

    @classmethod
    def load(cls, given: Mapping[str, Any]) -> Self:
        """From plain data, as :meth:`dump` gives it."""
        values = {part.name: given[part.name] for part in fields(cls) if part.name in given}
        days = {name: date.fromisoformat(values[name]) for name in ("since", "until")}
        return cls(**values | days)


class Happening(StrEnum):
    """What can happen to a scholar."""

    LEAVE = "leave"
    MILITARY = "military"
    DOUBLE = "double"
    HOLD = "hold"
    RESUME = "resume"
    CONTINUED = "continued"
    TRANSFER = "transfer"
    SUPERVISOR = "supervisor"
    INTERNSHIP = "internship"
    TOPIC = "topic"
    GRADUATED = "graduated"
    ENDED = "ended"
    HIRED = "hired"
    LEFT = "left"
    RELEASED = "released"


PAUSES: Final = frozenset({Happening.LEAVE, Happening.MILITARY, Happening.DOUBLE, Happening.HOLD})
"""From these on nothing is paid, and no service counts, until it is resumed."""
ENDS: Final = frozenset({Happening.GRADUATED, Happening.ENDED, Happening.HIRED, Happening.LEFT, Happening.RELEASED})
"""From the day of these on nothing is paid ever again; that day is the first without support."""
HAPPENINGS: Final = {
    Happening.LEAVE: say("leave of absence"),
    Happening.MILITARY: say("military service"),
    Happening.DOUBLE: say("double benefit"),
    Happening.HOLD: say("payments on hold"),
    Happening.RESUME: say("resumed"),
    Happening.CONTINUED: say("support continued"),
    Happening.TRANSFER: say("transfer from master's to doctoral course"),
    Happening.SUPERVISOR: say("change of supervisor"),
    Happening.INTERNSHIP: say("internship"),
    Happening.TOPIC: say("thesis topic"),
    Happening.GRADUATED: say("graduated"),
    Happening.ENDED: say("support ended early"),
    Happening.HIRED: say("hired"),
    Happening.LEFT: say("left the company"),
    Happening.RELEASED: say("released from service"),
}


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened; it counts from its day on. Of one day, the later in a history comes later."""

    kind: Happening
    on: date


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand on a day: the version in force, why payments pause, since when support ended, who serves."""

    version: Version | None = None
    paused: frozenset[Happening] = frozenset()
    ended: Happening | None = None
    serving: bool = False
    released: bool = False

    @property
    def payable(self) -> bool:
        """Whether this day is paid for."""
        return self.version is not None and not self.paused and self.ended is None

    @property
    def counts(self) -> bool:
        """Whether this day counts as service."""
        return self.serving and not self.paused


@dataclass(frozen=True, slots=True)
class Course:
    """A history as stretches of days on which nothing changes: ``days[i]`` is the first day of ``standings[i]``."""

    days: Sequence[date]
    standings: Sequence[Standing]

    def on(self, day: date) -> Standing:
        """How things stand on a day."""
        at = bisect_right(self.days, day) - 1
        return self.standings[at] if at >= 0 else Standing()

    def stretches(self, first: date, end: date) -> Iterator[tuple[int, Standing]]:
        """The stretches from ``first`` to before ``end``: how many days, and how things stand."""
        at = bisect_right(self.days, first)
        day, standing = first, self.on(first)
        for place in range(at, len(self.days)):
            if self.days[place] >= end:
                break
            yield (self.days[place] - day).days, standing
            day, standing = self.days[place], self.standings[place]
        if day < end:
            yield (end - day).days, standing


def course(versions: Sequence[Version], events: Sequence[Event]) -> Course:
    """The history of signed versions and standing events."""
    ordered = sorted(events, key=lambda event: event.on)
    ends = [version.until + DAY for version in versions]
    days = sorted({*(version.since for version in versions), *ends, *(event.on for event in ordered)})
    standings, happened, now = [], 0, Standing()
    for day in days:
        while happened < len(ordered) and ordered[happened].on <= day:
            now = _after(now, ordered[happened].kind)
            happened += 1
        standings.append(Standing(in_force(versions, day), now.paused, now.ended, now.serving, now.released))
    return Course(days, standings)


def in_force(versions: Sequence[Version], day: date) -> Version | None:
    """The version that decides on a day: of those that have begun the one with the highest number, while it lasts."""
    last = max((one for one in versions if one.since <= day), key=lambda one: one.number, default=None)
    return last if last is not None and day <= last.until else None


def latest(versions: Sequence[Version], day: date) -> Version | None:
    """The version whose terms of service hold on a day: the last that has begun, also after its end."""
    return max((one for one in versions if one.since <= day), key=lambda one: one.number, default=None)


def _after(now: Standing, kind: Happening) -> Standing:
    """How things stand after an event."""
    paused = now.paused | {kind} if kind in PAUSES else now.paused
    if kind is Happening.RESUME or kind in ENDS:
        paused = frozenset()
    ended = now.ended or (kind if kind in ENDS else None)
    serving = (now.serving or kind is Happening.HIRED) and kind is not Happening.LEFT
    return Standing(None, paused, ended, serving, now.released or kind is Happening.RELEASED)


def half_down(amount: Fraction) -> int:
    """Whole won: to the nearest, and from exactly half a won down, in favour of neither by more than that half."""
    return -((1 - 2 * amount) // 2)


def first_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def after_month(day: date) -> date:
    """The first day of the month after that of ``day``."""
    return first_of(first_of(day) + timedelta(days=31))


def length_of(month: date) -> int:
    """How many days a month has."""
    return monthrange(month.year, month.month)[1]


def months(first: date, end: date) -> Iterator[date]:
    """The first days of the months from that of ``first`` to before ``end``."""
    month = first_of(first)
    while month < end:
        yield month
        month = after_month(month)
