import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sanhak.model.domain import KnownDomain
from sanhak.model.likeness import BANDS, Counted, Likeness, likeness
from sanhak.model.prediction import Domain

RNG = np.random.default_rng
PLACES = (slice(2, 42),)
FEATURES = ("T", "p", *["molecule"] * 40)


def kin(rows, seed=0, families=6):
    """Rows of 40 counts: families that share most of their groups, of which each has some that no other has."""
    rng = RNG(seed)
    family = rng.integers(families, size=rows)
    counts = np.zeros((rows, 40))
    counts[:, :4] = rng.integers(0, 3, (rows, 4))
    for number in range(families):
        here = np.flatnonzero(family == number)
        counts[np.ix_(here, range(4 + 6 * number, 10 + 6 * number))] = rng.integers(1, 4, (len(here), 6))
    return counts


def near_of(counts, beside=None):
    X = np.hstack([np.zeros((len(counts), 2)) if beside is None else beside, counts])
    features = FEATURES if beside is not None else ("molecule",) * 42
    return X, Likeness.fit(X, PLACES, features, np.ones(42), RNG(0))


def by_definition(A, B):
    smaller = np.minimum(A[:, None], B[None]).sum(axis=2)
    larger = np.maximum(A[:, None], B[None]).sum(axis=2)
    return np.where(larger > 0, smaller / np.maximum(larger, 1), 1.0)


@given(arrays(np.int64, (30, 5), elements=st.integers(0, 300)), arrays(np.int64, (4, 5), elements=st.integers(0, 900)))
def test_likeness_is_that_of_the_definition_however_many_rows_are_asked(asked, known):
    counted = Counted.of(known.astype(float))
    expected = by_definition(asked, known)
    assert counted.likeness(asked.astype(float)) == pytest.approx(expected, rel=1e-6)
    assert np.array_equal(counted.likeness(asked[:3].astype(float)), counted.likeness(asked.astype(float))[:3])


def test_counts_are_kept_in_the_smallest_whole_type_that_holds_them():
    assert Counted.of(np.array([[0.0, 255.0]])).rows.dtype == np.uint8
    assert Counted.of(np.array([[0.0, 256.0]])).rows.dtype == np.uint16


def test_of_two_structures_in_a_row_the_less_like_one_counts():
    known = (Counted.of(np.eye(2)), Counted.of(np.eye(2)))
    found = likeness(known, (slice(0, 2), slice(2, 4)), np.array([[1.0, 0, 1, 0], [1.0, 0, 0, 1]]))
    assert found.tolist() == [[1.0, 0.0], [0.0, 0.0]]


def test_the_same_structure_has_no_distance_and_one_that_shares_nothing_the_whole():
    counts = kin(60)
    counts[:, -1] = 0
    X, near = near_of(counts)
    stranger = np.eye(1, 42, 41) * 5
    assert near.distance(X) == pytest.approx(np.zeros(60))
    assert near.distance(stranger) == pytest.approx([1.0])
    assert near.distance(X[:0]).shape == (0,)


def test_a_row_is_not_its_own_neighbour():
    X, near = near_of(kin(50))
    alone = [near_of(np.delete(X[:, 2:], row, axis=0))[1].distance(X[[row]])[0] for row in range(5)]
    assert near.own[:5] == pytest.approx(np.array(alone))


def test_identical_structures_are_inside_and_unlike_ones_outside():
    X, near = near_of(kin(200))
    held = near.own
    domain = KnownDomain.fit(near, (held, 0.2 + held, np.ones(200)), (np.zeros(0), np.zeros(0)))
    unlike = np.hstack([np.zeros((3, 6)), np.eye(3, 36) * 9])
    codes = domain.of(domain.distance(np.vstack([X, unlike])), np.zeros(203, dtype=bool))
    assert (codes[:200] == Domain.INSIDE).all()
    assert (codes[200:] == Domain.OUTSIDE).all()
    assert 0 < domain.edge < domain.outside < 1


def test_a_known_structure_under_unknown_conditions_is_not_inside():
    beside = RNG(1).normal(size=(200, 2))
    X, near = near_of(kin(200), beside)
    moved = X.copy()
    moved[:, 0] += 30
    assert near.own.max() < 1
    assert (near.distance(X) <= BANDS[0]).all()
    assert (near.distance(moved) > BANDS[1]).all()


def test_the_columns_beside_structures_can_be_read_back():
    beside = RNG(1).normal(size=(50, 2))
    X, near = near_of(kin(50), beside)
    assert near.column(1) == pytest.approx(X[:, 1])
    with pytest.raises(KeyError):
        near.column(7)


def test_a_stored_likeness_gives_the_same_distances():
    beside = RNG(1).normal(size=(80, 2))
    X, near = near_of(kin(80), beside)
    domain = KnownDomain(near, 0.5, 0.7)
    again = KnownDomain.from_state(domain.state())
    asked = np.hstack([3 * beside, kin(80, seed=5)])
    assert np.array_equal(again.distance(asked), domain.distance(asked))
    assert (again.edge, again.outside) == (0.5, 0.7)
    assert np.array_equal(again.distance(X[:1]), domain.distance(X[:1]))
