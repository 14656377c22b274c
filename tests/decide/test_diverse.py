"""A diverse choice under a budget: the laws that it keeps, and small cases that can be worked out by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanhak.decide.diverse import choose_diverse

LINE = np.array([0.0, 0.1, 5.0, 5.1, 9.0])
APART = np.abs(LINE[:, None] - LINE)


def test_the_best_come_first_and_no_two_are_alike():
    assert choose_diverse(APART, 3, least=1.0).tolist() == [0, 2, 4]


def test_without_variety_the_best_are_taken():
    assert choose_diverse(APART, 3, least=-1.0).tolist() == [0, 1, 2]


def test_where_too_few_are_unlike_the_furthest_follow():
    assert choose_diverse(APART, 2, least=100.0).tolist() == [0, 4]


def test_money_is_left_for_the_other_places():
    prices = np.array([9.0, 1.0, 5.0, 1.0, 1.0])
    assert choose_diverse(APART, 3, -1.0, prices, 7.0).tolist() == [1, 2, 3]


def test_what_costs_too_much_is_never_taken():
    assert choose_diverse(APART, 3, -1.0, np.array([9.0, 9.0, 5.0, 9.0, 9.0]), 7.0).tolist() == [2]
    assert not len(choose_diverse(APART, 3, -1.0, np.full(5, 8.0), 7.0))


@given(
    st.lists(st.tuples(st.floats(0, 10), st.floats(0, 100)), min_size=1, max_size=12),
    st.integers(1, 8),
    st.floats(0, 300),
    st.floats(0, 5),
)
def test_the_budget_holds_and_as_many_are_chosen_as_it_buys(rows, count, budget, least):
    places, prices = np.array(rows).T
    chosen = choose_diverse(np.abs(places[:, None] - places), count, least, prices, budget)
    assert len(set(chosen.tolist())) == len(chosen)
    assert prices[chosen].sum() <= budget + 1e-6
    most = int((np.cumsum(np.sort(prices)) <= budget).sum())
    assert len(chosen) == pytest.approx(min(count, most), abs=0)
