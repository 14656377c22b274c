"""The check for a tag that changes its unit at some moment: level and scatter both jump by a known conversion."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from sanhak.finding import Finding
from sanhak.table.check.findings import MixedUnits, UnitChanged
from sanhak.table.check.rows import Floats, Rows, blocks, by_asset
from sanhak.table.check.units import Conversion, mixed_units
from sanhak.table.column import Column
from sanhak.table.table import Table
from sanhak.table.units import compatible, convert, known

SIDE: Final = 50
"""Rows that each side needs: with fewer the scatter is not known well enough."""
WINDOW: Final = 1000
"""Rows that are looked at on each side at most: what lies further away is another time of the plant."""
JUMPS: Final = 8
"""The largest steps of a tag that are looked at."""
NORMAL_80: Final = 2.563
"""Width of the central 80 % of a normal distribution in standard deviations."""
SUDDEN: Final = 10.0
"""The step is this many times larger than the usual difference of neighbours on either side."""
NEAR: Final = 10
"""Rows on each side whose medians are compared."""
APART: Final = 0.9
"""Share of either side that lies beyond the middle between both levels."""
ALIKE_SCATTER: Final = np.log(1.34)
"""Scatter of neighbours may miss the factor by this much: twice its error from fifty rows, and less than 1.8 from 1."""
ALIKE_SPREAD: Final = np.log(3.0)
"""The spread of all values may miss the factor by this much: a plant does not do the same on both sides."""
LEVEL_SCATTER, LEVEL_SHARE, LEVEL_MOST = 3.0, 0.01, 0.2
"""The level may miss the conversion by three usual differences and 1 % of the step, by a fifth of the step at most."""
EXACT: Final = 0.02
"""Where only the zero moves (°C to K) the scatter proves nothing: the level must be right within 2 % of the step."""
FAR_ZERO: Final = 200.0
"""A zero that moves by less (bar to barg) is a usual step of the plant."""
TELLING: Final = (0.7, 1.4)
"""Factors in between cannot be told from a usual step of the plant (bar and kgf/cm²)."""

_UNITS: Final = (
    "°C", "°F", "K", "bar", "kPa", "MPa", "mbar", "psi", "kgf/cm²", "mmHg", "mmH₂O", "barg", "kPag",
    "MPag", "psig", "kgf/cm²G", "m³/h", "L/min", "L/h", "m³/d", "m³/s", "kg/h", "t/h", "kg/min", "kg/s", "t/d", "lb/h",
    "g", "kg", "t", "lb", "mL", "L", "m³", "mm", "cm", "m", "inch", "W", "kW", "MW", "hp", "kJ", "MJ", "GJ", "kcal",
    "Gcal", "kWh", "MWh", "%", "ppm", "rpm", "Hz", "µS/cm", "mS/cm", "S/m", "cP", "mPa·s", "Pa·s", "mm/s", "m/s",
)  # fmt: skip
"""Units between which plants change, the commoner ones first."""
_WITHOUT: Final = (("°C", "°F"), ("°C", "K"), ("°F", "K"))
"""What is looked for in a column without a unit, beside factors of 100 and 1000."""


@dataclass(frozen=True, slots=True)
class Change:
    """A change of units at a reading.

    ``place`` is the first reading after it; ``before`` says that the readings before it are in the unit that is not the
    column's. ``value`` in the one unit is ``factor * value + offset`` in the other, in the direction of ``name``.
    """

    place: int
    name: str
    factor: float
    offset: float
    before: bool

    def back(self, values: Floats) -> Floats:
        """Values of the other unit in the column's own."""
        return self.factor * values + self.offset if self.before else (values - self.offset) / self.factor


def unit_change(unit: str | None, values: Floats) -> Change | None:
    """The change of units within the readings of one tag, finite, in the order of time; None for none.

    Where the column has no unit, that of the first readings is taken as its own.
    """
    # The usual difference over both sides is at most that of the side where it is larger.
    if len(values) < 2 * SIDE:
        return None
    steps = np.abs(np.diff(values))
    least = SUDDEN * _spread(np.diff(values))
    for place in (place for place in _jumps(values) if steps[place - 1] >= least):
        found = _explained(unit, values[max(0, place - WINDOW) : place], values[place : place + WINDOW])
        if found:
            first = found[0]
            own = unit is not None and first.name.endswith(f"→ {known(unit) or unit}")
            return Change(int(place), first.name, first.factor, first.offset, before=own)
    return None


def unit_changes(table: Table) -> Iterator[Finding]:
    """Number columns that seem to change their unit at some moment, on each piece of equipment by itself."""
    if table.time is None or len(table) < 2 * SIDE:
        return
    order, follows = by_asset(table)
    for rows in np.split(order, np.flatnonzero(~follows)[1:]):
        if len(rows) < 2 * SIDE:
            continue
        for block in blocks(table, rows):
            for column, values in zip(block.columns, block.values, strict=True):
                there = np.flatnonzero(np.isfinite(values))
                yield from _changes(table, column, values[there], rows[there])


