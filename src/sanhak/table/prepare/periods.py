"""Periods in a history that a model should not learn from, each with its reason: stops, start-ups, transitions.

All functions take times in seconds on any clock, in their order. A period reaches from its first moment up to, but not
with, its ``end``. Rows of a period are those from ``first`` up to, but not with, ``first + rows``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from sanhak.finding import Finding, Refusal
from sanhak.table.check.rows import Floats, Mask
from sanhak.table.prepare.found_period import (
    CAUSES,
    Cause,
    FoundPeriod,
    Limits,
    amount,
    moment,
    period,
    periods_of,
    rows_in,
)
from sanhak.table.prepare.period_findings import (
    ClockJumpsBack,
    FewOutsidePeriods,
    HardlyEverSteady,
    NothingOutsidePeriods,
    NotSteadyInTime,
    NoUsualThroughput,
)
from sanhak.table.prepare.steady import restlessness, rising
from sanhak.text import Amount, Text, say

LEAST_ROWS: Final = 10
"""With fewer rows outside all periods a warning is given."""
MOSTLY: Final = 0.9
"""Share of unsteady rows above which the limit says more of the noise than of the plant."""
_HIGH, _RUNNING = 0.9, 0.5
"""The usual level is the median of the readings above this share of this quantile."""
_SAME: Final = 1e-6
"""Changes below this share of a tag's range are none."""
_ROUND: Final = 10.0
"""Multiples of what is allowed from which on they are told without a decimal."""


@dataclass(frozen=True, slots=True)
class Periods:
    """What was found in a history: the periods in their order, the rows inside any, shape (rows,), and findings."""

    periods: tuple[FoundPeriod, ...]
    inside: Mask
    findings: tuple[Finding, ...] = ()


def find_periods(
    times: ArrayLike,
    *,
    throughput: ArrayLike | None = None,
    grades: Sequence[str | None] | None = None,
    tags: ArrayLike | None = None,
    names: Sequence[str] = (),
    limits: Limits | None = None,
    kinds: Iterable[Cause] = tuple(Cause),
) -> Periods:
    """All periods of the asked kinds, with the findings about them.

    Where the clock jumps backwards the rows are judged in the order of their times; ``first`` of a period is then its
    row in that order, while ``inside`` keeps the order that was given.

    Parameters
    ----------
    times
        When the rows were read [s], shape (rows,).
    throughput
        Readings of the tag that tells whether the plant runs, shape (rows,); gaps are NaN.
    grades
        The grade that was made at each row, shape (rows,); None where it is not known.
    tags
        Readings by which steadiness is judged, shape (rows, tags); gaps are NaN.
    names
        Names of the throughput, if there is one, and then of the tags, for the reasons.
    limits
        What tells the kinds apart.
    kinds
        The kinds that are looked for; a kind that lacks its columns is not.

    Raises
    ------
    ValueError
        If shapes do not fit or a time is missing.
    Refusal
        T180 if no row lies outside the periods, T183 if the throughput has no usual level.
    """
    asked, given, clock = limits or Limits(), frozenset(kinds), np.asarray(times, dtype=float)
    order = np.argsort(clock, kind="stable")
    findings = _jumps(clock)
    clock = rising(clock[order])
    readings = np.empty((len(clock), 0)) if tags is None else np.asarray(tags, dtype=float)[order]
    others = list(names)
    stood: list[FoundPeriod] = []
    if throughput is not None:
        called = others.pop(0) if others else "throughput"
        stood = stops(clock, np.asarray(throughput, dtype=float)[order], asked, called)
    others += [str(place + 1) for place in range(len(others), readings.shape[1])]
    stood = _without_overlaps([*stood, *flats(clock, readings, asked.window)])
    out = rows_in(len(clock), stood)
    moves = restlessness(clock, readings, asked.window, asked.drift, asked.share, ~out)
    moving = np.asarray((moves > 1).any(axis=1) & ~out)
    found = start_ups(clock, stood, moving, asked) if Cause.START_UP in given else []
    if grades is not None and Cause.GRADE_CHANGE in given:
        found += grade_changes(clock, [grades[row] for row in order], moving, asked)
    findings += _late(found, asked)
    if Cause.UNSTEADY in given:
        findings += _restless(moving, asked)
        found += unsteady_periods(clock, moves, asked, others, out)
    chosen = sorted((one for one in [*stood, *found] if one.kind in given), key=lambda one: (one.start, one.kind))
    inside = np.zeros(len(clock), dtype=bool)
    inside[order] = rows_in(len(clock), chosen)
    return Periods(tuple(chosen), inside, (*findings, *remarks(inside, chosen)))


