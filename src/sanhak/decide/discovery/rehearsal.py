"""A rehearsal on rows that were measured: how soon the best of them would have been found, one after the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sanhak.decide.campaign.orders import Places, RandomOrder, best_so_far, replayed, waited
from sanhak.decide.discovery.aim import Aim
from sanhak.decide.discovery.choice import View
from sanhak.model.prediction import Floats
from sanhak.run import Run
from sanhak.text import say

START: Final = 5
"""Rows that are drawn at random before the first is chosen."""
BEST: Final = 0.01
"""Share of the rows that count as found."""


@dataclass(frozen=True, slots=True, eq=False)
class Rehearsed:
    """Orders in which rows would have been measured, from the same random starts.

    ``worth`` says of each row how good it is and ``good`` which are among the best, shape (rows,); ``hopeful`` are the
    orders by expected gain and ``greedy`` those by expectation alone, one from each start; ``longest`` is the number of
    rows after which an order was given up.
    """

    worth: Floats
    good: NDArray[np.bool_]
    hopeful: tuple[Places, ...]
    greedy: tuple[Places, ...]
    longest: int

    @property
    def random(self) -> RandomOrder:
        """What a random order gives, exactly."""
        return RandomOrder(self.worth, self.good)

    def needed(self, orders: tuple[Places, ...]) -> Floats:
        """Rows up to the first of the best from each start, shape (starts,); infinite where none was found."""
        return np.array([waited(order, self.good) for order in orders])

    def median(self, orders: tuple[Places, ...]) -> float:
        """The median of :meth:`needed`; infinite where most found none."""
        return float(np.quantile(self.needed(orders), 0.5, method="inverted_cdf"))

    def course(self, orders: tuple[Places, ...], runs: int) -> Floats:
        """The best worth after 1, 2, … rows, mean over the starts, shape (runs,)."""
        return np.asarray(np.mean([best_so_far(order, self.worth, runs) for order in orders], axis=0))


def order(
    aim: Aim,
    X: Floats,
    values: Floats,
    good: NDArray[np.bool_],
    longest: int,
    rng: np.random.Generator,
    *,
    greedy: bool,
) -> Places:
    """The order of one start, until a row among the ``good`` ones is met or ``longest`` rows are measured.

    ``X`` has the shape (rows, columns), ``values`` and ``good`` (rows,); five rows are drawn from ``rng`` first.
    """

    def following(made: Places, _count: int) -> Places:
        left = np.setdiff1d(np.arange(len(X)), made)
        view = View.of(X[made], values[made], X[left], rng)
        hope = aim.worth(view.expected) if greedy else view.hope(aim, rng)
        return left[[int(hope.argmax())]]

    start = rng.choice(len(X), min(START, len(X)), replace=False)
    return replayed(following, start, good, 1, longest)


def rehearse(aim: Aim, X: Floats, values: Floats, starts: int, longest: int, run: Run) -> Rehearsed:
    """Measure the rows anew from random starts, by expected gain and greedily; shapes as in :func:`order`."""
    longest, good = min(longest, len(X)), aim.best(values, BEST)
    hopeful, greedy = [], []
    for at in range(starts):
        run.step(say("Rehearsing on the measured rows"), at, starts)
        hopeful.append(order(aim, X, values, good, longest, run.rng("rehearsal", at), greedy=False))
        greedy.append(order(aim, X, values, good, longest, run.rng("rehearsal", at), greedy=True))
    return Rehearsed(aim.worth(values), good, tuple(hopeful), tuple(greedy), longest)
