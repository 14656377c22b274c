"""What expressions come to: worked examples, every function against slow plain Python, missing values, lost rows."""

from __future__ import annotations

import math
import re
from datetime import timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from sanhak.finding import Refusal
from sanhak.table.column import Column, Kind
from sanhak.table.expression import Expression, Truth
from sanhak.table.units import known
from table.expression.plant import COLUMNS, FRAME, START, lost, planned, values
from table.expression.trees import mixed, numeric, slow

NUMBERS = {
    "n + 1": [1, 2, 0, 5],
    "n - m": [None, -1.5, 1.5, 3.875],
    "2 * n ^ 2": [0, 2, 2, 32],
    "-n ^ 2": [0, -1, -1, -16],
    "1 / n": [None, 1, -1, 0.25],
    "0 / n": [None, 0, 0, 0],
    "n ^ -1": [None, 1, -1, 0.25],
    "n ^ 0.5": [0, 1, None, 2],
    "0 ^ 0": [1, 1, 1, 1],
    "abs(n)": [0, 1, 1, 4],
    "sqrt(n)": [0, 1, None, 2],
    "log(n)": [None, 0, None, math.log(4)],
    "log10(100 * n)": [None, 2, None, math.log10(400)],
    "exp(n)": [1, math.e, 1 / math.e, math.exp(4)],
    "exp(1000 * n)": [1, None, 0, None],
    "min(n, m)": [None, 1, -2.5, 0.125],
    "max(n, m, 0)": [None, 2.5, 0, 4],
    "round(m)": [None, 3, -3, 0],
    "round(m, 2)": [None, 2.5, -2.5, 0.13],
    "clip(n, 0, 2)": [0, 1, 0, 2],
    "clip(n, m, 2)": [None, 2, -1, 2],
    "clip(n, 3, 2)": [2, 2, 2, 2],
    "if(n > 0, n, m)": [None, 1, -2.5, 4],
    "if(m > 0, 1, 0)": [None, 1, 0, 1],
    "if(n == 0, 0, 1 / n)": [0, 1, -1, 0.25],
    "if(m is missing, 0, m)": [0, 2.5, -2.5, 0.125],
    "number(note)": [1250, 3.5, None, None],
    "number(n > 0)": [0, 1, 0, 1],
    "hour(time)": [7, 7, 8, None],
    "weekday(time)": [1, 1, 1, None],
    "month(time)": [11, 11, 11, None],
    "year(time)": [2026, 2026, 2026, None],
    "end - time": [2, None, 0.5, None],
    "1e308 * 10 * n": [None, None, None, None],
    "[TIC-1203.PV] + 1": [11, 51, 101, None],
    "만약(n > 0, 최소(n, 2), 절댓값(n))": [0, 1, 1, 2],
}
OTHERS = {
    "n > 0": [False, True, False, True],
    "m > 0": [None, True, False, True],
    "m >= 2.5 or n == 0": [True, True, False, False],
    "m > 0 and n == 0": [None, False, False, False],
    "not m > 0": [None, False, True, False],
    "n != 1": [True, False, True, True],
    "m is missing": [True, False, False, False],
    "m is not missing": [False, True, True, True],
    "n between 0 and 1": [True, True, False, False],
    "n between m and 5": [None, False, True, True],
    "n in (1, -1)": [False, True, True, False],
    "m not in (2.5, 3)": [None, False, True, True],
    "grade == 'A'": [True, False, None, False],
    "grade <> 'A'": [False, True, None, True],
    "grade in ('A', 'B')": [True, True, None, False],
    "grade == note": [False, False, None, None],
    "(n > 0) == (m > 0)": [None, True, True, True],
    "if(n > 0, 'high', grade)": ["A", "high", None, "high"],
    "if(n > 0, time, end)": [
        START + timedelta(hours=2),
        START + timedelta(minutes=10),
        START + timedelta(hours=1),
        None,
    ],
    "if(n > 0, '2026-01-01', time) > '2026-06-01'": [True, False, True, False],
    "time + 90 min": [START + timedelta(minutes=90), START + timedelta(minutes=100), START + timedelta(hours=2), None],
    "1 d + time": [
        START + timedelta(days=1),
        START + timedelta(days=1, minutes=10),
        START + timedelta(days=1.0, minutes=30),
        None,
    ],
    "time - 1e12 yr": [None, None, None, None],
    "time >= '2026-11-23 07:40'": [False, True, True, None],
    "time in ('2026-11-23 07:30', '2026-01-01')": [True, False, False, None],
    "time between '2026-11-23' and '2026-11-23T07:40'": [True, True, False, None],
    "lag(time, 1)": [None, START, START + timedelta(minutes=10), None],
    "time < end": [True, None, True, None],
    "'a'": ["a"] * 4,
}


