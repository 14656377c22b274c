"""Assets of several units that are renewed at an age: what they truly cost a year, and how often they fail.

Lives follow Weibull's law. An asset that is renewed at the age T by plan costs, in the long run and for each day,
(failure · F(T) + planned · S(T)) / ∫₀ᵀ S (R. Barlow, F. Proschan: Mathematical Theory of Reliability, 1965, chapter 4).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import ArrayLike

from sanhak.model.prediction import Floats
from sanhak.plants.plant import Limits, Optimum, Settings

if TYPE_CHECKING:
    from sanhak.table import Table

YEAR: Final = 365.25
COST: Final = "cost"
_AGES: Final = 20_000
"""Ages that are tried for the best one, evenly on a logarithmic scale: a step is less than 0.02 %."""


@dataclass(frozen=True, slots=True)
class Unit:
    """Assets of one kind, ``count`` in number, whose lives follow Weibull's law of ``shape`` and ``scale`` [d].

    ``failure`` and ``planned`` are what a failure and a planned renewal cost, in one currency.
    """

    name: str
    count: int
    shape: float
    scale: float
    failure: float
    planned: float

    def alive(self, age: ArrayLike) -> Floats:
        """The probability that a new asset lives longer than an age [d]."""
        return np.asarray(np.exp(-((np.asarray(age, dtype=float) / self.scale) ** self.shape)))

    def used(self, age: ArrayLike) -> Floats:
        """The mean time until an asset fails or reaches an age, whichever is first [d]."""
        from scipy.special import gamma, gammainc

        part = 1 / self.shape
        return np.asarray(self.scale * gamma(1 + part) * gammainc(part, -np.log(self.alive(age))))

    def cost(self, age: ArrayLike) -> Floats:
        """What all its assets cost a year if each is renewed at an age [d]."""
        alive = self.alive(age)
        spent = self.failure * (1 - alive) + self.planned * alive
        return np.asarray(self.count * YEAR * spent / self.used(age))


@dataclass(frozen=True, slots=True)
class Renewals:
    """Units whose assets are renewed at an age of their own: the settings, by the names of the units [d]."""

    units: tuple[Unit, ...]

    def truth(self, settings: Settings) -> dict[str, Floats]:
        """The true cost of a year by the age at which each unit's assets are renewed, of shape (rows,)."""
        rows = np.broadcast_arrays(*(np.atleast_1d(np.asarray(settings[unit.name], float)) for unit in self.units))
        return {COST: np.sum([unit.cost(ages) for unit, ages in zip(self.units, rows, strict=True)], axis=0)}

    def chance(self, settings: Settings, limits: Limits) -> dict[str, Floats]:
        """How surely limits of the mean cost are kept: it is known without noise, so 0 or 1, of shape (rows,)."""
        true = self.truth(settings)
        return {
            name: ((true[name] >= (-np.inf if lower is None else lower))
                   & (true[name] <= (np.inf if upper is None else upper))).astype(float)
            for name, (lower, upper) in limits.items()
        }  # fmt: skip

    def optimum(self, ends: Mapping[str, tuple[float, float]]) -> Optimum:
        """The ages of least cost within ``ends``: each unit's own, as their costs add up."""
        best = {}
        for unit in self.units:
            ages = np.geomspace(*ends[unit.name], _AGES)
            best[unit.name] = float(ages[np.argmin(unit.cost(ages))])
        least = {name: float(value[0]) for name, value in self.truth(best).items()}
        return Optimum(COST, least[COST], best, least, {})

    def record(self, years: float, rng: np.random.Generator, ages: tuple[float, float]) -> Table:
        """Every life until today: its unit, how long it lasted, and whether it failed.

        Parameters
        ----------
        years
            How long ago the first assets were installed; the others followed within the first half of it.
        rng
            Where lives come from.
        ages
            Lives that did not fail were ended by plan at an age drawn evenly from this range [d], or go on today.
        """
        import polars as pl

        from sanhak.table import Column, Kind, Source, Table

        rows = [row for unit in self.units for row in _lives(unit, years * YEAR, rng, ages)]
        frame = pl.DataFrame(rows, schema={"unit": pl.String, "life": pl.Float64, "failed": pl.String}, orient="row")
        columns = (Column("unit", Kind.CATEGORY), Column("life", unit="d"), Column("failed", Kind.CATEGORY))
        return Table(frame, columns, source=Source("", provenance="Simulated, no plant data"))


def _lives(
    unit: Unit, span: float, rng: np.random.Generator, ages: tuple[float, float]
) -> list[tuple[str, float, str]]:
    """The lives of a unit's assets: each is followed at once by a new one, and the last of them goes on."""
    rows = []
    for begun in rng.uniform(0.0, span / 2, unit.count):
        left = span - begun
        while left >= 1.0:
            life, planned = max(1.0, unit.scale * float(rng.weibull(unit.shape))), float(rng.uniform(*ages))
            rows.append(
                (unit.name, float(round(min(life, planned, left))), "yes" if life < min(planned, left) else "no")
            )
            left -= min(life, planned)
    return rows
