from contextlib import suppress
from datetime import datetime, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanhak.finding import Refusal
from sanhak.table import Column, Kind
from sanhak.table.expression import Expression
from sanhak.table.expression.functions import FUNCTIONS
from sanhak.table.expression.tree import COMPARISONS, SIGNS, Among, Call, Missing, Name, Number, Pair, Turned, Words

START = datetime(2026, 3, 2)  # noqa: DTZ001 - plants write local time
FACTS = {
    column.name: column
    for column in (
        Column("time", Kind.DATE),
        Column("T", unit="°C"),
        Column("Tf", unit="°F"),
        Column("P", unit="kPa"),
        Column("G", unit="barg"),
        Column("F", unit="m³/h"),
        Column("air", unit="L/min"),
        Column("x"),
        Column("y"),
        Column("load", unit="%"),
        Column("grade", Kind.CATEGORY),
        Column("온도", unit="°C"),
        Column("TIC-1203.PV", unit="°C"),
    )
}
FRAME = pl.DataFrame(
    {
        "time": [START + timedelta(minutes=m) for m in (0, 1, 3, 4, 10)],
        "T": [20.0, 30.0, None, 50.0, 60.0],
        "Tf": [68.0, 68.0, 68.0, 212.0, 32.0],
        "P": [100.0, 200.0, 300.0, 400.0, 500.0],
        "G": [0.0, 1.0, 2.0, 3.0, 4.0],
        "F": [1.0, 2.0, 3.0, 4.0, 0.0],
        "air": [1000.0] * 5,
        "x": [1.0, 2.0, 3.0, 4.0, 5.0],
        "y": [0.0, 1.0, -1.0, 4.0, None],
        "load": [10.0, 60.0, 70.0, 20.0, 90.0],
        "grade": ["A", "B", "A", None, "C"],
        "온도": [1.0, 2.0, 3.0, 4.0, 5.0],
        "TIC-1203.PV": [9.0, 8.0, 7.0, 6.0, 5.0],
    }
)


def planned(text, **more):
    return Expression.parse(text).plan(FACTS, **{"time": "time"} | more)


def values(text, frame=FRAME):
    return frame.lazy().with_columns(found=planned(text).expr).collect()["found"].to_list()


