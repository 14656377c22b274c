"""From many series to forecasts with intervals that add up: methods, weights, reconciliation and bands as one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sanhak.model.forecast.bands import Bands
from sanhak.model.forecast.blend import blended, weights
from sanhak.model.forecast.hierarchy import Hierarchy, Way
from sanhak.model.forecast.intermittent import average, sba, tsb
from sanhak.model.forecast.origins import Method, Origins, judged, origins
from sanhak.model.forecast.panel import Panel
from sanhak.model.forecast.smoothing import damped, naive, theta, winters
from sanhak.model.forecast.trees import Trees
from sanhak.model.prediction import Floats
from sanhak.run import Run

NAIVE: Final = "naive"
BLEND: Final = "blend"
STEADY: Final[Mapping[str, Method]] = {"theta": theta, "damped": damped, "winters": winters}
SPARSE: Final[Mapping[str, Method]] = {"tsb": tsb, "sba": sba, "average": average}
_MOST_ORIGINS: Final = 6
_MOST_OF_FEW: Final = 12
_FEW: Final = 300
"""From how many origins is judged; from more where there are few series."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is expected of each node, and what is known of the error.

    ``expected`` has shape (nodes, horizon) and adds up; ``scale`` is the roughness of each node, ``intermittent`` its
    class, both of shape (nodes,); ``methods`` what each method alone says, not reconciled.
    """

    expected: Floats
    scale: Floats
    intermittent: NDArray[np.bool_]
    methods: Mapping[str, Floats]


@dataclass(frozen=True, slots=True)
class Forecaster:
    """All that was learnt from the rolling origins of one panel.

    ``shares`` are the weights of the methods for steady and for intermittent series; ``way`` and ``projection`` how
    forecasts are made to add up, ``lost`` the error of each way at each level, over the level's roughness; ``origins``
    what was judged on all nodes, and ``reconciled`` the final forecasts there, shape (origins, nodes, horizon).
    """

    hierarchy: Hierarchy
    horizon: int
    trees: Trees | None
    shares: Mapping[bool, Mapping[str, float]]
    way: Way
    projection: Any
    lost: Mapping[Way, tuple[float, ...]]
    origins: Origins
    reconciled: Floats
    bands: Bands
    intermittent: NDArray[np.bool_]

    @staticmethod
    def learn(items: Panel, hierarchy: Hierarchy, horizon: int, run: Run) -> Forecaster:
        """Learn from the items' history; ``horizon`` periods must fit into it at least twice."""
        nodes = hierarchy.over(items)
        most = run.count(_MOST_OF_FEW if len(hierarchy.level) <= _FEW else _MOST_ORIGINS, least=2)
        at = origins(nodes.values.shape[1], horizon, nodes.season, most)
        steady = ~nodes.intermittent
        forest = _forest(nodes.until(at[0]), steady, run.seed)
        found = judged(nodes, at, horizon, _methods(forest))
        shares = {kind: _shares(found, nodes.intermittent == kind, forest is not None, kind) for kind in (False, True)}
        base = _by_class(found.said, shares, nodes.intermittent)
        way, lost = _reconciling(hierarchy, base, found)
        projection = hierarchy.projection(way, _trials(found, base, range(len(at))))
        reconciled = np.stack([hierarchy.coherent(projection, np.nan_to_num(one)) for one in base])
        last = _forest(nodes, steady, run.seed) if forest is not None else None
        bands = Bands.of(found.errors(reconciled), hierarchy.level, nodes.intermittent)
        parts = (hierarchy, horizon, last, shares, way, projection, lost, found, reconciled, bands)
        return Forecaster(*parts, nodes.intermittent)

    def forecast(self, items: Panel) -> Forecast:
        """What comes after a history of the same items, which may go on beyond the one that taught."""
        nodes = self.hierarchy.over(items)
        alive = nodes.lengths > 0
        said = {}
        for name, method in _methods(self.trees).items():
            said[name] = np.zeros((len(alive), self.horizon))
            said[name][alive] = method(nodes.of(alive), self.horizon)
        base = _by_class(said, self.shares, self.intermittent)
        expected = self.hierarchy.coherent(self.projection, base)
        scale = np.ones(len(alive))
        scale[alive] = nodes.of(alive).roughness
        return Forecast(expected, scale, self.intermittent, {**said, BLEND: base})

    def quantiles(self, said: Forecast, levels: Sequence[float]) -> Floats:
        """Quantiles of each node and period, shape (nodes, horizon, levels), never negative."""
        ends = self.bands.ends(levels, self.hierarchy.level, said.intermittent, self.horizon)
        told: Floats = np.maximum(said.expected[:, :, None] + ends * said.scale[:, None, None], 0.0)
        return told


def _methods(trees: Trees | None) -> dict[str, Method]:
    every: dict[str, Method] = {NAIVE: naive, **STEADY, **SPARSE}
    return every if trees is None else {**every, "trees": trees.forecast}


def _forest(nodes: Panel, steady: NDArray[np.bool_], seed: int) -> Trees | None:
    which = steady & (nodes.lengths > 0)
    return Trees.learn(nodes.of(which), seed) if which.any() else None


def _shares(found: Origins, which: NDArray[np.bool_], trees: bool, intermittent: bool) -> Mapping[str, float]:  # noqa: FBT001 - facts, not switches
    if intermittent:
        return weights(found, which, tuple(SPARSE), 2)
    return weights(found, which, (*STEADY, "trees") if trees else tuple(STEADY), 1)


def _by_class(
    said: Mapping[str, Floats], shares: Mapping[bool, Mapping[str, float]], intermittent: NDArray[np.bool_]
) -> Floats:
    """The blend of each series' class, with the nodes on the axis before the last."""
    steady, sparse = (blended(said, shares[kind]) for kind in (False, True))
    return np.where(intermittent[:, None], sparse, steady)


def _trials(found: Origins, base: Floats, which: Sequence[int]) -> Floats:
    """Errors in the unit of the series, shape (trials, nodes); what was not judged erred by nothing."""
    errors = (found.came - np.nan_to_num(base))[list(which)]
    return np.nan_to_num(np.moveaxis(errors, 1, 2).reshape(-1, errors.shape[1]))


def _reconciling(hierarchy: Hierarchy, base: Floats, found: Origins) -> tuple[Way, dict[Way, tuple[float, ...]]]:
    """The way that errs least, each level weighing one; covariances are taken from the other origins."""
    lost: dict[Way, tuple[float, ...]] = {}
    turns = range(len(base))
    for way in hierarchy.ways():
        errors = np.empty_like(base)
        for turn in turns:
            others = [other for other in turns if other != turn] or [turn]
            projection = hierarchy.projection(way, _trials(found, base, others))
            said = hierarchy.coherent(projection, np.nan_to_num(base[turn]))
            errors[turn] = np.abs(found.came[turn] - said)
        lost[way] = tuple(_relative(errors, found, hierarchy.level == depth) for depth in hierarchy.depths)
    return min(lost, key=lambda way: float(np.mean(lost[way]))), lost


def _relative(errors: Floats, found: Origins, which: NDArray[np.bool_]) -> float:
    """The sum of absolute errors of some nodes over the sum of their roughness: large series weigh as they sell."""
    judged_ones = ~np.isnan(found.came[:, which])
    rough = np.broadcast_to(found.scale[:, which, None], judged_ones.shape)
    return float(errors[:, which][judged_ones].sum() / max(rough[judged_ones].sum(), 1e-12))
