import json
from dataclasses import replace

import numpy as np
import pytest

from model.rows import FREQUENT, MEAN, STRAIGHT, WAVY, Straight, Wavy, candidate, split_of, table_of
from sanhak.finding import Refusal
from sanhak.model import effects, task
from sanhak.model.learners.linear import ElasticNet
from sanhak.model.learners.trees import ExtraTreesLabels
from sanhak.model.model import Model
from sanhak.model.storage import load_state, save_state
from sanhak.table.column import Column

RNG = np.random.default_rng
OUTSIDE = (Straight, Wavy)


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(task, "number_candidates", lambda: (MEAN, STRAIGHT, WAVY, candidate("net", 1, ElasticNet)))
    trees = candidate("trees", 4, lambda: ExtraTreesLabels(trees=10))
    monkeypatch.setattr(task, "label_candidates", lambda: (FREQUENT, trees))


def fitted(labels=False, **more):
    X = RNG(0).uniform(-2, 2, (120, 2))
    y = np.sin(2 * X[:, 0]) + X[:, 1] + 0.1 * RNG(1).standard_normal(120)
    table = table_of(X, np.where(y > 0, "참", "거짓") if labels else y, state=["a", "b", "c"] * 40)
    table = table.with_columns(Column("x0", unit="°C", lower=-10.0))
    return Model.fit(table, ["x0", "x1", "state"], "y", split=split_of(120), **more), table


@pytest.mark.parametrize("labels", [False, True])
def test_a_loaded_model_says_the_same_to_the_last_digit(tmp_path, labels):
    model, table = fitted(labels)
    model.save(tmp_path / "model")
    again = Model.load(tmp_path / "model", known=OUTSIDE)
    first, second = model.predict(table), again.predict(table)
    parts = ("chances", "sets", "domain") if labels else ("quantiles", "centre", "domain")
    assert all((getattr(first, part) == getattr(second, part)).all() for part in parts)
    for name in ("inputs", "outcome", "scores", "coverage", "importance", "noise", "findings", "scale", "labels"):
        assert getattr(again, name) == getattr(model, name), name
    assert again.split.reason == model.split.reason
    assert all(
        np.array_equal(a, b)
        for one, two in zip(again.split, model.split, strict=True)
        for a, b in zip(one, two, strict=True)
    )
    assert (again.held_out.measured == model.held_out.measured).all()
    assert (again.held_out.prediction.domain == model.held_out.prediction.domain).all()


def test_a_loaded_model_shows_effects_with_the_same_interval(tmp_path):
    model, table = fitted()
    model.save(tmp_path)
    loaded, shown = Model.load(tmp_path, known=OUTSIDE), effects(model, table, "x0")
    effect = effects(loaded, table, "x0")
    assert (effect.mean, effect.lower) == (pytest.approx(shown.mean), pytest.approx(shown.lower))


def test_a_model_that_was_stored_without_its_folds_shows_effects_without_an_interval(tmp_path):
    model, table = fitted()
    replace(model, folds=()).save(tmp_path)
    effect = effects(Model.load(tmp_path, known=OUTSIDE), table, "x0")
    assert effect.mean == pytest.approx(effects(model, table, "x0").mean)
    assert np.isnan(effect.lower).all()


def test_nothing_on_disk_is_a_pickle(tmp_path):
    fitted()[0].save(tmp_path)
    assert {path.suffix for path in tmp_path.iterdir()} <= {".json", ".npz", ".txt"}
    for path in tmp_path.glob("*.npz"):
        with np.load(path, allow_pickle=False) as arrays:
            assert all(arrays[name].dtype != object for name in arrays)


def test_a_newer_format_a_missing_part_and_an_unknown_method_are_refused(tmp_path):
    model, _ = fitted()
    model.save(tmp_path)
    with pytest.raises(Refusal, match="M008"):
        Model.load(tmp_path)
    manifest = load_state(tmp_path, "manifest")
    save_state(tmp_path, "manifest", manifest | {"version": 2})
    with pytest.raises(Refusal, match="M040"):
        Model.load(tmp_path, known=OUTSIDE)
    facts = {name: part for name, part in json.loads(manifest["facts"]).items() if name != "noise"}
    save_state(tmp_path, "manifest", manifest | {"facts": json.dumps(facts)})
    with pytest.raises(Refusal, match="M007"):
        Model.load(tmp_path, known=OUTSIDE)
    (tmp_path / "manifest.json").unlink()
    with pytest.raises(Refusal, match="M007"):
        Model.load(tmp_path, known=OUTSIDE)


def test_a_method_without_state_is_not_kept_and_writes_nothing(tmp_path):
    model, _ = fitted()
    object.__setattr__(model.ensemble.members[0], "learner", object())
    with pytest.raises(Refusal, match="M005"):
        model.save(tmp_path / "model")
    assert not (tmp_path / "model").exists()