@pytest.mark.parametrize(
    ("text", "found", "unit"),
    [
        ("T + 5", [25, 35, None, 55, 65], "°C"),
        ("T + 5 K", [25, 35, None, 55, 65], "°C"),
        ("T - Tf", [0, 10, None, -50, 60], "K"),
        ("Tf - T", [0, -10, None, 50, -60], "K"),
        ("(T + 온도) / 2", [10.5, 16, None, 27, 32.5], "°C"),
        ("G - 1 barg", [-1, 0, 1, 2, 3], "bar"),
        ("G + 100 kPa", [1, 2, 3, 4, 5], "barg"),
        ("P / 2 bar", [0.5, 1, 1.5, 2, 2.5], None),
        ("F / air", [1 / 60, 2 / 60, 3 / 60, 4 / 60, 0], None),
        ("air / F", [60, 30, 20, 15, None], None),
        ("F * 2 h", [2, 4, 6, 8, 0], "m³"),
        ("F * load", [0.1, 1.2, 2.1, 0.8, 0], "m³/h"),
        ("F / 50 %", [2, 4, 6, 8, 0], "m³/h"),
        ("x / y", [None, 2, -3, 1, None], None),
        ("-x ^ 2", [-1, -4, -9, -16, -25], None),
        ("P ^ 2 / P", [100, 200, 300, 400, 500], "kPa"),
        ("2 ^ 3 ^ 0", [2] * 5, None),
        ("log10(P / 1 kPa)", [2, np.log10(200), np.log10(300), np.log10(400), np.log10(500)], None),
        ("sqrt(y)", [0, 1, None, 2, None], None),
        ("log(y)", [None, 0, None, np.log(4), None], None),
        ("exp(load)", np.exp([0.1, 0.6, 0.7, 0.2, 0.9]).tolist(), None),
        ("abs(y)", [0, 1, 1, 4, None], None),
        ("min(x, y, 3)", [0, 1, -1, 3, None], None),
        ("max(P, 2 bar)", [200, 200, 300, 400, 500], "kPa"),
        ("round(P / 3, 1)", [33.3, 66.7, 100, 133.3, 166.7], "kPa"),
        ("clip(P, 2 bar, 4 bar)", [200, 200, 300, 400, 400], "kPa"),
        ("if(load > 50 %, 1, 0)", [0, 1, 1, 0, 1], None),
        ("if(T > 40, P, 0)", [0, 0, None, 400, 500], "kPa"),
        ("convert(T, 'K')", [293.15, 303.15, None, 323.15, 333.15], "K"),
        ("환산(Tf, '°C')", [20, 20, 20, 100, 0], "°C"),
        ("hour(time) + weekday(time)", [1] * 5, None),
        ("month(time) * year(time)", [3 * 2026] * 5, None),
        ("lag(x, 1)", [None, 1, 2, 3, 4], None),
        ("lag(x, 2 min)", [None, None, 2, 2, None], None),
        ("지연(T, 2 min)", [None, None, 30, 30, None], "°C"),
        ("difference(T)", [None, 10, None, None, 10], "K"),
        ("difference(x, 2 min)", [None, None, 1, 2, None], None),
        ("mean(x, 3 min)", [1, 1.5, 2.5, 3.5, 5], None),
        ("sum(T, 2 min)", [20, 50, None, 50, 60], "°C"),
        ("least(x, 3 min) + most(x, 3 min)", [2, 3, 5, 7, 10], None),
        ("deviation(x, 3 min)", [None, 0.5**0.5, 0.5**0.5, 0.5**0.5, None], None),
        ("[TIC-1203.PV] - `온도`", [8, 6, 4, 2, 0], "K"),
    ],
)
def test_worked_examples(text, found, unit):
    for one, other in zip(values(text), found, strict=True):
        assert one is None if other is None else one == pytest.approx(other, rel=1e-9, abs=1e-12)
    assert planned(text).unit == unit
    assert not planned(text).truth


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("T > 313.15 K", [False, False, None, True, True]),
        ("T - 온도 > 25 °C", [False, True, None, True, True]),
        ("11 °C < T - Tf", [False, False, None, False, True]),
        ("T - Tf > 9 °F", [False, True, None, False, True]),
        ("T = 68 °F", [True, False, None, False, False]),
        ("P between 2 bar and 4 bar", [False, True, True, True, False]),
        ("load ≥ 60 % and grade == 'A'", [False, False, True, False, False]),
        ("load > 60 또는 grade != 'A'", [False, True, True, None, True]),
        ("grade in ('A', \"C\")", [True, False, True, None, True]),
        ("x not in (1, 2)", [False, False, True, True, True]),
        ("T is missing", [False, False, True, False, False]),
        ("grade is not missing and not (x < 3)", [False, False, True, False, True]),
        ("time >= '2026-03-02 00:03'", [False, False, True, True, True]),
    ],
)
def test_conditions(text, found):
    assert values(text) == found
    assert planned(text).truth


def test_a_lost_value_is_told_from_a_missing_input():
    lost = FRAME.select(lost=planned("x / y").lost)["lost"].to_list()
    assert lost == [True, False, False, False, False]
    assert not FRAME.select(lost=planned("lag(x, 1)").lost)["lost"].any()
    assert planned("x / y").row_wise
    assert not planned("1 + lag(x, 1)").row_wise


