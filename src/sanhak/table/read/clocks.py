"""Clocks that are set to summer time and back: the hour that stands twice, and the hour that is missing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

import polars as pl

from sanhak.finding import Finding
from sanhak.table.column import Kind
from sanhak.table.read.clock_findings import HourMissing, SummerTimeTakenOut
from sanhak.table.table import Table

HOUR: Final = timedelta(hours=1)
_SUNDAY: Final = 7
_SPRING, _AUTUMN = (3, 4), (9, 10, 11)
_NIGHT: Final = 3  # the clock is set at one, two or three o'clock
_LONGEST_SUMMER: Final = timedelta(days=245)  # the last Sunday of March to the first of November, and a margin
_LEAST_ROWS: Final = 4
_REGULAR_SHARE, _REGULAR_STEP = 0.9, 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Clock:
    """Times in winter time, shape (rows,), and how they came there.

    ``moved`` rows were moved one hour back; ``back`` is the first row after the last set-back, None where the clock was
    never set back.
    """

    times: pl.Series
    moved: int = 0
    back: int | None = None


def winter_time(times: pl.Series) -> Clock:
    """Times that rise but for hours that stand twice, shape (rows,) without gaps, as winter time.

    The rules of summer time are those of Directive 2000/84/EC and of the Uniform Time Act (15 U.S.C. 260a): it begins
    and ends in the night of a Sunday, by one hour. Times with any other step back are left as they are.
    """
    if times.len() < _LEAST_ROWS:
        return Clock(times)
    steps = times.diff()
    usual = steps.filter(steps > timedelta(0)).median()
    suspected = (steps < timedelta(0)) | ((steps == timedelta(0)) & pl.Series([usual == HOUR]))
    if not suspected.any():
        return Clock(times)
    sets = suspected.fill_null(value=False).arg_true().to_list()
    if not bool((_at_night(times, *_AUTUMN, *_SPRING) & (steps >= -HOUR)).gather(sets).all()):
        return Clock(times)
    summer = _summer(times, steps, sets)
    if summer is None:
        return Clock(times)
    return Clock(times - pl.Series([HOUR]) * summer.cast(pl.Int64), int(summer.sum()), sets[-1])


def _summer(times: pl.Series, steps: pl.Series, sets: list[int]) -> pl.Series | None:
    """Which rows are in summer time: from the set-forward before each set-back; None where its begin is not known."""
    usual = steps.filter(steps > timedelta(0)).median()
    longer = HOUR + usual / 2 if isinstance(usual, timedelta) and usual <= HOUR else HOUR
    months = _SPRING if times[sets[0]].month in _AUTUMN else _AUTUMN
    begins = (_at_night(times, *months) & (steps >= longer)).fill_null(value=False).arg_true().to_list()
    summer = pl.Series([False] * times.len())
    before = 0
    for place in sets:
        first = max((begin for begin in begins if before < begin < place), default=before)
        if times[place - 1] - times[first] > _LONGEST_SUMMER:
            return None
        summer = summer | pl.int_range(times.len(), eager=True).is_between(first, place - 1)
        before = place
    return summer


def _at_night(times: pl.Series, *months: int) -> pl.Series:
    """Which times lie in the night of a Sunday of one of these months."""
    night = (times.dt.hour() <= _NIGHT) & (times.dt.weekday() == _SUNDAY)
    return night & times.dt.month().is_in(list(months))


def even_clock(table: Table) -> Table:
    """The table with its time in winter time where a clock was set back in it, and the findings.

    Where rows belong to several pieces of equipment the time of the table starts again with each, and nothing is done.
    """
    if table.time is None or table.asset is not None or table[table.time].kind is not Kind.DATE:
        return table
    times = table.frame[table.time]
    if times.null_count():
        return table
    clock = winter_time(times)
    if clock.back is not None:
        note = SummerTimeTakenOut(column=table.time, moment=times[clock.back], rows=clock.moved)
        frame = table.frame.with_columns(clock.times.alias(table.time))
        return replace(table, frame=frame, findings=(*table.findings, note))
    return table.with_findings(_missing_hour(table.time, times))


def _missing_hour(column: str, times: pl.Series) -> list[Finding]:
    """The finding on an hour that lacks in a regular record in the night in which summer time begins."""
    steps = times.diff().drop_nulls()
    usual = steps.median() if steps.len() >= _LEAST_ROWS else None
    if not isinstance(usual, timedelta) or not timedelta(0) < usual <= HOUR:
        return []
    near = (steps - usual).abs() <= usual * _REGULAR_STEP
    if near.sum() < _REGULAR_SHARE * near.len():
        return []
    longer = (steps - usual - HOUR).abs() <= usual * _REGULAR_STEP
    there = longer & _at_night(times, *_SPRING, *_AUTUMN[:2]).slice(1)
    place = there.arg_max() if there.any() else None
    return [] if place is None else [HourMissing(column=column, moment=times[place + 1])]
