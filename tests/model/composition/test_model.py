"""A column of formulas as an input of a model: encoded, taught, stored, asked about elements that nobody taught."""

import json

import numpy as np
import polars as pl
import pytest

from model.composition.make import ASKED, HERE, rows
from sanhak.finding import Refusal
from sanhak.model import Model
from sanhak.model.encoder import Encoder
from sanhak.model.prediction import Domain
from sanhak.table import Column, Kind, Table


def alloys(count: int = 48) -> Table:
    rng = np.random.default_rng(3)
    elements = ("Cr", "Ni", "Mo", "V", "Co", "Mn")
    chosen = [rng.choice(elements, size=2, replace=False) for _ in range(count)]
    shares = rng.uniform(1, 20, size=(count, 2)).round(1)
    formulas = [f"Fe-{a}{x}-{b}{y}" for (a, b), (x, y) in zip(chosen, shares, strict=True)]
    furnace = rng.uniform(400, 600, size=count).round()
    strength = 300 + 20 * shares.sum(axis=1) - 0.5 * (furnace - 500) + rng.normal(0, 5, count)
    frame = pl.DataFrame({"alloy": formulas, "T_anneal": furnace, "strength": strength})
    return Table(frame, (Column("alloy", Kind.FORMULA), Column("T_anneal", unit="°C"), Column("strength", unit="MPa")))


@pytest.fixture(scope="module")
def fitted() -> Model:
    return Model.fit(alloys(), ["alloy", "T_anneal"], "strength")


def test_a_model_learns_from_a_formula_and_a_process_column(fitted):
    assert fitted.split.name == "chemical system"
    best = fitted.scores[0]
    assert best.skill > 0.3
    assert {part.column for part in fitted.importance} == {"alloy", "T_anneal"}


def test_a_stored_model_says_the_same(fitted, tmp_path):
    fitted.save(tmp_path / "model")
    again = Model.load(tmp_path / "model")
    asked = alloys(60).rows(np.arange(48, 60))
    assert np.array_equal(again.predict(asked).quantiles, fitted.predict(asked).quantiles)


def test_an_element_that_nobody_taught_is_outside_of_the_domain(fitted):
    new = Table(
        pl.DataFrame({"alloy": ["Fe-5Cr-5Ni", "Fe-5Cr-5W", "Fe-5Cr-0.01U"], "T_anneal": [500.0, 500.0, 500.0]}),
        (Column("alloy", Kind.FORMULA), Column("T_anneal", unit="°C")),
    )
    domain = fitted.predict(new).domain.tolist()
    assert domain[0] != Domain.OUTSIDE
    assert domain[1:] == [Domain.OUTSIDE, Domain.OUTSIDE]


def test_a_text_that_is_no_formula_is_refused(fitted):
    new = Table(
        pl.DataFrame({"alloy": ["SUS 304L"], "T_anneal": [500.0]}),
        (Column("alloy", Kind.FORMULA), Column("T_anneal", unit="°C")),
    )
    with pytest.raises(Refusal, match="T28"):
        fitted.predict(new)


def test_the_golden_encoder_still_says_the_same():
    golden = json.loads((HERE / "encoder.json").read_text(encoding="utf-8"))
    encoder = Encoder.from_state(golden["state"])
    assert encoder.transform(rows(ASKED)) == pytest.approx(np.array(golden["matrix"]), abs=1e-8)
    assert encoder.encode(rows(ASKED))[1].tolist() == [False, False, False, True]
    assert encoder.state() == golden["state"]


def test_ways_of_writing_give_one_matrix():
    encoder = Encoder.fit(rows(["Fe2O3", "NaCl", "Ca(OH)2"]), ["material"])
    assert np.array_equal(encoder.transform(rows(["Fe₂O₃", "ClNa"])), encoder.transform(rows(["O3Fe2", "NaCl"])))
    assert set(encoder.features) == {"material"}
