"""Signals of a version: its numbers over time, with as few points as a picture can show and no extreme lost.

Only the columns and the window that are asked for are read from the file, and nothing is kept between two questions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sanhak.finding import Refusal
from sanhak.table.column import Column, Kind
from sanhak.table.expression.piece import column as named
from sanhak.table.findings import NoSuchColumn
from sanhak.table.keep import Scanned, scan_table

MOST: Final = 4000
"""Points of a signal at most."""
_BEGIN: Final = datetime(1970, 1, 1)  # noqa: DTZ001 - times of a table are local
_MICRO: Final = 1e6
_GAP: Final = 10.0
"""So many usual steps between two rows are a gap; no line is drawn over it."""

Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Window:
    """From where to where signals are wanted, both ends with it: moments [s] of the plant's clock, or numbers of rows.

    An end that is None is that of the table.
    """

    start: float | None = None
    end: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Signal:
    """A column in a window: places and values of shape (points,), NaN where nothing is known; its ends, None for none.

    ``missing`` counts the ``rows`` of the window without a value.
    """

    column: Column
    x: Floats
    y: Floats
    low: float | None
    high: float | None
    rows: int
    missing: int


@dataclass(frozen=True, slots=True)
class Signals:
    """Signals of one window from ``start`` to ``end``; ``time`` names the column of moments, None for row numbers."""

    time: str | None
    start: float
    end: float
    signals: tuple[Signal, ...]


def seconds(moment: datetime) -> float:
    """A moment of the plant's clock as seconds since the beginning of 1970."""
    return (moment - _BEGIN) / timedelta(seconds=1)


def moment(number: float) -> datetime:
    """The moment that so many seconds are; :func:`seconds` is its inverse to the microsecond."""
    return _BEGIN + timedelta(microseconds=round(number * _MICRO))


def signals(
    file: Path, names: Sequence[str], window: Window, points: int = MOST, only: pl.Expr | None = None
) -> Signals:
    """Columns of numbers in a window of the table in a file.

    Parameters
    ----------
    file
        As :func:`sanhak.table.keep.write_table` wrote it.
    names
        Columns of numbers.
    window
        Which part of the table; its numbers are moments if the table has a column of time.
    points
        At most so many of each column, two at least.
    only
        Which rows count, such as those of one asset; all of them for None. Rows without moments are counted among them.

    Raises
    ------
    Refusal
        T001 for no such column of numbers.
    """
    table = scan_table(file)
    if only is not None:
        table = replace(table, frame=table.frame.filter(only))
    facts = {column.name: column for column in table.columns}
    for name in names:
        if name not in facts or facts[name].kind is not Kind.NUMBER:
            raise Refusal(NoSuchColumn(column=name[:200], near=()))
    clock = clock_of(table)
    places, frame = _rows(table, clock, list(names), window)
    start = window.start if window.start is not None else float(places[0]) if len(places) else 0.0
    end = window.end if window.end is not None else float(places[-1]) if len(places) else 0.0
    found = (_signal(facts[name], places, frame[name].to_numpy(), points) for name in names)
    return Signals(clock, start, max(start, end), tuple(found))


def clock_of(table: Scanned) -> str | None:
    """The column of moments; None where rows can only be counted."""
    dated = {column.name for column in table.columns if column.kind is Kind.DATE}
    return table.time if table.time in dated else None


def _rows(table: Scanned, clock: str | None, names: list[str], window: Window) -> tuple[Floats, pl.DataFrame]:
    """Where the rows of a window stand, ascending, and their values."""
    wanted = [named(name) for name in names]
    if clock is None:
        first = max(1, round(window.start)) if window.start is not None else 1
        last = min(table.rows, round(window.end)) if window.end is not None else table.rows
        frame = table.frame.select(wanted).slice(first - 1, max(0, last - first + 1)).collect()
        return np.arange(first, first + frame.height, dtype=np.float64), frame
    at, ends = named(clock), (window.start, window.end)
    after = [at >= moment(ends[0])] if ends[0] is not None else [at.is_not_null()]
    before = [at <= moment(ends[1])] if ends[1] is not None else []
    # The blocks of the file know their first and last moments: those outside of the window are not unpacked.
    kept = table.frame.filter(*after, *before) if window != Window() else table.frame
    frame = kept.select(at.alias(_MOMENT), *wanted).collect()
    if frame[_MOMENT].null_count():
        frame = frame.drop_nulls(_MOMENT)
    if not frame[_MOMENT].is_sorted():
        frame = frame.sort(_MOMENT, maintain_order=True)
    return frame[_MOMENT].to_physical().to_numpy() / _MICRO, frame


_MOMENT: Final = "moment of the row"


def _signal(column: Column, places: Floats, values: Floats, points: int) -> Signal:
    known = int(np.count_nonzero(~np.isnan(values)))
    x, y = thinned(places, values, points)
    low, high = (float(np.fmin.reduce(y)), float(np.fmax.reduce(y))) if known else (None, None)
    return Signal(column, x, y, low, high, len(values), len(values) - known)


def thinned(x: Floats, y: Floats, points: int) -> tuple[Floats, Floats]:
    """At most so many ``points`` of a signal that keep its envelope.

    The window is cut into buckets of equal width, half as many as points; each gives its least and its greatest value,
    in their order, so that no spike is lost. NaN stands where a bucket knows no value and where rows are missing for
    ten usual steps.

    Parameters
    ----------
    x
        Places of shape (rows,), ascending.
    y
        Values of shape (rows,), NaN where missing.
    points
        Two or more.
    """
    buckets = max(1, points // 2)
    if len(x) <= buckets:
        return _parted(x, y, np.arange(len(x)), np.arange(len(x)), least=1)
    edges = np.linspace(x[0], x[-1], buckets + 1)[:-1]
    starts = np.searchsorted(x, edges)
    firsts, inside = np.unique(starts, return_index=True)
    numbers = np.append(inside[1:], buckets) - 1  # of buckets without a row only the last has the start of the next
    sizes = np.diff(np.append(firsts, len(x)))
    kept = [_where(y, np.repeat(ends.reduceat(y, firsts), sizes), firsts) for ends in (np.fmin, np.fmax)]
    places = np.unique(np.concatenate(kept))
    bucket = numbers[np.searchsorted(firsts, places, side="right") - 1]
    return _parted(x, y, places, bucket, least=2)


def _where(y: Floats, wanted: Floats, firsts: NDArray[np.intp]) -> NDArray[np.intp]:
    """The first place in each bucket that has the value that is wanted; its first one where it knows none."""
    found = np.flatnonzero(y == wanted)
    of, at = np.unique(np.searchsorted(firsts, found, side="right") - 1, return_index=True)
    places = firsts.copy()
    places[of] = found[at]
    return places


def _parted(
    x: Floats, y: Floats, places: NDArray[np.intp], bucket: NDArray[np.intp], least: int
) -> tuple[Floats, Floats]:
    """The rows at ``places``, with NaN between two whose buckets lie apart and that lie far from one another."""
    if len(places) < 2:  # noqa: PLR2004 - between two
        return x[places], y[places]
    usual = (x[-1] - x[0]) / (len(x) - 1)
    apart = (np.diff(x[places]) > _GAP * usual) & (np.diff(bucket) >= least)
    behind = np.flatnonzero(apart) + 1
    middle = (x[places][behind - 1] + x[places][behind]) / 2
    return np.insert(x[places], behind, middle), np.insert(y[places], behind, np.nan)
