"""What people type or paste into a cell, and that what is written into one reads back."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from sanhak.serve.form.cells import is_quoted, listed, number_of, shown, shown_list, shown_number, shown_text, text_of

TEXTS = some.text(max_size=12) | some.sampled_from(
    ["7", "1e5", '"', '"a"', " a ", "a,b", "a;b", "a\nb", "-", "82 °C", ""]
)


@pytest.mark.parametrize(
    ("cell", "number", "unit"),
    [
        ("1,200", 1200, ""),
        ("1,234,567.8", 1234567.8, ""),
        ("1.234.567,25", 1234567.25, ""),
        ("1 200,5", 1200.5, ""),
        ("1'200", 1200, ""),
        ("82 °C", 82, "°C"),
        ("82℃", 82, "°C"),
        ("０．５", 0.5, ""),
        ("0,5", 0.5, ""),
        ("0,200", 0.2, ""),
        ("1.234", 1.234, ""),
        ("−3", -3, ""),
        (" 12. ", 12, ""),
        (".5", 0.5, ""),
        ("1e-5 m", 1e-5, "m"),
        ("5 eq", 5, "eq"),
        ("5 %", 5, "%"),
        ("∞", float("inf"), ""),
    ],
)
def test_numbers_are_read_as_people_write_them(cell, number, unit):
    assert number_of(cell) == (number, unit)


@pytest.mark.parametrize(
    "cell", ["", "abc", "60 95", "1,20,0", "3~4", "12-15", "2026-03-05", "0.1,2", "1.2.3", "1_000", "1e999"]
)
def test_what_could_mean_two_things_is_no_number(cell):
    assert number_of(cell) is None


@given(number=some.floats(allow_nan=False) | some.integers(-(2**53), 2**53))
def test_a_number_keeps_its_last_digit(number):
    assert number_of(shown_number(number)) == (number, "")


@given(text=TEXTS)
def test_any_text_reads_back(text):
    assert text_of(shown_text(text)) == text


@given(text=TEXTS.filter(bool))
def test_a_text_where_a_number_may_stand_is_no_number(text):
    cell = shown_text(text, or_number=True, with_unit=True)
    assert text_of(cell) == text
    assert is_quoted(cell) or number_of(cell) is None


@given(texts=some.lists(TEXTS, max_size=4), separator=some.sampled_from([", ", "\n"]))
def test_any_list_reads_back(texts, separator):
    cells = listed(
        shown_list(texts, or_number=False, separator=separator), ",;\n\t" if separator == ", " else separator
    )
    assert [text_of(cell) for cell in cells] == texts


def test_an_amount_of_a_unit_stays_plain_where_the_kind_reads_it():
    assert shown("500 mg") == "500 mg"
    assert shown("500 mg", with_unit=True) == '"500 mg"'


def test_none_and_truth_have_their_cells():
    assert [shown(None), shown(True), shown(60.0), shown(7), shown("7")] == ["", "true", "60", "7", '"7"']
