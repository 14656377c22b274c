"""The check for two units in one column: two clusters of values that a known conversion makes one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from sanhak.finding import Finding
from sanhak.table.check.findings import MixedUnits
from sanhak.table.check.rows import Block, Floats, Mask, blocks
from sanhak.table.column import Column
from sanhak.table.table import Table


@dataclass(frozen=True, slots=True)
class Conversion:
    """``value in second unit = factor * value in first unit + offset``; ``units`` are those of its quantity."""

    name: str
    factor: float
    offset: float
    units: frozenset[str]

    def concerns(self, unit: str | None) -> bool:
        """Whether it may explain clusters in a column of this unit; without one only what is no mere factor of ten."""
        return unit in self.units if unit is not None else self.offset != 0 or self.factor >= TELLING_FACTOR

    def told(self, unit: str | None) -> str:
        """Its name; without a unit in the table a factor stands for all quantities that share it."""
        return self.name if unit is not None or self.offset else f"× {self.factor:g}"

    def forward(self, values: Floats) -> Floats:
        """Values of the first unit in the second."""
        return self.factor * values + self.offset


_TEMPERATURE: Final = frozenset({"°C", "℃", "K", "°F", "℉", "degC", "degF"})
_PRESSURE: Final = frozenset({"bar", "mbar", "Pa", "kPa", "MPa", "psi", "atm", "mmHg", "kgf/cm²"})
_SHARE: Final = frozenset({"%", "wt%", "vol%", "mol%", "ppm"})
_METRIC: Final = frozenset(
    {"mg", "g", "kg", "t", "mL", "L", "m³", "mm", "m", "W", "kW", "MW", "J", "kJ", "MJ", "mol", "kmol"}
)

CONVERSIONS: Final = (
    Conversion("°C → K", 1.0, 273.15, _TEMPERATURE),
    Conversion("°C → °F", 1.8, 32.0, _TEMPERATURE),
    Conversion("°F → K", 1 / 1.8, 273.15 - 32 / 1.8, _TEMPERATURE),
    Conversion("fraction → %", 100.0, 0.0, _SHARE),
    Conversion("bar → kPa", 100.0, 0.0, _PRESSURE),
    Conversion("bar → psi", 14.5038, 0.0, _PRESSURE),
    Conversion("bar → mmHg", 750.062, 0.0, _PRESSURE),
    Conversion("MPa → bar", 10.0, 0.0, _PRESSURE),
    Conversion("bar → mbar", 1000.0, 0.0, _PRESSURE),
    Conversion("1 → 1000", 1000.0, 0.0, _METRIC),
)
"""Conversions that plants confuse. Exact by definition of the units, but for psi and mmHg (NIST SP 811, 2008)."""

LEAST_DISTINCT: Final = 3
"""Different values that each cluster needs: two set levels of a designed test are no mixture."""
LEAST_SHARE: Final = 0.01
"""Share of the values that each cluster needs; fewer are outliers."""
MATCH: Final = (0.05, 0.95)
"""The converted median must lie between these quantiles of the other cluster: the same quantity in the same plant."""
TELLING_FACTOR: Final = 100.0
"""Clusters that lie a factor of ten apart are too common to speak of units where no unit is known."""
LIKE_SPREAD: Final = 4.0
"""The clusters' central ranges may differ by this factor after conversion."""


def mixed_units(table: Table) -> Iterator[Finding]:
    """Number columns in which two units seem to be mixed."""
    for block in blocks(table):
        for place in np.flatnonzero(_torn(block)):
            column = block.columns[place]
            known = [each for each in CONVERSIONS if each.concerns(column.unit)]
            values = block.sorted[place, : block.count[place]]
            for low, high in _clusters(values):
                found = next((each for each in known if _fits(each, low, high)), None)
                if found is not None:
                    yield _finding(column, found, low, high)
                    break


def _torn(block: Block) -> Mask:
    """Columns with a step of a sixth of their range or, for positive values, of a factor of two; shape (columns,)."""
    steps = np.diff(block.sorted, axis=1)
    if steps.shape[1] == 0:
        return np.zeros(len(block.columns), dtype=bool)
    span = block.quantile(1.0) - block.quantile(0.0)
    lower = block.sorted[:, :-1]
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        factor = np.where(lower > 0, block.sorted[:, 1:] / lower, 0.0)
        torn = (steps > span[:, None] / 6).any(axis=1) | (factor > 2).any(axis=1)  # noqa: PLR2004
    return np.asarray(torn & (block.distinct >= 2 * LEAST_DISTINCT))


def _clusters(rising: Floats) -> Iterator[tuple[Floats, Floats]]:
    """The values cut at their widest gap, and positive ones also at the widest gap between their logarithms."""
    scales = [rising] if rising[0] <= 0 else [rising, np.log(rising)]
    least = max(LEAST_DISTINCT, int(np.ceil(LEAST_SHARE * len(rising))))
    for scale in scales:
        gaps = np.diff(scale)[least - 1 : len(scale) - least]
        if len(gaps) == 0:
            continue
        cut = least + int(np.argmax(gaps))
        if gaps.max() > max(scale[cut - 1] - scale[0], scale[-1] - scale[cut]):
            yield rising[:cut], rising[cut:]


def _fits(conversion: Conversion, low: Floats, high: Floats) -> bool:
    """Whether the conversion lays the two clusters onto each other, in one direction or the other."""
    upward = conversion.forward(np.median(low, keepdims=True))[0] > np.median(low)
    first, second = (low, high) if upward else (high, low)
    if min(len(np.unique(first)), len(np.unique(second))) < LEAST_DISTINCT:
        return False
    converted = conversion.forward(first)
    wide = [float(np.subtract(*np.quantile(part, (0.9, 0.1)))) for part in (converted, second)]
    return (
        _within(float(np.median(converted)), second)
        and _within(float(np.median(second)), converted)
        and max(wide) <= LIKE_SPREAD * min(wide)
    )


def _within(value: float, values: Floats) -> bool:
    low, high = np.quantile(values, MATCH)
    return bool(low <= value <= high)


def _finding(column: Column, conversion: Conversion, low: Floats, high: Floats) -> Finding:
    first, second = float(np.median(low)), float(np.median(high))
    return MixedUnits(
        column=column.name,
        first_rows=len(low),
        first=first,
        second_rows=len(high),
        second=second,
        conversion=conversion.told(column.unit),
    )
