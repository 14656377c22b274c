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


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_limits_stand_in_their_order_or_are_refused(low, high):
    fault = Limits(low, None, high).fault("x")
    assert (fault is None) == (low < high)
    if fault is None:
        assert low <= Limits(low, None, high).aim <= high
