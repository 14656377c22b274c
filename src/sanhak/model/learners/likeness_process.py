"""An exact Gaussian process on likeness: rows that share groups of atoms behave alike.

Covariance of two rows: ``s · T + m · matern(r / l) + v · x·x' / w``. ``T`` is their likeness (Tanimoto's
coefficient for counts, which is positive definite), ``x`` are the ``w`` other columns, in deviations, and
``r² = |x - x'|² / w``; ``matern`` is that of :mod:`~sanhak.model.learners.gaussian_process`. Measurements add a noise
variance ``n``.

Sources: L. Ralaivola, S. Swamidass, H. Saigo and P. Baldi, Graph kernels for chemical informatics (2005), for the
kernel; C. E. Rasmussen and C. K. I. Williams, Gaussian Processes for Machine Learning (2006), algorithm 2.1 and 5.4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import Any, Final, Literal, Self, overload

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import lapack, solve_triangular
from scipy.optimize import minimize
from sklearn.base import BaseEstimator, RegressorMixin

from sanhak.model.learner import State
from sanhak.model.learners.gaussian_process import NOISE, SIGNAL, TREND, Belief, lower_factor, solve
from sanhak.model.likeness import Counted, likeness
from sanhak.model.prediction import Floats

LENGTH: Final = Belief(1.0, 1.0, -2.0, 5.0)
"""Length of the smooth part, in deviations of each column: among standardised rows ``r`` is about √2."""
_BELIEFS: Final = (SIGNAL, Belief(-1.5, 1.5, -9.0, 5.0), LENGTH, TREND, NOISE)
_SIDES: Final = (-3.0, -1.0)
"""Logarithms of the noise variance from which the search starts."""
_JITTER: Final = 1e-6
_FARTHEST: Final = 4.0
"""Other columns are cut off at so many deviations: descriptors have long tails, along which nothing goes on."""
_CHUNK: Final = 2048


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """What the covariance of rows with others is made of: likeness, squared distance and product, (rows, others)."""

    alike: Floats
    squared: Floats
    product: Floats

    def total(self, logs: Floats) -> Floats:
        """The covariance without noise for these logarithms of ``s``, ``m``, ``l``, ``v`` and ``n``."""
        signal, smooth, length, trend, _ = np.exp(logs)
        reach = np.sqrt(5 * self.squared) / length
        total: Floats = signal * self.alike + trend * self.product
        total += smooth * (1 + reach + reach * reach / 3) * np.exp(-reach)
        return total


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """Minus the logarithm of evidence times belief for rows with ``parts`` and outcome ``y``, with its gradient."""

    parts: Parts
    y: Floats

    def __call__(self, logs: Floats) -> tuple[float, Floats]:
        """Value and gradient at ``logs``, shapes () and (5,)."""
        signal, smooth, length, trend, noise = np.exp(logs)
        reach = np.sqrt(5 * self.parts.squared) / length
        fading = smooth * np.exp(-reach)
        matern = (1 + reach + reach * reach / 3) * fading
        total = signal * self.parts.alike + matern + trend * self.parts.product
        lower = lower_factor(total, noise, _JITTER * (signal + smooth))
        weights = solve(lower, self.y)
        value = 0.5 * self.y @ weights + np.log(np.diag(lower)).sum()
        inverse, _ = lapack.dpotri(lower, lower=1, overwrite_c=1)
        inverse += np.tril(inverse, -1).T
        inverse -= np.outer(weights, weights)
        inverse *= 0.5
        trace = float(np.trace(inverse))
        of_smooth = float(np.vdot(inverse, matern)) + _JITTER * smooth * trace
        of_length = float(np.vdot(inverse, reach * reach / 3 * (1 + reach) * fading))
        of_signal = signal * (float(np.vdot(inverse, self.parts.alike)) + _JITTER * trace)
        of_trend = trend * float(np.vdot(inverse, self.parts.product))
        off = logs - np.array([belief.mean for belief in _BELIEFS])
        precision = np.array([belief.deviation for belief in _BELIEFS]) ** -2.0
        gradient = np.array([of_signal, of_smooth, of_length, of_trend, noise * trace])
        return float(value) + 0.5 * float(off @ (precision * off)), gradient + precision * off


@dataclass(frozen=True, eq=False)
class Known:
    """Rows as the process keeps them: counts as whole numbers, other columns cut off and in half precision."""

    counted: tuple[Counted, ...]
    places: tuple[slice, ...]
    others: NDArray[np.intp]
    beside: NDArray[np.float16]

    @classmethod
    def of(cls, X: Floats, places: Sequence[slice]) -> Known:
        """These rows of the matrix, whose columns ``places`` are counts."""
        counts = np.zeros(X.shape[1], dtype=bool)
        for place in places:
            counts[place] = True
        others = np.flatnonzero(~counts)
        return cls(tuple(Counted.of(X[:, place]) for place in places), tuple(places), others, _cut(X[:, others]))

    @cached_property
    def single(self) -> NDArray[np.float32]:
        """The other columns for arithmetic."""
        return self.beside.astype(np.float32)

    def parts(self, X: Floats) -> Parts:
        """What the covariance of rows ``X`` of the matrix with these is made of."""
        U, V = _cut(X[:, self.others]).astype(np.float32), self.single
        width = max(1, U.shape[1])
        product = (U @ V.T).astype(float) / width
        own, theirs = (np.einsum("ij,ij->i", part, part).astype(float) / width for part in (U, V))
        squared = np.maximum(own[:, None] + theirs - 2 * product, 0.0)
        alike = likeness(self.counted, self.places, X).astype(float) if self.places else np.zeros_like(product)
        return Parts(alike, squared, product)

    def variance(self, X: Floats, logs: Floats) -> Floats:
        """Variance of each row of ``X`` before any data, without noise, shape (rows,)."""
        signal, smooth, _, trend, _ = np.exp(logs)
        U = _cut(X[:, self.others]).astype(float)
        alike = signal * bool(self.places)
        return np.asarray(alike + smooth + trend * np.einsum("ij,ij->i", U, U) / max(1, U.shape[1]))


def _cut(beside: Floats) -> NDArray[np.float16]:
    return np.clip(beside, -_FARTHEST, _FARTHEST).astype(np.float16)


class LikenessProcess(RegressorMixin, BaseEstimator):  # type: ignore[misc]
    """Exact Gaussian process on likeness; parameters by maximum a posteriori (see the module's page).

    Parameters
    ----------
    counts
        Column slices that count groups of atoms, one for each column of structures (``Encoder.counts``).
    tuning_rows, rows
        The parameters are sought on at most ``tuning_rows`` rows; at most ``rows`` are kept to predict from.
    iterations
        Bound of the search's iterations from each side.
    logs
        Logarithms of the covariance's five parameters, in the order of :class:`Parts`; None seeks them.
    random_state
        Decides which rows are drawn where there are too many.
    """

    def __init__(
        self,
        counts: Sequence[slice] = (),
        tuning_rows: int = 600,
        rows: int = 4000,
        iterations: int = 25,
        logs: Floats | None = None,
        random_state: int = 0,
    ) -> None:
        self.counts = counts
        self.tuning_rows = tuning_rows
        self.rows = rows
        self.iterations = iterations
        self.logs = logs
        self.random_state = random_state

    def fit(self, X: Floats, y: Floats) -> Self:
        """Learn from ``X`` of shape (rows, columns) and ``y`` of shape (rows,); all but the counts standardised."""
        X, y = np.asarray(X, dtype=float), np.asarray(y, dtype=float)
        order = np.random.default_rng(self.random_state).permutation(len(y))
        tuning, kept = (np.sort(order[:most]) for most in (self.tuning_rows, self.rows))
        self.mean_ = float(np.mean(y))
        if self.logs is None:
            evidence = Evidence(Known.of(X[tuning], self.counts).parts(X[tuning]), y[tuning] - self.mean_)
            self.logs_ = min((self._search(evidence, noise) for noise in _SIDES), key=itemgetter(1))[0]
        else:
            self.logs_ = np.asarray(self.logs, dtype=float)
        self.known_ = Known.of(X[kept], self.counts)
        self.lower_ = self._factor(X[kept])
        self.weights_ = solve(self.lower_, y[kept] - self.mean_)
        return self

    def settled(self) -> Self:
        """A fresh process with the parameters that this one found."""
        return type(self)(**self.get_params() | {"logs": self.logs_})

    def _search(self, evidence: Evidence, noise: float) -> tuple[Floats, float]:
        """Logarithms of highest posterior found from this side, and minus the logarithm of that posterior."""
        found = minimize(
            evidence,
            np.array([*(belief.mean for belief in _BELIEFS[:-1]), noise]),
            jac=True,
            method="L-BFGS-B",
            bounds=[(belief.lower, belief.upper) for belief in _BELIEFS],
            options={"maxiter": self.iterations, "maxfun": 2 * self.iterations, "ftol": 1e-6},
        )
        return np.asarray(found.x), float(found.fun)

    def _factor(self, X: Floats) -> Floats:
        signal, smooth, _, _, noise = np.exp(self.logs_)
        return lower_factor(self.known_.parts(X).total(self.logs_), noise, _JITTER * (signal + smooth))

    @overload
    def predict(self, X: Floats, *, return_std: Literal[False] = False) -> Floats: ...
    @overload
    def predict(self, X: Floats, *, return_std: Literal[True]) -> tuple[Floats, Floats]: ...
    def predict(self, X: Floats, *, return_std: bool = False) -> Floats | tuple[Floats, Floats]:
        """Expected values of shape (rows,); with ``return_std`` also the deviation of a new measurement."""
        X = np.asarray(X, dtype=float)
        said = [self._said(X[start : start + _CHUNK], doubt=return_std) for start in range(0, len(X), _CHUNK)]
        mean, deviation = (np.concatenate([np.zeros(0), *(part[at] for part in said)]) for at in (0, 1))
        return (mean, deviation) if return_std else mean

    def _said(self, X: Floats, *, doubt: bool) -> tuple[Floats, Floats]:
        cross = self.known_.parts(X).total(self.logs_)
        mean = self.mean_ + cross @ self.weights_
        if not doubt:
            return mean, np.zeros(0)
        half = solve_triangular(self._lower(), cross.T, lower=True, check_finite=False)
        variance = self.known_.variance(X, self.logs_) - np.einsum("ij,ij->j", half, half)
        return mean, np.sqrt(np.maximum(variance, 0.0) + np.exp(self.logs_[-1]))

    def _lower(self) -> Floats:
        """The Cholesky factor; a process that was read from disk computes it when it is first needed."""
        if not hasattr(self, "lower_"):
            self.lower_ = self._factor(self._rows())
        return self.lower_

    def _rows(self) -> Floats:
        """The rows that are kept, as they stood in the matrix but for what is cut off."""
        known = self.known_
        X = np.zeros((len(known.beside), len(known.others) + sum(part.rows.shape[1] for part in known.counted)))
        X[:, known.others] = known.beside
        for place, part in zip(known.places, known.counted, strict=True):
            X[:, place] = part.rows
        return X

    def state(self) -> dict[str, Any]:
        """Rows, parameters and weights."""
        known = self.known_
        return {
            **{f"counts{at}": part.rows for at, part in enumerate(known.counted)},
            "places": np.array([(place.start, place.stop) for place in known.places], dtype=np.int64),
            "others": known.others.astype(np.int64),
            "beside": known.beside,
            "weights": self.weights_,
            "mean": self.mean_,
            "logs": self.logs_,
        }

    @classmethod
    def from_state(cls, state: State) -> Self:
        """The fitted process that :meth:`state` describes."""
        places = tuple(slice(int(start), int(stop)) for start, stop in np.asarray(state["places"]))
        learner = cls(counts=places)
        counted = tuple(Counted(np.asarray(state[f"counts{at}"])) for at in range(len(places)))
        others = np.asarray(state["others"], dtype=np.intp)
        learner.known_ = Known(counted, places, others, np.asarray(state["beside"], dtype=np.float16))
        learner.weights_, learner.logs_ = (np.asarray(state[name], dtype=float) for name in ("weights", "logs"))
        learner.mean_ = float(state["mean"])
        return learner
