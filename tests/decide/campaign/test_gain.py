"""What a further run is expected to bring, against closed forms, brute force and simulation."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.special import roots_laguerre
from scipy.stats import norm

from sanhak.decide.campaign.batch import choose
from sanhak.decide.campaign.gain import Bounds, Outlook, best, hypervolume, log_chance, log_excess, uncovered
from sanhak.decide.region import Region, columns_of
from sanhak.decide.space import Continuous, Space
from sanhak.model.surface import learn, unseen

MOST = 4
"""Largest value of a goal on the whole-numbered fronts."""
fronts = st.integers(1, 4).flatmap(
    lambda goals: arrays(int, st.tuples(st.integers(0, 5), st.just(goals)), elements=st.integers(0, MOST))
)


def rows(count, factors=2, seed=0):
    return np.random.default_rng(seed).random((count, factors))


def surface(X, seed, noise=0.05):
    rng = np.random.default_rng(seed)
    y = np.sin(3 * X @ rng.normal(size=X.shape[1])) + noise * rng.normal(size=len(X))
    return learn([None] * X.shape[1], X, y)


def outlook(goals, limits=(), reference=None, count=9, noise=0.05):
    """Goals and limits are given by the seeds of their surfaces; ``limits`` have lower and upper ends besides."""
    X = rows(count)
    told = [surface(X, seed, noise) for seed, _, _ in limits]
    return Outlook(
        tuple(surface(X, seed, noise).posterior for seed in goals),
        tuple(one.posterior for one in told),
        tuple(Bounds(lower, upper) for _, lower, upper in limits),
        np.full(len(goals), -1.0) if reference is None else np.array(reference),
        X,
    )


def cells(front, upto):
    """The unit cells from the origin, and which of them the front covers."""
    corners = np.array(list(product(range(upto), repeat=front.shape[1])))
    return corners, np.array([bool((front > cell).all(axis=1).any()) for cell in corners])


def test_expected_improvement_is_the_closed_form():
    known, points = outlook([1], reference=[-1e9]), rows(40, seed=5)
    seen = known.goals[0].view(points)
    mark = known.goals[0].view(known.known).mean.max()
    u = (seen.mean[0] - mark) / seen.deviation
    expected = seen.deviation * (norm.pdf(u) + u * norm.cdf(u))
    assert np.allclose(np.exp(known.look(points).log_gain), expected, rtol=1e-6, atol=1e-15)


def test_its_logarithm_holds_far_from_where_it_matters():
    u = -np.logspace(-0.5, 4, 300)
    nodes, weights = roots_laguerre(60)
    # ∫ t φ(t - u) dt over t > 0, with t = s / |u|.
    integral = (weights * nodes * np.exp(-(nodes**2) / (2 * u[:, None] ** 2))).sum(axis=1)
    expected = norm.logpdf(u) - 2 * np.log(-u) + np.log(integral)
    smooth = u < -3
    assert np.allclose(log_excess(u)[smooth], expected[smooth], rtol=1e-9, atol=1e-7)
    near = np.linspace(-5, 40, 500)
    assert np.allclose(log_excess(near), np.log(norm.pdf(near) + near * norm.cdf(near)), rtol=1e-7, atol=1e-8)


def test_its_logarithm_rises_without_a_jump():
    u = np.concatenate([-np.logspace(4, 0, 4000), np.linspace(-1, 40, 4000)[1:]])
    slopes = np.diff(log_excess(u)) / np.diff(u)
    assert (slopes > 0).all()
    assert (np.diff(slopes) < 1e-3 * slopes[1:] + 1e-6).all()


@given(fronts)
def test_hypervolume_counts_the_cells_below_the_front(front):
    _, covered = cells(front, MOST)
    assert hypervolume(front.astype(float), np.zeros(front.shape[1])) == pytest.approx(covered.sum())
    kept = best(front.astype(float))
    assert hypervolume(kept, np.zeros(front.shape[1])) == pytest.approx(covered.sum())


@given(fronts)
def test_boxes_hold_each_open_cell_once_and_no_other(front):
    corners, covered = cells(front, MOST + 2)
    boxes = list(uncovered(best(front.astype(float)), np.zeros(front.shape[1])))
    lower, upper = np.array([low for low, _ in boxes]), np.array([high for _, high in boxes])
    middle = corners[:, None] + 0.5
    held = ((middle > lower) & (middle < upper)).all(axis=2).sum(axis=1)
    assert np.array_equal(held, np.where(covered, 0, 1))


@given(fronts)
def test_the_best_rows_are_those_that_none_beats(front):
    values = front.astype(float)
    kept = {tuple(row) for row in best(values)}
    beaten = [any((other >= row).all() and (other > row).any() for other in values) for row in values]
    assert kept == {tuple(row) for row, worse in zip(values, beaten, strict=True) if not worse}
    assert len(kept) == len(best(values))


@pytest.mark.parametrize("goals", [[1, 2], [1, 2, 3]])
def test_expected_hypervolume_gain_is_what_simulation_finds(goals):
    known, points = outlook(goals, count=6), rows(60, seed=8)
    points = points[np.argsort(known.look(points).log_gain)[[-1, -10, -20]]]
    front, reference = known.fronts()[0], known.reference
    before, views = hypervolume(front, reference), [goal.view(points) for goal in known.goals]
    gains, rng = np.exp(known.look(points).log_gain), np.random.default_rng(3)
    assert gains.min() > 1e-3
    for at in range(len(points)):
        drawn = np.column_stack([rng.normal(view.mean[0, at], view.deviation[at], 1000) for view in views])
        found = [hypervolume(np.vstack([front, row]), reference) - before for row in drawn]
        assert abs(gains[at] - np.mean(found)) < 4 * np.std(found) / len(found) ** 0.5


def test_versions_are_averaged_over_what_planned_runs_may_give():
    known, points = outlook([1, 2]), rows(5, seed=8)
    normals = np.random.default_rng(0).normal(size=(6, 2))
    grown = known.versions(6).given(np.array([0.3, 0.9]), normals)
    apart = [known.versions(1).given(np.array([0.3, 0.9]), normals[[at]]).look(points).log_gain for at in range(6)]
    assert np.allclose(grown.look(points).log_gain, np.log(np.mean(np.exp(apart), axis=0)))
    assert np.allclose(known.versions(6).look(points).given(grown).log_gain, grown.look(points).log_gain, atol=1e-6)


@given(st.floats(-3, 3), st.floats(0.1, 2), st.floats(-2, 2), st.floats(0.1, 3))
def test_the_chance_of_keeping_limits_is_the_normal_one(mean, deviation, lower, width):
    upper = lower + width
    for low, high in ((lower, upper), (-np.inf, upper), (lower, np.inf)):
        found = log_chance(np.array([mean]), np.array([deviation]), Bounds(low, high))[0]
        expected = norm.cdf(high, mean, deviation) - norm.cdf(low, mean, deviation)
        assert np.isclose(np.exp(found), expected, atol=1e-12)


def test_limits_in_units_are_those_of_the_surface():
    X = rows(9)
    one = surface(X, 4)
    bounds = Bounds.of(one, None, 0.4)
    assert bounds.lower == -np.inf
    assert one.mean + one.scale * bounds.upper == pytest.approx(0.4)


def test_a_limit_takes_its_chance_off_the_gain():
    points = rows(30, seed=5)
    limited = outlook([1], [(2, -np.inf, 9.0)], reference=[-1e9])
    free = outlook([1], reference=[-1e9])
    assert np.allclose(limited.look(points).log_gain, free.look(points).log_gain)
    tight = outlook([1], [(2, -np.inf, 0.2)], reference=[0.0])
    good = tight.limited[0].view(tight.known).mean[0] <= 0.2
    mark = max(0.0, tight.goals[0].view(tight.known[good]).mean.max())
    seen, chance = tight.goals[0].view(points), tight.limited[0].view(points)
    u = (seen.mean[0] - mark) / seen.deviation
    gain = seen.deviation * (norm.pdf(u) + u * norm.cdf(u)) * norm.cdf((0.2 - chance.mean[0]) / chance.deviation)
    assert np.allclose(np.exp(tight.look(points).log_gain), gain, rtol=1e-6)


def test_where_no_run_keeps_the_limits_everything_above_the_reference_is_open():
    known, points = outlook([1, 2], [(3, 50.0, np.inf)], reference=[-0.5, 0.2]), rows(10, seed=5)
    assert [len(front) for front in known.fronts()] == [0]
    expected = log_chance(known.limited[0].view(points).mean[0], known.limited[0].view(points).deviation,
                          known.bounds[0])  # fmt: skip
    for goal, mark in zip(known.goals, known.reference, strict=True):
        seen = goal.view(points)
        expected = expected + log_excess((seen.mean[0] - mark) / seen.deviation) + np.log(seen.deviation)
    found = known.look(points).log_gain
    assert np.isfinite(found).all()
    assert np.allclose(found, expected)


def test_drawn_rows_are_what_the_measurements_leave_of_them():
    known = outlook([1, 2], noise=0.6)
    normals = [np.random.default_rng(seed).normal(size=(20_000, 9)) for seed in (1, 2)]
    drawn = known.drawn(normals)
    for before, after in zip(known.goals, drawn.goals, strict=True):
        seen, held = before.view(known.known), after.view(known.known)
        covariance = before.kernel.between(known.known, known.known) - seen.half.T @ seen.half
        assert np.allclose(held.mean.mean(axis=0), seen.mean[0], atol=0.02)
        assert np.allclose(np.cov(held.mean.T), covariance, atol=0.02)
        assert (held.variance < 1e-4).all()
        elsewhere = rows(5, seed=9)
        spread = after.view(elsewhere).mean.var(axis=0) + after.view(elsewhere).variance
        assert np.allclose(spread, before.view(elsewhere).variance, rtol=0.05)


@pytest.mark.parametrize(("goals", "limits"), [(1, 0), (1, 1), (2, 1)])
def test_without_any_run_a_batch_is_spread_over_the_region(goals, limits):
    space = Space((Continuous("a", 0.0, 1.0), Continuous("b", 0.0, 1.0)))
    region = Region(space, columns_of(space))
    nothing = unseen([None, None]).posterior
    empty = Outlook((nothing,) * goals, (nothing,) * limits, (Bounds(-np.inf, 0.3),) * limits,
                    np.zeros(goals), np.zeros((0, 2)))  # fmt: skip
    chosen = choose(region, empty, 3, np.random.default_rng(0), np.zeros((0, 2)))
    assert chosen.points.shape == (3, 2)
    assert np.isfinite(chosen.log_gain).all()
    apart = np.linalg.norm(chosen.points[:, None] - chosen.points, axis=2)[np.triu_indices(3, 1)]
    assert apart.min() > 0.1


def test_runs_for_several_goals_are_new_and_the_same_each_time():
    space = Space((Continuous("a", 0.0, 1.0, 0.1), Continuous("b", 0.0, 1.0, 0.1)))
    region = Region(space, columns_of(space))
    known = outlook([1, 2], [(3, -np.inf, 0.5)])
    measured, waiting = region.listed[::13], region.listed[5:7]
    first, second = (choose(region, known, 5, np.random.default_rng(1), measured, waiting) for _ in range(2))
    assert np.array_equal(first.points, second.points)
    everything = np.vstack([measured, waiting, first.points])
    assert len(np.unique(everything.round(6), axis=0)) == len(everything)
    assert region.keeps(first.points).all()
