"""The textbook designs are what the textbooks say, and D-optimal ones are as good as the best that are known."""

import numpy as np
import pytest

from sanhak.decide.design import (
    Quality,
    box_behnken,
    candidates,
    central_composite,
    d_optimal,
    found_with,
    full_factorial,
    latin_hypercube,
    near_aliases,
    plackett_burman,
    power,
    region_of,
    rotatable,
)
from sanhak.decide.space import Category, Continuous, Ordinal, Space
from sanhak.finding import Refusal
from sanhak.model.experiments import Levels, Matrix, Scale, Term, terms_of


def matrix(points, order="main", *, mean=True):
    names = [f"x{place}" for place in range(points.shape[1])]
    scales = [Scale(name, -1.0, 1.0) for name in names]
    return Matrix.of(scales, terms_of(order, names), dict(zip(names, points.T, strict=True)), mean=mean)


@pytest.mark.parametrize(("count", "runs"), [(3, 12), (4, 24), (5, 40)])
def test_box_and_behnken_vary_two_factors_at_a_time(count, runs):
    points = box_behnken(count)
    assert len(points) == runs
    assert (np.count_nonzero(points, axis=1) == 2).all()


@pytest.mark.parametrize("axial", ["circumscribed", "inscribed", "faced"])
def test_a_composite_design_is_a_cube_with_its_axes(axial):
    points, cube = central_composite(3, axial)
    assert (len(points), cube) == (14, 8)
    reach = np.abs(points[cube:]).max()
    corner = np.abs(points[:cube]).max()
    assert reach == pytest.approx({"circumscribed": rotatable(8), "inscribed": 1, "faced": 1}[axial])
    assert corner == pytest.approx({"circumscribed": 1, "inscribed": 1 / rotatable(8), "faced": 1}[axial])


def test_a_rotatable_design_is_as_sure_in_every_direction():
    points, _ = central_composite(2, "circumscribed")
    quality = Quality.of(matrix(np.vstack([points, np.zeros((5, 2))]), "quadratic"))
    turns = np.linspace(0, 2 * np.pi, 9)
    rows = matrix(0.7 * np.column_stack([np.cos(turns), np.sin(turns)]), "quadratic").values
    assert np.ptp(np.einsum("ij,jk,ik->i", rows, quality.inverse, rows)) == pytest.approx(0, abs=1e-12)


def test_a_latin_hypercube_takes_every_step_once():
    points = latin_hypercube(3, 12, np.random.default_rng(3))
    for column in points.T:
        assert sorted(np.floor((column + 1) / 2 * 12).astype(int)) == list(range(12))
    assert np.array_equal(points, latin_hypercube(3, 12, np.random.default_rng(3)))


def test_a_full_factorial_holds_every_combination_once():
    places = full_factorial([2, 3, 4])
    assert len({tuple(row) for row in places}) == 24
    assert places[:2, 0].tolist() == [0, 1]


def test_a_two_level_factorial_is_d_optimal_and_found():
    possible = matrix(full_factorial([3, 3, 3]) - 1, "interactions").values
    found = d_optimal(possible, 8, np.random.default_rng(1), starts=5)
    assert found.logarithm == pytest.approx(7 * np.log(8))
    assert len(set(found.rows)) == 8


def test_the_published_d_optimal_design_is_reached():
    # NIST/SEMATECH e-Handbook, 5.5.2.1: five levels of X1 and two of X2 and X3, X1 curved, 12 runs: D = 0.6825575.
    grid = np.array([(a, b, c) for a in np.linspace(-1, 1, 5) for b in (-1.0, 1.0) for c in (-1.0, 1.0)])
    scales = [Scale(name, -1.0, 1.0) for name in "abc"]
    terms = [*terms_of("main", "abc"), Term((("a", 2),))]
    possible = Matrix.of(scales, terms, dict(zip("abc", grid.T, strict=True)))
    found = d_optimal(possible.values, 12, np.random.default_rng(0), starts=10)
    assert np.exp(found.logarithm / 5) / 12 == pytest.approx(0.6825575, abs=5e-8)


def test_blocks_stand_across_the_effects_where_they_can():
    possible = matrix(full_factorial([2, 2, 2]) * 2 - 1, "main").values
    blocks = np.repeat([0, 1], 4)
    found = d_optimal(possible, 8, np.random.default_rng(2), starts=10, blocks=blocks)
    columns = possible[found.rows][:, 1:]
    assert np.abs(columns[:4].sum(axis=0)).max() == 0


def test_efficiencies_of_an_orthogonal_design_are_one():
    quality = Quality.of(matrix(plackett_burman(7)))
    assert quality.d_efficiency == pytest.approx(1)
    assert quality.a_efficiency == pytest.approx(1)
    assert quality.leverage == pytest.approx(np.ones(8))
    assert set(np.round(list(quality.inflation.values()), 9)) == {1.0}


def test_what_cannot_be_estimated_is_named_and_the_rest_is_judged():
    points = np.array([[-1.0, -1], [1, -1], [-1, -1], [1, -1], [-1, 1]])
    quality = Quality.of(matrix(points, "quadratic"))
    assert {str(term) for term in quality.lost} == {"x0:x1", "x0^2", "x1^2"}
    assert quality.df == 2


