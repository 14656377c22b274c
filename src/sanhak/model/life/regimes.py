"""Regimes: the ways in which assets are run, found from their settings, and what young assets show in each.

What a sensor shows hangs on how its asset is run. Readings are compared with what young assets show in the same regime
and at the same settings; only then do they tell of wear.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from sanhak.model.prediction import Floats

if TYPE_CHECKING:
    from sanhak.model.life.histories import History

_MOST: Final = 8
"""Regimes that are told apart at most."""
_SAMPLE: Final = 3000
_APART: Final = 4.0
"""Regimes lie so many times further apart than they are wide; closer ones are one, whose settings are a slope."""
_YOUNG: Final = 0.3
"""The share of its life in which an asset counts as young."""
_LEAST: Final = 5
"""Young readings in a regime for each coefficient, or it borrows from all."""
_DIGITS: Final = 9
"""Normal values are rounded to so many digits, so that the unit of a sensor cannot turn a tie."""


@dataclass(frozen=True, slots=True)
class Regimes:
    """Regimes by their centres, shape (regimes, settings), in settings divided by ``scale``, shape (settings,)."""

    centres: Floats
    scale: Floats

    def __len__(self) -> int:
        return len(self.centres)

    @classmethod
    def find(cls, settings: Floats, rng: np.random.Generator) -> Regimes:
        """As many regimes as lie clearly apart, at least one, from ``settings`` of shape (rows, settings)."""
        known = settings[~np.isnan(settings).any(axis=1)]
        if not settings.shape[1] or not len(known):
            return cls(np.zeros((1, settings.shape[1])), np.ones(settings.shape[1]))
        spread = known.std(axis=0)
        scale = np.where(spread > 0, spread, 1.0)
        scaled = known / scale
        some = scaled[rng.choice(len(scaled), min(_SAMPLE, len(scaled)), replace=False)]
        best = some.mean(axis=0, keepdims=True)
        for count in range(2, min(_MOST, len(np.unique(some, axis=0))) + 1):
            centres = _clustered(some, count, int(rng.integers(2**31)))
            if _apart(some, centres):
                best = centres
        return cls(best[np.lexsort(best.T)], scale)

    def of(self, settings: Floats) -> NDArray[np.int64]:
        """The regime of each row of ``settings``, shape (rows,): the nearest; of an unknown setting the one before."""
        if len(self) == 1:
            return np.zeros(len(settings), dtype=np.int64)
        known = ~np.isnan(settings).any(axis=1)
        away = ((settings[:, None, :] / self.scale - self.centres) ** 2).sum(axis=2)
        nearest = np.nan_to_num(away).argmin(axis=1)
        last = np.maximum.accumulate(np.where(known, np.arange(len(settings)), 0))
        return np.asarray(nearest[last], dtype=np.int64)


def _clustered(rows: Floats, count: int, seed: int) -> Floats:
    from sklearn.cluster import KMeans

    return np.asarray(KMeans(count, n_init=4, random_state=seed).fit(rows).cluster_centers_)


def _apart(rows: Floats, centres: Floats) -> bool:
    """Whether any two regimes lie further apart than both are wide."""
    away = np.sqrt(((rows[:, None, :] - centres) ** 2).sum(axis=2))
    nearest = away.argmin(axis=1)
    width = np.array([np.sqrt((away[np.asarray(nearest == at), at] ** 2).mean()) for at in range(len(centres))])
    between = np.sqrt(((centres[:, None] - centres) ** 2).sum(axis=2)) + np.where(np.eye(len(centres)), np.inf, 0.0)
    return bool((between > _APART * (width[:, None] + width)).all())


@dataclass(frozen=True, slots=True)
class Young:
    """What sensors show while assets are young: by regime, a plane over the settings and the scatter around it.

    ``plane`` has shape (regimes, 1 + settings, sensors), over settings from ``middle`` in units of the regimes' scale;
    ``scatter`` has shape (regimes, sensors).
    """

    regimes: Regimes
    middle: Floats
    plane: Floats
    scatter: Floats

    @classmethod
    def learn(cls, histories: Sequence[History], rng: np.random.Generator, young: float = _YOUNG) -> Young:
        """From the first part, the share ``young``, of each life that ended, or of all where none did."""
        settings = np.concatenate([one.settings for one in histories])
        regimes = Regimes.find(settings, rng)
        usable = [one for one in histories if one.failed] or list(histories)
        first = [slice(0, max(1, round(young * len(one)))) for one in usable]
        values = np.concatenate([one.values[part] for one, part in zip(usable, first, strict=True)])
        rows = np.concatenate([one.settings[part] for one, part in zip(usable, first, strict=True)])
        regime = np.concatenate([regimes.of(one.settings)[part] for one, part in zip(usable, first, strict=True)])
        means = [np.where((regime == at)[:, None], rows, np.nan) for at in range(len(regimes))]
        middle = np.stack([_mean(one) for one in means])
        sizes = (len(regimes), rows.shape[1] + 1, values.shape[1])
        planes, scatter = np.zeros(sizes), np.ones((sizes[0], sizes[2]))
        for at in range(sizes[0]):
            here: NDArray[np.bool_] = np.asarray(regime == at)
            if here.sum() < _LEAST * sizes[1]:
                here = np.ones(len(regime), dtype=np.bool_)
            design = np.column_stack([np.ones(here.sum()), _filled((rows[here] - middle[at]) / regimes.scale)])
            for sensor in range(sizes[2]):
                planes[at, :, sensor], scatter[at, sensor] = _fitted(design, values[here, sensor])
        return cls(regimes, middle, planes, scatter)

    def normal(self, history: History) -> History:
        """The history in scatters away from what young assets show there, with its regimes."""
        regime = self.regimes.of(history.settings)
        away = _filled((history.settings - self.middle[regime]) / self.regimes.scale)
        design = np.column_stack([np.ones(len(history)), away])
        expected = np.einsum("rp,rps->rs", design, self.plane[regime])
        values = np.round((history.values - expected) / self.scatter[regime], _DIGITS)
        return replace(history, values=values, regime=regime)


def _mean(values: Floats) -> Floats:
    """Column means of what is known; 0 where nothing is."""
    known = ~np.isnan(values)
    return np.asarray(np.where(known, values, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1))


def _filled(values: Floats) -> Floats:
    return np.asarray(np.where(np.isnan(values), 0.0, values))


def _fitted(design: Floats, values: Floats) -> tuple[Floats, float]:
    """A plane by least squares with a little ridge, and the scatter around it."""
    known = ~np.isnan(values)
    if not known.any():
        return np.zeros(design.shape[1]), 1.0
    X, y = design[known], values[known]
    # Centred first, so that the ridge cannot depend on the unit.
    ridge = np.diag([0.0, *np.full(X.shape[1] - 1, 1.0)])
    slope = np.linalg.solve(X.T @ X + ridge, X.T @ (y - y.mean()))
    slope[0] += y.mean()
    scatter = float(np.std(y - X @ slope))
    spread = float(np.std(y))
    # A sensor that stood still while assets were young still has a unit: its own size.
    return slope, scatter if scatter > 1e-9 * max(abs(y.mean()), spread) else max(spread, 1e-3 * abs(y.mean()), 1e-12)