def stops(times: ArrayLike, throughput: ArrayLike, limits: Limits, name: str = "throughput") -> list[FoundPeriod]:
    """Times in which the throughput, shape (rows,), lies far under its usual level; a gap keeps the state before it.

    Raises
    ------
    ValueError
        If shapes do not fit or the clock runs backwards.
    Refusal
        T183 if the throughput has no usual level above zero.
    """
    clock, values = rising(times), np.asarray(throughput, dtype=float)
    if values.shape != clock.shape:
        raise ValueError(f"throughput {values.shape} must be of shape {clock.shape}")
    known = np.isfinite(values)
    high = np.quantile(values[known], _HIGH) if known.any() else 0.0
    usual = float(np.median(values[known & (values > _RUNNING * high)])) if high > 0 else 0.0
    if not usual > 0:
        raise Refusal(NoUsualThroughput(column=name))
    last = np.maximum.accumulate(np.where(known, np.arange(len(values)), 0))
    low = np.nan_to_num(values[last], nan=usual) < limits.below * usual
    reason = say("{tag} under {share:%} of its usual {usual}", tag=name, share=limits.below, usual=Amount(usual))
    return periods_of(clock, low, Cause.STOP, lambda _first, _end: reason, least=limits.least)


def flats(times: ArrayLike, tags: ArrayLike, least: float) -> list[FoundPeriod]:
    """Times of at least ``least`` seconds in which none of the tags, shape (rows, tags), moves.

    A plant at rest looks so, and so does a historian that received nothing. At least two tags must move elsewhere.
    """
    clock, readings = rising(times), np.asarray(tags, dtype=float)
    still, moving = np.ones(len(clock), dtype=bool), 0
    for values in readings.T:
        known = np.isfinite(values)
        spread = float(np.ptp(values[known])) if known.any() else 0.0
        if spread > 0:
            moving += 1
            last = np.maximum.accumulate(np.where(known, np.arange(len(values)), 0))
            still[1:] &= np.abs(np.diff(np.nan_to_num(values[last]))) <= _SAME * spread
    still[:1] = still[1:2]
    still[:-1] |= still[1:]  # the row before the first repeat shows the same value
    if moving < 2:  # noqa: PLR2004 - one tag alone is a stuck sensor
        return []
    reason = say("none of {tags:tag|tags} moves", tags=moving)
    return periods_of(clock, still, Cause.FLAT, lambda _first, _end: reason, least=least)


def start_ups(times: ArrayLike, stood: Sequence[FoundPeriod], moving: ArrayLike, limits: Limits) -> list[FoundPeriod]:
    """From the end of each stop until nothing moves for a whole window, at most ``limits.longest``.

    ``stood`` are stops in their order. ``moving``, shape (rows,), says at which rows the plant is not steady
    (:func:`sanhak.table.prepare.steady.restlessness`). A stop that follows sooner ends the start-up.
    """
    clock = rising(times)
    begins = [stop.first + stop.rows for stop in stood]
    said = [say("after a stop")] * len(begins)
    return _transitions(clock, begins, [stop.first for stop in stood[1:]], said, moving, limits, Cause.START_UP)


def grade_changes(
    times: ArrayLike, grades: Sequence[str | None], moving: ArrayLike, limits: Limits
) -> list[FoundPeriod]:
    """From each change of the label until nothing moves for a whole window, at most ``limits.longest``.

    ``grades`` has shape (rows,); None keeps the grade before. ``moving`` is that of :func:`start_ups`. A change that
    follows sooner ends the period of the one before.

    Raises
    ------
    ValueError
        If shapes do not fit or the clock runs backwards.
    """
    clock = rising(times)
    if len(grades) != len(clock):
        raise ValueError(f"{len(grades)} grades do not fit {len(clock)} times")
    known = [(row, grade) for row, grade in enumerate(grades) if grade is not None]
    changes = [(row, old, new) for (_, old), (row, new) in pairwise(known) if old != new]
    begins = [row for row, _, _ in changes]
    said = [say("from {old} to {new}", old=old, new=new) for _, old, new in changes]
    return _transitions(clock, begins, begins[1:], said, moving, limits, Cause.GRADE_CHANGE)


