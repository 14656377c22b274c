"""A whole model of structures, described by made-up counts: one text is one pattern of groups."""

import numpy as np
import polars as pl
import pytest

from model.rows import split_of
from sanhak.model import Model
from sanhak.model.codes import described
from sanhak.model.codes.described import Description
from sanhak.model.explanation import effects
from sanhak.model.likeness import Likeness
from sanhak.model.prediction import Domain
from sanhak.table import Table
from sanhak.table.column import Column, Kind

GROUPS = 24


def groups_of(text):
    """Counts that the text spells, a digit a group."""
    return [float(digit) for digit in text]


def describe(texts):
    values = np.array([groups_of(text) for text in texts]).reshape(len(texts), GROUPS)
    weight = values.sum(axis=1, keepdims=True)
    names = ("weight", *(f"group {number}" for number in range(GROUPS)))
    return Description(names, np.hstack([weight, values]), counts=GROUPS)


@pytest.fixture(scope="module")
def structures():
    """A table of 90 structures of half the groups with an outcome that groups make, its model, and its inputs."""
    rng = np.random.default_rng(0)
    counts = np.hstack([rng.integers(0, 3, (90, GROUPS // 2)), np.zeros((90, GROUPS // 2), dtype=int)])
    counts[:, 0] += 1
    y = counts[:, 1] - counts[:, 2] * (counts[:, 3] > 0) + 0.1 * rng.standard_normal(90)
    texts = ["".join(map(str, row)) for row in counts]
    frame = pl.DataFrame({"structure": texts, "T": rng.normal(60, 5, 90), "y": y})
    table = Table(frame, (Column("structure", Kind.MOLECULE), Column("T", unit="°C"), Column("y")))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(described, "DESCRIBED", {Kind.MOLECULE: describe})
        yield table, Model.fit(table, ["structure", "T"], "y", split=split_of(90, folds=3))


def test_structures_are_learned_and_compared_by_likeness(structures):
    table, model = structures
    names = {str(score.candidate) for score in model.scores}
    assert "Gaussian process on likeness" in names
    assert isinstance(model.domain.neighbourhood, Likeness)
    assert model.scores[0].skill > 0.4
    assert model.importance[0].mean > model.importance[1].mean
    assert (model.predict(table).domain == Domain.INSIDE).all()


def test_a_structure_that_shares_nothing_and_a_known_one_far_away_are_not_inside(structures):
    table, model = structures
    frame = table.frame.head(2).with_columns(
        pl.Series("structure", ["0" * 12 + "3" * 12, table.frame["structure"][1]]), pl.Series("T", [60.0, 500.0])
    )
    assert model.predict(Table(frame, table.columns)).domain.tolist() == [Domain.OUTSIDE, Domain.OUTSIDE]


def test_a_stored_model_of_structures_says_the_same(structures, tmp_path):
    table, model = structures
    model.save(tmp_path)
    again = Model.load(tmp_path)
    assert np.array_equal(again.predict(table).quantiles, model.predict(table).quantiles)
    assert np.array_equal(again.predict(table).domain, model.predict(table).domain)


def test_nothing_is_moved_along_a_structure_though_it_matters(structures):
    table, model = structures
    assert model.importance[0].column == "structure"
    curve = effects(model, table, "structure")
    assert curve.grid == ()
    assert len(curve.mean) == len(curve.lower) == len(curve.density) == 0
    assert len(effects(model, table, "T").grid) > 1
