"""An exact Gaussian process: smooth response surfaces from a few hundred rows, with a deviation for each prediction.

Covariance of two rows: ``s² · matern(r) · exp(-Σ_b c_b) + v · x·x'``. Here ``r² = Σ_j (x_j - x'_j)² / l_j²`` runs over
the numeric columns, ``matern(r) = (1 + √5 r + 5r²/3) exp(-√5 r)``, ``c_b`` is the cost of a differing category in block
``b`` (compound symmetry: any two levels of a block are equally alike), and the last term is a linear trend over all
columns. Measurements add a noise variance ``n²``.

Sources: C. E. Rasmussen and C. K. I. Williams, Gaussian Processes for Machine Learning (2006), algorithm 2.1 and
sections 4.2 and 5.4; a prior length that grows with the root of the dimension: C. Hvarfner, E. O. Hellsten and
L. Nardi, Vanilla Bayesian Optimization Performs Great in High Dimensions (2024).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Final, Literal, Self, overload

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import LinAlgError, cholesky, lapack, solve_triangular
from scipy.optimize import minimize
from sklearn.base import BaseEstimator, RegressorMixin

from sanhak.model.learner import State
from sanhak.model.prediction import Floats

_JITTER: Final = 1e-8
"""Variance added to the diagonal, as a share of the signal's, so that repeated rows stay solvable."""


@dataclass(frozen=True, slots=True)
class Belief:
    """A normal belief about the logarithm of a parameter, and the bounds between which it is sought."""

    mean: float
    deviation: float
    lower: float
    upper: float


SIGNAL: Final = Belief(0.0, 1.0, -5.0, 5.0)
TREND: Final = Belief(-4.0, 1.5, -12.0, 3.0)
NOISE: Final = Belief(-3.0, 2.5, -16.0, 1.5)
_SIDES: Final = (-4.0, -1.0)
"""Logarithms of the noise variance from which the search starts: nearly none, and a third of the outcome's variance."""


def length_belief(numbers: int) -> Belief:
    """Belief about a column's length: it grows with the root of the number of columns, so that ``r`` does not."""
    return Belief(1.0 + 0.5 * np.log(max(numbers, 1)), 1.2, -3.0, 9.0)


def cost_belief(blocks: int) -> Belief:
    """Belief about the cost of a differing category: it shrinks with their number, so that the sum does not grow."""
    return Belief(-0.5 - 0.5 * np.log(max(blocks, 1)), 1.2, -9.0, 3.0)


