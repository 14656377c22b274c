import numpy as np
import pytest
from scipy.optimize import check_grad

from sanhak.model.learners.likeness_process import Evidence, Known, LikenessProcess

COUNTS = (slice(1, 7),)
LOGS = np.log([0.8, 0.3, 1.5, 0.1, 0.05])


def rows(count, seed=0):
    """A number that is exact in half precision, and six counts; the outcome follows groups and number."""
    rng = np.random.default_rng(seed)
    X = np.hstack([rng.integers(-16, 17, (count, 1)) / 8, rng.integers(0, 4, (count, 6))]).astype(float)
    return X, np.round(np.tanh(X[:, 0]) + (X[:, 1] > X[:, 2]) - 0.5 + 0.05 * rng.normal(size=count), 9)


def covariance(A, B):
    """The module's formula, pair by pair."""
    signal, smooth, length, trend, _ = np.exp(LOGS)
    found = np.empty((len(A), len(B)))
    for i, a in enumerate(A):
        for j, b in enumerate(B):
            alike = np.minimum(a[1:], b[1:]).sum() / np.maximum(a[1:], b[1:]).sum()
            reach = np.sqrt(5) * abs(a[0] - b[0]) / length
            matern = (1 + reach + reach**2 / 3) * np.exp(-reach)
            found[i, j] = signal * alike + smooth * matern + trend * a[0] * b[0]
    return found


def test_predictions_are_those_of_the_textbook_formula():
    (X, y), (Z, _) = rows(12), rows(5, seed=1)
    mean, deviation = LikenessProcess(COUNTS, logs=LOGS).fit(X, y).predict(Z, return_std=True)
    inverse = np.linalg.inv(covariance(X, X) + np.exp(LOGS[-1]) * np.eye(12))
    cross = covariance(Z, X)
    assert mean == pytest.approx(y.mean() + cross @ inverse @ (y - y.mean()), abs=1e-5)
    variance = np.diag(covariance(Z, Z)) - np.einsum("ij,jk,ik->i", cross, inverse, cross) + np.exp(LOGS[-1])
    assert deviation**2 == pytest.approx(variance, abs=1e-5)


def test_the_slope_of_the_evidence_is_its_difference():
    X, y = rows(25)
    evidence = Evidence(Known.of(X, COUNTS).parts(X), y)
    assert check_grad(lambda logs: evidence(logs)[0], lambda logs: evidence(logs)[1], LOGS) < 1e-4


def test_what_depends_on_groups_is_learned_and_the_search_beats_the_beliefs():
    (X, y), (Z, truth) = rows(150), rows(200, seed=1)
    learner = LikenessProcess(COUNTS).fit(X, y)
    mean, deviation = learner.predict(Z, return_std=True)
    assert np.mean((truth - mean) ** 2) < 0.35 * truth.var()
    assert 0.8 < np.mean(np.abs(truth - mean) <= 1.645 * deviation) < 0.98


def test_a_stranger_is_answered_with_doubt():
    X, y = rows(60)
    learner = LikenessProcess(COUNTS, logs=LOGS).fit(X, y)
    stranger = np.array([[0.0, 0, 0, 0, 0, 0, 90]])
    assert learner.predict(stranger, return_std=True)[1] > 2 * learner.predict(X, return_std=True)[1].mean()


def test_too_many_rows_are_drawn_from_and_a_stored_process_keeps_its_doubt(tmp_path):
    X, y = rows(80)
    learner = LikenessProcess(COUNTS, rows=50, tuning_rows=30, iterations=5).fit(X, y)
    assert len(learner.known_.beside) == 50
    again = LikenessProcess.from_state(learner.state())
    assert np.array_equal(again.predict(X, return_std=True), learner.predict(X, return_std=True))
