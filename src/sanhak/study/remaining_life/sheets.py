"""Sheets: readings of assets in the order of asset and time, as questions about histories take them from a table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sanhak.finding import Finding, Refusal
from sanhak.model.life.counters import continued
from sanhak.model.prediction import Floats
from sanhak.study.remaining_life.findings import ColumnUnlikeOther
from sanhak.study.remaining_life.mending import Stretches, stretches_of
from sanhak.study.words import words_of
from sanhak.table import Column, Kind, Table
from sanhak.table.findings_lives import ReadingsLeftOut, TimeWentBack
from sanhak.table.findings_readings import CounterContinued
from sanhak.text import say

_DAY: Final = 86_400e6
_RISES, _FALLS = 0.5, 0.02
"""A counter rises in so many of its steps at least, and falls in so many at most."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Readings in the order of asset and time: ``asset`` of shape (rows,), ``time``, ``values``, ``settings``.

    ``stretches`` are those of the assets whose counter of time was reset.
    """

    asset: NDArray[np.str_]
    time: Floats
    values: Floats
    settings: Floats
    stretches: Stretches


def zero_of(data: Table, clock: Column) -> datetime | None:
    """The day from which dates are counted; None where time is a number."""
    if clock.kind is Kind.NUMBER:
        return None
    if clock.kind is not Kind.DATE:
        wanted = say("a column of dates or numbers")
        raise Refusal(ColumnUnlikeOther(column=clock.name, table="data", wanted=wanted))
    first = data.frame[clock.name].drop_nulls().min()
    return datetime(first.year, first.month, first.day) if isinstance(first, datetime) else datetime(2000, 1, 1)  # noqa: DTZ001 - a plant's clock shows local time


def times_of(table: Table, name: str, clock: Column, zero: datetime | None) -> Floats:
    """Times in days from zero, or in the unit of the column; NaN where there is none."""
    if (clock.kind is Kind.DATE) != (zero is not None) or clock.kind not in (Kind.DATE, Kind.NUMBER):
        wanted = say("a column of dates") if zero else say("a column of numbers")
        raise Refusal(ColumnUnlikeOther(column=clock.name, table=name, wanted=wanted))
    if zero is None:
        return table.values(clock.name)
    moments = table.frame[clock.name].cast(pl.Datetime("us"))
    since = (moments - zero).dt.total_microseconds().cast(pl.Float64)
    return np.asarray(since.fill_null(np.nan).to_numpy() / _DAY)


def sheet_of(
    table: Table, name: str, where: tuple[str, Column], columns: tuple[tuple[str, ...], tuple[str, ...]],
    zero: datetime | None, findings: list[Finding],
) -> Sheet:  # fmt: skip
    """The readings in order; what has no place is left out and told."""
    for column in (*columns[0], *columns[1]):
        if column not in table or table[column].kind is not Kind.NUMBER:
            raise Refusal(ColumnUnlikeOther(column=column, table=name, wanted=say("a column of numbers")))
    assets = np.array(words_of(table, where[0]), dtype=np.str_)
    times = times_of(table, name, where[1], zero)
    usable = np.flatnonzero((assets != "") & ~np.isnan(times))
    stretches: Stretches = {}
    if zero is None:
        times, stretches = _continued(assets, times, usable, where[1].name, findings)
    if len(usable) < len(times):
        findings.append(ReadingsLeftOut(rows=len(times) - len(usable)))
    order = usable[np.lexsort((usable, times[usable], assets[usable]))]
    same = assets[order][1:] == assets[order][:-1]
    twice = np.append(same & (times[order][1:] == times[order][:-1]), False)[: len(order)]
    back = _backwards(assets[usable], times[usable]) | set(assets[order][twice].tolist())
    if back:
        moved = int((np.diff(order) < 0)[same].sum()) + int(twice.sum())
        findings.append(TimeWentBack(assets=len(back), rows=max(moved, 1)))
    kept = order[~twice]
    blocks = [
        np.column_stack([table.values(one)[kept] for one in names]) if names else np.zeros((len(kept), 0))
        for names in columns
    ]
    values, settings = (np.where(np.isfinite(block), block, np.nan) for block in blocks)
    return Sheet(assets[kept], times[kept], values, settings, stretches)


def _continued(
    assets: NDArray[np.str_], times: Floats, usable: NDArray[np.intp], column: str, findings: list[Finding]
) -> tuple[Floats, Stretches]:
    """Counters of time that were reset, each going on where it fell from, and their stretches."""
    whole, resets, stretches = times.copy(), 0, {}
    rows_of: dict[str, list[int]] = {}
    for row, name in zip(usable.tolist(), assets[usable].tolist(), strict=True):
        rows_of.setdefault(name, []).append(row)
    for name, rows in rows_of.items():
        whole[rows], count = continued(times[rows])
        resets += count
        if count:
            stretches[name] = stretches_of(times[rows], whole[rows])
    if resets:
        example = next(iter(stretches))
        findings.append(CounterContinued(column=column, resets=resets, assets=len(stretches), example=example))
    return whole, stretches


def _backwards(assets: NDArray[np.str_], times: Floats) -> set[str]:
    """Assets whose readings do not stand in the order of time."""
    order = np.argsort(assets, kind="stable")
    names, seen = assets[order], times[order]
    falls = (names[1:] == names[:-1]) & (np.diff(seen) < 0)
    # A file that is sorted the other way round, newest first, is in order too.
    rises = (names[1:] == names[:-1]) & (np.diff(seen) > 0)
    return set(names[1:][falls].tolist()) if falls.any() and rises.any() else set()


def resets_of(courses: list[Floats]) -> int | None:
    """How often a counter fell back; None if it is none."""
    steps = np.concatenate([np.diff(course[~np.isnan(course)]) for course in courses])
    if not len(steps):
        return None
    up, down = float((steps > 0).mean()), float((steps < 0).mean())
    return int((steps < 0).sum()) if up > _RISES and down < _FALLS else None


def grown(values: Floats) -> Floats:
    """A counter's growth since its first value; after a reset it goes on from zero."""
    known = np.flatnonzero(~np.isnan(values))
    out = np.full(len(values), np.nan)
    if len(known):
        seen = values[known]
        steps = np.diff(seen, prepend=seen[0])
        out[known] = np.cumsum(np.where(steps < 0, np.maximum(seen, 0.0), steps))
    return out
