"""How a plant's history comes about: by experiments, by drifting operation, or under an operator's rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from sanhak.model.prediction import Floats

if TYPE_CHECKING:
    import polars as pl

    from sanhak.plants.plant import Plant

Ranges: TypeAlias = Mapping[str, tuple[float, float]]
History: TypeAlias = "tuple[dict[str, Floats], pl.Series | None]"
"""True inputs by name, and the time of each row where time matters."""

_START: Final = datetime(2026, 1, 5)  # noqa: DTZ001 - a plant's clock shows local time
_CONTROL_MEMORY: Final = 40.0
"""Rows after which a wandering control has forgotten where it was (time constant)."""
_FEED_MEMORY: Final = 15.0
"""Likewise for a disturbance: a tank of feed lasts about so many rows."""


def experiments(plant: Plant, rows: int, ranges: Ranges, rng: np.random.Generator) -> History:
    """Settings spread evenly over ``ranges`` in random order; each row has a disturbance of its own.

    Source: M. D. McKay, R. J. Beckman, W. J. Conover: A comparison of three methods for selecting values of input
    variables in the analysis of output from a computer code, Technometrics 21 (1979) 239–245.
    """
    from scipy.stats import qmc

    shares = qmc.LatinHypercube(len(plant.controls), rng=rng).random(rows)
    settings = {}
    for control, share in zip(plant.controls, shares.T, strict=True):
        lower, upper = ranges[control.column.name]
        settings[control.column.name] = lower + share * (upper - lower)
    for feed in plant.disturbances:
        settings[feed.column.name] = np.clip(rng.normal(feed.nominal, feed.deviation, rows), *feed.bounds)
    return settings, None


def drift(plant: Plant, rows: int, ranges: Ranges, rng: np.random.Generator) -> History:
    """An operation that wanders slowly through ``ranges`` while the feed changes from tank to tank."""
    settings = {}
    for control in plant.controls:
        lower, upper = ranges[control.column.name]
        # The wave of a wandering value is folded into the range, so that it never rests at a border.
        walk = 0.6 * _wander(rows, _CONTROL_MEMORY, rng)
        share = 0.5 + np.arcsin(np.sin(np.pi * walk)) / np.pi
        settings[control.column.name] = lower + share * (upper - lower)
    return settings | _feeds(plant, rows, rng), _hours(rows)


def operator(plant: Plant, rows: int, ranges: Ranges, rng: np.random.Generator) -> History:
    """An operation under the plant's rule: one control answers a measured disturbance, the others rest at mid-range.

    What the control does by itself cannot be told from such rows: it never moved alone.
    """
    feeds = _feeds(plant, rows, rng)
    rule = plant.rule
    watched = next(feed for feed in plant.disturbances if feed.column.name == rule.watched)
    shown = rng.normal(feeds[rule.watched], watched.noise)
    settings = {name: np.full(rows, (lower + upper) / 2) for name, (lower, upper) in ranges.items()}
    answer = settings[rule.control] + rule.gain * (shown - watched.nominal)
    settings[rule.control] = np.clip(np.round(answer / rule.steps) * rule.steps, *ranges[rule.control])
    return settings | feeds, _hours(rows)


HISTORIES: Final[Mapping[str, Callable[[Plant, int, Ranges, np.random.Generator], History]]] = {
    "experiments": experiments,
    "drift": drift,
    "operator": operator,
}


def _feeds(plant: Plant, rows: int, rng: np.random.Generator) -> dict[str, Floats]:
    """Disturbances whose neighbouring rows are alike."""
    return {
        feed.column.name: np.clip(feed.nominal + feed.deviation * _wander(rows, _FEED_MEMORY, rng), *feed.bounds)
        for feed in plant.disturbances
    }


def _wander(rows: int, memory: float, rng: np.random.Generator) -> Floats:
    """A stationary first-order autoregressive series of shape (rows,) with mean 0 and standard deviation 1."""
    from scipy.signal import lfilter

    keep = np.exp(-1 / memory)
    shocks = rng.normal(size=rows) * np.sqrt(1 - keep**2)
    shocks[0] = rng.normal()
    return np.asarray(lfilter([1.0], [1.0, -keep], shocks), dtype=float)


def _hours(rows: int) -> pl.Series:
    import polars as pl

    return pl.Series("time", [_START + timedelta(hours=row) for row in range(rows)], dtype=pl.Datetime("us"))
