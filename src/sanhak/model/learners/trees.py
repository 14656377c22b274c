"""Extremely randomised trees: robust on rough, mixed tables; grown by scikit-learn, kept and walked as flat arrays.

Source: P. Geurts, D. Ernst and L. Wehenkel, Extremely randomized trees (2006).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Final, Literal, Self, TypeAlias, overload

import numpy as np
from numpy.typing import NDArray
from sklearn import config_context
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin

from sanhak.model.learner import State
from sanhak.model.learners.forest import Forest, Tree
from sanhak.model.learners.inner import inner_folds
from sanhak.model.prediction import LEVELS, Floats

_FOLDS: Final = 4
_ENOUGH_TO_JUDGE: Final = 300
"""So many judging rows tell the size of a leaf well enough; fewer are averaged over more inner folds."""
_TRIED: Final = 5
"""The size of a leaf is chosen with one in so many of the trees …"""
_ENOUGH_TO_TRY: Final = 1500
"""… and from at most about so many of the teaching rows."""
_NARROW: Final = 50
"""Few rows of more columns than these tell the size of a leaf badly: there it is chosen with …"""
_TRIED_OF_WIDE: Final = 2
"""… one in so many of the trees."""
_LONG, _OF_LONG = 2000, 0.75
"""From so many rows on each tree is deep, and this share of the trees tells the same."""
_FEW: Final = 1000
"""Fewer rows than these make a tree cheap."""
_CHEAP: Final = 300_000
_THINNING: Final = 0.4
"""Of a matrix with more cells than these a branch tries a share of the columns that falls with this power of their
number: of very many columns some say the same, and time is better spent on trees."""


Grown: TypeAlias = list[Any]
"""Fitted scikit-learn trees."""


class Randomised(BaseEstimator):  # type: ignore[misc]
    """What both kinds of trees share: the size of a leaf is found on inner folds, and the way back from arrays.

    Quiet measurements want leaves of one row, noisy ones want large leaves; nothing else matters as much. Where rows
    are few, ``of_few`` times the trees are grown.

    Parameters
    ----------
    trees
        Number of trees.
    leaves
        Fewest rows in a leaf: the sizes that are tried.
    share
        Share of the columns that are tried at each branch, of very many columns less.
    random_state
        Decides inner folds, columns and cuts.
    """

    of_few: ClassVar[float] = 1.0

    def __init__(
        self, trees: int = 80, leaves: tuple[int, ...] = (1, 4), share: float = 0.6, random_state: int = 0
    ) -> None:
        self.trees = trees
        self.leaves = leaves
        self.share = share
        self.random_state = random_state

    def _grow(
        self,
        kind: Callable[..., Any],
        X: Floats,
        y: NDArray[Any],
        groups: NDArray[np.intp] | None,
        loss: Callable[[Grown, NDArray[np.float32], NDArray[Any], int], float],
    ) -> Grown:
        """The trees with the size of leaf whose ``loss`` on the judging rows is least.

        They are grown one by one: scikit-learn's forests clone, seed and check every tree, which takes longer than
        growing it where rows are few.
        """
        single = np.ascontiguousarray(X, dtype=np.float32)
        share_of_trees = self.of_few if len(y) < _FEW else 1.0 if len(y) < _LONG else _OF_LONG
        count = max(1, round(share_of_trees * self.trees))
        seeds = np.random.default_rng(self.random_state).integers(2**31 - 1, size=count).tolist()
        folds = inner_folds(len(y), groups, _FOLDS, self.random_state, _ENOUGH_TO_JUDGE)
        share = self.share * min(1.0, _CHEAP / max(1, single.size)) ** _THINNING

        def grown(leaf: int, seeds: list[int], rows: NDArray[np.intp] | slice) -> Grown:
            X, targets = single[rows], y[rows]
            trees = [kind(min_samples_leaf=leaf, max_features=share, random_state=seed) for seed in seeds]
            with config_context(skip_parameter_validation=True):  # it takes half of the time of growing a small tree
                return [tree.fit(X, targets, check_input=False) for tree in trees]

        def thin(teach: NDArray[np.intp]) -> NDArray[np.intp]:
            return teach[:: 1 + len(teach) // _ENOUGH_TO_TRY]

        quick = single.shape[1] <= _NARROW or single.size > _CHEAP
        few = seeds[: max(1, count // (_TRIED if quick else _TRIED_OF_WIDE))]

        def judged(leaf: int) -> float:
            return sum(loss(grown(leaf, few, thin(teach)), single[judge], y[judge], count) for teach, judge in folds)

        self.leaf_ = min(self.leaves, key=judged) if len(self.leaves) > 1 else self.leaves[0]
        return grown(self.leaf_, seeds, slice(None))

    def settled(self) -> Self:
        """A fresh learner with the size of leaf that this one found."""
        return type(self)(**self.get_params() | {"leaves": (self.leaf_,)})

    def state(self) -> dict[str, Any]:
        """The forest's arrays and the size of its leaves."""
        return {**self.forest_.state(), "leaf": self.leaf_}

    @classmethod
    def from_state(cls, state: State) -> Self:
        """The fitted trees that :meth:`state` describes."""
        learner = cls()
        learner.forest_, learner.leaf_ = Forest.from_state(state), int(state["leaf"])
        return learner


