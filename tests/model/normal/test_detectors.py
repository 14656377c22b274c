"""Detectors: they do not care for units, tell a broken relation, and forget after a break."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2
from tests.model.normal.rows import follows, normal

from sanhak.model.normal.contest import CANDIDATES
from sanhak.model.normal.detectors import AllTags, EachTag, Scale, Smoothed, shrunk_correlation, smoothed

EACH = pytest.mark.parametrize("detector", [one for _, one in CANDIDATES.values()], ids=list(CANDIDATES))


@EACH
def test_units_change_nothing(detector):
    X, new = normal(), normal(60, seed=1)
    factor, offset = np.array([1.8, 0.01, 1000.0, 1.0, 5.0, 0.3]), np.array([32.0, -4.0, 0.0, 9.0, 1.0, 2.0])
    plain = detector.fit(X, follows(400)).statistic(new, follows(60))
    masked = detector.fit(X * factor + offset, follows(400)).statistic(new * factor + offset, follows(60))
    assert masked == pytest.approx(plain, rel=1e-6)


@EACH
def test_a_tag_that_leaves_what_the_others_say_is_far_from_normal(detector):
    X, new = normal(), normal(80, seed=1)
    watch = detector.fit(X, follows(400))
    calm = watch.statistic(new, follows(80))
    new[40:, 2] += 4 * X[:, 2].std()
    assert watch.statistic(new, follows(80))[40:].mean() > 1.5 * calm[40:].mean()


def test_the_distance_of_all_tags_is_chi_squared_on_independent_normal_rows():
    rng = np.random.default_rng(0)
    X, new = rng.normal(size=(5000, 5)), rng.normal(size=(5000, 5))
    found = AllTags().fit(X, follows(5000)).statistic(new, follows(5000))
    assert (found > chi2(5).ppf(0.99)).mean() == pytest.approx(0.01, abs=0.005)


def test_the_residual_squared_is_what_the_distance_loses_when_the_tag_is_as_the_others_say():
    model = AllTags().fit(normal(), follows(400))
    row = normal(1, seed=3) + np.array([0, 0, 2.0, 0, 0, 0])
    mended = row.copy()
    mended[0, 2] = model.expected(row)[0, 2]
    loss = model.statistic(row, follows(1)) - model.statistic(mended, follows(1))
    assert model.residuals(row)[0, 2] ** 2 == pytest.approx(loss[0], rel=1e-6)


def test_the_tag_that_moved_has_the_largest_residual():
    model = AllTags().fit(normal(), follows(400))
    for tag in range(6):
        row = model.scale.mean[None].copy()
        row[0, tag] += 5 * model.scatter[tag]
        assert np.argmax(np.abs(model.residuals(row)[0])) == tag


def test_a_limit_of_each_tag_sees_no_broken_relation_but_that_of_all_does():
    X = normal(memory=1.0)
    row = X[10:11].copy()
    row[0, 2] = X[:, 2].mean() - np.sign(X[10, 2] - X[:, 2].mean()) * X[:, 2].std()
    quiet = EachTag().fit(X, follows(400)).statistic(row, follows(1))[0]
    loud = AllTags().fit(X, follows(400))
    assert quiet < 9
    assert loud.statistic(row, follows(1))[0] > loud.statistic(X, follows(400)).max()


@given(st.integers(8, 60), st.integers(2, 12), st.integers(0, 5))
def test_the_correlation_can_always_be_inverted(rows, tags, seed):
    Z = np.random.default_rng(seed).normal(size=(rows, tags))
    Z[:, -1] = Z[:, 0]
    assert np.linalg.eigvalsh(shrunk_correlation(Z)).min() > 0


def test_few_rows_draw_the_correlation_in_and_many_leave_it():
    few, many = normal(18, tags=12), normal(4000, tags=12, memory=0.5)
    for X, drawn in ((few, True), (many, False)):
        Z = (X - X.mean(axis=0)) / X.std(axis=0)
        off = np.abs(shrunk_correlation(Z) - Z.T @ Z / len(Z)).max()
        assert (off > 1e-3) == drawn


def test_what_is_smoothed_forgets_at_a_break():
    values, breaks = np.array([10.0, 10.0, 1.0, 1.0]), np.array([False, False, True, False])
    assert smoothed(values, 0.5, breaks, 0.0) == pytest.approx([5.0, 7.5, 0.5, 0.75])


def test_a_small_shift_that_lasts_shows_more_clearly_when_smoothed():
    X, new = normal(800), normal(200, seed=2)
    new[100:, 1] += 1.2 * AllTags().fit(X, follows(800)).scatter[1]
    share = {}
    for name, detector in {"plain": AllTags(), "smooth": Smoothed(AllTags(), 0.1)}.items():
        found = detector.fit(X, follows(800)).statistic(new, follows(200))
        share[name] = (found[110:] > np.quantile(found[:100], 0.99)).mean()
    assert share["smooth"] > share["plain"]


def test_absurd_values_stay_numbers():
    X = np.array([[1.0, 2.0], [1e300, 3.0], [2.0, -1e300]])
    away = Scale.of(X).standard(np.array([[1e300, -1e300]]))
    assert np.isfinite(away).all()
    assert np.isfinite(np.square(Scale.of(X[:1]).standard(X))).all()
