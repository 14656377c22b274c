"""Columns that come with a type (Parquet, data frames): numbers, dates, truth values and declared categories."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import polars as pl

from sanhak.finding import Finding, Refusal
from sanhak.table.column import Column, Kind
from sanhak.table.read import cell_findings as found
from sanhak.table.read.cells import ReadColumn, SortedCells, from_numbers, number_column, read_column, word_column
from sanhak.table.read.names import Head
from sanhak.text import say

# The largest whole number up to which a float keeps every one.
_EXACT: Final = 2**53
_DAY: Final = 86_400
# 2 January of year 1 and 30 December of year 9999, in days from 1 January 1970.
_FIRST_DAY: Final = -719_161
_LAST_DAY: Final = 2_932_895


def read_typed(head: Head, series: pl.Series, kind: Kind | None = None) -> ReadColumn:
    """Read one column of any Polars type but text.

    Raises
    ------
    Refusal
        T033 if its cells hold lists, records, bytes or objects.
    """
    dtype = series.dtype
    if dtype.is_numeric():
        return _numbers(head, series, kind)
    if dtype == pl.Boolean:
        words = series.replace_strict({True: "True", False: "False"}, return_dtype=pl.String)
        return _words(head, words, kind or Kind.CATEGORY)
    if dtype in (pl.Date, pl.Datetime):
        return _moments(head, series, kind)
    if dtype == pl.Duration:
        seconds = series.dt.total_microseconds() / 1e6
        return _numbers(replace(head, unit="s"), seconds, kind or Kind.NUMBER)
    if dtype in (pl.Categorical, pl.Enum):
        return _declared(head, series, kind)
    if dtype == pl.Time:
        return _words(head, series.dt.to_string("%H:%M:%S"), kind or Kind.TEXT)
    if dtype == pl.Null:
        return read_column(head, series.cast(pl.String), ".", kind)
    raise Refusal(found.UnsuitableData(given=f"{head.name}: {dtype}"))


def _numbers(head: Head, series: pl.Series, kind: Kind | None) -> ReadColumn:
    """Numbers, unless the user or the name says that they are labels, or they are too long for a float."""
    if kind is not None and kind is not Kind.NUMBER:
        return read_column(head, as_texts(series), ".", kind)
    values = series.cast(pl.Float64).fill_nan(None)
    if kind is Kind.NUMBER:
        return number_column(head, SortedCells.of_values(values))
    if series.dtype.is_integer() and bool((values.abs() > _EXACT).any()):
        kept = word_column(head, as_texts(series), Kind.IDENTIFIER)
        note = found.CodesKept(column=head.name, example=as_texts(series).drop_nulls()[0])
        return ReadColumn(kept.column, kept.values, (note,))
    return from_numbers(head, lambda: as_texts(series), SortedCells.of_values(values))


def _words(head: Head, texts: pl.Series, kind: Kind) -> ReadColumn:
    """Words as the kind that was stated for them, which may be numbers or dates."""
    return read_column(head, texts, ".", kind) if kind in (Kind.NUMBER, Kind.DATE) else word_column(head, texts, kind)


def as_texts(series: pl.Series) -> pl.Series:
    """Numbers as a reader writes them: ``3`` for the whole number 3.0."""
    if not series.dtype.is_float():
        return series.cast(pl.String)
    texts = series.fill_nan(None).cast(pl.String)
    return texts.str.strip_suffix(".0")


def _moments(head: Head, series: pl.Series, kind: Kind | None) -> ReadColumn:
    """Dates as local wall time; their zone becomes a finding."""
    series, notes = _in_calendar(head, series)
    zone = getattr(series.dtype, "time_zone", None)
    if zone is not None:
        # Etc/GMT-9 lies nine hours EAST of Greenwich (POSIX); +09:00 is what a reader expects.
        offset = series.drop_nulls().head(1).dt.to_string("%:z").to_list()
        shown = offset[0] if zone.startswith("Etc/") and offset else zone
        notes = (*notes, found.ZoneNamed(column=head.name, zone=shown, bare=0))
        series = series.dt.replace_time_zone(None)
    moments = series.cast(pl.Datetime("us"))
    if kind is not None and kind is not Kind.DATE:
        return _words(head, moments.dt.to_string("%Y-%m-%d %H:%M:%S"), kind)
    return ReadColumn(Column(head.name, Kind.DATE), moments.alias(head.name), notes)


def _in_calendar(head: Head, series: pl.Series) -> tuple[pl.Series, tuple[Finding, ...]]:
    """Dates of the years 1 to 9999, with room for a zone at both ends; others become missing."""
    unit = getattr(series.dtype, "time_unit", "day")
    if unit == "ns":  # holds the years 1677 to 2262 only
        return series, ()
    stored = series.to_physical().cast(pl.Int64)
    a_day = {"day": 1, "ms": 1_000 * _DAY, "us": 1_000_000 * _DAY}[unit]
    beyond = ~stored.is_between(_FIRST_DAY * a_day, _LAST_DAY * a_day).fill_null(value=True)
    if not beyond.any():
        return series, ()
    examples = tuple(str(value) for value in stored.filter(beyond).unique(maintain_order=True).head(3).to_list())
    note = found.UnreadCells(
        column=head.name, cells=int(beyond.sum()), rows=series.count(), what=say("date"), examples=examples
    )
    return series.to_physical().set(beyond, None).cast(series.dtype), (note,)


def _declared(head: Head, series: pl.Series, kind: Kind | None) -> ReadColumn:
    """Categories; an Enum (an ordered categorical of pandas) has declared its order and is ordinal."""
    read = _words(head, series.cast(pl.String), kind or (Kind.ORDINAL if series.dtype == pl.Enum else Kind.CATEGORY))
    if read.column.kind is not Kind.ORDINAL or not isinstance(series.dtype, pl.Enum):
        return read
    present = set(read.values.drop_nulls().to_list())
    levels = tuple(level for level in series.dtype.categories.to_list() if level in present)
    return replace(read, column=read.column.with_(levels=levels))
