"""Wear towards a limit: rates are found again, lives are what they are, and what is known of the past chooses."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import invgauss

from sanhak.model.life import Lives
from sanhak.model.life.degradation import Courses, Levels, Straight, Wear, fitted, held, lasting
from sanhak.model.life.degradation.contest import Past
from sanhak.model.life.degradation.looking import changes
from sanhak.model.life.degradation.passage import Law, lasts


def fleet(assets: int = 60, readings: int = 8, noise: float = 0.03, seed: int = 0) -> tuple[Courses, np.ndarray]:
    """Straight wear from 0 to 1 at lognormal rates; the rates too."""
    rng = np.random.default_rng(seed)
    rate = 0.1 * np.exp(0.4 * rng.normal(size=assets))
    at = [np.sort(rng.uniform(0, 4, readings)) for _ in range(assets)]
    value = [one * when + noise * rng.normal(size=readings) for one, when in zip(rate, at, strict=True)]
    names = [f"A{number}" for number in range(assets)]
    return Courses.of(names, np.arange(assets), at, value, 1.0, 4.0, begun=np.zeros(assets)), rate


def test_rates_and_power_are_found_again():
    courses, rate = fleet()
    model = Wear.fitted(courses, draws=1)
    nodes = model.nodes(courses)
    found = (nodes.weight * nodes.rate).sum(axis=1) * model.scale.span / model.scale.time
    assert np.corrcoef(np.log(found), np.log(rate))[0, 1] > 0.95
    assert abs(model.parameters["power"]) < 0.15
    assert np.exp(model.parameters["noise"]) * model.scale.span == pytest.approx(0.03, rel=0.3)


def test_a_life_with_one_reading_rests_on_the_fleet():
    courses, _ = fleet()
    value = courses.value.copy()
    value[0, 1:] = np.nan
    short = Courses(**{name: getattr(courses, name) for name in courses.__slots__} | {"value": value})
    own = Wear.fitted(short, draws=1).nodes(short).own
    assert own[0] < 0.5 < np.median(own[1:])


def test_first_passage_is_the_inverse_gaussian_and_its_gamma_sibling_agrees_far_off():
    grown, scatter, left = np.linspace(0.2, 3, 9), 0.05, 1.0
    shape = left**2 / scatter
    # At rate 1 the mean passage is 1, and the shape of the law is left² over the variance per unit of growth.
    expected = 1 - invgauss.cdf(grown, mu=1 / shape, scale=shape)
    assert lasts(grown, np.array(scatter), np.array(left), Law.WIENER) == pytest.approx(expected, abs=1e-6)
    assert lasts(grown, np.array(scatter), np.array(left), Law.GAMMA) == pytest.approx(expected, abs=0.08)


def test_lives_hold_the_truth_and_beat_the_line_in_the_contest():
    courses, rate = fleet(noise=0.06)
    contest = held(courses)
    assert contest is not None
    assert contest.losses[contest.chosen].mean() < contest.losses["line"].mean()
    model = fitted(contest.chosen, courses, 4, 0)
    times = np.geomspace(0.1, 60, 60)
    lives = Lives(courses.assets, times, lasting(contest.chosen, model, courses, courses.running, times))
    low, high = lives.interval()
    truth = 1 / rate - 4
    inside = (truth >= low) & (truth <= high)
    assert 0.8 < inside[truth > 0].mean() <= 1


def test_what_was_known_earlier_knows_nothing_of_later():
    courses, _ = fleet()
    before = courses.until(2.0)
    assert np.nanmax(before.at) <= 2.0
    assert (before.ended == np.inf).all()


def test_levels_of_a_past_that_was_too_sure_are_widened():
    rng = np.random.default_rng(1)
    chance = np.clip(0.5 + 2.0 * (rng.random(200) - 0.5), 0, 1)
    ended = np.ones(200, dtype=bool)
    none = np.zeros(200)
    past = Past(np.arange(200), none, none, none, np.arange(200), np.clip(chance * 2 - 0.5, 0.001, 0.999), ended, 0.0)
    levels = Levels.of(past)
    assert levels.set
    assert np.interp(0.05, levels.chance, levels.real) > 0.15
    assert not Levels.of(
        Past(*(part[:20] for part in (past.asset, none, none, none, past.owner, chance, ended)), 0.0)
    ).set


def test_the_line_goes_through_its_own_readings():
    courses, rate = fleet(noise=0.0)
    line = Straight.fitted(courses, pooled=False)
    mean, _ = line.reading(courses, np.full((60, 1), 10.0))
    assert mean[:, 0] == pytest.approx(10 * rate, rel=1e-6)


def test_another_reading_may_change_what_is_unsure_and_not_what_is_safe():
    courses, rate = fleet(noise=0.06)
    nodes = Wear.fitted(courses, draws=1).nodes(courses)
    fastest = np.array([int(rate.argmax()), int(rate.argmin())])
    until = 0.8 * (1 / rate.max() - 4)
    found = changes(courses, nodes, fastest, until * np.array([0.25, 0.5, 0.75]), until, 0.1, Law.WIENER)
    assert np.isfinite(found[0])
    assert np.isnan(found[1])
