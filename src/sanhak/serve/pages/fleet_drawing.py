"""Pictures of a fleet, drawn here as paths: health with its limit, and the chance to last over time."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

import polars as pl

from sanhak.center.fleet.source import WARNING, Source
from sanhak.center.signals import moment, seconds
from sanhak.model.life import Lives
from sanhak.study.lives import HEALTH, TIME, day_of, health_of
from sanhak.table import Kind
from sanhak.text import Amount, Param, Text, say

WIDE: Final = 1000.0
HIGH: Final = 100.0
_EDGE: Final = 6.0
_DAY: Final = 86_400.0
_POINTS: Final = 120
_ROUND: Final = (1.0, 2.0, 2.5, 5.0, 10.0)
_TICKS: Final = 4
_MONTHS: Final = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600)

Point = tuple[float, float]
Ends = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Health:
    """The health of an asset: points of ``time`` and value as they were known, then ``foretold`` ones.

    ``band`` are times with the lower and upper end of the 90 % interval, infinite where it is open; ``limit`` is what
    must not be reached. Times are seconds of the plant's clock where ``dated``.
    """

    name: Param
    unit: str | None
    dated: bool
    known: tuple[Point, ...]
    foretold: tuple[Point, ...]
    band: tuple[tuple[float, float, float], ...]
    limit: float | None

    @property
    def last(self) -> Point:
        """The last that is known."""
        return self.known[-1]

    @property
    def measured(self) -> bool:
        """Whether what is known was measured, and not told by a model."""
        return len(self.band) < len(self.known) + len(self.foretold)

    @property
    def passed(self) -> bool:
        """Whether the last measured value lies on the other side of the limit than the first one."""
        if self.limit is None or not self.measured:
            return False
        return (self.known[0][1] - self.limit) * (self.last[1] - self.limit) < 0

    @property
    def told(self) -> Text:
        """In words."""
        value, limit = Amount(self.last[1], self.unit), Amount(self.limit or 0.0, self.unit)
        if self.limit is None or not self.measured:
            return say("{name}: last {value}", name=self.name, value=value)
        if self.passed:
            return say("{name}: last {value}, past its limit {limit}", name=self.name, value=value, limit=limit)
        return say("{name}: last {value}, limit {limit}", name=self.name, value=value, limit=limit)


@dataclass(frozen=True, slots=True)
class Frame:
    """The window of a picture: the ends of both axes."""

    x: Ends
    y: Ends

    def at(self, x: float, y: float) -> Point:
        """A point in a box of 1000 by 100."""
        wide, high = (max(end - start, 1e-12) for start, end in (self.x, self.y))
        down = HIGH - _EDGE - (min(max(y, self.y[0]), self.y[1]) - self.y[0]) / high * (HIGH - 2 * _EDGE)
        return round((x - self.x[0]) / wide * WIDE, 1), round(down, 1)

    def path(self, points: Iterable[Point]) -> str:
        """A line through points; a single one is a dot."""
        told = " ".join(f"{x:g},{y:g}" for x, y in (self.at(*point) for point in points))
        return f"M{told}" + ("" if " " in told else "h0") if told else ""

    def area(self, upper: Sequence[Point], lower: Sequence[Point]) -> str:
        """The ground between two lines."""
        return f"{self.path([*upper, *reversed(lower)])}Z" if upper else ""


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn in a box of 1000 by 100: paths, and places of marks in percent of its width or height."""

    told: Text
    line: str
    ahead: str = ""
    band: str = ""
    dots: str = ""
    limit: float | None = None
    end: float | None = None
    last: Point | None = None
    passed: bool = False


@dataclass(frozen=True, slots=True)
class Axis:
    """Round values of an axis: where they stand in percent, and their words."""

    ticks: tuple[tuple[float, str], ...]


def healths(source: Source, names: Sequence[str]) -> dict[str, Health]:
    """The health of some assets, as an answer tells it; empty where it tells none."""
    table = source.tables.get(HEALTH)
    if table is None or not len(table):
        return {}
    column, dated = health_of(table), table[TIME].kind is Kind.TEXT
    named: Param = say("distance from its normal course") if source.answer.kind == WARNING else column
    frame = table.frame.filter(pl.col("asset").cast(pl.String).is_in(names))
    found = {}
    for (name,), rows in frame.group_by("asset", maintain_order=True):
        times = [_moment(at) if dated else float(at) for at in rows[TIME]]
        lower, upper, limits = (rows[part].to_list() for part in ("lower", "upper", "limit"))
        columns = zip(times, rows[column].to_list(), lower, upper, strict=True)
        told = [(at, value, low, high) for at, value, low, high in columns if at is not None and value is not None]
        if told:
            limit = next((one for one in reversed(limits) if one is not None), None)
            found[str(name)] = _health(named, table[column].unit, told, limit, dated=dated)
    return found


def _health(
    name: Param, unit: str | None, told: Sequence[tuple[float, float, float | None, float | None]], limit: float | None,
    *, dated: bool,
) -> Health:  # fmt: skip
    known = [(at, value) for at, value, low, high in told if low is None and high is None]
    later = [(at, value) for at, value, low, high in told if low is not None or high is not None]
    band = [
        (at, -math.inf if low is None else low, math.inf if high is None else high)
        for at, _, low, high in told
        if low is not None or high is not None
    ]
    # Where nothing was measured, health was told at each reading, and nothing lies ahead.
    parts = (known, later) if known else (later, [])
    return Health(name, unit, dated, tuple(parts[0]), tuple(parts[1]), tuple(band), limit)


