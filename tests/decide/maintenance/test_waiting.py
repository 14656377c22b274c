"""What it costs to wait: failures that come first, against the life that renewing now gives away."""

from __future__ import annotations

import numpy as np
import pytest

from sanhak.decide.maintenance import Prices, cost_of_waiting, renewal_costs
from sanhak.model.life import Lives

TIMES = np.array([100.0, 200.0, 400.0])
LIVES = Lives(("sure", "half", "gone"), TIMES, np.array([[1.0, 1.0, 1.0], [0.9, 0.5, 0.1], [0.0, 0.0, 0.0]]))
PRICES = Prices.of(3, 1000.0, 100.0, 0.5)


def test_waiting_costs_failures_less_the_life_that_is_used():
    found = cost_of_waiting(LIVES, 200.0, PRICES)
    assert found[0] == pytest.approx(-0.5 * 200)
    assert found[1] == pytest.approx(900 * 0.5 - 0.5 * (95 + 70))
    assert found[2] == pytest.approx(900 - 0.5 * 50)


def test_it_is_the_difference_of_two_renewals():
    fine = np.linspace(1.0, 200.0, 200)
    lives = Lives(LIVES.assets, fine, LIVES.on(fine))
    then, _ = renewal_costs(lives, fine, PRICES)
    now = PRICES.planned + PRICES.life * np.array([200.0, 165.0, 50.0])
    assert cost_of_waiting(lives, 200.0, PRICES) == pytest.approx(then[:, -1] - now, abs=1.0)


def test_each_asset_may_wait_until_a_time_of_its_own_and_nothing_is_known_beyond_the_last():
    alone = [cost_of_waiting(LIVES.of([at]), end, Prices.of(1, 1000.0, 100.0, 0.5))[0]
             for at, end in enumerate((50.0, 150.0, 0.0))]  # fmt: skip
    assert cost_of_waiting(LIVES, np.array([50.0, 150.0, 0.0]), PRICES) == pytest.approx(alone)
    assert alone[2] == 0
    assert cost_of_waiting(LIVES, 4000.0, PRICES) == pytest.approx(cost_of_waiting(LIVES, 400.0, PRICES))


def test_many_times_are_added_up_at_fewer():
    times = np.linspace(1.0, 400.0, 1500)
    many = Lives(LIVES.assets, times, LIVES.on(times))
    assert cost_of_waiting(many, 333.0, PRICES) == pytest.approx(cost_of_waiting(LIVES, 333.0, PRICES), abs=0.5)