@pytest.mark.parametrize(("text", "expected"), NUMBERS.items())
def test_numbers_come_out_as_worked_by_hand(text, expected):
    assert values(text) == pytest.approx(expected, nan_ok=False)
    assert planned(text).kind is Kind.NUMBER


@pytest.mark.parametrize(("text", "expected"), OTHERS.items())
def test_conditions_texts_and_dates_come_out_as_worked_by_hand(text, expected):
    assert values(text) == expected


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("n", Kind.NUMBER),
        ("grade", Kind.CATEGORY),
        ("note", Kind.CATEGORY),
        ("time", Kind.DATE),
        ("n > 0", Truth.TRUTH),
    ],
)
def test_the_kind_of_the_result_is_told(text, kind):
    assert planned(text).kind is kind
    assert planned(text).truth is (kind is Truth.TRUTH)


LOST = {
    "1 / n": 1,
    "log(n)": 2,
    "sqrt(m)": 1,
    "n + m": 0,
    "number(note)": 1,
    "number(note) > 3": 1,
    "grade == 'A'": 0,
    "difference(n)": 1,
    "lag(n, 10 min)": 1,
    "1 / 0": 4,
    "n is missing": 0,
}


@pytest.mark.parametrize(("text", "expected"), LOST.items())
def test_rows_whose_result_was_lost_are_counted(text, expected):
    assert lost(text) == expected


@given(st.floats(-1e6, 1e6), st.integers(1, 1000))
def test_a_division_is_rounded_once(value, divisor):
    frame = pl.DataFrame({"x": [value, value, 3.0]})
    plan = Expression.parse(f"x / {divisor}").plan({"x": Column("x")})
    assert frame.with_columns(r=plan.expr)["r"].to_list() == [value / divisor, value / divisor, 3.0 / divisor]


def test_a_filter_takes_missing_as_not_true():
    assert FRAME.lazy().filter(planned("m > 0").expr).collect()["n"].to_list() == [1.0, 4.0]


cell = st.none() | st.sampled_from([0.0, 1.0, -1.0, 2.5, 1e-3, 1e200, -40.0])
XYZ = {name: Column(name) for name in "xyz"}


@given(numeric, st.lists(st.tuples(cell, cell, cell), min_size=1, max_size=4))
def test_any_formula_agrees_with_plain_python(tree, rows):
    frame = pl.DataFrame(rows, schema=dict.fromkeys(XYZ, pl.Float64), orient="row")
    plan = Expression(tree).plan(XYZ)
    expected = [slow(tree, row) for row in frame.to_dicts()]
    eager = frame.with_columns(result=plan.expr, lost=plan.lost)
    there = [math.nan if value is None else value for value in expected]
    assert eager["result"].fill_null(math.nan).to_list() == pytest.approx(there, rel=1e-9, nan_ok=True)
    assert not eager["result"].is_nan().any()
    assert frame.lazy().with_columns(result=plan.expr, lost=plan.lost).collect(engine="streaming").equals(eager)
    assert plan.row_wise
    read = Expression(tree).columns
    there = [all(row[name] is not None for name in read) for row in frame.to_dicts()]
    assert eager["lost"].to_list() == [here and value is None for here, value in zip(there, expected, strict=True)]


