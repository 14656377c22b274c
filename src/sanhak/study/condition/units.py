"""A fleet whose readings switch their unit at one time: a new instrument, or another setting of the system."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from sanhak.finding import Finding
from sanhak.study.condition.cleaning import History
from sanhak.table import Column
from sanhak.table.check.unit_change import conversions
from sanhak.table.check.units import Conversion
from sanhak.table.findings_readings import SensorSwitched
from sanhak.table.units import known

_MOST: Final = 0.1
"""A step may miss the conversion by this share of itself."""
_LARGE: Final = math.log(1.5)
_HALF: Final = 0.5
"""Share of the assets that must show the step …"""
_TOGETHER: Final = 0.25
"""… within this share of the time that the readings span."""


def in_one_unit(histories: Sequence[History], column: Column, found: list[Finding]) -> list[History]:
    """Histories in the unit of the column, where at least half of the assets switch to another one at one time.

    A single asset with such a step may have been renewed; a fleet that steps together by the factor between two units
    was not.
    """
    steps = [one for one in histories if len(one.at) > 1]
    span = max((one.at[-1] for one in steps), default=0.0) - min((one.at[0] for one in steps), default=0.0)
    for each in conversions(column.unit) if column.unit else ():
        if abs(math.log(each.factor)) < _LARGE:
            continue
        own = each.name.endswith(f"→ {known(column.unit or '') or column.unit}")
        at = {one.name: place for one in steps if (place := _step(one, each))}
        moments = [one.at[at[one.name]] for one in steps if one.name in at]
        if len(at) < max(2, _HALF * len(steps)) or np.ptp(moments) > _TOGETHER * span:
            continue
        # An asset without a step has all its readings on one side; the moment of the others tells which.
        moment = float(np.median(moments))
        turned = [_turned(one, each, at.get(one.name, int((one.at < moment).sum())), before=own) for one in histories]
        rows = sum(int((new.value != old.value).sum()) for new, old in zip(turned, histories, strict=True))
        found.append(SensorSwitched(column=column.name, conversion=each.name, assets=len(at), rows=rows))
        return turned
    return list(histories)


def _step(one: History, each: Conversion) -> int | None:
    """The first reading in the other unit; None where no step, or more than one, is that of the conversion."""
    before, after = one.value[:-1], one.value[1:]
    size = np.abs(after - before)
    fits = (np.abs(after - (each.factor * before + each.offset)) <= _MOST * size) & (size > 0)
    return int(np.flatnonzero(fits)[0]) + 1 if fits.sum() == 1 else None


def _turned(one: History, each: Conversion, place: int, *, before: bool) -> History:
    """The history with the readings on the side that is not in the unit of the column converted."""
    value = one.value.copy()
    if before:
        value[:place] = each.factor * value[:place] + each.offset
    else:
        value[place:] = (value[place:] - each.offset) / each.factor
    return replace(one, value=value)
