"""Batches: what is chosen keeps conditions and blocks, is new, is the same for the same seed, and finds the best."""

import time
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decide.region.test_region import mixture, region
from sanhak.decide.campaign.batch import choose, coded, inputs_of
from sanhak.decide.campaign.blocks import Blocks, choose_blocked
from sanhak.decide.campaign.gain import Outlook
from sanhak.decide.space import Category, Continuous, Discrete
from sanhak.model.surface import learn, unseen


def outlook_of(own, points, y):
    """What runs at unit points teach when larger is better."""
    inputs = inputs_of(own.space)
    rows = coded(own.space, points)
    surface = learn(inputs, rows, y) if len(y) else unseen(inputs)
    return Outlook((surface.posterior,), (), (), np.array([-1e9 if len(y) else 0.0]), rows)


def levels(own, points, name):
    return own.space.values(points)[name].tolist()


def plate():
    return region(
        Category("k", tuple("uvwxyz")), Discrete("t", (60.0, 80.0, 100.0)), Continuous("x", 0.0, 1.0, 0.1),
        rules=('not (k == "u" and t > 60)',),
    )  # fmt: skip


def peak(own, points):
    """A surface with its best at k = w, t = 80, x = 0.3."""
    values = own.space.values(points)
    return (values["k"] == "w") * 2.0 - ((values["t"] - 80) / 20) ** 2 - 4 * (values["x"] - 0.3) ** 2


def test_the_first_batch_spreads_over_levels():
    own = plate()
    none = np.zeros((0, 3))
    chosen = choose(own, outlook_of(own, none, np.zeros(0)), 6, np.random.default_rng(0), none)
    assert len(set(levels(own, chosen.points, "k"))) >= 5
    assert len(set(levels(own, chosen.points, "t"))) == 3


@pytest.mark.parametrize("seed", range(3))
def test_a_campaign_finds_the_peak(seed):
    own = plate()
    rng = np.random.default_rng(seed)
    points = own.listed[rng.choice(len(own.listed), 5, replace=False)]
    for _ in range(4):
        known = outlook_of(own, points, peak(own, points))
        points = np.vstack([points, choose(own, known, 5, np.random.default_rng(seed), points).points])
    assert peak(own, points).max() > 1.9
    assert len(np.unique(points.round(6), axis=0)) == 25, "no run is proposed twice"


def test_a_smooth_mixture_is_climbed_to_its_top():
    own = mixture()
    best = np.array([0.3, 0.2, 0.5, 0.0, 0.0])
    points = own.draw(12, np.random.default_rng(0))
    for turn in range(4):
        y = -((points - best) ** 2).sum(axis=1)
        chosen = choose(own, outlook_of(own, points, y), 3, np.random.default_rng(turn), points).points
        assert own.keeps(chosen).all()
        points = np.vstack([points, chosen])
    assert np.abs(points - best).max(axis=1).min() < 0.07


def test_runs_in_the_oven_are_not_proposed_again_and_change_the_choice():
    own = plate()
    points = own.listed[::37][:8]
    known = outlook_of(own, points, peak(own, points))
    first = choose(own, known, 3, np.random.default_rng(0), points)
    after = choose(own, known, 3, np.random.default_rng(0), points, pending=first.points)
    both = np.vstack([first.points, after.points])
    assert len(np.unique(both.round(6), axis=0)) == 6


def test_the_same_seed_chooses_the_same():
    own = mixture()
    points = own.draw(6, np.random.default_rng(1))
    known = outlook_of(own, points, points[:, 0])
    once, again = (choose(own, known, 4, np.random.default_rng(3), points) for _ in range(2))
    assert np.array_equal(once.points, again.points)


def test_a_batch_ends_where_nothing_is_left():
    own = region(Category("k", tuple("abc")))
    points = own.listed[:1]
    chosen = choose(own, outlook_of(own, points, np.ones(1)), 5, np.random.default_rng(0), points)
    assert len(chosen.points) == 2


@given(st.integers(1, 9), st.integers(1, 5), st.sampled_from([0.0, 0.3, 100.0]), st.integers(0, 50))
@settings(max_examples=12, deadline=None)
def test_blocks_share_their_setting(count, size, change, seed):
    own = plate()
    points = own.listed[np.random.default_rng(seed).choice(len(own.listed), 6, replace=False)]
    known = outlook_of(own, points, peak(own, points))
    chosen = choose_blocked(own, known, count, np.random.default_rng(seed), points, Blocks((1,), size, change))
    ovens = levels(own, chosen.points, "t")
    assert len(ovens) == count
    assert own.keeps(chosen.points).all()
    needed = sum(-(-ovens.count(oven) // size) for oven in set(ovens))
    assert needed <= -(-count // size), "no more blocks than the batch fills"
    if change == 100.0:
        assert len(set(ovens)) == 1


def test_blocks_hold_where_a_number_is_free():
    own = region(Category("k", tuple("ab")), Continuous("t", 60.0, 100.0), Continuous("x", 0.0, 1.0))
    points = own.draw(6, np.random.default_rng(0))
    known = outlook_of(own, points, points[:, 1])
    chosen = choose_blocked(own, known, 6, np.random.default_rng(0), points, Blocks((1,), 3))
    assert len(set(levels(own, chosen.points, "t"))) <= 2


def test_a_batch_out_of_a_billion_combinations_keeps_its_bounds():
    own = region(*(Category(f"c{place}", tuple("abcdefghij")) for place in range(9)))
    points = own.draw(40, np.random.default_rng(0))
    tracemalloc.start()
    start = time.process_time()
    chosen = choose(own, outlook_of(own, points, points.sum(axis=1)), 5, np.random.default_rng(0), points)
    spent, (_, peak) = time.process_time() - start, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(chosen.points) == 5
    assert spent < 5.0, "CPU seconds"
    assert peak < 1e9, "bytes"


def test_what_is_not_allowed_is_not_chosen():
    own = plate()
    points = own.listed[:5]
    known = outlook_of(own, points, peak(own, points))

    def one_of_each(some, chosen):
        used = set(levels(own, chosen, "k")) if len(chosen) else set()
        return np.array([level not in used for level in levels(own, some, "k")])

    chosen = choose(own, known, 6, np.random.default_rng(0), points, allowed=one_of_each)
    assert sorted(levels(own, chosen.points, "k")) == list("uvwxyz")
