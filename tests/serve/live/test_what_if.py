"""Other settings: the answer's own numbers at its own settings, and a plain word where nothing is known."""

from __future__ import annotations

import math
import time
from dataclasses import replace

import numpy as np
import pytest
from lxml import html as parser

from sanhak import process
from sanhak.finding import Refusal
from sanhak.model.model import Model
from sanhak.model.prediction import Domain
from sanhak.plants.alloys import Alloys
from sanhak.run import Run
from sanhak.serve.live import controls, read_settings, what_if, what_if_form, what_if_result
from sanhak.text import LANGUAGES
from serve.live.asked import answered
from serve.report import sample

QUESTIONS = {
    "no context": {},
    "context of today": {"context": ["feed"]},
    "a context that is given": {"context": {"feed": 5.1}},
    "the conditions of the history": {"context": ["feed"], "conditions": "history"},
    "a state and a safety limit": {"states": ("impurity",), "keep": {}, "safety": {"impurity": (0.1, 1.2)}},
    "products with limits of their own": {
        "by": "grade",
        "products": ({"grade": "grade 1", "impurity": (None, 0.8)}, {"grade": "grade 2", "impurity": (None, 0.7)}),
    },
}


@pytest.fixture(scope="module")
def answer():
    with pytest.MonkeyPatch.context() as patch:
        return answered(patch, context=["feed"])


@pytest.mark.parametrize("question", QUESTIONS)
def test_at_the_answers_settings_it_says_what_the_answer_said(monkeypatch, tmp_path, question):
    answer = answered(monkeypatch, **QUESTIONS[question])
    for name, model in answer.models.items():
        model.save(tmp_path / name)
    stored = {name: Model.load(tmp_path / name) for name in answer.models}
    for kept in (answer, replace(answer, models=stored)):
        recommended, today = kept.compared[:2]
        for found in what_if(kept, recommended.settings):
            said = recommended.outcomes[found.outcome]
            for one, other in ((found.expected, said), (found.today, today.outcomes[found.outcome])):
                assert (one.value, one.lower, one.upper) == pytest.approx((other.value, other.lower, other.upper))
            assert found.expected.unit == said.unit
            assert found.keeps == pytest.approx(recommended.keeps.get(found.outcome))
        assert what_if(kept, {})[0].expected.value == pytest.approx(kept.promise.after.value)


def test_each_control_knows_its_ranges(answer):
    hot, catalyst = controls(answer)
    assert (hot.name, hot.unit, hot.allowed) == ("T", "°C", (60.0, 95.0))
    low, high = hot.measured
    assert 62 <= low < 63
    assert 91 < high <= 92
    assert hot.reach == (60.0, 95.0)
    assert hot.recommended == answer.decision[0].value
    assert (catalyst.allowed, catalyst.measured, catalyst.numeric) == (("A-7", "B-2"), None, False)


def test_a_hotter_setting_yields_more_and_breaks_the_limit(answer):
    made, impurity = what_if(answer, {"T": 90.0, "catalyst": "B-2"})
    assert made.expected.value == pytest.approx(0.4 * 90 + 3 + 10, abs=1.5)
    assert made.keeps is None
    assert impurity.limits == (None, 0.9)
    assert (impurity.asked, impurity.keeps < 0.2) == (0.9, True)
    assert impurity.place is Domain.INSIDE


def test_far_away_nothing_is_known(answer):
    assert {found.place for found in what_if(answer, {"T": 300.0})} == {Domain.OUTSIDE}
    page = what_if_result(answer, "en", {"set.T": "300"})
    assert "a guess" in page
    assert "may be set from 60 to 95 only" in page


def test_an_answer_without_models_has_nothing_to_try_out():
    bare = sample.answer()
    assert controls(bare) == ()
    assert what_if_form(bare, "ko") == ""
    with pytest.raises(Refusal, match="W040"):
        what_if(bare, {})


def test_an_answer_whose_context_is_not_known_is_not_guessed_at(answer):
    tables = {name: table for name, table in answer.tables.items() if name != "conditions"}
    assert controls(replace(answer, tables=tables)) == ()


@pytest.mark.parametrize(
    ("text", "value"), [("1,200.5", 1200.5), ("70 °C", 70.0), ("−5", -5.0), ("7e1", 70.0), (".5", 0.5), (" 70 ", 70.0)]
)
def test_numbers_are_read_as_people_write_them(answer, text, value):
    assert read_settings(answer, {"set.T": text})["T"] == value


