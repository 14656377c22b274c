"""Regimes: as many as lie apart, one where nothing does; what is normal there is no sign of wear."""

from __future__ import annotations

import numpy as np
import pytest

from sanhak.model.life.histories import History
from sanhak.model.life.regimes import Regimes, Young

RNG = np.random.default_rng(0)
CENTRES = np.array([[0.0, 0.0], [10.0, 0.25], [20.0, 0.7], [25.0, 0.62], [35.0, 0.84], [42.0, 0.84]])


def run_in(regimes, readings, factor=1.0, seed=0):
    """A life that changes regime at each reading; the sensor stands far apart in each, and wear adds up to five."""
    rng = np.random.default_rng(seed)
    regime = rng.integers(0, regimes, readings)
    settings = CENTRES[regime] + rng.normal(0, 0.002, (readings, 2))
    wear = np.linspace(0, 1, readings) ** 2
    sensor = 100.0 * regime + rng.normal(0, 1, readings) + 5 * wear
    time = np.arange(float(readings))
    return History(f"{seed}", time, factor * sensor[:, None], settings, np.zeros(readings, dtype=int), failed=True)


@pytest.mark.parametrize("count", [1, 3, 6])
def test_regimes_that_lie_apart_are_counted(count):
    settings = np.concatenate([one.settings for one in (run_in(count, 300, seed=at) for at in range(5))])
    found = Regimes.find(settings, np.random.default_rng(1))
    assert len(found) == count
    assert len(np.unique(found.of(settings))) == count


def test_a_cloud_of_settings_is_one_regime():
    assert len(Regimes.find(RNG.normal(size=(2000, 2)), np.random.default_rng(0))) == 1
    assert len(Regimes.find(np.zeros((50, 0)), np.random.default_rng(0))) == 1


def test_wear_shows_once_the_regime_is_taken_out():
    lives = [run_in(6, 300, seed=at) for at in range(5)]
    young = Young.learn(lives, np.random.default_rng(1))
    seen = young.normal(run_in(6, 300, seed=9)).values[:, 0]
    assert abs(seen[:60].mean()) < 0.5
    assert seen[-30:].mean() > 3


def test_the_unit_of_a_sensor_changes_nothing():
    one, other = (
        Young.learn([run_in(3, 300, factor, seed=at) for at in range(4)], np.random.default_rng(1)).normal(
            run_in(3, 300, factor, seed=9)
        )
        for factor in (1.0, 1.8)
    )
    assert np.allclose(one.values, other.values, atol=1e-6)
