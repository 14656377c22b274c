import numpy as np
import pytest
from sklearn.cross_decomposition import PLSRegression
from sklearn.linear_model import LogisticRegression

from sanhak.model.learners.linear import ElasticNet, PartialLeastSquares, ResponseSurface, partial_least_squares
from sanhak.model.learners.logistic import LogisticNet, chances


def straight(rows=120, width=6, noise=0.1, seed=0):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(rows, width))
    return X, X[:, 0] - 2 * X[:, 1] + noise * rng.normal(size=rows)


def test_elastic_net_finds_the_slopes_and_drops_what_does_not_matter():
    X, y = straight()
    learner = ElasticNet().fit(X, y)
    assert learner.coefficients_ == pytest.approx([1, -2, 0, 0, 0, 0], abs=0.05)
    assert learner.intercept_ == pytest.approx(0, abs=0.05)


def test_elastic_net_learns_nothing_from_noise():
    X, _ = straight(60, 20)
    learner = ElasticNet().fit(X, np.random.default_rng(5).normal(size=60))
    assert np.abs(learner.coefficients_).max() < 0.25


def test_a_shift_of_the_columns_moves_only_the_intercept():
    X, y = straight()
    first, second = ElasticNet().fit(X, y), ElasticNet().fit(X + 3, y)
    assert second.coefficients_ == pytest.approx(first.coefficients_, abs=1e-3)
    assert second.predict(X + 3) == pytest.approx(first.predict(X), abs=1e-3)


def test_a_response_surface_learns_squares_and_products_but_squares_no_category():
    rng = np.random.default_rng(1)
    X = np.hstack([rng.normal(size=(150, 2)), np.eye(3)[rng.integers(0, 3, 150)]])
    y = X[:, 0] * X[:, 1] - X[:, 0] ** 2 + X[:, 0] * X[:, 3]
    learner = ResponseSurface(blocks=(slice(2, 5),)).fit(X, y)
    assert np.sqrt(np.mean((learner.predict(X) - y) ** 2)) < 0.05
    pairs = set(zip(learner.first_.tolist(), learner.second_.tolist(), strict=True))
    assert {(0, 0), (0, 1), (1, 1), (0, 3)} <= pairs
    assert not pairs & {(2, 2), (2, 3), (3, 4)}


@pytest.mark.parametrize("components", [1, 2, 4])
def test_partial_least_squares_agrees_with_scikit_learn(components):
    X, y = straight(noise=0.5)
    coefficients, intercepts = partial_least_squares(X, y, components)
    theirs = PLSRegression(components, scale=False).fit(X, y)
    ours = X @ coefficients[:, -1] + intercepts[-1]
    assert ours == pytest.approx(theirs.predict(X).ravel(), abs=1e-8)


def test_with_all_components_partial_least_squares_is_least_squares():
    X, y = straight()
    coefficients, intercepts = partial_least_squares(X, y, 10)
    design = np.column_stack([X, np.ones(len(X))])
    assert [*coefficients[:, -1], intercepts[-1]] == pytest.approx(np.linalg.lstsq(design, y)[0], abs=1e-6)
    assert np.array_equal(coefficients[:, -1], coefficients[:, -2])


def test_one_latent_variable_behind_thirty_columns_is_one_component():
    rng = np.random.default_rng(2)
    latent = rng.normal(size=80)
    X = np.outer(latent, rng.normal(size=30)) + 0.01 * rng.normal(size=(80, 30))
    assert PartialLeastSquares().fit(X, latent + 0.1 * rng.normal(size=80)).components_ == 1


def test_logistic_chances_agree_with_scikit_learn_where_the_penalty_is_weak():
    rng = np.random.default_rng(3)
    X = rng.normal(size=(2000, 3))
    codes = (rng.uniform(size=2000) < 1 / (1 + np.exp(-1.5 * X[:, 0] + X[:, 1] - 0.5))).astype(int)
    learner = LogisticNet().fit(X, codes)
    theirs = LogisticRegression(C=1e4).fit(X, codes)
    assert learner.predict_proba(X) == pytest.approx(theirs.predict_proba(X), abs=0.03)
    assert learner.coefficients_[:, 0] == pytest.approx([1.5, -1, 0], abs=0.2)


def test_multinomial_chances_agree_with_scikit_learn():
    rng = np.random.default_rng(4)
    X = rng.normal(size=(900, 2))
    codes = np.argmax(X @ np.array([[1.0, -1, 0], [0, 1, -1]]) + rng.gumbel(size=(900, 3)), axis=1)
    said = LogisticNet().fit(X, codes).predict_proba(X)
    assert said == pytest.approx(LogisticRegression(C=1e4).fit(X, codes).predict_proba(X), abs=0.05)


def test_a_single_margin_is_that_of_the_second_label():
    assert chances(np.array([[0.0], [np.log(3)]])) == pytest.approx(np.array([[0.5, 0.5], [0.25, 0.75]]))


@pytest.mark.parametrize("kind", [ElasticNet, ResponseSurface])
def test_the_deviation_of_a_line_is_its_noise_and_grows_away_from_the_rows(kind):
    X, y = straight(rows=300, noise=0.5)
    learner = kind().fit(X, y)
    _, near = learner.predict(X, return_std=True)
    _, far = learner.predict(30 * X, return_std=True)
    assert near.mean() == pytest.approx(0.5, rel=0.1)
    assert far.mean() > 2 * near.mean()
