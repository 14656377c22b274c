"""What was done to readings is found: who speaks, since when, against what, and whether it is the sensor alone."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from tests.model.normal.fleet.fleets import fleet

from sanhak.model.normal.fleet import Contest, Courses, Warned, Watched, contest, warnings_of
from sanhak.model.normal.fleet.learnt import learn
from sanhak.model.normal.fleet.warnings import stuck_now
from sanhak.run import Run

_EFFORT = Run(effort=0.3)


@pytest.fixture(scope="module")
def calm() -> Courses:
    return fleet()


@cache
def _chosen() -> Contest:
    return contest(fleet(), 0.05, _EFFORT)


def _watched(courses: Courses) -> Watched:
    """Watched by what an undisturbed fleet chose; what is usual is learnt from the normal readings of this one."""
    views = learn(courses, courses.normal, courses.normal, np.random.default_rng(0))
    return warnings_of(replace(_chosen(), views=views).watch, courses)


def _with(courses: Courses, rows: slice, sensors: list[int], by: float | np.ndarray) -> Courses:
    values = courses.values.copy()
    values[rows, sensors] += by if np.ndim(by) == 0 else np.asarray(by)[:, None]
    return replace(courses, values=values)


def _of(episodes: tuple[Warned, ...], asset: int) -> Warned:
    return max((one for one in episodes if one.asset == asset), key=lambda one: one.peak)


def test_an_asset_that_drifts_is_warned_of_by_its_sensors(calm: Courses) -> None:
    rows = slice(5 * 120 + 80, 6 * 120)
    courses = _with(calm, rows, [0, 2], np.linspace(0, 8, 40))
    episodes = _watched(courses).episodes
    one = _of(episodes, 5)
    assert one.standing
    assert one.cause == "asset"
    assert one.against == "both"
    assert {voice.sensor for voice in one.voices} == {0, 2}
    assert all(5 * 120 + 76 <= voice.since <= 5 * 120 + 100 for voice in one.voices)


def test_a_jump_of_one_sensor_is_blamed_on_the_sensor(calm: Courses) -> None:
    courses = _with(calm, slice(7 * 120 + 90, 8 * 120), [2], 12.0)
    one = _of(_watched(courses).episodes, 7)
    assert one.cause == "jumped"
    assert [voice.sensor for voice in one.voices] == [2]


def test_a_sensor_that_leaves_its_twin_goes_against_the_others(calm: Courses) -> None:
    courses = _with(calm, slice(3 * 120 + 75, 4 * 120), [1], np.linspace(0, 4.5, 45))
    one = _of(_watched(courses).episodes, 3)
    assert one.voices[0].sensor == 1
    assert one.cause in ("against others", "one sensor")


def test_a_sensor_that_stands_still_is_stuck(calm: Courses) -> None:
    values = calm.values.copy()
    values[2 * 120 + 85 : 3 * 120, 2] = values[2 * 120 + 85, 2]
    courses = replace(calm, values=values)
    assert stuck_now(_watched(courses), courses) == [(2, 2, 2 * 120 + 85)]


def test_what_moves_the_whole_fleet_is_no_difference_between_siblings(calm: Courses) -> None:
    late = np.flatnonzero(calm.time >= 90)
    values = calm.values.copy()
    values[late, 2] += 5.0
    episodes = _watched(replace(calm, values=values)).episodes
    late_ones = [one for one in episodes if calm.time[one.at] >= 90]
    assert len({one.asset for one in late_ones if one.against == "own"}) >= 15


def test_the_like_of_it_is_an_earlier_episode(calm: Courses) -> None:
    courses = _with(calm, slice(5 * 120 + 75, 6 * 120), [0, 2], np.linspace(0, 8, 45))
    courses = _with(courses, slice(9 * 120 + 95, 10 * 120), [0, 2], np.linspace(0, 8, 25))
    episodes = _watched(courses).episodes
    one = _of(episodes, 9)
    assert one.like is not None
    assert episodes[one.like].asset == 5


def test_units_change_nothing(calm: Courses) -> None:
    courses = _with(calm, slice(5 * 120 + 80, 6 * 120), [0], 6.0)
    other = replace(courses, values=courses.values * np.array([1000.0, 0.01, 1.8]) + 32)
    first, second = (_watched(one) for one in (courses, other))
    np.testing.assert_allclose(first.statistic, second.statistic, rtol=1e-5)


def test_one_asset_alone_is_watched_against_its_own_course() -> None:
    courses = _with(fleet(assets=1, rows=200, normal=120), slice(150, 200), [0], 8.0)
    found = contest(courses, 0.05, _EFFORT)
    assert list(found.views.each) == ["own"]
    assert _of(warnings_of(found.watch, courses).episodes, 0).against == "own"


def test_assets_that_stay_normal_keep_the_promise() -> None:
    courses = fleet(assets=40, rows=240, normal=100, seed=7)
    found = contest(courses, 0.05, _EFFORT)
    watched = warnings_of(found.watch, courses)
    over = 40 * 140 / 7
    assert len(watched.episodes) / over <= 0.075
    assert found.best.false_alarms.lower <= 0.05 <= found.best.false_alarms.upper * 1.5
