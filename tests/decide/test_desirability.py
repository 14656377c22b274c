"""Desirability: 0 where useless, 1 where as wished, never more, and one useless outcome makes all useless."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanhak.decide.desirability import Desirability, together

NUMBERS = st.floats(-100, 100)


@pytest.mark.parametrize(
    ("wish", "values", "expected"),
    [
        (Desirability("maximize", 0.0, 10.0, None), [-5, 0, 5, 10, 20], [0, 0, 0.5, 1, 1]),
        (Desirability("minimize", None, 0.0, 10.0), [-5, 0, 5, 10, 20], [1, 1, 0.5, 0, 0]),
        (Desirability("target", 0.0, 4.0, 10.0), [-1, 0, 2, 4, 7, 10], [0, 0, 0.5, 1, 0.5, 0]),
        (Desirability("maximize", 0.0, 10.0, None, weight=2.0), [5], [0.25]),
        (Desirability("maximize", None, 10.0, None), [9, 10], [0, 1]),
    ],
)
def test_the_ends_and_the_way_between(wish, values, expected):
    assert wish.of(np.array(values, dtype=float)) == pytest.approx(expected)


@given(st.lists(NUMBERS, min_size=1), NUMBERS, st.floats(0.1, 50), st.floats(0.1, 50))
def test_it_stays_between_none_and_all(values, target, below, above):
    found = Desirability("target", target - below, target, target + above).of(np.array(values))
    assert ((found >= 0) & (found <= 1)).all()


def test_together_is_the_weighted_geometric_mean():
    each = [np.array([0.25, 0.0, 1.0]), np.array([1.0, 1.0, 1.0])]
    assert together(each) == pytest.approx([0.5, 0, 1])
    assert together(each, importance=[1, 3]) == pytest.approx([0.25**0.25, 0, 1])
