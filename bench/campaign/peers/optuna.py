"""Optuna with its default sampler, or its Gaussian process.

It knows no lists of rows: names are categories, evenly spaced numbers count their steps, other numbers are ranges, and
a mixture is broken off part by part, in such a way that uniform points are uniform mixtures (the Dirichlet distribution
of ones, stick by stick). A point off the list is moved to the nearest row.
"""

from __future__ import annotations

import math
from importlib.metadata import version

import numpy as np
import optuna
from lookup import Pool, Value
from optuna.distributions import BaseDistribution, CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.samplers import BaseSampler, GPSampler, TPESampler
from optuna.trial import create_trial

CLOSE = 1e-9


class Tool:
    """Each batch is asked of a study that knows all that was measured; what it is asked in one batch stays pending."""

    def __init__(self, pool: Pool, seed: int, sampler: str = "tpe") -> None:
        optuna.logging.set_verbosity(optuna.logging.ERROR)
        self.versions = {"optuna": version("optuna")}
        if sampler == "gp":
            self.versions["torch"] = version("torch")
        self.snapped = 0
        self._pool, self._seed, self._sampler = pool, seed, sampler
        self._mixture = all(factor.kind == "share" for factor in pool.factors)
        self._after = range(len(pool.factors) - 1, 0, -1)
        self._even = {} if self._mixture else self._evenly_spaced()
        self._space = self._distributions()
        self._known = [self._point(row) for row in pool.rows]

    def ask(self, rows: list[int], values: list[float], count: int) -> list[int]:
        """Tell everything measured, then ask ``count`` times."""
        study = optuna.create_study(
            direction="maximize" if self._pool.maximize else "minimize", sampler=self._made(len(rows))
        )
        for row, value in zip(rows, values, strict=True):
            study.add_trial(create_trial(params=self._known[row], distributions=self._space, value=value))
        return [self._row(study.ask(self._space).params) for _ in range(count)]

    def _made(self, measured: int) -> BaseSampler:
        seed = 1000 * self._seed + measured
        return GPSampler(seed=seed) if self._sampler == "gp" else TPESampler(seed=seed)

    def _distributions(self) -> dict[str, BaseDistribution]:
        """The space; of a mixture the last component is what is left."""
        if self._mixture:
            return {factor.name: FloatDistribution(0, 1) for factor in self._pool.factors[:-1]}
        found: dict[str, BaseDistribution] = {}
        for place, factor in enumerate(self._pool.factors):
            levels = self._pool.levels(place)
            if factor.kind in {"substance", "category"}:
                found[factor.name] = CategoricalDistribution(levels)
                continue
            last = len(levels) - 1
            even = factor.name in self._even
            found[factor.name] = IntDistribution(0, last) if even else FloatDistribution(levels[0], levels[-1])
        return found

    def _evenly_spaced(self) -> dict[str, list[float]]:
        """The levels of the numbers that are evenly spaced."""
        found = {}
        for place, factor in enumerate(self._pool.factors):
            levels = self._pool.levels(place)
            if factor.kind == "number" and np.ptp(np.diff(levels)) < CLOSE:
                found[factor.name] = levels
        return found

    def _point(self, row: tuple[Value, ...]) -> dict[str, Value]:
        """The point of Optuna's space that a row stands for."""
        if not self._mixture:
            point = {factor.name: value for factor, value in zip(self._pool.factors, row, strict=True)}
            return point | {name: levels.index(point[name]) for name, levels in self._even.items()}
        left, point = 1.0, {}
        for factor, share, after in zip(self._pool.factors[:-1], row, self._after, strict=False):
            point[factor.name] = 1 - (1 - min(share / left, 1.0)) ** after if left > CLOSE else 0.0
            left -= share
        return point

    def _settings(self, point: dict[str, Value]) -> list[Value]:
        """What a point of Optuna's space sets."""
        if not self._mixture:
            point = point | {name: levels[point[name]] for name, levels in self._even.items()}
            return [point[factor.name] for factor in self._pool.factors]
        left, settings = 1.0, []
        for factor, after in zip(self._pool.factors[:-1], self._after, strict=True):
            settings.append(left * (1 - (1 - point[factor.name]) ** (1 / after)))
            left -= settings[-1]
        return [*settings, left]

    def _row(self, point: dict[str, Value]) -> int:
        """The row of a point, or the nearest one."""
        settings = self._settings(point)
        found = self._pool.nearest(settings)
        row = self._pool.rows[found]
        same = all(
            a == b if isinstance(a, str) else math.isclose(a, b, abs_tol=1e-6)
            for a, b in zip(row, settings, strict=True)
        )
        self.snapped += not same
        return found
