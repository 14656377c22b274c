"""Portfolios: the optimum by hand, rules kept, what is refused, and reviews where they count."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sanhak.decide.selection import Portfolio, further_reviews, select, stability, worth_of
from sanhak.decide.selection.listing import Relaxed, listed
from sanhak.decide.selection.optimum import margins, near
from sanhak.finding import Refusal
from sanhak.model.reviews import calibrated

QUICK = settings(max_examples=30, deadline=None)


@st.composite
def portfolios(draw: st.DrawFn) -> Portfolio:
    count = draw(st.integers(1, 8))

    def numbers(least, most, size=count):
        return draw(st.lists(st.integers(least, most), min_size=size, max_size=size))

    pairs = [(one, other) for one in range(count) for other in range(count) if one != other]
    try:
        return Portfolio.of(
            draw(st.lists(st.floats(-1, 5, width=16), min_size=count, max_size=count)),
            cost=np.array(numbers(0, 90_000_000, 2 * count)).reshape(count, 2), budget=numbers(0, 300_000_000, 2),
            places=draw(st.none() | st.integers(0, count)), area=numbers(0, 1), floors=numbers(0, 1, 2),
            laboratory=numbers(0, 2), caps=numbers(0, 3, 3),
            needs=draw(st.lists(st.sampled_from(pairs), max_size=2)) if pairs else (),
            chosen=[one == 9 for one in numbers(0, 9)], barred=[one == 9 for one in numbers(0, 9)],
        )  # fmt: skip
    except Refusal as refusal:
        assume(refusal.findings[0].code != "D221")
        raise


def every(portfolio):
    for one in product((False, True), repeat=len(portfolio.merit)):
        if portfolio.keeps(np.array(one)):
            yield np.array(one)


@QUICK
@given(portfolio=portfolios(), seed=st.integers(0, 99))
def test_it_is_the_best_that_keeps_all_rules_in_any_order(portfolio, seed):
    worths = [portfolio.merit[chosen].sum() for chosen in every(portfolio)]
    if not worths:
        with pytest.raises(Refusal, match="D220"):
            select(portfolio)
        return
    found = select(portfolio)
    assert found.proved
    assert portfolio.keeps(found.chosen)
    assert found.worth == pytest.approx(max(worths), abs=1e-5)
    order = np.random.default_rng(seed).permutation(len(portfolio.merit))
    turned = replace(
        portfolio, merit=portfolio.merit[order], rows=portfolio.rows[:, order], chosen=portfolio.chosen[order],
        barred=portfolio.barred[order],
    )  # fmt: skip
    assert select(turned).worth == pytest.approx(found.worth, abs=1e-5)


def small(seed):
    """Ten applications, of which one is selected and one is not whatever their merit; and all that keeps its rules."""
    rng = np.random.default_rng(seed)
    cost, fixed = rng.uniform(20, 120, (10, 2)), np.eye(10, dtype=bool)
    portfolio = Portfolio.of(
        rng.normal(1, 0.7, 10), cost=cost, budget=cost.sum(axis=0) / 2, area=np.arange(10) % 2, floors=[1, 2],
        laboratory=rng.integers(0, 3, 10), caps=[2] * 3, chosen=fixed[rng.integers(10)], barred=fixed[rng.integers(10)],
    )  # fmt: skip
    sets = np.array(list(product((False, True), repeat=10)))
    return portfolio, sets[[portfolio.keeps(one) for one in sets]]


def test_all_within_the_limit_is_listed_and_nothing_beyond_it():
    missed = 0
    for seed in range(30):
        portfolio, sets = small(seed)
        relaxed, best = Relaxed.of(portfolio), (sets @ portfolio.merit).max(initial=-np.inf)
        if relaxed is None or not 0.01 < (gap := relaxed.highest - best) < np.inf:
            continue
        nothing, whole = listed(portfolio, relaxed, 0.9 * gap, 1000)
        assert nothing is None
        assert whole
        found, whole = listed(portfolio, relaxed, 1.1 * gap, 1000)
        assert whole
        assert portfolio.keeps(found)
        assert portfolio.merit[found].sum() == pytest.approx(best)
        narrow, whole = listed(portfolio, relaxed, 1.1 * gap + 1, 1)
        assert not whole or portfolio.merit[narrow].sum() == pytest.approx(best)
        missed += not whole
    assert missed > 0


@QUICK
@given(portfolio=portfolios(), width=st.sampled_from((1, 3, 1000)))
def test_what_is_near_keeps_the_rules_and_says_what_it_may_miss(portfolio, width):
    known = np.array(list(every(portfolio))[:2])
    if not len(known):
        return
    found = near(portfolio, Relaxed.of(portfolio), known, width)
    best = max(portfolio.merit[chosen].sum() for chosen in every(portfolio))
    assert portfolio.keeps(found.chosen)
    assert max(known @ portfolio.merit) - 1e-9 <= found.worth == pytest.approx(portfolio.merit[found.chosen].sum())
    assert found.worth <= best + 1e-9 <= found.bound + 2e-6
    assert found.proved or width < 1000


def budgeted(seed):
    rng = np.random.default_rng(seed)
    cost = rng.uniform(20, 120, (24, 2))
    return Portfolio.of(
        rng.normal(3, 0.7, 24), cost=cost, budget=cost.sum(axis=0) / 3, area=np.arange(24) % 3, floors=[2] * 3,
        laboratory=rng.integers(0, 6, 24), caps=[2] * 6, needs=[(0, 1), (2, 3)],
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_branching_finds_what_listing_finds(seed, monkeypatch):
    portfolio = budgeted(seed)
    whole = near(portfolio, Relaxed.of(portfolio), None, 10**6)
    assert whole is None or whole.proved
    monkeypatch.setattr("sanhak.decide.selection.optimum._WIDTH", 1)
    branched = select(portfolio)
    monkeypatch.undo()
    assert branched.proved
    assert branched.worth == pytest.approx(select(portfolio).worth)


def test_each_draw_is_selected_as_if_it_were_alone():
    portfolio = budgeted(1)
    merits = portfolio.merit + np.random.default_rng(0).normal(0, 0.3, (12, 24))
    alone = [select(replace(portfolio, merit=one)).chosen for one in merits]
    assert stability(portfolio, merits).share.tolist() == pytest.approx(np.mean(alone, axis=0).tolist())


@QUICK
@given(portfolio=portfolios())
def test_more_of_anything_is_never_worth_less(portfolio):
    if not any(True for _ in every(portfolio)):
        return
    before = select(portfolio)
    for kind in set(portfolio.kinds) - {"needs"}:
        more = worth_of(portfolio, before, kind, 50_000_000 if kind == "budget" else 1)
        assert more.gain >= -1e-6
        assert set(more.entering).isdisjoint(more.leaving)
        assert before.chosen.sum() + len(more.entering) - len(more.leaving) == more.selection.chosen.sum()


def test_one_more_place_is_worth_the_best_that_was_left_out():
    portfolio = Portfolio.of([5.0, 4.0, 3.0, 2.0], places=2)
    more = worth_of(portfolio, select(portfolio), "places", 1)
    assert (more.gain, more.entering, more.leaving) == (3.0, (2,), ())
    assert margins(portfolio) == pytest.approx([2, 1, 0, -1]) or margins(portfolio) == pytest.approx([1, 0, -1, -2])


def test_a_budget_may_take_two_small_ones_for_one_large():
    portfolio = Portfolio.of([5.0, 3.0, 3.0], cost=[[10], [5], [5]], budget=[10])
    found = select(portfolio)
    assert found.chosen.tolist() == [False, True, True]
    more = worth_of(portfolio, found, "budget", 5)
    assert (more.gain, more.entering, more.leaving) == (2.0, (0,), (2,)) or more.leaving == (1,)


def test_what_cannot_be_kept_says_which_rule_is_in_the_way():
    portfolio = Portfolio.of([1.0, 2.0], cost=[[6], [6]], budget=[10], area=[0, 1], floors=[1, 1])
    with pytest.raises(Refusal) as caught:
        select(portfolio)
    assert {kind.message for kind in caught.value.findings[0].kinds} == {"the budgets", "the floors of the areas"}


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("D221", {"area": [0, 0], "floors": [1, 1]}),
        ("D222", {"cost": [[1], [2]], "budget": [1, 2]}),
        ("D222", {"cost": [[1], [-2]], "budget": [1]}),
        ("D222", {"area": [0, 5], "floors": [1]}),
        ("D222", {"laboratory": [0], "caps": [1]}),
        ("D222", {"needs": [(0, 0)]}),
        ("D222", {"needs": [(0, 7)]}),
        ("D222", {"chosen": [True]}),
    ],
)
def test_what_does_not_fit_is_refused(code, given):
    with pytest.raises(Refusal, match=code):
        Portfolio.of([1.0, 2.0], **given)
    with pytest.raises(Refusal, match="D222"):
        Portfolio.of([1.0, np.nan])


def reviewed(seed=0, applications=30):
    rng = np.random.default_rng(seed)
    rows = np.repeat(np.arange(applications), 3)
    columns = np.concatenate([rng.choice(9, 3, replace=False) for _ in range(applications)])
    truth = 3 + 0.7 * rng.standard_normal(applications)
    scores = truth[rows] + 0.4 * rng.standard_normal(len(rows))
    return calibrated(scores, rows, columns, applications=applications, reviewers=9, scale=(-9, 15))


def test_the_band_is_around_the_cut_and_further_reviews_go_there():
    found = reviewed()
    portfolio = Portfolio.of(found.merit, places=10)
    sure = stability(portfolio, found.draws(np.random.default_rng(0), 60))
    order = np.argsort(-found.merit)
    assert sure.share.sum() == pytest.approx(10)
    assert sure.stable[order[0]]
    assert not sure.band[order[-1]]
    assert sure.band[order[9]]
    advice = further_reviews(portfolio, found, 5)
    assert set(advice.places) <= set(order[4:16])
    assert advice.gain > 2 * advice.evenly > 0
    assert sure.band[advice.places].all()


def test_what_is_fixed_needs_no_further_review():
    found = reviewed()
    held = np.zeros(30, dtype=bool)
    held[np.argsort(-found.merit)[8:12]] = True
    advice = further_reviews(Portfolio.of(found.merit, places=12, chosen=held), found, 30)
    assert not held[advice.places].any()