def test_infinite_and_undefined_numbers_that_come_in_are_missing():
    frame = pl.DataFrame({"x": [math.inf, -math.inf, math.nan, 1.0], "k": [1, 2, 3, 4]})
    plan = Expression.parse("x + k").plan({"x": Column("x"), "k": Column("k")})
    result = frame.with_columns(result=plan.expr, lost=plan.lost)
    assert result["result"].to_list() == [None, None, None, 5.0]
    assert not result["lost"].any()


@pytest.mark.parametrize("name", ["*", "^T.*$", "^$", "a.b", "{x}", "한글 이름"])
def test_a_name_is_never_read_as_a_pattern(name):
    frame = pl.DataFrame({name: [1.0, 2.0], "T": [5.0, 6.0], "T2": [7.0, 8.0]})
    plan = Expression.parse(f"[{name}] + T / [{name}]").plan({name: Column(name), "T": Column("T")})
    assert frame.with_columns(r=plan.expr, lost=plan.lost)["r"].to_list() == [6.0, 5.0]


@given(mixed)
@settings(max_examples=50)
def test_anything_is_refused_or_gives_what_its_plan_tells(tree):
    try:
        plan = Expression(tree).plan(COLUMNS, "time")
    except Refusal:
        return
    result = FRAME.with_columns(r=plan.expr, lost=plan.lost)
    dtype = {Kind.NUMBER: pl.Float64, Kind.CATEGORY: pl.String, Kind.DATE: pl.Datetime("us"), Truth.TRUTH: pl.Boolean}
    assert result["r"].dtype == dtype[plan.kind]
    assert plan.unit is None or (known(plan.unit) == plan.unit and plan.kind is Kind.NUMBER)
    assert plan.kind is not Kind.NUMBER or result["r"].drop_nulls().is_finite().all()
    assert not result.filter("lost")["r"].is_not_null().any()
    if plan.row_wise:
        assert_frame_equal(
            pl.concat([FRAME[row : row + 1].with_columns(r=plan.expr, lost=plan.lost) for row in range(4)]), result
        )


def test_an_empty_table_has_empty_results():
    empty = FRAME.head(0)
    for text in ("n / m", "mean(n, 1 h)", "lag(n, 10 min)", "lag(n, 2)", "1 / 0", "grade in ('A')"):
        assert values(text, frame=empty) == []


def test_other_types_of_the_same_kind_are_read():
    frame = pl.DataFrame({"k": [1, 2], "c": pl.Series(["a", "b"], dtype=pl.Categorical), "d": [START.date()] * 2})
    columns = {"k": Column("k"), "c": Column("c", Kind.CATEGORY), "d": Column("d", Kind.DATE)}
    expression = Expression.parse("k / 4 > 0.4 and c == 'b' and d < '2026-11-23 08:00'")
    assert frame.with_columns(r=expression.plan(columns).expr)["r"].to_list() == [False, True]


def test_hangul_typed_in_single_letters_names_the_same_column():
    import unicodedata

    plan = Expression.parse(unicodedata.normalize("NFD", "압력 > 3 bar")).plan(COLUMNS)
    assert FRAME.with_columns(r=plan.expr)["r"].to_list() == [False, True, None, False]


def test_fifty_levels_are_worked_out_at_once():
    plan = Expression.parse("1/(1+" * 16 + "n" + ")" * 16).plan(COLUMNS)
    ratio = FRAME.head(2).with_columns(r=plan.expr)["r"].to_list()
    assert ratio == pytest.approx([(math.sqrt(5) - 1) / 2] * 2, abs=1e-6)


@pytest.mark.parametrize(
    "text", ["n / m", "if(n > 0, log(n), min(n, m, 3))", "number(note) + hour(time)", "clip(T, 0, 1)"]
)
def test_what_looks_at_one_row_streams(text, tmp_path):
    FRAME.write_parquet(tmp_path / "plant.parquet")
    rows = pl.scan_parquet(tmp_path / "plant.parquet").with_columns(result=planned(text).expr)
    graph = rows.show_graph(engine="streaming", plan_stage="physical", raw_output=True)
    assert graph is not None
    assert "with-columns" in graph
    assert not {"in-memory-map", "multiplexer", "sort"} & set(re.findall(r'label="([a-z-]+)', graph))