class ExtraTrees(RegressorMixin, Randomised):  # type: ignore[misc]
    """Extremely randomised regression trees; the spread among them is the deviation of a prediction."""

    def fit(self, X: Floats, y: Floats, groups: NDArray[np.intp] | None = None) -> Self:
        """Learn from ``X`` of shape (rows, columns) and ``y`` of shape (rows,); rows of one group stay together."""
        from sklearn.tree import ExtraTreeRegressor

        self.forest_ = planted(self._grow(ExtraTreeRegressor, X, np.asarray(y, dtype=float), groups, _squares))
        return self

    @overload
    def predict(self, X: Floats, *, return_std: Literal[False] = False) -> Floats: ...
    @overload
    def predict(self, X: Floats, *, return_std: Literal[True]) -> tuple[Floats, Floats]: ...
    def predict(self, X: Floats, *, return_std: bool = False) -> Floats | tuple[Floats, Floats]:
        """Expected values of shape (rows,); with ``return_std`` also the deviation among the trees."""
        said = self.forest_.tree_values(_single(X))
        mean = said.mean(axis=1)
        return (mean, said.std(axis=1)) if return_std else mean

    def quantiles(self, X: Floats) -> Floats:
        """Quantiles among the trees, shape (rows, 19): each tree tells of a row that it takes for alike.

        Source: N. Meinshausen, Quantile regression forests, Journal of Machine Learning Research 7 (2006).
        """
        return np.quantile(self.forest_.tree_values(_single(X)), LEVELS, axis=1).T


class ExtraTreesLabels(ClassifierMixin, Randomised):  # type: ignore[misc]
    """Extremely randomised classification trees; the chances are the mean of the shares in the leaves.

    Few trees on few rows call a label impossible because none of them happened to meet it.
    """

    of_few: ClassVar[float] = 2.5

    def fit(self, X: Floats, y: NDArray[np.intp], groups: NDArray[np.intp] | None = None) -> Self:
        """Learn from ``X``, shape (rows, columns), and codes ``y``, shape (rows,); rows of one group stay together."""
        from sklearn.tree import ExtraTreeClassifier

        grown = self._grow(ExtraTreeClassifier, X, y, groups, _surprise)
        self.classes_, self.forest_ = grown[0].classes_, planted(grown)
        return self

    def predict_proba(self, X: Floats) -> Floats:
        """Chances, shape (rows, labels)."""
        return self.forest_.mean(_single(X))

    def predict(self, X: Floats) -> NDArray[np.intp]:
        """The likeliest label, shape (rows,)."""
        return np.asarray(self.classes_[self.predict_proba(X).argmax(axis=1)])

    def state(self) -> dict[str, Any]:
        """The forest's arrays, the size of its leaves, and the labels."""
        return super().state() | {"classes": self.classes_}

    @classmethod
    def from_state(cls, state: State) -> Self:
        """The fitted trees that :meth:`state` describes."""
        learner = super().from_state(state)
        learner.classes_ = np.asarray(state["classes"])
        return learner


def planted(grown: Grown) -> Forest:
    """Fitted scikit-learn trees as flat arrays."""
    trees = [estimator.tree_ for estimator in grown]
    return Forest.plant(
        [
            Tree(tree.feature, tree.threshold, tree.children_left, tree.children_right, tree.value[:, 0])
            for tree in trees
        ]
    )


def _said(grown: Grown, X: NDArray[np.float32]) -> Floats:
    """Mean over the trees, shape (rows, outputs)."""
    return np.asarray(np.mean([tree.tree_.predict(X).reshape(len(X), -1) for tree in grown], axis=0))


def _squares(grown: Grown, X: NDArray[np.float32], y: Floats, whole: int) -> float:
    """Sum of the squared errors that ``whole`` trees like these would have.

    Few trees scatter more, and the more the smaller their leaves are: judged by few alone, large leaves would look
    better than they will be.
    """
    said = np.stack([tree.tree_.predict(X).reshape(len(X)) for tree in grown], axis=1)
    squares = np.square(said.mean(axis=1) - y)
    if len(grown) > 1:
        squares -= said.var(axis=1, ddof=1) * (1 / len(grown) - 1 / whole)
    return float(squares.sum())


def _surprise(grown: Grown, X: NDArray[np.float32], y: NDArray[np.intp], whole: int) -> float:  # noqa: ARG001 - the seam is shared with numbers
    """Sum of the log losses; a label that the teaching rows did not have costs as much as an impossible one."""
    said = np.column_stack([_said(grown, X), np.zeros(len(X))])
    classes = grown[0].classes_
    place = np.searchsorted(classes, y)
    known = np.isin(y, classes)
    return float(-np.log(np.maximum(said[np.arange(len(y)), np.where(known, place, -1)], 1e-3)).sum())


def _single(X: Floats) -> Floats:
    """Numbers in single precision, as scikit-learn's trees compare them."""
    return np.asarray(X, dtype=np.float32).astype(float)
