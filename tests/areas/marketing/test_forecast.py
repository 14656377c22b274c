"""Demand and stock: the virtual market, and tables as planners really keep them."""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl
import pytest

from sanhak.areas.marketing.forecast import Forecast
from sanhak.areas.marketing.forecast_case import case
from sanhak.finding import Refusal
from sanhak.plants.demand import Market
from sanhak.run import Run
from sanhak.table import Table

UNITS = {"sold": "ea", "price": "USD"}
ASKED = {"quantity": "sold", "time": "month", "items": ("group", "item"), "horizon": 6, "lead_time": 2}


@cache
def sold(months=40):
    return Market(items=2).table(months, np.random.default_rng(8))


def changed(**columns):
    return Table.of(sold().frame.with_columns(**columns), units=UNITS)


def answered(table, **more):
    return Forecast(**{**ASKED, **more}).solve(table, Run(effort=0.2))


def codes(answer):
    return {finding.code for finding in answer.findings}


@cache
def answer():
    return case().study().solve(case().tables(), Run())


def test_the_case_serves_about_as_often_as_asked_with_less_than_the_simple_rule():
    ours, rule, _ = answer().tables["ways"].frame.iter_rows(named=True)
    assert 91 <= ours["served"] <= 99
    assert ours["stock"] < rule["stock"]


def test_every_level_adds_up_in_the_table_of_forecasts():
    frame = answer().tables["forecast"].frame
    items, whole = frame.filter(pl.col("item").is_not_null()), frame.filter(pl.col("region").is_null())
    assert items["expected"].sum() == pytest.approx(whole["expected"].sum(), rel=0.005), "rounded to whole pieces"
    assert (frame["5 %"] <= frame["95 %"]).all()
    assert (frame["5 %"] >= 0).all()


def test_quantities_come_near_to_what_the_truth_asks_for():
    market = Market()
    months = 60
    draws = np.stack(
        [market.sold(months + 3, np.random.default_rng(seed))[:, months:].sum(axis=1) for seed in range(400)]
    )
    held = answer().tables["orders"].frame["hold"].to_numpy()
    reached = (draws <= held).mean()
    assert 0.92 < reached < 0.99


def test_the_plan_of_the_test_is_told_before_the_result():
    plan = answer().preparation[1]
    assert "Fixed before any fit: the last 12 months" in str(plan.said)


def test_the_value_of_the_stock_and_what_is_to_be_ordered_are_told():
    table = changed(stock=pl.lit(5.0))
    table = table.with_columns(table["stock"].with_(unit="ea"))
    orders = answered(table, price="price", on_hand="stock").tables["orders"].frame
    assert (orders["order"] == (orders["hold"] - 5).clip(0, None)).all()
    assert orders["value"].sum() > 0


def test_costs_set_the_service():
    dear = answered(sold(), holding=1.0, shortage=49.0)
    cheap = answered(sold(), holding=1.0, shortage=1.0)
    held = [sum(action.value for action in one.decision) for one in (dear, cheap)]
    assert held[0] > held[1]


def test_labels_are_found_where_none_are_named():
    assert answered(sold(), items=()).tables["orders"].frame.columns[:3] == ["region", "group", "item"]


def test_a_table_of_one_series_needs_no_label():
    one = sold().frame.filter(pl.col("item") == "SS-1").select("month", "sold")
    found = answered(Table.of(one, units={"sold": "ea"}), items=())
    assert len(found.decision) == 1


@pytest.mark.parametrize(
    ("code", "more"),
    [
        ("M260", {"horizon": 20}),
        ("D160", {"horizon": 3, "lead_time": 6}),
        ("D164", {"holding": 1.0}),
        ("T340", {"quantity": "group", "items": ("item",)}),
        ("T001", {"price": "prize"}),
    ],
)
def test_what_cannot_be_asked_is_refused_with_its_code(code, more):
    with pytest.raises(Refusal, match=code):
        answered(sold(), **more)


def test_too_short_a_table_is_refused():
    with pytest.raises(Refusal, match="M261"):
        answered(sold().rows(np.arange(12 * 4)), horizon=None, lead_time=None)


