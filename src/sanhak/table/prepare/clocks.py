"""What steps that go by time should know of clocks: order, repeats, delays and crowded rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Final

import polars as pl

from sanhak.finding import Finding, Refusal
from sanhak.table.prepare.duration import written
from sanhak.table.prepare.flow import Flow
from sanhak.table.prepare.matching_findings import ClockNotInOrder, CrowdedRow, DelayTooLong
from sanhak.text import Text, say

_ROW: Final = "number of the row"
_BACK: Final = "jumps back"
_TWICE: Final = "repeats"
_EXAMPLES: Final = 5
_FEW: Final = 0.1
"""If more rows than this jump back the table is not sorted, and if more repeat the time is a date."""
_CROWD, _CROWD_SHARE = 5, 0.5
"""So many rows on one row, and more than this share of all, are no accident."""


def disorder(
    rows: pl.LazyFrame, clock: str, asset: str | None, table: Text | str, done: Text, told: Iterable[Finding] = ()
) -> Iterator[Finding]:
    """Rows at which the clock of a table jumps back or repeats, each piece of equipment by itself; told once."""
    if any(isinstance(finding, ClockNotInOrder) and finding.table == table for finding in told):
        return
    apart = pl.lit(value=True) if asset is None else pl.col(asset)
    order = rows.with_row_index(_ROW, offset=1).select(_ROW, pl.col(clock), apart.alias(_BACK)).drop_nulls(clock)
    step = pl.col(clock).diff().over(_BACK)
    steps = order.select(_ROW, clock, step.alias(_TWICE), _BACK).collect()
    backward = steps[_TWICE] < timedelta(0)
    if backward.sum() > (steps[_TWICE] > timedelta(0)).sum():
        backward = steps[_TWICE] > timedelta(0)
    repeated = ~pl.Series(steps.select(pl.struct(clock, _BACK).is_first_distinct()).to_series())
    marked = steps.select(_ROW, clock, backward.fill_null(value=False).alias(_BACK), repeated.alias(_TWICE))
    found = [_few(marked, name) for name in (_BACK, _TWICE)]
    examples = pl.concat(found).unique(_ROW).sort(_ROW).head(_EXAMPLES)
    if not examples.is_empty():
        some = tuple(say("row {row} ({moment})", row=row, moment=moment) for row, moment in examples.iter_rows())
        yield ClockNotInOrder(table=table, back=len(found[0]), repeats=len(found[1]), examples=some, done=done)


def _few(marked: pl.DataFrame, name: str) -> pl.DataFrame:
    """Rows that are marked, none of them if they are too many to be a fault."""
    rows = marked.filter(pl.col(name)).drop(_BACK, _TWICE)
    return rows if len(rows) <= _FEW * len(marked) else rows.clear()


def check_delay(flow: Flow, clock: str, delay: timedelta) -> None:
    """Whether a delay fits into the history.

    Raises
    ------
    Refusal
        T244 if it is longer than the time between the first and the last row.
    """
    moments = pl.col(clock)
    length = flow.frame.select(moments.max() - moments.min()).collect().item()
    if length and delay > length:
        raise Refusal(DelayTooLong(delay=written(delay), length=written(length)))


def crowded(flow: Flow, clock: str, table: str, rows: pl.Series) -> Iterator[Finding]:
    """Whether most of the joined rows fall on one row of the main table; ``rows`` are its numbers from 0."""
    if len(rows) < _CROWD or (flow.rows or 0) < 2:  # noqa: PLR2004 - a single row is met by all
        return
    counts = rows.alias(_ROW).value_counts().sort("count", descending=True)
    row, most = counts.row(0)
    if most >= _CROWD and most > _CROWD_SHARE * len(rows):
        moment = flow.frame.select(clock).slice(row, 1).collect().item()
        yield CrowdedRow(table=table, rows=most, matched=len(rows), row=row + 1, moment=moment)
