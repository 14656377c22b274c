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
from sanhak.model.learners.logistic import chances
from sanhak.model.prediction import Floats

_FOLDS: Final = 5
_ENOUGH_TO_JUDGE: Final = 400
"""So many judging rows tell style and number of trees well enough; fewer are averaged over more inner folds."""
_PATIENCE: Final = 25
"""Trees without a gain on the judging rows after which growing stops."""
_UNJUDGED: Final = 50
"""Trees where no row can be held out to judge their number."""
_ENOUGH_TO_DRAW: Final = 20
"""Of fewer rows each tree sees all, not a draw."""
_ENOUGH_ALONE: Final = 3000
"""Of more rows a single booster learns as much as the average of several."""
_STYLES: Final = (
    {"num_leaves": 7, "extra_trees": True},  # small trees with random cuts: smooth truths, few rows, noise
    {"num_leaves": 15, "extra_trees": False},  # larger trees with exact cuts: steps and strong interactions
)


class Boosted(BaseEstimator):  # type: ignore[misc]
    """What both boosters share: style and number of trees are found on inner folds, and the way back from text.

    Parameters
    ----------
    most
        The most trees that are grown.
    rate
        Share of each tree's correction that is taken.
    copies
        So many boosters, grown with different seeds, are averaged; there is only one where there are more than two
        labels or more than 3,000 rows.
    random_state
        Decides the inner folds, and which rows, columns and cuts each tree sees.
    """

    def __init__(self, most: int = 500, rate: float = 0.1, copies: int = 3, random_state: int = 0) -> None:
        self.most = most
        self.rate = rate
        self.copies = copies
        self.random_state = random_state

    def _grow(self, X: Floats, y: Floats, groups: NDArray[np.intp] | None, **goal: Any) -> None:
        """Find the style and the number of trees on inner folds, then grow the copies on all rows."""
        import lightgbm

        folds = inner_folds(len(y), groups, _FOLDS, self.random_state, _ENOUGH_TO_JUDGE)
        many = goal.get("num_class", 2) > 2  # noqa: PLR2004 - each round then grows a tree for every label
        single = many or len(y) > _ENOUGH_ALONE
        styles = [self._settings(len(y)) | goal | style for style in _STYLES[: 1 if many else None]]

        def judged(settings: dict[str, Any]) -> tuple[float, int]:
            data = lightgbm.Dataset(X, y, params=settings, free_raw_data=False)
            stop = lightgbm.early_stopping(_PATIENCE, verbose=False)
            told = lightgbm.cv(settings, data, self.most, folds=folds, callbacks=[stop])
            losses = np.asarray(next(iter(told.values())))
            return float(losses[-1]), len(losses)

        tried = [judged(settings) for settings in styles] if folds else [(0.0, _UNJUDGED)]
        best = min(range(len(tried)), key=tried.__getitem__)
        seeds = range(self.random_state, self.random_state + (1 if single else self.copies))
        data = lightgbm.Dataset(X, y, params=styles[best], free_raw_data=False)
        grown = [lightgbm.train(styles[best] | {"seed": seed}, data, tried[best][1]) for seed in seeds]
        self._keep([booster.model_to_string() for booster in grown])

    def _settings(self, rows: int) -> dict[str, Any]:
        return {
            "learning_rate": self.rate,
            "min_data_in_leaf": int(np.clip(rows // 60, 3, 20)),
            "min_data_in_bin": 1,
            "feature_fraction": 0.85,
            "bagging_fraction": 0.8,
            "bagging_freq": int(rows >= _ENOUGH_TO_DRAW),
            "lambda_l2": 1.0,
            "num_threads": 1,
            "deterministic": True,
            "force_row_wise": True,
            "seed": self.random_state,
            "verbosity": -1,
        }

    def _keep(self, texts: list[str]) -> None:
        self.texts_ = texts
        self.forest_ = Forest.plant([tree for text in texts for tree in trees_of(text)])

    def state(self) -> dict[str, Any]:
        """LightGBM's own text of each copy."""
        return {f"booster{copy}": text for copy, text in enumerate(self.texts_)}

    @classmethod
    def from_state(cls, state: State) -> Self:
        """The fitted boosters that :meth:`state` describes; LightGBM itself is not needed to predict."""
        learner = cls(copies=sum(name.startswith("booster") for name in state))
        learner._keep([str(state[f"booster{copy}"]) for copy in range(learner.copies)])
        return learner


class Boosting(RegressorMixin, Boosted):  # type: ignore[misc]
    """Gradient-boosted regression trees."""

    def fit(self, X: Floats, y: Floats, groups: NDArray[np.intp] | None = None) -> Self:
        """Learn from ``X`` of shape (rows, columns) and ``y`` of shape (rows,); rows of one group stay together."""
        self._grow(X, y, groups, objective="regression")
        return self

    def predict(self, X: Floats) -> Floats:
        """Expected values, shape (rows,)."""
        return self.forest_.total(np.asarray(X, dtype=float))[:, 0] / len(self.texts_)


class BoostingLabels(ClassifierMixin, Boosted):  # type: ignore[misc]
    """Gradient-boosted classification trees."""

    def fit(self, X: Floats, y: NDArray[np.intp], groups: NDArray[np.intp] | None = None) -> Self:
        """Learn from ``X``, shape (rows, columns), and codes ``y``, shape (rows,); rows of one group stay together."""
        self.classes_, codes = np.unique(y, return_inverse=True)
        count = len(self.classes_)
        # Of two labels one margin tells both chances; of more, each has trees of its own in every round.
        goal = {"objective": "binary"} if count <= 2 else {"objective": "multiclass", "num_class": count}  # noqa: PLR2004
        self._grow(X, codes.astype(float), groups, **goal)
        return self

    def predict_proba(self, X: Floats) -> Floats:
        """Chances, shape (rows, labels)."""
        count = len(self.classes_)
        if count == 1:
            return np.ones((len(X), 1))
        margins = count if count > 2 else 1  # noqa: PLR2004 - as they were grown
        said = self.forest_.tree_values(np.asarray(X, dtype=float)) / len(self.texts_)
        return chances(said.reshape(len(X), said.shape[1] // margins, margins).sum(axis=1))

    def predict(self, X: Floats) -> NDArray[np.intp]:
        """The likeliest label, shape (rows,)."""
        return np.asarray(self.classes_[self.predict_proba(X).argmax(axis=1)])

    def state(self) -> dict[str, Any]:
        """LightGBM's own texts and the labels."""
        return super().state() | {"classes": self.classes_}

    @classmethod
    def from_state(cls, state: State) -> Self:
        """The fitted boosters that :meth:`state` describes."""
        learner = super().from_state(state)
        learner.classes_ = np.asarray(state["classes"])
        return learner


def trees_of(text: str) -> list[Tree]:
    """The trees of a LightGBM model text (numeric splits only, which is all that our matrices need)."""
    sections = text.split("\nTree=")[1:]
    return [_tree(dict(line.split("=", 1) for line in part.splitlines() if "=" in line)) for part in sections]


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
