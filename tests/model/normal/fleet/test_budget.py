"""Alarms are counted when they begin, and the promised number of them holds on assets that set no limit."""

from __future__ import annotations

import numpy as np
import pytest
from tests.model.normal.fleet.fleets import fleet

from sanhak.model.normal.fleet.budget import Counts, beginnings, mean_rate, weeks
from sanhak.model.normal.fleet.courses import Courses
from sanhak.model.prediction import Floats


def _statistic(courses: Courses, seed: int) -> Floats:
    """Heavy-tailed, and larger for some assets than for others."""
    rng = np.random.default_rng(seed)
    loud = np.exp(0.3 * rng.normal(size=len(courses.asset)))
    return np.abs(rng.standard_t(5, len(courses))) * loud[courses.course]


def test_alarms_near_one_another_begin_once_and_never_reach_into_another_course() -> None:
    courses = fleet(assets=2, rows=30)
    alarms = np.zeros(60, dtype=bool)
    alarms[[3, 5, 13, 28, 29, 30, 31]] = True
    assert beginnings(alarms, courses).tolist() == [3, 13, 28, 30]
    assert weeks(courses) == pytest.approx([30 / 7, 30 / 7])


def test_new_assets_bring_the_promised_number_of_false_alarms() -> None:
    budget, found = 0.1, []
    for seed in range(30):
        courses = fleet(assets=30, rows=70)
        fold = np.arange(30) % 5
        limit = Counts.of(_statistic(courses, seed), courses, fold).limit(budget)
        fresh = _statistic(courses, 1000 + seed)
        found.append(len(beginnings(fresh > limit, courses)) / weeks(courses).sum())
    assert 0.6 * budget < np.mean(found) < 1.15 * budget


def test_the_interval_of_the_rate_holds_the_rate_of_new_assets() -> None:
    budget, inside = 0.1, 0
    for seed in range(40):
        courses = fleet(assets=30, rows=70)
        counts = Counts.of(_statistic(courses, seed), courses, np.arange(30) % 5)
        rate = counts.rate(budget, np.random.default_rng(seed))
        fresh = _statistic(courses, 500 + seed)
        value = len(beginnings(fresh > counts.limit(budget), courses)) / weeks(courses).sum()
        inside += rate.lower <= value <= rate.upper
    assert inside >= 32


def test_more_alarms_are_allowed_at_a_lower_limit() -> None:
    courses = fleet(assets=30, rows=70)
    counts = Counts.of(_statistic(courses, 0), courses, np.arange(30) % 5)
    limits = [counts.limit(budget) for budget in (0.01, 0.05, 0.2, 1.0)]
    assert limits == sorted(limits, reverse=True)
    assert counts.at(limits[2]).sum() <= 0.2 * counts.weeks.sum()
    rate = mean_rate(counts.at(limits[2]), counts.weeks, np.random.default_rng(0))
    assert rate.lower <= rate.value <= rate.upper
