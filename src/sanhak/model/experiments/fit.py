"""Least squares by an orthogonal decomposition: coefficients with their errors, residuals, leverage and PRESS."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sanhak.finding import Refusal
from sanhak.model.experiments.findings import FewerRunsThanTerms
from sanhak.model.experiments.matrix import Matrix
from sanhak.model.experiments.terms import MEAN
from sanhak.model.prediction import Floats

_EXACT: Final = 1e-9
_SPANNED: Final = 1e-6


@dataclass(frozen=True)
class Fit:
    """A least-squares fit.

    ``matrix`` holds the columns that were estimated, shape (runs, columns); ``coefficients`` one value a column;
    ``inverse`` is the inverse of X'X, shape (columns, columns); ``dropped`` the columns' names that are combinations
    of those before them and were left out.
    """

    matrix: Matrix
    y: Floats
    coefficients: Floats
    inverse: Floats
    dropped: tuple[str, ...] = ()

    @staticmethod
    def of(matrix: Matrix, y: Floats) -> Fit:
        """The fit of ``y``, shape (runs,), on the independent columns of ``matrix``.

        Raises
        ------
        Refusal
            M101 if there are fewer runs than independent columns or no run at all.
        """
        kept = matrix.independent()
        used = matrix.keep(kept)
        dropped = tuple(name for name, stays in zip(matrix.names, kept, strict=True) if not stays)
        if len(y) == 0 or len(y) < used.values.shape[1]:
            raise Refusal(FewerRunsThanTerms(runs=len(y), terms=len(matrix.names)))
        orthogonal, triangle = np.linalg.qr(used.values)
        coefficients = np.linalg.solve(triangle, orthogonal.T @ y)
        half = np.linalg.inv(triangle)
        return Fit(used, np.asarray(y, dtype=float), coefficients, half @ half.T, dropped)

    @cached_property
    def fitted(self) -> Floats:
        """Fitted values, shape (runs,)."""
        return self.matrix.values @ self.coefficients

    @cached_property
    def residuals(self) -> Floats:
        """Measured less fitted, shape (runs,)."""
        return self.y - self.fitted

    @cached_property
    def leverage(self) -> Floats:
        """The diagonal of the hat matrix, shape (runs,)."""
        return _quadratic(self.matrix.values, self.inverse)

    @cached_property
    def mean(self) -> bool:
        """Whether the model can be the mean alone: it holds it, or its columns add to it, as the parts of a mixture."""
        if MEAN in self.matrix.terms:
            return True
        values = self.matrix.values
        off = 1 - values @ (self.inverse @ values.sum(axis=0))
        return bool(np.abs(off).max(initial=0.0) < _SPANNED)

    @property
    def df(self) -> int:
        """Degrees of freedom of the residuals."""
        return len(self.y) - len(self.coefficients)

    @cached_property
    def rss(self) -> float:
        """Sum of squares of the residuals; nothing but rounding counts as none."""
        found = float(self.residuals @ self.residuals)
        return 0.0 if found <= (_EXACT * max(1e-300, float(np.linalg.norm(self.y)))) ** 2 else found

    @property
    def mean_square(self) -> float:
        """Residual mean square, the estimate of the error's variance; NaN without degrees of freedom."""
        return self.rss / self.df if self.df > 0 else np.nan

    @property
    def sigma(self) -> float:
        """Residual standard deviation, in the unit of the outcome."""
        return float(np.sqrt(self.mean_square))

    @property
    def total(self) -> float:
        """Sum of squares about the mean."""
        off = self.y - self.y.mean()
        return float(off @ off)

    @property
    def r_squared(self) -> float:
        """Share of the sum of squares about the mean that the model explains."""
        return 1 - self.rss / self.total if self.total > 0 else np.nan

    @property
    def r_squared_adjusted(self) -> float:
        """The share with each sum of squares divided by its degrees of freedom; NaN without a residual."""
        if self.df <= 0 or self.total <= 0:
            return np.nan
        return 1 - self.mean_square / (self.total / (len(self.y) - 1))

    @cached_property
    def left_out(self) -> Floats:
        """Residuals of each run as the model without it predicts it; NaN where it alone fixes a coefficient."""
        room = 1 - self.leverage
        return _ratio(self.residuals, room, room > _EXACT)

    @property
    def press(self) -> float:
        """Sum of squares of :attr:`left_out` (Allen 1974); NaN where a run cannot be left out."""
        return float(np.sum(self.left_out**2))

    @property
    def r_squared_predicted(self) -> float:
        """Share of the sum of squares about the mean that is predicted for runs left out."""
        return 1 - self.press / self.total if self.total > 0 else np.nan

    @cached_property
    def studentised(self) -> Floats:
        """Residuals over their own standard deviation, shape (runs,); NaN where a run has none."""
        scale = self.sigma * np.sqrt(np.clip(1 - self.leverage, 0.0, None))
        return _ratio(self.residuals, scale, scale > 0)

    @cached_property
    def errors(self) -> Floats:
        """Standard errors of the coefficients, shape (columns,)."""
        return self.sigma * np.sqrt(np.diag(self.inverse))

    @cached_property
    def ratios(self) -> Floats:
        """Coefficients over their standard errors, shape (columns,)."""
        return _ratio(self.coefficients, self.errors, self.errors > 0)

    @cached_property
    def p_values(self) -> Floats:
        """Two-sided p-values of Student's test, shape (columns,); NaN without degrees of freedom."""
        from scipy.stats import t

        none = np.full(len(self.coefficients), np.nan)
        return np.asarray(2 * t.sf(np.abs(self.ratios), self.df)) if self.df > 0 else none

    def margin(self, level: float = 0.9) -> float:
        """How many standard errors an interval of ``level`` reaches to each side."""
        from scipy.stats import t

        return float(t.ppf((1 + level) / 2, self.df)) if self.df > 0 else np.nan

    def predict(self, matrix: Matrix) -> tuple[Floats, Floats]:
        """Expected values at the rows of a matrix with the same columns, and their standard errors, shape (points,)."""
        place = {name: at for at, name in enumerate(matrix.names)}
        rows = matrix.values[:, [place[name] for name in self.matrix.names]]
        return rows @ self.coefficients, self.sigma * np.sqrt(_quadratic(rows, self.inverse))


def _ratio(above: Floats, below: Floats, known: NDArray[np.bool_]) -> Floats:
    """A ratio where it is known, NaN elsewhere."""
    found: Floats = np.divide(above, below, out=np.full(len(above), np.nan), where=known)
    return found


def _quadratic(rows: Floats, inverse: Floats) -> Floats:
    """X' inverse x of each row, shape (rows,)."""
    found: Floats = np.einsum("ij,jk,ik->i", rows, inverse, rows)
    return found
