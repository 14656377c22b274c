"""Rules on runs fire as told and as often as told; memory and steps are found where they are, and nowhere else."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanhak.model.control_chart import RULES, expected_alarms, measured, signals
from sanhak.model.control_chart.serial import memory, step

PATTERNS = {
    1: [0.0, 3.1],
    2: [0.2] * 9,
    3: [-1.0, -0.5, 0.1, 0.3, 0.9, 1.4],
    4: [0.5, -0.5] * 7,
    5: [2.1, 0.0, 2.2],
    6: [1.1, 1.2, 0.0, 1.3, 1.4],
    7: [0.3, -0.3] * 7 + [0.2],
    8: [1.2, -1.3, 1.4, -1.5, 1.6, 1.2, -1.1, 1.9],
}


@pytest.mark.parametrize("number", RULES)
def test_a_rule_fires_on_its_pattern_and_not_one_point_earlier(number):
    scores = np.array(PATTERNS[number])
    assert signals(scores, [number]) == [(len(scores) - 1, number)]
    assert signals(scores[:-1], [number]) == []


@pytest.mark.parametrize("number", RULES)
def test_chance_fires_a_rule_as_often_as_told(number):
    rng, charts = np.random.default_rng(number), 2000
    fired = sum(len(signals(rng.normal(size=60), [number])) for _ in range(charts))
    told = expected_alarms(60, [number]) * charts
    assert abs(fired - told) < 4 * np.sqrt(told)


@given(st.lists(st.floats(-5, 5), max_size=40))
def test_signals_are_points_of_the_chart_and_mirror_with_it(scores):
    values = np.array(scores, dtype=float)
    found = signals(values, RULES)
    assert all(0 <= place < len(values) for place, _ in found)
    assert signals(-values, RULES) == found


def test_a_step_is_dated():
    rng = np.random.default_rng(3)
    values = rng.normal(0, 1, 80) + np.where(np.arange(80) >= 50, 2.0, 0.0)
    found = step(values, 1.0)
    assert found is not None
    assert abs(found.at - 50) <= 2
    assert found.after - found.before == pytest.approx(2.0, abs=0.5)


def test_one_point_far_off_is_no_step():
    values = np.random.default_rng(14).normal(0, 1, 60)
    values[-2] = 25.0
    assert step(values, 1.0) is None


def test_chance_makes_few_steps_and_little_memory():
    rng = np.random.default_rng(4)
    charts = [rng.normal(0, 1, 100) for _ in range(400)]
    assert sum(step(values, 1.0) is not None for values in charts) <= 8
    assert sum(memory(values, None) > 0 for values in charts) <= 4


def test_memory_is_found_and_a_step_is_not_taken_for_it():
    rng = np.random.default_rng(5)
    fresh, values = rng.normal(0, 1, 200), np.zeros(200)
    for at in range(1, 200):
        values[at] = 0.7 * values[at - 1] + fresh[at]
    assert memory(values, None) == pytest.approx(0.7, abs=0.12)
    stepped = fresh + np.where(np.arange(200) >= 90, 2.0, 0.0)
    assert memory(stepped, step(stepped, 1.0)) == 0.0


def test_points_that_follow_one_another_do_not_alarm_on_their_chart():
    rng = np.random.default_rng(6)
    fresh, values = rng.normal(0, 1, 300), np.zeros(300)
    for at in range(1, 300):
        values[at] = 0.8 * values[at - 1] + fresh[at]
    groups = [np.array([value]) for value in values]
    reading = measured(groups, "auto", (1,))
    assert reading.level.name == "residuals"
    assert reading.stable
    assert len(reading.fired) <= 4


@pytest.mark.parametrize("asked", ["ewma", "cusum"])
def test_charts_for_small_shifts_see_one_deviation_sooner(asked):
    rng = np.random.default_rng(7)
    later = {"individuals": [], asked: []}
    for _ in range(60):
        values = np.concatenate([np.tile([-1.0, 1.0], 15) * 0.8 + rng.normal(0, 0.6, 30), rng.normal(1, 1, 60)])
        groups = [np.array([value]) for value in values]
        for name, places in later.items():
            reading = measured(groups, name, (1,), np.arange(90) < 30)
            places.append(next((place - 29 for place, _ in reading.fired if place >= 30), 60))
    assert np.mean(later[asked]) < np.mean(later["individuals"])