@dataclass(frozen=True, slots=True, eq=False)
class Covariance:
    """The covariance function with its parameters' logarithms.

    ``logs`` holds, in this order: the length of each numeric column, the cost of each block, the variances of signal,
    trend and noise; all in units of the standardised columns and outcome. Shape (numeric + blocks + 3,).
    """

    numeric: NDArray[np.intp]
    blocks: tuple[slice, ...]
    logs: Floats

    @property
    def beliefs(self) -> list[Belief]:
        """What is believed of each parameter before any row is seen."""
        numbers, blocks = len(self.numeric), len(self.blocks)
        lengths = [length_belief(numbers)] * numbers
        return [*lengths, *[cost_belief(blocks)] * blocks, SIGNAL, TREND, NOISE]

    @property
    def values(self) -> tuple[Floats, Floats, float, float, float]:
        """Lengths, costs, and the variances of signal, trend and noise."""
        values = np.exp(self.logs)
        numbers = len(self.numeric)
        return values[:numbers], values[numbers:-3], float(values[-3]), float(values[-2]), float(values[-1])

    def with_logs(self, logs: Floats) -> Covariance:
        """The same function with other parameters."""
        return Covariance(self.numeric, self.blocks, logs)

    def with_noise(self, log: float) -> Covariance:
        """The same function with another logarithm of the noise variance."""
        return self.with_logs(np.array([*self.logs[:-1], log]))

    def scaled(self, X: Floats) -> tuple[Floats, Floats]:
        """Numbers divided by their length, one-hot columns times the root of their cost; the rows stay."""
        lengths, costs, *_ = self.values
        hot = [X[:, block] * np.sqrt(cost) for block, cost in zip(self.blocks, costs, strict=True)]
        return X[:, self.numeric] / lengths, np.hstack([np.zeros((len(X), 0)), *hot])

    def surface(self, X: Floats, Z: Floats) -> tuple[Floats, Floats]:
        """The signal's covariance between rows of ``X`` and ``Z``, and its slope in ``-r²/2``; shapes (rows, rows)."""
        (U, H), (V, J) = self.scaled(X), self.scaled(Z)
        a = (U * U).sum(axis=1)[:, None] + (V * V).sum(axis=1) - 2 * U @ V.T
        np.maximum(a, 0.0, out=a)
        a *= 5
        np.sqrt(a, out=a)
        _, costs, signal, _, _ = self.values
        slope = np.exp(H @ J.T - costs.sum() - a) if len(costs) else np.exp(-a)
        slope *= signal
        covariance = slope * a
        covariance *= a
        covariance /= 3
        a += 1
        slope *= a
        covariance += slope
        slope *= 5 / 3
        return covariance, slope

    def between(self, X: Floats, Z: Floats) -> Floats:
        """Covariance between rows of ``X`` and rows of ``Z`` without noise, shape (rows of X, rows of Z)."""
        return np.asarray(self.surface(X, Z)[0] + self.values[3] * X @ Z.T)

    def variance(self, X: Floats) -> Floats:
        """Variance of each row before any data, without noise, shape (rows,)."""
        return np.asarray(self.values[2] + self.values[3] * np.einsum("ij,ij->i", X, X))


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """Minus the logarithm of evidence times belief, as a function of the parameters, with its gradient."""

    covariance: Covariance
    X: Floats
    y: Floats

    def __call__(self, logs: Floats) -> tuple[float, Floats]:
        """Value and gradient at ``logs``, shapes () and (parameters,)."""
        covariance = self.covariance.with_logs(logs)
        surface, slope = covariance.surface(self.X, self.X)
        lower = factor(covariance, self.X, surface)
        weights = solve(lower, self.y)
        value = 0.5 * self.y @ weights + np.log(np.diag(lower)).sum()
        inverse, _ = lapack.dpotri(lower, lower=1, overwrite_c=1)
        inverse += np.tril(inverse, -1).T
        inverse -= np.outer(weights, weights)
        inverse *= 0.5
        gradient = self._gradient(covariance, inverse, surface, slope)
        return self._with_belief(float(value), gradient, logs)

    def _gradient(self, covariance: Covariance, W: Floats, surface: Floats, slope: Floats) -> Floats:
        """Sum over ``W`` (half of inverse minus outer product of the weights) times each parameter's derivative.

        Squared differences are never formed: ``Σ M_ab (u_a - u_b)² = 2 Σ u² M1 - 2 Σ u (M u)`` for symmetric ``M``.
        """
        _, costs, _, trend, noise = covariance.values
        trace = float(np.trace(W))
        of_trend = trend * float(np.sum(self.X * (W @ self.X)))
        slope *= W
        U, H = covariance.scaled(self.X)
        of_lengths = 2 * ((U * U).T @ slope.sum(axis=1) - np.sum(U * (slope @ U), axis=0))
        surface *= W
        total = float(surface.sum())
        alike = np.sum(H * (surface @ H), axis=0) if len(costs) else np.zeros(0)
        width = [block.stop - block.start for block in covariance.blocks]
        of_costs = [
            part.sum() - cost * total for part, cost in zip(np.split(alike, np.cumsum(width)), costs, strict=False)
        ]
        of_signal = total + _JITTER * covariance.values[2] * trace
        return np.array([*of_lengths, *of_costs, of_signal, of_trend, noise * trace])

    def _with_belief(self, value: float, gradient: Floats, logs: Floats) -> tuple[float, Floats]:
        beliefs = self.covariance.beliefs
        off = logs - np.array([belief.mean for belief in beliefs])
        precision = np.array([belief.deviation for belief in beliefs]) ** -2.0
        return value + 0.5 * float(off @ (precision * off)), gradient + precision * off


def factor(covariance: Covariance, X: Floats, surface: Floats) -> Floats:
    """Lower Cholesky factor of the covariance of noisy measurements; the diagonal grows until it exists."""
    _, _, signal, trend, noise = covariance.values
    return lower_factor(surface + trend * X @ X.T, noise, _JITTER * signal)


def lower_factor(total: Floats, noise: float, jitter: float) -> Floats:
    """Lower Cholesky factor of ``total`` with ``noise`` on its diagonal; that grows from ``jitter`` until it exists."""
    diagonal = np.diag_indices_from(total)
    total[diagonal] += noise + jitter
    while True:
        try:
            return np.asarray(cholesky(total, lower=True, check_finite=False))
        except LinAlgError:
            total[diagonal] += 9 * jitter
            jitter *= 10


def solve(lower: Floats, y: Floats) -> Floats:
    """Solution of ``L L' w = y``."""
    half = solve_triangular(lower, y, lower=True, check_finite=False)
    return np.asarray(solve_triangular(lower, half, lower=True, trans="T", check_finite=False))


