"""Signals drawn here: the path of a line in a box of 1000 by 96, what it tells in words, and the axis under it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sanhak.center import signals
from sanhak.center.signals import Signal, Signals
from sanhak.text import Amount, Text, say

_WIDE, _HIGH, _EDGE = 1000, 96, 4
_TICKS: Final = 6
_STEPS: Final = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200)  # s
_DAY: Final = 86_400
_DAYS: Final = (1, 2, 5, 7, 14, 30, 60, 90, 180, 365, 730, 1825, 3650)


@dataclass(frozen=True, slots=True)
class Row:
    """A signal as it is drawn: the path of its line in a box of 1000 by 96, and what it tells in words."""

    name: str
    unit: str | None
    path: str
    low: Text
    high: Text
    told: Text


def row_of(one: Signal, drawn: Signals) -> Row:
    """A signal as it is drawn in the window of all that are drawn together."""
    low, high = (Amount(end, one.column.unit) if end is not None else "–" for end in (one.low, one.high))
    told = (
        say(
            "{column}: {low} to {high}, {rows:row|rows}, {missing} without a value",
            column=one.column.name,
            low=low,
            high=high,
            rows=one.rows,
            missing=one.missing,
        )
        if one.low is not None
        else say("{column}: nothing is known in this window", column=one.column.name)
    )
    lowest, highest = (say("{value}", value=end) for end in (low, high))
    return Row(one.column.name, one.column.unit, _path(one, drawn), lowest, highest, told)


def _path(one: Signal, drawn: Signals) -> str:
    """The line of a signal; where nothing is known it is parted, and a value alone is a dot."""
    if one.low is None or one.high is None:
        return ""
    wide, high = max(drawn.end - drawn.start, 1e-9), one.high - one.low
    xs = ((one.x - drawn.start) * (_WIDE / wide)).round(1).tolist()
    scale = (_HIGH - 2 * _EDGE) / high if high else 0.0
    ys = (_HIGH - _EDGE - (one.y - one.low) * scale if high else one.y * 0 + _HIGH / 2).round(1).tolist()
    parts, begun = [], False
    for x, y in zip(xs, ys, strict=True):
        known = y == y  # noqa: PLR0124 - NaN alone is not itself
        if known:
            parts.append(f"{'L' if begun else 'M'}{x:g},{y:g}" + ("" if begun else "h0"))
        begun = known
    return "".join(parts)


def ticks_of(start: float, end: float, *, timed: bool) -> tuple[tuple[float, str], ...]:
    """Round places of the axis: where they stand in percent, and their words."""
    wide = end - start
    if wide <= 0:
        return ((0.0, _words(start, _DAY, timed=timed)),)
    step = _step(wide / _TICKS, timed=timed)
    first = -(-start // step) * step
    count = int((end - first) // step) + 1
    places = [first + at * step for at in range(count)]
    return tuple((round(100 * (place - start) / wide, 2), _words(place, step, timed=timed)) for place in places)


def _step(wanted: float, *, timed: bool) -> float:
    if timed:
        known = (*_STEPS, *(_DAY * days for days in _DAYS))
        return float(next((step for step in known if step >= wanted), known[-1]))
    size = 10.0 ** max(0, len(str(int(wanted))) - 1)
    return next((size * part for part in (1, 2, 5) if size * part >= wanted), 10 * size)


def _words(place: float, step: float, *, timed: bool) -> str:
    if not timed:
        return f"{place:,.0f}"
    when: datetime = signals.moment(place)
    return when.strftime("%Y-%m-%d" if step >= _DAY else "%m-%d %H:%M" if step >= 60 else "%H:%M:%S")  # noqa: PLR2004
