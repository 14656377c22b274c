"""Reviewers and applications: the optimum by hand, what it keeps, and what is refused with its reason."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sanhak.decide.assignment import Question, assign, assign_randomly, assigned, cost_of_change, standings
from sanhak.decide.assignment.lottery import rounded
from sanhak.finding import Refusal

QUICK = settings(max_examples=25, deadline=None)


def every_assignment(question: Question) -> Iterator[np.ndarray]:
    rows, columns = question.affinity.shape
    choices = [list(combinations(range(columns), int(reviews))) for reviews in question.reviews]
    for chosen in product(*choices):
        pairs = np.zeros((rows, columns), dtype=bool)
        for row, reviewers in enumerate(chosen):
            pairs[row, list(reviewers)] = True
        within = (pairs.sum(axis=0) <= question.load).all()
        if within and not (pairs & ~question.allowed).any() and not (question.fixed & ~pairs).any():
            yield pairs


def best_by_hand(question: Question) -> tuple[float, float]:
    sums = [(question.affinity * pairs).sum(axis=1) for pairs in every_assignment(question)]
    return max((round(one.min(), 9), round(one.sum(), 9)) for one in sums)


@st.composite
def questions(draw: st.DrawFn) -> Question:
    rows, columns = draw(st.integers(1, 4)), draw(st.integers(2, 5))
    reviews = draw(st.integers(1, 2) | st.lists(st.integers(1, 2), min_size=rows, max_size=rows))
    value = draw(st.sampled_from((st.sampled_from((0.0, 0.25, 0.5, 1.0)), st.floats(-2, 40, width=16))))
    affinity = draw(st.lists(value, min_size=rows * columns, max_size=rows * columns))
    allowed = draw(st.lists(st.integers(0, 4), min_size=rows * columns, max_size=rows * columns))
    fixed = draw(st.lists(st.integers(0, 8), min_size=rows * columns, max_size=rows * columns))
    load = draw(st.lists(st.integers(0, 3), min_size=columns, max_size=columns))
    free = np.reshape(allowed, (rows, columns)) > 0
    held = (np.reshape(fixed, (rows, columns)) == 8) & free
    try:
        return Question.of(np.reshape(affinity, (rows, columns)), free, reviews, load, held)
    except Refusal:
        assume(condition=False)
        raise


@QUICK
@given(question=questions())
def test_it_is_the_best_of_all_and_keeps_loads_conflicts_and_what_is_fixed(question):
    found = assigned(question)
    assert (found.worst, found.total) == pytest.approx(best_by_hand(question), abs=1e-5)
    assert found.proved
    pairs = np.zeros(question.affinity.shape, dtype=int)
    np.add.at(pairs, tuple(found.pairs.T), 1)
    assert (pairs.sum(axis=1) == question.reviews).all()
    assert (pairs.sum(axis=0) <= question.load).all()
    assert pairs.max() == 1
    assert not (pairs.astype(bool) & ~question.allowed).any()
    assert not (question.fixed & ~pairs.astype(bool)).any()
    sums = (question.affinity * pairs).sum(axis=1)
    assert (found.worst, found.total) == pytest.approx((sums.min(), sums.sum()))


@QUICK
@given(question=questions(), seed=st.integers(0, 99))
def test_the_order_of_applications_and_reviewers_changes_nothing(question, seed):
    rng = np.random.default_rng(seed)
    rows, columns = (rng.permutation(size) for size in question.affinity.shape)
    turned = Question.of(
        question.affinity[rows][:, columns], question.allowed[rows][:, columns], question.reviews[rows],
        question.load[columns], question.fixed[rows][:, columns],
    )  # fmt: skip
    one, other = assigned(question), assigned(turned)
    assert (one.worst, one.total) == pytest.approx((other.worst, other.total), abs=1e-5)


@QUICK
@given(
    allowed=st.lists(st.booleans(), min_size=12, max_size=12),
    load=st.lists(st.integers(0, 3), min_size=4, max_size=4),
    reviews=st.integers(1, 2),
)
def test_it_refuses_exactly_where_there_is_none_and_counts_what_is_missing(allowed, load, reviews):
    free = np.reshape(allowed, (3, 4))
    loads = np.minimum(load, 3)
    names = tuple("123"), tuple("1234")
    anything = Question(np.zeros((3, 4)), free, np.full(3, reviews), loads, np.zeros((3, 4), bool), *names)
    exists = any(True for _ in every_assignment(anything))
    if exists:
        assert assign(np.zeros((3, 4)), free, reviews, load).total == 0
        return
    with pytest.raises(Refusal, match=r"D20[012]") as caught:
        assign(np.zeros((3, 4)), free, reviews, load)
    finding = caught.value.findings[0]
    if finding.code != "D200":
        assert finding.missing >= 1
    if finding.code == "D202":
        blocked = np.isin(names[0], finding.applications)
        offered = np.minimum(loads, free[blocked].sum(axis=0)).sum()
        assert (finding.offered, finding.needed) == (offered, blocked.sum() * reviews)
        assert finding.needed - offered == finding.missing > 0


def code_of(**changed) -> str:
    given = {"affinity": np.ones((3, 3)), "allowed": np.ones((3, 3), bool), "reviews": 2, "load": 2} | changed
    with pytest.raises(Refusal) as caught:
        assign(**given)
    return caught.value.findings[0]


def test_what_cannot_be_is_refused_with_its_reason():
    conflicts = np.array([[1, 0, 0], [1, 1, 1], [1, 1, 1]], bool)
    few = code_of(allowed=conflicts, applications=("A", "B", "C"))
    assert (few.code, few.applications, few.least) == ("D200", ("A",), 1)
    seats = code_of(load=[2, 2, 1])
    assert (seats.code, seats.missing) == ("D201", 1)
    apart = np.array([[1, 1, 0, 0], [1, 1, 0, 0], [0, 1, 1, 1]], bool)
    blocked = code_of(affinity=np.ones((3, 4)), allowed=apart, load=[1, 2, 3, 3])
    assert (blocked.code, blocked.applications, blocked.needed, blocked.offered) == ("D202", ("1", "2"), 4, 3)
    assert code_of(allowed=conflicts, fixed=~conflicts).code == "D203"
    assert code_of(fixed=np.eye(3, dtype=bool)[[0, 0, 0]]).code == "D204"
    assert code_of(fixed=np.ones((3, 3), bool)).code == "D204"
    assert code_of(reviews=0).code == "D205"
    assert code_of(affinity=np.empty((0, 3)), allowed=np.empty((0, 3), bool)).code == "D205"
    assert code_of(affinity=np.full((3, 3), np.nan)).code == "D207"
    assert code_of(allowed=np.ones((3, 2), bool)).code == "D207"
    assert code_of(load=[1, 2]).code == "D207"


@pytest.mark.parametrize("seed", range(3))
def test_a_large_call_is_searched_within_a_core_and_its_bounds_hold_for_all_pairs(seed, monkeypatch):
    rng = np.random.default_rng(seed)
    question = Question.of(rng.random((16, 9)), rng.random((16, 9)) > 0.1, 2, 4)
    best = assigned(question)
    monkeypatch.setattr("sanhak.decide.assignment.exact._SMALL", 0)
    monkeypatch.setattr("sanhak.decide.assignment.programme._BY_AFFINITY", 1)
    monkeypatch.setattr("sanhak.decide.assignment.programme._BY_PRICE", 1)
    found = assigned(question)
    assert best.proved
    assert found.worst <= best.worst + 1e-6 <= found.worst_bound + 2e-6
    assert found.worst >= 0.95 * best.worst
    if found.worst == pytest.approx(best.worst):
        assert found.total <= best.total + 1e-6 <= found.total_bound + 2e-6
    assert found.gap == pytest.approx(
        max(found.worst_bound / found.worst, found.total_bound / found.total) - 1, abs=1e-9
    )


def test_fairness_comes_before_the_total():
    """The total alone would give both good reviewers to the first application."""
    affinity = np.array([[9.0, 8.0, 1.0, 1.0], [8.0, 5.0, 1.0, 1.0]])
    found = assign(affinity, np.ones((2, 4), bool), 2, 1)
    assert (found.worst, found.total) == (9.0, 18.0)
    greedy = assign(affinity + np.array([[0, 9, 0, 0], [0, 0, 0, 0]]), np.ones((2, 4), bool), 2, 1)
    assert (greedy.worst, greedy.total) == (9.0, 27.0)


@QUICK
@given(question=questions(), data=st.data())
def test_a_change_of_what_was_not_fixed_is_never_better_and_what_was_forced_is_there(question, data):
    before = assigned(question)
    row = data.draw(st.integers(0, question.affinity.shape[0] - 1))
    column = data.draw(st.integers(0, question.affinity.shape[1] - 1))
    stood = [row, column] in before.pairs.tolist()
    try:
        change = cost_of_change(question, before, row, column)
    except Refusal:
        return
    assert ([row, column] in change.assignment.pairs.tolist()) != stood
    if not question.fixed[row, column]:
        assert (round(change.worst, 5), round(change.total, 5)) <= (0.0, 0.0)
    if not change.others:
        assert len(change.assignment.pairs) == len(before.pairs)


def test_each_pair_says_who_would_have_suited_better_and_why_not():
    affinity = np.array([[0.9, 0.8, 0.7, 0.1], [0.9, 0.2, 0.1, 0.0], [0.1, 0.1, 0.5, 0.2]])
    allowed = np.ones((3, 4), bool)
    allowed[0, 1] = False
    question = Question.of(affinity, allowed, 1, [1, 1, 2, 1])
    first, second, third = standings(question, assigned(question))
    assert (first.reviewer, first.rank, first.conflicts, first.full, first.free) == (2, 3, (1,), (0,), ())
    assert (second.reviewer, second.rank) == (0, 1)
    assert (third.reviewer, third.rank, third.affinity) == (2, 1, 0.5)


@QUICK
@given(question=questions(), seed=st.integers(0, 9))
def test_what_is_drawn_keeps_loads_and_conflicts(question, seed):
    drawn = assign_randomly(question, np.random.default_rng(seed), 1.0)
    pairs = drawn.assignment.pairs
    assert (np.bincount(pairs[:, 0], minlength=question.affinity.shape[0]) == question.reviews).all()
    assert (np.bincount(pairs[:, 1], minlength=len(question.load)) <= question.load).all()
    assert question.allowed[tuple(pairs.T)].all()
    assert drawn.expected <= drawn.highest + 1e-6


def test_chances_stay_under_the_cap_and_draws_have_these_chances():
    rng = np.random.default_rng(4)
    question = Question.of(rng.random((12, 7)), rng.random((12, 7)) > 0.1, 3, 6)
    drawn = assign_randomly(question, rng, 0.6)
    assert drawn.chances.max() <= 0.6 + 1e-9
    assert drawn.expected == pytest.approx((drawn.chances * question.affinity).sum())
    draws = np.mean([rounded(drawn.chances, question.load, rng) for _ in range(300)], axis=0)
    spread = np.sqrt(drawn.chances * (1 - drawn.chances) / 300)
    assert (np.abs(draws - drawn.chances) <= 5 * spread + 1e-9).all()
    with pytest.raises(Refusal, match="D206"):
        assign_randomly(question, rng, 0.3)


def test_the_same_seed_draws_the_same():
    question = Question.of(np.random.default_rng(1).random((9, 6)), np.ones((9, 6), bool), 2, 4)
    one, other = (assign_randomly(question, np.random.default_rng(7), 0.7) for _ in range(2))
    assert (one.assignment.pairs == other.assignment.pairs).all()