def test_interactions_go_into_main_effects_of_a_screening_design_by_thirds():
    points = plackett_burman(11)
    main = Quality.of(matrix(points))
    names = [f"x{place}" for place in range(11)]
    pairs = [Term(((a, 1), (b, 1))) for a in names for b in names if a < b]
    scales = [Scale(name, -1.0, 1.0) for name in names]
    others = Matrix.of(scales, pairs, dict(zip(names, points.T, strict=True)), mean=False)
    shares = {round(abs(share), 6) for chain in near_aliases(main, others, 0.05).values() for _, share in chain}
    assert shares == {round(1 / 3, 6)}


def test_the_power_is_that_of_a_test_of_two_means():
    tests = pytest.importorskip("statsmodels.stats.power")
    points = np.repeat([[-1.0], [1.0]], 8, axis=0)
    quality = Quality.of(matrix(points))
    one = Term((("x0", 1),))
    for size in (0.5, 1.0, 1.5):
        expected = tests.TTestIndPower().power(size, 8, 0.1, alternative="two-sided")
        assert power(quality, one, size) == pytest.approx(expected, abs=1e-6)
    assert power(quality, one, found_with(quality, one)) == pytest.approx(0.8, abs=1e-6)
    assert power(quality, one, 0.0) == pytest.approx(0.1)


def test_the_power_for_a_category_is_that_of_its_least_sure_pair_of_levels():
    tests = pytest.importorskip("statsmodels.stats.power")
    levels = Levels("c", ("a", "b", "c"))
    one = Term((("c", 1),))
    quality = Quality.of(Matrix.of([levels], [one], {"c": ["a", "b", "c"] * 6}))
    # Two means of three differ by one: Cohen's f is sqrt(sum of squares / levels) = sqrt(0.5 / 3).
    expected = tests.FTestAnovaPower().power(np.sqrt(0.5 / 3), 18, 0.1, k_groups=3)
    assert power(quality, one, 1.0) == pytest.approx(expected, abs=1e-6)


def test_without_runs_for_the_error_no_power_is_told():
    quality = Quality.of(matrix(full_factorial([2, 2]) * 2 - 1, "interactions"))
    assert np.isnan(power(quality, Term((("x0", 1),)), 1.0))
    assert np.isnan(found_with(quality, Term((("x0", 1),))))


SPACE = Space((Continuous("a", 0.0, 10.0), Continuous("b", 0.0, 1.0), Category("c", ("x", "y"))))


def values(region, levels=3):
    points = candidates(region, levels)
    return region.space.values(points)


def test_candidates_keep_linear_conditions_and_hold_their_corners():
    found = values(region_of(SPACE, keep=("a + 10 * b <= 12",)))
    total = found["a"] + 10 * found["b"]
    assert total.max() == pytest.approx(12)
    corners = {(round(a, 6), round(b, 6)) for a, b in zip(found["a"], found["b"], strict=True)}
    assert {(10.0, 0.2), (2.0, 1.0), (0.0, 0.0), (10.0, 0.0), (0.0, 1.0)} <= corners
    assert set(found["c"]) == {"x", "y"}


def test_candidates_keep_curved_conditions_words_and_what_is_forbidden():
    region = region_of(SPACE, keep=("a * b <= 2",), avoid=("c == 'y' and a > 5",))
    found = values(region)
    assert (found["a"] * found["b"] <= 2 + 1e-9).all()
    assert not ((found["c"] == "y") & (found["a"] > 5)).any()
    assert len(found["a"]) > 50


def test_a_single_word_can_be_forbidden():
    assert set(values(region_of(SPACE, avoid=("c == 'x'",)))["c"]) == {"y"}


def test_candidates_keep_an_equality_that_is_no_mixture():
    found = values(region_of(SPACE, keep=("a == 4 * b + 1",)))
    assert found["a"] == pytest.approx(4 * found["b"] + 1)
    assert {1.0, 5.0} <= set(found["a"].round(9))


def test_a_mixture_adds_up_in_every_candidate():
    parts = Space(tuple(Continuous(name, 5.0, 60.0) for name in "abc"))
    found = values(region_of(parts, keep=("a + 2 * b <= 110",), mixture=tuple("abc")))
    assert np.sum([found[name] for name in "abc"], axis=0) == pytest.approx(100)
    assert (found["a"] + 2 * found["b"] <= 110 + 1e-6).all()
    assert len(found["a"]) >= 6


@pytest.mark.parametrize(
    ("keep", "code"),
    [
        (("a > 20",), "D102"),
        (("a + b <= 1", "a >= 9"), "D102"),
        (("a",), "D101"),
        (("a <= 2 kg",), "D101"),
        (("yield > 2",), "D101"),
        (("a <= ",), "T11"),
    ],
)
def test_conditions_that_leave_nothing_or_mean_nothing_are_refused(keep, code):
    with pytest.raises(Refusal, match=code):
        candidates(region_of(SPACE, keep=keep), 2)


@pytest.mark.parametrize(("low", "high"), [(40.0, 60.0), (0.0, 30.0)])
def test_a_mixture_that_cannot_add_up_is_refused(low, high):
    parts = Space(tuple(Continuous(name, low, high) for name in "abc"))
    with pytest.raises(Refusal, match="D106"):
        region_of(parts, mixture=tuple("abc"))


def test_steps_and_ordered_levels_are_kept():
    space = Space((Continuous("a", 0.0, 10.0, 4.0), Ordinal("o", ("low", "mid", "high"))))
    found = values(region_of(space))
    assert set(found["a"]) <= {0.0, 4.0, 8.0}
    assert set(found["o"]) == {"low", "mid", "high"}
