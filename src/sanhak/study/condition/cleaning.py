"""Readings of one asset: units that were switched, two courses under one name, renewals that cut its lives."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from sanhak.finding import Finding
from sanhak.model.life.degradation.findings import RenewalsFound
from sanhak.model.prediction import Floats
from sanhak.table.findings_inspections import TwoAssets, UnitsSwitched
from sanhak.table.units import compatible
from sanhak.text import Amount

_INCH: Final = 25.4
_FACTORS: Final = (_INCH, 1000.0)
"""Between mm and inch, and between a unit and its thousandth."""
_IN_INCHES: Final = ("mm", "mm/s")
"""What may have been written in inches."""
_NEAR: Final = 0.15
_SMOOTH: Final = math.log(2)
"""In one unit, no reading is larger than the one before it by such a factor."""
_BACK: Final = 1 / 3
"""Share of the way to the limit that a renewal takes back at least."""
_FAR: Final = 6.0
"""A jump is no noise from so many deviations on."""
_LEAST: Final = 6
_SWITCHES: Final = 3
_TINY: Final = 1e-12


@dataclass(frozen=True, slots=True)
class History:
    """The readings of one asset in the order of time, and its limit."""

    name: str
    at: Floats
    value: Floats
    limit: float


@dataclass(frozen=True, slots=True)
class Life:
    """One life of an asset: from ``begun`` (its renewal, or its first reading) until ``ended``."""

    name: str
    at: Floats
    value: Floats
    limit: float
    begun: float
    ended: float
    reached: bool


def mended(histories: list[History], unit: str | None, found: list[Finding]) -> list[History]:
    """Histories in one unit each, without those that are two assets; ``unit`` is that of the condition."""
    whole, switched, factor, rows = [], [], 0.0, 0
    for one in histories:
        mend = _in_one_unit(one, unit)
        if mend is not None:
            switched.append(one.name)
            factor, changed = mend[1], mend[0].value != one.value
            rows += int(changed.sum())
        whole.append(one if mend is None else mend[0])
    if switched:
        found.append(UnitsSwitched(rows=rows, count=len(switched), factor=Amount(factor), example=switched[0]))
    double = [one.name for one in whole if _two_courses(one)]
    if double:
        found.append(TwoAssets(count=len(double), example=double[0]))
    return [one for one in whole if one.name not in set(double)]


def _in_one_unit(one: History, unit: str | None) -> tuple[History, float] | None:
    """The history in the unit of its limit, where readings change by the factor between two units; None where not."""
    if (one.value <= 0).any() or one.limit <= 0 or len(one.value) < 2:  # noqa: PLR2004 - a change needs two
        return None
    for factor in _FACTORS:
        steps = np.diff(np.log(one.value))
        if not (np.abs(np.abs(steps) - math.log(factor)) < _NEAR).any():
            continue
        if factor == _INCH and unit is not None and not any(compatible(unit, long) for long in _IN_INCHES):
            continue  # a cleaned exchanger may well foul a twenty-fifth of what it did
        # Whatever lies a whole factor from the limit's size is of the other unit.
        power = np.rint(np.log(one.value / one.limit) / math.log(factor))
        value = one.value / factor**power
        # A fouling that is washed off may fall by as much; put into one unit, its growth would leap.
        if np.abs(np.diff(np.log(value))).max() < _SMOOTH:
            return History(one.name, one.at, value, one.limit), factor
    return None


def _two_courses(one: History) -> bool:
    """Whether readings jump to and fro between two courses that run beside each other, far apart."""
    if len(one.value) < _LEAST or (one.at[2:] <= one.at[:-2]).any():
        return False
    # Readings two apart often belong to the same course: their median slope is that of both.
    slope = float(np.median((one.value[2:] - one.value[:-2]) / (one.at[2:] - one.at[:-2])))
    level = one.value - slope * (one.at - one.at[0])
    order = np.sort(level)
    split = int(np.diff(order).argmax())
    parts = order[: split + 1], order[split + 1 :]
    upper = level > order[split]
    within = max(float(np.ptp(part)) for part in parts)
    switches = int((upper[1:] != upper[:-1]).sum())
    far = float(parts[1][0] - parts[0][-1]) > 2 * max(within, _TINY)
    return far and switches >= _SWITCHES and min(map(len, parts)) >= _SWITCHES


def noise_of(histories: list[History]) -> float:
    """Deviation of a reading: from how far each lies off the line through its neighbours, without outliers."""
    off = []
    for one in histories:
        if len(one.at) > 2:  # noqa: PLR2004 - two neighbours and one between
            share = (one.at[1:-1] - one.at[:-2]) / np.maximum(one.at[2:] - one.at[:-2], _TINY)
            line = one.value[:-2] * (1 - share) + one.value[2:] * share
            off.append((one.value[1:-1] - line) / np.sqrt(1 + share**2 + (1 - share) ** 2))
    if not off:
        return 0.0
    return float(1.4826 * np.median(np.abs(np.concatenate(off))))


def cut(
    histories: list[History], orders: Mapping[str, list[tuple[float, bool]]] | None, noise: float, now: float,
    found: list[Finding],
) -> list[Life]:  # fmt: skip
    """The lives of all assets, cut at the orders and where the condition jumps back towards new.

    The condition is turned so that it grows as it gets worse.
    """
    lives: list[Life] = []
    jumps: list[str] = []
    span = float(np.median([one.limit - one.value[0] for one in histories]))
    for one in histories:
        known = list((orders or {}).get(one.name, []))
        steps = np.flatnonzero(np.diff(one.value) < -max(_FAR * noise, _BACK * abs(span)))
        for step in steps:
            if not any(one.at[step] <= moment <= one.at[step + 1] for moment, _ in known):
                # The condition jumps back at some moment between two readings; from the later one on it is new.
                known.append((float(one.at[step + 1]), bool(one.value[step] >= one.limit)))
                jumps.append(one.name)
        lives.extend(_between(one, sorted(known), now))
    if jumps:
        found.append(RenewalsFound(jumps=len(jumps), assets=len(set(jumps)), example=jumps[0]))
    return lives


def _between(one: History, renewed: list[tuple[float, bool]], now: float) -> list[Life]:
    """The lives of one asset between its renewals; those without a reading are not there."""
    ends = [*(end for end in renewed if end[0] <= now), (math.inf, False)]
    begun, lives = -math.inf, []
    for ended, reached in ends:
        rows = (one.at >= begun) & (one.at < ended)
        if rows.any():
            at = one.at[rows]
            start = float(at[0]) if begun == -math.inf else begun
            lives.append(Life(one.name, at, one.value[rows], one.limit, start, ended, reached))
        begun = ended
    return lives
