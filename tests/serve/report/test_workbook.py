"""The workbook opens in Excel's own terms: numbers are numbers, units stand in heads, heads stay in view."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import openpyxl
import polars as pl
import pytest

from sanhak.serve.report import write_workbook
from sanhak.table import Column, Kind, Table
from sanhak.text import Text
from serve.report import sample


@pytest.fixture(scope="module")
def books(tmp_path_factory):
    folder = tmp_path_factory.mktemp("books")
    answer = sample.answer()
    for language in ("ko", "en"):
        write_workbook(answer, folder / f"{language}.xlsx", language)
    return {language: openpyxl.load_workbook(folder / f"{language}.xlsx") for language in ("ko", "en")}


def test_sheets_are_named_in_the_readers_language(books):
    parts = ["Decision", "Compared", "Settings compared", "Scores", "Coverage", "Findings", "Preparation"]
    assert books["en"].sheetnames == [*parts, "window", "후보   조건", "Provenance"]
    assert books["ko"].sheetnames[:3] == ["의사결정", "비교", "조건 비교"]


def test_the_decision_is_led_by_sentence_and_catch(books):
    sheet = books["ko"]["의사결정"]
    answer = sample.answer()
    assert sheet["A1"].value == answer.headline.render("ko")
    assert sheet["A2"].value == answer.catch.render("ko")


def test_numbers_are_numbers_with_formats(books):
    sheet = books["en"]["Decision"]
    heads = [cell.value for cell in sheet[4]]
    first = dict(zip(heads, sheet[5], strict=True))
    assert first["Recommended"].value == 82.5
    assert first["Recommended"].number_format == "#,##0.0"
    assert (first["Allowed, from"].value, first["Allowed, to"].value) == (60, 95)
    last = dict(zip(heads, sheet[7], strict=True))
    assert last["Allowed, from"].value == "A-7, B-2"
    assert last["Alone it brings"].value is None


def test_units_stand_in_heads_and_heads_stay_in_view(books):
    for name in books["en"].sheetnames:
        sheet = books["en"][name]
        assert sheet.freeze_panes is not None
        assert sheet.page_setup.fitToHeight in (0, None)
        assert sheet.print_title_rows
    assert "수율 [%]" in [cell.value for cell in books["en"]["Compared"][1]]
    assert [cell.value for cell in books["en"]["window"][1]][:2] == ["재킷 온도 [°C]", "공급비 [mol/mol]"]
    assert isinstance(books["en"]["window"]["A3"].value, float)


def test_every_finding_is_a_row_with_its_remedy(books):
    sheet = books["ko"]["점검 결과"]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert {row[0] for row in rows} == {found.code for found in sample.answer().findings}
    assert all(row[4] for row in rows)


def test_no_text_becomes_a_formula_and_every_sheet_has_a_name_of_its_own(tmp_path):
    frame = pl.DataFrame(
        {
            "=1+1": ["=SUM(A1)", None],
            "when": [datetime(2026, 3, 5, 14, 30, tzinfo=UTC), None],
            "day": [date(2026, 3, 5), None],
            "n": [1.0, None],
        }
    )
    kinds = (Kind.TEXT, Kind.DATE, Kind.DATE, Kind.NUMBER)
    table = Table(frame, tuple(Column(name, kind) for name, kind in zip(frame.columns, kinds, strict=True)))
    long = "a" * 40
    answer = replace(sample.answer(), tables={long: table, long + "b": table, "[]": table}, provenance=None)
    write_workbook(answer, tmp_path / "x.xlsx", "en")
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    assert book.sheetnames[-3:] == ["a" * 31, "a" * 27 + " 2", "Sheet"]
    cells = [cell.value for cell in book["Sheet"][2]]
    assert cells == ["=SUM(A1)", datetime(2026, 3, 5, 14, 30), datetime(2026, 3, 5), 1]  # noqa: DTZ001 - Excel knows no zones
    assert book["Sheet"]["A2"].data_type == "s"


def test_an_answer_without_rows_has_its_sentence(tmp_path):
    answer = replace(
        sample.answer(), decision=(), compared=(), scores=(), coverage=(), findings=(), tables={}, provenance=None,
        preparation=(), headline=Text("h"),
    )  # fmt: skip
    write_workbook(answer, tmp_path / "x.xlsx", "en")
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    assert book.sheetnames == ["Decision"]
    assert book["Decision"]["A1"].value == "h"
