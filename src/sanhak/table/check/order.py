"""Checks of rows in their order: stuck sensors, time, drift."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from sanhak.finding import Finding
from sanhak.table.check.findings import (
    Drift,
    StuckSensor,
    TimeBackwards,
    TimeGaps,
    TimeMissing,
    TimeRepeats,
)
from sanhak.table.check.rows import (
    Block,
    Floats,
    Mask,
    Rows,
    blocks,
    by_appearance,
    by_asset,
    codes,
    in_time,
    numbers_of,
    sample,
    times,
)
from sanhak.table.check.strength import FALSE_ALARM, ranks, shift
from sanhak.table.column import Column, Kind
from sanhak.table.table import Table
from sanhak.text import Amount, show

MOVING: Final = 0.2
"""A column moves if at most this share of neighbouring rows is equal."""
STUCK_ROWS, STUCK_ROWS_UNTIMED = 5, 8
"""Shortest stretch that is reported; without a time the order of the rows may mean nothing."""
REGULAR_SHARE, REGULAR_STEP, GAP_STEPS = 0.9, 0.1, 5.0
"""A recording is regular if 90 % of its steps lie within 10 % of the usual one; a gap is longer than five of them."""
BACKWARD_SHARE: Final = 0.1
"""More steps back than this are an unsorted table, not a jump."""
REPEAT_SHARE: Final = 0.1
"""If more moments than this repeat, the time is coarse (a date), not copied."""
DRIFT_ROWS, LEAST_DRIFT_ROWS = 3000, 30
"""Rows compared: more would not change a large effect; with fewer than thirty a third says nothing."""
LARGE_EFFECT: Final = 0.474
"""Cliff's delta of a large effect: J. Romano, J. D. Kromrey, J. Coraggio and J. Skowronek (2006)."""


def stuck(table: Table) -> Iterator[Finding]:
    """Moving columns that stay the same for a long stretch."""
    order, follows = by_asset(table)
    if len(order) < STUCK_ROWS:
        return
    columns = max(1, len(table.of_kind(Kind.NUMBER)))
    found = [run for block in blocks(table, order) for run in _runs(block, follows, columns, timed=bool(table.time))]
    stretches = [stretch for _, _, stretch in found]
    for column, value, (first, last) in found:
        # Without a time, rows that stand still together are repeats of one experiment and no stuck sensor.
        if table.time is None and stretches.count((first, last)) > 1:
            continue
        rows = last - first + 1
        yield StuckSensor(
            column=column.name, value=value, rows=rows, first=int(order[first]) + 1, last=int(order[last]) + 1
        )


def _runs(block: Block, follows: Mask, columns: int, *, timed: bool) -> Iterator[tuple[Column, float, tuple[int, int]]]:
    """The longest stretch of equal values of each moving column, if chance does not explain it."""
    same = np.zeros(block.values.shape, dtype=bool)
    same[:, 1:] = (block.values[:, 1:] == block.values[:, :-1]) & follows[1:]
    place = np.arange(block.values.shape[1])
    start = np.maximum.accumulate(np.where(same, 0, place), axis=1)
    length = place - start + 1
    last, longest = length.argmax(axis=1), length.max(axis=1)
    elsewhere = np.maximum(1, block.count - longest)
    equal = (same.sum(axis=1) - (longest - 1) + 1) / (elsewhere + 1)
    likely = np.minimum(1.0, equal + 2 * np.sqrt(equal / elsewhere))  # its upper limit, for the share is a measured one
    chance = block.count * likely ** (longest - 1.0)
    sorted_ = _sorted(block)
    least = STUCK_ROWS if timed else STUCK_ROWS_UNTIMED
    hit = (longest >= least) & (equal <= MOVING) & (chance < FALSE_ALARM / columns) & ~sorted_
    for row in np.flatnonzero(hit):
        end = int(last[row])
        yield block.columns[row], float(block.values[row, end]), (int(start[row, end]), end)


def _sorted(block: Block) -> Mask:
    """Columns that only rise or only fall along the rows, constants among them; shape (columns,)."""
    steps = np.diff(block.values, axis=1)
    return np.asarray(~(steps < 0).any(axis=1) | ~(steps > 0).any(axis=1))


def time(table: Table) -> Iterator[Finding]:
    """Rows without time, moments that repeat, steps back, and gaps in a regular recording."""
    if table.time is None or len(table) == 0:
        return
    column, moments = table.time, times(table)
    untimed = np.flatnonzero(np.isnan(moments))
    if len(untimed):
        yield TimeMissing(column=column, rows=len(untimed), examples=numbers_of(untimed))
    order, follows = by_asset(table)
    steps = np.diff(moments[order])[follows[1:]]
    if len(steps) == 0:
        return
    yield from _repeats(column, order[1:][follows[1:]], steps)
    yield from _backwards(table, column, moments)
    yield from _gaps(table, column, steps)


