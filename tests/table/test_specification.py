"""Specifications are read by the names that plants give their columns, and refused where they contradict themselves."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanhak.finding import Refusal
from sanhak.table import Table
from sanhak.table.specification import Limits, limits_for, specifications

KOREAN = {
    "검사항목": ["직경 [mm]", "직경 [mm]", "두께"], "제품": ["A", "B", None], "하한": [1.0, 2.0, None],
    "목표": [1.5, None, None], "상한": [2.0, 3.0, 0.4],
}  # fmt: skip


def table(**changed):
    return Table.of(pl.DataFrame({**KOREAN, **changed}))


def refused(**changed):
    with pytest.raises(Refusal) as caught:
        specifications(table(**changed))
    return [finding.code for finding in caught.value.findings]


def test_korean_heads_are_known_and_limits_may_be_one_sided():
    known = specifications(table())
    assert limits_for(known, "직경", "A") == Limits(1.0, 1.5, 2.0)
    assert limits_for(known, "직경", "B") == Limits(2.0, None, 3.0)
    assert limits_for(known, "직경", "C") is None
    assert limits_for(known, "두께", "A") == Limits(None, None, 0.4)


def test_english_heads_are_known():
    known = specifications(
        Table.of({"Item": ["wall", "bore"], "LSL": [1.0, 2.0], "USL": [2.0, 3.0], "Nominal": [1.4, 2.5]})
    )
    assert limits_for(known, "Wall", None) == Limits(1.0, 1.4, 2.0)


def test_what_contradicts_itself_is_refused():
    assert refused(하한=[2.5, 2.0, None], 목표=[None, None, None]) == ["T320"]
    assert refused(목표=[2.5, None, None]) == ["T321"]
    assert refused(제품=["A", "A", None]) == ["T322"]
    with pytest.raises(Refusal, match="T323"):
        specifications(Table.of({"name": ["a", "b"], "value": [1.0, 2.0]}))


def test_words_for_limits_are_refused_and_an_empty_column_limits_nothing():
    with pytest.raises(Refusal, match="T357"):
        specifications(Table.of({"item": ["a", "b"], "lower": [1.0, 2.0], "upper": ["2", "max 7"]}))
    known = specifications(Table.of({"item": ["a", "b"], "lower": [1.0, 2.0], "upper": [None, None]}))
    assert limits_for(known, "a", None) == Limits(1.0)
    assert specifications(Table.of({"item": ["a"], "lower": [float("-inf")], "upper": [2.0]}))[0].limits.lower is None


@pytest.mark.parametrize("columns", [
    {"item": ["wall"], "lower": [0.7], "upper": [1.3], "unit": ["cm"]},
    {"item": ["wall [cm]"], "lower": [0.7], "upper": [1.3], "unit": ["kg"]},
    {"item": ["wall"], "lower": [0.7], "upper": [1.3]},
])  # fmt: skip
def test_limits_are_converted_to_the_unit_of_the_values(columns):
    known = specifications(Table.of(columns, units={"lower": "cm", "upper": "cm"}))
    assert limits_for(known, "wall", None, "mm") == Limits(7.0, None, 13.0)
    assert limits_for(known, "wall", None, "cm") == limits_for(known, "wall", None) == Limits(0.7, None, 1.3)
    with pytest.raises(Refusal, match="T358"):
        limits_for(known, "wall", None, "kg")


def test_a_share_that_leaves_its_basis_open_stands_as_it_is():
    known = specifications(Table.of({"item": ["water"], "upper": [0.5]}, units={"upper": "%"}))
    assert limits_for(known, "water", None, "wt%") == Limits(None, None, 0.5)


def test_brackets_that_hold_no_unit_belong_to_the_name():
    known = specifications(Table.of({"항목": ["두께(상)", "두께(하) [mm]"], "상한": [1.0, 2.0]}))
    assert limits_for(known, "두께(하)", None) == Limits(None, None, 2.0)
    assert limits_for(known, "두께", None) is None


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_limits_stand_in_their_order_or_are_refused(low, high):
    fault = Limits(low, None, high).fault("x")
    assert (fault is None) == (low < high)
    if fault is None:
        assert low <= Limits(low, None, high).aim <= high
