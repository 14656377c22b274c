"""Limits and rates: they hold on new normal rows, and say how surely."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.model.normal.rows import follows, normal

from sanhak.model.normal.contest import BASELINE, contest
from sanhak.model.normal.detectors import AllTags
from sanhak.model.normal.doubtful import doubtful
from sanhak.model.normal.heldout import difference, forward, judged, memory, quantile, rate
from sanhak.run import Run


@given(st.lists(st.floats(0, 1000, allow_nan=False), min_size=1, max_size=60), st.floats(0.005, 0.5))
def test_a_limit_is_one_of_the_values_and_passed_by_at_most_the_budget(values, budget):
    array = np.array(values)
    found = quantile(array, budget)
    assert found in array
    assert (array > found).mean() <= budget


def test_a_limit_of_held_out_rows_keeps_its_budget_on_new_rows():
    counted = []
    for seed in range(12):
        X, new = normal(900, seed=seed), normal(900, seed=100 + seed)
        held = judged(AllTags(), X, follows(900))
        fitted = AllTags().fit(X, follows(900))
        counted.append((fitted.statistic(new, follows(900)) > held.limit(0.02)).mean())
    assert np.mean(counted) == pytest.approx(0.02, abs=0.01)


def test_the_interval_of_a_rate_holds_the_true_one_nine_times_of_ten_though_rows_remember():
    held = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        state = np.repeat(rng.random(160) < 0.1, 5)  # alarms come in stretches of five rows
        found = rate(state, 5, rng)
        held += found.lower <= 0.1 <= found.upper
    assert held / 60 >= 0.82


def test_no_alarm_at_all_still_has_an_upper_end():
    found = rate(np.zeros(100, dtype=bool), 10, np.random.default_rng(0))
    assert (found.value, found.lower) == (0.0, 0.0)
    assert 0.2 < found.upper < 0.4  # the rule of three on ten independent rows


def test_two_ways_that_alarm_together_differ_by_nothing():
    alarms = np.random.default_rng(0).random(200) < 0.1
    found = difference(alarms, alarms, 3, np.random.default_rng(0))
    assert (found.value, found.lower, found.upper) == (0.0, 0.0, 0.0)


def test_a_series_that_remembers_is_told_from_one_that_does_not():
    rng = np.random.default_rng(0)
    assert memory(rng.normal(size=2000)) <= 3
    assert memory(np.repeat(rng.normal(size=200), 10)) >= 7
    assert memory(np.ones(50)) == 1


def test_rows_are_judged_forward_where_they_are_enough_and_left_out_in_turn_where_not():
    many, few = normal(600), normal(60)
    assert forward(many)
    assert not forward(few)
    assert len(judged(AllTags(), many, follows(600)).statistic) == 360
    assert len(judged(AllTags(), few, follows(60)).statistic) == 60


def test_the_contest_finds_that_tags_that_move_together_are_watched_together():
    found = contest(normal(800), follows(800), 0.01, Run())
    assert found.chosen != BASELINE
    assert found.best.error < found.baseline.error
    assert found.best.false_alarms.lower <= 0.01 <= found.best.false_alarms.upper


def test_the_same_seed_chooses_the_same_way():
    one, other = (contest(normal(300), follows(300), 0.02, Run(3)) for _ in range(2))
    assert one.chosen == other.chosen
    assert all(one.candidates[key].error == other.candidates[key].error for key in one.candidates)


def test_a_fault_inside_the_normal_rows_is_found_where_it_is():
    X = normal(400)
    X[250:270, 3] += 6 * X[:, 3].std()
    (run,) = doubtful(X, follows(400))
    assert abs(run[0] - 250) <= 3
    assert abs(run[1] - 270) <= 25  # what is smoothed forgets slowly


@pytest.mark.parametrize("seed", range(4))
def test_normal_rows_are_not_doubted(seed):
    assert doubtful(normal(400, seed=seed), follows(400)) == []