def _repeats(column: str, later: Rows, steps: Floats) -> Iterator[Finding]:
    repeated = np.sort(later[steps == 0])
    if 0 < len(repeated) <= REPEAT_SHARE * len(steps):
        yield TimeRepeats(column=column, rows=len(repeated), examples=numbers_of(repeated))


def _backwards(table: Table, column: str, moments: Floats) -> Iterator[Finding]:
    """Steps against the usual direction, as the file stands; on each asset by itself."""
    there = np.flatnonzero(np.isfinite(moments))
    asset = np.zeros(len(table)) if table.asset is None else by_appearance(codes(table, table.asset))
    there = there[np.argsort(asset[there], kind="stable")]
    on = np.diff(asset[there]) == 0
    steps = np.diff(moments[there])
    direction = 1.0 if (steps[on] >= 0).mean() >= (steps[on] <= 0).mean() else -1.0
    back = np.flatnonzero(on & (direction * steps < 0))
    if 0 < len(back) <= BACKWARD_SHARE * on.sum():
        yield TimeBackwards(column=column, steps=len(back), examples=numbers_of(there[back + 1]))


def _gaps(table: Table, column: str, steps: Floats) -> Iterator[Finding]:
    forward = steps[steps > 0]
    if len(forward) < LEAST_DRIFT_ROWS:
        return
    usual = float(np.median(forward))
    regular = float((np.abs(forward - usual) <= REGULAR_STEP * usual).mean())
    gaps = forward[forward > GAP_STEPS * usual]
    if len(gaps) and regular >= REGULAR_SHARE:
        unit = table[column].unit if table[column].kind is Kind.NUMBER else None
        dated = table[column].kind is Kind.DATE
        step, longest = (
            _duration(value) if dated else show(Amount(value, unit)) for value in (usual, float(gaps.max()))
        )
        yield TimeGaps(column=column, gaps=len(gaps), step=step, longest=longest)


def _duration(seconds: float) -> str:
    """Seconds in the unit in which they are read most easily."""
    size, unit = next(((size, unit) for size, unit in _UNITS if seconds >= 2 * size), (1.0, "s"))
    return show(Amount(seconds / size, unit))


_UNITS: Final = ((86400.0, "d"), (3600.0, "h"), (60.0, "min"))


def drift(table: Table) -> Iterator[Finding]:
    """Columns with another level in the last third of the rows than in the first."""
    order = in_time(table)
    order = order[sample(len(order), DRIFT_ROWS)]
    if len(order) < LEAST_DRIFT_ROWS:
        return
    found: list[tuple[float, str]] = []
    limit = FALSE_ALARM / max(1, len(table.of_kind(Kind.NUMBER)))
    for block in blocks(table, order):
        fixed = _sorted(block)
        if table.time is None and (fixed & (block.distinct > 1) & ~_counting(block)).any():
            return  # the file was sorted by a column: its order says nothing of time
        strength, chance = _level_change(block)
        hit = (np.abs(strength) >= LARGE_EFFECT) & (chance < limit) & ~fixed
        found += [(abs(float(strength[place])), block.columns[place].name) for place in np.flatnonzero(hit)]
    if found:
        found.sort(key=lambda pair: -pair[0])
        yield Drift(count=len(found), columns=tuple(name for _, name in found[:8]), strength=round(found[0][0], 2))


def _counting(block: Block) -> Mask:
    """Columns that rise by one and the same step from row to row; shape (columns,)."""
    steps = np.diff(block.values, axis=1)
    return np.asarray((steps > 0).all(axis=1) & (np.ptp(steps, axis=1) <= 1e-9 * np.abs(steps).max(axis=1)))


def _level_change(block: Block) -> tuple[Floats, Floats]:
    """Cliff's delta of the last against the first third and its chance, each of shape (columns,).

    The score is divided by ``sqrt((1 + r) / (1 - r))``, ``r`` the correlation of neighbouring rows within the thirds:
    rows with a memory count for fewer (M. S. Bartlett, 1935).
    """
    from scipy.special import ndtr

    third = block.values.shape[1] // 3
    parts = [block.values[:, :third], block.values[:, -third:]]
    strength, score = shift(np.hstack(parts), np.arange(2 * third) >= third)
    products, squares = np.zeros(len(strength)), np.full(len(strength), np.finfo(float).tiny)
    for part in parts:
        ranked = ranks(part)
        count = np.maximum(1, (~np.isnan(ranked)).sum(axis=1, keepdims=True))
        centred = ranked - np.nansum(ranked, axis=1, keepdims=True) / count
        products += np.nansum(centred[:, 1:] * centred[:, :-1], axis=1)
        squares += np.nansum(centred**2, axis=1)
    memory = np.clip(products / squares, 0.0, 0.99)
    score = score * np.sqrt((1 - memory) / (1 + memory))
    return strength, np.asarray(2 * ndtr(-np.abs(score)))


CHECKS: Final = (time, stuck, drift)
"""The checks of this file, in the order in which they report."""
