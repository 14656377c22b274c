"""A short table of a plant, whose results can be worked out by hand."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import polars as pl

from sanhak.table import Table
from sanhak.table.column import Column, Kind
from sanhak.table.expression import Expression, Planned

START = datetime.fromisoformat("2026-11-23 07:30")
"""A Monday."""
COLUMNS = {
    column.name: column
    for column in (
        Column("time", Kind.DATE),
        Column("end", Kind.DATE),
        Column("T", unit="°C"),
        Column("T_out", unit="°C"),
        Column("T_us", unit="°F"),
        Column("T_abs", unit="K"),
        Column("압력", unit="kPa"),
        Column("gauge", unit="barg"),
        Column("other gauge", unit="psig"),
        Column("flow", unit="m³/h"),
        Column("feed", unit="kg/h"),
        Column("TIC-1203.PV", unit="%"),
        Column("n"),
        Column("m"),
        Column("grade", Kind.CATEGORY),
        Column("note", Kind.TEXT),
    )
}
FRAME = pl.DataFrame(
    {
        "time": [START, START + timedelta(minutes=10), START + timedelta(minutes=30), None],
        "end": [START + timedelta(hours=2), None, START + timedelta(hours=1), START],
        "T": [80.0, 90.0, None, 100.0],
        "T_out": [70.0, 95.0, 60.0, 100.0],
        "T_us": [176.0, 170.0, None, 212.0],
        "T_abs": [350.0, 360.0, 370.0, 373.15],
        "압력": [200.0, 400.0, None, 300.0],
        "gauge": [1.0, 2.0, 3.0, 0.0],
        "other gauge": [14.503773773, 0.0, 0.0, 0.0],
        "flow": [1.0, 2.0, 0.0, 4.0],
        "feed": [2.0, 0.0, 3.0, 8.0],
        "TIC-1203.PV": [10.0, 50.0, 100.0, None],
        "n": [0.0, 1.0, -1.0, 4.0],
        "m": [None, 2.5, -2.5, 0.125],
        "grade": ["A", "B", None, "C"],
        "note": ["1,250", " 3.5 ", "stopped", None],
    }
)
TABLE = Table(FRAME, tuple(COLUMNS.values()), time="time")


def planned(text: str, time: str | None = "time") -> Planned:
    """The plan of an expression over this table."""
    return Expression.parse(text).plan(COLUMNS, time)


def values(text: str, time: str | None = "time", frame: pl.DataFrame = FRAME) -> list[Any]:
    """The result in each row; the same whether Polars works it out at once, lazily or in a stream."""
    plan = planned(text, time)
    eager = frame.with_columns(result=plan.expr)["result"]
    for engine in ("in-memory", "streaming"):
        lazy = frame.lazy().with_columns(plan.expr.alias("result")).collect(engine=engine)
        assert lazy["result"].equals(eager, null_equal=True)
    return eager.to_list()


def lost(text: str) -> int:
    """Rows that lost their result."""
    return int(FRAME.with_columns(lost=planned(text).lost)["lost"].sum())
