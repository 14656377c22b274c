import numpy as np
import pytest
from scipy.linalg import LinAlgError

from sanhak.model.learners import gaussian_process
from sanhak.model.learners.gaussian_process import Evidence, GaussianProcess

BLOCKS = (slice(2, 5), slice(5, 7))


def mixed_rows(rows, seed=0):
    """Two numbers, a category of three levels and one of two; a smooth surface that shifts with the first category."""
    rng = np.random.default_rng(seed)
    numbers = np.round(rng.normal(size=(rows, 2)), 9)
    first, second = rng.integers(0, 3, rows), rng.integers(0, 2, rows)
    truth = np.sin(1.5 * numbers[:, 0]) + 0.3 * numbers[:, 1] + np.array([-0.8, 0.0, 0.8])[first]
    return np.hstack([numbers, np.eye(3)[first], np.eye(2)[second]]), truth


def evidence(rows=25, blocks=BLOCKS):
    X, y = mixed_rows(rows)
    covariance = GaussianProcess(blocks).fit(X, y).covariance_
    return Evidence(covariance, X, y)


@pytest.mark.parametrize("blocks", [BLOCKS, (), (slice(0, 7),)])
def test_the_gradient_is_that_of_finite_differences(blocks):
    at = evidence(blocks=blocks)
    logs = at.covariance.logs + np.random.default_rng(1).normal(scale=0.5, size=len(at.covariance.logs))
    step = 1e-5 * np.eye(len(logs))
    numeric = [(at(logs + change)[0] - at(logs - change)[0]) / 2e-5 for change in step]
    assert at(logs)[1] == pytest.approx(numeric, rel=1e-5, abs=1e-6)


def test_the_evidence_is_the_log_density_of_the_measurements():
    at = evidence()
    covariance = at.covariance
    _, _, signal, _, noise = covariance.values
    K = covariance.between(at.X, at.X) + (noise + 1e-8 * signal) * np.eye(len(at.y))
    density = 0.5 * at.y @ np.linalg.solve(K, at.y) + 0.5 * np.linalg.slogdet(K)[1]
    beliefs = covariance.beliefs
    believed = sum((log - b.mean) ** 2 / b.deviation**2 for log, b in zip(covariance.logs, beliefs, strict=True)) / 2
    assert at(covariance.logs)[0] == pytest.approx(density + believed, rel=1e-9)


def test_the_covariance_is_matern_times_categories_plus_a_trend():
    at = evidence(6)
    lengths, costs, signal, trend, _ = at.covariance.values
    a, b = at.X[0], at.X[1]
    r = np.sqrt((((a - b)[:2] / lengths) ** 2).sum())
    matern = (1 + 5**0.5 * r + 5 * r**2 / 3) * np.exp(-(5**0.5) * r)
    differ = costs @ [float((a[block] != b[block]).any()) for block in BLOCKS]
    expected = signal * matern * np.exp(-differ) + trend * a @ b
    assert at.covariance.between(at.X[:1], at.X[1:2]) == pytest.approx(expected, rel=1e-12)
    assert at.covariance.variance(at.X) == pytest.approx(np.diag(at.covariance.between(at.X, at.X)), rel=1e-9)


def test_a_smooth_surface_is_learned_with_an_honest_deviation():
    X, truth = mixed_rows(200)
    noise = 0.15
    y = truth + noise * np.random.default_rng(2).normal(size=200)
    learner = GaussianProcess(BLOCKS).fit(X, y)
    Z, beyond = mixed_rows(400, seed=3)
    mean, deviation = learner.predict(Z, return_std=True)
    _, latent = learner.predict(Z, return_std=True, latent=True)
    assert np.sqrt(np.mean((mean - beyond) ** 2)) < 0.1
    assert np.sqrt(learner.covariance_.values[-1]) == pytest.approx(noise, rel=0.25)
    assert np.mean(np.abs(mean - beyond) < 1.645 * latent) == pytest.approx(0.9, abs=0.07)
    measured = beyond + noise * np.random.default_rng(4).normal(size=400)
    assert np.mean(np.abs(mean - measured) < 1.645 * deviation) == pytest.approx(0.9, abs=0.05)


def test_data_almost_without_noise_is_interpolated():
    X, truth = mixed_rows(120)
    learner = GaussianProcess(BLOCKS).fit(X, truth)
    assert np.abs(learner.predict(X) - truth).max() < 0.01
    assert learner.covariance_.values[-1] < 1e-4


def test_far_away_the_deviation_grows_to_that_of_the_outcome():
    X, truth = mixed_rows(80)
    learner = GaussianProcess(BLOCKS).fit(X, truth)
    near, far = X[:1], X[:1] + np.array([300.0, 0, 0, 0, 0, 0, 0])
    assert learner.predict(far, return_std=True)[1] > 5 * learner.predict(near, return_std=True)[1]


def test_too_many_rows_are_thinned_out_and_the_same_ones_each_time():
    X, truth = mixed_rows(300)
    few = GaussianProcess(BLOCKS, rows=120, tuning_rows=60, first_rows=30, iterations=12).fit(X, truth)
    again = GaussianProcess(BLOCKS, rows=120, tuning_rows=60, first_rows=30, iterations=12).fit(X, truth)
    other = GaussianProcess(BLOCKS, rows=120, tuning_rows=60, first_rows=30, iterations=12, random_state=1).fit(
        X, truth
    )
    assert few.X_.shape == (120, 7)
    assert np.array_equal(few.predict(X), again.predict(X))
    assert not np.array_equal(few.X_, other.X_)
    assert np.sqrt(np.mean((few.predict(X) - truth) ** 2)) < 0.1


def test_repeated_rows_are_no_obstacle(monkeypatch):
    X, truth = mixed_rows(20)
    X, y = np.vstack([X] * 5), np.tile(truth, 5)
    tried = []
    real = gaussian_process.cholesky

    def fails_at_first(matrix, **settings):
        tried.append(matrix[0, 0])
        if len(tried) % 3:
            raise LinAlgError
        return real(matrix, **settings)

    monkeypatch.setattr(gaussian_process, "cholesky", fails_at_first)
    assert np.isfinite(GaussianProcess(BLOCKS, iterations=3).fit(X, y).predict(X)).all()
    assert tried[0] < tried[1] < tried[2]
