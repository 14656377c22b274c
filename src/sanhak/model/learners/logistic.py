"""Logistic regression with a mixed penalty that tunes itself by inner cross-validation.

The likelihood is raised by minorisation: its curvature is bounded by a constant (Böhning 1992), so each round is one
elastic-net fit with the same Gram matrix, never overshoots, and needs no step length.

Sources: D. Böhning, Multinomial logistic regression algorithm (1992); J. Friedman, T. Hastie and R. Tibshirani,
Regularization paths for generalized linear models via coordinate descent (2010).
"""

from __future__ import annotations

import warnings
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray
from sklearn import config_context
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import enet_path

from sanhak.model.learner import State
from sanhak.model.learners.inner import inner_folds
from sanhak.model.learners.screening import MOST_COLUMNS, telling
from sanhak.model.prediction import Floats

_STRENGTHS: Final = 12
_WEAKEST: Final = 5e-4
"""The weakest penalty as a share of the one that leaves nothing."""
_ROUNDS: Final = 12
_STILL: Final = 3e-3
"""A round that moves no coefficient by more than this is the last one."""


class LogisticNet(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Multinomial (for two labels binary) logistic regression with an elastic-net penalty.

    Parameters
    ----------
    share
        Share of the absolute penalty in the mixture (1 is the lasso).
    folds
        Number of inner folds that choose the penalty's strength.
    random_state
        Decides the inner folds.
    """

    def __init__(self, share: float = 0.2, folds: int = 3, random_state: int = 0) -> None:
        self.share = share
        self.folds = folds
        self.random_state = random_state

    def fit(self, X: Floats, y: NDArray[np.intp], groups: NDArray[np.intp] | None = None) -> Self:
        """Learn from ``X``, shape (rows, columns), and codes ``y``, shape (rows,); rows of one group stay together."""
        X = np.asarray(X, dtype=float)
        self.classes_, codes = np.unique(y, return_inverse=True)
        centre, scale = X.mean(axis=0), X.std(axis=0)
        scale[scale < 1e-9] = np.inf  # noqa: PLR2004 - a column that never varies gets no coefficient
        Z = (X - centre) / scale
        Y = np.eye(len(self.classes_))[codes]
        Y = Y[:, -1:] if Y.shape[1] <= 2 else Y  # noqa: PLR2004 - one margin tells both chances
        strongest = np.abs(Z.T @ (Y - Y.mean(axis=0))).max(initial=1e-6) / len(Z) / self.share
        strengths = strongest * np.geomspace(1.0, _WEAKEST, _STRENGTHS)
        losses = np.zeros(_STRENGTHS)
        for teach, judge in inner_folds(len(Z), groups, self.folds, self.random_state):
            path = self._path(Z[teach], Y[teach], strengths)
            losses += [_surprise(chances(Z[judge] @ B + b), codes[judge]) for B, b in path]
        B, b = self._path(Z, Y, strengths[: int(losses.argmin()) + 1])[-1]
        self.coefficients_ = B / scale[:, None]
        self.intercepts_ = b - centre @ self.coefficients_
        return self

    def _path(self, Z: Floats, Y: Floats, strengths: Floats) -> list[tuple[Floats, Floats]]:
        """Coefficients (columns, margins) and intercepts (margins,) from the strongest penalty to the weakest."""
        if Z.shape[1] > MOST_COLUMNS:
            kept = telling(Z, Y - Y.mean(axis=0))
            return [(_spread(B, kept, Z.shape[1]), b) for B, b in self._path(Z[:, kept], Y, strengths)]
        margins = Y.shape[1]
        bound = 0.25 if margins == 1 else 0.5
        middle = Z.mean(axis=0)
        C = np.asfortranarray(Z - middle)
        gram = C.T @ C
        share = np.clip(Y.mean(axis=0), 1e-3, 1 - 1e-3)
        B, b = np.zeros((Z.shape[1], margins)), np.log(share / (1 - share) if margins == 1 else share)
        path = []
        for strength in strengths:
            for _ in range(_ROUNDS):
                slopes = C @ B
                rest = (Y - chances(slopes + b)[:, -margins:]) / bound
                b = b + rest.mean(axis=0)
                moved = self._round(C, gram, slopes + rest - rest.mean(axis=0), B, strength / bound)
                still = float(np.abs(moved - B).max(initial=0.0)) < _STILL
                B = moved
                if still:
                    break
            path.append((B, b - middle @ B))
        return path

    def _round(self, C: Floats, gram: Floats, working: Floats, B: Floats, strength: float) -> Floats:
        """The elastic-net fit of every margin to its working outcome, shape (rows, margins), starting from ``B``."""
        working = np.asfortranarray(working)
        target = C.T @ working
        moved = np.empty_like(B)
        with config_context(skip_parameter_validation=True), warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # a round need not be exact: the next one continues it
            for margin in range(B.shape[1]):
                _, path, _ = enet_path(
                    C, working[:, margin], l1_ratio=self.share, alphas=[strength], precompute=gram,
                    Xy=target[:, margin].copy(), coef_init=B[:, margin].copy(), check_input=False, max_iter=50,
                )  # fmt: skip
                moved[:, margin] = path[:, 0]
        return moved

    def predict_proba(self, X: Floats) -> Floats:
        """Chances, shape (rows, labels)."""
        if len(self.classes_) == 1:
            return np.ones((len(X), 1))
        return chances(np.asarray(X, dtype=float) @ self.coefficients_ + self.intercepts_)

    def predict(self, X: Floats) -> NDArray[np.intp]:
        """The likeliest label, shape (rows,)."""
        return np.asarray(self.classes_[self.predict_proba(X).argmax(axis=1)])

    def state(self) -> dict[str, Any]:
        """Labels, coefficients and intercepts."""
        return {"classes": self.classes_, "coefficients": self.coefficients_, "intercepts": self.intercepts_}

    @classmethod
    def from_state(cls, state: State) -> Self:
        """The fitted model that :meth:`state` describes."""
        learner = cls()
        learner.classes_ = np.asarray(state["classes"])
        learner.coefficients_ = np.asarray(state["coefficients"], dtype=float)
        learner.intercepts_ = np.asarray(state["intercepts"], dtype=float)
        return learner


def chances(margins: Floats) -> Floats:
    """Chances of the labels, shape (rows, labels); a single margin is that of the second of two labels."""
    if margins.shape[1] == 1:
        margins = np.hstack([np.zeros_like(margins), margins])
    odds = np.exp(margins - margins.max(axis=1, keepdims=True, initial=-np.inf))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))


def _spread(B: Floats, kept: NDArray[np.intp], columns: int) -> Floats:
    """Coefficients of all columns, shape (columns, margins), from those of the ``kept`` ones."""
    spread = np.zeros((columns, B.shape[1]))
    spread[kept] = B
    return spread


def _surprise(said: Floats, codes: NDArray[np.intp]) -> float:
    """Sum of the log losses."""
    return float(-np.log(np.maximum(said[np.arange(len(codes)), codes], 1e-9)).sum())
