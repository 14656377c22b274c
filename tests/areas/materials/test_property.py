"""What is told of alloys that were never melted agrees with a truth that is known."""

from __future__ import annotations

import json
from functools import cache

import numpy as np
import pytest

from areas.materials.laboratory import alloys, asked, changed, codes, quick
from sanhak.areas.materials.periodic import errors, held_by, places
from sanhak.areas.materials.property import Property
from sanhak.plants.alloys import ELEMENTS, Alloys, formulas
from sanhak.run import Run
from sanhak.study import Answer
from sanhak.study.property.learning import learn
from sanhak.table.formula import read_formula
from sanhak.text import LANGUAGES

WANTED = 900.0
MEASURED, OPEN = 110, 60


@cache
def answered() -> Answer:
    """One answer for all that is asked of it."""
    with pytest.MonkeyPatch.context() as patch:
        quick(patch)
        return asked(alloys(MEASURED, OPEN), above=WANTED, batch=5)


def truth() -> np.ndarray:
    """The true strength of each candidate, in the order of the answer."""
    table = answered().tables["candidates"]
    read = [read_formula(text).atomic_fractions for text in table.texts("composition")]
    atoms = np.array([[one.get(name, 0.0) for name in ELEMENTS] for one in read])
    return Alloys().truth(atoms, table.values("annealing"))


def test_intervals_hold_and_the_order_is_nearly_the_true_one():
    table, true = answered().tables["candidates"], truth()
    inside = (table.values("lower 90 %") <= true) & (true <= table.values("upper 90 %"))
    assert inside.mean() >= 0.85
    ranks = [values.argsort().argsort() for values in (table.values("expected"), true)]
    assert np.corrcoef(*ranks)[0, 1] > 0.9


def test_the_best_is_among_those_to_make_first():
    named = {str(action.what) for action in answered().decision}
    assert answered().tables["candidates"].texts("alloy")[int(truth().argmax())] in named


def test_verdicts_are_right_where_they_are_given():
    verdicts = np.array(answered().tables["candidates"].texts("verdict"))
    assert set(verdicts) == {"reaches", "misses", "measure"}
    right = np.where(verdicts == "reaches", truth() >= WANTED, truth() < WANTED)[verdicts != "measure"]
    assert right.mean() >= 0.95
    assert str((verdicts == "reaches").sum()) == str(answered().headline).split()[0]


def test_what_is_asked_is_told_with_its_unit_and_the_records_that_reach_it():
    assert "at least 900 MPa" in str(answered().headline)
    records = answered().tables["records"].values("yield_strength")
    assert (records >= WANTED).all()
    assert (np.diff(records) <= 0).all()
    assert "S024" in codes(answered())


def test_the_error_of_rows_at_random_stands_beside_that_of_chemistry():
    found = next(finding for finding in answered().findings if finding.code == "S027")
    assert found.other.value > Alloys().noise
    assert "whole chemical systems held out" in str(found.said)
    assert next(score.error for score in answered().scores if score.chosen) == found.honest.value


def test_rows_at_random_flatter_where_a_chemistry_has_something_of_its_own(monkeypatch):
    quick(monkeypatch, "extremely randomised trees")
    table = alloys(250, 0, seed=3)
    systems = held_by(table.texts("composition"))
    table = table.rows(np.array([row for row, one in enumerate(systems) if systems.count(one) > 9]))
    systems = held_by(table.texts("composition"))
    own = np.random.default_rng(1).normal(0, 150, len(set(systems)))
    known = sorted(set(systems), key=sorted)
    measured = table.values("yield_strength").tolist()
    strength = {row: measured[row] + own[known.index(one)] for row, one in enumerate(systems)}
    answer = asked(changed(table, "yield_strength", strength))
    found = next(finding for finding in answer.findings if finding.code == "S027")
    assert found.honest.value > found.other.value
    again = asked(changed(table, "yield_strength", strength), split="random")
    turned = next(finding for finding in again.findings if finding.code == "S027")
    assert (str(found.split), str(found.beside)) == (str(turned.beside), str(turned.split))
    assert "T095" in codes(again)


def test_the_table_of_elements_tells_the_errors_of_the_held_out_rows():
    figure = next(figure for figure in answered().figures if figure.name == "held elements")
    told = {cell["symbol"]: cell for cell in figure.spec["layer"][1]["data"]["values"]}
    assert set(told) == set(ELEMENTS)
    assert len(figure.spec["layer"][0]["data"]["values"]) == len(places()) - len(ELEMENTS)
    held = answered().tables["held out 1"]
    off = np.abs(held.values("expected") - held.values("measured"))
    holds = held_by(answered_texts(held.values("row")))
    mean = {name: off[[name in one for one in holds]].mean() for name in ELEMENTS}
    strongest = max(told, key=lambda name: told[name]["strength"])
    assert strongest == max(mean, key=mean.__getitem__)
    words = str(figure.alternative)
    assert strongest in words
    assert min(mean, key=mean.__getitem__) in words


def answered_texts(rows: np.ndarray) -> list[str | None]:
    """The formulas of measured rows, by their number from 1."""
    texts = alloys(MEASURED, OPEN).texts("composition")
    return [texts[int(row) - 1] for row in rows]


def test_an_element_of_few_materials_is_not_called_the_worst(monkeypatch):
    quick(monkeypatch)
    table = alloys(30, 0)
    learnt = learn(Property(material="composition", outcome="yield_strength"), table, Run(effort=0.1))
    assert [one.error for one in errors(learnt)] == sorted((one.error for one in errors(learnt)), reverse=True)
    assert all(one.count <= len(table) for one in errors(learnt))


def test_every_element_has_a_place_of_its_own():
    assert len(set(places().values())) == len(places())
    assert (places()["H"], places()["Ni"], places()["La"], places()["Lr"]) == ((1, 1), (10, 4), (3, 9), (17, 10))


def test_an_answer_goes_to_data_and_back_and_speaks_both_languages():
    again = Answer.load(json.loads(json.dumps(answered().dump())))
    for language in LANGUAGES:
        assert again.headline.render(language) == answered().headline.render(language)
    assert answered().headline.render("ko") != answered().headline.render("en")
    assert again.decision == answered().decision


def test_the_laboratory_follows_its_sources():
    pure = np.eye(len(ELEMENTS))[0]
    chromium = 0.8 * pure + 0.2 * np.eye(len(ELEMENTS))[ELEMENTS.index("Cr")]
    strong = Alloys().truth(np.stack([pure, chromium]), np.array([1000.0, 1000.0]))
    assert strong[1] - strong[0] == pytest.approx(337 * np.sqrt(0.2))
    assert (np.diff(Alloys().truth(np.stack([pure] * 3), np.array([800.0, 1000.0, 1200.0]))) < 0).all()
    assert formulas(np.stack([chromium])) == ["Ni0.8Cr0.2"]