@pytest.mark.parametrize("text", ["1e308", "-1e308"])
def test_however_far_away_a_setting_is_the_answer_is_that_nothing_is_known_there(answer, text):
    told = what_if(answer, read_settings(answer, {"set.T": text}))
    assert {one.place for one in told} == {Domain.OUTSIDE}
    assert all(math.isfinite(one.expected.value) for one in told)


@pytest.mark.parametrize("text", ["hot", "70 K", "nan", "inf", "1e999", "1,2", "--1", "<script>"])
def test_what_is_no_number_is_refused_beside_the_form(answer, text):
    with pytest.raises(Refusal, match="W041"):
        what_if(answer, read_settings(answer, {"set.T": text}))
    page = what_if_result(answer, "en", {"set.T": text})
    assert "W041" in page
    assert "<script" not in page


def test_an_unknown_level_is_refused(answer):
    with pytest.raises(Refusal, match="W042"):
        read_settings(answer, {"set.catalyst": "C-9"})
    with pytest.raises(Refusal, match="W042"):
        what_if(answer, {"catalyst": None})


def test_what_the_form_shows_is_taken_exactly(answer):
    (hot, _), form = controls(answer), parser.fragment_fromstring(what_if_form(answer, "en"))
    sent = {field.get("name"): field.get("value") for field in form.xpath(".//input[@name]")}
    assert sent == {"set.T": hot.shown(hot.recommended)}
    assert read_settings(answer, sent) == {"T": hot.recommended, "catalyst": answer.decision[1].value}
    assert read_settings(answer, {"set.T": hot.shown(hot.today)})["T"] == hot.today
    assert read_settings(answer, {"set.T": ""})["T"] == hot.recommended


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_works_without_a_script_and_names_everything(answer, language):
    (form,) = parser.fragment_fromstring(what_if_form(answer, language, {"set.T": "80"}, url="/try")).xpath(".//form")
    assert (form.get("method"), form.get("data-url")) == ("get", "/try")
    assert form.xpath(".//button[@type='submit']")
    (field,) = form.xpath(".//input[@name='set.T']")
    assert field.get("value") == "80"
    (slider,) = form.xpath(".//input[@type='range']")
    assert "hidden" in slider.attrib
    assert not slider.get("name")
    assert (float(slider.get("min")), float(slider.get("max"))) == (60, 95)
    named = {label.get("for") for label in form.xpath(".//label")}
    assert named == {part.get("id") for part in form.xpath(".//*[@name]")}
    assert all(form.xpath(f".//*[@id='{part}']") for part in form.xpath(".//@aria-describedby"))
    assert form.xpath("string(.//div[@class='result'])").count("90 %") >= 1


def test_it_is_told_within_the_blink_of_an_eye(answer):
    what_if(answer, {})
    start = time.process_time()
    for _ in range(10):
        what_if(answer, {"T": 75.0})
    assert (time.process_time() - start) / 10 < 0.05


@pytest.fixture(scope="module")
def alloys():
    """Set-points of which one is a formula: a list of those that the question allows."""
    laboratory, rng = Alloys(), np.random.default_rng(4)
    table = laboratory.measure(*laboratory.melt(40, rng), rng)
    levels = [text for text in table.texts("composition")[:3] if text]
    controls = {"annealing": (800.0, 1200.0), "composition": levels}
    study = process.SetPoints(maximize="yield_strength", split="random", controls=controls)
    return study.solve(table, run=Run(effort=0.02))


def test_any_formula_may_be_typed_and_says_where_it_lies(alloys):
    page = parser.fragment_fromstring(what_if_form(alloys, "en"))
    field = page.xpath(".//input[@name='set.composition']")[0]
    assert field.get("type") == "text"
    tried = {"set.composition": "Ni0.7Cr0.2Al0.1"}
    (found,) = what_if(alloys, read_settings(alloys, tried))
    assert found.expected.value != found.recommended.value
    assert "none of those that the question allows" in what_if_result(alloys, "en", tried)
    assert "none of those" not in what_if_result(alloys, "en", {})


@pytest.mark.parametrize("text", ["Xx2O", "steel", "<script>"])
def test_what_is_no_formula_is_refused_beside_the_form(alloys, text):
    with pytest.raises(Refusal, match="T28"):
        read_settings(alloys, {"set.composition": text})
    page = what_if_result(alloys, "ko", {"set.composition": text})
    assert "T28" in page
    assert "<script" not in page