def _changes(table: Table, column: Column, values: Floats, rows: Rows) -> Iterator[Finding]:
    """The largest step of a tag that is a change of units, if there is one."""
    for place in _jumps(values):
        before, after = values[max(0, place - WINDOW) : place], values[place : place + WINDOW]
        found = _explained(column.unit, before, after)
        if found:
            row = int(rows[place])
            yield UnitChanged(
                column=column.name,
                row=row + 1,
                moment=table.frame[str(table.time)][row],
                before=float(np.median(before[-NEAR:])),
                after=float(np.median(after[:NEAR])),
                conversion=tuple(each.name for each in found),
            )
            return


def _jumps(values: Floats) -> Rows:
    """Positions behind the largest steps, the largest first, with enough rows on both sides."""
    steps = np.abs(np.diff(values))[SIDE - 1 : len(values) - SIDE]
    most = min(JUMPS, len(steps))
    largest = np.argpartition(-steps, most - 1)[:most] if most else np.zeros(0, dtype=np.intp)
    return np.asarray(largest[np.argsort(-steps[largest], kind="stable")] + SIDE, dtype=np.intp)


def _explained(unit: str | None, before: Floats, after: Floats) -> list[Conversion]:
    """The conversions that lay what was before onto what came after, the likeliest first; none for a usual step."""
    scatter = [_spread(np.diff(side)) for side in (before, after)]
    wide = [_spread(side) for side in (before, after)]
    if min(*scatter, *wide) <= 0 or abs(after[0] - before[-1]) < SUDDEN * max(scatter) or not _apart(before, after):
        return []
    ratios = float(np.log(scatter[1] / scatter[0])), float(np.log(wide[1] / wide[0]))
    levels = float(np.median(before[-NEAR:])), float(np.median(after[:NEAR]))
    found = []
    for place, each in enumerate(conversions(unit)):
        error = abs(levels[1] - (each.factor * levels[0] + each.offset))
        if _alike(each, ratios) and error <= _allowed(each, levels, scatter[1]):
            found.append((error > scatter[1], place, each))
    return [each for *_, each in sorted(found, key=lambda one: one[:2])[:3]]


def _apart(before: Floats, after: Floats) -> bool:
    """Whether the sides hardly overlap: the plant does not come back to its old level."""
    positive = min(before.min(), after.min()) > 0
    low, high = (np.log(before), np.log(after)) if positive else (before, after)
    middle = (np.median(low[-NEAR:]) + np.median(high[:NEAR])) / 2
    above = float((low > middle).mean()), float((high > middle).mean())
    return max(above) >= APART and min(above) <= 1 - APART


def _alike(conversion: Conversion, ratios: tuple[float, float]) -> bool:
    """Whether scatter and spread changed by the factor."""
    factor = float(np.log(conversion.factor))
    return bool(abs(ratios[0] - factor) <= ALIKE_SCATTER and abs(ratios[1] - factor) <= ALIKE_SPREAD)


def _allowed(conversion: Conversion, levels: tuple[float, float], scatter: float) -> float:
    """By how much the level may miss the conversion, in the unit after it."""
    step = abs(levels[1] - levels[0]) * min(1.0, conversion.factor)
    most = EXACT if conversion.factor == 1 else LEVEL_MOST
    return min(LEVEL_SCATTER * scatter + LEVEL_SHARE * step, most * step)


def _spread(values: Floats) -> float:
    """The standard deviation that the central 80 % of the values show."""
    return float(np.subtract(*np.quantile(values, (0.9, 0.1)))) / NORMAL_80


@cache
def conversions(unit: str | None) -> tuple[Conversion, ...]:
    """What a change of units can do to a column of this unit, whether its header tells the first unit or the second."""
    if unit is None:
        pairs = [_conversion(first, second) for pair in _WITHOUT for first, second in (pair, pair[::-1])]
        factors = [Conversion(f"× {factor:g}", factor, 0.0, frozenset()) for factor in (100.0, 0.01, 1000.0, 0.001)]
        return (*pairs, *factors)
    own = known(unit) or unit
    others = [other for other in _UNITS if other != own and compatible(own, other)]
    found = [_conversion(first, second) for other in others for first, second in ((own, other), (other, own))]
    if own == "%":
        found += [Conversion("1 → %", 100.0, 0.0, frozenset()), Conversion("% → 1", 0.01, 0.0, frozenset())]
    low, high = TELLING
    return tuple(
        each for each in found if not low < each.factor < high or (each.factor == 1 and abs(each.offset) > FAR_ZERO)
    )


def _conversion(first: str, second: str) -> Conversion:
    offset = convert(0.0, first, second)
    factor = 1.0 if {first, second} == {"°C", "K"} else convert(1.0, first, second) - offset
    return Conversion(f"{first} → {second}", factor, offset, frozenset())


def changed_or_mixed(table: Table) -> Iterator[Finding]:
    """Columns that change their unit at a moment, and those that mix two units otherwise."""
    changed = list(unit_changes(table))
    yield from changed
    told = {finding.params["column"] for finding in changed}
    for finding in mixed_units(table):
        if isinstance(finding, MixedUnits) and finding.column not in told:
            yield finding
