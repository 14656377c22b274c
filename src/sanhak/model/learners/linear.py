"""Linear models that tune themselves by inner cross-validation: elastic net, response surface, partial least squares.

All three are straight lines in their features, so they share one form once fitted: an intercept and a coefficient for
each feature.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any, Final, Literal, Self, overload

import numpy as np
from numpy.typing import NDArray
from sklearn import config_context
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import enet_path

from sanhak.model.learner import State
from sanhak.model.learners.inner import Rows, inner_folds
from sanhak.model.learners.screening import MOST_COLUMNS, telling
from sanhak.model.prediction import Floats

_SHARES: Final = (0.2, 1.0)
"""Shares of the absolute penalty in the mixture that are tried: nearly ridge, and the lasso."""
_STRENGTHS: Final = 24
_WEAKEST: Final = 2e-4
"""The weakest penalty as a share of the one that leaves nothing."""
_MOST_DOUBTED: Final = 200
"""Coefficients in use up to which their covariance is kept; with more the deviation is the noise alone."""
_NOTHING_LEFT: Final = 1e-10
"""Covariance of columns and outcome, as a share of the outcome's length, under which nothing is left to explain."""


class Line(RegressorMixin, BaseEstimator):  # type: ignore[misc]
    """What fitted linear models share: ``intercept_`` and ``coefficients_`` of shape (features,)."""

    intercept_: float
    coefficients_: Floats

    def features(self, X: Floats) -> Floats:
        """The features in which the model is a straight line; here the columns themselves, shape (rows, columns)."""
        return X

    def predict(self, X: Floats) -> Floats:
        """Expected values, shape (rows,)."""
        return self.features(np.asarray(X, dtype=float)) @ self.coefficients_ + self.intercept_

    def state(self) -> dict[str, Any]:
        """Intercept and coefficients."""
        return {"intercept": self.intercept_, "coefficients": self.coefficients_}

    @classmethod
    def from_state(cls, state: State) -> Self:
        """The fitted model that :meth:`state` describes."""
        learner = cls()
        learner.intercept_ = float(state["intercept"])
        learner.coefficients_ = np.asarray(state["coefficients"], dtype=float)
        return learner


class ElasticNet(Line):
    """Linear model with a mixed penalty; its strength and mixture by inner cross-validation.

    Source: H. Zou and T. Hastie, Regularization and variable selection via the elastic net (2005).

    Parameters
    ----------
    folds
        Number of inner folds.
    random_state
        Decides the inner folds.
    """

    def __init__(self, folds: int = 3, random_state: int = 0) -> None:
        self.folds = folds
        self.random_state = random_state

    def fit(self, X: Floats, y: Floats, groups: NDArray[np.intp] | None = None) -> Self:
        """Learn from ``X``, shape (rows, columns), and ``y``, shape (rows,); rows of one group stay together."""
        Z = self.features(np.asarray(X, dtype=float))
        folds = inner_folds(len(y), groups, self.folds, self.random_state)
        centre = Z.mean(axis=0)
        scale = Z.std(axis=0)
        scale[scale < 1e-9] = np.inf  # noqa: PLR2004 - a column that never varies gets no coefficient
        Z = (Z - centre) / scale
        strongest = np.abs(Z.T @ (y - y.mean())).max() / len(y)
        strengths = np.geomspace(1.0, _WEAKEST, _STRENGTHS) * max(strongest, 1e-9)
        losses = np.array([_losses(Z, y, folds, share, strengths / share) for share in _SHARES])
        share, strength = np.unravel_index(losses.argmin(), losses.shape)
        chosen = strengths[: strength + 1] / _SHARES[share]
        coefficients, intercept = _path(Z, y, _SHARES[share], chosen)
        self.coefficients_ = coefficients[:, -1] / scale
        self.intercept_ = float(intercept[-1] - centre @ self.coefficients_)
        self._doubt(Z, y - intercept[-1] - Z @ coefficients[:, -1], centre, scale)
        return self

    def _doubt(self, Z: Floats, residual: Floats, centre: Floats, scale: Floats) -> None:
        """How uncertain the coefficients in use are: their covariance under a normal prior of deviation one.

        It is what makes a line less sure away from the middle of its rows. Source: A. E. Hoerl and R. W. Kennard, Ridge
        regression (1970), with the noise's variance as the penalty that this prior stands for.
        """
        active = np.flatnonzero(self.coefficients_)
        active = active if len(active) <= _MOST_DOUBTED else active[:0]
        freedom = max(1, len(Z) - len(active) - 1)
        noise = max(float(residual @ residual) / freedom, _NOTHING_LEFT)
        inner = Z[:, active].T @ Z[:, active] + noise * np.eye(len(active))
        self.active_, self.centre_ = active, centre[active]
        self.noise_ = noise * (1 + 1 / len(Z))
        self.covariance_ = noise * np.linalg.inv(inner) / np.outer(scale[active], scale[active])

    @overload
    def predict(self, X: Floats, *, return_std: Literal[False] = False) -> Floats: ...
    @overload
    def predict(self, X: Floats, *, return_std: Literal[True]) -> tuple[Floats, Floats]: ...
    def predict(self, X: Floats, *, return_std: bool = False) -> Floats | tuple[Floats, Floats]:
        """Expected values of shape (rows,); with ``return_std`` also the deviation of a new measurement."""
        features = self.features(np.asarray(X, dtype=float))
        mean = features @ self.coefficients_ + self.intercept_
        if not return_std:
            return mean
        off = features[:, self.active_] - self.centre_
        return mean, np.sqrt(self.noise_ + np.einsum("ij,jk,ik->i", off, self.covariance_, off, optimize=True))

    def state(self) -> dict[str, Any]:
        """Intercept, coefficients, and what their deviation is made of."""
        doubt = {"active": self.active_, "centre": self.centre_, "noise": self.noise_, "covariance": self.covariance_}
        return super().state() | doubt

    @classmethod
    def from_state(cls, state: State) -> Self:
        """The fitted model that :meth:`state` describes."""
        learner = super().from_state(state)
        learner.active_ = np.asarray(state["active"], dtype=np.intp)
        learner.centre_ = np.asarray(state["centre"], dtype=float)
        learner.noise_ = float(state["noise"])
        learner.covariance_ = np.asarray(state["covariance"], dtype=float)
        return learner


