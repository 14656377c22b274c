"""Readings are mended before they are followed: sensors that switch their unit, two assets under one name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sanhak.finding import Finding
from sanhak.model.life.histories import History
from sanhak.model.prediction import Floats
from sanhak.table import Column
from sanhak.table.check.unit_change import Change, unit_change
from sanhak.table.findings_readings import SensorSwitched, TwoCourses

_ENDS: Final = (1.0, 99.0)
_LEAST: Final = 12
"""Readings of an asset from which two courses can be told."""
_OFTEN, _SHARE = 0.3, 0.25
"""Two courses change places in so many of the steps at least, and hold so many of the readings each."""
_STEPS: Final = 4.0
"""An end that lies less than one part in so many beyond a stretch came before its reset."""
_RARE: Final = 0.2
"""Where more of the assets look like two, that is how all of them are run."""


@dataclass(frozen=True, slots=True)
class Switch:
    """A sensor that switched its unit: its place, and how values beyond ``middle`` come into the unit of its head.

    ``above`` says on which side of the middle they lie; NaN for a middle where both units overlap in the fleet.
    """

    place: int
    change: Change
    middle: float
    above: bool

    def beyond(self, values: Floats, unit: str | None) -> NDArray[np.bool_]:
        """Which values are in the other unit; where both overlap, those on one side of the asset's own change."""
        if np.isfinite(self.middle):
            return values > self.middle if self.above else values < self.middle
        known = np.flatnonzero(np.isfinite(values))
        change = unit_change(unit, values[known])
        beyond = np.zeros(len(values), dtype=bool)
        if change is not None and change.name == self.change.name:
            beyond[known[: change.place] if change.before else known[change.place :]] = True
        return beyond


Stretches: TypeAlias = Mapping[str, Sequence[tuple[float, float]]]
"""Of each asset whose counter was reset: where each stretch of the counter ended, and how far it was moved up."""


def stretches_of(shown: Floats, whole: Floats) -> list[tuple[float, float]]:
    """The stretches of a counter, shape (rows,) as shown and as continued."""
    moved = whole - shown
    starts = [0, *(np.flatnonzero(np.diff(shown) < 0) + 1).tolist(), len(shown)]
    return [(float(shown[stop - 1]), float(moved[stop - 1])) for stop in starts[1:]]


def placed(ends: list[tuple[float, bool]], stretches: Sequence[tuple[float, float]]) -> list[tuple[float, bool]]:
    """Ends that a counter showed, in the order in which they came, on the continued counter.

    An end lies in the first stretch that reached so far, and a later end in no earlier stretch; one that shows less
    than the end before it lies in a later one.
    """
    if not stretches:
        return ends
    at, found, before = 0, list[tuple[float, bool]](), -np.inf
    for end, failed in ends:
        at += end < before and at < len(stretches) - 1
        # An end a little beyond the last reading of a stretch came between that reading and the reset.
        while at < len(stretches) - 1 and end > stretches[at][0] * (1 + 1 / _STEPS):
            at += 1
        found.append((end + stretches[at][1], failed))
        before = end
    return found


def switches(histories: Sequence[History], columns: Sequence[Column]) -> list[Switch]:
    """The sensors that switch their unit within the readings of an asset."""
    found = []
    for place, column in enumerate(columns):
        own, other, first = [], [], None
        for one in histories:
            values = one.values[:, place]
            known = values[np.isfinite(values)]
            change = unit_change(column.unit, known)
            if change is None or (first is not None and change.factor != first.factor):
                continue
            first = first or change
            before, after = known[: change.place], known[change.place :]
            own.append(after if change.before else before)
            other.append(before if change.before else after)
        if first is not None:
            right, wrong = (np.percentile(np.concatenate(side), _ENDS) for side in (own, other))
            above = bool(np.mean(wrong) > np.mean(right))
            lower, upper = (right[1], wrong[0]) if above else (wrong[1], right[0])
            found.append(Switch(place, first, float((lower + upper) / 2) if lower < upper else float("nan"), above))
    return found


def in_one_unit(
    histories: Sequence[History], columns: Sequence[Column], found: Sequence[Switch]
) -> tuple[list[History], list[Finding]]:
    """Histories with each sensor in the unit of its head, and what was converted."""
    whole, notes = list(histories), list[Finding]()
    for switch in found:
        rows, assets = 0, 0
        for at, one in enumerate(whole):
            values = one.values.copy()
            beyond = switch.beyond(values[:, switch.place], columns[switch.place].unit)
            if beyond.any():
                values[beyond, switch.place] = switch.change.back(values[beyond, switch.place])
                whole[at] = replace(one, values=values)
                rows, assets = rows + int(beyond.sum()), assets + 1
        if rows:
            notes.append(
                SensorSwitched(
                    column=columns[switch.place].name, conversion=switch.change.name, assets=assets, rows=rows
                )
            )
    return whole, notes


def single(histories: Sequence[History]) -> tuple[list[History], list[Finding]]:
    """Histories without those that are two assets under one name, and these told."""
    double = [one.asset for one in histories if any(map(_two_courses, _sensors(one)))]
    if not double or len(double) > max(1, _RARE * len(histories)):
        return list(histories), []
    return [one for one in histories if one.asset not in double], [TwoCourses(count=len(double), example=double[0])]


def _sensors(one: History) -> Iterator[Floats]:
    for place in range(one.values.shape[1]):
        values = one.values[:, place]
        yield values[np.isfinite(values)]


def _two_courses(values: Floats) -> bool:
    """Whether values jump to and fro between two levels that are far apart."""
    if len(values) < _LEAST:
        return False
    # What two courses have in common, such as wear, is taken out by a straight line through all.
    time = np.arange(len(values), dtype=float)
    level = values - np.polyval(np.polyfit(time, values, 1), time)
    order = np.sort(level)
    gaps = np.diff(order)
    split = int(gaps.argmax())
    upper = level > order[split]
    parts = order[: split + 1], order[split + 1 :]
    within = max(float(np.ptp(part)) for part in parts)
    changes = float((upper[1:] != upper[:-1]).mean())
    share = min(map(len, parts)) / len(values)
    return bool(gaps[split] > within and changes >= _OFTEN and share >= _SHARE)
