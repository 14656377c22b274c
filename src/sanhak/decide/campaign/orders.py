"""Orders in which the rows of a finished pool may be run, and how soon each meets a row that is good enough.

What a random order needs is known exactly, since drawing without replacement follows the hypergeometric distribution;
the wait for the first good row is negative hypergeometric (N. L. Johnson, A. W. Kemp and S. Kotz, Univariate Discrete
Distributions, 3rd edition (2005), section 6.2.2).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from sanhak.model.prediction import Floats

Places: TypeAlias = NDArray[np.intp]
Choose: TypeAlias = Callable[[Places, int], Places]
"""Which rows are run next: places in the pool after those that were run, at most so many."""
_SAME: Final = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class RandomOrder:
    """What an order drawn at random gives, exactly.

    ``worth`` says what each row gives, larger is better, and ``good`` which rows are good enough, both of shape
    (rows,); at least one row is good.
    """

    worth: Floats
    good: NDArray[np.bool_]

    @property
    def found(self) -> Floats:
        """The chance that a good row is among the first 0, 1, 2, … runs, shape (rows + 1,)."""
        rows, poor = len(self.good), int((~self.good).sum())
        run = np.arange(rows)
        missed = np.cumprod(np.maximum(poor - run, 0) / (rows - run))
        return 1.0 - np.concatenate([[1.0], missed])

    @property
    def mean(self) -> float:
        """The expected number of runs up to the first good row."""
        return (len(self.good) + 1) / (int(self.good.sum()) + 1)

    def quantile(self, share: float) -> int:
        """The number of runs within which this share of all orders has met a good row."""
        return int(np.searchsorted(self.found, share - 1e-12))

    def best(self, runs: int, share: float | None = None) -> float:
        """The best of the first ``runs`` rows: its expectation, or the value that a ``share`` of orders stays under."""
        worth = np.sort(self.worth)
        rows = len(worth)
        under = np.arange(runs, rows + 1)
        # Of all draws of so many rows, the share in which the best is at most the row of this rank.
        log = _log_choose(under, runs) - _log_choose(np.array([rows]), runs)
        at_most = np.exp(log)
        if share is not None:
            return float(worth[runs - 1 + int(np.searchsorted(at_most, share - 1e-12))])
        return float(np.diff(at_most, prepend=0.0) @ worth[runs - 1 :])


def _log_choose(of: NDArray[np.intp], count: int) -> Floats:
    return np.asarray(gammaln(of + 1) - gammaln(count + 1) - gammaln(of - count + 1))


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The simple rule: run next what lies nearest to the best row so far, and a share of rows at random.

    ``by`` counts the factors that change, so that one factor is moved at a time, or measures the distance.
    """

    by: Literal["one factor", "distance"]
    wander: float

    def choose(self, points: Floats, worth: Floats, categories: NDArray[np.bool_], rng: np.random.Generator) -> Choose:
        """The rule on unit ``points``, shape (rows, factors); ``categories`` says which factors have no order."""

        def chosen(run: Places, count: int) -> Places:
            left = np.setdiff1d(np.arange(len(points)), run)
            count = min(count, len(left))
            best = run[int(np.argmax(worth[run]))]
            off = np.abs(points[left] - points[best])
            off[:, categories] = off[:, categories] > _SAME
            far = off.sum(axis=1) + (len(off.T) * (off > _SAME).sum(axis=1) if self.by == "one factor" else 0.0)
            near = left[np.lexsort((rng.random(len(left)), np.round(far, 9)))]
            free = min(int(np.floor(self.wander * count + rng.random())), count)
            return np.concatenate([near[: count - free], rng.permutation(near[count - free :])[:free]])

        return chosen


RULES: Final = tuple(Neighbours(by, wander) for by in ("one factor", "distance") for wander in (0.0, 0.2, 0.5))
"""The ways of the simple rule among which the best is taken."""


def replayed(choose: Choose, start: Places, good: NDArray[np.bool_], batch: int, most: int) -> Places:
    """The order in which rows are run, ``start`` first, until a batch holds a good row or ``most`` rows are run."""
    run = start
    while not good[run].any() and len(run) < min(most, len(good)):
        following = choose(run, min(batch, most - len(run)))
        if not len(following):
            break
        run = np.concatenate([run, following])
    return run


def waited(order: Places, good: NDArray[np.bool_]) -> float:
    """The number of runs up to the first good row, that row included; infinite where none was run."""
    found = np.flatnonzero(good[order])
    return float(found[0]) + 1 if len(found) else np.inf


def best_so_far(order: Places, worth: Floats, runs: int) -> Floats:
    """The best row after 1, 2, … runs, shape (runs,); held where an order ended before."""
    best = np.maximum.accumulate(worth[order])[:runs]
    return np.concatenate([best, np.full(runs - len(best), best[-1])])
