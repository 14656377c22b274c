"""Functions that look back over rows in the order of time; none looks ahead.

**Order.** With a time column, rows are taken in its order, rows of one moment in the order of the table; rows without a
time come to nothing. Without one, rows stand in the order of the table and only numbers of rows can be given.

**Lag by time.** The value of the last row at or before ``t - lag``, and missing where that row is older than that by
more than the lag itself: with a lag of 10 min it lies from 10 to 20 min back. The tolerance is the lag itself because
that is all the expression tells: the delay is then wrong by its own size at most, a lag much shorter than the sampling
gives nothing instead of a value that is far too old, and no row needs to know how densely later rows were sampled.

**Windows.** From ``t - span``, which is left out, to ``t``, with all rows of the moment ``t``; or so many rows up to
this one. Missing values are passed over; a window is missing where it holds none, a deviation where it holds but one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, TypeAlias

import polars as pl

from sanhak.finding import Refusal
from sanhak.table.column import Kind
from sanhak.table.expression.findings import NoSpan, NoTime
from sanhak.table.expression.piece import Piece, Stands, finite, let, need, place_of, ratio
from sanhak.table.expression.scales import shifted
from sanhak.table.expression.tree import Call, part
from sanhak.table.units import compatible, convert, step, steps

Span: TypeAlias = int | timedelta
"""How far to look back: a number of rows, or a time."""

MOST_ROWS: Final = 1_000_000
LONGEST, SHORTEST = timedelta(days=36_525), timedelta(milliseconds=1)
_LONG_AGO: Final = datetime(1, 1, 1)  # noqa: DTZ001 - times of a table are local
_HOUR: Final = 3_600_000_000
"""Microseconds."""
_WINDOWS: Final = {"mean": "mean", "sum": "sum", "deviation": "std", "least": "min", "most": "max"}


def planned_past(node: Call, value: Piece, given: Piece | None, time: pl.Expr | None) -> Piece:
    """The plan of a function that looks back, ``given`` how far (one row where it is left out).

    Raises
    ------
    Refusal
        T117 without a time column, T120 for a kind that it cannot work on, T121 for no fixed span.
    """
    span = 1 if given is None else _span(given, time)
    if node.function == "lag":
        moved = let(_lagged(span, time is not None), **_parts(value, time))
        return replace(value.becomes(node, moved), row_wise=False)
    if node.function == "difference":
        return _difference(node, value, span, time)
    need(Kind.NUMBER, value)
    window = finite(let(_window(_WINDOWS[node.function], span, time is not None), **_parts(value, time)))
    made = replace(value.becomes(node, window), row_wise=False)
    return _distance(made) if node.function == "deviation" else made


def _span(given: Piece, time: pl.Expr | None) -> Span:
    """How far to look back."""
    nothing = Refusal(NoSpan(part=part(given.node), place=place_of(given)))
    if given.kind is not Kind.NUMBER or given.fixed is None:
        raise nothing
    if given.unit is None:
        if not 1 <= given.fixed <= MOST_ROWS or given.fixed != int(given.fixed):
            raise nothing
        return int(given.fixed)
    if not compatible(given.unit, "s"):
        raise nothing
    seconds = convert(given.fixed, given.unit, "s")
    if not SHORTEST.total_seconds() <= seconds <= LONGEST.total_seconds():
        raise nothing
    if time is None:
        raise Refusal(NoTime(part=part(given.node), place=place_of(given)))
    return timedelta(microseconds=round(seconds * 1e6))


def _parts(value: Piece, time: pl.Expr | None) -> Mapping[str, pl.Expr]:
    return {"x": value.expr} if time is None else {"x": value.expr, "t": time.cast(pl.Datetime("us"))}


def _order() -> pl.Expr:
    """The positions of the rows in the order of time, those without a time first; equal times stay as they stand."""
    return pl.arg_sort_by(pl.field("t").alias("t"), maintain_order=True, nulls_last=False)


def _in_order(function: Callable[[pl.Expr], pl.Expr], *, timed: bool) -> pl.Expr:
    """A function of the values in the order of time, put back into the order of the table."""
    if not timed:
        return function(pl.field("x"))
    order = _order()
    # Rows without a time are first in order and hold no value, so that none looks back at them.
    known = pl.when(pl.field("t").is_not_null()).then(pl.field("x"))
    back = function(known.gather(order)).gather(order.arg_sort())
    return pl.when(pl.field("t").is_not_null()).then(back)


def _lagged(span: Span, timed: bool) -> pl.Expr:  # noqa: FBT001
    if isinstance(span, int):
        return _in_order(lambda x: x.shift(span), timed=timed)
    order = _order()
    moments = pl.field("t").fill_null(_LONG_AGO).gather(order)
    found = moments.search_sorted(pl.field("t") - span, side="right").cast(pl.Int64) - 1
    position = pl.when(found >= 0).then(found)
    recent = moments.gather(position) >= pl.field("t") - 2 * span
    return pl.when(recent).then(pl.field("x").gather(order).gather(position))


def _window(name: str, span: Span, timed: bool) -> pl.Expr:  # noqa: FBT001
    if isinstance(span, int):
        return _in_order(lambda x: getattr(x, f"rolling_{name}")(span, min_samples=1), timed=timed)
    size = f"{span // timedelta(microseconds=1)}us"
    rolled: pl.Expr = getattr(pl.field("x"), f"rolling_{name}_by")(pl.field("t"), size, min_samples=1, closed="right")
    return rolled


def _difference(node: Call, value: Piece, span: Span, time: pl.Expr | None) -> Piece:
    """What changed since then: for dates in hours, for levels in the unit of their differences."""
    change = pl.field("x") - _lagged(span, time is not None)
    if value.kind is Kind.DATE:
        hours = ratio(let(change.dt.total_microseconds(), **_parts(value, time)), pl.lit(_HOUR))
        return replace(value.counts(node, hours), unit="h", stands=Stands.DIFFERENCE, row_wise=False)
    need(Kind.NUMBER, value)
    return _distance(replace(value.becomes(node, finite(let(change, **_parts(value, time)))), row_wise=False))


def _distance(made: Piece) -> Piece:
    """Values that are distances on their scale, in the unit of its steps."""
    if made.unit is None or not shifted(made.unit):
        return replace(made, stands=Stands.DIFFERENCE)
    unit = step(made.unit)
    return replace(made, expr=made.expr * steps(made.unit, unit), unit=unit, stands=Stands.DIFFERENCE)
