"""The covariance of a response surface over numbers and categories: what every input does alone, and all together.

``k(x, x') = Σ_f v_f c_f(x_f, x'_f) + s Π_f c_f(x_f, x'_f)``

The first part holds what each input does on its own, the second what inputs do only together; how much of either there
is, the data say. The correlation ``c_f`` of a number is Matérn's with ν = 5/2 in ``|x_f - x'_f| / l_f``. That of two
levels of a category is ``exp(-a_f [x_f ≠ x'_f] - b_f d²)``, where ``d²`` is the squared distance of their descriptors:
``a_f`` says how different any two levels are, ``b_f`` how far the descriptors are to be trusted. Where descriptors
mislead, ``b_f`` goes to zero and the levels are names again.

Where something is guessed beforehand, its :class:`~sanhak.model.surface.trend.Trend` adds to the covariance, and is
what is expected before any row is seen.

Sources: C. E. Rasmussen and C. K. I. Williams, Gaussian Processes for Machine Learning (2006), chapters 4 and 5; D. K.
Duvenaud, H. Nickisch and C. E. Rasmussen, Additive Gaussian Processes (2011).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, TypeAlias

import numpy as np

from sanhak.model.learners.gaussian_process import Belief
from sanhak.model.prediction import Floats
from sanhak.model.surface.trend import DEVIATION, MEAN, Trend

LENGTH: Final = Belief(0.0, 1.0, -4.0, 5.0)
"""Of a number's length, in units of its range; it grows with the root of the number of inputs."""
DIFFERENCE: Final = Belief(-2.0, 1.2, -9.0, 3.0)
"""Of what two levels differ in, whatever their descriptors."""
TRUST: Final = Belief(-2.0, 1.2, -9.0, 3.0)
"""Of what the typical distance of two levels' descriptors is worth."""
ALONE: Final = Belief(0.0, 1.5, -12.0, 4.0)
"""Of the variance that an input brings on its own, shared by the inputs."""
TOGETHER: Final = Belief(0.0, 1.0, -6.0, 5.0)
"""Of the variance that inputs bring together."""
NOISE: Final = Belief(-4.5, 0.7, -9.0, 1.0)
"""Of the variance of a measurement."""
JITTER: Final = 1e-6
"""Variance added to the diagonal, so that repeated rows stay solvable."""
_ROOT5: Final = 5.0**0.5


@dataclass(frozen=True, slots=True, eq=False)
class Levels:
    """A category's levels: how many, and the squared distances of their descriptors where they have any.

    ``distances`` has the shape (levels, levels); its typical value is 1.
    """

    count: int
    distances: Floats | None = None


Inputs: TypeAlias = Sequence[Levels | None]
"""What each column of ``X`` is: the number of a level where there are levels, else a number between 0 and 1."""


