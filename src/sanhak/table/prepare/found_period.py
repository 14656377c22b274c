"""A period that was found in a history: what it is, and how rows become periods and periods rows again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from sanhak.table.check.rows import Floats, Mask
from sanhak.table.prepare.steady import rising
from sanhak.text import Amount, Text, say

_HOUR, _MINUTE = 3600.0, 60.0
_SIZES: Final = ((86_400.0, "d"), (_HOUR, "h"), (_MINUTE, "min"))


class Cause(StrEnum):
    """Why a period is left out."""

    STOP = "stop"
    FLAT = "flat"
    START_UP = "start-up"
    GRADE_CHANGE = "grade change"
    UNSTEADY = "unsteady"


CAUSES: Final[Mapping[Cause, Text]] = {
    Cause.STOP: say("stop"),
    Cause.FLAT: say("no tag moves"),
    Cause.START_UP: say("start-up"),
    Cause.GRADE_CHANGE: say("grade change"),
    Cause.UNSTEADY: say("not steady"),
}
"""The causes as a reader is told them."""


@dataclass(frozen=True, slots=True)
class FoundPeriod:
    """A period: its first moment, the first moment after it [s], why it was found, and its rows.

    ``settled`` is False where a transition had not ended after the longest time that it was given.
    """

    start: float
    end: float
    kind: Cause
    reason: Text
    first: int
    rows: int
    settled: bool = True


@dataclass(frozen=True, slots=True)
class Limits:
    """What tells the kinds of periods apart; times in seconds.

    ``below`` is the share of the usual throughput under which the plant stands, ``least`` the shortest stop;
    ``window`` the time over which steadiness is judged; within it a tag may move by ``drift`` times its noise, or by
    ``share`` of its usual spread if that is more; ``longest`` the longest time that a start-up or a grade change is
    given to become steady.
    """

    below: float = 0.2
    least: float = 10 * _MINUTE
    window: float = 1 * _HOUR
    drift: float = 5.0
    share: float = 0.5
    longest: float = 12 * _HOUR


def periods_of(
    times: ArrayLike,
    rows: ArrayLike,
    kind: Cause,
    reason: Callable[[int, int], Text],
    *,
    least: float = 0.0,
    rest: float = 0.0,
) -> list[FoundPeriod]:
    """The periods that a mask of shape (rows,) shows.

    ``reason`` is asked with the first row and the row after the last. Interruptions shorter than ``rest`` [s] are
    bridged; what is then shorter than ``least`` [s] is left away.

    Raises
    ------
    ValueError
        If shapes do not fit or the clock runs backwards.
    """
    clock, mask = rising(times), np.asarray(rows, dtype=bool)
    if mask.shape != clock.shape:
        raise ValueError(f"rows {mask.shape} must be of shape {clock.shape}")
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    firsts, ends = edges[::2], edges[1::2]
    if len(firsts):
        apart = clock[firsts[1:]] - clock[ends[:-1]] >= rest
        firsts, ends = firsts[np.append(True, apart)], ends[np.append(apart, True)]
    spans = zip(firsts.tolist(), ends.tolist(), strict=True)
    long = [(first, end) for first, end in spans if moment(clock, end) - clock[first] >= least]
    return [one for first, end in long for one in period(clock, first, end, kind, reason(first, end))]


def rows_in(rows: int, periods: Iterable[FoundPeriod]) -> Mask:
    """The rows that lie in any of the periods, shape (rows,)."""
    inside = np.zeros(rows, dtype=bool)
    for one in periods:
        inside[one.first : one.first + one.rows] = True
    return inside


def amount(seconds: float) -> Amount:
    """A span of time in the unit in which it is read most easily."""
    size, unit = next(((size, unit) for size, unit in _SIZES if seconds >= 2 * size), (1.0, "s"))
    return Amount(seconds / size, unit, 1 if seconds / size % 1 else 0)


def moment(clock: Floats, row: int) -> float:
    """The time of a row; behind the last one, a usual step later."""
    if row < len(clock):
        return float(clock[row])
    return float(clock[-1] + (np.median(np.diff(clock)) if len(clock) > 1 else 1.0))


def period(
    clock: Floats, first: int, end: int, kind: Cause, reason: Text, *, settled: bool = True
) -> list[FoundPeriod]:
    """One period of these rows, none if it has no row."""
    if end <= first:
        return []
    return [FoundPeriod(float(clock[first]), moment(clock, end), kind, reason, first, end - first, settled)]
