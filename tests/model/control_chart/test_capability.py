"""Indices agree with the handbook, intervals hold, skewed values get percentiles, and units do not matter."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from model.control_chart.handbook import CAPABILITY
from sanhak.model.control_chart import capability
from sanhak.model.control_chart.capability import around, both, nearer
from sanhak.model.control_chart.distribution import Shape, normal_doubt, skewed
from sanhak.table.specification import Limits

DRAWN = np.random.default_rng(11)


def test_indices_agree_with_section_6_1_6():
    shape = Shape(CAPABILITY["mean"], CAPABILITY["deviation"])
    limits = Limits(CAPABILITY["lower"], None, CAPABILITY["upper"])
    assert both(shape, limits) == pytest.approx(CAPABILITY["Cp"])
    assert nearer(shape, limits) == pytest.approx(CAPABILITY["Cpk"], abs=5e-5)
    assert nearer(shape, Limits(lower=8.0)) == pytest.approx(1.3333, abs=5e-5)
    assert around(shape, limits) == pytest.approx(12 / (6 * np.sqrt(4 + 4)))
    assert both(shape, Limits(upper=20.0)) is None


def test_a_normal_share_outside_is_that_of_its_tails():
    shape = Shape(0.2, 1.5)
    assert shape.outside(-3.0, 4.0) == pytest.approx(norm.cdf(-3.2 / 1.5) + norm.sf(3.8 / 1.5))
    assert shape.moved(1.0).outside(None, 4.0) == pytest.approx(norm.sf(2.8 / 1.5))


@pytest.mark.parametrize("spread", [0.2, 0.5])
def test_a_lognormal_gets_its_own_percentiles(spread):
    values = np.exp(DRAWN.normal(0, spread, 20_000))
    shape = skewed(values)
    assert shape.quantile(3.0) == pytest.approx(np.exp(3 * spread), rel=0.05)
    assert shape.quantile(-3.0) == pytest.approx(np.exp(-3 * spread), rel=0.08)
    assert normal_doubt(values[:2000]) < 0.001
    assert normal_doubt(shape.score(values[:2000])) > 0.01


@given(st.floats(0.01, 100), st.floats(-1000, 1000), st.integers(0, 5))
def test_units_do_not_matter(scale, offset, seed):
    values = np.random.default_rng(seed).gamma(4.0, 1.0, 60)
    plain, other = skewed(values), skewed(values * scale + offset)
    for score in (-3.0, 0.0, 3.0):
        assert other.quantile(score) == pytest.approx(plain.quantile(score) * scale + offset, rel=1e-6, abs=1e-6)


@given(st.integers(0, 50))
def test_scores_turn_quantiles_round(seed):
    shape = skewed(np.random.default_rng(seed).gamma(2.0, 1.0, 80))
    for score in (-2.0, 0.0, 2.5):
        assert shape.score(shape.quantile(score)) == pytest.approx(score, abs=1e-6)


def test_ninety_per_cent_intervals_hold():
    rng, trials, size = np.random.default_rng(12), 300, 60
    limits, truth = Limits(-4.0, None, 3.6), 1.2
    tails = norm.cdf(-4.0) + norm.sf(3.6)
    held = np.zeros(2)
    for _ in range(trials):
        values = rng.normal(0, 1, size)
        found = capability(values, limits, float(values.std(ddof=1)), size - 1.0, rng)
        ppk, outside = found.ppk, found.outside
        held += [ppk[1] <= truth <= ppk[2], outside[1] <= tails <= outside[2]]
    assert np.all(abs(held / trials - 0.9) < 0.05), held / trials


def test_skewed_values_have_no_cpk_and_a_wider_interval_where_they_follow_one_another():
    rng = np.random.default_rng(13)
    bent = capability(np.exp(rng.normal(0, 0.5, 200)), Limits(upper=6.0), 0.5, 190.0, rng)
    assert not bent.normal
    assert bent.fits
    assert bent.cpk is None
    assert bent.ppk is not None
    values = rng.normal(0, 1, 200)
    alone, tied = (capability(values, Limits(-4.0, None, 4.0), 1.0, 190.0, rng, followed=f).ppk for f in (0.0, 0.8))
    assert tied[2] - tied[1] > 1.3 * (alone[2] - alone[1])
