"""Why an asset is expected to last so long: the sensors that speak and since when, and the past assets most like it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sanhak.model.life.histories import History
from sanhak.model.life.past import Past
from sanhak.model.life.remaining import RemainingLife, Trees
from sanhak.model.prediction import Floats

_WIDE: Final = 3.0
"""Scatters of young assets beyond which a mean over a window has left its normal course."""
_LIKE: Final = 1
"""Place of the window over which assets are compared, and sensors smoothed, among the windows."""
_USUAL: Final = 0.99
"""The share of past assets, each compared with the others, that were less far from their nearest."""
_POINTS: Final = 40
"""Readings of each past life with which assets are compared."""
_SOME: Final = 20
"""Lives that ended, at most, which say what sensors bring to a learner that does not say it itself."""


@dataclass(frozen=True, slots=True)
class Voice:
    """A sensor that has left its normal course: by how many scatters, since when, and its share of what is told."""

    sensor: int
    away: float
    since: float
    share: float


@dataclass(frozen=True, slots=True)
class Likeness:
    """The past life nearest to an asset today: its place, what it then had left, and how far off it is.

    ``distance`` is a multiple of what 99 % of past assets had to their nearest one: above 1 nothing like it was seen.
    """

    life: int
    left: float
    distance: float


def voices(model: RemainingLife, history: History, scatter: Floats) -> tuple[Voice, ...]:
    """The sensors of an asset that have left their normal course and are still off it, the loudest first.

    ``scatter`` is that of means over the window while assets are young, shape (sensors,), from :func:`quiet`.
    """
    means = _means(model, history, np.arange(len(history)))
    off = np.abs(means) > _WIDE * scatter
    share = _shares(model, history, means.shape[1])
    found = []
    for sensor in np.flatnonzero(off[-1]).tolist():
        inside = np.flatnonzero(~off[:, sensor])
        begun = int(inside[-1]) + 1 if len(inside) else 0
        away = float(means[-1, sensor] / scatter[sensor])
        found.append(Voice(sensor, away, float(history.time[begun]), float(share[sensor])))
    return tuple(sorted(found, key=lambda one: (-one.share, -abs(one.away))))


def quiet(model: RemainingLife, histories: Sequence[History]) -> Floats:
    """The scatter of means over the window in the first third of lives that ended, shape (sensors,)."""
    young = [_means(model, one, np.arange(max(1, len(one) // 3))) for one in histories if one.failed]
    seen = np.concatenate(young)
    known = ~np.isnan(seen)
    square = np.where(known, seen, 0.0) ** 2
    return np.asarray(np.sqrt(square.sum(axis=0) / np.maximum(known.sum(axis=0), 1)).clip(1e-6))


def _means(model: RemainingLife, history: History, keep: NDArray[np.int64]) -> Floats:
    """Normal values, averaged over the window: shape (keep, sensors)."""
    windows = model.asked.windows
    sensors = history.values.shape[1]
    found = windows.of(model.young.normal(history), keep)
    start = [what for what, _ in windows.names([str(at) for at in range(sensors)])].index(
        f"mean {windows.lengths[_LIKE]:g}"
    )
    return np.asarray(found[:, start : start + sensors], dtype=float)


def _shares(model: RemainingLife, history: History, sensors: int) -> Floats:
    """The share of each sensor in what sets this asset's life apart from that of all, shape (sensors,)."""
    if not isinstance(model.learner, Trees):
        return _parts(_moved(model, history))
    X = model.asked.windows.of(model.young.normal(history), np.array([len(history) - 1]))
    told = model.learner.shares(X)[0]
    by = _by_sensor(model, told, sensors)
    return np.asarray(np.abs(by) / max(float(np.abs(told).sum()), 1e-12))


def weights(model: RemainingLife, past: Sequence[History]) -> Floats:
    """What each sensor brought in learning, shape (sensors,), their sum one; equal where none brought anything.

    Of trees it is their gain; of others how far lives that ended would have been told otherwise without the sensor.
    """
    if isinstance(model.learner, Trees):
        return _parts(_by_sensor(model, model.learner.gains(), past[0].values.shape[1]))
    some = np.unique(np.linspace(0, len(past) - 1, min(_SOME, len(past))).astype(int))
    return _parts(np.mean([_moved(model, past[at]) for at in some], axis=0))


def _moved(model: RemainingLife, history: History) -> Floats:
    """How far the life told last moves when a sensor shows what is usual while young, shape (sensors,)."""
    normal, last = model.young.normal(history), [np.array([len(history) - 1])]
    lives = [normal]
    for sensor in range(normal.values.shape[1]):
        values = normal.values.copy()
        values[:, sensor] = 0.0
        lives.append(replace(normal, values=values))
    told = model.learner.predict(Past.of(lives, last * len(lives), model.asked.windows))
    return np.asarray(np.abs(told[1:] - told[0]))


def _by_sensor(model: RemainingLife, of: Floats, sensors: int) -> Floats:
    """Sums of what features have, shape (features,), over those of each sensor."""
    names = model.asked.windows.names([str(at) for at in range(sensors)])
    by = np.zeros(sensors)
    for (_, sensor), value in zip(names, of, strict=False):
        if sensor:
            by[int(sensor)] += value
    return by


def _parts(of: Floats) -> Floats:
    """Parts of one; equal ones where there is nothing to share."""
    return of / of.sum() if of.sum() > 0 else np.full(len(of), 1.0 / len(of))


def nearest(model: RemainingLife, past: Sequence[History], running: Sequence[History]) -> tuple[Likeness, ...]:
    """For each running asset the past life that once looked most like it, judged by what past lives are to another."""
    keep = [np.unique(np.linspace(0, len(one) - 1, min(_POINTS, len(one))).astype(int)) for one in past]
    scale = np.sqrt(weights(model, past)) / quiet(model, past)
    points = [np.nan_to_num(_means(model, one, at)) * scale for one, at in zip(past, keep, strict=True)]
    left = [one.left()[at] for one, at in zip(past, keep, strict=True)]
    every = np.concatenate(points)
    life = np.repeat(np.arange(len(past)), [len(one) for one in points])
    usual = np.concatenate([_away(one, every[life != at]).min(axis=1) for at, one in enumerate(points)])
    limit = max(float(np.quantile(usual, _USUAL)), 1e-9)
    found = []
    for one in running:
        away = _away(np.nan_to_num(_means(model, one, np.array([len(one) - 1]))) * scale, every)[0]
        best = int(away.argmin())
        found.append(Likeness(int(life[best]), float(np.concatenate(left)[best]), float(away[best]) / limit))
    return tuple(found)


def _away(rows: Floats, others: Floats) -> Floats:
    """Distances, shape (rows, others)."""
    square = (rows**2).sum(axis=1)[:, None] + (others**2).sum(axis=1) - 2 * rows @ others.T
    return np.asarray(np.sqrt(np.maximum(square, 0.0)))