def unsteady_periods(
    times: ArrayLike, moves: ArrayLike, limits: Limits, names: Sequence[str], out: ArrayLike | None = None
) -> list[FoundPeriod]:
    """Times in which at least one tag moves by more than a steady plant may; the reason names the one that moves most.

    ``moves``, shape (rows, tags), comes from :func:`sanhak.table.prepare.steady.restlessness`; ``names`` are those of
    its tags. Rows of ``out``, shape (rows,), are not judged. Rests shorter than half a window are no rests.
    """
    clock, moved = rising(times), np.asarray(moves, dtype=float)
    if not moved.shape[1]:
        return []
    over = np.asarray((moved > 1).any(axis=1))
    over = over if out is None else over & ~np.asarray(out, dtype=bool)

    def reason(first: int, end: int) -> Text:
        strongest = moved[first:end].max(axis=0)
        tag = int(strongest.argmax())
        allowed = Amount(float(strongest[tag]), None, 0 if strongest[tag] >= _ROUND else 1)
        window = amount(limits.window)
        return say("{tag} moves {times} times as much as it may within {window}", tag=names[tag], times=allowed,
                   window=window)  # fmt: skip

    return periods_of(clock, over, Cause.UNSTEADY, reason, rest=limits.window / 2)


def remarks(inside: ArrayLike, periods: Sequence[FoundPeriod]) -> tuple[Finding, ...]:
    """What is to be said of the rows that stay; ``inside``, shape (rows,), marks those that are left out.

    Raises
    ------
    Refusal
        T180 if none stays.
    """
    out = np.asarray(inside, dtype=bool)
    kinds = tuple(CAUSES[kind] for kind in dict.fromkeys(one.kind for one in periods))
    left = int((~out).sum())
    if len(out) and not left:
        raise Refusal(NothingOutsidePeriods(len(out), len(periods), kinds))
    few = left < LEAST_ROWS and bool(out.any())
    return (FewOutsidePeriods(left, len(out), len(periods), kinds),) if few else ()


def _without_overlaps(stood: Sequence[FoundPeriod]) -> list[FoundPeriod]:
    """Stops in their order; one that begins before another has ended is left away if it is the shorter."""
    kept: list[FoundPeriod] = []
    for one in sorted(stood, key=lambda one: (one.first, -one.rows)):
        if kept and one.first < kept[-1].first + kept[-1].rows:
            kept[-1] = max(kept[-1], one, key=lambda part: part.rows)
        else:
            kept.append(one)
    return kept


def _transitions(
    clock: Floats,
    begins: Sequence[int],
    nexts: Sequence[int],
    said: Sequence[Text],
    moving: ArrayLike,
    limits: Limits,
    kind: Cause,
) -> list[FoundPeriod]:
    """Periods from rows ``begins`` until steady, cut at ``nexts``; ``said`` is what each follows."""
    count = np.concatenate([[0], np.cumsum(np.asarray(moving, dtype=bool))])
    ahead = np.searchsorted(clock, clock + limits.window, side="left")
    quiet = count[ahead] == count[:-1]
    found: list[FoundPeriod] = []
    for first, until, after in zip(begins, [*nexts, len(clock)], said, strict=False):
        if first >= len(clock):
            continue
        late = int(np.searchsorted(clock, clock[first] + limits.longest, side="left"))
        rest = quiet[first:late]
        settled = bool(rest.any())
        end = first + int(rest.argmax()) if settled else late
        time = amount(moment(clock, end) - float(clock[first]) if settled else limits.longest)
        if end > until:
            reason, settled = say("{after}, until the next one", after=after), True
        elif settled:
            reason = say("{after}, steady again after {time}", after=after, time=time)
        else:
            reason, settled = say("{after}, not steady within {time}", after=after, time=time), end == len(clock)
        found += period(clock, first, min(end, until), kind, reason, settled=settled)
    return found


def _jumps(clock: Floats) -> list[Finding]:
    back = -np.diff(clock)
    steps = int((back > 0).sum())
    return [ClockJumpsBack(steps, amount(float(back.max())))] if steps else []


def _late(found: Sequence[FoundPeriod], limits: Limits) -> list[Finding]:
    unsettled = sum(not one.settled for one in found)
    return [NotSteadyInTime(unsettled, len(found), amount(limits.longest))] if unsettled else []


def _restless(moving: Mask, limits: Limits) -> list[Finding]:
    share = float(moving.mean()) if len(moving) else 0.0
    return [HardlyEverSteady(share, limits.drift, amount(limits.window))] if share > MOSTLY else []
