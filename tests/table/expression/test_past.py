"""Functions that look back, on regular and irregular time, against slow plain Python; none sees the future."""

from __future__ import annotations

import math
import statistics
from datetime import timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanhak.table.column import Column, Kind
from sanhak.table.expression import Expression
from table.expression.plant import COLUMNS, START, planned, values

TX = {"t": Column("t", Kind.DATE), "x": Column("x", unit="°C")}
MINUTE = timedelta(minutes=1)
MIDNIGHT = START.replace(hour=0, minute=0)
rows = st.lists(
    st.tuples(st.none() | st.integers(0, 60).map(lambda m: START + m * MINUTE), st.none() | st.integers(-5, 5)),
    max_size=12,
)
spans = st.sampled_from([1, 2, 3, "5 min", "12 min", "0.5 h"])
WINDOWS = {
    "mean": statistics.fmean,
    "sum": math.fsum,
    "deviation": lambda there: statistics.stdev(there) if len(there) > 1 else None,
    "least": min,
    "most": max,
}


def slow_lag(table, span):
    """The value that each row looks back to."""
    order = sorted((t, place) for place, (t, _) in enumerate(table) if t is not None)
    found = [None] * len(table)
    for rank, (t, place) in enumerate(order):
        if isinstance(span, int):
            found[place] = table[order[rank - span][1]][1] if rank >= span else None
            continue
        before = [(then, other) for then, other in order if t - 2 * span <= then <= t - span]
        found[place] = table[before[-1][1]][1] if before else None
    return found


def slow_window(table, span, function):
    """The function over the window that ends in each row."""
    order = sorted((t, place) for place, (t, _) in enumerate(table) if t is not None)
    found = [None] * len(table)
    for rank, (t, place) in enumerate(order):
        if isinstance(span, int):
            inside = order[max(0, rank - span + 1) : rank + 1]
        else:
            inside = [(then, other) for then, other in order if t - span < then <= t]
        there = [table[other][1] for _, other in inside if table[other][1] is not None]
        found[place] = function(there) if there else None
    return found


def length(span):
    """A span as Python has it."""
    if isinstance(span, int):
        return span
    number, unit = span.split()
    return float(number) * {"min": MINUTE, "h": 60 * MINUTE}[unit]


def framed(table):
    return pl.DataFrame(table, schema={"t": pl.Datetime("us"), "x": pl.Float64}, orient="row")


def results(text, frame):
    plan = Expression.parse(text).plan(TX, "t")
    assert not plan.row_wise
    eager = frame.with_columns(r=plan.expr)["r"]
    assert frame.lazy().with_columns(r=plan.expr).collect(engine="streaming")["r"].equals(eager)
    return eager.to_list()


@given(rows, spans)
@settings(max_examples=25)
def test_a_lag_agrees_with_plain_python(table, span):
    expected = slow_lag(table, length(span))
    assert results(f"lag(x, {span})", framed(table)) == expected
    changes = [None if b is None or a is None else a - b for (_, a), b in zip(table, expected, strict=True)]
    assert results(f"difference(x, {span})", framed(table)) == changes


@given(rows, spans, st.sampled_from(sorted(WINDOWS)))
def test_a_window_agrees_with_plain_python(table, span, name):
    expected = slow_window(table, length(span), WINDOWS[name])
    assert results(f"{name}(x, {span})", framed(table)) == pytest.approx(expected, abs=1e-9)


@given(rows, spans, st.sampled_from(["lag", "difference", *WINDOWS]), st.integers(0, 60))
@settings(max_examples=25)
def test_what_comes_later_changes_nothing(table, span, name, minute):
    now = START + minute * MINUTE
    past = [(t, x) for t, x in table if t is None or t <= now]
    changed = [(t, x) if t is None or t <= now else (t, 99) for t, x in table]
    text = f"{name}(x, {span})"
    by_then = [r for r, (t, _) in zip(results(text, framed(changed)), table, strict=True) if t is None or t <= now]
    assert by_then == pytest.approx(results(text, framed(past)), abs=1e-9)


EXAMPLES = {
    "lag(n, 1)": [None, 0, 1, None],
    "lag(n, 10 min)": [None, 0, 1, None],
    "lag(n, 2 * 5 min)": [None, 0, 1, None],
    "lag(n, 5 min)": [None, 0, None, None],
    "lag(grade, 10 min)": [None, "A", "B", None],
    "difference(n)": [None, 1, -2, None],
    "difference(time)": [None, 1 / 6, 1 / 3, None],
    "mean(n, 1 h)": [0, 0.5, 0, None],
    "sum(n, 25 min)": [0, 1, 0, None],
    "least(n, 2)": [0, 0, -1, None],
    "most(n, 2)": [0, 1, 1, None],
    "deviation(n, 1 h)": [None, math.sqrt(0.5), 1, None],
}


@pytest.mark.parametrize(("text", "expected"), EXAMPLES.items())
def test_the_examples_come_out_as_worked_by_hand(text, expected):
    assert values(text) == pytest.approx(expected)


def test_without_time_rows_stand_as_they_are():
    assert values("lag(n, 1)", time=None) == [None, 0, 1, -1]
    assert values("sum(n, 2)", time=None) == [0, 1, 0, 3]
    assert values("difference(n, 2)", time=None) == [None, None, -1, 3]


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("lag(T, 1)", "°C"),
        ("mean(T, 1 h)", "°C"),
        ("difference(T)", "K"),
        ("deviation(T, 1 h)", "K"),
        ("difference(gauge, 1 h)", "bar"),
        ("difference(flow)", "m³/h"),
        ("difference(time)", "h"),
        ("difference(time) * flow", "m³"),
    ],
)
def test_units_follow(text, unit):
    assert planned(text).unit == unit
    assert not planned(text).row_wise


def test_a_difference_of_fahrenheit_counts_in_kelvin():
    assert values("difference(T_us)")[1] == pytest.approx(-6 / 1.8)


def test_functions_that_look_back_may_stand_in_one_another():
    assert values("difference(difference(n))") == [None, None, -3, None]
    assert values("mean(lag(n, 1), 2)") == [None, 0, 0.5, None]
    deep = Expression.parse("difference(" * 30 + "n" + ")" * 30).plan(COLUMNS)
    assert pl.DataFrame({"n": [1.0, 2.0]}).with_columns(r=deep.expr)["r"].to_list() == [None, None]


def test_assets_are_kept_apart():
    frame = pl.DataFrame(
        {"t": [START + m * MINUTE for m in (0, 0, 10, 10)], "x": [1.0, 5.0, 2.0, 7.0], "asset": ["A", "B", "A", "B"]}
    )
    for text, expected in (
        ("lag(x, 10 min)", [None, None, 1, 5]),
        ("mean(x, 1 h)", [1, 5, 1.5, 6]),
        ("difference(lag(x, 1)) + x", [None] * 4),
    ):
        plan = Expression.parse(text).plan(TX, "t", "asset")
        made = frame.with_columns(r=plan.expr, lost=plan.lost)
        assert made["r"].to_list() == expected
        assert made["lost"].to_list() == [value is None for value in expected]


def test_times_of_other_precision_are_read():
    frame = pl.DataFrame({"t": [MIDNIGHT, MIDNIGHT + timedelta(days=1)], "x": [1.0, 2.0]})
    for kind in (pl.Datetime("ns"), pl.Datetime("ms"), pl.Date):
        assert results("lag(x, 1 d)", frame.with_columns(pl.col("t").cast(kind))) == [None, 1.0]
