"""What is guessed of an outcome's course before any row is seen, and how far it proves true.

A guess ``g(x)`` enters with a weight of its own, ``value = b g(x) + surface``, where ``b`` is normal: its mean is
mildly hopeful, its deviation leaves every other answer open. The weight is integrated out: it adds ``d² g(x) g(x')``
to the covariance and ``m g(x)`` to the expectation. So a guess that is right leads the first rows, and one that is
wrong is unlearnt, or turned round, as rows come in.

Source: C. E. Rasmussen and C. K. I. Williams, Gaussian Processes for Machine Learning (2006), section 2.7.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Self

import numpy as np

from sanhak.model.prediction import Floats

MEAN: Final = 0.5
"""Of the weight before any row is seen, in deviations of the outcome for each deviation of the guess."""
DEVIATION: Final = 0.5
"""Of the weight, likewise."""


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """How an outcome is guessed to change with one input: straight between ``places``, constant beyond them.

    ``places`` rise, and are numbers of levels for a category; ``worths`` have the same shape.
    """

    column: int
    places: Floats
    worths: Floats

    def of(self, X: Floats) -> Floats:
        """What is guessed of rows, shape (rows,)."""
        return np.interp(X[:, self.column], self.places, self.worths)


@dataclass(frozen=True, slots=True, eq=False)
class Trend:
    """A guess as the sum of what it says of single inputs, told from ``centre`` in units of ``spread``."""

    courses: tuple[Course, ...]
    centre: float
    spread: float

    @classmethod
    def over(cls, courses: Sequence[Course], X: Floats) -> Self | None:
        """The guess with mean 0 and deviation 1 over rows that fill the region, shape (rows, inputs).

        Every input counts the same; one in which the guess does not differ is left out. None where none is left.
        """
        spreads = [float(one.of(X).std()) for one in courses]
        alike = tuple(
            replace(one, worths=one.worths / spread) for one, spread in zip(courses, spreads, strict=True) if spread
        )
        total = cls(alike, 0.0, 1.0).of(X)
        spread = float(total.std())
        return cls(alike, float(total.mean()), spread) if spread else None

    def around(self, X: Floats) -> Self:
        """The same, told from the mean of rows."""
        return replace(self, centre=self.centre + self.spread * float(self.of(X).mean()))

    def of(self, X: Floats) -> Floats:
        """The guess for rows, shape (rows,)."""
        total = np.zeros(len(X))
        for one in self.courses:
            total += one.of(X)
        return (total - self.centre) / self.spread
