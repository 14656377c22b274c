"""Sensors that stand still: the same number again and again, longer than they ever do on a normal course."""

from __future__ import annotations

from typing import Final

import numpy as np

from sanhak.model.normal.fleet.courses import Courses, Places

_LEAST: Final = 8
"""Equal readings in a row from which on a sensor can count as stuck."""
_TIMES: Final = 3
"""Times the usual longest run of equal readings."""
_USUAL: Final = 0.995
"""Share of normal readings whose run is no longer than usual."""


def runs(courses: Courses) -> Places:
    """How many known readings in a row, up to and with each one, showed the same number, shape (rows, sensors)."""
    count = np.zeros(courses.values.shape, dtype=np.int64)
    for sensor in range(courses.values.shape[1]):
        rows = np.flatnonzero(~np.isnan(courses.values[:, sensor]))
        if not len(rows):
            continue
        seen, course = courses.values[rows, sensor], courses.course[rows]
        anew = np.append(True, (np.diff(seen) != 0) | (np.diff(course) != 0))
        place = np.arange(len(rows))
        count[rows, sensor] = place - np.maximum.accumulate(np.where(anew, place, 0)) + 1
    return count


def stuck(courses: Courses) -> Places:
    """The first row since which each reading's sensor has been stuck, shape (rows, sensors); −1 where it is not.

    A sensor that shows few numbers anyway, a switch or a rounded level, has long runs on its normal course too, and
    counts as stuck only when a run is three times as long.
    """
    count = runs(courses)
    out = np.full(count.shape, -1)
    for sensor in range(count.shape[1]):
        usual = count[courses.normal[:, sensor], sensor]
        longest = float(np.quantile(usual, _USUAL)) if len(usual) else 1.0
        known = np.flatnonzero(count[:, sensor] > 0)
        run = count[known, sensor]
        begun = known[np.arange(len(known)) - run + 1]
        still = run >= max(_LEAST, _TIMES * longest)
        out[known[still], sensor] = begun[still]
    return out
