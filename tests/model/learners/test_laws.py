"""Laws that every learner keeps, whatever it is: a new candidate is tested by entering the list."""

from __future__ import annotations

import inspect
from dataclasses import dataclass

import numpy as np
import pytest
from sklearn.base import clone

from sanhak.model.learner import Lasting, afresh
from sanhak.model.learners import METHODS, Candidate, label_candidates, number_candidates
from sanhak.model.storage import load_learner, save_learner

QUICK = {"trees": 25, "most": 40, "iterations": 15}
"""Fewer trees and iterations than a candidate asks for: laws do not depend on how many there are."""


@dataclass(frozen=True)
class Entrant:
    """A candidate, and whether it predicts labels."""

    candidate: Candidate
    labels: bool

    def __str__(self):
        return f"{self.candidate.name} for {'labels' if self.labels else 'numbers'}"

    def make(self, seed=0):
        learner = self.candidate.make(seed)
        return learner.set_params(**{name: least for name, least in QUICK.items() if name in learner.get_params()})

    def outcome(self, y):
        return (y > np.median(y)).astype(np.intp) if self.labels else y

    def says(self, learner, X):
        return learner.predict_proba(X) if self.labels else learner.predict(X)

    def loss(self, learner, X, y):
        said = self.says(learner, X)
        if self.labels:
            return float(-np.log(np.maximum(said[np.arange(len(y)), y], 1e-9)).mean())
        return float(np.mean((said - y) ** 2))


NUMBERS = [Entrant(candidate, labels=False) for candidate in number_candidates()]
LABELS = [Entrant(candidate, labels=True) for candidate in label_candidates()]
EVERYONE = [*NUMBERS, *LABELS]
TUNING = [one for one in EVERYONE if "groups" in inspect.signature(one.candidate.make(0).fit).parameters]


def entrants(some):
    return pytest.mark.parametrize("entrant", some, ids=str)


def linear_truth(rows, width, seed=1):
    rng = np.random.default_rng(seed)
    X = np.round(rng.normal(size=(rows, width)), 9)
    truth = X[:, 0] - 0.5 * X[:, -1]
    return X, np.round((truth + 0.2 * rng.normal(size=rows)) / 1.2, 9)


@entrants(EVERYONE)
def test_a_learner_is_cloned_with_its_settings_and_without_what_it_learned(entrant):
    X, y = linear_truth(30, 2)
    learner = entrant.make(3).fit(X, entrant.outcome(y))
    again = clone(learner)
    assert type(again) is type(learner)
    assert again.get_params() == learner.get_params()
    assert not [name for name in vars(again) if name.endswith("_")]


@entrants(EVERYONE)
def test_a_fresh_learner_with_the_settings_found_learns_the_same(entrant):
    X, y = linear_truth(60, 3)
    y = entrant.outcome(y)
    learner = entrant.make(7).fit(X, y)
    again = afresh(learner)
    assert not [name for name in vars(again) if name.endswith("_")]
    assert np.allclose(entrant.says(again.fit(X, y), X), entrant.says(learner, X), rtol=1e-9, atol=1e-12)


@entrants(EVERYONE)
def test_the_same_seed_gives_the_same_answer(entrant):
    X, y = linear_truth(60, 3)
    first, second = (entrant.says(entrant.make(7).fit(X, entrant.outcome(y)), X) for _ in range(2))
    assert np.array_equal(first, second)


@entrants(EVERYONE)
def test_a_stored_learner_predicts_the_same_to_the_last_digit(entrant, tmp_path):
    X, y = linear_truth(80, 4)
    learner = entrant.make().fit(X, entrant.outcome(y))
    save_learner(tmp_path, "learner", learner)
    again = load_learner(tmp_path, "learner")
    fresh = linear_truth(40, 4, seed=2)[0]
    assert type(again) in METHODS
    assert np.array_equal(entrant.says(again, fresh), entrant.says(learner, fresh))
    assert np.array_equal(again.predict(fresh), learner.predict(fresh))


@entrants(EVERYONE)
def test_what_was_read_can_be_stored_again(entrant):
    X, y = linear_truth(40, 2)
    learner = entrant.make().fit(X, entrant.outcome(y))
    assert isinstance(learner, Lasting)
    state = learner.state()
    again = type(learner).from_state(state).state()
    assert state.keys() == again.keys()
    assert all(np.array_equal(state[part], again[part]) for part in state)


