"""A virtual market: items of groups in regions, some sold every month, some now and then; the truth is known.

Steady items sell their level times a season of their group, a slow trend and gamma noise; rare ones have a demand in
some months, of a size that is negative binomial. All figures are made up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
import polars as pl

from sanhak.model.prediction import Floats
from sanhak.table import Column, Kind, Source, Table

REGIONS: Final = ("Seoul", "Busan")
GROUPS: Final = ("solvents", "resins", "additives")
_PEAKS: Final = {"solvents": 4, "resins": 9, "additives": 0}
"""The month after which a group sells most, counted from January as 0."""
_SWINGS: Final = {"solvents": 0.35, "resins": 0.2, "additives": 0.0}
_FIRST_YEAR: Final = 2021
COLUMNS: Final = (
    Column("month", Kind.DATE),
    Column("region", Kind.CATEGORY),
    Column("group", Kind.CATEGORY),
    Column("item", Kind.CATEGORY),
    Column("sold", unit="ea", lower=0.0),
    Column("price", unit="USD", lower=0.0),
)


@dataclass(frozen=True, slots=True)
class Market:
    """``items`` of each group in each region, the last of each rare; ``noise`` is the relative deviation of a month."""

    items: int = 4
    noise: float = 0.18
    seed: int = 3

    @property
    def names(self) -> tuple[tuple[str, str, str], ...]:
        """Region, group and item of each series."""
        return tuple(
            (region, group, f"{region[0]}{group[0].upper()}-{number}")
            for region in REGIONS
            for group in GROUPS
            for number in range(1, self.items + 1)
        )

    @property
    def rare(self) -> np.ndarray:
        """Which series are sold only now and then, shape (series,)."""
        return np.array([name.endswith(f"-{self.items}") for _, _, name in self.names])

    def truth(self, months: int) -> Floats:
        """The mean demand of each series in each month, shape (series, months)."""
        rng = np.random.default_rng(self.seed)
        at = np.arange(months)
        rows = []
        for (_, group, _), rare in zip(self.names, self.rare, strict=True):
            level, growth = float(np.exp(rng.normal(5.0, 0.7))), float(rng.normal(0.003, 0.004))
            if rare:
                rows.append(np.full(months, 0.3 * (3.0 + level / 60)))
                continue
            season = 1 + _SWINGS[group] * np.cos(2 * np.pi * (at - _PEAKS[group]) / 12)
            rows.append(level * np.exp(growth * at) * season)
        return np.array(rows)

    def sold(self, months: int, rng: np.random.Generator) -> Floats:
        """What was sold, whole numbers, shape (series, months)."""
        mean = self.truth(months)
        shape = 1 / self.noise**2
        steady = rng.poisson(rng.gamma(shape, mean / shape))
        size = np.maximum(mean / 0.3, 1.0)
        rare = (rng.random(mean.shape) < 0.3) * (1 + rng.negative_binomial(2.0, 2.0 / (1.0 + size)))  # noqa: PLR2004 - as in truth
        return np.where(self.rare[:, None], rare, steady).astype(np.float64)

    def table(self, months: int, rng: np.random.Generator) -> Table:
        """One row for each item and month, month after month."""
        sold = self.sold(months, rng)
        prices = np.round(np.exp(np.random.default_rng(self.seed + 1).normal(3.5, 0.6, len(self.names))), 0)
        dates = [datetime(_FIRST_YEAR + at // 12, at % 12 + 1, 1) for at in range(months)]  # noqa: DTZ001 - as columns are
        regions, groups, items = (list(part) * months for part in zip(*self.names, strict=True))
        frame = pl.DataFrame(
            {
                "month": np.repeat(np.array(dates, dtype="datetime64[us]"), len(self.names)),
                "region": regions,
                "group": groups,
                "item": items,
                "sold": sold.T.ravel(),
                "price": np.tile(prices, months),
            }
        )
        source = Source("virtual market", provenance="Simulated, no sales data")
        return Table(frame, COLUMNS, time="month", source=source)
