"""Trials of forecasts: the virtual market, whose months never end, and monthly series of the M3 competition."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl
from judging import Piece, span

from sanhak.areas.marketing.forecast import Forecast
from sanhak.plants.demand import Market
from sanhak.run import Run
from sanhak.table import Table

AHEAD: Final = 12


def _judged(study: Forecast, table: Table, later: pl.DataFrame, run: Run) -> Piece:
    """The intervals of the items, for the periods that follow the table; ``later`` holds item, date and quantity."""
    answer = study.solve(table, run)
    items = answer.tables["forecast"].frame.filter(pl.col(study.items[-1]).is_not_null())
    items = items.with_columns(pl.col("date").cast(pl.Date))
    both = later.join(items, on=(study.items[-1], "date"), how="inner", maintain_order="left")
    own = answer.coverage[0]
    low, high = (both[end].to_numpy() for end in ("5 %", "95 %"))
    whole = span(table.values(study.quantity))
    return Piece(own.split, own.measured, own.rows, both["came"].to_numpy(), low, high, whole)


def market(months: int, seed: int) -> Iterator[Piece]:
    """A virtual market of 24 items, asked for the year after its history."""
    made = Market(seed=50 + seed).table(months + AHEAD, np.random.default_rng(seed))
    last = made.frame["month"].unique().sort()[months]
    known = made.rows((made.frame["month"] < last).to_numpy())
    later = made.frame.filter(pl.col("month") >= last).select(
        "item", pl.col("month").cast(pl.Date).alias("date"), pl.col("sold").alias("came")
    )
    study = Forecast(quantity="sold", time="month", items=("region", "group", "item"), horizon=AHEAD)
    yield _judged(study, known, later, Run(seed))


def m3(data: Path, count: int, seed: int) -> Iterator[Piece]:
    """Every so many-th monthly series; dates are artificial, so that all end in one month, and 18 are held out."""
    rows = pl.read_csv(gzip.decompress((data / "business" / "m3_monthly.csv.gz").read_bytes()))
    series = rows.group_by("unique_id", maintain_order=True).agg("y").rows()[:: 1428 // count]
    parts = []
    for name, values in series:
        months = 12 * 2000 - len(values) + np.arange(len(values))
        dates = [datetime(at // 12, at % 12 + 1, 1, tzinfo=UTC).replace(tzinfo=None) for at in months.tolist()]
        parts.append(pl.DataFrame({"item": name, "month": dates, "sold": values}))
    whole = pl.concat(parts)
    last = datetime(1998, 7, 1, tzinfo=UTC).replace(tzinfo=None)
    later = whole.filter(pl.col("month") >= last).select(
        "item", pl.col("month").cast(pl.Date).alias("date"), pl.col("sold").alias("came")
    )
    known = Table.of(whole.filter(pl.col("month") < last), units={"sold": "ea"}, kinds={"item": "category"})
    yield _judged(Forecast(quantity="sold", time="month", items=("item",), horizon=18), known, later, Run(seed))
