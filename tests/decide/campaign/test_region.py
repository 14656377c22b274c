"""What may be run: conditions are never broken, lists are complete, and nothing large is written out."""

import itertools
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanhak.decide.campaign.linear import Linear, Polytope, linear_of
from sanhak.decide.campaign.region import MOST, Choice, Region
from sanhak.decide.space import Category, Continuous, Discrete, Integer, Ordinal, Space
from sanhak.table import Column, Kind
from sanhak.table.expression import Expression

PARTS = tuple("abcde")


def columns(space):
    words = {factor.name for factor in space.factors if isinstance(factor, Category)}
    return {name: Column(name, Kind.CATEGORY if name in words else Kind.NUMBER) for name in space.names}


def region(*factors, rules=(), **conditions):
    space = Space(tuple(factors))
    return Region(space, columns(space), rules=tuple(map(Expression.parse, rules)), **conditions)


def mixture(step=None, choice=None, *rules):
    parts = [Continuous(name, 0.0, 100.0, step) for name in PARTS]
    whole = Linear(dict.fromkeys(PARTS, 1.0), 100.0, 100.0)
    return region(*parts, linear=(whole,), choice=choice, rules=rules)


@pytest.mark.parametrize(
    ("text", "coefficients", "lower", "upper"),
    [
        ("2 * a + b <= 90", {"a": 2.0, "b": 1.0}, -np.inf, 90.0),
        ("a >= 3 * (b - 2)", {"a": 1.0, "b": -3.0}, -6.0, np.inf),
        ("a / 4 - 1 == -b", {"a": 0.25, "b": 1.0}, 1.0, 1.0),
        ("10 > a", {"a": -1.0}, -10.0, np.inf),
    ],
)
def test_linear_conditions_are_recognised(text, coefficients, lower, upper):
    found = linear_of(Expression.parse(text))
    assert found is not None
    assert dict(found.coefficients) == pytest.approx(coefficients)
    assert (found.lower, found.upper) == (lower, upper)


@pytest.mark.parametrize(
    "text", ["a * b <= 3", "a / b <= 3", "not (a > 3)", 'k == "x"', "3 > 2", "a ^ 2 <= 4", "a != 3"]
)
def test_all_other_conditions_are_not_linear(text):
    assert linear_of(Expression.parse(text)) is None


def test_a_mixture_in_steps_is_listed_completely():
    listed = mixture(step=5.0).listed
    assert len(listed) == 10_626  # (24 choose 4): compositions of 20 twentieths into five parts
    assert np.allclose(listed.sum(axis=1), 1.0)


def test_a_list_holds_what_the_product_keeps():
    own = region(
        Category("k", ("x", "y", "z")),
        Discrete("t", (1.0, 2.0, 5.0)),
        Integer("n", 1, 4),
        Ordinal("o", ("low", "high")),
        rules=("n + t <= 6", 'not (k == "x" and t > 1)'),
    )
    values = own.space.values(own.listed)
    found = set(zip(*(values[name].tolist() for name in own.space.names), strict=True))
    every = itertools.product("xyz", (1.0, 2.0, 5.0), range(1, 5), ("low", "high"))
    assert found == {(k, t, n, o) for k, t, n, o in every if n + t <= 6 and not (k == "x" and t > 1)}


@given(st.integers(1, 5), st.integers(0, 1000), st.sampled_from([(), ("a + b <= 60",), ("a >= 10", "c <= 2 * d + 5")]))
@settings(max_examples=25, deadline=None)
def test_draws_keep_every_condition(most, seed, rules):
    own = mixture(None, Choice(PARTS, 1, most), *rules)
    drawn = own.draw(64, np.random.default_rng(seed))
    assert own.keeps(drawn).all()
    assert ((drawn > 1e-9).sum(axis=1) <= most).all()
    assert np.allclose(drawn.sum(axis=1), 1.0)
    moved = own.space.settled(own.near(drawn, 0.1, np.random.default_rng(seed)))
    assert np.allclose(moved[((moved > 0) & (moved < 1)).all(axis=1)].sum(axis=1), 1.0)


def test_draws_fill_a_polytope_evenly():
    triangle = Polytope.of([Linear({"x": 1.0, "y": 1.0}, -np.inf, 1.0)], ["x", "y"], np.zeros(2), np.ones(2))
    drawn = triangle.sample(4000, np.random.default_rng(0))
    assert drawn.mean(axis=0) == pytest.approx([1 / 3, 1 / 3], abs=0.02)
    assert np.var(drawn, axis=0) == pytest.approx([1 / 18, 1 / 18], rel=0.1)


def test_an_empty_polytope_has_no_points():
    conditions = [Linear({"x": 1.0}, -np.inf, -1.0)]
    empty = Polytope.of(conditions, ["x"], np.zeros(1), np.ones(1))
    assert empty.centre is None
    assert len(empty.sample(5, np.random.default_rng(0))) == 0


def test_a_billion_combinations_are_never_written_out():
    own = region(*(Category(f"c{place}", tuple("abcdefghij")) for place in range(9)))
    start = time.process_time()
    assert own.size == 1e9
    assert own.listed is None
    assert len(own.draw(100, np.random.default_rng(0))) == 100
    assert time.process_time() - start < 2.0
    assert own.size > MOST


def test_a_pool_is_all_that_may_be_run():
    pool = np.array([[0.1], [0.7]])
    own = region(Continuous("x", 0.0, 1.0), pool=pool)
    assert own.listed is pool