@entrants(EVERYONE)
def test_a_linear_truth_is_learned_better_than_by_a_baseline(entrant):
    X, y = linear_truth(200, 4)
    y = entrant.outcome(y)
    naive = (LABELS if entrant.labels else NUMBERS)[0].make().fit(X[:150], y[:150])
    learned = entrant.make().fit(X[:150], y[:150])
    losses = [entrant.loss(learner, X[150:], y[150:]) for learner in (naive, learned)]
    if entrant.candidate.order:
        assert losses[1] < 0.8 * losses[0]
    else:
        assert losses[1] <= 4 * losses[0]


@pytest.mark.parametrize(("rows", "width"), [(30, 1), (8, 3), (2, 2), (1, 2), (40, 60)])
@entrants(EVERYONE)
def test_every_shape_is_learned_and_answered_with_finite_numbers(entrant, rows, width):
    X, y = linear_truth(rows, width)
    learner = entrant.make().fit(X, entrant.outcome(y))
    for few in (X, X[:1], X[:0]):
        said = entrant.says(learner, few)
        assert said.shape == ((len(few), len(learner.classes_)) if entrant.labels else (len(few),))
        assert np.isfinite(said).all()


@entrants(EVERYONE)
def test_a_constant_column_breaks_nothing(entrant):
    X, y = linear_truth(50, 3)
    X[:, 1] = 0.0
    assert np.isfinite(entrant.says(entrant.make().fit(X, entrant.outcome(y)), X)).all()


@entrants(EVERYONE)
def test_an_outcome_that_never_varies_is_predicted_as_it_is(entrant):
    X, _ = linear_truth(30, 2)
    constant = np.zeros(30, dtype=np.intp if entrant.labels else float)
    assert entrant.make().fit(X, constant).predict(X) == pytest.approx(0.0, abs=1e-6)


@entrants(EVERYONE)
def test_two_hundred_one_hot_columns_are_learned(entrant):
    rng = np.random.default_rng(5)
    level = rng.integers(0, 200, 400)
    X = np.eye(200)[level]
    y = np.round((level % 2) * 2.0 - 1 + 0.1 * rng.normal(size=400), 9)
    learner = entrant.make()
    if "blocks" in learner.get_params():
        learner.set_params(blocks=(slice(0, 200),))
    assert np.isfinite(entrant.says(learner.fit(X, entrant.outcome(y)), X)).all()


@entrants(LABELS)
def test_probabilities_are_at_least_zero_and_sum_to_one(entrant):
    X, y = linear_truth(90, 3)
    learner = entrant.make().fit(X, np.digitize(y, np.quantile(y, [0.3, 0.7])))
    said = learner.predict_proba(X)
    assert said.min() >= 0
    assert said.sum(axis=1) == pytest.approx(1.0, abs=1e-12)
    assert list(learner.classes_) == [0, 1, 2]
    assert set(learner.predict(X)) <= {0, 1, 2}


@entrants(LABELS)
def test_labels_need_not_be_numbered_without_gaps(entrant):
    X, y = linear_truth(40, 2)
    learner = entrant.make().fit(X, np.where(y > 0, 5, 2))
    assert list(learner.classes_) == [2, 5]
    assert set(learner.predict(X)) <= {2, 5}


@entrants(TUNING)
def test_rows_that_stand_alone_are_groups_of_one_and_a_single_group_cannot_be_tuned_on(entrant):
    X, y = linear_truth(60, 3)
    y = entrant.outcome(y)
    alone = entrant.make().fit(X, y, groups=np.arange(60))
    assert np.array_equal(entrant.says(alone, X), entrant.says(entrant.make().fit(X, y), X))
    together = entrant.make().fit(X, y, groups=np.zeros(60, dtype=np.intp))
    assert np.isfinite(entrant.says(together, X)).all()


@entrants(EVERYONE)
def test_every_candidate_has_its_place_and_its_name_in_both_languages(entrant):
    candidate = entrant.candidate
    assert 0 <= candidate.order <= 4
    assert candidate.name.render("ko") != candidate.name.render("en")
    assert candidate.suits(200, 6, 2)


def test_the_wide_and_the_short_are_left_to_those_whom_they_suit():
    suited = {str(one): one.candidate.suits for one in EVERYONE}
    assert not suited["Gaussian process for numbers"](200, 500, 0)
    assert not suited["response surface for numbers"](200, 40, 0)
    assert not suited["boosted trees for labels"](10, 3, 0)
    assert suited["elastic net for numbers"](3, 500, 0)
