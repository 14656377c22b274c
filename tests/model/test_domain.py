import numpy as np
import pytest

from sanhak.model.domain import KnownDomain, metric, probe_regions
from sanhak.model.neighbourhood import Neighbourhood, neighbours
from sanhak.model.prediction import Domain

RNG = np.random.default_rng


def near_of(X, weights=None):
    return Neighbourhood.fit(X, np.ones(X.shape[1]) if weights is None else weights, RNG(0))


def domain_of(X, growth=4.0):
    """A domain whose loss grows with the distance: one where rows are held out singly, more in held-out regions."""
    near = near_of(X)
    held = np.concatenate([near_of(np.delete(X, k, axis=0)).distance(X[[k]]) for k in range(len(X))])
    probed = np.linspace(held.min(), 5 * held.max(), 200)
    losses = np.where(probed <= held.max(), 1.0, growth)
    return KnownDomain.fit(near, (held, np.ones(len(X)), np.ones(len(X))), (probed, losses)), held


def seen(domain, X):
    return domain.of(domain.distance(X), np.zeros(len(X), dtype=bool))


def test_the_data_are_inside_and_far_rows_outside():
    X = RNG(1).uniform(-1.7, 1.7, (200, 3))
    domain, held = domain_of(X)
    assert (seen(domain, X) == Domain.INSIDE).mean() >= 0.95
    assert (seen(domain, X) != Domain.OUTSIDE).all()
    assert (held <= domain.edge).mean() >= 0.95
    assert (seen(domain, 4 * X[np.abs(X).max(axis=1) > 1]) == Domain.OUTSIDE).all()


def test_between_inside_and_outside_lies_the_edge():
    X = RNG(1).uniform(-1.7, 1.7, (200, 2))
    domain, _ = domain_of(X)
    codes = seen(domain, np.linspace(0, 6, 400)[:, None] * np.array([[1.0, 0.0]]))
    assert (np.diff(codes) >= 0).all()
    assert set(codes) == {Domain.INSIDE, Domain.EDGE, Domain.OUTSIDE}


def test_a_gap_among_the_data_is_not_inside():
    X = RNG(1).uniform(-1.7, 1.7, (600, 2))
    X = X[np.linalg.norm(X, axis=1) > 1.1]
    domain, _ = domain_of(X)
    assert seen(domain, np.zeros((1, 2)))[0] != Domain.INSIDE


def test_a_step_beyond_the_data_is_further_than_a_gap_of_the_same_width():
    X = np.concatenate([RNG(0).uniform(-2, -1, (100, 1)), RNG(1).uniform(1, 2, (100, 1))])
    gap, beyond = near_of(X).distance(np.array([[0.0], [X.max() + np.abs(X).min()]]))
    assert beyond > 1.8 * gap


def test_a_model_that_holds_further_out_gets_a_wider_domain():
    X = RNG(1).uniform(-1.7, 1.7, (200, 2))
    steady, steep = domain_of(X, growth=1.0)[0], domain_of(X, growth=100.0)[0]
    assert steady.outside > steep.outside
    assert np.isfinite(steady.outside)


def test_unseen_levels_lie_outside_whatever_the_distance():
    X = RNG(1).uniform(-1, 1, (50, 2))
    domain, _ = domain_of(X)
    assert domain.of(domain.distance(X[:2]), np.array([True, False])).tolist() == [Domain.OUTSIDE, Domain.INSIDE]


def test_repeated_conditions_stay_inside():
    X = np.repeat(np.array([[-1.0, -1], [-1, 1], [1, -1], [1, 1]]), 10, axis=0)
    domain, _ = domain_of(X)
    assert (seen(domain, X) == Domain.INSIDE).all()
    assert seen(domain, np.array([[1.0, 5.0]]))[0] == Domain.OUTSIDE


def test_columns_weigh_by_their_influence_but_none_is_forgotten():
    weights = metric(("a", "b", "b", "c"), {"a": 2.0, "b": 1.0, "c": 0.0})
    assert weights == pytest.approx([1, 0.5, 0.5, 0.1])
    assert metric(("a", "b"), {"a": 0.0, "b": 0.0}) == pytest.approx([1, 1])


def test_the_distance_is_that_of_the_definition():
    X = RNG(2).standard_normal((700, 3))
    Z = 0.1 * RNG(3).standard_normal((600, 3))
    assert neighbours(700) == 5
    assert neighbours(6) == 1
    by_hand = [np.sort(np.linalg.norm(X - z, axis=1))[:5].mean() for z in Z]
    assert near_of(X).distance(Z) == pytest.approx(np.array(by_hand))
    assert near_of(X).distance(np.zeros((0, 3))).shape == (0,)


def test_regions_are_held_out_whole():
    X = RNG(0).uniform(-1, 1, (1000, 2))
    asked = []

    def probe(teaching, judging):
        asked.append((teaching, judging))
        return np.linalg.norm(X[judging], axis=1)

    distance, loss = probe_regions(X, np.ones(2), probe, RNG(1))
    assert len(asked) == 4
    assert len(distance) == len(loss) == sum(len(judging) for _, judging in asked)
    for teaching, judging in asked:
        assert len(teaching) + len(judging) == 400
        assert not set(teaching) & set(judging)
    assert np.median(distance) > 3 * np.median(near_of(X[:400]).distance(X[400:]))


def test_a_handful_of_rows_is_not_probed():
    distance, loss = probe_regions(np.zeros((4, 1)), np.ones(1), lambda *_: np.zeros(1), RNG(0))
    assert len(distance) == len(loss) == 0


def test_a_stored_domain_is_the_same():
    X = RNG(1).uniform(-1, 1, (50, 2))
    domain, _ = domain_of(X)
    again = KnownDomain.from_state(domain.state())
    assert (again.distance(2 * X) == domain.distance(2 * X)).all()
    assert (seen(again, 2 * X) == seen(domain, 2 * X)).all()


def test_a_teaching_row_does_not_count_as_its_own_neighbour():
    X = RNG(3).uniform(-1, 1, (600, 2))
    near = near_of(X)
    alone = [near_of(np.delete(X, row, axis=0)) for row in range(3)]
    for row, others in enumerate(alone):
        one = near.rows[[row]]
        assert near._nearest(one, itself=row) == pytest.approx(others._nearest(one))
    assert (near.own > near.distance(X)).all()


def test_drift_of_held_out_rows_does_not_widen_the_domain():
    X = RNG(4).uniform(-1, 1, (200, 2))
    near = near_of(X)
    drifted = (near.own + 5.0, np.ones(200), np.ones(200))
    nothing = (np.zeros(0), np.zeros(0))
    wide = KnownDomain.fit(near, drifted, nothing)
    usual = KnownDomain.fit(near, drifted, nothing, usual=(near.own, np.ones(200)))
    assert usual.outside < 1.0
    assert wide.outside > 5.0
