"""Series that add up: items to groups, groups to regions, regions to the whole; and forecasts that add up as they do.

Source: S. L. Wickramasuriya, G. Athanasopoulos and R. J. Hyndman, Optimal forecast reconciliation for hierarchical and
grouped time series through trace minimization, J. Am. Stat. Assoc. 114 (2019) 804.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias, get_args

import numpy as np
from numpy.typing import NDArray

from sanhak.model.forecast.panel import Panel
from sanhak.model.prediction import Floats

Way: TypeAlias = Literal["bottom-up", "structure", "least squares", "variances", "covariances"]
WAYS: Final[tuple[Way, ...]] = get_args(Way)
"""Sums of items; weighed by the items below, all alike, by each series' error, or by how errors go together."""
_MOST_ITEMS: Final = 1500
"""Of more items than that only sums are taken: a matrix of all against all would not be worth its time."""


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """Nodes over items.

    ``summing`` has shape (nodes, items): 1 where an item belongs to a node; the last rows are the items themselves. Of
    many nodes it is a sparse array of SciPy, and so is a projection.
    ``level`` is the depth of each node, shape (nodes,): 0 for the whole; ``names`` its labels from the coarsest on.
    """

    summing: Any
    level: NDArray[np.intp]
    names: tuple[tuple[str, ...], ...]

    @staticmethod
    def of(keys: Sequence[tuple[str, ...]], *, whole: bool = True) -> Hierarchy:
        """The nodes above the items, each named by its labels from the coarsest to the finest.

        A level that only repeats the one below it is left out; without ``whole`` there are only the items.
        """
        depth = len(keys[0])
        members: list[list[int]] = []
        levels: list[int] = []
        names: list[tuple[str, ...]] = []
        kinds = [len({key[:cut] for key in keys}) for cut in range(depth + 1)]
        for cut in range(depth + 1):
            if cut < depth and (not whole or kinds[cut] == kinds[cut + 1]):
                continue
            below: dict[tuple[str, ...], list[int]] = {}
            for at, key in enumerate(keys):
                below.setdefault(key[:cut], []).append(at)
            for name, items in below.items():
                members.append(items)
                levels.append(cut)
                names.append(name)
        return Hierarchy(_matrix(members, len(keys)), np.array(levels), tuple(names))

    @property
    def items(self) -> int:
        """How many items there are."""
        return int(self.summing.shape[1])

    @property
    def depths(self) -> tuple[int, ...]:
        """The levels, coarsest first."""
        return tuple(np.unique(self.level).tolist())

    def over(self, panel: Panel) -> Panel:
        """The panel of all nodes from that of the items: a node begins with the first of its items."""
        known = ~np.isnan(panel.values)
        if len(self.level) == self.items:
            return panel
        values = self.summing @ np.nan_to_num(panel.values)
        began = self.summing @ known.astype(np.float64) > 0
        return Panel(np.where(began, values, np.nan), panel.season)

    def ways(self) -> tuple[Way, ...]:
        """The ways of reconciling that are tried here."""
        return WAYS if self.items < len(self.level) <= _MOST_ITEMS else ("bottom-up",)

    def projection(self, way: Way, errors: Floats) -> Any:
        """From forecasts of all nodes to those of the items, shape (items, nodes).

        ``errors`` are earlier errors in the unit of the series, shape (trials, nodes).
        """
        nodes, items = self.summing.shape
        if way == "bottom-up":
            if nodes > _MOST_ITEMS:
                return _matrix([[nodes - items + at] for at in range(items)], nodes)
            return np.hstack([np.zeros((items, nodes - items)), np.eye(items)])
        seen = self.summing.T @ np.linalg.inv(self._spread(way, errors))
        return np.asarray(np.linalg.solve(seen @ self.summing, seen))

    def _spread(self, way: Way, errors: Floats) -> Floats:
        """The matrix of covariances that a way believes in, shape (nodes, nodes)."""
        nodes = len(self.level)
        if way == "least squares":
            return np.eye(nodes)
        if way == "structure":
            return np.diag(self.summing.sum(axis=1))
        variances = np.mean(errors**2, axis=0)
        variances = np.maximum(variances, 1e-9 * max(float(variances.max()), 1e-12))
        if way == "variances":
            return np.diag(variances)
        return _shrunk(errors, variances)

    def coherent(self, projection: Any, said: Floats) -> Floats:
        """Forecasts that add up and are nowhere negative, from those of the nodes, shape (nodes, horizon)."""
        total: Floats = self.summing @ np.maximum(projection @ said, 0.0)
        return total


def _matrix(members: Sequence[Sequence[int]], width: int) -> Any:
    """A matrix with 1 at the members of each row, shape (rows, width), sparse where there are many rows."""
    if len(members) > _MOST_ITEMS:
        from scipy.sparse import csr_array

        starts = np.cumsum([0, *map(len, members)])
        columns = np.concatenate([np.asarray(row, dtype=np.intp) for row in members])
        return csr_array((np.ones(len(columns)), columns, starts), shape=(len(members), width))
    dense = np.zeros((len(members), width))
    for at, row in enumerate(members):
        dense[at, list(row)] = 1.0
    return dense


def _shrunk(errors: Floats, variances: Floats) -> Floats:
    """Covariances, shrunk after J. Schäfer and K. Strimmer, Stat. Appl. Genet. Mol. Biol. 4 (2005) 32."""
    trials = len(errors)
    normal = errors / np.sqrt(variances)
    correlation = normal.T @ normal / trials
    scatter = ((normal**2).T @ normal**2 / trials - correlation**2) / max(trials - 1, 1)
    aside = ~np.eye(len(variances), dtype=bool)
    share = float(np.clip(scatter[aside].sum() / max((correlation[aside] ** 2).sum(), 1e-12), 0.05, 1.0))
    shrunk = np.where(aside, (1 - share) * correlation, 1.0)
    deviations = np.sqrt(variances)
    spread: Floats = shrunk * deviations[:, None] * deviations[None, :]
    return spread
