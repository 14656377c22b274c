"""What is known of the virtual line and the virtual lots is told of them, and what cannot be charted is refused."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

import numpy as np
import polars as pl
import pytest

from sanhak import quality
from sanhak.areas.quality.control_chart_case import line, line_study, lots, lots_study
from sanhak.finding import Refusal
from sanhak.study import Answer
from sanhak.table import Table

RNG = np.random.default_rng(2)


@cache
def answered(name: str = "line") -> Answer:
    """One answer for all that is asked of it."""
    return line_study().solve(line()) if name == "line" else lots_study().solve(lots())


def codes(answer: Answer) -> set[str]:
    return {finding.code for finding in answer.findings}


def row(characteristic: str, product: str, table: str = "capability") -> dict:
    frame = answered().tables[table].frame
    return frame.row(
        by_predicate=(pl.col("characteristic") == characteristic) & (pl.col("product") == product), named=True
    )


def values(count: int = 60) -> Table:
    return Table.of({"x": RNG.normal(10, 1, count)}, units={"x": "mm"})


def refused(table: Table, *others: Table, **asked) -> list[str]:
    given = {"data": table, **({"specifications": others[0]} if others else {})}
    with pytest.raises(Refusal) as caught:
        quality.ControlChart(**asked).solve(given)
    return [finding.code for finding in caught.value.findings]


def test_the_shift_is_dated_and_comes_first():
    first = answered().decision[0]
    assert str(first.what) == "wall of B"
    assert (first.today, first.value) == pytest.approx((1.95, 2.0), abs=0.005)
    assert "10 Mar 2026 06:00" in str(first.reason)
    assert row("wall", "B")["state"] == "not stable"
    assert row("wall", "B")["Cpk"] is None


def test_what_is_off_centre_is_moved_back_to_its_target():
    second = answered().decision[1]
    assert str(second.what) == "length of C"
    assert second.value == pytest.approx(120.0)
    assert second.today == pytest.approx(120.14, abs=0.02)


def test_what_follows_itself_is_charted_by_residuals_and_is_no_alarm():
    assert row("bore", "C", "charts")["chart"] == "residuals"
    assert row("bore", "C")["state"] == "stable"
    assert "M230" in codes(answered())


def test_skewed_values_get_percentiles():
    assert "M231" in codes(answered())
    assert row("flatness", "A")["Cpk"] is None
    truth = 1.11e-4  # a lognormal of 0.09 and 0.30 above 0.25 mm: one in about 3,000
    assert (
        row("flatness", "A")["outside, from"] / 100 < 3 * truth < 3 * row("flatness", "A")["outside, to"] / 100 + 1e-3
    )


def test_nothing_else_asks_for_an_act():
    capability = answered().tables["capability"].frame
    asked = capability.filter(pl.col("act") != "leave it")
    assert {*zip(asked["characteristic"], asked["product"], strict=True)} <= {
        ("wall", "B"), ("length", "C"), ("flatness", "A"), ("flatness", "B"), ("flatness", "C"),
    }  # fmt: skip
    assert len(capability) == 12


def test_the_promise_is_that_of_the_first_act_and_the_recommendation_loses_least():
    answer = answered()
    assert answer.promise is not None
    assert answer.promise.after.value < answer.promise.before.value
    recommended, nothing, *_ = answer.compared
    assert recommended.recommended
    assert recommended.keeps["wall"] > nothing.keeps["wall"]


def test_lots_are_named_where_water_rose_and_drums_have_a_chart_of_their_own():
    answer = answered("lots")
    assert "L08" in str(answer.headline)
    charts = answer.tables["charts"].frame
    assert charts.filter(pl.col("characteristic") == "leaking")["chart"].item() == "np"


def test_a_table_without_any_word_is_charted_as_it_is():
    answer = quality.ControlChart().solve(values())
    assert str(answer.headline) == "Every chart is stable; nothing asks for an act."
    assert codes(answer) == {"S335", "M233"}
    assert answer.promise is None


def test_few_coarse_and_constant_values_are_told():
    few = Table.of({"x": RNG.normal(size=8), "y": np.ones(8)})
    assert {"M221", "M222"} <= codes(quality.ControlChart(characteristics=("x", "y")).solve(few))
    coarse = Table.of({"x": RNG.integers(0, 3, 40) / 10})
    assert "M223" in codes(quality.ControlChart(characteristics=("x",)).solve(coarse))
    uneven = Table.of({"x": RNG.normal(size=50), "h": np.repeat(np.arange(20.0), [2, 3] * 10)})
    assert "M224" in codes(quality.ControlChart(characteristics=("x",), subgroup="h").solve(uneven))


def test_unknown_specifications_are_told():
    specs = Table.of({"item": ["x", "z"], "lower": [5.0, 1.0], "upper": [15.0, 2.0]})
    answer = quality.ControlChart(characteristics=("x",)).solve({"data": values(), "specifications": specs})
    assert "T324" in codes(answer)


def test_limits_in_another_unit_of_the_same_kind_are_converted():
    specs = Table.of({"item": ["x"], "lower": [0.5], "upper": [1.5]}, units={"lower": "cm", "upper": "cm"})
    answer = quality.ControlChart().solve({"data": values(), "specifications": specs})
    assert answer.tables["capability"].frame["Ppk"].item() > 1


def test_limits_of_what_is_not_charted_are_told():
    asked = quality.ControlChart(limits={"z": (1.0, 2.0), "x": (float("-inf"), 20.0)})
    answer = asked.solve(values())
    (unused,) = (finding for finding in answer.findings if finding.code == "M281")
    assert unused.names == ("z",)
    assert "S335" not in codes(answer)


def test_a_characteristic_with_a_single_value_of_a_product_is_told():
    table = Table.of(
        {"x": [*RNG.normal(size=30), 5.0], "y": [None] * 31, "p": ["a"] * 30 + ["b"]}, kinds={"y": "number"}
    )
    answer = quality.ControlChart(characteristics=("x", "y"), product="p").solve(table)
    (left,) = (finding for finding in answer.findings if finding.code == "M222")
    assert [str(name) for name in left.names] == ["y", "x of b"]


def test_of_very_many_names_the_first_are_told():
    table = Table.of({f"c{at}": RNG.normal(size=25) for at in range(15)} | {"g": ["a", "b", *["c"] * 23]})
    answer = quality.ControlChart(product="g").solve(table)
    (left,) = (finding for finding in answer.findings if finding.code == "M222")
    assert len(left.names) == 12
    assert str(left.names[-1]) == "19 more"


def test_rows_without_a_time_are_told():
    when = [datetime(2026, 1, 1, hour, tzinfo=UTC).replace(tzinfo=None) for hour in range(22)]
    table = Table.of({"when": [None, *when], "x": RNG.normal(size=23)}, time="when")
    (told,) = (finding for finding in quality.ControlChart().solve(table).findings if finding.code == "M284")
    assert told.count == 1


def test_limits_from_the_first_points_judge_the_others():
    table = Table.of({"x": np.concatenate([RNG.normal(0, 1, 40), RNG.normal(0, 3, 40)])})
    fired = quality.ControlChart(characteristics=("x",), baseline=40, rules="1").solve(table).tables["signals"].frame
    assert fired["number"].min() > 40
    assert len(fired) > 5


@pytest.mark.parametrize("chart", ["ewma", "cusum", "means"])
def test_charts_that_were_asked_for_plot_one_point_a_subgroup(chart):
    answer = quality.ControlChart(characteristics=("x",), subgroup_size=5, chart=chart).solve(values(100))
    assert answer.figures[0].alternative.params["points"] == 20


def test_defects_of_many_sizes_are_told_as_counts_and_charted_by_the_unit():
    sizes = RNG.integers(5, 15, 60).astype(float)
    defects = RNG.poisson(np.where(np.arange(60) < 40, 1.0, 3.0) * sizes).astype(float)
    table = Table.of({"n": defects, "s": sizes})
    answer = quality.ControlChart(defects=("n",), sizes="s").solve(table)
    assert answer.tables["charts"].frame["chart"].item() == "u chart"
    action = answer.decision[0]
    assert (action.today, action.value) == pytest.approx((3 * sizes.mean(), sizes.mean()), rel=0.15)


BAD = {
    "M220": lambda: refused(Table.of({"x": np.ones(30)})),
    "M225": lambda: refused(values(), chart="means"),
    "M226": lambda: refused(Table.of({"n": [1.0, -2.0, 3.0]}), defects=("n",)),
    "M227": lambda: refused(Table.of({"n": [1.0, 2.0, 3.0], "s": [9.0, 0.0, 9.0]}), defectives=("n",), sizes="s"),
    "M228": lambda: refused(Table.of({"n": [1.0, 12.0, 3.0], "s": [9.0, 9.0, 9.0]}), defectives=("n",), sizes="s"),
    "M280": lambda: refused(values(), limits={"x": (float("nan"), 3.0)}),
    "M280 target": lambda: refused(values(), targets={"x": float("inf")}),
    "T357": lambda: refused(values(), Table.of({"item": ["x", "y"], "lower": ["1", "about 2"]})),
    "T358": lambda: refused(values(), Table.of({"item": ["x"], "upper": [20.0]}, units={"upper": "kg"})),
    "M282": lambda: refused(values(), characteristics=("x",), product="x"),
    "M282 counts": lambda: refused(values(), defects=("x",), defectives=("x",), sizes="n"),
    "M283": lambda: refused(Table.of({"x": [1.0, 2.0, 1e300]})),
    "M283 tiny": lambda: refused(Table.of({"x": [1e-300, 2e-300, 1e-300]})),
    "S338 sizes": lambda: refused(Table.of({"n": [1.0, 2.0], "s": ["a", "b"]}), defectives=("n",), sizes="s"),
    "S336": lambda: refused(Table.of({"n": [1.0, 2.0, 3.0]}), defectives=("n",)),
    "S337": lambda: refused(Table.of({"x": [1.0, 2.0], "p": [None, None]}, kinds={"p": "category"}), product="p",
                            characteristics=("x",)),
    "S338": lambda: refused(Table.of({"x": ["a", "b"]}), characteristics=("x",)),
    "T001": lambda: refused(values(), characteristics=("y",)),
    "T320": lambda: refused(values(), limits={"x": (3.0, 2.0)}),
    "T321": lambda: refused(values(), limits={"x": (1.0, 2.0)}, targets={"x": 3.0}),
    "T323": lambda: refused(values(), Table.of({"a": [1.0, 2.0], "b": [1.0, 2.0]})),
}  # fmt: skip


@pytest.mark.parametrize("code", BAD)
def test_what_cannot_be_charted_is_refused(code):
    assert BAD[code]() == [code.split()[0]]
