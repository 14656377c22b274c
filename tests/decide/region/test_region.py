"""What may be run: conditions are never broken, lists are complete, and nothing large is written out."""

import itertools
import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanhak.decide.region import MOST, Choice, Condition, Linear, Polytope, Region, columns_of
from sanhak.decide.region.linear import linear_of
from sanhak.decide.space import Category, Continuous, Discrete, Integer, Ordinal, Space
from sanhak.table.expression import Expression

PARTS = tuple("abcde")


def region(*factors, rules=(), sums=(), units=None, **more):
    space = Space(tuple(factors))
    columns = columns_of(space, units)
    return Region(space, columns, (*sums, *(Condition.of(rule, columns) for rule in rules)), **more)


def mixture(step=None, choice=None, *rules):
    parts = [Continuous(name, 0.0, 100.0, step) for name in PARTS]
    return region(*parts, sums=(Condition.sum(PARTS, 100.0),), choice=choice, rules=rules)


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


def test_rounding_breaks_no_condition():
    own = region(*(Continuous(name, 0.0, 1.0, 0.1) for name in "ab"), rules=("a + b <= 0.3",))
    assert len(own.listed) == 10  # 0.1 + 0.2 is more than 0.3 in floating point
    free = region(Continuous("a", 0.0, 1.0), rules=("a <= 0.3",))
    assert free.keeps(np.array([[0.3 + 1e-12], [0.3 + 1e-8]])).tolist() == [True, False]


@pytest.mark.parametrize(
    "text", ["a <= 0.3", "a == 0.3", "a > 0.3 or k == 'x'", "k == 'x'", "a / (b - 0.5) > 1", "a * b < 0.1"]
)
def test_the_opposite_holds_exactly_where_the_condition_does_not(text):
    own = region(Continuous("a", 0.0, 1.0, 0.1), Continuous("b", 0.0, 1.0, 0.1), Category("k", ("x", "y")))
    condition = Condition.of(text, own.columns)
    kept, out = (replace(own, conditions=(one,)).keeps(own.listed) for one in (condition, condition.opposite))
    assert np.array_equal(out, ~kept)
    assert kept.any()
    assert out.any()


def test_units_are_converted_before_factors_are_compared():
    mass = {"rules": ("a <= b",), "units": {"a": "g", "b": "kg"}}
    own = region(Continuous("a", 0.0, 900.0, 100.0), Continuous("b", 0.0, 1.0, 0.5), **mass)
    assert not own.linear
    assert len(own.listed) == 1 + 6 + 10
    warm = region(Continuous("T", 0.0, 100.0, 10.0), rules=("T <= 333.15 K",), units={"T": "°C"})
    assert len(warm.listed) == 7


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


@pytest.mark.parametrize(
    ("conditions", "corners"),
    [
        ([Linear({"x": 1.0, "y": 2.0}, -np.inf, 2.0)], {(0, 0, 0), (0, 0, 1), (0, 1, 0), (0, 1, 1), (1, 0, 0),
                                                        (1, 0, 1), (1, 0.5, 0), (1, 0.5, 1)}),
        ([Linear(dict.fromkeys("xyz", 10.0), 10.0, 10.0)], {(1, 0, 0), (0, 1, 0), (0, 0, 1)}),
        ([Linear(dict.fromkeys("xyz", size), size, size) for size in (1.0, 3.0)], {(1, 0, 0), (0, 1, 0), (0, 0, 1)}),
        ([Linear({name: 1.0}, 0.25, 0.25) for name in "xyz"], {(0.25, 0.25, 0.25)}),
        ([Linear({"x": 1.0}, 0.25, 0.25), Linear({"x": 1.0, "y": 1.0}, -np.inf, 0.2)], set()),
    ],
    ids=["a wall", "a plane", "a plane said twice", "a point", "nothing"],
)  # fmt: skip
def test_corners_are_where_walls_meet(conditions, corners):
    found = Polytope.of(conditions, list("xyz"), np.zeros(3), np.ones(3)).corners
    assert {tuple(map(float, corner)) for corner in found.round(9) + 0.0} == corners
    assert len(found) == len(corners)


def test_corners_too_many_to_list_are_not_listed():
    assert Polytope.of([], list("abcdefghij"), np.zeros(10), np.ones(10)).corners is None


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
