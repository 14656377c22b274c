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

_FOLDS: Final = 3
_ENOUGH_TO_JUDGE: Final = 400
"""So many judging rows tell the number of trees well enough; fewer are averaged over more inner folds."""
_PATIENCE: Final = 25
"""Trees without a gain on the judging rows after which growing stops."""
_UNJUDGED: Final = 50
"""Trees where no row can be held out to judge their number."""
_ENOUGH_TO_DRAW: Final = 20
"""Of fewer rows each tree sees all, not a draw."""
_WIDE: Final = 120
"""Columns from which on their values are sorted into few bins, since time grows with columns times bins …"""
_MOST_WIDE: Final = 200
"""… and of which at most so many trees are grown in a style."""
_LEAVES, _LEAVES_OF_WIDE = 60, 150
"""A leaf holds at least one in so many rows; many columns tell even few of them apart."""
_VERY_WIDE: Final = 350
"""Columns from which on each tree draws half of them: counts of groups say much the same in many ways."""
_STYLES: Final = (
    {"num_leaves": 7, "extra_trees": True},  # small trees with random cuts: smooth truths, few rows, noise
    {"num_leaves": 15, "extra_trees": False},  # larger trees with exact cuts: steps and strong interactions
)
"""One booster is grown in each style and their mean is told: cheaper than choosing one, and better than the choice."""


class Boosted(BaseEstimator):  # type: ignore[misc]
    """What both boosters share: the number of trees of each style is found on inner folds, and the way back from text.

    Parameters
    ----------
    most
        The most trees that are grown in a style.
    rate
        Share of each tree's correction that is taken.
    rounds
        Number of trees of each style; None finds it.
    random_state
        Decides the inner folds, and which rows, columns and cuts each tree sees.
    """

    def __init__(
        self, most: int = 350, rate: float = 0.15, rounds: tuple[int, ...] | None = None, random_state: int = 0
    ) -> None:
        self.most = most
        self.rate = rate
        self.rounds = rounds
        self.random_state = random_state

    def _grow(self, X: Floats, y: Floats, groups: NDArray[np.intp] | None, **goal: Any) -> None:
        """Find the number of trees of each style on inner folds, then grow them on all rows."""
        import lightgbm

        most = min(self.most, _MOST_WIDE) if X.shape[1] > _WIDE else self.most
        styles = [self._settings(*X.shape) | goal | style for style in _STYLES]
        folds = inner_folds(len(y), groups, _FOLDS, self.random_state, _ENOUGH_TO_JUDGE)

        # Styles differ in their trees only, so they share the bins.
        data = lightgbm.Dataset(X, y, params=styles[0], free_raw_data=False)

        def found(settings: dict[str, Any]) -> int:
            if not folds:
                return _UNJUDGED
            stop = lightgbm.early_stopping(_PATIENCE, verbose=False)
            told = lightgbm.cv(settings, data, most, folds=folds, callbacks=[stop])
            return len(np.asarray(next(iter(told.values()))))

        def grown(settings: dict[str, Any], count: int) -> str:
            return lightgbm.train(settings, data, count).model_to_string()

        self.rounds_ = self.rounds or tuple(map(found, styles))
        self._keep(list(map(grown, styles, self.rounds_)))

    def settled(self) -> Self:
        """A fresh learner that grows as many trees as this one did."""
        return type(self)(**self.get_params() | {"rounds": self.rounds_})

    def _settings(self, rows: int, columns: int) -> dict[str, Any]:
        return {
            "learning_rate": self.rate,
            "min_data_in_leaf": int(np.clip(rows // (_LEAVES_OF_WIDE if columns > _WIDE else _LEAVES), 3, 20)),
            "min_data_in_bin": 1,
            "feature_fraction": 0.5 if columns > _VERY_WIDE else 0.85,
            "max_bin": 31 if columns > _WIDE else 255,
            "bagging_fraction": 0.8,
            "bagging_freq": int(rows >= _ENOUGH_TO_DRAW),
            "lambda_l2": 1.0,
            "num_threads": 1,
            "deterministic": True,
            "force_col_wise" if columns > _WIDE else "force_row_wise": True,
            "seed": self.random_state,
            "verbosity": -1,
        }

    def _keep(self, texts: list[str]) -> None:
        self.texts_ = texts
        self.forest_ = Forest.plant([tree for text in texts for tree in trees_of(text)])

    def state(self) -> dict[str, Any]:
        """LightGBM's own text of each style."""
        return {f"booster{style}": text for style, text in enumerate(self.texts_)}

    @classmethod
    def from_state(cls, state: State) -> Self:
        """The fitted boosters that :meth:`state` describes; LightGBM itself is not needed to predict."""
        learner = cls()
        texts = sum(name.startswith("booster") for name in state)
        learner._keep([str(state[f"booster{style}"]) for style in range(texts)])
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
