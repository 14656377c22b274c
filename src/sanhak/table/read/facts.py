"""When, on which equipment and in which lot: the facts that are guessed from names and values unless they are given."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

import polars as pl

from sanhak.finding import Finding
from sanhak.table.column import Kind
from sanhak.table.read.cell_findings import ClockJoined, FactGuessed
from sanhak.table.read.dates import CLOCK, clock_of, in_calendar
from sanhak.table.read.names import names_asset, names_entry, names_lot, names_sampling, names_time
from sanhak.table.table import Table
from sanhak.text import Text, say

# An elapsed time is the time of the rows only in a longer record; in a short sheet it is a factor (reaction time).
_LONG_RECORD: Final = 20


def join_clock(table: Table) -> Table:
    """Add times of day that stand in columns of their own to the dates that are named alike.

    If the table has exactly one of each, they belong together whatever their names.
    """
    dates = [column.name for column in table.of_kind(Kind.DATE) if _midnights(table.frame[column.name])]
    clocks = [column.name for column in table.of_kind(Kind.TEXT) if _is_clock(table.frame[column.name])]
    pairs = list(zip(dates, clocks, strict=True)) if len(dates) == len(clocks) == 1 else _alike(dates, clocks)
    for date, clock in pairs:
        table = _joined(table, date, clock)
    return table


def _alike(dates: Sequence[str], clocks: Sequence[str]) -> list[tuple[str, str]]:
    """Dates with the clock of the same name, as 고장시작일 and 고장시작시간, where only one of each has it."""
    days, hours = ([(_stem(name), name) for name in names] for names in (dates, clocks))
    stems = [stem for stem, _ in (*days, *hours)]
    return [(date, clock) for day, date in days for hour, clock in hours if day == hour and stems.count(day) == 2]  # noqa: PLR2004


def _stem(name: str) -> str:
    """A name without the word for a date or a time."""
    return re.sub(r"date|time|\(t\)|일자|일시|날짜|시간|시각|일$|[\s_.\-:/()]", "", name.casefold())


def _joined(table: Table, date: str, clock: str) -> Table:
    joined = in_calendar(table.frame[date] + clock_of(table.frame[clock]).fill_null(timedelta(0)))
    return replace(
        table,
        frame=table.frame.with_columns(joined.alias(date)),
        findings=(*table.findings, ClockJoined(date=date, clock=clock)),
    )


def guess_facts(table: Table, time: str | None, asset: str | None, lot: str | None) -> Table:
    """The table with the facts that were not given, each guess with its finding."""
    guesses = {
        "time": None if time else _time(table),
        "asset": None if asset else _repeating(table, names_asset),
        "lot": None if lot else _repeating(table, names_lot),
    }
    words: dict[str, Text] = {"time": say("time"), "asset": say("equipment"), "lot": say("lot")}
    notes: list[Finding] = [
        FactGuessed(column=name, fact=words[fact]) for fact, name in guesses.items() if name is not None
    ]
    return replace(
        table,
        time=time or guesses["time"],
        asset=asset or guesses["asset"],
        lot=lot or guesses["lot"],
        findings=(*table.findings, *notes),
    )


def _time(table: Table) -> str | None:
    """The first dates whose name speaks of time, else the first dates, else an elapsed time that only grows.

    Where some dates say when a sample was taken and others when its result was entered, the sample's own come first.
    """
    dates = [column.name for column in table.of_kind(Kind.DATE) if table.frame[column.name].n_unique() > 1]
    sampled = [name for name in dates if names_sampling(name)] if any(map(names_entry, dates)) else []
    spoken = [*sampled, *(name for name in dates if names_time(name))]
    growing = [
        column.name
        for column in table.of_kind(Kind.NUMBER)
        if names_time(column.name) and len(table) >= _LONG_RECORD and _grows(table.frame[column.name])
    ]
    return next(iter((*spoken, *dates, *growing)), None)


def _grows(values: pl.Series) -> bool:
    return values.null_count() == 0 and bool((values.diff().drop_nulls() > 0).all())


def _repeating(table: Table, says: Callable[[str], bool]) -> str | None:
    """The first column of labels with such a name that groups rows: more than one label, some on several rows."""
    for column in table.of_kind(Kind.CATEGORY, Kind.IDENTIFIER):
        values = table.frame[column.name].drop_nulls()
        if says(column.name) and 1 < values.n_unique() < values.len():
            return column.name
    return None


def _midnights(values: pl.Series) -> bool:
    return bool((values.dt.truncate("1d") == values).all())


def _is_clock(values: pl.Series) -> bool:
    return values.count() > 0 and bool(values.drop_nulls().str.contains(CLOCK).all())