def test_two_points_are_answered_and_told():
    new = (pl.col("item") == "SS-1") & (pl.col("month") < pl.col("month").max().dt.offset_by("-1mo"))
    assert "M264" in codes(answered(Table.of(sold().frame.filter(~new), units=UNITS)))


def test_what_was_never_sold_is_told_and_not_held():
    table = changed(sold=pl.when(pl.col("item") == "SS-1").then(0.0).otherwise(pl.col("sold")))
    found = answered(table)
    assert "M262" in codes(found)
    orders = found.tables["orders"].frame
    assert orders.filter(pl.col("item") == "SS-1")["hold"].item() == 0


def test_what_ended_is_told_and_not_held():
    ended = (pl.col("item") == "SS-1") & (pl.col("month") > pl.col("month").min().dt.offset_by("20mo"))
    found = answered(Table.of(sold().frame.filter(~ended), units=UNITS))
    assert "M263" in codes(found)
    assert found.tables["orders"].frame.filter(pl.col("item") == "SS-1")["expected"].item() < 1


def test_returns_and_a_missing_unit_are_told():
    back = pl.when(pl.int_range(pl.len()) == 7).then(-5.0).otherwise(pl.col("sold"))
    found = answered(Table.of(sold().frame.with_columns(sold=back)))
    assert {"T346", "S345"} <= codes(found)


def test_a_short_history_has_no_season_and_says_so():
    assert "M268" in codes(answered(sold(20), horizon=3, lead_time=1))


def test_a_dozen_weeks_are_enough_for_something():
    frame = pl.DataFrame({
        "month": pl.date_range(pl.date(2024, 1, 1), pl.date(2024, 3, 25), "1w", eager=True).cast(pl.Datetime),
        "item": ["a"] * 13, "sold": np.arange(13.0) + 5,
    })  # fmt: skip
    found = answered(Table.of(frame, units={"sold": "ea"}), items=("item",), horizon=None, lead_time=None)
    assert np.isfinite(found.decision[0].value)
    assert "D163" in codes(found)


def test_a_column_that_names_months_is_read_and_told():
    frame = sold().frame
    named = Table.of(frame.with_columns(pl.col("month").dt.strftime("%Y%m").cast(pl.Float64)), units=UNITS)
    answer = answered(named, items=("item", "item"), doubles="add")
    (read,) = (finding for finding in answer.findings if finding.code == "T350")
    assert str(read.said).startswith("month names months, such as 2")
    assert answer.tables["forecast"].frame.columns.count("item") == 1


def test_a_lead_time_of_one_is_said_in_the_singular():
    said = answered(sold(), lead_time=1).headline
    assert "lead times of 1 month:" in str(said)
    assert "1개월" in said.render("ko")


@pytest.mark.parametrize("name", ["sold", "month"])
def test_time_and_quantity_are_no_levels(name):
    with pytest.raises(Refusal, match="T352"):
        Forecast(**{**ASKED, "items": ("item", name)})


def test_a_row_of_totals_among_the_items_is_told():
    frame = sold().frame
    total = frame.group_by("month", maintain_order=True).agg(pl.col("sold").sum())
    both = pl.concat([frame.select("month", "item", "sold"), total.select("month", item=pl.lit("합계"), sold="sold")])
    answer = answered(Table.of(both.sort("item", "month"), units={"sold": "ea"}), items=("item",), doubles="add")
    (told,) = (finding for finding in answer.findings if finding.code == "T354")
    assert told.names == ("합계",)
    assert "T354" not in codes(answered(sold()))


def test_a_column_of_remarks_is_no_level():
    frame = sold().frame.with_columns(note=pl.int_range(pl.len()).cast(pl.String) + " asked by phone")
    answer = answered(Table.of(frame, units=UNITS, kinds={"note": "text"}), items=())
    (told,) = (finding for finding in answer.findings if finding.code == "T355")
    assert told.columns == ("note",)
    assert len(answer.decision) == frame["item"].n_unique()


def test_sales_that_never_change_ask_for_no_cause():
    answer = answered(changed(sold=pl.lit(5.0)))
    assert "M265" not in codes(answer)


def test_a_price_below_zero_is_told():
    answer = answered(changed(price=pl.lit(-2.0)), price="price")
    assert "T356" in codes(answer)
