"""The area of quality is found, and its cases are quick."""

import time

import pytest

from sanhak.areas.quality import AREA


@pytest.mark.parametrize("case", AREA.cases(), ids=lambda case: case.name)
def test_a_case_is_answered_within_its_time(case):
    started = time.process_time()
    answer = case.study().solve(case.tables())
    assert time.process_time() - started < 15
    assert answer.decision
    assert all(table.frame.height for table in answer.tables.values())
