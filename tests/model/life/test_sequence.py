"""Networks on sequences: they learn what is known, take lower bounds for what they are, and never see who judges."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
import torch

from sanhak.finding import Refusal
from sanhak.model.life.heldout import CANDIDATES, held_out, learn, learners
from sanhak.model.life.histories import History
from sanhak.model.life.past import Past
from sanhak.model.life.remaining import Asked, Rows, taught
from sanhak.model.life.sequence import Design, allowed, networks, teaching
from sanhak.model.life.sequence.networks import Networks
from sanhak.model.life.sequence.steps import Steps
from sanhak.model.life.sequence.teaching import Lesson, pinball, repeatable, teach
from sanhak.model.storage import load_learner, load_state, save_learner, save_state
from sanhak.run import Run

CAP = 60.0
SMALL = Design(steps=12, width=8, members=1, epochs=6, features=False)


def life(seed, *, running=False):
    """An asset whose first sensor rises from a random moment on until it fails; the second says nothing."""
    rng = np.random.default_rng([5, seed])
    length = int(rng.integers(50, 110))
    time = np.arange(length, dtype=float)
    rise = np.clip(1 - (time[-1] - time) / CAP, 0, None)
    values = np.column_stack([6 * rise + rng.normal(0, 0.3, length), rng.normal(0, 1, length)])
    whole = History(f"A{seed}", time, values, np.zeros((length, 0)), np.zeros(length, dtype=int), failed=True)
    return whole.until(int(rng.integers(length // 2, length))) if running else whole


def asked(design=SMALL):
    return replace(Asked.usual([life(seed) for seed in range(16)], CAP), networks=design)


@cache
def rows(running=0):
    lives = [life(seed) for seed in range(16)] + [life(seed, running=True) for seed in range(16, 16 + running)]
    return Rows.of(lives, asked())


def fresh(design=SMALL, seed=0):
    return Networks(CAP, design, seed)


@cache
def fitted():
    return taught(fresh(), rows(), CAP)


def new():
    return Rows.of([life(seed) for seed in range(50, 60)], asked())


def error(said, came):
    return float(np.sqrt(np.mean((said - came) ** 2)))


@pytest.mark.parametrize("body", ["convolution", "recurrence"])
def test_what_is_known_is_learnt(body):
    learner = fitted() if body == SMALL.body else taught(fresh(replace(SMALL, body=body)), rows(), CAP)
    judge = new()
    assert error(learner.predict(judge.past), judge.y) < 0.5 * error(np.full(len(judge.y), rows().y.mean()), judge.y)


def test_same_seed_same_numbers_and_another_seed_others():
    past, brief = new().past, replace(SMALL, epochs=1)
    first, again, other = (taught(fresh(brief, seed), rows(), CAP).predict(past) for seed in (0, 0, 1))
    np.testing.assert_array_equal(first, again)
    assert np.abs(first - other).max() > 1e-3


def test_chance_and_threads_of_others_are_left_as_they_were():
    torch.manual_seed(3)
    threads, state = torch.get_num_threads(), torch.get_rng_state()
    with repeatable(0):
        assert torch.get_num_threads() == 1
        torch.rand(5)
    assert torch.get_num_threads() == threads
    assert torch.equal(torch.get_rng_state(), state)


def test_quantiles_rise_and_stay_within_the_cap():
    told = fitted().quantiles(new().past)
    assert (np.diff(told, axis=1) >= 0).all()
    assert told.min() >= 0
    assert told.max() <= CAP
    assert fitted().predict(new().past) == pytest.approx(told.mean(axis=1))


def test_members_are_stopped_on_whole_assets_that_taught_them_nothing(monkeypatch):
    seen = []
    known = teaching.pinball

    def watched(told, left, known_rows, levels):
        seen.append((torch.is_grad_enabled(), left.clone()))
        return known(told, left, known_rows, levels)

    monkeypatch.setattr(teaching, "pinball", watched)
    base = rows()
    # Each asset is known again by what it has left, which is its place and nothing else.
    lesson = Lesson(np.zeros((len(base.y), 4, 12), np.float32), np.zeros((len(base.y), 1), np.float32),
                    base.asset.astype(float), base.known, base.asset)  # fmt: skip
    with repeatable(0):
        network = networks.Network("convolution", 4, 1, 4, len(networks.LEVELS))
        teach(network, lesson, networks.LEVELS, 2, 2, np.random.default_rng(0))
    taught_by = set(torch.cat([left for grad, left in seen if grad]).tolist())
    judged_by = set(torch.cat([left for grad, left in seen if not grad]).tolist())
    assert judged_by
    assert not taught_by & judged_by
    assert taught_by | judged_by == set(map(float, range(16)))


def test_a_life_that_runs_counts_only_where_less_was_told_than_it_lasted():
    told = torch.tensor([[0.2, 0.4], [0.6, 0.8]])
    left, levels = torch.tensor([0.5, 0.5]), torch.tensor([0.25, 0.75])
    runs = pinball(told, left, torch.tensor([False, False]), levels)
    assert float(runs) == pytest.approx((0.25 * 0.3 + 0.75 * 0.1) / 4)
    ended = pinball(told, left, torch.tensor([True, True]), levels)
    assert float(ended) == pytest.approx((0.25 * 0.3 + 0.75 * 0.1 + 0.75 * 0.1 + 0.25 * 0.3) / 4)


def test_running_assets_are_not_taken_for_failures():
    judge = new()
    base = rows(running=12)
    honest = taught(fresh(), base, CAP).predict(judge.past)
    fooled = taught(fresh(), replace(base, known=np.ones_like(base.known)), CAP).predict(judge.past)
    assert (fooled - judge.y).mean() < (honest - judge.y).mean() - 2
    assert error(honest, judge.y) < error(fooled, judge.y)


def test_it_is_kept_without_pickle_and_tells_the_same(tmp_path):
    save_state(tmp_path, "learner", fitted().state())
    again = Networks.from_state(load_state(tmp_path, "learner"))
    np.testing.assert_array_equal(again.predict(new().past), fitted().predict(new().past))


def test_parts_that_do_not_fit_are_refused(tmp_path):
    save_learner(tmp_path, "learner", fitted())
    assert load_learner(tmp_path, "learner", (Networks,)).state().keys() == fitted().state().keys()
    save_state(tmp_path, "learner", {**fitted().state(), "width": 9, "method": "Networks"})
    with pytest.raises(Refusal, match="M007"):
        load_learner(tmp_path, "learner", (Networks,))


def steps_of(time, values, at, count=4, width=1.0):
    one = History("A", np.array(time), np.array(values, dtype=float), np.zeros((len(time), 0)),
                  np.zeros(len(time), dtype=int), failed=True)  # fmt: skip
    past = Past(np.zeros((1, 1), np.float32), (one,), np.array([0]), np.array([at]))
    return Steps(count, width).of(past)[0]


def test_steps_hold_what_was_shown_and_how_old_it_is():
    shown = steps_of([0, 1, 2, 3, 4], [[10], [11], [12], [13], [14]], 4)
    assert shown.tolist() == [[11, 12, 13, 14], [0, 0, 0, 0]]
    short = steps_of([0, 1], [[10], [11]], 1)
    assert short.tolist() == [[0, 0, 10, 11], [1, 1, 0, 0]]
    gap = steps_of([0, 1, 1.5, 4], [[10], [11], [13], [14]], 3)
    assert gap.tolist() == [[11, 13, 13, 14], [0, 0, 0.25, 0]]
    silent = steps_of([0, 1, 2, 3], [[10, 1], [np.nan, 2], [12, 3], [np.nan, 4]], 3)
    assert silent.tolist() == [[10, 10, 12, 12], [1, 2, 3, 4], [0, 0.25, 0, 0.25], [0, 0, 0, 0]]


def test_a_reading_is_not_told_by_later_ones():
    whole = life(70)
    early = Past.of([whole], [np.array([30])], asked().windows)
    cut = Past.of([whole.until(31)], [np.array([30])], asked().windows)
    np.testing.assert_allclose(fitted().predict(early), fitted().predict(cut), rtol=1e-5)


def test_short_lives_and_a_missing_sensor_are_told_too():
    short = life(80).until(2)
    blind = replace(life(81), values=life(81).values * [1.0, np.nan])
    past = Past.of([short, blind], [np.array([0, 1]), np.arange(len(blind))], asked().windows)
    said = fitted().predict(past)
    assert np.isfinite(said).all()
    came = np.minimum(blind.left(), CAP)
    assert error(said[2:], came) < 0.6 * error(np.full(len(came), rows().y.mean()), came)


def test_in_the_contest_they_stand_after_the_simpler_ones_and_tell_lives():
    lives = [life(seed) for seed in range(12)]
    question = replace(asked(replace(SMALL, epochs=1, width=4)), trees=20, seeds=1)
    assert list(learners(question, 0)) == list(CANDIDATES)
    assert list(learners(replace(question, networks=None), 0)) == list(CANDIDATES)[:-2]
    held = held_out(lives, question, Run())
    assert held.said["both"] == pytest.approx((held.said["trees"] + held.said["networks"]) / 2)
    assert held.seconds["both"] == held.seconds["trees"] + held.seconds["networks"]
    held = replace(held, said={"both": held.said["both"]})
    assert set(held.asset.tolist()) == set(range(12))
    assert held.seconds["networks"] > 0
    model = learn(lives, question, held, Run())
    assert model.lives([life(90).until(30)]).assets == ("A90",)
    past = Past.of([model.young.normal(life(90))], [np.array([30])], model.asked.windows)
    parts = [np.clip(one.predict(past), 0, CAP) for one in model.learner.members]
    assert len(parts) == 2
    assert model.learner.predict(past) == pytest.approx(np.mean(parts, axis=0))


def test_they_enter_from_an_effort_of_two():
    assert not allowed(Run(effort=1.9))
    assert allowed(Run(effort=2.0))
