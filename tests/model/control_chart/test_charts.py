"""Charts agree with the worked examples of NIST/SEMATECH's handbook, and their limits with what they promise."""

import numpy as np
import pytest

from model.control_chart.handbook import (
    FACTORS,
    FLOW_RATE,
    SUMMED,
    SUMS_DOWN,
    SUMS_UP,
    WAFER_DEFECTS,
    WAFERS_WRONG,
    WEIGHTED,
    WEIGHTED_PRINTED,
)
from sanhak.model.control_chart.chart import cumulative, defectives, defects, individuals, subgroups, weighted
from sanhak.model.control_chart.constants import c4, d2, d3

HALF_A_PLACE = 0.0005


@pytest.mark.parametrize("size", FACTORS)
def test_factors_agree_with_section_6_3_2_1(size):
    a2, lower, upper = FACTORS[size]
    assert 3 / (d2(size) * np.sqrt(size)) == pytest.approx(a2, abs=2 * HALF_A_PLACE)
    assert max(0.0, 1 - 3 * d3(size) / d2(size)) == pytest.approx(lower, abs=HALF_A_PLACE)
    assert 1 + 3 * d3(size) / d2(size) == pytest.approx(upper, abs=2 * HALF_A_PLACE)


def test_constants_are_those_of_the_definition():
    # Two normal values: mean range 2/sqrt(pi), its square 2; mean deviation sqrt(2/pi).
    assert d2(2) == pytest.approx(2 / np.sqrt(np.pi), abs=1e-12)
    assert d3(2) == pytest.approx(np.sqrt(2 - 4 / np.pi), abs=1e-12)
    assert c4(2) == pytest.approx(np.sqrt(2 / np.pi), abs=1e-12)
    assert d2(3) == pytest.approx(3 / np.sqrt(np.pi), abs=1e-12)
    with pytest.raises(ValueError, match="no spread"):
        d2(1)


def test_individuals_agree_with_section_6_3_2_2():
    chart, ranges = individuals(FLOW_RATE)
    assert chart.centre[0] == pytest.approx(50.81, abs=1e-9)
    assert ranges.values.mean() == pytest.approx(1.8778, abs=5e-5)
    # The handbook takes d2 as 1.128 and prints 55.8041 and 45.8159; unrounded it is 1.12838: 55.8024 and 45.8176.
    assert 50.81 + 3 * ranges.values.mean() / 1.128 == pytest.approx(55.8041, abs=1e-4)
    assert (chart.upper[0], chart.lower[0]) == pytest.approx((55.8024, 45.8176), abs=5e-5)
    assert not chart.outside.any()


def test_weighted_means_agree_with_section_6_3_2_4():
    chart = weighted(WEIGHTED, 50.0, 2.0539, weight=0.3, width=3.0, settled=True)
    assert chart.values == pytest.approx(WEIGHTED_PRINTED, abs=5e-3)
    # Printed 52.5884 and 47.4115; the square root of 0.3/1.7 is rounded to 0.4201 there.
    assert (chart.upper[0], chart.lower[0]) == pytest.approx((52.5884, 47.4115), abs=1e-4)
    assert not chart.outside.any()


def test_cumulative_sums_agree_with_section_6_3_2_3():
    up, down, height = cumulative(SUMMED, 325.0, 0.635, slack=0.5, reach=4.1959 / 0.635)
    assert up == pytest.approx(SUMS_UP, abs=5.1e-3)
    assert down == pytest.approx(SUMS_DOWN, abs=5.1e-3)
    assert (np.flatnonzero(up > height) + 1).tolist() == list(range(14, 21))


def test_defects_agree_with_section_6_3_3_1():
    chart = defects(WAFER_DEFECTS)
    assert (chart.name, chart.centre[0], chart.lower[0], chart.upper[0]) == ("c", 16.0, 4.0, 28.0)
    assert (np.flatnonzero(chart.outside) + 1).tolist() == [24]


def test_shares_agree_with_section_6_3_3_2():
    chart = defectives(WAFERS_WRONG, np.full(30, 50.0))
    assert chart.name == "np"
    assert chart.centre[0] / 50 == pytest.approx(0.2313, abs=5e-5)
    assert (chart.lower[0] / 50, chart.upper[0] / 50) == pytest.approx((0.0524, 0.4102), abs=5e-5)
    assert (np.flatnonzero(chart.outside) + 1).tolist() == [15, 23]


def test_samples_of_many_sizes_have_limits_of_their_own():
    share = defectives(np.array([1.0, 4.0, 2.0]), np.array([50.0, 100.0, 50.0]))
    assert share.name == "p"
    assert share.centre[0] == pytest.approx(7 / 200)
    assert share.upper[1] < share.upper[0] == share.upper[2]
    unit = defects(np.array([4.0, 9.0]), np.array([1.0, 2.0]))
    assert (unit.name, unit.centre[0]) == ("u", pytest.approx(13 / 3))
    assert (unit.upper - unit.centre)[0] == pytest.approx(np.sqrt(2) * (unit.upper - unit.centre)[1])


def test_subgroups_know_the_deviation_within():
    rng = np.random.default_rng(0)
    shifts = rng.normal(0, 5, 400)
    for size, name in ((5, "range"), (14, "deviation")):
        level, spread = subgroups([shift + rng.normal(0, 2, size) for shift in shifts])
        assert spread.name == name
        assert level.sigma == pytest.approx(2.0, rel=0.05)
        assert level.freedom == pytest.approx(400 * (size - 1), rel=0.1)
    unequal, _ = subgroups([rng.normal(0, 2, size) for size in rng.integers(2, 8, 400)])
    assert unequal.sigma == pytest.approx(2.0, rel=0.05)
    assert len(set(unequal.upper.round(9))) == 6


def test_limits_may_come_from_the_first_points():
    values = np.concatenate([np.tile([0.0, 1.0], 20), np.full(20, 9.0)])
    base = np.arange(60) < 40
    chart, _ = individuals(values, base)
    assert chart.centre[0] == pytest.approx(0.5)
    assert chart.outside[40:].all()
    assert not chart.outside[:40].any()
