"""Laws that every learner keeps, whatever it is: a new candidate is tested by entering the list."""

import warnings
from pathlib import Path

import numpy as np
import pytest
from sklearn.base import clone

from sanhak.model.learner import Lasting
from sanhak.model.learners import METHODS, Candidate, label_candidates, number_candidates
from sanhak.model.storage import load_learner, save_learner

NUMBERS = number_candidates()
EVERYONE = (*NUMBERS, *label_candidates())
LABELS = frozenset(str(candidate.name) for candidate in EVERYONE)


def named(candidate: Candidate) -> str:
    kind = "label" if id(candidate) in LABELS else "number"
    return f"{kind}: {candidate.name}"


every_learner = pytest.mark.parametrize("candidate", EVERYONE, ids=named)
every_label_learner = pytest.mark.parametrize("candidate", label_candidates(), ids=named)


QUICK = {"trees": 25, "most": 40, "iterations": 15}


def quick(candidate, seed=0):
    """The candidate's learner with fewer trees and iterations: laws do not depend on how many there are."""
    learner = candidate.make(seed)
    return learner.set_params(**{name: least for name, least in QUICK.items() if name in learner.get_params()})


def linear_truth(rows, width, seed=1):
    rng = np.random.default_rng(seed)
    X = np.round(rng.normal(size=(rows, width)), 9)
    truth = X[:, 0] - 0.5 * X[:, -1]
    return X, np.round((truth + 0.2 * rng.normal(size=rows)) / 1.2, 9)


def outcome_for(candidate, y):
    return (y > np.median(y)).astype(np.intp) if id(candidate) in LABELS else y


def says(candidate, learner, X):
    return learner.predict_proba(X) if id(candidate) in LABELS else learner.predict(X)


def loss(candidate, learner, X, y):
    said = says(candidate, learner, X)
    if id(candidate) in LABELS:
        return float(-np.log(np.maximum(said[np.arange(len(y)), y], 1e-9)).mean())
    return float(np.mean((said - y) ** 2))


@every_learner
def test_a_learner_is_cloned_with_its_settings_and_without_what_it_learned(candidate):
    learner = quick(candidate, 3)
    X, y = linear_truth(30, 2)
    learner.fit(X, outcome_for(candidate, y))
    again = clone(learner)
    assert type(again) is type(learner)
    assert again.get_params() == learner.get_params()
    assert not [name for name in vars(again) if name.endswith("_")]


@every_learner
def test_the_same_seed_gives_the_same_answer(candidate):
    X, y = linear_truth(60, 3)
    y = outcome_for(candidate, y)
    first, second = (says(candidate, quick(candidate, 7).fit(X, y), X) for _ in range(2))
    assert np.array_equal(first, second)


@every_learner
def test_a_stored_learner_predicts_the_same_to_the_last_digit(candidate, tmp_path: Path):
    X, y = linear_truth(80, 4)
    learner = quick(candidate).fit(X, outcome_for(candidate, y))
    save_learner(tmp_path, "learner", learner)
    again = load_learner(tmp_path, "learner")
    fresh = linear_truth(40, 4, seed=2)[0]
    assert type(again) in METHODS
    assert np.array_equal(says(candidate, again, fresh), says(candidate, learner, fresh))
    assert np.array_equal(again.predict(fresh), learner.predict(fresh))


@every_learner
def test_its_state_is_enough_to_be_stored_twice(candidate):
    X, y = linear_truth(40, 2)
    learner = quick(candidate).fit(X, outcome_for(candidate, y))
    assert isinstance(learner, Lasting)
    state = learner.state()
    again = type(learner).from_state(state).state()
    assert state.keys() == again.keys()
    assert all(np.array_equal(state[part], again[part]) for part in state)


@every_learner
def test_a_linear_truth_is_learned_at_least_as_well_as_by_the_baseline(candidate):
    X, y = linear_truth(200, 4)
    y = outcome_for(candidate, y)
    baseline = EVERYONE[len(NUMBERS)] if id(candidate) in LABELS else EVERYONE[0]
    naive = loss(candidate, quick(baseline).fit(X[:150], y[:150]), X[150:], y[150:])
    learned = loss(candidate, quick(candidate).fit(X[:150], y[:150]), X[150:], y[150:])
    if candidate.order:
        assert learned < 0.8 * naive
    else:
        assert learned <= 4 * naive