def _path(Z: Floats, y: Floats, share: float, strengths: Floats) -> tuple[Floats, Floats]:
    """Coefficients (columns, strengths) and intercepts (strengths,) from the strongest penalty to the weakest."""
    if Z.shape[1] > MOST_COLUMNS:
        kept = telling(Z, (y - y.mean())[:, None])
        some, intercepts = _path(Z[:, kept], y, share, strengths)
        coefficients = np.zeros((Z.shape[1], len(strengths)))
        coefficients[kept] = some
        return coefficients, intercepts
    centre = Z.mean(axis=0)
    # Checked are our arrays already: where rows are few, scikit-learn looks at them for longer than it solves for.
    columns, given = np.asfortranarray(Z - centre), {"check_input": False, "precompute": True, "max_iter": 150}
    with config_context(skip_parameter_validation=True), warnings.catch_warnings():
        # The weakest penalties may stop early; inner folds judge what they are worth.
        warnings.simplefilter("ignore", ConvergenceWarning)
        _, coefficients, _ = enet_path(columns, y - y.mean(), l1_ratio=share, alphas=strengths, **given)
    return coefficients, y.mean() - centre @ coefficients


def _losses(Z: Floats, y: Floats, folds: Sequence[tuple[Rows, Rows]], share: float, strengths: Floats) -> Floats:
    """Mean squared error of each strength on the judging rows of all folds, shape (strengths,)."""
    squares = np.zeros(len(strengths))
    for teach, judge in folds:
        coefficients, intercept = _path(Z[teach], y[teach], share, strengths)
        squares += np.square(y[judge][:, None] - Z[judge] @ coefficients - intercept).sum(axis=0)
    return squares / len(y)


