"""A response surface learnt from few rows, and what it would say if further rows were known.

The parameters of the covariance are those of highest posterior (L-BFGS-B with analytic gradients). What was learnt is
kept as a Cholesky factor that grows by one row for each row that is imagined (a fantasy): planning a batch costs a
product of matrices, not another fit. Source: C. E. Rasmussen and C. K. I. Williams, Gaussian Processes for Machine
Learning (2006), algorithm 2.1 and sections 2.7, 5.4 and A.3.
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import itemgetter
from typing import Final, Self

import numpy as np
from scipy.linalg import LinAlgError, cholesky, lapack, solve_triangular

from sanhak.model.prediction import Floats
from sanhak.model.surface.kernel import JITTER, Inputs, Kernel
from sanhak.model.surface.trend import DEVIATION, MEAN, Trend

_ITERATIONS: Final = 60
_NOISY: Final = -1.5
"""Logarithm of the noise from which a first search starts besides the expected one."""
_TINY: Final = 1e-10


@dataclass(frozen=True, slots=True, eq=False)
class Posterior:
    """What is known of the surface, in several versions (fantasies) that differ in what imagined rows gave.

    ``X`` are the rows that it rests on, shape (rows, inputs); ``lower`` is the Cholesky factor of their covariance;
    ``half`` solves ``lower half = y - expected``, one column for each version, shape (rows, versions). Values are
    standardised.
    """

    kernel: Kernel
    X: Floats
    lower: Floats
    half: Floats

    @classmethod
    def of(cls, kernel: Kernel, X: Floats, y: Floats) -> Self:
        """What noisy measurements ``y`` of shape (rows,) tell."""
        lower = _factor(kernel.between(X, X), kernel.noise)
        off = (y - kernel.mean(X))[:, None]
        return cls(kernel, X, lower, solve_triangular(lower, off, lower=True, check_finite=False))

    def versions(self, count: int) -> Self:
        """The same knowledge in ``count`` versions, to be told apart by what is imagined."""
        return type(self)(self.kernel, self.X, self.lower, np.repeat(self.half[:, :1], count, axis=1))

    def drawn(self, normals: Floats) -> Self:
        """Knowledge in which the surface itself is known at the measured rows, for one draw of it in each version.

        ``normals`` have the shape (versions, rows); nothing may have been imagined before. With ``K = L Lᵀ`` between
        the rows and ``f = expected + L w``, the measurements ``y`` leave of ``w`` a normal of precision
        ``I + Lᵀ L / noise``.
        """
        if not len(self.X):
            return self.versions(len(normals))
        lower = _factor(self.kernel.between(self.X, self.X), 0.0)
        inner = _factor(lower.T @ lower / self.kernel.noise, 1.0)
        told = lower.T @ (self.lower @ self.half[:, :1]) / self.kernel.noise
        half = solve_triangular(inner, told, lower=True, check_finite=False) + normals.T
        half = solve_triangular(inner, half, lower=True, trans="T", check_finite=False)
        return type(self)(self.kernel, self.X, lower, half)

    def view(self, points: Floats) -> View:
        """What is known of ``points``, shape (points, inputs)."""
        cross = self.kernel.between(self.X, points)
        half = solve_triangular(self.lower, cross, lower=True, check_finite=False)
        variance = self.kernel.variance(points) - np.einsum("ij,ij->j", half, half)
        return View(points, half, self.kernel.mean(points) + self.half.T @ half, np.maximum(variance, _TINY))

    @property
    def weight(self) -> tuple[float, float] | None:
        """Mean and deviation of the weight of what was guessed, as the rows leave it; None without a guess."""
        trend = self.kernel.trend
        if trend is None:
            return None
        half = solve_triangular(self.lower, DEVIATION**2 * trend.of(self.X), lower=True, check_finite=False)
        left = DEVIATION**2 - float(half @ half)
        return MEAN + float(half @ self.half[:, 0]), max(left, 0.0) ** 0.5

    def given(self, point: Floats, values: Floats) -> Self:
        """The knowledge after the surface was seen at ``point``, shape (inputs,), without noise.

        ``values`` holds what it was in each version, shape (versions,).
        """
        seen = self.view(point[None])
        size = len(self.X)
        pivot = float(np.sqrt(seen.variance[0] + JITTER))
        lower = np.zeros((size + 1, size + 1))
        lower[:size, :size] = self.lower
        lower[size, :size], lower[size, size] = seen.half[:, 0], pivot
        last = (values - seen.mean[:, 0]) / pivot
        return type(self)(
            self.kernel, np.vstack([self.X, self.kernel.whole(point[None])]), lower, np.vstack([self.half, last])
        )


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """What a posterior says of points: ``mean`` of shape (versions, points), ``variance`` of shape (points,)."""

    points: Floats
    half: Floats
    mean: Floats
    variance: Floats

    @property
    def deviation(self) -> Floats:
        """How unsure the surface is at each point, shape (points,)."""
        return np.sqrt(self.variance)

    def given(self, posterior: Posterior) -> View:
        """The view after ``posterior`` has grown by one row."""
        lower = posterior.lower[-1]
        cross = posterior.kernel.between(posterior.X[-1:], self.points)[0]
        row = (cross - lower[:-1] @ self.half) / lower[-1]
        mean = self.mean + posterior.half[-1][:, None] * row
        return View(self.points, np.vstack([self.half, row]), mean, np.maximum(self.variance - row * row, _TINY))


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """A surface with its scale: ``value = mean + scale · standardised``."""

    posterior: Posterior
    mean: float
    scale: float

    @property
    def noise(self) -> float:
        """The standard deviation of one measurement, in the outcome's unit."""
        return float(np.sqrt(self.posterior.kernel.noise)) * self.scale

    def predict(self, X: Floats, *, measured: bool = False) -> tuple[Floats, Floats]:
        """Expected values and deviations, each of shape (rows,); ``measured`` adds the noise of a measurement."""
        seen = self.posterior.view(X)
        noise = self.posterior.kernel.noise if measured else 0.0
        return self.mean + self.scale * seen.mean[0], self.scale * np.sqrt(seen.variance + noise)

    @property
    def held_out(self) -> tuple[Floats, Floats]:
        """What the surface would say of each of its rows without it: expected values and deviations of a measurement.

        Each of shape (rows,), the parameters held; Rasmussen and Williams, equation 5.12.
        """
        lower = self.posterior.lower
        inverse = solve_triangular(lower, np.eye(len(lower)), lower=True, check_finite=False)
        precision = np.einsum("ij,ij->j", inverse, inverse)
        half = self.posterior.half[:, 0]
        missed = (inverse.T @ half) / precision
        measured = self.posterior.kernel.mean(self.posterior.X) + lower @ half
        return self.mean + self.scale * (measured - missed), self.scale / np.sqrt(precision)

    def draws(self, X: Floats, normals: Floats) -> Floats:
        """What the surface may be at ``X`` together, shape (versions, rows), for ``normals`` of the same shape."""
        seen = self.posterior.view(X)
        covariance = self.posterior.kernel.between(X, X) - seen.half.T @ seen.half
        return np.asarray(self.mean + self.scale * (seen.mean[0] + normals @ _factor(covariance, 0.0).T))