@every_learner
@pytest.mark.parametrize(
    ("rows", "width"),
    [(30, 1), (8, 3), (2, 2), (1, 2), (40, 60)],
    ids=["one column", "8 rows", "2 rows", "1 row", "wide"],
)
def test_every_shape_is_learned_and_answered_with_finite_numbers(candidate, rows, width):
    X, y = linear_truth(rows, width)
    learner = quick(candidate).fit(X, outcome_for(candidate, y))
    for few in (X, X[:1], X[:0]):
        said = says(candidate, learner, few)
        assert said.shape == ((len(few), len(learner.classes_)) if id(candidate) in LABELS else (len(few),))
        assert np.isfinite(said).all()


@every_learner
def test_a_constant_column_changes_nothing_and_breaks_nothing(candidate):
    X, y = linear_truth(50, 3)
    X[:, 1] = 0.0
    learner = quick(candidate).fit(X, outcome_for(candidate, y))
    assert np.isfinite(says(candidate, learner, X)).all()


@every_learner
def test_an_outcome_that_never_varies_is_predicted_as_it_is(candidate):
    X, _ = linear_truth(30, 2)
    constant = np.zeros(30, dtype=np.intp) if id(candidate) in LABELS else np.zeros(30)
    learner = quick(candidate).fit(X, constant)
    assert learner.predict(X) == pytest.approx(0.0, abs=1e-6)


@every_learner
def test_two_hundred_one_hot_columns_are_learned(candidate):
    rng = np.random.default_rng(5)
    level = rng.integers(0, 200, 400)
    X = np.eye(200)[level]
    y = np.round((level % 2) * 2.0 - 1 + 0.1 * rng.normal(size=400), 9)
    learner = quick(candidate)
    if "blocks" in learner.get_params():
        learner.set_params(blocks=(slice(0, 200),))
    assert np.isfinite(says(candidate, learner.fit(X, outcome_for(candidate, y)), X)).all()


@every_learner
def test_probabilities_are_at_least_zero_and_sum_to_one(candidate):
    if id(candidate) not in LABELS:
        pytest.skip("predicts numbers")
    X, y = linear_truth(90, 3)
    three = np.digitize(y, np.quantile(y, [0.3, 0.7]))
    learner = quick(candidate).fit(X, three)
    said = learner.predict_proba(X)
    assert said.min() >= 0
    assert said.sum(axis=1) == pytest.approx(1.0, abs=1e-12)
    assert list(learner.classes_) == [0, 1, 2]
    assert set(learner.predict(X)) <= {0, 1, 2}


@every_learner
def test_labels_need_not_be_numbered_without_gaps(candidate):
    if id(candidate) not in LABELS:
        pytest.skip("predicts numbers")
    X, y = linear_truth(40, 2)
    codes = np.where(y > 0, 5, 2)
    learner = quick(candidate).fit(X, codes)
    assert list(learner.classes_) == [2, 5]
    assert set(learner.predict(X)) <= {2, 5}


@every_learner
def test_groups_given_as_rows_of_one_each_change_nothing(candidate):
    import inspect

    learner = quick(candidate)
    if "groups" not in inspect.signature(learner.fit).parameters:
        pytest.skip("does not tune itself")
    X, y = linear_truth(60, 3)
    y = outcome_for(candidate, y)
    apart = says(candidate, quick(candidate).fit(X, y, groups=np.arange(60)), X)
    assert np.array_equal(apart, says(candidate, learner.fit(X, y), X))
    together = quick(candidate).fit(X, y, groups=np.zeros(60, dtype=np.intp))
    assert np.isfinite(says(candidate, together, X)).all()


@every_learner
def test_candidates_are_ordered_from_simple_to_complicated(candidate):
    assert 0 <= candidate.order <= 4
    assert candidate.name.render("ko") != candidate.name.render("en")
    assert candidate.suits(200, 6)
    assert candidate.suits(8, 3) in {True, False}


def test_learning_warns_of_nothing_even_where_a_path_stops_early():
    X, y = linear_truth(40, 60)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for candidate in EVERYONE:
            quick(candidate).fit(X, outcome_for(candidate, y))
