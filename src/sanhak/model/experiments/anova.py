"""Analysis of variance: what each term takes from the residual sum of squares, and lack of fit against pure error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sanhak.model.experiments.fit import Fit
from sanhak.model.experiments.matrix import Matrix, Settings, settings_rows
from sanhak.model.experiments.terms import MEAN, Term
from sanhak.model.prediction import Floats

SumOfSquares: TypeAlias = Literal["sequential", "marginal", "partial"]
"""Type I: each term after those before it. Type II: after all that do not hold it. Type III: after all others."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an analysis of variance; ``f`` and ``p`` are NaN where nothing is left to compare with."""

    sum_of_squares: float
    df: int
    f: float = np.nan
    p: float = np.nan

    @property
    def mean_square(self) -> float:
        """Sum of squares over degrees of freedom."""
        return self.sum_of_squares / self.df if self.df > 0 else np.nan

    def against(self, error: Line) -> Line:
        """The line with its F ratio to ``error`` and the p-value of that."""
        from scipy.stats import f

        if self.df <= 0 or error.df <= 0 or error.mean_square <= 0:
            return Line(self.sum_of_squares, self.df)
        ratio = self.mean_square / error.mean_square
        return Line(self.sum_of_squares, self.df, ratio, float(f.sf(ratio, self.df, error.df)))


def residual(fit: Fit) -> Line:
    """The line of the residuals."""
    return Line(fit.rss, fit.df)


def regression(fit: Fit) -> Line:
    """The line of the whole model, about the mean where it holds the mean."""
    total = fit.total if fit.mean else float(fit.y @ fit.y)
    return Line(total - fit.rss, len(fit.coefficients) - fit.mean).against(residual(fit))


def anova(fit: Fit, kind: SumOfSquares = "marginal", error: Line | None = None) -> dict[Term, Line]:
    """The line of each term against the residuals, or against ``error``."""
    terms, against = fit.matrix.distinct, error or residual(fit)
    lines = {}
    for place, one in enumerate(terms):
        others = _others(terms, place, kind)
        less = _rest(fit.matrix, others, fit.y)
        more = _rest(fit.matrix, (*others, one), fit.y)
        lines[one] = Line(max(0.0, less[0] - more[0]), more[1] - less[1]).against(against)
    return lines


def _others(terms: Sequence[Term], place: int, kind: SumOfSquares) -> tuple[Term, ...]:
    """The terms that are in the model before the one at ``place`` is put in."""
    one = terms[place]
    if kind == "sequential":
        return tuple(terms[:place])
    return tuple(other for other in terms if other != one and (kind == "partial" or not one.inside(other)))


def _rest(matrix: Matrix, terms: Sequence[Term], y: Floats) -> tuple[float, int]:
    """Residual sum of squares and rank of a model of some of the terms."""
    held = {MEAN, *terms}
    used = matrix.keep(np.array([owner in held for owner in matrix.terms], dtype=bool))
    if used.values.shape[1] == 0:
        return float(y @ y), 0
    orthogonal, _ = np.linalg.qr(used.values)
    off = y - orthogonal @ (orthogonal.T @ y)
    return float(off @ off), used.values.shape[1]


def nonadditivity(fit: Fit) -> Line:
    """What the square of the fitted values still takes from the residuals: one degree of freedom (J. W. Tukey 1949).

    The test of additivity where every cell of two categories was run once, so that no interaction can be estimated.
    """
    grown = np.column_stack([fit.matrix.values, fit.fitted**2])
    orthogonal, _ = np.linalg.qr(grown)
    off = fit.y - orthogonal @ (orthogonal.T @ fit.y)
    rest = float(off @ off)
    return Line(fit.rss - rest, 1).against(Line(rest, fit.df - 1))


@dataclass(frozen=True, slots=True)
class Replicates:
    """Runs at equal settings: ``pure`` is the error among them, ``lack`` what the model misses beyond it."""

    pure: Line
    lack: Line


def replicates(fit: Fit, settings: Settings) -> Replicates | None:
    """Lack of fit against pure error; None without runs at equal settings."""
    groups = group_of(settings)
    counts = np.bincount(groups)
    within = len(groups) - len(counts)
    if within == 0:
        return None
    means = np.bincount(groups, weights=fit.y) / counts
    off = fit.y - means[groups]
    pure = Line(float(off @ off), within)
    return Replicates(pure, Line(max(0.0, fit.rss - pure.sum_of_squares), fit.df - within).against(pure))


def group_of(settings: Settings) -> NDArray[np.intp]:
    """A number for each run, equal where all settings are equal, shape (runs,)."""
    seen: dict[tuple[object, ...], int] = {}
    return np.array([seen.setdefault(row, len(seen)) for row in settings_rows(settings)], dtype=np.intp)
