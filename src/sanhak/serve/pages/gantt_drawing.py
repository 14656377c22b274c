"""A plan as a Gantt: rows by crew, by asset or by part, weeks across; places in pixels, words as they are shown."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np

from sanhak.decide.maintenance import NONE
from sanhak.study.maintenance_plan.posing import WEEK
from sanhak.text import Amount, Language, Param, Text, say

if TYPE_CHECKING:
    from sanhak.study.maintenance_plan.board import Board, Spot

ROWS: Final[Mapping[str, Text]] = {"crew": say("by crew"), "asset": say("by asset"), "part": say("by part")}
MOST_ROWS: Final = 200
"""Rows that are drawn: of more assets those whose jobs come first."""
_WIDTH: Final = 960
_NARROW, _WIDE = 16.0, 56.0
"""Pixels of a week."""
_LANE: Final = 32
_PAD: Final = 4
_LOAD: Final = 8
_BLOCK, _DEEP = 8.0, 18.0
"""The least width of a block, and the height that a certain failure fills."""
_SIGN, _BROAD_SIGN, _WIDE_FROM = 7.0, 12.5, 0x2E80
_TOLD: Final = 0.1
"""A chance to fail before that stands on the bar itself."""
_MOST_BANDS: Final = 12


@dataclass(frozen=True, slots=True)
class Bar:
    """A job: its block, ``work`` wide and filled to ``risk``; with what stands beside it, ``width`` wide."""

    job: int
    asset: str
    label: str
    x: float
    y: float
    width: float
    work: float
    risk: float
    classes: str
    day: int
    crew: int
    told: Text


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a row or of the head: closed, away, hard, lead, or the load of a week."""

    kind: str
    x: float
    width: float
    y: float
    height: float
    told: Text | str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the chart; ``crew`` is the place of its crew where rows are crews."""

    title: str | Text
    beside: Text | None
    height: float
    bars: tuple[Bar, ...]
    spans: tuple[Span, ...]
    crew: int | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """All of it: ``day`` is how many pixels a day takes, ``months`` the heads, ``weeks`` the lines."""

    rows: tuple[Row, ...]
    width: float
    day: float
    months: tuple[tuple[float, str], ...]
    weeks: tuple[float, ...]
    bands: tuple[Span, ...]
    left: int


def chart(now: Board, base: Board, held: Iterable[int], by: str, language: Language) -> Chart:
    """The chart of a board.

    Parameters
    ----------
    now, base
        The board after the moves, and as the answer has it: what stands elsewhere is drawn as moved.
    held
        The jobs that are held by hand.
    by
        What rows are, of :data:`ROWS`.
    """
    weeks = now.asked.weeks
    day = min(max(_WIDTH / weeks, _NARROW), _WIDE) / WEEK
    pen = _Pen(now, base, frozenset(held), day, language)
    make: Mapping[str, Callable[[], Iterator[Row]]] = {"crew": pen.crews, "asset": pen.assets, "part": pen.parts}
    rows = tuple(make[by]())
    return Chart(rows[:MOST_ROWS], weeks * WEEK * day, day, tuple(pen.months()),
                 tuple(round(week * WEEK * day, 1) for week in range(weeks)), tuple(pen.bands()),
                 max(0, len(rows) - MOST_ROWS))  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Pen:
    now: Board
    base: Board
    held: frozenset[int]
    day: float
    language: Language

    def crews(self) -> Iterator[Row]:
        for at, crew in enumerate(self.now.asked.crews):
            mine = [job for job, spot in self.now.spots.items() if spot.crew == at]
            bars, height = self._bars(mine)
            spans = [*self._away(crew.begins, crew.ends, height), *self._loads(at, height)]
            beside = say("{hours} a week", hours=Amount(crew.hours, "h", 0))
            yield Row(crew.name, beside, height + _LOAD, bars, tuple(spans), at)

    def assets(self) -> Iterator[Row]:
        spots = self.now.spots
        for job in sorted(spots, key=lambda at: (spots[at].start, at)):
            bars, height = self._bars([job])
            kept = self.now.asked.jobs[job]
            yield Row(kept.asset, _named(kept.location), height, bars, tuple(self._closed(job, height)))

    def parts(self) -> Iterator[Row]:
        problem, asked, spots = self.now.problem, self.now.asked, self.now.spots
        for at, part in enumerate(asked.parts):
            bars, height = self._bars([job for job in spots if problem.part[job] == at])
            beside = say("{stock} in store", stock=Amount(part.stock, None, 0))
            yield Row(part.name, beside, height, bars, tuple(self._lead(part.lead, height)))
        bars, height = self._bars([job for job in spots if problem.part[job] == NONE])
        if bars:
            yield Row(say("No spare part"), None, height, bars, ())

    def _bars(self, jobs: Sequence[int]) -> tuple[tuple[Bar, ...], float]:
        """The bars of a row in lanes, none over another, and how high they are together."""
        ends: list[float] = []
        found = []
        for job in sorted(jobs, key=lambda at: (self.now.spots[at].start, at)):
            spot = self.now.spots[job]
            label = self._label(job, spot)
            work = max((spot.finish - spot.start) * self.day, _BLOCK)
            width = round(work + 9 + _breadth(label), 1)
            x = max(min(spot.start * self.day, self.now.asked.weeks * WEEK * self.day - width), 0.0)
            lane = next((at for at, end in enumerate(ends) if end <= x), len(ends))
            ends[lane : lane + 1] = [x + width + 2]
            found.append(self._bar(job, spot, label, (round(x, 1), _PAD + lane * _LANE, width, round(work, 1))))
        return tuple(found), max(len(ends), 1) * _LANE + 2.0 * _PAD

    def _bar(self, job: int, spot: Spot, label: str, box: tuple[float, float, float, float]) -> Bar:
        x, y, width, work = box
        chance, kept = self.now.chance(job, spot.start) or 0.0, self.now.asked.jobs[job]
        marks = {
            "held": job in self.held,
            "moved": self.base.spots.get(job) != spot,
            "bound": kept.bound is not None,
            "risky": chance >= _TOLD,
        }
        classes = " ".join(name for name, there in marks.items() if there)
        return Bar(job, kept.asset, label, x, y, width, work, round(chance * _DEEP, 1), classes,
                   math.floor(spot.start), spot.crew, told(self.now, job, held=job in self.held))  # fmt: skip

    def _label(self, job: int, spot: Spot) -> str:
        name = self.now.asked.jobs[job].asset
        short = name if len(name) <= 14 else f"{name[:13]}…"  # noqa: PLR2004 - what a bar has room for
        chance = self.now.chance(job, spot.start) or 0.0
        return f"{short} {chance:.0%}" if chance >= _TOLD else short

    def _away(self, begins: float, ends: float, height: float) -> Iterator[Span]:
        end = self.now.asked.weeks * WEEK
        for first, last in ((0.0, min(begins, end)), (min(ends, end), end)):
            if last > first:
                yield self._span("away", first, last, height, say("The crew is not there."))

    def _loads(self, crew: int, height: float) -> Iterator[Span]:
        """How much of its hours a crew has to work, week by week."""
        problem, spots = self.now.problem, self.now.spots
        hours = np.zeros(self.now.asked.weeks)
        for job, spot in spots.items():
            if spot.crew == crew:
                hours[min(max(spot.week, 0), len(hours) - 1)] += problem.hours[job]
        for week in np.flatnonzero(hours):
            room = problem.capacity[crew, week]
            share = hours[week] / room if room > 0 else 2.0
            tall = round(min(share, 1.0) * (_LOAD - 2), 1)
            said = say("{hours} of {room}", hours=Amount(hours[week], "h", 0), room=Amount(room, "h", 0))
            kind = "load over" if share > 1 + 1e-9 else "load"
            yield Span(
                kind, week * WEEK * self.day, round(WEEK * self.day - 1, 1), height + _LOAD - 1 - tall, tall, said
            )

    def _closed(self, job: int, height: float) -> Iterator[Span]:
        kept, end = self.now.asked.jobs[job], self.now.asked.weeks * WEEK
        if kept.bound is not None:
            yield self._span("hard", *kept.bound, height, kept.reason or say("A hard date"))
            return
        at = 0.0
        for first, last in sorted(kept.windows):
            if min(first, end) > at:
                yield self._span("closed", at, min(first, end), height, say("No window is open."))
            at = max(at, last)
        if kept.windows and at < end:
            yield self._span("closed", at, end, height, say("No window is open."))

    def _lead(self, lead: float, height: float) -> Iterator[Span]:
        end = self.now.asked.weeks * WEEK
        if lead > 0:
            arrives = say("No more come.") if lead > end else say("More come after {days}.", days=Amount(lead, "d", 0))
            yield self._span("lead", 0.0, min(lead, end), height, arrives)

    def bands(self) -> Iterator[Span]:
        """The hard dates, each once with what it is for: in lanes, so that none hides another."""
        known = {(job.bound, job.reason) for job in self.now.asked.jobs if job.bound is not None}
        ends: list[float] = []
        for bound, reason in sorted(known, key=lambda one: (one[0] or (0.0, 0.0), one[1]))[:_MOST_BANDS]:
            span = self._span("band", *(bound or (0.0, 0.0)), 16, reason or say("A hard date"))
            said = reason or say("A hard date").render(self.language)
            lane = next((at for at, end in enumerate(ends) if end <= span.x), len(ends))
            ends[lane : lane + 1] = [span.x + span.width + _breadth(said) + 12]
            yield Span("band", span.x, span.width, 44 + 18 * lane, 16, said)

    def _span(self, kind: str, first: float, last: float, height: float, said: Text | str) -> Span:
        end = self.now.asked.weeks * WEEK
        first, last = max(first, 0.0), min(last, end)
        return Span(kind, round(first * self.day, 1), round(max(last - first, 0.0) * self.day, 1), 0, height, said)

    def months(self) -> Iterator[tuple[float, str]]:
        """The first day of each month, and its name; the year with the first one and each January."""
        start, asked = self.now.asked.start.date(), self.now.asked
        first = date(start.year, start.month, 1)
        while first < asked.end.date():
            at = max((first - start).days, 0)
            following = (first + timedelta(days=32)).replace(day=1)
            if (min(following, asked.end.date()) - start).days - at >= 14:  # noqa: PLR2004 - room for its name
                yield round(at * self.day, 1), _month(first, self.language, year=at == 0 or first.month == 1)
            first = following


def told(board: Board, job: int, *, held: bool) -> Text:
    """A job in one sentence: what stands on its bar for those who cannot see it."""
    spot, kept = board.spots[job], board.asked.jobs[job]
    values: dict[str, Param] = {
        "asset": kept.asset, "day": board.asked.moment(spot.start).date(), "crew": board.asked.crews[spot.crew].name,
        "hours": Amount(kept.hours, "h"), "chance": board.chance(job, spot.start) or 0.0,
    }  # fmt: skip
    if held:
        return say("{asset}: {day}, crew {crew}, {hours}, held by hand; chance to fail before {chance:%}", **values)
    if kept.bound is not None:
        return say("{asset}: {day}, crew {crew}, {hours}, a hard date; chance to fail before {chance:%}", **values)
    return say("{asset}: {day}, crew {crew}, {hours}; chance to fail before {chance:%}", **values)


def _month(first: date, language: Language, *, year: bool) -> str:
    from babel.dates import format_skeleton

    return str(format_skeleton("yMMM" if year else "MMM", first, locale=language))


def _named(name: str) -> Text | None:
    return Text("{name}", {"name": name}) if name else None


def _breadth(words: str) -> float:
    """About how wide words are, in pixels."""
    return sum(_BROAD_SIGN if ord(sign) >= _WIDE_FROM else _SIGN for sign in words)
