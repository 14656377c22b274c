"""Extremely randomised trees: robust on rough, mixed tables; grown by scikit-learn, kept and walked as flat arrays.

Source: P. Geurts, D. Ernst and L. Wehenkel, Extremely randomized trees (2006).
"""

from __future__ import annotations

from typing import Any, Literal, Self, overload

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin

from sanhak.model.learner import State
from sanhak.model.learners.forest import Forest, Tree
from sanhak.model.prediction import Floats


class ExtraTrees(RegressorMixin, BaseEstimator):  # type: ignore[misc]
    """Extremely randomised regression trees; the spread among them is the deviation of a prediction.

    Parameters
    ----------
    trees
        Number of trees.
    leaf
        Fewest rows in a leaf.
    share
        Share of the columns that are tried at each branch.
    random_state
        Decides columns and cuts.
    """

    def __init__(self, trees: int = 200, leaf: int = 2, share: float = 0.7, random_state: int = 0) -> None:
        self.trees = trees
        self.leaf = leaf
        self.share = share
        self.random_state = random_state

    def fit(self, X: Floats, y: Floats) -> Self:
        """Learn from ``X`` of shape (rows, columns) and ``y`` of shape (rows,)."""
        from sklearn.ensemble import ExtraTreesRegressor

        grown = ExtraTreesRegressor(
            self.trees, min_samples_leaf=self.leaf, max_features=self.share, random_state=self.random_state
        ).fit(X, y)
        self.forest_ = Forest.plant([_tree(estimator.tree_) for estimator in grown.estimators_])
        return self

    @overload
    def predict(self, X: Floats, return_std: Literal[False] = False) -> Floats: ...
    @overload
    def predict(self, X: Floats, return_std: Literal[True]) -> tuple[Floats, Floats]: ...
    def predict(self, X: Floats, return_std: bool = False) -> Floats | tuple[Floats, Floats]:
        """Expected values of shape (rows,); with ``return_std`` also the deviation among the trees."""
        said = self.forest_.tree_values(_single(X))
        mean = said.mean(axis=1)
        return (mean, said.std(axis=1)) if return_std else mean

    def state(self) -> dict[str, Any]:
        """The forest's arrays."""
        return self.forest_.state()

    @classmethod
    def from_state(cls, state: State) -> Self:
        """The fitted trees that :meth:`state` describes."""
        learner = cls()
        learner.forest_ = Forest.from_state(state)
        return learner


class ExtraTreesLabels(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Extremely randomised classification trees; the chances are the mean of the shares in the leaves.

    Parameters
    ----------
    trees, leaf, share, random_state
        As in :class:`ExtraTrees`; ``share`` None tries the root of the number of columns.
    """

    def __init__(self, trees: int = 200, leaf: int = 2, share: float | None = None, random_state: int = 0) -> None:
        self.trees = trees
        self.leaf = leaf
        self.share = share
        self.random_state = random_state

    def fit(self, X: Floats, y: NDArray[np.intp]) -> Self:
        """Learn from ``X`` of shape (rows, columns) and label codes ``y`` of shape (rows,)."""
        from sklearn.ensemble import ExtraTreesClassifier

        share = "sqrt" if self.share is None else self.share
        grown = ExtraTreesClassifier(
            self.trees, min_samples_leaf=self.leaf, max_features=share, random_state=self.random_state
        ).fit(X, y)
        self.classes_ = grown.classes_
        self.forest_ = Forest.plant([_tree(estimator.tree_) for estimator in grown.estimators_])
        return self

    def predict_proba(self, X: Floats) -> Floats:
        """Chances, shape (rows, labels)."""
        return self.forest_.mean(_single(X))

    def predict(self, X: Floats) -> NDArray[np.intp]:
        """The likeliest label, shape (rows,)."""
        return np.asarray(self.classes_[self.predict_proba(X).argmax(axis=1)])

    def state(self) -> dict[str, Any]:
        """The labels and the forest's arrays."""
        return self.forest_.state() | {"classes": self.classes_}

    @classmethod
    def from_state(cls, state: State) -> Self:
        """The fitted trees that :meth:`state` describes."""
        learner = cls()
        learner.classes_, learner.forest_ = np.asarray(state["classes"]), Forest.from_state(state)
        return learner


def _tree(grown: Any) -> Tree:
    return Tree(grown.feature, grown.threshold, grown.children_left, grown.children_right, grown.value[:, 0, :])


def _single(X: Floats) -> Floats:
    """Numbers in single precision, as scikit-learn's trees compare them."""
    return np.asarray(X, dtype=np.float32).astype(float)
