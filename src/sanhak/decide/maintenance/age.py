"""At which age a planned renewal pays: age replacement with its cost by age.

Source: R. Barlow and F. Proschan, Mathematical Theory of Reliability (1965), chapter 4.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from sanhak.model.prediction import Floats

_WORTH: Final = 0.01
"""Less than this share saved is no reason to plan."""


@dataclass(frozen=True, slots=True, eq=False)
class AgeReplacement:
    """Cost of each unit of time if assets are renewed at an age: ``ages`` and ``cost`` of shape (k,).

    ``best`` is the age at which it is least, infinite where nothing is saved by planning: run to failure. ``least`` is
    the cost then, ``unplanned`` that of running to failure.
    """

    ages: Floats
    cost: Floats
    best: float
    least: float
    unplanned: float

    @property
    def saved(self) -> float:
        """Share of the cost of running to failure that the best age saves."""
        return 1 - self.least / self.unplanned


def age_replacement(ages: Floats, survival: Floats, failure: float, planned: float) -> AgeReplacement:
    """Cost by age: (failure · failed share + planned · surviving share) / mean time in use.

    Parameters
    ----------
    ages
        Shape (k,), rising from above 0, far enough that few assets live longer than the last.
    survival
        Shape (k,): probability that a new asset lives longer than each age.
    failure, planned
        What a failure and a planned renewal cost, in the same money.
    """
    at, alive = np.append(0.0, ages), np.append(1.0, survival)
    used = np.cumsum((alive[1:] + alive[:-1]) / 2 * np.diff(at))
    cost = (failure * (1 - survival) + planned * survival) / used
    unplanned = float(failure * (1 - survival[-1]) + planned * survival[-1]) / float(used[-1])
    place = int(np.argmin(cost))
    if place == len(ages) - 1 or cost[place] > (1 - _WORTH) * unplanned:
        return AgeReplacement(ages, cost, float("inf"), unplanned, unplanned)
    return AgeReplacement(ages, cost, float(ages[place]), float(cost[place]), unplanned)
