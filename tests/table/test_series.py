"""Long tables as series: periods, doubles, gaps, returns, and what is refused."""

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from sanhak.finding import Refusal
from sanhak.table import Table
from sanhak.table.series import Reading, last_values, series_of
from sanhak.table.series_labels import label_columns, remark_columns

START = datetime(2022, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""Tables hold moments without a zone."""


def table(rows, **more):
    frame = pl.DataFrame(rows, schema={"when": pl.Datetime, "item": pl.String, "sold": pl.Float64}, orient="row")
    return Table.of(frame, units={"sold": "t"}, kinds={"item": "category", **more})


def day(year, month):
    return datetime(year, month, 1, tzinfo=UTC).replace(tzinfo=None)


def months(count, item="a", first=1.0, step=1):
    return [(day(2022 + at // 12, at % 12 + 1), item, first + at) for at in range(0, count, step)]


def codes(series):
    return [finding.code for finding in series.findings]


def read(given, **more):
    return series_of(given, Reading("sold", "when", ("item",), **more))


def refused(given, **more):
    with pytest.raises(Refusal) as found:
        read(given, **more)
    return found.value.findings[0].code


@pytest.mark.parametrize(
    ("days", "period"), [(1, "day"), (7, "week")],
)  # fmt: skip
def test_days_and_weeks_are_found(days, period):
    rows = [(START + timedelta(days=days * at), "a", float(at)) for at in range(30)]
    series = read(table(rows))
    assert series.period == period
    assert series.values[0].tolist() == list(range(30))
    assert series.date(2) == (START + timedelta(days=2 * days)).date()


@pytest.mark.parametrize(("every", "period"), [(1, "month"), (3, "quarter"), (12, "year")])
def test_months_quarters_and_years_are_found(every, period):
    series = read(table(months(120, step=every)))
    assert series.period == period
    assert series.date(1) == day(2022 + every // 12, every % 12 + 1).date()


def test_the_order_of_rows_changes_nothing_but_the_order_of_series():
    rows = [*months(12), *months(12, "b", 50.0)]
    one, other = read(table(rows)), read(table(rows[::-1]))
    assert one.keys == (("a",), ("b",))
    assert other.keys == (("b",), ("a",))
    assert (one.values == other.values[::-1]).all()


def test_days_are_added_up_to_months_and_a_month_cut_short_is_left_out():
    rows = [(START + timedelta(days=at), "a", 1.0) for at in range(31 + 28 + 10)]
    series = read(table(rows), period="month")
    assert series.values[0].tolist() == [31, 28]
    assert codes(series) == ["T349"]


def test_two_rows_on_one_date_ask_unless_it_was_said_what_they_are():
    rows = [*months(12), (START, "a", 5.0)]
    assert refused(table(rows)) == "T344"
    assert read(table(rows), doubles="add").values[0, 0] == 6.0
    replaced = read(table(rows), doubles="last")
    assert replaced.values[0, 0] == 5.0
    assert codes(replaced) == ["T347"]


def test_a_gap_is_no_zero_where_zeros_are_written():
    rows = months(12)
    gap = [row for at, row in enumerate(rows) if at != 5]
    assert read(table(gap)).values[0, 5] == 0.0, "who never writes a zero leaves it out"
    written = [(START, "b", 0.0), *((when, "b", 1.0) for when, _, _ in rows[1:])]
    series = read(table([*gap, *written]))
    assert series.values[0, 5] == 6.0, "the straight line"
    assert codes(series) == ["T345"]
    assert read(table([*gap, *written]), gaps="zero").values[0, 5] == 0.0


def test_a_series_that_ended_is_told_and_becomes_zero():
    long = [(when, "b", 0.0 if at == 3 else 1.0) for at, (when, _, _) in enumerate(months(36))]
    series = read(table([*months(12), *long]))
    assert series.ended == (0,)
    assert (series.values[0, 12:] == 0).all()


def test_returns_are_told_and_read_as_zero():
    rows = months(12)
    rows[4] = (rows[4][0], "a", -7.0)
    series = read(table(rows))
    assert series.values[0, 4] == 0.0
    assert codes(series) == ["T346"]


def test_mixed_periods_are_refused_with_the_name_of_the_odd_one():
    weekly = [(START + timedelta(days=7 * at), "a", 1.0) for at in range(100)]
    assert refused(table([*weekly, *months(20, "b")])) == "T343"
    assert read(table([*weekly, *months(20, "b")]), period="month").period == "month"


def test_dates_without_a_period_are_refused_until_one_is_named():
    rows = [(START + timedelta(days=11 * at), "a", 1.0) for at in range(40)]
    assert refused(table(rows)) == "T342"
    assert refused(table(rows[:1])) == "T342"
    assert read(table(rows), period="month").values.sum() <= 40


def test_wrong_kinds_and_empty_columns_are_refused():
    words = table(months(12)).frame.with_columns(sold=pl.lit("much"))
    with pytest.raises(Refusal, match="T340"):
        series_of(Table.of(words), Reading("sold", "when", ("item",)))
    empty = table(months(12))
    assert refused(empty.rows([])) == "T341"


def test_incomplete_rows_and_strange_dates_are_told():
    rows = [*months(12), (day(2023, 1), None, 3.0)]
    assert "T347" in codes(read(table(rows)))
    old = [(day(1850 + at, 1), "a", 1.0) for at in range(12)]
    assert codes(read(table(old))) == ["T348"]


@pytest.mark.parametrize("year", [202, 1900, 2202])
def test_one_mistyped_year_is_refused_with_the_gap_that_it_makes(year):
    rows = [*months(24), (day(year, 5), "a", 3.0)]
    with pytest.raises(Refusal, match="T351") as caught:
        read(table(rows))
    assert {caught.value.findings[0].before.year, caught.value.findings[0].after.year} & {year}


def test_half_a_history_without_sales_is_a_gap_and_a_few_seasons_are_none():
    rows = months(72)
    assert refused(table(rows[:20] + rows[-2:])) == "T351"
    assert len(read(table(rows[:20] + rows[-30:])).values[0]) == 72


@pytest.mark.parametrize("value", [1e300, -1e300])
def test_a_quantity_that_cannot_be_squared_is_refused(value):
    assert refused(table([*months(24), (day(2024, 1), "a", value)])) == "T353"


def test_labels_are_the_columns_of_words_from_the_coarsest():
    frame = pl.DataFrame({
        "item": [f"i{at % 6}" for at in range(24)], "region": ["n", "s"] * 12, "sold": np.arange(24.0),
    })  # fmt: skip
    given = Table.of(frame, kinds={"item": "category", "region": "category"})
    assert label_columns(given, ("sold",)) == ("region", "item")
    assert remark_columns(given, ("sold",)) == ()


def test_last_values_are_the_latest_by_date():
    rows = [*months(3), *months(2, "b", 9.0)]
    assert last_values(table(rows[::-1]), "sold", "when", ("item",), (("a",), ("b",), ("c",))) == pytest.approx(
        [3.0, 10.0, float("nan")], nan_ok=True
    )