def unseen(inputs: Inputs, trend: Trend | None = None) -> Surface:
    """The surface before any row is seen: its expectation is 0 but for what is guessed, its scale 1."""
    kernel = Kernel.expected(inputs, trend)
    count = len(kernel.inputs)
    return Surface(Posterior(kernel, np.zeros((0, count)), np.zeros((0, 0)), np.zeros((0, 1))), 0.0, 1.0)


def learn(inputs: Inputs, X: Floats, y: Floats, trend: Trend | None = None) -> Surface:
    """The surface of highest posterior.

    Parameters
    ----------
    inputs
        What each column of ``X`` is.
    X
        Rows, shape (rows, inputs), as :data:`~sanhak.model.surface.kernel.Inputs` says.
    y
        What was measured, shape (rows,); at least one row.
    trend
        What is guessed beforehand of how the outcome changes.
    """
    expected = Kernel.expected(inputs, None if trend is None else trend.around(X))
    mean, scale = float(np.mean(y)), float(np.std(y))
    scale = scale if scale > _TINY * max(1.0, abs(mean)) else 1.0
    z = (y - mean) / scale
    noisy = expected.with_logs(np.array([*expected.logs[:-1], _NOISY]))
    found = [_search(one, X, z) for one in (expected, noisy)]
    return Surface(Posterior.of(min(found, key=itemgetter(1))[0], X, z), mean, scale)


def _search(start: Kernel, X: Floats, y: Floats) -> tuple[Kernel, float]:
    """The covariance of highest posterior found from ``start``, and minus the logarithm of that posterior."""
    from scipy.optimize import minimize

    def against(logs: Floats) -> tuple[float, Floats]:
        return _evidence(start.with_logs(logs), X, y)

    found = minimize(
        against,
        start.logs,
        jac=True,
        method="L-BFGS-B",
        bounds=[(belief.lower, belief.upper) for belief in start.beliefs],
        options={"maxiter": _ITERATIONS},
    )
    return start.with_logs(np.asarray(found.x)), float(found.fun)


def _evidence(kernel: Kernel, X: Floats, y: Floats) -> tuple[float, Floats]:
    """Minus the logarithm of evidence times belief, and its gradient in the parameters' logarithms."""
    total, each, slopes = kernel.slopes(X)
    lower = _factor(total, kernel.noise)
    half = solve_triangular(lower, y - kernel.mean(X), lower=True, check_finite=False)
    weights = solve_triangular(lower, half, lower=True, trans="T", check_finite=False)
    W, _ = lapack.dpotri(lower, lower=1)
    W = 0.5 * (np.tril(W) + np.tril(W, -1).T - np.outer(weights, weights))
    alone, together = kernel.shares
    others = [together * np.prod([*each[:place], *each[place + 1 :], np.ones_like(W)], axis=0) + alone[place]
              for place in range(len(each))]  # fmt: skip
    gradient = np.zeros(len(kernel.logs))
    for place, column, slope in slopes:
        gradient[place] = np.sum(W * others[column] * slope)
    gradient[-2 - len(each) : -2] = [share * np.sum(W * one) for share, one in zip(alone, each, strict=True)]
    gradient[-2] = together * np.sum(W * np.prod(each, axis=0))
    gradient[-1] = kernel.noise * np.trace(W)
    off = kernel.logs - np.array([belief.mean for belief in kernel.beliefs])
    precision = np.array([belief.deviation for belief in kernel.beliefs]) ** -2.0
    value = 0.5 * half @ half + np.log(np.diag(lower)).sum() + 0.5 * off @ (precision * off)
    return float(value), gradient + precision * off


def _factor(covariance: Floats, noise: float) -> Floats:
    """Lower Cholesky factor of noisy measurements; the diagonal grows until it exists."""
    diagonal = np.diag_indices_from(covariance)
    jitter = JITTER
    while True:
        covariance = covariance.copy()
        covariance[diagonal] += noise + jitter
        try:
            return np.asarray(cholesky(covariance, lower=True, check_finite=False))
        except LinAlgError:
            jitter *= 10