def _moment(written: str) -> float | None:
    day = day_of(written)
    return None if day is None else place_of(day)


def place_of(day: date) -> float:
    """Where a day stands on the plant's clock [s]."""
    return seconds(datetime.combine(day, time()))


def calendar(start: float, end: float) -> Axis:
    """The first days of round months between two moments."""
    first, last = moment(start), moment(end)
    wide = (last.year - first.year) * 12 + last.month - first.month + 1
    step = next((months for months in _MONTHS if wide / months <= _TICKS + 1), _MONTHS[-1])
    begun = -(-(first.year * 12 + first.month - (first.day == 1)) // step) * step
    days = [date(at // 12, at % 12 + 1, 1) for at in range(begun, last.year * 12 + last.month, step)]
    form = "%Y" if step >= 12 else "%Y-%m"  # noqa: PLR2004 - months
    places = ((100 * (place_of(day) - start) / max(end - start, 1.0), day.strftime(form)) for day in days)
    return Axis(tuple((round(place, 2), told) for place, told in places if 0 <= place <= 100))  # noqa: PLR2004


def frame_of(found: Iterable[Health]) -> Frame:
    """One window for several, so that their pictures compare."""
    xs: list[float] = []
    ys: list[float] = []
    for one in found:
        points = (*one.known, *one.foretold)
        xs.extend(x for x, _ in points)
        ends = [end for _, low, high in one.band for end in (low, high) if math.isfinite(end)]
        ys.extend([*(y for _, y in points), *ends, *([] if one.limit is None else [one.limit])])
    return Frame((min(xs), max(xs)), (min(ys), max(ys)))


def drawn(one: Health, frame: Frame, until: date | None = None) -> Picture:
    """The health of an asset in a window."""
    joined = [one.last, *one.foretold] if one.foretold else []
    start = [(one.last[0], one.last[1], one.last[1])] if one.foretold else []
    band = [*start, *one.band]
    lower, upper = [(x, low) for x, low, _ in band], [(x, high) for x, _, high in band]
    limit = None if one.limit is None else frame.at(0.0, one.limit)[1]
    dots = " ".join(f"M{x:g},{y:g}h0" for x, y in (frame.at(*point) for point in one.known)) if one.measured else ""
    return Picture(
        one.told, frame.path(one.known), frame.path(joined), frame.area(upper, lower), dots, limit,
        _place(frame, until) if one.dated else None, frame.at(*one.last), one.passed,
    )  # fmt: skip


def _place(frame: Frame, until: date | None) -> float | None:
    """Where a day stands, in percent; None outside of the window."""
    if until is None:
        return None
    at = frame.at(place_of(until), frame.y[0])[0] / WIDE * 100
    return at if 0 <= at <= 100 else None  # noqa: PLR2004 - percent


def lasting(lives: Lives, ahead: float, most: float) -> Picture:
    """The chance of one asset to last, from now until ``most``, with the time ``ahead`` that is asked about."""
    most = most or float(lives.times[-1])  # asked about no time at all: as far as lives are known
    frame = Frame((0.0, most), (0.0, 100.0))
    points = list(curve(lives, most))
    low, high = (float(end[0]) for end in lives.interval())
    inside = [(x, y) for x, y in points if low <= x <= high]
    share = float(lives.lasts(ahead)[0])
    told = say("chance to last until the time that is asked about: {share:%}", share=share)
    return Picture(
        told,
        frame.path(points),
        band=frame.area(inside, [(x, 0.0) for x, _ in inside]),
        end=100 * ahead / most if ahead <= most else None,
        last=frame.at(ahead, 100 * share) if ahead <= most else None,
    )  # fmt: skip


def curve(lives: Lives, most: float) -> Iterator[Point]:
    """Times, and the chance of one asset to last beyond them in percent; no further than it is known."""
    last = min(most, float(lives.times[-1]))
    ends = [float(end[0]) for end in lives.interval()]
    at = sorted({0.0, last, *(last * step / _POINTS for step in range(_POINTS)), *(end for end in ends if end < last)})
    for after, alive in zip(at, lives.on(at)[0], strict=True):
        yield after, 100 * float(alive)


def level(value: float, start: float, end: float) -> float:
    """Where a value stands from the top of a picture, in percent."""
    return Frame((0.0, 1.0), (start, end)).at(0.0, value)[1]


def rounded(start: float, end: float, *, along: bool = False) -> Axis:
    """Round values between two, placed from the top down, or from the left on."""
    wide = max(end - start, 1e-12)
    size = 10 ** math.floor(math.log10(wide / _TICKS))
    step = next(size * part for part in _ROUND if size * part >= wide / _TICKS)
    first = math.ceil(start / step - 1e-9)
    values = [step * at for at in range(first, math.floor(end / step + 1e-9) + 1)]
    places = [100 * (value - start) / wide if along else level(value, start, end) for value in values]
    return Axis(tuple((round(place, 2), f"{value:.6g}") for place, value in zip(places, values, strict=True)))
