"""Windows: what they say is what a plain loop says, and nothing later than the reading is seen."""

from __future__ import annotations

import numpy as np
import pytest

from sanhak.model.life.histories import History
from sanhak.model.life.windows import Windows

WINDOWS = Windows((5.0, 20.0), regimes=2)


def history(seed, readings=60, gaps=0.1):
    rng = np.random.default_rng(seed)
    values = rng.normal(50, 3, (readings, 3))
    values[rng.random(values.shape) < gaps] = np.nan
    time = 1000 + np.cumsum(rng.exponential(1.0, readings))
    return History("A", time, values, np.zeros((readings, 0)), rng.integers(0, 2, readings), failed=True)


@pytest.mark.parametrize("gaps", [0.0, 0.2])
def test_features_are_what_a_loop_over_the_readings_finds(gaps):
    one = history(0, gaps=gaps)
    names = WINDOWS.names(("a", "b", "c"))
    found = WINDOWS.of(one, np.array([30]))[0]
    assert len(found) == len(names)
    told = dict(zip(names, found, strict=True))
    for length in WINDOWS.lengths:
        inside = (one.time > one.time[30] - length) & (np.arange(60) <= 30)
        for at, name in enumerate("abc"):
            known = inside & ~np.isnan(one.values[:, at])
            seen, when = one.values[known, at], one.time[known]
            assert told[f"mean {length:g}", name] == pytest.approx(seen.mean(), rel=1e-5)
            assert told[f"spread {length:g}", name] == pytest.approx(seen.std() if len(seen) > 2 else 0, abs=1e-3)
            slope = np.polyfit(when, seen, 1)[0] if len(seen) > 2 else 0.0
            assert told[f"slope {length:g}", name] == pytest.approx(slope, abs=1e-3)
    assert told["regime 1", ""] == pytest.approx((one.regime[:31] == 1).mean())
    assert told["age", ""] == pytest.approx(one.time[30] - one.time[0])


def test_what_comes_later_is_not_seen():
    one = history(1)
    cut = one.until(40)
    keep = np.arange(10, 40)
    assert np.allclose(WINDOWS.of(one, keep), WINDOWS.of(cut, keep), rtol=1e-4, atol=1e-4, equal_nan=True)


def test_a_sensor_without_values_stays_unknown():
    one = history(2)
    one.values[:, 1] = np.nan
    names = WINDOWS.names(("a", "b", "c"))
    found = WINDOWS.of(one, np.array([50]))[0]
    assert all(np.isnan(value) == (name == "b") for (_, name), value in zip(names, found, strict=True))
