"""Rows are left out by their numbers, as they come to the step."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanhak.finding import Refusal
from sanhak.table import Table


@given(st.integers(2, 40), st.data())
def test_rows_between_two_numbers_go_and_all_others_stay(rows, data):
    first = data.draw(st.integers(1, rows))
    last = data.draw(st.integers(first, rows + 5))
    table = Table.of({"x": [float(at) for at in range(1, rows + 1)]})
    kept = [float(at) for at in range(1, rows + 1) if not first <= at <= last]
    step = {"exclude": [{"first": first, "last": last}]}
    if not kept:
        with pytest.raises(Refusal) as refused:
            table.prepare(step)
        assert refused.value.findings[0].code == "T202"
        return
    prepared = table.prepare(step)
    assert prepared.frame["x"].to_list() == kept
    assert prepared.steps[0].before - prepared.steps[0].after == rows - len(kept)


def test_numbers_count_the_rows_that_earlier_steps_have_left():
    table = Table.of({"x": [float(at) for at in range(10)]})
    prepared = table.prepare({"where": "x >= 4"}, {"exclude": [{"first": 2, "last": 3, "reason": "test"}]})
    assert prepared.frame["x"].to_list() == [4.0, 7.0, 8.0, 9.0]


@pytest.mark.parametrize("part", [{"first": 5, "last": 3}, {"first": 0, "last": 3}, {"first": 2}])
def test_numbers_that_name_no_rows_are_refused(part):
    with pytest.raises(Refusal) as refused:
        Table.of({"x": [1.0, 2.0]}).prepare({"exclude": [part]})
    assert refused.value.findings[0].code == "T216"
