"""A replay as numbers that can be read: runs needed by each way, and the best result after so many runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from sanhak.areas.process.replaying.outcome import Outcome, Replayed
from sanhak.areas.process.replaying.pool import Pool
from sanhak.decide.campaign.orders import best_so_far
from sanhak.study import Estimate
from sanhak.text import Text, say

ENDS: Final = (0.05, 0.95)
"""The ends of a 90 % interval."""
INNER: Final = (0.25, 0.75)
_HALF: Final = 0.5


@dataclass(frozen=True, slots=True)
class Way:
    """One order: how many runs it needed, infinite where it was given up, and the best result after so many runs.

    ``mean`` counts a replay that was given up as one run longer than the longest; ``found`` is the share of orders that
    found within the longest. ``after`` tells the worth after some runs: its mean, or what a share stays under.
    """

    key: str
    name: Text
    median: float
    lower: float
    upper: float
    mean: float
    found: float
    after: Callable[[int, float | None], float]

    def best(self, pool: Pool, runs: int) -> Estimate:
        """The best result after so many runs, in the goal's unit."""
        low, high = sorted(pool.value(self.after(runs, end)) for end in ENDS)
        return Estimate(pool.value(self.after(runs, None)), low, high, pool.unit)


def ways(pool: Pool, found: Outcome) -> tuple[Way, ...]:
    """Choosing by what was learnt first, then the simple rule, a random order and the user's own."""
    random, longest = found.random, found.longest
    own = best_so_far(found.own_order, pool.worth, len(pool))
    median, lower, upper = (float(random.quantile(share)) for share in (_HALF, *ENDS))
    return (
        _of_starts("learnt", say("Choosing by what was learnt"), pool, found.surface, longest),
        _of_starts("simple", say("Simple rule"), pool, found.simple, longest),
        Way("random", say("Random order"), median, lower, upper, random.mean, float(random.found[longest]),
            random.best),
        Way("own", say("Your own order"), found.own, found.own, found.own, found.own, float(found.own <= longest),
            lambda runs, _share: float(own[runs - 1])),
    )  # fmt: skip


def _of_starts(key: str, name: Text, pool: Pool, way: Replayed, longest: int) -> Way:
    best = way.best(pool, longest)

    def after(runs: int, share: float | None) -> float:
        column = best[:, runs - 1]
        return float(column.mean() if share is None else np.quantile(column, share))

    median, lower, upper = (way.quantile(share) for share in (_HALF, *ENDS))
    mean = float(np.minimum(way.needed, longest + 1).mean())
    return Way(key, name, median, lower, upper, mean, float(np.isfinite(way.needed).mean()), after)


def judged_after(found: Outcome) -> int:
    """The number of runs after which all ways are compared: what choosing by what was learnt needs in the median."""
    median = found.surface.quantile(_HALF)
    return int(median) if np.isfinite(median) else found.longest


def runs_said(runs: float, longest: int) -> Text:
    """A number of runs, or that they were more than the longest replay."""
    if np.isfinite(runs):
        return say("{runs:run|runs}", runs=round(runs))
    return say("more than {runs:run|runs}", runs=longest)


def span_said(way: Way, longest: int) -> Text:
    """The 90 % interval of the runs needed, as in ``11–27``; open above where replays were given up."""
    if np.isfinite(way.upper):
        return say("{a}–{b}", a=round(way.lower), b=round(way.upper))
    low = round(way.lower) if np.isfinite(way.lower) else longest
    return say("{a} to more than {b}", a=low, b=longest)
