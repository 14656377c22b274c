"""Quantities that serve as often as asked, and no more."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanhak.decide.stock import Outlook, Rule, Served, service_of
from sanhak.decide.supply import last_year, simple
from sanhak.model.forecast.panel import Panel

NAN = float("nan")


def steady(count, expected=100.0, spread=10.0, *, whole=False):
    return Outlook(np.full(count, expected), np.full(count, spread), np.full(count, NAN), whole)


def rare(count, mean, dispersion, *, whole=True):
    return Outlook(np.full(count, mean), np.ones(count), np.full(count, dispersion), whole)


@pytest.mark.parametrize("service", [0.5, 0.8, 0.95])
def test_a_tuned_rule_serves_new_windows_as_often_as_asked(service):
    rng = np.random.default_rng(0)
    taught, came = rng.normal(100, 10, 4000), rng.normal(100, 10, 4000)
    rule = Rule.tuned([steady(4000)], [taught], service)
    assert Served.of([rule.quantity(steady(4000))], [came]).share == pytest.approx(service, abs=0.02)


def test_a_counted_rule_corrects_a_dispersion_that_is_wrong():
    rng = np.random.default_rng(1)
    demand = rng.negative_binomial(0.5, 0.5 / 2.5, (2, 5000)) * 1.0  # mean 2, dispersion 5
    believed = rare(5000, 2.0, 3.0)
    rule = Rule.tuned([believed], [demand[0]], 0.9)
    assert Served.of([rule.quantity(believed)], [demand[1]]).share == pytest.approx(0.9, abs=0.03)
    assert rule.sparse > 0.9, "too small a dispersion asks for a higher level"


@given(
    st.floats(0.01, 500), st.floats(1.0, 40), st.floats(0, 3000), st.booleans(),
)  # fmt: skip
def test_what_is_held_at_the_level_needed_serves_what_came(mean, dispersion, came, whole):
    outlook = rare(1, mean, dispersion, whole=whole)
    came = np.floor(came) if whole else came
    level = outlook.needed(np.array([came]))
    if level[0] < 1 - 1e-7:
        assert outlook.quantity(np.minimum(level + 1e-9, 1.0))[0] >= came * (1 - 1e-3) - 1e-6


@given(st.floats(0.5, 0.99), st.floats(0.5, 0.99))
def test_more_service_never_needs_less(one, other):
    low, high = sorted((one, other))
    demand = np.random.default_rng(2).gamma(4, 25, 200)
    held = [Rule.tuned([steady(200)], [demand], level).quantity(steady(1))[0] for level in (low, high)]
    assert held[0] <= held[1]


def test_only_whole_numbers_are_held_where_only_whole_numbers_are_sold():
    assert steady(1, 10.2, whole=True).quantity(np.array([0.0]))[0] == 11
    assert steady(1, -50.0).quantity(np.array([0.0]))[0] == 0


def test_what_goes_unserved_is_what_the_errors_say():
    rng = np.random.default_rng(3)
    rule = Rule.tuned([steady(5000)], [rng.normal(100, 10, 5000)], 0.5)
    short = rule.shortage(steady(1), np.array([100.0]))[0]
    assert short == pytest.approx(10 * 0.3989, rel=0.08), "the loss of a normal demand held at its mean"


def test_served_counts_windows_and_quantities():
    done = Served.of([np.array([5.0, 5.0])], [np.array([4.0, 10.0])])
    assert (done.share, done.held, done.short, done.windows) == (0.5, 10.0, 5.0, 2)
    assert done.filled == pytest.approx(9 / 14)


def test_costs_decide_the_service():
    assert service_of(holding=1.0, shortage=19.0) == pytest.approx(0.95)


def test_the_simpler_ways_are_what_a_spreadsheet_says():
    items = Panel(np.arange(24.0)[None], 12)
    assert last_year(items, 3)[0] == 12 + 13 + 14
    rule = simple(items, 4, whole=False)
    assert rule.expected[0] == pytest.approx(4 * 17.5)
    assert rule.spread[0] == pytest.approx(2 * np.arange(12).std(ddof=1))
