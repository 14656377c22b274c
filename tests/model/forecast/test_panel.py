"""Panels: where series begin, how rough they are, and which are rare."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanhak.model.forecast.panel import Panel

NAN = float("nan")


def test_a_gap_after_the_beginning_is_no_panel():
    with pytest.raises(ValueError, match="gaps"):
        Panel(np.array([[1.0, NAN, 2.0]]), 1)


def test_starts_and_lengths_count_from_the_first_value():
    panel = Panel(np.array([[NAN, NAN, 1.0], [1.0, 2.0, 3.0]]), 1)
    assert panel.starts.tolist() == [2, 0]
    assert panel.lengths.tolist() == [1, 3]
    assert panel.until(2).values.shape == (2, 2)


def test_roughness_is_the_mean_change_over_a_year():
    values = np.array([np.arange(36.0), np.tile([1.0, 5.0, 9.0], 12)])
    assert Panel(values, 12).roughness == pytest.approx([12.0, 0.1 * values[1].mean()])


def test_rare_means_a_demand_in_less_than_three_of_four_periods():
    rare, often = np.zeros(40), np.ones(40)
    rare[::2] = 3.0
    assert Panel(np.array([rare, often]), 12).intermittent.tolist() == [True, False]


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=30), st.integers(1, 12))
def test_roughness_is_always_a_positive_number(values, season):
    rough = Panel(np.array([values]), season).roughness
    assert np.isfinite(rough).all()
    assert (rough > 0).all()