def test_windows_stay_on_their_asset():
    twice = pl.concat([FRAME.with_columns(grade=pl.lit(a), x=pl.col("x") * k) for a, k in (("A", 1.0), ("B", 10.0))])
    mixed = twice.sort("time")
    for text in ("lag(x, 2 min)", "mean(x, 3 min)", "difference(x)"):
        expr = planned(text, asset="grade").expr
        alone = FRAME.select(found=planned(text).expr)["found"]
        together = mixed.with_columns(found=expr)
        assert together.filter(pl.col("grade") == "A")["found"].to_list() == alone.to_list()
        assert together.filter(pl.col("grade") == "B")["found"].to_list() == pytest.approx((alone * 10).to_list())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "T110"),
        ("x +", "T110"),
        ("(x", "T110"),
        ("x y", "T110"),
        ("x < y < 3", "T110"),
        ("x.y()", "T110"),
        ("x ; y", "T110"),
        ("x is 3", "T110"),
        ("x between 1 or 2", "T110"),
        ("x in 3", "T110"),
        ("x not y", "T110"),
        ("min(x y)", "T110"),
        ("os.system('x')", "T110"),
        ("x" * 2001, "T111"),
        ("(" * 60 + "x" + ")" * 60, "T111"),
        ("__class__", "T001"),
        ("Temp", "T001"),
        ("__import__('os')", "T112"),
        ("avrage(x, 1 h)", "T112"),
        ("lag(x)", "T113"),
        ("lag(x, 1.5)", "T113"),
        ("lag(x, y)", "T113"),
        ("difference()", "T113"),
        ("mean(x, 3)", "T113"),
        ("mean(x, -3 min)", "T113"),
        ("sqrt(x, y)", "T113"),
        ("round(x, y)", "T113"),
        ("if(x > 1, 2)", "T113"),
        ("if(x > 1, 2, 'a')", "T113"),
        ("convert(T, K)", "T001"),
        ("convert(T, 5)", "T113"),
        ("convert(x, 'K')", "T113"),
        ("hour(time, x)", "T113"),
        ("convert(T, 'grumpf')", "T002"),
        ("T + P", "T114"),
        ("T > 3 bar", "T114"),
        ("convert(T, 'bar')", "T114"),
        ("grade > 'A'", "T115"),
        ("grade == 2", "T115"),
        ("x == 'a'", "T115"),
        ("grade + 1", "T115"),
        ("x and y", "T115"),
        ("not x", "T115"),
        ("-grade", "T115"),
        ("(x > 1) == 2", "T115"),
        ("2 == (x > 1)", "T115"),
        ("hour(x)", "T115"),
        ("if(x, 1, 2)", "T115"),
        ("time > 'yesterday'", "T115"),
        ("log(P)", "T116"),
        ("P ^ 0.5", "T116"),
        ("P ^ x", "T116"),
        ("x ^ P", "T116"),
    ],
)
def test_bad_expressions_are_refused_with_a_code(text, code):
    with pytest.raises(Refusal) as refused:
        planned(text)
    assert refused.value.findings[0].code == code


def test_looking_back_in_time_needs_a_time():
    with pytest.raises(Refusal, match="T117"):
        planned("mean(x, 1 h)", time=None)


def test_the_place_of_a_mistake_is_shown():
    with pytest.raises(Refusal) as refused:
        Expression.parse("load > 50 % and and grade")
    assert refused.value.findings[0].shown == "load > 50 % and ▸and grade"


NAMES = st.sampled_from(["x", "온도", "TIC-1203.PV", "in", "a b", "P[1]"])
LEAVES = st.one_of(
    st.builds(Number, st.floats(0, 1e6), st.sampled_from([None, "°C", "m³/h", "%", "min"])),
    st.builds(Words, st.text("ab 가'", max_size=4)),
    st.builds(Name, NAMES),
)


def larger(parts):
    return st.one_of(
        st.builds(Pair, st.sampled_from(list(SIGNS)), parts, parts),
        st.builds(Turned, st.just("not"), parts),
        st.builds(Turned, st.just("-"), parts.filter(lambda part: not isinstance(part, Number))),
        st.builds(Missing, parts),
        st.builds(Among, parts, st.lists(parts, max_size=2).map(tuple)),
        st.builds(Call, st.sampled_from(list(FUNCTIONS)), st.lists(parts, max_size=3).map(tuple)),
    )


@settings(max_examples=200, deadline=None)
@given(st.recursive(LEAVES, larger, max_leaves=8))
def test_what_is_written_is_read_again(part):
    assert Expression.parse(str(part)).part == part


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=40), st.text("xT()[]+-*/^<>=,'1 .andotis%가", max_size=30)))
def test_any_text_is_planned_or_refused(text):
    with suppress(Refusal):
        FRAME.lazy().with_columns(found=planned(text).expr).collect()


def test_comparisons_are_the_signs_between_logic_and_sums():
    assert {"==", "!=", "<", "<=", ">", ">="} == COMPARISONS
