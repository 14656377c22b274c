"""Methods against series whose continuation is known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanhak.model.forecast.intermittent import average, sba, tsb
from sanhak.model.forecast.panel import Panel
from sanhak.model.forecast.seasons import Seasons
from sanhak.model.forecast.smoothing import damped, naive, theta, winters
from sanhak.model.forecast.trees import Trees

MONTHS = np.arange(96)
SWING = 1 + 0.3 * np.sin(2 * np.pi * MONTHS / 12)
EVERY = (naive, theta, damped, winters, tsb, sba, average)


def of(*rows):
    return Panel(np.array(rows)[:, :72], 12), np.array(rows)[:, 72:84]


def test_naive_repeats_the_year_before():
    panel, _ = of(MONTHS * 1.0)
    assert naive(panel, 14)[0].tolist() == [*range(60, 72), 60, 61]


@pytest.mark.parametrize("method", [theta, damped, winters])
def test_a_pure_season_comes_back(method):
    panel, came = of(100 * SWING)
    assert method(panel, 12) == pytest.approx(came, rel=0.03)


@pytest.mark.parametrize("method", [theta, winters])
def test_growth_with_a_season_is_carried_on_better_than_by_last_year(method):
    panel, came = of(100 * SWING * np.exp(0.01 * MONTHS))
    assert np.abs(method(panel, 12) - came).mean() < 0.5 * np.abs(naive(panel, 12) - came).mean()


def test_chance_alone_makes_no_season():
    noise = np.random.default_rng(0).gamma(25, 4, (300, 72))
    swings = Seasons.of(Panel(noise, 12)).factors.std(axis=1)
    true = Seasons.of(Panel(noise * SWING[:72], 12)).factors.std(axis=1)
    assert np.median(swings) < 0.03
    assert np.median(true) == pytest.approx(SWING.std(), rel=0.25)


@pytest.mark.parametrize("method", [tsb, sba, average])
def test_rare_demand_is_told_by_its_mean(method):
    rng = np.random.default_rng(1)
    rows = (rng.random((200, 72)) < 0.25) * rng.poisson(8, (200, 72))
    assert method(Panel(rows * 1.0, 12), 3).mean() == pytest.approx(2.0, rel=0.12)


def test_a_demand_that_died_is_forgotten_by_tsb_and_not_by_sba():
    row = np.r_[np.tile([4.0, 0.0], 18), np.zeros(36)]
    panel = Panel(row[None], 12)
    assert tsb(panel, 1)[0, 0] < 0.3 * sba(panel, 1)[0, 0]


def test_trees_learn_a_season_that_all_series_share():
    rng = np.random.default_rng(2)
    rows = rng.uniform(50, 500, (40, 1)) * SWING * np.exp(rng.normal(0, 0.03, (40, 96)))
    panel, came = Panel(rows[:, :72], 12), rows[:, 72:84]
    trees = Trees.learn(panel, 0)
    assert trees is not None
    assert np.abs(trees.forecast(panel, 12) / came - 1).mean() < 0.08
    assert Trees.learn(panel.of(np.arange(2)), 0) is None, "two series teach no forest"


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=40), st.integers(0, 5), st.sampled_from([1, 4, 12]))
def test_every_method_is_finite_and_never_negative(values, late, season):
    row = np.r_[np.full(late, np.nan), np.array(values, dtype=float)]
    for method in EVERY:
        ahead = method(Panel(row[None], season), 5)
        assert ahead.shape == (1, 5)
        assert np.isfinite(ahead).all()
        assert (ahead >= 0).all()


def test_a_series_is_forecast_alike_alone_and_among_others():
    rng = np.random.default_rng(3)
    rows = rng.gamma(20, 5, (6, 60)) * SWING[:60]
    for method in EVERY:
        assert method(Panel(rows, 12), 6)[2] == pytest.approx(method(Panel(rows[2:3], 12), 6)[0])
