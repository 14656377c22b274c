"""Response surfaces: slopes against differences, growing against refitting, and trust in descriptors."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanhak.model.surface import Course, Kernel, Levels, Posterior, Surface, Trend, learn, unseen
from sanhak.model.surface.kernel import JITTER
from sanhak.model.surface.surface import _evidence

seeds = st.integers(0, 2**16)


def distances(count, seed=0):
    place = np.random.default_rng(seed).random((count, 2))
    squared = ((place[:, None] - place) ** 2).sum(axis=2)
    return squared / squared[np.triu_indices(count, 1)].mean()


INPUTS = (None, Levels(3), None, Levels(4, distances(4)))
COURSES = (Course(2, np.array([0.0, 1.0]), np.array([0.0, 2.0])), Course(1, np.arange(3.0), np.array([1.0, 0.0, 3.0])))
TREND = Trend(COURSES, 1.5, 0.8)


def drawn(rng, count):
    """Rows of :data:`INPUTS`, and a kernel near what is believed, now with a guess and now without."""
    X = np.column_stack([rng.random(count), rng.integers(0, 3, count), rng.random(count), rng.integers(0, 4, count)])
    kernel = Kernel.expected(INPUTS, TREND if rng.random() < 0.5 else None)
    return X.astype(float), kernel.with_logs(kernel.logs + rng.normal(size=len(kernel.logs)))


@given(seeds)
@settings(max_examples=15)
def test_the_slope_of_the_evidence_is_that_of_its_differences(seed):
    rng = np.random.default_rng(seed)
    X, kernel = drawn(rng, 12)
    y = rng.normal(size=12)
    _, slope = _evidence(kernel, X, y)
    step = 1e-5
    for place, along in enumerate(np.eye(len(kernel.logs))):
        ahead, _ = _evidence(kernel.with_logs(kernel.logs + step * along), X, y)
        behind, _ = _evidence(kernel.with_logs(kernel.logs - step * along), X, y)
        assert slope[place] == pytest.approx((ahead - behind) / (2 * step), rel=1e-4, abs=1e-5)


@given(seeds)
def test_covariances_are_symmetric_and_allow_any_combination(seed):
    X, kernel = drawn(np.random.default_rng(seed), 15)
    K = kernel.between(X, X)
    assert np.allclose(K, K.T)
    assert np.allclose(np.diag(K), kernel.variance(X))
    assert np.linalg.eigvalsh(K).min() > -1e-8
    total, _, _ = kernel.slopes(X)
    assert np.allclose(total, K)


def dense(kernel, X, y, noise, points):
    """Mean and variance at points by one solve; ``noise`` is that of each row."""
    K = kernel.between(X, X) + np.diag(noise + 1e-6)
    cross = kernel.between(X, points)
    solved = np.linalg.solve(K, cross)
    return kernel.mean(points) + solved.T @ (y - kernel.mean(X)), kernel.variance(points) - (cross * solved).sum(axis=0)


@given(seeds)
def test_a_surface_that_grows_knows_what_one_learnt_afresh_knows(seed):
    rng = np.random.default_rng(seed)
    X, kernel = drawn(rng, 10)
    y, (planned, points) = rng.normal(size=10), np.split(drawn(rng, 9)[0], [3])
    values = rng.normal(size=(3, 5))
    posterior = Posterior.of(kernel, X, y)
    view = posterior.versions(5).view(points)
    posterior = posterior.versions(5)
    for point, value in zip(planned, values, strict=True):
        posterior = posterior.given(point, value)
        view = view.given(posterior)
    noise = np.append(np.full(10, kernel.noise), np.zeros(3))
    afresh = posterior.view(points)
    for version in range(5):
        mean, variance = dense(kernel, np.vstack([X, planned]), np.append(y, values[:, version]), noise, points)
        for seen in (view, afresh):
            assert np.allclose(seen.mean[version], mean, atol=1e-5)
            assert np.allclose(seen.variance, np.maximum(variance, 1e-10), atol=1e-6)


@given(seeds)
def test_held_out_rows_are_those_of_a_surface_without_them(seed):
    rng = np.random.default_rng(seed)
    X, kernel = drawn(rng, 9)
    y = rng.normal(size=9)
    value, deviation = Surface(Posterior.of(kernel, X, y), 3.0, 2.0).held_out
    for row in range(9):
        rest = np.arange(9) != row
        without = Surface(Posterior.of(kernel, X[rest], y[rest]), 3.0, 2.0)
        expected, unsure = without.predict(X[[row]], measured=True)
        assert value[row] == pytest.approx(expected[0], rel=1e-5, abs=1e-5)
        # Of a row that is left out, the jitter counts as noise.
        assert deviation[row] == pytest.approx(np.sqrt(unsure[0] ** 2 + 4 * JITTER))


@given(seeds)
def test_draws_have_the_mean_and_the_covariance_that_are_left(seed):
    rng = np.random.default_rng(seed)
    X, kernel = drawn(rng, 8)
    surface = Surface(Posterior.of(kernel, X, rng.normal(size=8)), 3.0, 2.0)
    points = drawn(rng, 5)[0]
    middle = surface.draws(points, np.zeros((1, 5)))[0]
    factor = (surface.draws(points, np.eye(5)) - middle).T
    seen = surface.posterior.view(points)
    left = kernel.between(points, points) - seen.half.T @ seen.half
    assert np.allclose(middle, surface.predict(points)[0])
    assert np.allclose(factor @ factor.T, 4.0 * left, atol=1e-4)


@given(seeds)
def test_drawn_knowledge_is_sure_at_its_rows_and_keeps_what_was_measured_in_the_middle(seed):
    rng = np.random.default_rng(seed)
    X, kernel = drawn(rng, 8)
    posterior = Posterior.of(kernel, X, rng.normal(size=8))
    middle = posterior.drawn(np.zeros((2, 8)))
    assert np.allclose(middle.view(X).mean, posterior.view(X).mean[0], atol=1e-4)
    assert (middle.view(X).variance < 1e-4).all()
    apart = (posterior.drawn(np.eye(8)).view(X).mean - middle.view(X).mean[0]).T
    seen = posterior.view(X)
    assert np.allclose(apart @ apart.T, kernel.between(X, X) - seen.half.T @ seen.half, atol=1e-4)


def test_before_any_row_everything_is_as_believed():
    nothing = unseen(INPUTS)
    X, _ = drawn(np.random.default_rng(0), 5)
    value, deviation = nothing.predict(X)
    assert np.array_equal(value, np.zeros(5))
    assert np.allclose(deviation**2, Kernel.expected(INPUTS).variance(X))
    assert nothing.posterior.drawn(np.zeros((3, 0))).view(X).mean.shape == (3, 5)


@given(st.floats(-1e6, 1e6), st.integers(1, 4))
@settings(max_examples=10)
def test_results_that_are_all_the_same_are_expected_again(value, count):
    X, _ = drawn(np.random.default_rng(1), count)
    expected, deviation = learn(INPUTS, X, np.full(count, value)).predict(X)
    assert np.allclose(expected, value)
    assert np.isfinite(deviation).all()


@given(seeds)
@settings(max_examples=5)
def test_what_is_learnt_has_a_higher_posterior_than_what_was_believed(seed):
    rng = np.random.default_rng(seed)
    X, _ = drawn(rng, 14)
    y = np.sin(4 * X[:, 0]) + (X[:, 1] == 1) + 0.1 * rng.normal(size=14)
    kernel = learn(INPUTS, X, y).posterior.kernel
    z = (y - y.mean()) / y.std()
    found, slope = _evidence(kernel, X, z)
    assert found < _evidence(Kernel.expected(INPUTS), X, z)[0]
    inner = [belief.lower < log < belief.upper for belief, log in zip(kernel.beliefs, kernel.logs, strict=True)]
    assert np.abs(slope[inner]).max() < 0.05


def test_a_guess_has_mean_0_and_deviation_1_over_the_region_and_every_input_counts_the_same():
    X, _ = drawn(np.random.default_rng(0), 200)
    trend = Trend.over([*COURSES, Course(0, np.array([0.5]), np.array([7.0]))], X)
    assert len(trend.courses) == 2
    assert trend.of(X).mean() == pytest.approx(0, abs=1e-12)
    assert trend.of(X).std() == pytest.approx(1)
    assert trend.courses[0].of(X).std() == pytest.approx(trend.courses[1].of(X).std())
    assert trend.around(X[:5]).of(X[:5]).mean() == pytest.approx(0, abs=1e-12)
    assert Trend.over([Course(0, np.array([0.5]), np.array([7.0]))], X) is None


@pytest.mark.parametrize(("sign", "seed"), list(itertools.product((1.0, -1.0), range(3))))
def test_the_weight_of_a_guess_is_learnt(sign, seed):
    rng = np.random.default_rng(seed)
    X, _ = drawn(rng, 20)
    trend = Trend.over(COURSES, X)
    before = unseen(INPUTS, trend)
    assert before.posterior.weight == pytest.approx((0.5, 0.5))
    assert np.allclose(before.predict(X)[0], 0.5 * trend.of(X))
    surface = learn(INPUTS, X, sign * trend.of(X) + 0.1 * rng.normal(size=20), trend)
    mean, deviation = surface.posterior.weight
    assert sign * mean > 0.3
    assert deviation < 0.5
    assert learn(INPUTS, X, trend.of(X)).posterior.weight is None


def trust(effect, seed):
    """What sixteen levels in a row differ in by name and by descriptors, each over what was believed.

    ``effect`` is what each level gives besides a number's; the descriptors are places in the row.
    """
    rng = np.random.default_rng(seed)
    place = np.linspace(0, 1, 16)
    squared = (place[:, None] - place) ** 2
    levels = Levels(16, squared / squared[np.triu_indices(16, 1)].mean())
    X = np.column_stack([rng.random(48), np.tile(np.arange(16), 3)])
    y = np.sin(4 * X[:, 0]) + effect(place, rng)[X[:, 1].astype(int)] + 0.05 * rng.normal(size=48)
    kernel = learn([None, levels], X, y).posterior.kernel
    # After the number's length come the difference of names and the trust in descriptors.
    return np.exp([kernel.logs[at] - kernel.beliefs[at].mean for at in (1, 2)])


@pytest.mark.parametrize("seed", range(3))
def test_descriptors_are_trusted_where_they_help_and_not_where_they_mislead(seed):
    names, helped = trust(lambda place, _: np.sin(5 * place), seed)
    assert helped > 3
    assert names < 0.2
    # Neighbours are opposites; then, no level differs from any other.
    names, misled = trust(lambda place, rng: (-1.0) ** np.arange(len(place)) * rng.uniform(0.5, 1.5, len(place)), seed)
    assert misled < 0.5 < names
    _, idle = trust(lambda place, _: np.zeros(len(place)), seed)
    assert idle < 0.5
