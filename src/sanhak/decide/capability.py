"""What to do about a characteristic: find the cause of a change, centre it, reduce its spread, or leave it alone."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from sanhak.model.control_chart import Capability, Ends, Reading, stepped
from sanhak.model.control_chart.capability import nearer
from sanhak.model.control_chart.distribution import Shape
from sanhak.model.prediction import Floats
from sanhak.table.specification import Limits

_CLOSE: Final = 1e-9
_WORTH: Final = 0.5
"""Centring is proposed where it leaves at most this share of the parts outside, or reaches what is asked."""


class Act(StrEnum):
    """What a characteristic asks for."""

    CAUSE = "find the cause"
    CENTRE = "centre"
    SPREAD = "reduce the spread"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Verdict:
    """An act with what it brings.

    ``mean`` is today's level and ``goal`` the one to reach, None where no level would settle it. ``before`` and
    ``after`` are the shares outside with their intervals, None without limits; ``index`` what Ppk becomes.
    """

    act: Act
    mean: float
    goal: float | None = None
    before: Ends | None = None
    after: Ends | None = None
    index: float | None = None


def verdict(reading: Reading, found: Capability, parts: tuple[Floats, Floats] | None, capable: float,
            rng: np.random.Generator) -> Verdict:  # fmt: skip
    """What to do about measurements.

    Parameters
    ----------
    reading, found
        What the chart says, and the capability of all values.
    parts
        The single values before and after the step of the level; None where there is none.
    capable
        The Ppk that is asked for.
    rng
        For the draws of levels before and after a step.
    """
    limits = found.limits
    if parts is not None:
        return _back(found, parts, rng)
    before = found.outside if limits.stated else None
    if not reading.stable:
        return Verdict(Act.CAUSE, found.mean, None, before)
    ppk = found.ppk
    if before is None or ppk is None or ppk[0] >= capable:
        return Verdict(Act.NONE, found.mean, None, before, before, None if ppk is None else ppk[0])
    by = 0.0 if _bounded(found) else centring(found.overall[0], limits, found.mean, capable)
    moved = tuple(_at_goal(shape, found.overall[0], by) for shape in found.overall)
    after, index = found.outside_of((moved[0], moved[1])), float(_index(moved[0], limits))
    if by != 0 and (index >= capable - _CLOSE or after[0] <= _WORTH * before[0]):
        return Verdict(Act.CENTRE, found.mean, found.mean + by, before, after, index)
    return Verdict(Act.SPREAD, found.mean, None, before, after, index)


def centring(shape: Shape, limits: Limits, mean: float, capable: float) -> float:
    """By how much to move a distribution, in its unit.

    To its target; else to where both sides have equal room; with one limit, as far from it as the index asks.
    """
    if limits.target is not None:
        return limits.target - mean
    middle, high, low = (float(shape.quantile(score)) for score in (0.0, 3.0, -3.0))
    up, down = high - middle, middle - low
    if limits.lower is not None and limits.upper is not None:
        return (down * limits.upper + up * limits.lower) / (up + down) - middle
    if limits.upper is not None:
        return min(limits.upper - capable * up - middle, 0.0)
    return 0.0 if limits.lower is None else max(limits.lower + capable * down - middle, 0.0)


def _bounded(found: Capability) -> bool:
    """Whether values are skewed towards their only limit, as by a physical end on the other side.

    Level and spread are then one, and cannot be moved apart.
    """
    one = found.limits.lower is None or found.limits.upper is None
    return one and found.limits.target is None and not found.normal


def _at_goal(shape: Shape, told: Shape, by: float) -> Shape:
    """A distribution, or draws of it, at the level to which the one told is moved: it will be set, not drawn."""
    return shape.moved(told.quantile(0.0) + by - shape.quantile(0.0))


def _index(shape: Shape, limits: Limits) -> Floats:
    found = nearer(shape, limits)
    return np.array(np.nan) if found is None else found


def _back(found: Capability, parts: tuple[Floats, Floats], rng: np.random.Generator) -> Verdict:
    """Back to the level before a step, or holding on to the one after it where that is the better one."""
    first, last = parts
    then, now = stepped(first, last, rng), stepped(last, first, rng)
    if not found.limits.stated:
        return Verdict(Act.CAUSE, float(last.mean()), float(first.mean()))
    before, after = found.outside_of(now), found.outside_of(then)
    if before[0] <= after[0]:
        index = float(_index(now[0], found.limits))
        return Verdict(Act.CAUSE, float(last.mean()), float(last.mean()), before, before, index)
    return Verdict(Act.CAUSE, float(last.mean()), float(first.mean()), before, after,
                   float(_index(then[0], found.limits)))  # fmt: skip
