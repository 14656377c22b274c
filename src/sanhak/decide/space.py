"""The space of settings that may be chosen: its factors, and the map between the unit cube and the plant's values.

Optimisers work in the unit cube only, so units of measurement cannot change what they find.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

from sanhak.model.prediction import Floats

Setting: TypeAlias = float | str
Settings: TypeAlias = Mapping[str, Floats | NDArray[np.str_]]
"""Values by factor name, each of shape (points,)."""


@dataclass(frozen=True, slots=True)
class Continuous:
    """A number between two limits, in the column's unit; ``step`` is the smallest change that can be set, if any."""

    name: str
    lower: float
    upper: float
    step: float | None = None

    def values(self, unit: Floats) -> Floats:
        """Values of shape (points,) for unit coordinates of the same shape; steps are multiples of ``step``."""
        values = self.lower + np.clip(unit, 0.0, 1.0) * (self.upper - self.lower)
        if self.step is None:
            return values
        first, last = np.ceil(self.lower / self.step - 1e-9), np.floor(self.upper / self.step + 1e-9)
        return np.clip(np.round(values / self.step), first, last) * self.step

    def unit(self, values: Floats) -> Floats:
        """Unit coordinates of values; beyond the limits they leave the unit interval."""
        width = self.upper - self.lower
        return (np.asarray(values, dtype=float) - self.lower) / width if width > 0 else np.zeros(len(values))


@dataclass(frozen=True, slots=True)
class Integer:
    """A whole number between two limits, both included."""

    name: str
    lower: int
    upper: int

    def values(self, unit: Floats) -> Floats:
        """Whole numbers of shape (points,); each has an equal share of the unit interval."""
        count = self.upper - self.lower + 1
        return self.lower + np.minimum(np.floor(np.clip(unit, 0.0, 1.0) * count), count - 1)

    def unit(self, values: Floats) -> Floats:
        """Unit coordinates in the middle of each number's share."""
        return (np.asarray(values, dtype=float) - self.lower + 0.5) / (self.upper - self.lower + 1)


@dataclass(frozen=True, slots=True)
class Discrete:
    """One of several numbers, in rising order, in the column's unit; their distances count, as the values do."""

    name: str
    numbers: tuple[float, ...]

    @property
    def lower(self) -> float:
        """The lowest number."""
        return self.numbers[0]

    @property
    def upper(self) -> float:
        """The highest number."""
        return self.numbers[-1]

    def values(self, unit: Floats) -> Floats:
        """The number nearest to each unit coordinate, shape (points,)."""
        numbers = np.array(self.numbers)
        wanted = numbers[0] + np.clip(unit, 0.0, 1.0) * (numbers[-1] - numbers[0])
        middles = (numbers[1:] + numbers[:-1]) / 2
        return np.asarray(numbers[np.searchsorted(middles, wanted)])

    def unit(self, values: Floats) -> Floats:
        """Unit coordinates of values, from the lowest number to the highest."""
        width = self.numbers[-1] - self.numbers[0]
        return (np.asarray(values, dtype=float) - self.numbers[0]) / width if width > 0 else np.zeros(len(values))


@dataclass(frozen=True, slots=True)
class Category:
    """One of several levels without order."""

    name: str
    levels: tuple[str, ...]

    def values(self, unit: Floats) -> NDArray[np.str_]:
        """Levels of shape (points,); each has an equal share of the unit interval."""
        places = np.minimum((np.clip(unit, 0.0, 1.0) * len(self.levels)).astype(int), len(self.levels) - 1)
        return np.array([self.levels[place] for place in places], dtype=np.str_)

    def unit(self, values: Sequence[str] | NDArray[np.str_]) -> Floats:
        """Unit coordinates in the middle of each level's share; NaN for a level outside the space."""
        place = {level: (position + 0.5) / len(self.levels) for position, level in enumerate(self.levels)}
        return np.array([place.get(str(value), np.nan) for value in values])


@dataclass(frozen=True, slots=True)
class Ordinal(Category):
    """One of several levels in a given order; neighbours in the unit interval are neighbours in the order."""


Factor: TypeAlias = Continuous | Integer | Discrete | Ordinal | Category


@dataclass(frozen=True, slots=True)
class Space:
    """The product of its factors; a point is a row of unit coordinates, shape (points, factors)."""

    factors: tuple[Factor, ...]

    def __len__(self) -> int:
        return len(self.factors)

    @property
    def names(self) -> tuple[str, ...]:
        """Factor names in order."""
        return tuple(factor.name for factor in self.factors)

    def sample(self, count: int, rng: np.random.Generator) -> Floats:
        """Points that fill the cube evenly: a scrambled Sobol sequence (Owen 1998), shape (count, factors)."""
        power = int(np.ceil(np.log2(max(count, 2))))
        return qmc.Sobol(len(self), rng=rng).random_base2(power)[:count]

    def values(self, points: Floats) -> dict[str, Floats | NDArray[np.str_]]:
        """The plant's values of unit points."""
        return {factor.name: factor.values(points[:, place]) for place, factor in enumerate(self.factors)}

    def points(self, settings: Settings) -> Floats:
        """Unit points of the plant's values, shape (points, factors); NaN where a level is unknown."""
        columns = [factor.unit(settings[factor.name]) for factor in self.factors]  # type: ignore[arg-type]
        return np.column_stack(columns)

    def settled(self, points: Floats) -> Floats:
        """The points that the plant would really run: inside the cube and on each factor's steps and levels."""
        settled = self.points(self.values(points))
        smooth = [isinstance(factor, Continuous) and factor.step is None for factor in self.factors]
        return np.where(smooth, np.clip(points, 0.0, 1.0), settled)

    @property
    def ordered(self) -> NDArray[np.bool_]:
        """Which factors have neighbours: all but categories, shape (factors,)."""
        return np.array([not isinstance(factor, Category) or isinstance(factor, Ordinal) for factor in self.factors])
