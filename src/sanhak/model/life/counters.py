"""Counters of hours or cycles that fall back to zero and go on from there."""

from __future__ import annotations

from typing import Final

import numpy as np

from sanhak.model.prediction import Floats

_NEAR_ZERO: Final = 0.1
"""After a reset a counter stands at less than this share of where it fell from …"""
_STEPS: Final = 3.0
"""… and no further from zero, or from its next reading, than so many of its usual steps."""


def continued(times: Floats) -> tuple[Floats, int]:
    """A counter that goes on where it was reset, and how often that was.

    Parameters
    ----------
    times
        Readings of one asset's counter in the order of the file, shape (rows,), finite.

    Returns
    -------
    The same readings, shape (rows,), each after a reset moved up by where the counter fell from, so that at least a
    usual step lies between; as they were, and 0, where any fall is no reset: rows out of order, or the newest on top.
    """
    steps = np.diff(times)
    falls = np.flatnonzero(steps < 0)
    rises = steps[steps > 0]
    if not len(falls) or len(falls) >= len(rises):
        return times, 0
    step = float(np.median(rises))
    usual = _STEPS * step
    after = times[falls + 1]
    following = steps[np.minimum(falls + 1, len(steps) - 1)]
    again = (after <= _NEAR_ZERO * times[falls]) & (after >= 0) & (after <= usual) & (following <= usual)
    if not again.all():
        return times, 0
    moved = np.zeros(len(times))
    # How long it went on before it was reset is not known: a usual step lies between both readings, or what it shows.
    moved[falls + 1] = times[falls] + np.maximum(step - after, 0.0)
    return times + np.cumsum(moved), len(falls)
