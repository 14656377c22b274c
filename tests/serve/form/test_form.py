"""What is asked first, what is shown of a table, and what is left out once it is changed."""

import re

from tests.serve.form.browser import sent
from tests.study.kinds import Everything

from sanhak.areas.process.setpoints import SetPoints
from sanhak.serve.form import Target, form_of, read_form, render
from sanhak.serve.form.typed import MOST_OFFERED, Widget
from sanhak.study.file import ColumnSeen
from sanhak.text import say

COLUMNS = (
    ColumnSeen("T", say("number"), "°C", 60.0, 95.0),
    ColumnSeen("grade", say("category"), levels=("A", "B")),
    ColumnSeen("yield", say("number"), "%", 70.0, 80.0),
)
VALUES = {"controls": {"T": [61.0, 94.0]}, "maximize": "yield", "price": 3.0}
NOTES = {("controls",): say("Guessed."), ("maximize",): say("Guessed: the last.")}


def names(fields):
    return {one.part.name for one in fields}


def of(form, name):
    return next(one for one in (*form.asked, *form.more) if one.part.name == name)


def test_what_must_be_settled_and_what_is_given_is_asked_first():
    form = form_of(SetPoints, COLUMNS, VALUES)
    assert names(form.asked) == {"controls", "maximize", "minimize", "keep", "context", "price"}
    assert {"goal", "prepare"} <= names(form.more)


def test_a_field_with_an_error_is_asked_first():
    posted = read_form(SetPoints, [("throughput", "-1")], COLUMNS)
    form = form_of(SetPoints, COLUMNS, posted=posted)
    assert "throughput" in names(form.asked)
    assert ("throughput", "W022") in {(name, found.code) for name, _, found in form.errors}


def test_every_finding_stands_somewhere():
    cells = [
        ("controls.0.lower", "1"),
        ("controls.3.column", "grade"),
        ("nowhere", "x"),
        ("also.0.column", "T"),
        ("goal", "?"),
    ]
    posted = read_form(SetPoints, cells, COLUMNS)
    form = form_of(SetPoints, COLUMNS, posted=posted)
    told = [found for _, _, found in form.errors] + list(form.above)
    assert sorted(found.code for found in told) == sorted(
        one.code for found in posted.findings.values() for one in found
    )


def test_a_line_shows_unit_and_observed_range_and_a_category_its_levels():
    form = form_of(SetPoints, COLUMNS, {"controls": {"T": [None, None], "grade": ["B"]}})
    number, category, *spare = of(form, "controls").lines
    assert number.unit == "°C"
    assert [cell.observed for cell in number.cells] == ["", "60", "95", ""]
    assert [(one.words, one.chosen) for one in category.cells[-1].choices] == [("B", True), ("A", False)]
    assert len(spare) == 2


def test_levels_are_not_asked_of_a_table_that_has_none():
    form = form_of(SetPoints, (COLUMNS[0], COLUMNS[2]), VALUES)
    assert of(form, "controls").names == ("column", "lower", "upper")


def test_many_columns_are_sought_by_typing():
    many = [ColumnSeen(f"tag {number}", say("number")) for number in range(MOST_OFFERED + 1)]
    page = render(form_of(SetPoints, many, VALUES), "en")
    assert '<datalist id="f-names">' in page
    assert page.count("tag 40") == 2, "once among the names, once among the facts"
    assert of(form_of(SetPoints, many), "states").widget is Widget.LINES
    assert of(form_of(SetPoints, COLUMNS), "states").widget is Widget.NAMES


def test_a_note_stays_until_its_value_is_changed():
    form = form_of(SetPoints, COLUMNS, VALUES, NOTES)
    cells = [("maximize", "T") if name == "maximize" else (name, value) for name, value in sent(render(form, "en"))]
    again = form_of(SetPoints, COLUMNS, VALUES, NOTES, posted=read_form(SetPoints, cells, COLUMNS))
    assert of(again, "controls").note
    assert of(again, "maximize").note is None


def test_more_lines_are_given_when_they_are_asked_for():
    assert len(of(form_of(SetPoints, COLUMNS, VALUES, spare=5), "controls").lines) == 6


def test_a_page_holds_nothing_that_a_strict_policy_forbids():
    page = render(form_of(SetPoints, COLUMNS, VALUES, NOTES), "ko", Target("/a", "/check", "/save", {"csrf": "x"}))
    assert "<script" not in page
    assert "style=" not in page
    assert not re.search(r"<[^>]*\son\w+=", page)
    assert '<input type="hidden" name="csrf" value="x">' in page
    assert 'data-check="/check"' in page


def test_what_was_typed_cannot_become_markup():
    posted = read_form(Everything, [("controls.0.column", "<b>\"'&"), ("currency", "</textarea><script>")])
    page = render(form_of(Everything, posted=posted), "en")
    assert "<b>" not in page
    assert "<script>" not in page


def test_an_error_is_tied_to_its_input():
    posted = read_form(SetPoints, [("price", "-1")], COLUMNS)
    page = render(form_of(SetPoints, COLUMNS, posted=posted), "en")
    assert 'aria-describedby="f-price-help f-price-error" aria-invalid="true"' in page
    assert 'id="f-price-error"' in page
    assert 'href="#f-price"' in page
