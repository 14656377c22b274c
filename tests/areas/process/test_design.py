"""Planned runs: what was asked for is kept, what fits is taken, and what cannot be told is said."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanhak.areas.process.design import Design
from sanhak.finding import Refusal
from sanhak.run import Run
from sanhak.table import Kind

NUMBERS = {"a": (0.0, 10.0), "b": (5.0, 6.0), "c": (-1.0, 1.0), "d": (100.0, 300.0), "e": (1.0, 2.0), "f": (0.0, 1.0)}


def first(count):
    return dict(list(NUMBERS.items())[:count])


def solved(seed=0, **fields):
    return Design(**fields).solve(run=Run(seed=seed, effort=0.2))


def runs_of(answer):
    return answer.tables["runs"].frame


def codes(answer):
    return {finding.code for finding in answer.findings}


@pytest.mark.parametrize(
    ("fields", "taken", "count"),
    [
        ({"factors": first(3)}, "full factorial", 11),
        ({"factors": first(5)}, "fractional factorial", 19),
        ({"factors": first(3), "model": "quadratic"}, "central composite", 17),
        ({"factors": first(6), "model": "main"}, "fractional factorial", 19),
        ({"factors": {f"x{n}": (0, 1) for n in range(11)}, "model": "main"}, "plackett-burman", 15),
        ({"factors": {**first(2), "k": ["x", "y", "z"]}}, "full factorial", 12),
        ({"factors": {**first(4), "k": list("uvwxyz")}}, "d-optimal", 40),
        ({"factors": first(3), "constraints": ["a + b <= 12"]}, "d-optimal", 11),
        ({"factors": first(3), "runs": 9}, "d-optimal", 9),
        ({"factors": {**first(2), "k": ["x", "y"]}, "model": "quadratic"}, "d-optimal", 13),
    ],
)
def test_the_design_that_fits_is_taken(fields, taken, count):
    answer = solved(**fields)
    assert answer.tables["designs"].frame["design"][0] == taken
    assert len(runs_of(answer)) == count
    assert str(answer.headline).startswith(f"Make {count} runs")


@pytest.mark.parametrize(
    ("fields", "count"),
    [
        ({"design": "box-behnken", "factors": first(3)}, 15),
        ({"design": "latin hypercube", "factors": first(2), "runs": 9}, 9),
        ({"design": "central composite", "factors": first(2), "centre": 5}, 13),
        ({"design": "full factorial", "factors": first(2), "replicates": 2, "centre": 0}, 8),
        ({"design": "fractional factorial", "factors": first(5), "generators": ["D = AB", "e = a:c"], "centre": 1}, 9),
        ({"design": "fractional factorial", "factors": first(6), "resolution": 4, "centre": 0}, 16),
        ({"design": "plackett-burman", "factors": first(5), "centre": 0}, 8),
    ],
)
def test_the_design_that_was_asked_for_is_made(fields, count):
    answer = solved(**fields)
    assert len(runs_of(answer)) == count
    for name in fields["factors"]:
        low, high = fields["factors"][name]
        assert runs_of(answer)[name].is_between(low - 1e-9, high + 1e-9).all()


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 99), st.integers(1, 3), st.sampled_from(["main", "interactions"]))
def test_runs_stand_in_random_order_within_their_blocks_and_say_their_standard_order(seed, power, model):
    answer = solved(seed, factors=first(4), model=model, blocks=1 << power, centre=0, design="full factorial")
    frame = runs_of(answer)
    assert frame["run"].to_list() == list(range(1, 17))
    assert sorted(frame["standard order"].to_list()) == list(range(1, 17))
    blocks = frame["block"].to_list()
    assert sum(one != other for one, other in pairwise(blocks)) == (1 << power) - 1
    assert runs_of(solved(seed, factors=first(4), model=model, blocks=1 << power, centre=0,
                          design="full factorial")).equals(frame)  # fmt: skip


def test_another_seed_gives_another_order():
    orders = {tuple(runs_of(solved(seed, factors=first(4)))["standard order"]) for seed in range(4)}
    assert len(orders) == 4


def test_the_table_of_runs_waits_for_its_results():
    table = solved(
        factors={**first(2), "k": ["lo", "hi"]}, ordered=["k"], outcomes=["yield"], units={"a": "°C", "yield": "%"}
    ).tables["runs"]
    assert table.frame["yield"].null_count() == len(table)
    assert table["yield"].unit == "%"
    assert table["a"].unit == "°C"
    assert (table["k"].kind, table["k"].levels) == (Kind.ORDINAL, ("lo", "hi"))


def test_names_of_the_plan_never_hide_a_factor():
    frame = runs_of(solved(factors={"run": (0, 1), "block": (0, 1)}, blocks=2))
    assert {"run", "block", "run of the plan", "block of the plan"} <= set(frame.columns)
    assert set(frame["run"].unique()) <= {0.0, 0.5, 1.0}


def test_conditions_blocks_and_levels_are_kept_by_a_d_optimal_design():
    answer = solved(factors={**first(2), "k": ["x", "y", "z"]}, constraints=["a + 10 * b <= 65"],
                    forbidden=["k == 'z' and a > 8"], blocks=2)  # fmt: skip
    frame = runs_of(answer)
    assert (frame["a"] + 10 * frame["b"] <= 65 + 1e-9).all()
    assert not ((frame["k"] == "z") & (frame["a"] > 8)).any()
    assert set(frame["block"].to_list()) == {"1", "2"}
    assert "D111" not in codes(answer)


def test_a_mixture_adds_up_in_every_run_and_is_estimated():
    parts = {"A": (0.0, 60.0), "B": (10.0, 70.0), "C": (5.0, 50.0)}
    answer = solved(factors={**parts, "T": (60.0, 90.0)}, mixture=list(parts), model="interactions")
    frame = runs_of(answer)
    assert np.allclose(frame["A"] + frame["B"] + frame["C"], 100)
    assert not codes(answer) & {"D111", "D107"}


def test_steps_are_kept():
    frame = runs_of(solved(factors={"n": (1.0, 9.0), "T": (60.0, 90.0)}, steps={"n": 1.0, "T": 5.0}, model="quadratic"))
    assert all(value == round(value) for value in frame["n"])
    assert all(value % 5 == 0 for value in frame["T"])


def test_what_is_confounded_is_told_with_its_chains():
    answer = solved(design="fractional factorial", factors=first(5), generators=["D=AB", "E=AC"], model="main")
    assert "D110" in codes(answer)
    chains = dict(
        zip(*answer.tables["aliases"].frame.select("effect", "cannot be told from").get_columns(), strict=True)
    )
    assert set(chains["a"].split(", ")) >= {"b:d", "c:e"}
    four = solved(design="fractional factorial", factors=first(6), resolution=4, model="main")
    assert "interactions" in str(next(finding.said for finding in four.findings if finding.code == "D110"))


def test_a_screening_design_says_what_goes_into_its_main_effects():
    answer = solved(design="plackett-burman", factors={f"x{n}": (0, 1) for n in range(9)}, model="main")
    assert "0.33" in answer.tables["aliases"].frame["cannot be told from"][0]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"design": "full factorial", "factors": first(2), "centre": 0}, "D107"),
        ({"factors": first(3), "effect": 0.2, "noise": 1.0}, "D108"),
        ({"design": "central composite", "axial": "circumscribed", "factors": first(2), "model": "quadratic"}, "D109"),
        ({"design": "full factorial", "factors": first(3), "model": "quadratic"}, "D111"),
    ],
)
def test_what_a_design_lacks_is_found(fields, code):
    assert code in codes(solved(**fields))


def test_the_power_grows_with_the_runs():
    few, many = (solved(factors=first(2), replicates=count, effect=1.5) for count in (1, 3))
    assert few.tables["terms"].frame["power"].min() < many.tables["terms"].frame["power"].min()


def test_the_design_is_judged_beside_others():
    answer = solved(factors=first(4))
    frame = answer.tables["designs"].frame
    assert frame["design"].to_list()[1:] == ["one at a time", "plackett-burman", "at random"]
    assert frame["D-efficiency"][0] > frame["D-efficiency"][3]
    assert frame["found with 80 %"][0] < frame["found with 80 %"][1]
    assert [option.recommended for option in answer.compared] == [True, False, False, False]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"factors": {"a": (1.0, 1.0)}}, "D100"),
        ({"factors": {"a": (2.0, 1.0)}}, "D100"),
        ({"factors": {"a": (0.0, float("inf"))}}, "D100"),
        ({"factors": {"k": ["x"]}}, "D100"),
        ({"factors": {"k": ["x", "x"]}}, "D100"),
        ({"factors": first(2), "mixture": ["z"]}, "D100"),
        ({"factors": first(2), "steps": {"z": 1.0}}, "D100"),
        ({"factors": {**first(1), "k": ["x", "y"]}, "mixture": ["a", "k"]}, "D100"),
        ({"factors": first(2), "outcomes": ["a"]}, "D002"),
        ({"factors": first(2), "constraints": ["a >= 9", "a <= 1"]}, "D102"),
        ({"factors": first(2), "constraints": ["result > 3"]}, "D101"),
        ({"factors": first(2), "constraints": ["a + * b"]}, "T11"),
        ({"factors": first(2), "mixture": ["a", "b"]}, "D106"),
        ({"factors": first(2), "design": "box-behnken"}, "D103"),
        ({"factors": {"k": list("xyz"), **first(2)}, "design": "plackett-burman"}, "D103"),
        ({"factors": {"k": list("xyz"), **first(2)}, "design": "central composite"}, "D103"),
        ({"factors": first(1), "design": "central composite"}, "D103"),
        ({"factors": first(2), "design": "full factorial", "constraints": ["a < b"]}, "D103"),
        ({"factors": first(3), "design": "full factorial", "runs": 6}, "D103"),
        ({"factors": first(3), "design": "box-behnken", "blocks": 2}, "D103"),
        ({"factors": first(4), "runs": 5}, "D104"),
        ({"factors": {f"k{n}": list("vwxyz") for n in range(5)}, "design": "full factorial"}, "D105"),
        ({"factors": first(4), "design": "fractional factorial", "generators": ["D = AX"]}, "D112"),
        ({"factors": first(2), "constraints": ["a == 10 * b - 50"], "model": "interactions"}, "D103"),
    ],
)
def test_contradictions_are_refused_with_a_code(fields, code):
    with pytest.raises(Refusal, match=code) as refused:
        solved(**fields)
    for finding in refused.value.findings:
        assert finding.render("ko") != finding.render("en")


def test_replicates_make_blocks_by_themselves_and_a_composite_design_has_two():
    frame = runs_of(solved(factors=first(2), replicates=3, blocks=3, centre=3))
    assert frame.group_by("block").len()["len"].to_list() == [5, 5, 5]
    split = runs_of(solved(factors=first(2), design="central composite", model="quadratic", blocks=2, centre=4))
    assert sorted(split.group_by("block").len()["len"].to_list()) == [6, 6]
