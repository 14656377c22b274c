"""What recurs: the hour of the day, the day of the week and the season, as columns that a learner can read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

import numpy as np

from sanhak.model.prediction import Floats

_DAYS: Final[Mapping[str, float]] = MappingProxyType({"day": 1.0, "week": 7.0, "year": 365.2425})
_ROUNDS: Final = 2
"""A cycle that the teaching rows have not passed through so often cannot be told from the course of time."""
_WEEKDAYS: Final = 7
_FIRST_MONDAY: Final = 4
"""Days from 1 January 1970, a Thursday, to the first Monday after it."""


def cycles_in(days: Floats) -> tuple[str, ...]:
    """The cycles that moments pass through at least twice and in which they stand at more than one place.

    Parameters
    ----------
    days
        Days since 1970, shape (rows,); missing is NaN.
    """
    known = days[np.isfinite(days)]
    if not len(known):
        return ()
    passed = [name for name, length in _DAYS.items() if np.ptp(known) >= _ROUNDS * length]
    return tuple(name for name in passed if np.ptp(_turned(known, name), axis=0).any())


def width_of(cycles: Sequence[str]) -> int:
    """Number of columns that these cycles take."""
    return sum(_WEEKDAYS if name == "week" else 2 for name in cycles)


def turned(days: Floats, cycles: Sequence[str]) -> Floats:
    """Where each moment stands in its cycles, shape (rows, width); all zero where the moment is missing.

    The day and the year are circles (cosine and sine, so that midnight and New Year have no edge), the week has a
    column for each day, from Monday on.
    """
    known = np.isfinite(days)
    columns = np.zeros((len(days), width_of(cycles)))
    if cycles and known.any():
        columns[known] = np.hstack([_turned(days[known], name) for name in cycles])
    return columns


def _turned(days: Floats, cycle: str) -> Floats:
    if cycle == "week":
        weekday = np.floor(days - _FIRST_MONDAY).astype(np.intp) % _WEEKDAYS
        return np.eye(_WEEKDAYS)[weekday]
    angle = 2 * np.pi * days / _DAYS[cycle]
    return np.round(np.column_stack([np.cos(angle), np.sin(angle)]), 9)
