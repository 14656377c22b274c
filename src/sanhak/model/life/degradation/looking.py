"""Until when another reading of an asset may change what is decided about it."""

from __future__ import annotations

from typing import Final

import numpy as np

from sanhak.model.life.degradation.courses import Courses, Whole
from sanhak.model.life.degradation.passage import Law, lasts, states
from sanhak.model.life.degradation.wear import Nodes
from sanhak.model.prediction import Floats

_PARTICLES: Final = 256
_READINGS: Final = 48
_LIKELY: Final = 0.05
"""A reading may change a decision if it does so with this chance."""


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
