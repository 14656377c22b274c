"""Periods that planners write instead of dates are read as their first day, and anything else is left alone."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanhak.table import Kind, Table
from sanhak.table.period_names import dated


def read(*cells):
    table = Table.of({"when": list(cells), "sold": [1.0] * len(cells)})
    return dated(table, "when")


def first(*cells):
    table, _ = read(*cells)
    assert table["when"].kind is Kind.DATE
    return table.frame["when"].dt.date().to_list()


@pytest.mark.parametrize(
    ("cells", "days"),
    [
        ((202403.0, 202412.0), (date(2024, 3, 1), date(2024, 12, 1))),
        ((2024.01, 2024.1), (date(2024, 1, 1), date(2024, 10, 1))),
        (("2024-W05", "2024 w6"), (date(2024, 1, 29), date(2024, 2, 5))),
        (("2024년 5주차", "2020년 53주"), (date(2024, 1, 29), date(2020, 12, 28))),
        (("2024Q1", "2024-q4"), (date(2024, 1, 1), date(2024, 10, 1))),
        (("2024년 2분기", "2024년 3분기"), (date(2024, 4, 1), date(2024, 7, 1))),
        (("Q3 2024", "Q4 2024"), (date(2024, 7, 1), date(2024, 10, 1))),
        (("3Q24", "4Q24"), (date(2024, 7, 1), date(2024, 10, 1))),
        (("Jan-24", "Sept '24"), (date(2024, 1, 1), date(2024, 9, 1))),
        (("2024 Feb", "2024-March"), (date(2024, 2, 1), date(2024, 3, 1))),
        ((1999.0, 2024.0), (date(1999, 1, 1), date(2024, 1, 1))),
    ],
)
def test_ways_of_writing_a_period(cells, days):
    assert tuple(first(*cells)) == days


@pytest.mark.parametrize(
    "cells",
    [
        (202413.0, 202412.0), (2024.1, 2024.2), ("W05", "W06"), ("2021-W53", "2021-W01"), (5.0, 7.0), ("a", "2024Q1"),
        (None, None), ("2024Q1", "Jan-24"),
    ],
)  # fmt: skip
def test_what_names_no_period_is_left_alone(cells):
    table, findings = read(*cells)
    assert findings == ()
    assert table["when"].kind is not Kind.DATE


def test_gaps_stay_gaps_and_what_was_read_is_told():
    table, (note,) = read("2024Q1", None, "2024Q2")
    assert table.frame["when"].null_count() == 1
    assert (note.code, note.day) == ("T350", date(2024, 1, 1))


@given(st.lists(st.dates(date(1900, 1, 1), date(2099, 12, 31)), min_size=1))
def test_iso_weeks_come_back(days):
    weeks = [f"{day.isocalendar().year}-W{day.isocalendar().week:02d}" for day in days]
    if all("1900" <= week < "2100" for week in weeks):
        assert [day.isocalendar()[:2] for day in first(*weeks)] == [day.isocalendar()[:2] for day in days]


def test_dates_are_left_as_they_are():
    table = Table.of(pl.DataFrame({"when": [date(2024, 1, 5)], "sold": [1.0]}))
    assert dated(table, "when") == (table, ())
