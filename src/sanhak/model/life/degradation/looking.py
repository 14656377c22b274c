"""Until when to look at an asset again: another reading may change what is decided, or it may not last any longer."""

from __future__ import annotations

from typing import Final

import numpy as np

from sanhak.model.life.degradation.courses import Courses, Whole
from sanhak.model.life.degradation.passage import Law, lasts, states
from sanhak.model.life.degradation.wear import Nodes
from sanhak.model.life.lives import Lives
from sanhak.model.prediction import Floats

_PARTICLES: Final = 256
_READINGS: Final = 48
_LIKELY: Final = 0.05
"""A reading may change a decision if it does so with this chance."""


_DATES: Final = 8
_SAFE: Final = 0.05
"""No date is told by which an asset has reached its limit with a higher chance."""


def inspect_by(
    courses: Courses, nodes: Nodes, rows: Whole, lives: Lives, until: float, risk: float, law: Law
) -> Floats:  # numpydoc ignore=PR01
    """Time within which each of the lives that are left ``until`` a moment should be looked at again, shape (rows,).

    NaN where an asset is renewed before (its chance not to last is above ``risk``), or no reading may change anything
    (it is below a hundredth of that). ``lives`` are those of ``rows``; ``nodes`` those of all lives.
    """
    lasts_until = lives.lasts(until)
    unsure = (lasts_until > 1 - risk) & (lasts_until < 1 - risk / 100)
    found = np.full(len(rows), np.nan)
    if unsure.any():
        dates = until * np.arange(1, _DATES) / _DATES
        found[unsure] = changes(courses, nodes, rows[unsure], dates, until, risk, law)
        safe = lives.of(np.flatnonzero(unsure)).quantile(_SAFE)
        found[unsure] = np.where(safe < until, np.fmin(found[unsure], safe), found[unsure])
    return found


def changes(courses: Courses, nodes: Nodes, rows: Whole, dates: Floats, until: float, risk: float, law: Law) -> Floats:
    """The first of ``dates`` (from now, rising) at which a reading may show that an asset will not last ``until``.

    Shape (rows,); NaN where none may. Readings are drawn as they are foretold; each is believed as much as its noise
    allows, and changes the decision where the chance not to last is then above ``risk``.
    """
    found = np.full(len(rows), np.nan)
    rng = np.random.default_rng(17)
    for place, row in enumerate(rows):
        for date in dates:
            state, rate, power, scatter = states(courses, nodes, int(row), float(date), law, _PARTICLES, rng)
            ages = (courses.now - courses.begun[row] + np.array([date, until])) / nodes.scale.time
            grown = rate * (ages[1] ** power - ages[0] ** power)
            left = (courses.limit[row] - nodes.scale.start) / nodes.scale.span - state
            safe = np.where(left > 0, lasts(np.maximum(grown, 1e-9), scatter, np.maximum(left, 1e-9), law), 0.0)
            reading = state[:_READINGS] + nodes.noise * rng.standard_normal(_READINGS)
            weight = np.exp(-0.5 * ((reading[:, None] - state) / max(nodes.noise, 1e-6)) ** 2) + 1e-300
            fails = (weight * (1 - safe)).sum(axis=1) / weight.sum(axis=1)
            if (fails > risk).mean() >= _LIKELY:
                found[place] = date
                break
    return found
