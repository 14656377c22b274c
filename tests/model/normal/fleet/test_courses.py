"""Smoothing in continuous time, and what siblings show together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.model.normal.fleet.fleets import fleet

from sanhak.model.normal.fleet.courses import smoothed, together


def test_a_smoothed_reading_is_the_weighted_mean_of_its_course_so_far() -> None:
    courses = fleet(assets=2, rows=30)
    time = courses.time + np.tile(np.random.default_rng(1).uniform(0, 0.9, 30), 2)
    courses = replace(courses, time=time)
    values = courses.values.copy()
    values[40:44, 1] = np.nan
    mean, variance = smoothed(values, courses, 5.0)
    for row, first in ((7, 0), (29, 0), (43, 30), (50, 30)):
        rows = np.arange(first, row + 1)
        weight = np.exp(-(time[row] - time[rows]) / 5.0) * ~np.isnan(values[rows, 1])
        expected = np.nansum(weight * values[rows, 1]) / weight.sum()
        assert mean[row, 1] == pytest.approx(expected)
        assert variance[row, 1] == pytest.approx((weight**2).sum() / weight.sum() ** 2)
    assert mean[30, 0] == values[30, 0]  # a course begins anew


def test_a_sensor_that_was_silent_for_three_memories_has_no_smoothed_value() -> None:
    courses = fleet(assets=1, rows=40)
    values = courses.values.copy()
    values[10:, 0] = np.nan
    mean, _ = smoothed(values, courses, 3.0)
    assert np.isfinite(mean[12, 0])
    assert np.isnan(mean[25, 0])
    assert np.isfinite(mean[25, 1])


@pytest.mark.parametrize("assets", [4, 20])
def test_siblings_show_the_median_of_the_others(assets: int) -> None:
    courses = fleet(assets=assets, rows=5)
    shown = courses.values.reshape(assets, 5, 3)
    found = together(courses.values, courses).reshape(assets, 5, 3)
    others = shown[1:] if assets <= 12 else shown
    np.testing.assert_allclose(found[0], np.median(others, axis=0))


def test_two_siblings_are_too_few_for_a_median() -> None:
    courses = fleet(assets=3, rows=5)
    assert np.isnan(together(courses.values, courses)).all()
