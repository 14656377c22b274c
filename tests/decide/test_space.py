from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanhak.decide.space import Category, Continuous, Integer, Ordinal, Space

numbers = st.floats(-1e6, 1e6, allow_nan=False)
units = st.lists(st.floats(-0.5, 1.5), min_size=1, max_size=20).map(np.array)


@given(numbers, st.floats(1e-3, 1e6), units)
def test_continuous_values_stay_within_limits_and_come_back(lower, width, unit):
    factor = Continuous("x", lower, lower + width)
    values = factor.values(unit)
    assert (values >= factor.lower).all()
    assert (values <= factor.upper + 1e-9 * abs(factor.upper)).all()
    inner = np.clip(unit, 0, 1)
    assert np.allclose(factor.unit(values), inner, atol=1e-6)


@given(st.floats(-100, 100), st.floats(1, 50), st.sampled_from([0.1, 0.25, 0.5]), units)
def test_stepped_values_are_multiples_of_the_step_inside_the_limits(lower, width, step, unit):
    values = Continuous("x", lower, lower + width, step).values(unit)
    assert np.allclose(values / step, np.round(values / step), atol=1e-6)
    assert (values >= lower - 1e-6).all()
    assert (values <= lower + width + 1e-6).all()


@given(st.integers(-20, 20), st.integers(0, 30), units)
def test_integers_are_whole_and_come_back_to_the_same_number(lower, width, unit):
    factor = Integer("n", lower, lower + width)
    values = factor.values(unit)
    assert np.array_equal(values, np.round(values))
    assert ((values >= lower) & (values <= lower + width)).all()
    assert np.array_equal(factor.values(factor.unit(values)), values)


@given(st.lists(st.text(min_size=1, max_size=5), min_size=1, max_size=6, unique=True), units)
def test_levels_come_back_to_the_same_level(levels, unit):
    factor = Category("c", tuple(levels))
    values = factor.values(unit)
    assert set(values) <= set(levels)
    assert np.array_equal(factor.values(factor.unit(values)), values)


def test_an_unknown_level_has_no_place():
    assert np.isnan(Category("c", ("a", "b")).unit(["a", "z"])).tolist() == [False, True]


def test_a_range_without_width_maps_to_zero():
    assert Continuous("x", 3.0, 3.0).unit(np.array([3.0, 3.0])).tolist() == [0.0, 0.0]


def test_space_maps_points_to_settings_and_back():
    space = Space(
        (Continuous("t", 60, 95), Integer("n", 1, 3), Ordinal("o", ("low", "high")), Category("c", ("a", "b", "c")))
    )
    points = space.settled(space.sample(64, np.random.default_rng(0)))
    assert len(space) == 4
    assert space.names == ("t", "n", "o", "c")
    assert space.ordered.tolist() == [True, True, True, False]
    assert np.allclose(space.points(space.values(points)), points, atol=1e-9)


@pytest.mark.parametrize("count", [1, 2, 100])
def test_samples_fill_the_cube_and_repeat_under_the_same_seed(count):
    space = Space((Continuous("a", 0, 1), Continuous("b", 0, 1)))
    one, two = (space.sample(count, np.random.default_rng(5)) for _ in range(2))
    assert one.shape == (count, 2)
    assert np.array_equal(one, two)
    assert ((one >= 0) & (one <= 1)).all()
