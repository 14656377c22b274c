"""A forest of lives: trees part assets by how much sooner they failed than expected, leaves count hazards.

Each tree is grown on log-rank scores (1 or 0 failures less those expected at the age), which needs no search over risk
sets at each branch; its leaves tell the cumulative hazard of Nelson and Aalen, and the forest tells their mean.

Source: H. Ishwaran et al., Random survival forests, Annals of Applied Statistics 2 (2008); T. Hothorn and B. Lausen,
Computational Statistics & Data Analysis 43 (2003), for the scores.
"""

from __future__ import annotations

from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from sanhak.model.learners.forest import Forest as Flat
from sanhak.model.learners.forest import Tree
from sanhak.model.life.survival.curve import KaplanMeier
from sanhak.model.life.survival.spells import Spells
from sanhak.model.prediction import Floats

_AGES: Final = 100
_NEVER: Final = 1e-9


class Forest:
    """A mean of trees on resampled lives.

    Parameters
    ----------
    seed
        Decides lives and columns of each tree.
    trees
        Number of trees.
    leaf
        Fewest lives in a leaf.
    """

    def __init__(self, seed: int = 0, trees: int = 200, leaf: int = 12) -> None:
        self.seed = seed
        self.trees = trees
        self.leaf = leaf

    def fit(self, spells: Spells) -> Self:
        """Learn from lives."""
        from sklearn.ensemble import RandomForestRegressor

        curve = KaplanMeier().fit(spells)
        gone = -np.log(np.maximum(curve.at(spells.left), _NEVER)) + np.log(np.maximum(curve.at(spells.entered), _NEVER))
        grown = RandomForestRegressor(
            self.trees, min_samples_leaf=self.leaf, max_features="sqrt", random_state=self.seed, n_jobs=1
        )
        grown.fit(spells.inputs, spells.failed - gone)
        self.forest = Flat.plant([_tree(one.tree_) for one in grown.estimators_])
        ages = spells.ages
        self.grid = ages[np.unique(np.linspace(0, len(ages) - 1, min(_AGES, len(ages))).astype(int))]
        places, drawn = self._places(spells.inputs), grown.estimators_samples_
        self.hazards = [_hazards(spells.where(rows), places[rows, tree], self.grid) for tree, rows in enumerate(drawn)]
        return self

    def survival(self, inputs: Floats, ages: Floats) -> Floats:
        """Survival by the mean cumulative hazard of the leaves, shape (n, k)."""
        places = self._places(inputs)
        total = np.zeros((len(inputs), len(self.grid)))
        for tree, hazards in enumerate(self.hazards):
            total += hazards[places[:, tree]]
        known = np.column_stack([np.zeros(len(inputs)), total / len(self.hazards)])
        return np.asarray(np.exp(-known[:, np.searchsorted(self.grid, ages, side="right")]))

    def _places(self, inputs: Floats) -> NDArray[Any]:
        """The node of each tree at which a row ends, counted from the tree's root, shape (n, trees)."""
        # Trees were grown on single precision, and part rows by it.
        return np.asarray(self.forest.leaves(inputs.astype(np.float32)) - self.forest.roots)


def _tree(grown: Any) -> Tree:
    value = grown.value.reshape(len(grown.feature), -1)
    return Tree(grown.feature, grown.threshold, grown.children_left, grown.children_right, value)


def _hazards(spells: Spells, leaf: NDArray[Any], grid: Floats) -> NDArray[np.float32]:
    """Cumulative hazard in each leaf at each age of the grid, shape (nodes, k)."""
    nodes, count = int(leaf.max()) + 1, len(grid)
    failed = spells.failed
    # A failure between two ages of the grid counts at the later one; at risk is who was watched until then.
    at = np.minimum(np.searchsorted(grid, spells.left[failed]), count - 1)
    failures = np.bincount(leaf[failed] * count + at, minlength=nodes * count).reshape(nodes, count)
    first = np.searchsorted(grid, spells.entered, side="right")
    last = np.searchsorted(grid, spells.left, side="right") + (failed & ~np.isin(spells.left, grid))
    steps = np.zeros((nodes, count + 2))
    np.add.at(steps, (leaf, first), 1.0)
    np.add.at(steps, (leaf, np.maximum(last, first)), -1.0)
    at_risk = np.maximum(np.cumsum(steps, axis=1)[:, :count], failures)
    return np.cumsum(failures / np.maximum(at_risk, 1.0), axis=1).astype(np.float32)
