"""The model matrix: factors in coded units, and for each term its columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sanhak.model.experiments.terms import MEAN, Term
from sanhak.model.prediction import Floats


@dataclass(frozen=True, slots=True)
class Scale:
    """A number in coded units: ``low`` is -1 and ``high`` is +1, in the unit of the column."""

    name: str
    low: float
    high: float

    @property
    def centre(self) -> float:
        """The value that is 0 in coded units."""
        return (self.low + self.high) / 2

    @property
    def half(self) -> float:
        """What one coded unit is worth."""
        return (self.high - self.low) / 2

    def coded(self, values: Any) -> Floats:
        """Coded units of values in the unit of the column, shape (points,)."""
        return (np.asarray(values, dtype=float) - self.centre) / self.half

    def values(self, coded: Any) -> Floats:
        """Values of coded units, shape (points,)."""
        return self.centre + self.half * np.asarray(coded, dtype=float)

    def columns(self, values: Any, power: int) -> tuple[Floats, tuple[str, ...]]:
        """One column, shape (points, 1), and its name."""
        name = self.name if power == 1 else f"{self.name}^{power}"
        return (self.coded(values) ** power)[:, None], (name,)


@dataclass(frozen=True, slots=True)
class Levels:
    """A category in sum-to-zero coding: the columns' coefficients are each level's distance from the mean of levels.

    Of two levels the first is -1 and the second +1, as low and high of a number.
    """

    name: str
    levels: tuple[str, ...]

    def columns(self, values: Any, power: int) -> tuple[Floats, tuple[str, ...]]:
        """A column for each level but the last, shape (points, levels - 1), and their names."""
        del power
        if len(self.levels) == 2:  # noqa: PLR2004 - low and high
            coded = np.array([1.0 if str(value) == self.levels[1] else -1.0 for value in values])
            return coded[:, None], (self.name,)
        place = {level: at for at, level in enumerate(self.levels)}
        last = len(self.levels) - 1
        coded = np.zeros((len(values), last))
        for row, value in enumerate(values):
            at = place[str(value)]
            coded[row] = -1.0 if at == last else np.eye(last)[at]
        return coded, tuple(f"{self.name}[{level}]" for level in self.levels[:-1])


Coding: TypeAlias = Scale | Levels
Settings: TypeAlias = Mapping[str, Any]
"""Values by factor name: float arrays of numbers, sequences of words of categories, each of shape (points,)."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """A model matrix, shape (points, columns), with the term and the name of each column."""

    values: Floats
    terms: tuple[Term, ...]
    names: tuple[str, ...]

    @staticmethod
    def of(codings: Sequence[Coding], terms: Sequence[Term], settings: Settings, *, mean: bool = True) -> Matrix:
        """The matrix of ``terms``, the mean's column first unless ``mean`` is False (a mixture has none)."""
        known = {coding.name: coding for coding in codings}
        count = len(next(iter(settings.values())))
        parts: list[tuple[Term, Floats, tuple[str, ...]]] = [(MEAN, np.ones((count, 1)), ("1",))] if mean else []
        for one in terms:
            made = [known[name].columns(settings[name], power) for name, power in one.powers]
            parts.append((one, *reduce(_product, made)))
        owners = tuple(one for one, _, names in parts for _ in names)
        values = np.hstack([columns for _, columns, _ in parts]) if parts else np.zeros((count, 0))
        return Matrix(values, owners, tuple(name for _, _, names in parts for name in names))

    def __len__(self) -> int:
        return len(self.values)

    def place(self, one: Term) -> NDArray[np.bool_]:
        """Which columns belong to a term."""
        return np.array([owner == one for owner in self.terms], dtype=bool)

    def keep(self, which: NDArray[np.bool_]) -> Matrix:
        """Only these columns."""
        kept = np.flatnonzero(which)
        return Matrix(self.values[:, kept], tuple(self.terms[at] for at in kept), tuple(self.names[at] for at in kept))

    @property
    def distinct(self) -> tuple[Term, ...]:
        """The terms in order, each once, without the mean."""
        return tuple(dict.fromkeys(owner for owner in self.terms if owner != MEAN))

    def independent(self, tolerance: float = 1e-9) -> NDArray[np.bool_]:
        """Which columns are no combination of those before them, by Gram and Schmidt, shape (columns,)."""
        kept = np.zeros(self.values.shape[1], dtype=bool)
        basis: list[Floats] = []
        for place, column in enumerate(self.values.T):
            rest = column
            for _ in range(2):  # once more, against what rounding left
                for direction in basis:
                    rest = rest - (direction @ rest) * direction
            size, length = float(np.linalg.norm(column)), float(np.linalg.norm(rest))
            if length > tolerance * max(size, 1e-300):
                basis.append(rest / length)
                kept[place] = True
        return kept


def _product(
    left: tuple[Floats, tuple[str, ...]], right: tuple[Floats, tuple[str, ...]]
) -> tuple[Floats, tuple[str, ...]]:
    """Every column of one factor times every column of the other."""
    values = np.column_stack([one * other for one in left[0].T for other in right[0].T])
    return values, tuple(f"{one}:{other}" for one in left[1] for other in right[1])


def settings_rows(settings: Settings) -> Iterator[tuple[Any, ...]]:
    """The settings point by point; numbers to twelve digits, so that equal settings are equal."""
    columns = [
        [float(f"{value:.12g}") + 0.0 for value in values] if isinstance(values, np.ndarray) else list(values)
        for values in settings.values()
    ]
    return zip(*columns, strict=True)
