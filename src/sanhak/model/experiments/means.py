"""Means of a category's levels under a model, and what lies between two groups of runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sanhak.model.experiments.fit import Fit
from sanhak.model.experiments.matrix import Coding, Levels, Matrix, Scale, Settings
from sanhak.model.experiments.terms import MEAN
from sanhak.model.prediction import Floats


@dataclass(frozen=True, slots=True)
class LevelMeans:
    """Means of the levels of one category, the others balanced, with what is needed to compare them.

    ``means`` (levels,) and ``covariance`` (levels, levels), in the unit of the outcome.
    """

    levels: tuple[str, ...]
    means: Floats
    covariance: Floats

    def difference(self, one: str, other: str) -> tuple[float, float]:
        """The mean of ``one`` less that of ``other``, and its standard error."""
        contrast = np.array([(level == one) * 1.0 - (level == other) for level in self.levels])
        return float(contrast @ self.means), float(np.sqrt(contrast @ self.covariance @ contrast))


def level_means(fit: Fit, codings: Sequence[Coding], factor: Levels) -> LevelMeans:
    """Least-squares means of a category: other numbers at their centre, other categories at the mean of levels."""
    count = len(factor.levels)
    centre = {coding.name: np.full(count, coding.centre) for coding in codings if isinstance(coding, Scale)}
    rows = balanced(fit, codings, {**centre, factor.name: list(factor.levels)})
    return LevelMeans(factor.levels, rows @ fit.coefficients, rows @ fit.inverse @ rows.T * fit.mean_square)


def balanced(fit: Fit, codings: Sequence[Coding], settings: Settings) -> Floats:
    """Rows of the fit's model matrix, shape (points, columns), in which factors that are not set are balanced.

    The columns of a category, or a block, that is not set are zero: the mean of its levels.
    """
    terms = [one for one in fit.matrix.distinct if set(one.names) <= set(settings)]
    made = Matrix.of(codings, terms, settings, mean=MEAN in fit.matrix.terms)
    rows = np.zeros((len(made), len(fit.matrix.names)))
    place = {name: at for at, name in enumerate(fit.matrix.names)}
    for name, column in zip(made.names, made.values.T, strict=True):
        if name in place:
            rows[:, place[name]] = column
    return rows


@dataclass(frozen=True, slots=True)
class Difference:
    """The difference of two means with its standard error and degrees of freedom."""

    value: float
    error: float
    df: float

    @property
    def ratio(self) -> float:
        """The difference over its standard error."""
        return self.value / self.error

    @property
    def p(self) -> float:
        """Two-sided p-value of Student's test."""
        from scipy.stats import t

        return float(2 * t.sf(abs(self.ratio), self.df))

    def interval(self, level: float = 0.9) -> tuple[float, float]:
        """The interval that holds the difference at ``level``."""
        from scipy.stats import t

        half = float(t.ppf((1 + level) / 2, self.df)) * self.error
        return self.value - half, self.value + half


def paired(one: Floats, other: Floats) -> Difference:
    """The mean of the differences of pairs, shape (pairs,) each: blocks of two."""
    off = np.asarray(one, dtype=float) - np.asarray(other, dtype=float)
    return Difference(float(off.mean()), float(off.std(ddof=1) / np.sqrt(len(off))), len(off) - 1)
