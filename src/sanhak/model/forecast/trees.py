"""One forest of boosted trees for all series: it learns how the next step of a logarithm follows from the last ones.

Source: G. Ke, Q. Meng, T. Finley and others, LightGBM: a highly efficient gradient boosting decision tree (2017), on
differences as the entrants of the M5 competition used them, S. Makridakis, E. Spiliotis and V. Assimakopoulos, Int. J.
Forecast. 38 (2022) 1346.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from sanhak.model.forecast.panel import Panel
from sanhak.model.prediction import Floats

_ROUNDS: Final = 300
_SETTINGS: Final[dict[str, Any]] = {
    "objective": "l1",
    "learning_rate": 0.05,
    "num_leaves": 31,
    "min_data_in_leaf": 100,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "feature_fraction": 0.8,
    "max_bin": 127,
    "num_threads": 1,
    "deterministic": True,
    "force_row_wise": True,
    "verbosity": -1,
}
_MOST_ROWS: Final = 150_000
_MANY_ROWS: Final = 10_000
"""Of fewer rows each tree has only few leaves."""
_FEWEST_ROWS: Final = 300
"""Fewer rows than that teach no forest."""
_LARGEST_STEP: Final = 1.5
"""No step of a logarithm is believed to be larger (a factor of 4.5)."""


@dataclass(frozen=True, slots=True)
class Trees:
    """The forest, and the season for which its inputs were made."""

    booster: Any
    season: int

    @staticmethod
    def learn(panel: Panel, seed: int) -> Trees | None:
        """Trees of all series; None where there are too few rows to teach any."""
        logs, spread = _logs(panel)
        rows, targets = [], []
        depth = _depth(panel.season)
        for at in range(depth, logs.shape[1]):
            there = ~np.isnan(logs[:, at - 3])
            if not there.any():
                continue
            rows.append(_inputs(logs[there, :at], spread[there], panel.season))
            targets.append((logs[there, at] - logs[there, at - 1]) / spread[there])
        if sum(map(len, targets)) < _FEWEST_ROWS:
            return None
        inputs, target = np.concatenate(rows)[-_MOST_ROWS:], np.concatenate(targets)[-_MOST_ROWS:]
        import lightgbm

        data = lightgbm.Dataset(inputs, target, free_raw_data=True)
        small = {"num_leaves": 7} if len(target) < _MANY_ROWS else {}
        settings = {**_SETTINGS, **small, "seed": seed}
        return Trees(lightgbm.train(settings, data, num_boost_round=_ROUNDS), panel.season)

    def forecast(self, panel: Panel, horizon: int) -> Floats:
        """Step by step, each built on the one before, shape (series, horizon)."""
        logs, spread = _logs(panel)
        for _ in range(horizon):
            step = self.booster.predict(_inputs(logs, spread, self.season), num_threads=1) * spread
            nearest = np.clip(step, -_LARGEST_STEP, _LARGEST_STEP)
            logs = np.c_[logs, logs[:, -1] + nearest]
        most = 4 * np.nanmax(panel.values, axis=1, keepdims=True)
        ahead: Floats = np.minimum(np.exp(np.minimum(logs[:, -horizon:], 300.0)), most)
        return ahead


def _depth(season: int) -> int:
    return season + 2


def _logs(panel: Panel) -> tuple[Floats, Floats]:
    """Logarithms, zeros read as a twentieth of the mean, and the usual size of a step of each series."""
    mean = np.nansum(panel.values, axis=1) / np.maximum(panel.lengths, 1)
    logs = np.log(np.maximum(panel.values, np.maximum(0.05 * mean, 1e-9)[:, None]))
    steps = np.abs(np.diff(logs, axis=1))
    counted = (~np.isnan(steps)).sum(axis=1)
    usual = np.where(counted > 0, np.nansum(steps, axis=1) / np.maximum(counted, 1), 0.0)
    return logs, np.maximum(usual, 1e-3)


def _inputs(logs: Floats, spread: Floats, season: int) -> Floats:
    """What the next step is told from: the last steps, how the level lies to its means, and the year before."""
    depth = _depth(season)
    missing = np.full((len(logs), max(0, 2 * depth - logs.shape[1])), np.nan)
    last = np.c_[missing, logs][:, -2 * depth :]
    now, scale = last[:, -1:], spread[:, None]
    steps = np.diff(last, axis=1)[:, -depth:] / scale
    means = [_mean(now - last[:, -span:]) for span in (3, 6, season, 2 * season) if span > 1]
    ahead = [(last[:, [-season + step]] - now) for step in range(min(4, season))] if season > 1 else []
    return np.concatenate([steps, *(part / scale for part in (*means, *ahead)), np.log(scale)], axis=1)


def _mean(gaps: Floats) -> Floats:
    counted = (~np.isnan(gaps)).sum(axis=1, keepdims=True)
    mean: Floats = np.where(counted > 0, np.nansum(gaps, axis=1, keepdims=True) / np.maximum(counted, 1), np.nan)
    return mean
