"""Shifts as planners write them, and how long work takes within them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanhak.study.maintenance_plan.shifts import Shifts, read_shifts


@pytest.mark.parametrize(
    ("words", "weekly", "by_day"),
    [
        ("Mon-Fri 08:00-17:00", 45, 45),
        ("월~금 8시~17시", 45, 45),
        ("월수금 22:00-06:00", 24, 0),
        ("매일 06-14; 매일 14-22", 112, 112),
        ("Mon, Wed 8-12; Fri 13:30-17:00", 11.5, 11.5),
        ("금-월 08-16", 32, 32),
        ("daily 22-06", 56, 0),
        ("토요일", 8, 8),
        ("18-23", 25, 20),
        ("평일 00-24", 120, 80),
    ],
)
def test_shifts_are_read_in_both_languages(words, weekly, by_day):
    shifts = read_shifts(words)
    assert shifts is not None
    assert shifts.weekly == pytest.approx(weekly)
    assert shifts.by_day().weekly == pytest.approx(by_day)


@pytest.mark.parametrize("words", ["sometimes", "Mon-Fri 25-30", "Mon-Wed-Fri", "08:00-08:00", "Mon 08:60-17:00", "낮"])
def test_what_is_no_shift_is_not_guessed(words):
    assert read_shifts(words) is None


def test_work_goes_on_in_the_next_shift():
    shifts = read_shifts("Mon-Fri 08:00-16:00")
    assert shifts is not None
    assert shifts.opens(0) == 8
    assert shifts.opens(16) == 32
    assert shifts.ends(8, 8) == 16
    assert shifts.ends(8, 9) == 33
    assert shifts.opens(4 * 24 + 16) == 7 * 24 + 8  # after Friday comes Monday
    assert shifts.ends(4 * 24 + 12, 8) == 7 * 24 + 12


@given(
    st.lists(st.tuples(st.floats(0, 167), st.floats(0.5, 30)), min_size=1, max_size=6),
    st.floats(0, 500),
    st.floats(0.1, 200),
)
def test_so_much_is_worked_as_takes_place_in_shifts(spans, moment, work):
    shifts = Shifts.of(tuple((first, first + length) for first, length in spans))
    begin = shifts.opens(moment)
    end = shifts.ends(begin, work)
    assert begin >= moment - 1e-6
    assert shifts.hours(moment, begin) == pytest.approx(0, abs=1e-6)
    assert shifts.hours(begin, end) == pytest.approx(work, abs=1e-5)
    assert any(first - 1e-6 <= begin % 168 <= last + 1e-6 for first, last in (*shifts.spans, (168, 168)))
