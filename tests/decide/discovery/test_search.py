"""The search on made-up pools whose truth is known: beliefs, what is hoped for, batches and rehearsals."""

from __future__ import annotations

import numpy as np
import pytest

from sanhak.decide.discovery.aim import Aim
from sanhak.decide.discovery.belief import Belief, by_both, by_process, by_trees, standardised
from sanhak.decide.discovery.choice import choose
from sanhak.decide.discovery.rehearsal import order, rehearse
from sanhak.model.prediction import Prediction
from sanhak.run import Run

POINTS = 120
NOWHERE = (0.0, 1.0)


def pool(seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Points of three numbers and a smooth hill over two of them."""
    X = np.random.default_rng(seed).uniform(-1, 1, (POINTS, 3))
    return X, -((X[:, 0] - 0.6) ** 2) - (X[:, 1] + 0.5) ** 2


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_a_process_knows_what_it_saw_and_not_what_is_far():
    X, y = pool()
    known, _, _ = standardised(y[:40])
    seen, far = by_process(X[:40], known, X[:40]), by_process(X[:40], known, X[:5] + 50)
    assert np.abs(seen.mean - known).max() < 0.1
    assert far.deviation.min() > 3 * seen.deviation.max()
    unseen = by_process(X[:40], known, X[40:])
    truth = (y[40:] - y[:40].mean()) / y[:40].std()
    assert np.abs(unseen.mean - truth).mean() < 0.1


def test_both_beliefs_are_least_sure_where_they_contradict_each_other():
    X, y = pool()
    known, _, _ = standardised(y[:30])
    trees, process = by_trees(X[:30], known, X[30:], 1), by_process(X[:30], known, X[30:])
    both = by_both(X[:30], known, X[30:], 1)
    assert both.mean == pytest.approx((trees.mean + process.mean) / 2)
    assert (both.deviation >= np.abs(trees.mean - process.mean) / 2).all()


def test_equal_values_and_repeated_rows_are_no_obstacle():
    X = np.zeros((6, 2))
    both = by_both(X, np.zeros(6), np.ones((3, 2)), 0)
    assert np.isfinite(both.mean).all()
    assert (both.deviation > 0).all()


def test_expected_improvement_is_what_simulation_gives():
    belief = Belief(np.array([0.2, -0.5, 1.4]), np.array([0.5, 1.0, 0.1]))
    known = np.array([-1.0, 0.9])
    drawn = belief.mean + belief.deviation * rng().standard_normal((400_000, 3))
    up, down = np.maximum(drawn - 0.9, 0).mean(axis=0), np.maximum(-1.0 - drawn, 0).mean(axis=0)
    assert np.exp(Aim().hope(belief, known, NOWHERE)) == pytest.approx(up, rel=0.03)
    assert np.exp(Aim(high=False).hope(belief, known, NOWHERE))[:2] == pytest.approx(down[:2], rel=0.05)


def test_a_window_is_hoped_for_by_its_chance():
    aim = Aim(window=(10.0, 20.0))
    belief = Belief(np.array([0.0, 3.0]), np.array([1.0, 1.0]))
    assert np.exp(aim.hope(belief, np.zeros(1), (15.0, 5.0))) == pytest.approx([0.6827, 0.0227], abs=1e-3)
    assert aim.worth(np.array([5.0, 12.0, 26.0])).tolist() == [-5.0, 0.0, -6.0]
    assert aim.best(np.array([5.0, 12.0, 13.0, 26.0]), 0.01).tolist() == [False, True, True, False]


def test_the_best_share_is_rounded_up_and_takes_equals():
    values = np.arange(312.0)
    assert Aim().best(values, 0.01).sum() == 4
    assert Aim(high=False).best(values, 0.01)[:4].all()


def test_a_model_hopes_for_the_mean_excess_of_its_quantiles():
    said = Prediction(
        np.linspace(0, 18, 19)[None] + np.array([[0.0], [2.0]]), np.zeros(2, np.int8), np.array([9.0, 11.0])
    )
    known = np.array([4.0, 16.0])
    gain = np.exp(Aim().gain(said, known)) * known.std()
    assert gain == pytest.approx([(1 + 2) / 19, (1 + 2 + 3 + 4) / 19])


def test_a_batch_is_spread_and_the_same_for_the_same_seed():
    X, y = pool()
    chosen = choose(Aim(), X[:20], y[:20], X[20:], 5, rng(3))
    assert chosen == choose(Aim(), X[:20], y[:20], X[20:], 5, rng(3))
    assert len(set(chosen)) == 5
    twice = np.vstack([X[20:], X[20:]])
    again = choose(Aim(), X[:20], y[:20], twice, 5, rng(3))
    assert len({at % 100 for at in again}) == 5, "a twin of what was chosen promises nothing more"


def test_a_batch_keeps_apart_what_must_be_and_begins_with_what_is_given():
    X, y = pool()
    far = np.abs(X[20:, None] - X[None, 20:]).max(axis=2)
    chosen = choose(
        Aim(), X[:20], y[:20], X[20:], 6, rng(), first=7, apart=lambda one, others: bool((far[one, others] > 0.4).all())
    )
    assert chosen[0] == 7
    between = far[np.ix_(chosen, chosen)] + np.eye(len(chosen))
    assert between.min() > 0.4
    assert len(choose(Aim(), X[:20], y[:20], X[20:], 6, rng(), apart=lambda _one, _others: False)) == 1


def test_a_rehearsal_finds_the_top_of_a_hill_much_sooner_than_chance():
    X, y = pool()
    held = rehearse(Aim(), X, y, 6, 60, Run())
    assert held.median(held.hopeful) * 2 < held.random.quantile(0.5)
    assert held.random.mean == pytest.approx((POINTS + 1) / (held.good.sum() + 1))
    course = held.course(held.hopeful, 30)
    assert (np.diff(course) >= 0).all()
    least = rehearse(Aim(high=False), X, -y, 2, 60, Run())
    assert [one.tolist() for one in least.hopeful] == [one.tolist() for one in held.hopeful[:2]]


def test_an_order_ends_at_the_first_good_row_and_starts_at_random():
    X, y = pool()
    good = Aim().best(y, 0.01)
    found = order(Aim(), X, y, good, 60, rng(1), greedy=True)
    assert good[found[-1]]
    assert not good[found[:-1]].any()
    assert len(set(found.tolist())) == len(found)
