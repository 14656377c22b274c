"""Tables as plants export them, with what goes wrong in exports, and the monitor that is asked."""

from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import polars as pl
from tests.model.normal.rows import normal

from sanhak.areas.manufacturing.monitor import Monitor
from sanhak.table import Column, Kind, Table

START = datetime(2026, 3, 2)  # noqa: DTZ001 - a plant's clock shows local time
TAGS = ("TI-1", "TI-2", "PI-3", "FI-4", "LI-5", "AI-6")
UNTIL = "2026-03-03 09:00"


def history(rows=300, fault=250):
    """Rows at ten minutes; the first two thirds or so are normal, and from ``fault`` on PI-3 is off."""
    X = normal(rows)
    if fault is not None:
        X[fault:, 2] += 5 * X[:, 2].std()
    times = [START + timedelta(minutes=10 * row) for row in range(rows)]
    frame = {"time": times} | {name: 50 + column for name, column in zip(TAGS, X.T, strict=True)}
    columns = (Column("time", Kind.DATE), *(Column(name, Kind.NUMBER, "°C") for name in TAGS))
    return Table(pl.DataFrame(frame), columns, time="time")


def changed(table, **columns):
    """The table with other values in some columns."""
    values = {name: np.asarray(column) for name, column in columns.items()}
    series = [pl.Series(name, column).fill_nan(None) for name, column in values.items()]
    return replace(table, frame=table.frame.with_columns(series))


def ask(table, **fields):
    """The answer of a monitor whose normal period ends in the middle of the history."""
    return Monitor(**{"normal_until": UNTIL} | fields).solve(table)


def codes(answer):
    """The codes of an answer's findings."""
    return {finding.code for finding in answer.findings}
