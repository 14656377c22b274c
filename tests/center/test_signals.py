"""Signals: few points, no extreme lost, gaps seen, and the rows of the window alone."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanhak.center.signals import Window, moment, seconds, signals, thinned
from sanhak.finding import Refusal
from sanhak.table import Table
from sanhak.table.keep import write_table

BEGIN = datetime(2026, 3, 1)  # noqa: DTZ001 - times of a table are local
VALUES = st.lists(st.one_of(st.none(), st.floats(-1e6, 1e6)), min_size=1, max_size=200)


@given(VALUES, st.data(), st.integers(2, 60))
def test_every_bucket_keeps_its_extremes_in_few_points(values, data, points):
    y = np.array([np.nan if value is None else value for value in values])
    steps = data.draw(st.lists(st.integers(0, 1000), min_size=len(y), max_size=len(y)))
    x = np.cumsum(np.array(steps, dtype=float))
    thin_x, thin_y = thinned(x, y, points)
    assert len(thin_x) == len(thin_y) <= points
    assert np.all(np.diff(thin_x) >= 0)
    buckets = max(1, points // 2)
    bucket = np.searchsorted(np.linspace(x[0], x[-1], buckets + 1)[:-1], x, side="right") - 1
    told = {(one, other) for one, other in zip(thin_x, thin_y, strict=True) if not np.isnan(other)}
    assert told <= set(zip(x, y, strict=True))
    for number in np.unique(bucket) if len(x) > buckets else range(0):
        inside = y[bucket == number]
        if np.isnan(inside).all():
            continue
        places = set(x[bucket == number])
        kept = [other for one, other in told if one in places]
        assert (min(kept), max(kept)) == (np.nanmin(inside), np.nanmax(inside))
    if len(x) <= buckets:
        assert len(told) == len({(one, other) for one, other in zip(x, y, strict=True) if not np.isnan(other)})


def history(tmp_path, order=slice(None), **more):
    rows = 5000
    times = [BEGIN + timedelta(minutes=at + (3000 if at >= 2500 else 0)) for at in range(rows)]
    values = np.sin(np.arange(rows) / 50)
    values[1234] = 99.0
    frame = pl.DataFrame({"time": times, "x": values, "grade": ["A", "B"] * (rows // 2), **more})[order]
    file = tmp_path / "table.parquet"
    write_table(Table.of(frame, time="time"), file)
    return file


@pytest.mark.parametrize("order", [slice(None), slice(None, None, -1)])
def test_a_spike_of_one_row_is_seen_whatever_the_order_of_rows(tmp_path, order):
    drawn = signals(history(tmp_path, order), ["x"], Window(), 100)
    one = drawn.signals[0]
    assert len(one.x) <= 100
    assert one.high == 99.0 == np.nanmax(one.y)
    assert one.x[np.nanargmax(one.y)] == seconds(BEGIN + timedelta(minutes=1234))
    assert np.isnan(one.y).sum() == 1, "the two days without rows part the line"
    assert moment(drawn.end) == BEGIN + timedelta(minutes=7999)


def test_a_window_holds_its_rows_alone(tmp_path):
    ends = (BEGIN + timedelta(minutes=1000), BEGIN + timedelta(minutes=1020))
    drawn = signals(history(tmp_path), ["x"], Window(*map(seconds, ends)))
    assert (drawn.start, drawn.end) == tuple(map(seconds, ends))
    assert drawn.signals[0].x.tolist() == [seconds(ends[0]) + 60 * at for at in range(21)]
    later = seconds(BEGIN + timedelta(days=1000))
    nothing = signals(history(tmp_path), ["x"], Window(later, later + 1000))
    assert (nothing.signals[0].rows, nothing.signals[0].low) == (0, None)


def test_rows_are_counted_where_no_column_says_when(tmp_path):
    file = tmp_path / "table.parquet"
    write_table(Table.of({"x": [1.0, None, 3.0, 4.0]}), file)
    drawn = signals(file, ["x"], Window(2, 3))
    assert drawn.time is None
    assert drawn.signals[0].x.tolist() == [2.0, 3.0]
    assert (drawn.signals[0].missing, drawn.signals[0].low) == (1, 3.0)
    assert signals(file, ["x"], Window(9, 12)).signals[0].rows == 0


@pytest.mark.parametrize("name", ["grade", "nothing"])
def test_only_columns_of_numbers_are_signals(tmp_path, name):
    with pytest.raises(Refusal) as refused:
        signals(history(tmp_path), [name], Window())
    assert refused.value.findings[0].code == "T001"
