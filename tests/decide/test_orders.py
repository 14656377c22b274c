"""Orders of a finished pool: the exact random order against counting, the simple rule, and the replay itself."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanhak.decide.campaign.orders import RULES, Neighbours, RandomOrder, best_so_far, replayed, waited

WORTH = np.array([0.2, 0.9, 0.0, 1.0, 0.5, 0.9])
GOOD = WORTH >= 0.9


def everything(worth):
    """Every order of the rows, shape (orders, rows)."""
    return np.array(list(permutations(range(len(worth)))))


def test_a_random_order_is_as_good_as_the_mean_over_every_order():
    random, orders = RandomOrder(WORTH, GOOD), everything(WORTH)
    needed = np.array([waited(order, GOOD) for order in orders])
    assert random.mean == pytest.approx(needed.mean())
    for runs in range(len(WORTH) + 1):
        assert random.found[runs] == pytest.approx((needed <= runs).mean())
    for share in (0.05, 0.5, 0.6, 0.95):
        assert random.quantile(share) == np.quantile(needed, share, method="inverted_cdf")


@pytest.mark.parametrize("runs", range(1, 7))
def test_the_best_of_some_random_runs_is_exact(runs):
    random = RandomOrder(WORTH, GOOD)
    best = np.array([best_so_far(order, WORTH, runs)[-1] for order in everything(WORTH)])
    assert random.best(runs) == pytest.approx(best.mean())
    for share in (0.05, 0.25, 0.5, 0.75, 0.95):
        assert random.best(runs, share) == np.quantile(best, share, method="inverted_cdf")


@given(st.integers(2, 300), st.data())
def test_chances_of_a_random_order_rise_from_nothing_to_certainty(rows, data):
    count = data.draw(st.integers(1, rows))
    random = RandomOrder(np.linspace(0.0, 1.0, rows), np.arange(rows) >= rows - count)
    assert random.found[0] == 0
    assert random.found[rows - count + 1] == pytest.approx(1)
    assert (np.diff(random.found) >= -1e-12).all()
    # The expectation is the sum over all moments of the chance that nothing was found yet.
    assert random.mean == pytest.approx((1 - random.found[:-1]).sum())
    assert 1 <= random.quantile(0.05) <= random.quantile(0.95) <= rows - count + 1


def test_one_factor_is_changed_at_a_time_where_that_is_possible():
    points = np.array([[0.5, 0.5], [0.6, 0.6], [0.5, 0.0], [1.0, 1.0]])
    worth, none = np.array([1.0, 0.0, 0.0, 0.0]), np.zeros(2, dtype=bool)
    rng = np.random.default_rng(0)
    start = np.array([0])
    assert Neighbours("one factor", 0.0).choose(points, worth, none, rng)(start, 1).tolist() == [2]
    assert Neighbours("distance", 0.0).choose(points, worth, none, rng)(start, 1).tolist() == [1]


def test_another_level_is_as_far_as_any_other():
    points = np.array([[0.1, 0.5], [0.9, 0.5], [0.3, 0.5], [0.1, 0.9]])
    rule = Neighbours("distance", 0.0).choose(
        points, np.array([1.0, 0, 0, 0]), np.array([True, False]), np.random.default_rng(0)
    )
    nearest, *others = rule(np.array([0]), 3).tolist()
    assert nearest == 3
    assert sorted(others) == [1, 2]


@pytest.mark.parametrize("rule", RULES)
def test_a_replay_runs_each_row_once_and_ends_with_the_batch_that_finds(rule):
    rng = np.random.default_rng(1)
    points = rng.random((40, 3))
    worth = 1 - np.linalg.norm(points - 0.5, axis=1)
    good = worth >= worth.max()
    choose = rule.choose(points, worth, np.zeros(3, dtype=bool), rng)
    order = replayed(choose, np.array([3, 4, 5]), good, 4, 40)
    assert len(set(order.tolist())) == len(order)
    assert order[:3].tolist() == [3, 4, 5]
    assert len(order) - 3 - (waited(order, good) - 3) < 4


def test_a_replay_is_given_up_after_the_longest():
    worth = np.linspace(1.0, 0.0, 30)
    order = replayed(lambda run, count: np.arange(len(run), len(run) + count), np.arange(2), worth > 2, 5, 11)
    assert len(order) == 11
    assert waited(order, worth > 2) == np.inf
    assert best_so_far(order, worth[::-1], 20).tolist() == [*worth[::-1][:11], *[worth[::-1][10]] * 9]
