"""Trees kept as flat arrays say exactly what their growers say."""

import lightgbm
import numpy as np
import pytest
from sklearn.ensemble import ExtraTreesClassifier, ExtraTreesRegressor

from sanhak.model.learners import boosting
from sanhak.model.learners.boosting import Boosting, BoostingLabels, trees_of
from sanhak.model.learners.forest import Forest
from sanhak.model.learners.trees import ExtraTrees, ExtraTreesLabels, planted


def rough(rows=150, seed=0):
    rng = np.random.default_rng(seed)
    X = np.round(rng.normal(size=(rows, 4)), 9)
    return X, np.where(X[:, 0] > 0, X[:, 1], -1.0) + 0.1 * rng.normal(size=rows)


def test_regression_trees_predict_what_scikit_learn_predicts():
    X, y = rough()
    grown = ExtraTreesRegressor(30, min_samples_leaf=2, random_state=0).fit(X, y)
    learner = ExtraTrees()
    learner.forest_ = planted(grown.estimators_)
    Z = np.vstack([rough(seed=1)[0], X])
    assert learner.predict(Z) == pytest.approx(grown.predict(Z), rel=1e-12, abs=1e-12)


def test_classification_trees_predict_what_scikit_learn_predicts():
    X, y = rough()
    codes = np.digitize(y, [-0.8, 0.3])
    grown = ExtraTreesClassifier(30, random_state=0).fit(X, codes)
    learner = ExtraTreesLabels()
    learner.classes_, learner.forest_ = grown.classes_, planted(grown.estimators_)
    Z = rough(seed=1)[0]
    assert learner.predict_proba(Z) == pytest.approx(grown.predict_proba(Z), abs=1e-12)


def originals(learner):
    return [lightgbm.Booster(model_str=text) for text in learner.state().values() if isinstance(text, str)]


def test_boosted_trees_predict_what_lightgbm_predicts():
    X, y = rough()
    learner = Boosting().fit(X, y)
    Z = rough(seed=1)[0]
    said = np.mean([original.predict(Z) for original in originals(learner)], axis=0)
    assert learner.predict(Z) == pytest.approx(said, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("limits", [[-0.8], [-0.8, 0.3]])
def test_margins_of_boosted_trees_are_the_mean_of_those_of_lightgbm(limits):
    X, y = rough()
    learner = BoostingLabels(most=40).fit(X, np.digitize(y, limits))
    Z = rough(seed=1)[0]
    margins = np.mean([original.predict(Z, raw_score=True) for original in originals(learner)], axis=0)
    margins = np.column_stack([np.zeros(len(Z)), margins]) if margins.ndim == 1 else margins
    said = np.log(learner.predict_proba(Z))
    assert said - said[:, :1] == pytest.approx(margins - margins[:, :1], abs=1e-9)


def test_many_rows_are_walked_in_parts_with_the_same_result(monkeypatch):
    X, y = rough()
    learner = ExtraTrees(trees=20).fit(X, y)
    whole = learner.predict(X, return_std=True)
    monkeypatch.setattr("sanhak.model.learners.forest._CELLS", 50)
    parts = learner.predict(X, return_std=True)
    assert all(np.array_equal(a, b) for a, b in zip(whole, parts, strict=True))


def test_the_spread_among_trees_grows_where_the_outcome_is_rough():
    rng = np.random.default_rng(0)
    X = rng.uniform(-1, 1, (600, 1))
    y = np.where(X[:, 0] > 0, rng.normal(size=600), 0.05 * rng.normal(size=600))
    _, spread = ExtraTrees().fit(X, y).predict(np.array([[-0.5], [0.5]]), return_std=True)
    assert spread[1] > 3 * spread[0]


def test_a_tree_that_is_only_a_leaf_says_its_value():
    learner = Boosting().fit(np.zeros((60, 2)), np.full(60, 0.25))
    assert learner.predict(np.ones((3, 2))) == pytest.approx(0.25)
    assert all(tree.left.tolist() == [-1] for text in learner.texts_ for tree in trees_of(text))


def test_siblings_are_neighbours_and_leaves_stay():
    X, y = rough()
    forest = ExtraTrees(trees=5).fit(X, y).forest_
    leaf = np.isinf(forest.threshold)
    assert np.array_equal(forest.left[leaf], np.flatnonzero(leaf))
    assert (forest.left[~leaf] > np.flatnonzero(~leaf)).all()
    again = Forest.from_state(forest.state())
    assert np.array_equal(again.leaves(X), forest.leaves(X))


def test_quiet_data_gets_small_leaves_and_noisy_data_large_ones():
    X, _ = rough(400)
    quiet = ExtraTrees(trees=30).fit(X, X[:, 0] * X[:, 1])
    noisy = ExtraTrees(trees=30).fit(X, 0.1 * X[:, 0] + np.random.default_rng(9).normal(size=400))
    assert quiet.leaf_ == min(ExtraTrees().leaves)
    assert noisy.leaf_ == max(ExtraTrees().leaves)


def test_few_rows_are_judged_on_all_inner_folds_and_many_on_one(monkeypatch):
    asked = []
    real = lightgbm.cv
    monkeypatch.setattr(lightgbm, "cv", lambda *given, **more: asked.append(len(more["folds"])) or real(*given, **more))
    monkeypatch.setattr(boosting, "_ENOUGH_TO_JUDGE", 90)
    for rows in (100, 400):
        Boosting(most=5).fit(*rough(rows))
    assert asked == [3, 3, 1, 1]
