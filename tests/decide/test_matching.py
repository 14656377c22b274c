"""Two sides that rank each other: nobody would rather have one another, and budgets are kept."""

from __future__ import annotations

import time
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanhak.decide.matching import NOBODY, Sides, blocking, explained, match_within, stable, within
from sanhak.finding import Refusal

QUICK = settings(max_examples=80, deadline=None)


@st.composite
def both_sides(draw: st.DrawFn, most: int = 6) -> Sides:
    first, second = draw(st.integers(1, most)), draw(st.integers(1, most))

    def ranked(others: int) -> list[int]:
        return draw(st.permutations(range(others)))[: draw(st.integers(0, others))]

    capacity = draw(st.lists(st.integers(0, 3), min_size=second, max_size=second))
    return Sides([ranked(second) for _ in range(first)], [ranked(first) for _ in range(second)], capacity)


def every_matching(sides: Sides):
    for partner in product(range(NOBODY, len(sides.second)), repeat=len(sides.first)):
        if within(sides, partner):
            yield partner


@QUICK
@given(sides=both_sides())
def test_no_pair_blocks_and_everybody_is_accepted(sides):
    partner = stable(sides)
    assert within(sides, partner)
    assert not list(blocking(sides, partner))


@settings(max_examples=30, deadline=None)
@given(sides=both_sides(4))
def test_the_first_side_has_the_best_of_all_stable_matchings(sides):
    partner = stable(sides)
    rank = [dict(zip(given, range(9), strict=False)) | {NOBODY: len(given)} for given in sides.first]
    for other in every_matching(sides):
        if not list(blocking(sides, other)):
            assert all(rank[one][partner[one]] <= rank[one][other[one]] for one in range(len(partner)))
            # Who is matched at all is the same in every stable matching (the rural hospitals theorem).
            assert [place == NOBODY for place in other] == [place == NOBODY for place in partner]


@QUICK
@given(sides=both_sides())
def test_every_better_place_has_its_reason(sides):
    partner = stable(sides)
    for pair in explained(sides, partner):
        wanted = sides.first[pair.first]
        assert [one.other for one in pair.better] == list(wanted[: len(pair.better)])
        assert pair.second == NOBODY or wanted[len(pair.better)] == pair.second
        for reason in pair.better:
            liking = sides.second[reason.other]
            assert reason.unlisted == (pair.first not in liking)
            if not reason.unlisted:
                assert len(reason.holds) >= sides.capacity[reason.other]
                assert all(liking.index(one) < liking.index(pair.first) for one in reason.holds)


@settings(max_examples=25, deadline=None)
@given(sides=both_sides(4), data=st.data())
def test_within_budgets_as_many_as_possible_then_the_best_ranks(sides, data):
    cost = np.array(
        data.draw(st.lists(st.integers(0, 9), min_size=2 * len(sides.first), max_size=2 * len(sides.first)))
    )
    cost, budget = cost.reshape(-1, 2) * 1e7, np.array(data.draw(st.tuples(*[st.integers(0, 20)] * 2))) * 1e7

    def merit(partner):
        matched = [one for one, other in enumerate(partner) if other != NOBODY]
        ranks = sum(sides.first[one].index(partner[one]) + sides.second[partner[one]].index(one) for one in matched)
        return len(matched), -ranks

    def affordable(partner):
        matched = np.array(partner) != NOBODY
        return (cost[matched].sum(axis=0) <= budget).all()

    found = match_within(sides, cost, budget)
    assert within(sides, found)
    assert affordable(found)
    assert merit(found) == max(merit(one) for one in every_matching(sides) if affordable(one))


def test_a_thousand_and_a_hundred_take_less_than_a_second():
    rng = np.random.default_rng(0)
    first = [rng.permutation(100)[: rng.integers(3, 30)].tolist() for _ in range(1000)]
    second = [rng.permutation(1000).tolist() for _ in range(100)]
    sides = Sides(first, second, [10] * 100)
    start = time.process_time()
    partner = stable(sides)
    assert time.process_time() - start < 1
    assert not list(blocking(sides, partner))


@pytest.mark.parametrize(
    ("code", "first", "second", "capacity"),
    [
        ("D210", [[0, 0]], [[0]], [1]),
        ("D210", [[1]], [[0]], [1]),
        ("D210", [[0]], [[-1]], [1]),
        ("D211", [[0]], [[0]], [1, 1]),
        ("D211", [[0]], [[0]], [-1]),
    ],
)
def test_lists_that_cannot_be_used_are_refused(code, first, second, capacity):
    with pytest.raises(Refusal, match=code):
        Sides(first, second, capacity)


def test_costs_that_do_not_fit_are_refused():
    with pytest.raises(Refusal, match="D211"):
        match_within(Sides([[0]], [[0]], [1]), [1.0, 2.0], 5)
