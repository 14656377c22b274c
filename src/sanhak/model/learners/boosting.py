"""Gradient-boosted trees: grown by LightGBM, kept as its text, walked as flat arrays.

Source: G. Ke, Q. Meng, T. Finley and others, LightGBM: a highly efficient gradient boosting decision tree (2017).
"""

from __future__ import annotations

from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin

from sanhak.model.learner import State
from sanhak.model.learners.forest import Forest, Tree
from sanhak.model.learners.inner import inner_folds
from sanhak.model.prediction import Floats

_PATIENCE: Final = 40
"""Trees without a gain on the judging rows after which growing stops."""
_ENOUGH_TO_JUDGE: Final = 400
"""So many judging rows tell the number of trees well enough; fewer are averaged over more inner folds."""


class Boosted(BaseEstimator):  # type: ignore[misc]
    """What both boosters share: growing with a number of trees found on inner folds, and the way back from text.

    Parameters
    ----------
    most
        The most trees that are grown.
    rate
        Share of each tree's correction that is taken.
    leaves
        The most leaves of a tree.
    random_state
        Decides the inner folds, and which rows and columns each tree sees.
    """

    def __init__(self, most: int = 600, rate: float = 0.05, leaves: int = 15, random_state: int = 0) -> None:
        self.most = most
        self.rate = rate
        self.leaves = leaves
        self.random_state = random_state

    def _grow(self, X: Floats, y: Floats, groups: NDArray[np.intp] | None, **goal: Any) -> None:
        """Find the number of trees on inner folds, then grow that many on all rows."""
        import lightgbm

        settings = self._settings(len(y)) | goal
        folds = inner_folds(len(y), groups, 5, self.random_state)
        judged = np.cumsum([len(judge) for _, judge in folds])
        folds = folds[: int(np.searchsorted(judged, _ENOUGH_TO_JUDGE)) + 1]
        data = lightgbm.Dataset(X, y, params=settings, free_raw_data=False)
        trees = 50
        if folds:
            stop = lightgbm.early_stopping(_PATIENCE, verbose=False)
            told = lightgbm.cv(settings, data, self.most, folds=folds, callbacks=[stop])
            trees = len(next(iter(told.values())))
        grown = lightgbm.train(settings, lightgbm.Dataset(X, y, params=settings), trees)
        self._keep(grown.model_to_string())

    def _settings(self, rows: int) -> dict[str, Any]:
        return {
            "learning_rate": self.rate,
            "num_leaves": self.leaves,
            "min_data_in_leaf": int(np.clip(rows // 60, 3, 20)),
            "feature_fraction": 0.7,
            "bagging_fraction": 0.8,
            "bagging_freq": 1,
            "lambda_l2": 1.0,
            "max_bin": 255,
            "min_data_in_bin": 1,
            "num_threads": 1,
            "deterministic": True,
            "force_row_wise": True,
            "seed": self.random_state,
            "verbosity": -1,
        }

    def _keep(self, text: str) -> None:
        self.text_ = text
        self.forest_ = forest_of(text)

    def state(self) -> dict[str, Any]:
        """LightGBM's own text."""
        return {"text": self.text_}

    @classmethod
    def from_state(cls, state: State) -> Self:
        """The fitted booster that :meth:`state` describes; LightGBM itself is not needed to predict."""
        learner = cls()
        learner._keep(str(state["text"]))
        return learner


class Boosting(RegressorMixin, Boosted):
    """Gradient-boosted regression trees."""

    def fit(self, X: Floats, y: Floats, groups: NDArray[np.intp] | None = None) -> Self:
        """Learn from ``X`` of shape (rows, columns) and ``y`` of shape (rows,); ``groups`` never straddle inner folds."""
        self._grow(X, y, groups, objective="regression")
        return self

    def predict(self, X: Floats) -> Floats:
        """Expected values, shape (rows,)."""
        return self.forest_.total(np.asarray(X, dtype=float))[:, 0]


class BoostingLabels(ClassifierMixin, Boosted):
    """Gradient-boosted classification trees."""

    def fit(self, X: Floats, y: NDArray[np.intp], groups: NDArray[np.intp] | None = None) -> Self:
        """Learn from ``X`` of shape (rows, columns) and label codes ``y`` of shape (rows,)."""
        self.classes_, codes = np.unique(y, return_inverse=True)
        count = len(self.classes_)
        goal = {"objective": "binary"} if count <= 2 else {"objective": "multiclass", "num_class": count}  # noqa: PLR2004
        self._grow(X, codes.astype(float), groups, **goal)
        return self

    def predict_proba(self, X: Floats) -> Floats:
        """Chances, shape (rows, labels)."""
        said = self.forest_.tree_values(np.asarray(X, dtype=float))
        if len(self.classes_) <= 2:  # noqa: PLR2004 - one margin tells both chances
            margins = np.column_stack([np.zeros(len(X)), said.sum(axis=1)])[:, : len(self.classes_)]
        else:
            margins = said.reshape(len(X), -1, len(self.classes_)).sum(axis=1)
        odds = np.exp(margins - margins.max(axis=1, keepdims=True))
        return odds / odds.sum(axis=1, keepdims=True)

    def predict(self, X: Floats) -> NDArray[np.intp]:
        """The likeliest label, shape (rows,)."""
        return np.asarray(self.classes_[self.predict_proba(X).argmax(axis=1)])

    def state(self) -> dict[str, Any]:
        """LightGBM's own text and the labels."""
        return super().state() | {"classes": self.classes_}

    @classmethod
    def from_state(cls, state: State) -> Self:
        """The fitted booster that :meth:`state` describes."""
        learner = super().from_state(state)
        learner.classes_ = np.asarray(state["classes"])
        return learner


def forest_of(text: str) -> Forest:
    """The trees of a LightGBM model text as one forest (numeric splits only, which is all that our matrices need)."""
    sections = text.split("\nTree=")[1:]
    return Forest.plant([_tree(dict(line.split("=", 1) for line in part.splitlines() if "=" in line)) for part in sections])


def _tree(facts: dict[str, str]) -> Tree:
    """Branches come first and keep LightGBM's numbers; leaf ``j``, there ``-j - 1``, comes after the last branch."""
    leaf_values = np.array(facts["leaf_value"].split(), dtype=float)
    feature = np.array(facts.get("split_feature", "").split(), dtype=np.int32)
    branches, leaves = len(feature), len(leaf_values)

    def placed(name: str) -> NDArray[np.int32]:
        child = np.array(facts.get(name, "").split(), dtype=np.int32)
        return np.concatenate([np.where(child < 0, branches - child - 1, child), np.full(leaves, -1)]).astype(np.int32)

    return Tree(
        np.concatenate([feature, np.zeros(leaves, dtype=np.int32)]),
        np.concatenate([np.array(facts.get("threshold", "").split(), dtype=float), np.full(leaves, np.inf)]),
        placed("left_child"),
        placed("right_child"),
        np.concatenate([np.zeros(branches), leaf_values])[:, None],
    )
