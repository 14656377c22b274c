"""What a plan may cost: simulated costs have the mean that probabilities give, and an error that lives share."""

from __future__ import annotations

import numpy as np
import pytest

from sanhak.decide.maintenance.cost import Prices
from sanhak.decide.maintenance.promise import expected_failures, outcomes
from sanhak.model.life import Lives

TIMES = np.arange(1.0, 401.0)
COUNT = 30
LIVES = Lives(tuple(f"P-{at}" for at in range(COUNT)), TIMES, np.tile(np.exp(-TIMES / 200), (COUNT, 1)))
PRICES = Prices.of(COUNT, 100.0, 10.0, 0.0)
DONE = np.where(np.arange(COUNT) < 20, 50.0, np.inf)


def test_the_mean_is_that_of_the_probabilities():
    costs, counts = outcomes(LIVES, DONE, 100.0, PRICES, np.random.default_rng(0), draws=20_000, shared=0.0)
    expected = 20 * (1 - np.exp(-0.25)) + 10 * (1 - np.exp(-0.5))
    assert expected_failures(LIVES, DONE, 100.0) == pytest.approx(expected, rel=1e-3)
    assert counts.mean() == pytest.approx(expected, rel=0.02)
    assert costs.mean() == pytest.approx(100 * expected + 10 * 20 * np.exp(-0.25), rel=0.02)


def test_an_error_that_lives_share_widens_what_may_be():
    alone, shared = (
        outcomes(LIVES, DONE, 100.0, PRICES, np.random.default_rng(0), draws=20_000, shared=error)[0].std()
        for error in (0.0, 0.5)
    )
    assert shared > 1.2 * alone
