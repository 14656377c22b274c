"""What is believed between samples rests on earlier samples only, and its intervals hold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sanhak.model.between import WEIGHTS, biases, conformal, held, moved, tried, walked, weight_of, widths

VALUES = arrays(float, 12, elements=st.floats(-100, 100))


@given(VALUES, VALUES, st.sampled_from(WEIGHTS), st.integers(1, 3))
def test_nothing_later_moves_an_estimate(predicted, measured, weight, skipped):
    said = moved(predicted, measured, weight, skipped)
    later = measured.copy()
    later[6:] += 50.0
    assert np.array_equal(said[: 6 + skipped], moved(predicted, later, weight, skipped)[: 6 + skipped])


@given(VALUES, VALUES)
def test_the_whole_error_moves_the_estimate_by_what_the_last_sample_showed(predicted, measured):
    said = moved(predicted, measured, 1.0)
    assert said[1:] == pytest.approx(predicted[1:] + measured[:-1] - predicted[:-1], abs=1e-9)
    assert said[0] == predicted[0]


def test_without_tags_the_whole_error_holds_the_last_sample():
    measured = np.array([1.0, 4.0, 2.0, 8.0])
    assert moved(np.zeros(4), measured, 1.0)[1:] == pytest.approx(held(measured)[1:])
    assert np.isnan(held(measured, 2)[:2]).all()


def test_a_bias_is_unlearnt_and_pure_noise_is_not_followed():
    rng = np.random.default_rng(0)
    drift = np.linspace(0, 5, 80)
    assert weight_of(np.zeros(80), drift + rng.normal(0, 0.2, 80)) > 0
    assert weight_of(np.zeros(80), rng.normal(0, 1, 80)) == 0
    assert biases(np.ones(50), 0.2)[-1] == pytest.approx(1.0, abs=1e-4)


def test_the_first_fold_is_not_moved_and_later_ones_by_earlier_weights():
    drift = np.linspace(0, 5, 60)
    fold = np.repeat([0, 1, 2], 20)
    said = tried(np.zeros(60), drift, fold)
    assert not said[:20].any()
    assert np.abs(drift - said)[20:].max() < 0.5


def test_intervals_walk_after_errors_that_grow():
    rng = np.random.default_rng(3)
    errors = rng.normal(0, np.linspace(1, 3, 400))
    judged, half, _ = walked(errors)
    assert np.mean(np.abs(errors[judged]) <= half) == pytest.approx(0.9, abs=0.03)
    fixed = np.abs(errors[judged]) <= conformal(np.abs(errors[:100]), 0.9)
    assert fixed.mean() < 0.8, "intervals that do not walk fall behind"


def test_widths_rise_with_age_and_stay_beyond_what_was_seen():
    rng = np.random.default_rng(1)
    found = widths([rng.normal(0, deviation, 50) for deviation in (1.0, 0.8, 2.0)], np.array([1.0, 2.0, 3.0]))
    assert (np.diff(found.half) >= 0).all()
    assert found.grows
    assert found.at(np.array([0.0, 9.0])) == pytest.approx(found.half[[0, -1]])


@given(arrays(float, st.integers(9, 60), elements=st.floats(0, 1e6)), st.floats(0.6, 0.95))
def test_the_conformal_size_is_one_that_was_seen_and_rises_with_the_level(sizes, level):
    size = conformal(sizes, level)
    assert size in sizes
    assert size <= conformal(sizes, level + 0.04)


def test_the_conformal_size_holds_its_share_and_forgets_what_is_old():
    sizes = np.abs(np.random.default_rng(0).normal(0, 1, 4000))
    held = [sizes[at] <= conformal(sizes[at - 60 : at], 0.9) for at in range(60, 4000)]
    assert np.mean(held) == pytest.approx(0.9, abs=0.025)
    assert conformal(np.concatenate([np.full(40, 9.0), np.full(100, 1.0)]), 0.9) == 1.0
