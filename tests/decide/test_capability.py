"""A level is moved where that helps, a cause is searched where something changed, and what is well is left alone."""

import numpy as np
import pytest

from sanhak.decide.capability import Act, centring, verdict
from sanhak.model.control_chart import capability, measured
from sanhak.model.control_chart.distribution import Shape
from sanhak.table.specification import Limits


def judged(values, limits, capable=1.33):
    rng = np.random.default_rng(0)
    reading = measured([np.array([value]) for value in values], "auto", (1, 2, 3, 4))
    found = capability(values, limits, reading.level.sigma, reading.level.freedom, rng, shaped=reading.stable)
    at = reading.shifted.at if reading.shifted is not None else None
    parts = None if at is None else (values[:at], values[at:])
    return verdict(reading, found, parts, capable, rng)


def normal(mean, deviation, count=100, seed=3):
    scores = np.random.default_rng(seed).normal(size=count)
    return mean + deviation * (scores - scores.mean()) / scores.std(ddof=1)


def test_what_is_off_centre_is_centred():
    found = judged(normal(12.5, 1.0), Limits(4.0, None, 16.0))
    assert found.act is Act.CENTRE
    assert found.goal == pytest.approx(10.0)
    assert found.index == pytest.approx(2.0)
    assert found.after[0] < 0.01 * found.before[0]


def test_what_spreads_too_much_cannot_be_centred_away():
    found = judged(normal(10.2, 2.0), Limits(6.0, None, 14.0))
    assert found.act is Act.SPREAD
    assert found.goal is None
    assert found.index == pytest.approx(2 / 3)


def test_a_capable_process_is_left_alone():
    assert judged(normal(10.0, 1.0), Limits(4.0, None, 16.0)).act is Act.NONE


def test_one_limit_is_kept_away_from_as_far_as_the_index_asks():
    assert centring(Shape(10.0, 1.0), Limits(upper=12.0), 10.0, 1.33) == pytest.approx(-1.99)
    assert centring(Shape(10.0, 1.0), Limits(lower=2.0), 10.0, 1.33) == 0.0
    assert centring(Shape(10.0, 1.0), Limits(2.0, 9.0, 12.0), 10.0, 1.33) == pytest.approx(-1.0)


def test_a_step_for_the_worse_goes_back_and_one_for_the_better_is_held():
    worse = np.concatenate([normal(10.0, 1.0, 60), normal(13.0, 1.0, 40)])
    found = judged(worse, Limits(5.0, None, 15.0))
    assert found.act is Act.CAUSE
    assert found.goal == pytest.approx(10.0, abs=0.3)
    better = judged(worse[::-1].copy(), Limits(5.0, None, 15.0))
    assert better.goal == better.mean
