"""Intervals from earlier errors: pooled over series that are alike, for each period ahead, and never below zero.

Each series' errors are counted in its own roughness, so that large and small ones can be pooled.
Source: V. Vovk, A. Gammerman and G. Shafer, Algorithmic learning in a random world (2005); forward in time it is a
measurement, not a guarantee.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sanhak.model.prediction import Floats

ENOUGH: Final = 40
"""Errors that a pool needs of each period ahead; a smaller one is joined with that of the next level, then of all."""


@dataclass(frozen=True, slots=True)
class Bands:
    """Pools of scaled errors by group; ``pools`` maps a group to errors of shape (trials, horizon)."""

    pools: dict[tuple[int, bool], Floats]
    borrowed: tuple[tuple[int, bool], ...]
    """Groups that had too few errors of their own."""

    @staticmethod
    def of(errors: Floats, level: NDArray[np.intp], intermittent: NDArray[np.bool_]) -> Bands:
        """Pools from errors of shape (origins, nodes, horizon); NaN where nothing was judged."""
        pools: dict[tuple[int, bool], Floats] = {}
        borrowed = []
        groups = sorted(set(zip(level.tolist(), intermittent.tolist(), strict=True)))
        for group in groups:
            reach = [one for one in groups if one[1] == group[1]] or groups
            nearest = sorted(reach, key=lambda one: abs(one[0] - group[0]))
            found = np.empty((0, errors.shape[2]))
            for place, (depth, kind) in enumerate(nearest):
                if place and len(found) >= ENOUGH:
                    break
                which = (level == depth) & (intermittent == kind)
                rows = errors[:, which].reshape(-1, errors.shape[2])
                found = np.r_[found, rows[~np.isnan(rows).all(axis=1)]]
                if place == 1:
                    borrowed.append(group)
            pools[group] = found
        return Bands(pools, tuple(borrowed))

    def ends(
        self, levels: Sequence[float], level: NDArray[np.intp], intermittent: NDArray[np.bool_], horizon: int
    ) -> Floats:
        """Quantiles of scaled errors, shape (nodes, horizon, levels), for ``horizon`` periods ahead."""
        found = np.zeros((len(level), horizon, len(levels)))
        for (depth, kind), pool in self.pools.items():
            which = (level == depth) & (intermittent == kind)
            found[which] = np.stack([_quantiles(pool[:, step], levels) for step in range(horizon)])
        return found


def _quantiles(errors: Floats, levels: Sequence[float]) -> Floats:
    """Quantiles that hold as promised for one more error: lower ones rounded down, upper ones up, of n + 1."""
    known = np.sort(errors[~np.isnan(errors)])
    if not len(known):
        return np.zeros(len(levels))
    count = len(known)
    places = [
        int(np.floor(q * (count + 1))) - 1 if q < 0.5 else int(np.ceil(q * (count + 1))) - 1  # noqa: PLR2004 - the middle
        for q in levels
    ]
    found: Floats = known[np.clip(places, 0, count - 1)]
    return found