class ResponseSurface(ElasticNet):
    """Second-order response surface: all columns, squares and pairwise products, with an elastic-net penalty.

    Source of the form: G. E. P. Box and K. B. Wilson, On the experimental attainment of optimum conditions (1951).

    Parameters
    ----------
    blocks
        Column slices that belong to one category each; their columns are not squared, nor multiplied by one another.
    folds, random_state
        As in :class:`ElasticNet`.
    """

    def __init__(self, blocks: Sequence[slice] = (), folds: int = 3, random_state: int = 0) -> None:
        super().__init__(folds, random_state)
        self.blocks = blocks

    def fit(self, X: Floats, y: Floats, groups: NDArray[np.intp] | None = None) -> Self:
        """Learn as :meth:`ElasticNet.fit` does, on the second-order features."""
        block = np.full(X.shape[1], -1)
        for number, columns in enumerate(self.blocks):
            block[columns] = number
        first, second = np.triu_indices(X.shape[1])
        kept = (block[first] < 0) | (block[first] != block[second])
        self.first_, self.second_ = first[kept], second[kept]
        return super().fit(X, y, groups)

    def features(self, X: Floats) -> Floats:
        """Columns, then products, shape (rows, columns + products)."""
        return np.hstack([X, X[:, self.first_] * X[:, self.second_]])

    def state(self) -> dict[str, Any]:
        """Intercept, coefficients and which columns are multiplied."""
        return super().state() | {"first": self.first_, "second": self.second_}

    @classmethod
    def from_state(cls, state: State) -> Self:
        """The fitted model that :meth:`state` describes."""
        learner = super().from_state(state)
        learner.first_, learner.second_ = np.asarray(state["first"]), np.asarray(state["second"])
        return learner


class PartialLeastSquares(Line):
    """Partial least squares for one outcome; the fewest components within one standard error of the best.

    Sources: S. Wold, M. Sjöström and L. Eriksson, PLS-regression: a basic tool of chemometrics (2001); the rule of
    one standard error: L. Breiman, J. Friedman, R. Olshen and C. Stone, Classification and Regression Trees (1984).

    Parameters
    ----------
    most
        The most components that are tried.
    folds
        Number of inner folds.
    random_state
        Decides the inner folds.
    """

    def __init__(self, most: int = 15, folds: int = 5, random_state: int = 0) -> None:
        self.most = most
        self.folds = folds
        self.random_state = random_state

    def fit(self, X: Floats, y: Floats, groups: NDArray[np.intp] | None = None) -> Self:
        """Learn from ``X``, shape (rows, columns), and ``y``, shape (rows,); rows of one group stay together."""
        X = np.asarray(X, dtype=float)
        folds = inner_folds(len(y), groups, self.folds, self.random_state)
        errors = [
            np.square(y[judge][:, None] - X[judge] @ B - b).mean(axis=0)
            for teach, judge in folds
            for B, b in [partial_least_squares(X[teach], y[teach], self.most)]
        ]
        B, b = partial_least_squares(X, y, self.most)
        self.components_ = _fewest(np.array(errors)) if errors else 0
        self.coefficients_, self.intercept_ = B[:, self.components_], float(b[self.components_])
        return self


def partial_least_squares(X: Floats, y: Floats, most: int) -> tuple[Floats, Floats]:
    """Coefficients and intercepts for 0 to ``most`` components; shapes (columns, most + 1) and (most + 1,).

    Where the outcome is explained before ``most`` is reached, the remaining ones repeat the last.
    """
    centre, level = X.mean(axis=0), y.mean()
    E, f = X - centre, y - level
    weights, loadings, scores = [], [], []
    coefficients = [np.zeros(X.shape[1])]
    for _ in range(most):
        weight = E.T @ f
        length = float(np.linalg.norm(weight))
        if length <= _NOTHING_LEFT * max(1.0, float(np.linalg.norm(y))):
            coefficients.append(coefficients[-1])
            continue
        weight = weight / length
        score = E @ weight
        power = score @ score
        loading, share = E.T @ score / power, float(f @ score / power)
        E, f = E - np.outer(score, loading), f - share * score
        weights.append(weight)
        loadings.append(loading)
        scores.append(share)
        W, P = np.array(weights).T, np.array(loadings).T
        coefficients.append(W @ np.linalg.solve(P.T @ W, np.array(scores)))
    B = np.array(coefficients).T
    return B, level - centre @ B


def _fewest(errors: Floats) -> int:
    """The fewest components whose mean error over folds lies within one standard error of the least."""
    mean = errors.mean(axis=0)
    best = int(mean.argmin())
    spread = errors[:, best].std(ddof=1) / np.sqrt(len(errors)) if len(errors) > 1 else 0.0
    return int(np.flatnonzero(mean <= mean[best] + spread)[0])
