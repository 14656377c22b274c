"""A Parquet file that is too long for memory: its rows are read as a stream while steps make them fewer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Final

import polars as pl

from sanhak.finding import Refusal
from sanhak.table.column import Column, Kind
from sanhak.table.prepare.findings import NotScanned
from sanhak.table.prepare.flow import Flow
from sanhak.table.prepare.step import Step, carried
from sanhak.table.table import Source, Table

_FIRST: Final = 10_000
"""Rows from which the facts about the columns are taken."""


def scan(
    source: str | PathLike[str],
    steps: Sequence[Step],
    *,
    units: Mapping[str, str] | None = None,
    time: str | None = None,
    asset: str | None = None,
    others: Mapping[str, Table] | None = None,
) -> Table:
    """Prepare a Parquet file without ever holding all of its rows.

    Facts about the columns are read from its first 10,000 rows, as :meth:`sanhak.table.Table.of` reads them. Only
    numbers, dates and texts that are typed as such are streamed.

    Parameters
    ----------
    source
        Path of the Parquet file.
    steps
        What is to be done; up to the first ``resample`` nothing is kept in memory.
    units, time, asset
        What is known of the columns.
    others
        Further tables by name, for joins.

    Raises
    ------
    Refusal
        T217 if it is no Parquet file that can be streamed; T-codes of the steps.
    """
    path = Path(source)
    try:
        rows = pl.scan_parquet(path)
        first = Table.of(rows.head(_FIRST).collect(), units=units, time=time, asset=asset, source=Source(path.name))
    except (OSError, pl.exceptions.PolarsError) as broken:
        raise Refusal(NotScanned(path=str(path), problem=type(broken).__name__)) from None
    schema = rows.collect_schema()
    facts = first.columns[: len(schema)]
    frame = rows.select(_typed(name, kind, column) for (name, kind), column in zip(schema.items(), facts, strict=True))
    flow = Flow(
        frame, facts, None, first.time, first.asset, first.lot, first.findings, first.source,
        others=others or {}, waits=True,
    )  # fmt: skip
    return carried(flow, steps).table()


def _typed(name: str, given: pl.DataType, column: Column) -> pl.Expr:
    """A raw column with the type that a Table holds.

    Raises
    ------
    Refusal
        T217 if numbers or dates stand in it as texts: these need to be read cell by cell.
    """
    values = pl.col(name)
    if column.kind is Kind.NUMBER and given.is_numeric():
        return values.cast(pl.Float64).fill_nan(None).alias(column.name)
    if column.kind is Kind.DATE and given.is_temporal():
        return values.cast(pl.Datetime("us")).alias(column.name)
    if column.kind in (Kind.NUMBER, Kind.DATE):
        raise Refusal(NotScanned(path=name, problem=str(given)))
    return values.cast(pl.String).alias(column.name)