@dataclass(frozen=True, eq=False)
class Kernel:
    """The covariance with the logarithms of its parameters, in this order: of each input, alone, together, noise."""

    inputs: tuple[Levels | None, ...]
    logs: Floats
    trend: Trend | None = None

    @classmethod
    def expected(cls, inputs: Inputs, trend: Trend | None = None) -> Kernel:
        """The covariance as it is believed to be before any row is seen."""
        return cls(tuple(inputs), np.array([belief.mean for belief in _beliefs(inputs)]), trend)

    @cached_property
    def beliefs(self) -> tuple[Belief, ...]:
        """What is believed of each parameter before any row is seen."""
        return tuple(_beliefs(self.inputs))

    def with_logs(self, logs: Floats) -> Kernel:
        """The same covariance with other parameters."""
        return replace(self, logs=logs)

    @property
    def noise(self) -> float:
        """The variance of a measurement."""
        return float(np.exp(self.logs[-1]))

    @property
    def shares(self) -> tuple[Floats, float]:
        """The variance that each input brings alone, shape (inputs,), and the one that they bring together."""
        count = len(self.inputs)
        return np.exp(self.logs[-2 - count : -2]), float(np.exp(self.logs[-2]))

    def mean(self, X: Floats) -> Floats:
        """What is expected of rows before any data, shape (rows,)."""
        return np.zeros(len(X)) if self.trend is None else MEAN * self.trend.of(X)

    def variance(self, X: Floats) -> Floats:
        """The variance of rows before any data, without noise, shape (rows,)."""
        alone, together = self.shares
        guessed = 0.0 if self.trend is None else (DEVIATION * self.trend.of(X)) ** 2
        return np.full(len(X), float(alone.sum()) + together) + guessed

    def between(self, X: Floats, Z: Floats) -> Floats:
        """Covariance between rows of ``X`` and of ``Z`` without noise, shape (rows of X, rows of Z).

        Where last columns are missing they are 0: the first level of what was known of some rows only.
        """
        X, Z = self.whole(X), self.whole(Z)
        alone, together = self.shares
        total, product = self._guessed(X, Z), np.full((len(X), len(Z)), together)
        for share, one in zip(alone, self._each(X, Z), strict=True):
            total += share * one
            product *= one
        return np.asarray(total + product)

    def _guessed(self, X: Floats, Z: Floats) -> Floats:
        """The covariance that the weight of the guess brings, shape (rows of X, rows of Z)."""
        if self.trend is None:
            return np.zeros((len(X), len(Z)))
        return DEVIATION**2 * np.outer(self.trend.of(X), self.trend.of(Z))

    def whole(self, X: Floats) -> Floats:
        """The rows with a 0 in each column that is missing at their end, shape (rows, inputs)."""
        missing = len(self.inputs) - X.shape[1]
        return np.column_stack([X, np.zeros((len(X), missing))]) if missing else X

    def _each(self, X: Floats, Z: Floats) -> Iterator[Floats]:
        """The correlation of each input alone."""
        place = 0
        for column, levels in enumerate(self.inputs):
            x, z = X[:, column], Z[:, column]
            if levels is None:
                r = _ROOT5 * np.abs(x[:, None] - z) / np.exp(self.logs[place])
                yield (1 + r + r * r / 3) * np.exp(-r)
                place += 1
            else:
                yield np.exp(-self._costs(levels, place))[x.astype(np.intp)[:, None], z.astype(np.intp)]
                place += _parameters(levels)

    def _costs(self, levels: Levels, place: int) -> Floats:
        """The exponent of each pair of levels, shape (levels, levels)."""
        costs = np.exp(self.logs[place]) * (1 - np.eye(levels.count))
        if levels.distances is not None:
            costs = costs + np.exp(self.logs[place + 1]) * levels.distances
        return np.asarray(costs)

    def slopes(self, X: Floats) -> tuple[Floats, list[Floats], list[tuple[int, int, Floats]]]:
        """What evidence needs of the rows ``X`` of a study: their covariance without noise, and how it changes.

        Returns
        -------
        tuple
            The covariance, shape (rows, rows); each input's correlation; and for each parameter of an input its place,
            the input's place, and the derivative of the input's correlation in the parameter's logarithm.
        """
        each = list(self._each(X, X))
        found, place = [], 0
        for column, (levels, one) in enumerate(zip(self.inputs, each, strict=True)):
            x = X[:, column]
            if levels is None:
                r = _ROOT5 * np.abs(x[:, None] - x) / np.exp(self.logs[place])
                found.append((place, column, r * r * (1 + r) / 3 * np.exp(-r)))
            else:
                code = x.astype(np.intp)
                found.append((place, column, -np.exp(self.logs[place]) * (code[:, None] != code) * one))
                if levels.distances is not None:
                    trust = np.exp(self.logs[place + 1]) * levels.distances[code[:, None], code]
                    found.append((place + 1, column, -trust * one))
            place += _parameters(levels)
        alone, together = self.shares
        total = self._guessed(X, X) + together * np.prod(each, axis=0)
        total = total + sum(share * one for share, one in zip(alone, each, strict=True))
        return np.asarray(total), each, found


def _parameters(levels: Levels | None) -> int:
    """How many parameters an input has of its own."""
    return 1 if levels is None or levels.distances is None else 2


def _beliefs(inputs: Inputs) -> Iterator[Belief]:
    """What is believed of each parameter; with more inputs each matters less, so that all together say the same."""
    count = len(inputs)
    categories = max(sum(levels is not None for levels in inputs), 1)
    for levels in inputs:
        if levels is None:
            yield _moved(LENGTH, 0.5 * np.log(count))
            continue
        yield _moved(DIFFERENCE, -0.5 * np.log(categories))
        if levels.distances is not None:
            yield _moved(TRUST, -0.5 * np.log(categories))
    yield from [_moved(ALONE, -np.log(count))] * count
    yield TOGETHER
    yield NOISE


def _moved(belief: Belief, by: float) -> Belief:
    return Belief(belief.mean + by, belief.deviation, belief.lower, belief.upper)
