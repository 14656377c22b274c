"""The scale of an outcome: it rises, comes back, ends where a whole ends, and leaves everything else alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanhak.model.surface import Scale

SHARE = Scale(100.0)


@given(st.lists(st.floats(0.0, 100.0), min_size=2, max_size=20, unique=True))
def test_a_share_rises_and_comes_back(values):
    values = np.sort(values)
    places = SHARE.to(values)
    assert (np.diff(places) >= 0).all()
    assert SHARE.back(places) == pytest.approx(values, abs=1e-6)


@given(st.floats(-50.0, 50.0), st.floats(0.01, 10.0))
def test_what_is_expected_of_a_share_is_never_beyond_its_ends(place, deviation):
    expected = SHARE.mean(np.array([place]), np.array([deviation]))
    assert 0.0 <= expected[0] <= 100.0


def test_the_mean_is_that_of_many_draws():
    drawn = SHARE.back(np.random.default_rng(0).normal(1.0, 0.8, 200_000))
    assert SHARE.mean(np.array([1.0]), np.array([0.8]))[0] == pytest.approx(drawn.mean(), abs=0.1)


@pytest.mark.parametrize(
    ("values", "unit", "whole"),
    [
        ([0.0, 50.0, 100.0], "%", 100.0),
        ([np.nan, 3.0], "%", 100.0),
        ([], "%", 100.0),
        ([-1.0, 50.0], "%", None),
        ([50.0, 104.0], "%", None),
        ([0.2, 0.9], None, None),
        ([10.0, 20.0], "°C", None),
    ],
)
def test_only_shares_of_a_hundred_are_stretched(values, unit, whole):
    assert Scale.of(np.array(values), unit).whole == whole


def test_everything_else_is_left_as_it_is():
    values = np.array([-3.0, 0.0, 1e6])
    assert np.array_equal(Scale().to(values), values)
    assert np.array_equal(Scale().back(values), values)
    assert np.array_equal(Scale().mean(values, np.ones(3)), values)
