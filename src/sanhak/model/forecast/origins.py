"""Rolling origins: forecasts as they would have been made at earlier moments, beside what then came."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np

from sanhak.model.forecast.panel import Panel
from sanhak.model.prediction import Floats

Method: TypeAlias = Callable[[Panel, int], Floats]
"""From what was known to what is expected, shape (series, horizon)."""

FEWEST: Final = 4
"""A series of fewer periods is not judged."""


@dataclass(frozen=True, slots=True)
class Origins:
    """Forecasts of several methods from several origins.

    ``at`` are the origins, as periods known; ``said`` the forecasts of each method, shape (origins, series, horizon),
    ``came`` what came, NaN for series that were too short to be judged, and ``scale`` the roughness of each series at
    each origin, shape (origins, series).
    """

    at: tuple[int, ...]
    said: Mapping[str, Floats]
    came: Floats
    scale: Floats

    def errors(self, said: Floats) -> Floats:
        """What came less what was said, over the series' roughness, shape (origins, series, horizon)."""
        errors: Floats = (self.came - said) / self.scale[:, :, None]
        return errors


def origins(periods: int, horizon: int, season: int, most: int) -> tuple[int, ...]:
    """Where to stand: the last origin that leaves a whole horizon, then earlier ones a third of a horizon apart.

    The first year, or half of what there is, is never judged. Returned in order of time; at least one.
    """
    last = periods - horizon
    earliest = max(min(2 * season, last // 2), FEWEST)
    step = max(-(-horizon // 3), min(horizon, 2))
    found = [last - turn * step for turn in range(most) if last - turn * step >= earliest]
    return tuple(sorted(found or [max(last, 1)]))


def judged(panel: Panel, at: Sequence[int], horizon: int, methods: Mapping[str, Method]) -> Origins:
    """Every method from every origin."""
    said: dict[str, list[Floats]] = {name: [] for name in methods}
    came, scale = [], []
    for origin in at:
        known = panel.until(origin)
        alive = known.lengths >= FEWEST
        rows = known.of(alive)
        truth = np.full((len(panel.values), horizon), np.nan)
        truth[alive] = panel.values[alive, origin : origin + horizon]
        came.append(truth)
        roughness = np.ones(len(panel.values))
        roughness[alive] = rows.roughness
        scale.append(roughness)
        for name, method in methods.items():
            ahead = np.full((len(panel.values), horizon), np.nan)
            if alive.any():
                ahead[alive] = method(rows, horizon)
            said[name].append(ahead)
    return Origins(tuple(at), {name: np.stack(parts) for name, parts in said.items()}, np.stack(came), np.stack(scale))
