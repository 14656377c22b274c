"""The next samples are due when the interval would become too wide, and at once where nothing can be believed."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sanhak.decide.sampling import longest, plan

AGES = np.array([1.0, 2.0, 3.0, 4.0])
HALF = np.array([0.5, 0.5, 0.9, 1.4])


@given(st.floats(0.01, 3))
def test_the_longest_age_keeps_what_is_needed(needed):
    found = longest(AGES, HALF, needed)
    assert (found is None) == (needed < HALF[0] * (1 - 1e-8))
    if found is not None:
        assert HALF[int(found) - 1] <= needed * (1 + 1e-8)
        assert (HALF[found < AGES] > needed).all()


def test_a_trusted_estimate_waits_and_another_does_not():
    waits = plan(8.0, 16.0, last=100.0, now=103.0, horizon=40.0, trusted=True)
    assert (waits.moments, waits.kept) == ((116.0, 132.0), True)
    assert plan(8.0, 16.0, last=100.0, now=103.0, horizon=40.0, trusted=False).moments[0] == 103.0


def test_what_cannot_be_kept_is_sampled_twice_as_often():
    found = plan(8.0, None, last=100.0, now=103.0, horizon=8.0, trusted=True)
    assert (found.between, found.kept) == (4.0, False)
    assert found.moments == (104.0, 108.0)


@given(st.floats(1, 50), st.floats(0, 200), st.booleans())
def test_a_plan_never_looks_back_and_never_is_empty(allowed, since, trusted):
    found = plan(8.0, allowed, last=0.0, now=since, horizon=30.0, trusted=trusted)
    assert found.moments
    assert min(found.moments) >= since


def test_a_plan_has_at_most_five_hundred_samples():
    assert len(plan(60.0, 60.0, 0.0, 0.0, 86400.0 * 365, trusted=True).moments) == 500