class GaussianProcess(RegressorMixin, BaseEstimator):  # type: ignore[misc]
    """Exact Gaussian process; parameters by maximum a posteriori with analytic gradients (see the module's page).

    Parameters
    ----------
    blocks
        Column slices that belong to one category each (``Encoder.blocks``); all other columns are numbers.
    first_rows, tuning_rows, rows
        The parameters are sought from two sides on at most ``first_rows`` rows, the better ones refined on at most
        ``tuning_rows``; at most ``rows`` rows are kept to predict from. The work grows with the cubes of these numbers.
    iterations
        Bound of the first search's iterations; refining takes at most a third of it.
    logs
        Logarithms of the covariance's parameters, as :class:`Covariance` orders them; None seeks them.
    random_state
        Decides which rows are drawn where there are too many.
    """

    def __init__(
        self,
        blocks: Sequence[slice] = (),
        first_rows: int = 150,
        tuning_rows: int = 600,
        rows: int = 1500,
        iterations: int = 45,
        logs: Floats | None = None,
        random_state: int = 0,
    ) -> None:
        self.blocks = blocks
        self.first_rows = first_rows
        self.tuning_rows = tuning_rows
        self.rows = rows
        self.iterations = iterations
        self.logs = logs
        self.random_state = random_state

    def fit(self, X: Floats, y: Floats) -> Self:
        """Learn from ``X`` of shape (rows, columns) and ``y`` of shape (rows,), both standardised."""
        order = np.random.default_rng(self.random_state).permutation(len(y))
        first, tuning, kept = (np.sort(order[:most]) for most in (self.first_rows, self.tuning_rows, self.rows))
        self.mean_ = float(np.mean(y))
        start = self._start(X)
        if self.logs is None:
            sides = [self._search(start.with_noise(noise), X[first], y[first], self.iterations) for noise in _SIDES]
            found = min(sides, key=itemgetter(1))[0]
            if len(first) < len(tuning):
                found = self._search(found, X[tuning], y[tuning], self.iterations // 3)[0]
        else:
            found = start.with_logs(self.logs)
        self._condition(found, X[kept], y[kept] - self.mean_)
        return self

    def settled(self) -> Self:
        """A fresh process with the parameters that this one found."""
        return type(self)(**self.get_params() | {"logs": self.covariance_.logs})

    def _start(self, X: Floats) -> Covariance:
        """The covariance at the middle of the beliefs."""
        inside = np.zeros(X.shape[1], dtype=bool)
        for block in self.blocks:
            inside[block] = True
        empty = Covariance(np.flatnonzero(~inside), tuple(self.blocks), np.zeros(0))
        return empty.with_logs(np.array([belief.mean for belief in empty.beliefs]))

    def _search(self, start: Covariance, X: Floats, y: Floats, iterations: int) -> tuple[Covariance, float]:
        """The covariance of highest posterior found from ``start``, and minus the logarithm of that posterior."""
        found = minimize(
            Evidence(start, X, y - self.mean_),
            start.logs,
            jac=True,
            method="L-BFGS-B",
            bounds=[(belief.lower, belief.upper) for belief in start.beliefs],
            options={"maxiter": iterations, "maxfun": 2 * iterations, "ftol": 1e-6},
        )
        return start.with_logs(np.asarray(found.x)), float(found.fun)

    def _condition(self, covariance: Covariance, X: Floats, y: Floats) -> None:
        self.covariance_, self.X_ = covariance, X
        self.lower_ = factor(covariance, X, covariance.surface(X, X)[0])
        self.weights_ = solve(self.lower_, y)

    @overload
    def predict(self, X: Floats, *, return_std: Literal[False] = False, latent: bool = False) -> Floats: ...
    @overload
    def predict(self, X: Floats, *, return_std: Literal[True], latent: bool = False) -> tuple[Floats, Floats]: ...
    def predict(self, X: Floats, *, return_std: bool = False, latent: bool = False) -> Floats | tuple[Floats, Floats]:
        """Expected values of shape (rows,); with ``return_std`` also the deviation of a new measurement.

        ``latent`` leaves the noise of the measurement out of the deviation: how sure the surface itself is.
        """
        X = np.asarray(X, dtype=float)
        cross = self.covariance_.between(X, self.X_)
        mean = self.mean_ + cross @ self.weights_
        if not return_std:
            return mean
        half = solve_triangular(self.lower_, cross.T, lower=True, check_finite=False)
        variance = self.covariance_.variance(X) - np.einsum("ij,ij->j", half, half)
        noise = 0.0 if latent else self.covariance_.values[-1]
        return mean, np.sqrt(np.maximum(variance, 0.0) + noise)

    def state(self) -> dict[str, Any]:
        """Rows, parameters and weights; the Cholesky factor is computed again when it is read."""
        covariance = self.covariance_
        return {
            "X": self.X_,
            "weights": self.weights_,
            "mean": self.mean_,
            "logs": covariance.logs,
            "numeric": covariance.numeric,
            "blocks": np.array([(block.start, block.stop) for block in covariance.blocks], dtype=np.int64).reshape(
                -1, 2
            ),
        }

    @classmethod
    def from_state(cls, state: State) -> Self:
        """The fitted process that :meth:`state` describes."""
        blocks = tuple(slice(int(start), int(stop)) for start, stop in np.asarray(state["blocks"]))
        learner = cls(blocks=blocks)
        X, logs = np.asarray(state["X"], dtype=float), np.asarray(state["logs"], dtype=float)
        covariance = Covariance(np.asarray(state["numeric"], dtype=np.intp), blocks, logs)
        learner.mean_ = float(state["mean"])
        learner.covariance_, learner.X_ = covariance, X
        learner.lower_ = factor(covariance, X, covariance.surface(X, X)[0])
        learner.weights_ = np.asarray(state["weights"], dtype=float)
        return learner
