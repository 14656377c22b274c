"""Normal rows judged by models that never saw them: limits, and how often a monitor cries wolf.

Limits that textbooks derive (F, chi-squared) believe in rows that are normal and independent; plant rows are neither,
and their nominal 1 % was 4–46 % on the Tennessee Eastman process. Here limits are quantiles of rows that were held out.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sanhak.model.normal.detectors import Detector, Flags, Watch
from sanhak.model.prediction import Floats

_FIRST: Final = 0.4
"""Share of the normal rows from which the first model is learnt."""
_BLOCKS: Final = 6
"""Blocks that follow; each is judged by a model of all rows before it."""
_ROWS_A_TAG: Final = 10
"""Rows for each tag that the first model needs; with fewer it would be so much worse than the last one that its
block alone would set the limit, and the blocks are then left out in turn instead."""
_WARM: Final = 200
"""Rows before a block with which what remembers is brought to its course."""
_DRAWS: Final = 1000
_MOST_DRAWN: Final = 4000
"""Rows that are drawn one by one."""
_LONGEST_MEMORY: Final = 2000


@dataclass(frozen=True, slots=True)
class Block:
    """Held-out rows from ``first`` up to, but not with, ``end``, judged by ``watch``, which never saw them."""

    first: int
    end: int
    watch: Watch

    def judged(self, X: Floats, breaks: Flags) -> Floats:
        """The statistic of the block's rows, shape (end − first,)."""
        warm = max(0, self.first - _WARM)
        return self.watch.statistic(X[warm : self.end], breaks[warm : self.end])[self.first - warm :]


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of rows with its interval."""

    value: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class HeldOut:
    """A detector's statistic on all held-out rows, shape (rows held out,), and the blocks that they came from."""

    blocks: tuple[Block, ...]
    statistic: Floats
    breaks: Flags
    """Where a held-out row does not follow the one before, shape (rows held out,)."""

    @property
    def edges(self) -> list[tuple[int, int]]:
        """The rows of each block within :attr:`statistic`."""
        start = self.blocks[0].first
        return [(block.first - start, block.end - start) for block in self.blocks]

    def limit(self, budget: float) -> float:
        """The value that a new normal row passes with at most the probability ``budget``; see :func:`quantile`."""
        return quantile(self.statistic, budget)

    def alarms(self, budget: float) -> Flags:
        """Which held-out rows pass a limit set without their own block, shape (rows held out,)."""
        out = np.zeros(len(self.statistic), dtype=np.bool_)
        for first, end in self.edges:
            others = np.concatenate((self.statistic[:first], self.statistic[end:]))
            out[first:end] = self.statistic[first:end] > quantile(others, budget)
        return out

    def rate(self, budget: float, remembers: int, rng: np.random.Generator, level: float = 0.9) -> Rate:
        """The share of new normal rows that will pass the limit, with its interval at ``level``.

        The value is counted, each block by the limit of the others. The interval holds that the limit rests on few rows
        too: both the rows that set it and those that it judges are drawn anew, in stretches of twice
        the memory; of very many rows only each second, third … one.
        """
        counted = rate(self.alarms(budget), remembers, rng, level)
        apart = -(-len(self.statistic) // _MOST_DRAWN)
        some, short = self.statistic[::apart], max(1, remembers // apart)
        setting, judging = (some[_rows(len(some), short, rng)] for _ in range(2))
        limits = [quantile(one, budget) for one in setting]
        shares = (judging > np.array(limits)[:, None]).mean(axis=1)
        lower, upper = np.quantile(shares, [(1 - level) / 2, (1 + level) / 2])
        return Rate(counted.value, float(min(lower, counted.lower)), float(max(upper, counted.upper)))

    def later(self, budget: float) -> Flags:
        """Which of the last third of the held-out rows pass a limit set by those before, shape (rows / 3,)."""
        cut = 2 * len(self.statistic) // 3
        return np.asarray(self.statistic[cut:] > quantile(self.statistic[:cut], budget))


def forward(X: Floats) -> bool:
    """Whether the normal rows, shape (rows, tags), are enough to be judged forward in time."""
    return bool(_FIRST * len(X) >= _ROWS_A_TAG * X.shape[1])


def judged(detector: Detector, X: Floats, breaks: Flags) -> HeldOut:
    """The normal rows in time order, held out block by block.

    From four tenths on in six blocks, each judged by a model of all rows before it; where rows are few for the tags,
    all rows in six blocks, each judged by a model of the five others.
    """
    ahead = forward(X)
    edges = np.linspace(round(_FIRST * len(X)) if ahead else 0, len(X), _BLOCKS + 1).astype(int)
    blocks = []
    for first, end in pairwise(edges.tolist()):
        others = np.arange(first) if ahead else np.delete(np.arange(len(X)), np.s_[first:end])
        apart = breaks[others] | (np.diff(others, prepend=-2) != 1)
        blocks.append(Block(first, end, detector.fit(X[others], apart)))
    statistic = np.concatenate([block.judged(X, breaks) for block in blocks])
    return HeldOut(tuple(blocks), statistic, breaks[edges[0] :])


def quantile(values: Floats, budget: float) -> float:
    """The conformal limit: of so many values the one that a further one passes with at most ``budget``.

    Where the values are too few for the budget it is the largest of them.
    """
    place = int(np.ceil((len(values) + 1) * (1 - budget)))
    return float(np.sort(values)[min(place, len(values)) - 1])


def memory(values: Floats) -> int:
    """Rows over which a series remembers: twice the sum of its autocorrelations, as long as they are positive."""
    centred = values - values.mean()
    power = float(centred @ centred)
    if power <= 0:
        return 1
    total = 0.0
    for lag in range(1, min(_LONGEST_MEMORY, len(values) // 2)):
        found = float(centred[lag:] @ centred[:-lag]) / power
        if found <= 0:
            break
        total += found
    return max(1, min(len(values) // 3, int(np.ceil(1 + 2 * total))))


def rate(alarms: Flags, remembers: int, rng: np.random.Generator, level: float = 0.9) -> Rate:
    """The share of alarms with its interval at ``level``, by drawing stretches of rows (circular block bootstrap).

    D. N. Politis and J. P. Romano (1992). Where few alarms were counted no draw can hold more than were seen; the upper
    end is then at least that of the rule of three on as many rows as are independent.
    """
    shares = _means(alarms.astype(float), remembers, rng)
    tail = (1 - level) / 2
    lower, upper = np.quantile(shares, [tail, 1 - tail])
    independent = max(1.0, len(alarms) / remembers)
    value = float(alarms.mean())
    rule_of_three = 1 - (tail if value == 0 else 1.0) ** (1 / independent)
    return Rate(value, float(min(lower, value)), float(max(upper, value, rule_of_three)))


def difference(one: Flags, other: Flags, remembers: int, rng: np.random.Generator) -> Rate:
    """By how much the share of alarms of ``one`` is above that of ``other``, with its 90 % interval."""
    apart = one.astype(float) - other.astype(float)
    lower, upper = np.quantile(_means(apart, remembers, rng), [0.05, 0.95])
    value = float(apart.mean())
    return Rate(value, float(min(lower, value)), float(max(upper, value)))


def _means(values: Floats, remembers: int, rng: np.random.Generator) -> Floats:
    """Means of drawn rows, shape (draws,)."""
    starts, length = _stretches(len(values), remembers, rng)
    sums = np.concatenate(([0.0], np.cumsum(np.concatenate((values, values[:length])))))
    return np.asarray((sums[starts + length] - sums[starts]).sum(axis=1) / (length * starts.shape[1]))


def _rows(rows: int, remembers: int, rng: np.random.Generator) -> NDArray[np.intp]:
    """Places of drawn rows, shape (draws, rows): stretches of twice the memory put one after the other."""
    starts, length = _stretches(rows, remembers, rng)
    return ((starts[:, :, None] + np.arange(length)) % rows).reshape(_DRAWS, -1)[:, :rows]


def _stretches(rows: int, remembers: int, rng: np.random.Generator) -> tuple[NDArray[np.intp], int]:
    """Where drawn stretches begin, shape (draws, stretches), and how long each is."""
    length = min(rows, 2 * remembers)
    return rng.integers(0, rows, (_DRAWS, -(-rows // length))), length
