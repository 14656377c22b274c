"""Scores of reviewers: known merits come back with honest intervals, and what tells nothing is refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanhak.finding import Refusal
from sanhak.model.reviews import calibrated


def simulated(rng, applications=40, reviewers=9, each=3, merit=0.8, severity=0.4, noise=0.8):
    truth = 3 + merit * rng.standard_normal(applications)
    kind = severity * rng.standard_normal(reviewers)
    rows = np.repeat(np.arange(applications), each)
    columns = np.concatenate([rng.choice(reviewers, each, replace=False) for _ in range(applications)])
    scores = truth[rows] + kind[columns] + noise * rng.standard_normal(len(rows))
    return truth, kind, scores, rows, columns


def learnt(scores, rows, columns, applications=40, reviewers=9):
    return calibrated(scores, rows, columns, applications=applications, reviewers=reviewers, scale=(-9, 15))


def test_intervals_hold_nine_of_ten_and_merits_beat_the_mean():
    inside, ours, means = [], [], []
    for seed in range(60):
        truth, _, scores, rows, columns = simulated(np.random.default_rng(seed))
        found = learnt(scores, rows, columns)
        inside.append((found.lower <= truth) & (truth <= found.upper))
        mean = np.bincount(rows, scores) / np.bincount(rows)
        ours.append(((found.merit - truth) ** 2).mean())
        means.append(((mean - truth) ** 2).mean())
    assert 0.87 < np.mean(inside) < 0.94
    assert np.mean(ours) < 0.8 * np.mean(means)


def test_severity_agreement_and_noise_come_back():
    truth, kind, scores, rows, columns = simulated(np.random.default_rng(1), 300, 40, 4)
    found = learnt(scores, rows, columns, 300, 40)
    assert np.corrcoef(found.severity, kind)[0, 1] > 0.9
    assert np.corrcoef(found.merit, truth)[0, 1] > 0.85
    assert found.agreement == pytest.approx(0.64 / (0.64 + 0.16 + 0.64), abs=0.08)
    assert found.noise == pytest.approx(np.sqrt(0.16 + 0.64), rel=0.1)
    assert found.agreement_of(3) == pytest.approx(3 * found.agreement / (1 + 2 * found.agreement))


def test_a_severe_reviewer_costs_an_application_little():
    """Two equal applications, one read by those who give less: the calibrated difference is small."""
    rows = np.repeat(np.arange(20), 2)
    columns = np.array([[0, 1] if one % 2 else [2, 3] for one in range(20)]).ravel()
    rows, columns = np.append(rows, [0, 1]), np.append(columns, [0, 2])
    rng = np.random.default_rng(0)
    merit = rng.standard_normal(20) * 0.3
    scores = merit[rows] + 3 + np.array([-1, -1, 1, 1])[columns] + 0.1 * rng.standard_normal(len(rows))
    found = learnt(scores, rows, columns, 20, 4)
    raw = np.bincount(rows, scores) / np.bincount(rows)
    assert np.std(found.merit - merit) < 0.5 * np.std(raw - merit)


def test_draws_have_the_mean_and_spread_that_are_said():
    _, _, scores, rows, columns = simulated(np.random.default_rng(5))
    found = learnt(scores, rows, columns)
    drawn = found.draws(np.random.default_rng(0), 4000)
    assert np.abs(drawn.mean(axis=0) - found.merit).max() < 5 * found.spread.max() / np.sqrt(4000)
    assert drawn.std(axis=0) == pytest.approx(found.spread, rel=0.08)
    assert (found.draws(np.random.default_rng(0), 50) == found.draws(np.random.default_rng(0), 50)).all()


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 999), shift=st.floats(-2, 2), stretch=st.floats(0.2, 1.5))
def test_order_origin_and_unit_of_scores_change_nothing(seed, shift, stretch):
    rng = np.random.default_rng(seed)
    _, _, scores, rows, columns = simulated(rng, 12, 5)
    found = learnt(scores, rows, columns, 12, 5)
    order = rng.permutation(len(scores))
    turned = learnt(scores[order] * stretch + shift, 11 - rows[order], 4 - columns[order], 12, 5)
    assert turned.merit[::-1] == pytest.approx(found.merit * stretch + shift)
    assert turned.severity[::-1] == pytest.approx(found.severity * stretch)
    assert turned.lower[::-1] == pytest.approx(found.lower * stretch + shift)
    assert turned.agreement == pytest.approx(found.agreement)


def test_an_application_without_a_review_has_the_widest_interval():
    _, _, scores, rows, columns = simulated(np.random.default_rng(2))
    found = learnt(scores, rows, columns, 41)
    assert np.argmax(found.upper - found.lower) == 40
    assert found.merit[40] == pytest.approx(scores.mean(), abs=0.3)


@pytest.mark.parametrize(
    ("code", "scores", "rows"),
    [
        ("M290", [3, 3, 3], [0, 0, 1]),
        ("M290", [3, 4, 2], [1, 1, 1]),
        ("M290", [], []),
        ("M294", [3, 9, 3], [0, 1, 1]),
        ("M294", [3, np.nan, 3], [0, 1, 1]),
        ("M294", [3, 4, 3], [0, 1, 7]),
    ],
)
def test_what_tells_nothing_is_refused(code, scores, rows):
    with pytest.raises(Refusal, match=code):
        calibrated(scores, rows, list(range(len(scores))), applications=2, reviewers=3)


def test_what_is_doubtful_is_said():
    def codes(scores, rows, columns):
        found = calibrated(scores, rows, columns, applications=6, reviewers=("A", "B", "C"))
        return [one.code for one in found.findings]

    assert codes([1, 2, 3], [0, 1, 2], [0, 1, 2]) == ["M291"]
    assert codes([3, 3, 3, 1, 2, 5], [0, 1, 2, 0, 1, 2], [0, 0, 0, 1, 1, 1]) == ["M292"]
    assert codes([3, 2, 4, 1], [0, 0, 1, 1], [0, 0, 1, 1]) == ["M293"]
    assert codes([3, 2, 4, 1], [0, 0, 1, 1], [0, 1, 1, 2]) == []
