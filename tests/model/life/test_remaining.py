"""Remaining life: learnt from lives that ended, judged on whole assets, open where nothing is known."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from sanhak.model.life.heldout import held_out, learn
from sanhak.model.life.histories import History
from sanhak.model.life.remaining import Asked, Spread, interval
from sanhak.model.life.speaking import nearest, quiet, voices, weights
from sanhak.run import Run

STEP = 2.0


def life(seed, *, running=False):
    """An asset whose sensor begins to rise a fixed time before it fails; a second sensor says nothing."""
    rng = np.random.default_rng([7, seed])
    length = int(rng.integers(60, 140))
    time = STEP * np.arange(length)
    rise = np.clip(1 - (time[-1] - time) / 90.0, 0, None) ** 1.5
    values = np.column_stack([10 * rise + rng.normal(0, 0.5, length), rng.normal(0, 1, length)])
    whole = History(f"A{seed}", time, values, np.zeros((length, 0)), np.zeros(length, dtype=int), failed=True)
    return whole.until(int(rng.integers(length // 4, length))) if running else whole


@cache
def contest():
    histories = [life(seed) for seed in range(30)] + [life(seed, running=True) for seed in range(30, 36)]
    asked = Asked.usual(histories, seeds=1)
    return histories, asked, held_out(histories, asked, Run())


def test_sensors_tell_more_than_age():
    _, _, held = contest()
    assert held.chosen() == "trees"
    assert held.error("trees")[0] < 0.6 * held.error("age")[0]


def test_no_asset_judges_what_it_taught():
    histories, _, held = contest()
    failed = {place for place, one in enumerate(histories) if one.failed}
    assert set(held.asset.tolist()) == failed
    folds = {(asset, fold) for asset, fold in zip(held.asset.tolist(), held.fold.tolist(), strict=True)}
    assert len(folds) == len(failed)


def test_intervals_hold_on_new_assets_and_open_beyond_the_cap():
    histories, asked, held = contest()
    model = learn(histories, asked, held, Run())
    new = [life(seed, running=True) for seed in range(100, 180)]
    true = np.array([life(seed).span - one.span for seed, one in zip(range(100, 180), new, strict=True)])
    lower, upper = interval(model.spread.of(model.expected(new)))
    covered = (np.minimum(lower, asked.cap) <= true) & (true <= upper)
    assert 0.8 <= covered.mean() <= 1.0
    assert np.isinf(upper[true > 1.2 * asked.cap]).mean() > 0.9
    assert np.isfinite(upper[true < 20]).all()
    lives = model.lives(new)
    assert lives.lasts(30.0)[true < 10].mean() < 0.1
    assert lives.lasts(30.0)[true > 60].mean() > 0.9


def test_what_is_told_at_a_reading_does_not_hang_on_later_ones():
    histories, asked, held = contest()
    model = learn(histories, asked, held, Run())
    whole = life(50)
    told = model.course(whole, np.array([40]))
    assert told == pytest.approx(model.expected([whole.until(41)]), abs=0.5)


def test_quantiles_do_not_cross_and_stay_within_the_cap():
    rng = np.random.default_rng(0)
    said = rng.uniform(0, 100, 900)
    spread = Spread.learn(said, np.clip(said + rng.normal(0, 8, 900), 0, 100), np.arange(900) // 9, 100.0)
    found = spread.of(np.linspace(-10, 110, 50))
    closed = np.where(np.isinf(found), 100.0, found)
    assert (np.diff(closed, axis=1) >= 0).all()
    assert closed.min() >= 0
    assert np.isinf(found[-1, -1])


def test_the_sensor_that_rises_speaks_and_the_other_is_silent():
    histories, asked, held = contest()
    model = learn(histories, asked, held, Run())
    scatter = quiet(model, histories)
    late = life(60).until(len(life(60)) - 2)
    (loudest, *_) = voices(model, late, scatter)
    assert loudest.sensor == 0
    assert late.time[0] < loudest.since <= late.time[-1]
    assert weights(model, histories)[0] > weights(model, histories)[1]


def test_what_a_sensor_brings_is_known_of_every_learner():
    histories, asked, held = contest()
    past = [one for one in histories if one.failed]
    model = learn(histories, asked, replace(held, said={"line": held.said["line"]}), Run())
    first, second = weights(model, past)
    assert first > 5 * second
    late = life(60).until(len(life(60)) - 2)
    assert voices(model, late, quiet(model, histories))[0].share > 0.8
    by_age = learn(histories, asked, replace(held, said={"age": held.said["age"]}), Run())
    assert weights(by_age, past).tolist() == [0.5, 0.5]


def test_the_nearest_past_life_has_as_much_left_and_what_is_unlike_is_far():
    histories, asked, held = contest()
    model = learn(histories, asked, held, Run())
    past = [one for one in histories if one.failed]
    whole = life(70)
    near = whole.until(len(whole) - 10)
    strange = replace(near, values=near.values + 200.0)
    likely, odd = nearest(model, past, [near, strange])
    assert abs(likely.left - (whole.time[-1] - near.time[-1])) < 40
    assert odd.distance > max(1.0, likely.distance)
