"""A forest as flat arrays: every tree ensemble is stored and walked in the same way, whoever grew it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sanhak.model.learner import State
from sanhak.model.prediction import Floats

_CELLS: Final = 200_000
"""Rows × trees that are walked at a time: the working arrays stay within a processor's cache."""


@dataclass(frozen=True, slots=True, eq=False)
class Forest:
    """Binary trees laid end to end: a row goes left where ``row[feature] <= threshold``.

    ``feature``, ``threshold`` and ``left`` have shape (nodes,), ``value`` (nodes, outputs), ``roots`` (trees,); the
    right child of a node stands right after its left one, and a leaf is its own left child with an infinite threshold,
    so that a row that has arrived stays. ``depth`` is the longest way from a root to a leaf.
    """

    feature: NDArray[np.int32]
    threshold: Floats
    left: NDArray[np.int32]
    value: Floats
    roots: NDArray[np.int32]
    depth: int

    @classmethod
    def plant(cls, trees: Sequence[Tree]) -> Forest:
        """One forest of these trees, their nodes renumbered level by level so that siblings are neighbours."""
        feature, threshold, left, value, roots = [], [], [], [], []
        start, depth = 0, 0
        for tree in trees:
            order, children, levels = _by_level(tree)
            leaf = tree.left[order] < 0
            feature.append(np.where(leaf, 0, tree.feature[order]).astype(np.int32))
            threshold.append(np.where(leaf, np.inf, tree.threshold[order]))
            left.append((start + np.where(leaf, np.arange(len(order)), children)).astype(np.int32))
            value.append(tree.value[order])
            roots.append(start)
            start, depth = start + len(order), max(depth, levels)
        return cls(
            np.concatenate(feature),
            np.concatenate(threshold),
            np.concatenate(left),
            np.concatenate(value),
            np.array(roots, dtype=np.int32),
            depth,
        )

    def leaves(self, X: Floats) -> NDArray[np.int32]:
        """The node at which each row ends in each tree, shape (rows, trees)."""
        rows, width = X.shape
        flat = np.ascontiguousarray(X).ravel()
        start = (np.arange(rows, dtype=np.int32) * np.int32(width))[:, None]
        node = np.tile(self.roots, (rows, 1))
        for _ in range(self.depth):
            right = flat.take(start + self.feature.take(node)) > self.threshold.take(node)
            node = self.left.take(node) + right
        return node

    def tree_values(self, X: Floats, output: int = 0) -> Floats:
        """What each tree says of each row, shape (rows, trees)."""
        value = np.ascontiguousarray(self.value[:, output])
        return np.concatenate([value.take(self.leaves(part)) for part in self._parts(X)])

    def mean(self, X: Floats) -> Floats:
        """Mean over the trees, shape (rows, outputs)."""
        return self.total(X) / len(self.roots)

    def total(self, X: Floats) -> Floats:
        """Sum over the trees, shape (rows, outputs)."""
        return np.concatenate([self.value[self.leaves(part)].sum(axis=1) for part in self._parts(X)])

    def _parts(self, X: Floats) -> list[Floats]:
        step = max(1, _CELLS // len(self.roots))
        return [X[start : start + step] for start in range(0, len(X), step)] or [X]

    def state(self) -> dict[str, NDArray[np.generic] | int]:
        """The arrays, for storage."""
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def from_state(cls, state: State) -> Forest:
        """The forest that :meth:`state` describes."""
        arrays = {name: np.asarray(state[name]) for name in ("feature", "threshold", "left", "value", "roots")}
        return cls(**arrays, depth=int(state["depth"]))


@dataclass(frozen=True, slots=True, eq=False)
class Tree:
    """One tree as its grower numbers it: shapes (nodes,) and ``value`` (nodes, outputs); a leaf's children are -1."""

    feature: NDArray[np.integer]
    threshold: Floats
    left: NDArray[np.integer]
    right: NDArray[np.integer]
    value: Floats


def _by_level(tree: Tree) -> tuple[NDArray[np.intp], NDArray[np.intp], int]:
    """Nodes in breadth-first order, the new number of each one's left child (0 for leaves), and the depth."""
    level = np.zeros(1, dtype=np.intp)
    order, children, placed, depth = [], [], 1, 0
    while len(level):
        order.append(level)
        inner = tree.left[level] >= 0
        first = placed + 2 * (np.cumsum(inner) - 1)
        children.append(np.where(inner, first, 0))
        parents = level[inner]
        placed += 2 * len(parents)
        level = np.column_stack([tree.left[parents], tree.right[parents]]).ravel().astype(np.intp)
        depth += bool(len(level))
    return np.concatenate(order), np.concatenate(children), depth
