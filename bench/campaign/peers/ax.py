"""Ax with its defaults: all factors are choices among their listed settings, numbers in their order."""

from __future__ import annotations

import logging
from importlib.metadata import version

from ax.api.client import Client
from ax.api.configs import ChoiceParameterConfig
from lookup import Factor, Pool, Value

ASKED_AGAIN = 10
"""Ax may return fewer trials than it was asked for; it is asked again so many times before a batch stays short."""


class Tool:
    """One client; trials that it proposed are completed, the first rows attached."""

    def __init__(self, pool: Pool, seed: int) -> None:
        logging.disable(logging.WARNING)
        self.versions = {name: version(name) for name in ("ax-platform", "botorch", "torch")}
        self.snapped = 0
        self._names = [factor.name for factor in pool.factors]
        self._pool = pool
        self._places = {row: place for place, row in enumerate(pool.rows)}
        self._client = Client(random_seed=seed)
        self._client.configure_experiment(
            [_parameter(factor, pool.levels(place)) for place, factor in enumerate(pool.factors)]
        )
        self._client.configure_optimization("measured" if pool.maximize else "-measured")
        self._open: dict[int, int] = {}
        self._told = 0

    def ask(self, rows: list[int], values: list[float], count: int) -> list[int]:
        """Complete what is open, attach the rest, then ask until the batch is full."""
        for row, value in zip(rows[self._told :], values[self._told :], strict=True):
            trial = next((trial for trial, place in self._open.items() if place == row), None)
            if trial is None:
                trial = self._client.attach_trial(dict(zip(self._names, self._pool.rows[row], strict=True)))
            self._open.pop(trial, None)
            self._client.complete_trial(trial, {"measured": value})
        for trial in self._open:
            self._client.mark_trial_abandoned(trial)
        self._told, self._open = len(rows), {}
        for _ in range(ASKED_AGAIN):
            if len(self._open) >= count:
                break
            for trial, point in self._client.get_next_trials(count - len(self._open)).items():
                self._open[trial] = self._row(tuple(point[name] for name in self._names))
        return list(self._open.values())

    def _row(self, settings: tuple[Value, ...]) -> int:
        if settings in self._places:
            return self._places[settings]
        self.snapped += 1
        return self._pool.nearest(settings)


def _parameter(factor: Factor, levels: list[Value]) -> ChoiceParameterConfig:
    names = factor.kind in {"substance", "category"}
    return ChoiceParameterConfig(factor.name, levels, "str" if names else "float", is_ordered=not names)
