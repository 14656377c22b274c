"""Names, units and values are found wherever they stand; what stands around them is accounted for."""

from __future__ import annotations

import io
import zipfile

import pytest

from sanhak.finding import Finding, Refusal
from sanhak.table import Kind, Table
from sanhak.table.read import read_bytes, read_text


def found(table: Table, code: str) -> Finding:
    (finding,) = [finding for finding in table.findings if finding.code == code]
    return finding


def codes(table: Table) -> list[str]:
    return [finding.code for finding in table.findings]


def test_titles_repeated_names_sums_and_remarks_are_left_out_and_counted():
    text = "Report of March,,\n\nT [K],y,z\n1,2,3\nT [K],y,z\n,,\n4,5,6\nmin,1,2\nmax,4,5\n* corrected,,\n"
    table = read_text(text)
    assert table.frame.rows() == [(1.0, 2.0, 3.0), (4.0, 5.0, 6.0)]
    account = found(table, "T019")
    assert (account.rows, account.read, account.text, account.header) == (10, 2, 2, 1)
    assert (account.units, account.empty, account.repeated, account.sums) == (0, 2, 1, 2)


def test_a_row_of_units_is_no_row_of_values():
    table = read_text("t,T,P,Q,c\nmin,°C,[kPa],(m3/h),-\n0,1,2,3,4\n1,2,3,4,5")
    assert [column.unit for column in table.columns] == ["min", "°C", "kPa", "m³/h", None]
    assert found(table, "T019").units == 1


def test_units_among_values_are_no_row_of_units():
    table = read_text("material,unit\nwater,L\nsalt,kg\nsand,kg")
    assert table.frame.height == 3


@pytest.mark.parametrize(
    "rows",
    [
        ["일시,반응기,,제품,", ",온도,압력,수율,불순물"],
        ["설비,반응기,,제품,", "일시,온도,압력,수율,불순물"],
        [",R-1,,R-2,", "일시,온도,압력,온도,압력"],
    ],
)
def test_two_rows_of_names_are_joined_where_one_does_not_tell_the_columns_apart(rows):
    table = read_text("\n".join([*rows, "2026-03-05,80,1,2,3", "2026-03-06,81,1,2,3"]))
    assert len(set(table.names)) == 5
    assert table.frame.height == 2
    joined = {
        "일시,반응기,,제품,": ("일시", "반응기 온도", "반응기 압력", "제품 수율", "제품 불순물"),
        "설비,반응기,,제품,": ("일시", "온도", "압력", "수율", "불순물"),
        ",R-1,,R-2,": ("일시", "R-1 온도", "R-1 압력", "R-2 온도", "R-2 압력"),
    }
    assert table.names == joined[rows[0]]


def test_a_line_of_remarks_above_the_names_is_not_joined():
    assert read_text("author,Kim,,\nT,P,y,z\n1,2,3,4\n2,3,4,5").names == ("T", "P", "y", "z")


def test_years_can_be_names():
    assert read_text("site,2021,2022\nUlsan,1,2\nYeosu,3,4").names == ("site", "2021", "2022")


def test_the_steps_of_a_scale_can_be_names():
    scale = [1100 + 2 * step for step in range(10)]
    spectra = [[f"s{row}", *[0.1 * (7 * step % 11) + row for step in range(10)]] for row in range(3)]
    text = "\n".join(",".join(map(str, row)) for row in [["sample", *scale], *spectra])
    table = read_text(text)
    assert table.names == ("sample", *map(str, scale))
    rising = "\n".join(",".join(str(row + step) for step in range(10)) for row in range(3))
    assert read_text(rising).frame.height == 3


def test_words_for_sums_are_levels_where_they_stand_among_the_rows():
    assert read_text("setting,y\nmin,1\nmax,2\nlow,3\nmin,4\nmax,5").frame.height == 5


def test_values_without_names_are_read_with_a_finding():
    table = read_text("1,2\n3,4")
    assert (table.names, found(table, "T022").last) == (("column_1", "column_2"), "column_2")
    labels = read_text("A,x\nB,y\nA,x\nB,x\nA,y")
    assert (labels.frame.height, codes(labels)) == (5, ["T022"])


def test_columns_without_name_and_value_are_dropped_and_others_are_kept():
    table = read_text("a,,b,\n1,,2,\n3,,4,5")
    assert table.names == ("a", "b", "column_3")
    assert found(table, "T020").columns == 1


def test_rows_that_are_too_long_lose_nothing():
    table = read_text("a,b\n1,2\n3,4,5\n6,7")
    assert table.frame.rows() == [(1.0, 2.0, None), (3.0, 4.0, 5.0), (6.0, 7.0, None)]
    finding = found(table, "T027")
    assert (finding.rows, finding.columns, finding.line) == (1, 2, 3)


def test_repeated_names_are_numbered():
    table = read_text("T,T [K],T\n1,2,3\n2,3,4")
    assert table.names == ("T", "T (2)", "T (3)")
    assert (found(table, "T023").names, found(table, "T023").renamed) == (("T",), ("T (2)", "T (3)"))


def test_names_that_are_patterns_elsewhere_are_quoted():
    assert read_text("*,^T.*$,T\n1,2,3\n2,3,4").names == ("'*'", "'^T.*$'", "T")


def test_blanks_divide_where_nothing_else_does():
    assert read_text("  T   y\n 1.0  2\n10.0  3\n").frame.rows() == [(1.0, 2.0), (10.0, 3.0)]


def test_excel_names_its_separator_in_the_first_line():
    assert read_text("sep=;\na,b;c\n1,5;2\n2,5;3").names == ("a,b", "c")


def test_quotes_protect_separators_and_line_ends():
    table = read_text('a,b\n"x, ""y""\nz",1\n"w",2\n')
    assert table.frame["a"].to_list() == ['x, "y"\nz', "w"]


def test_a_quote_that_is_never_closed_swallows_nothing():
    rows = [f"r{place},{place}" for place in range(80)]
    table = read_text("\n".join(['name,y\n"6 inch,1', *rows]))
    assert table.frame.height == 81
    assert found(table, "T028").line == 2


def test_a_column_of_its_own_is_a_table():
    assert read_text("T\n1\n2\n").frame.rows() == [(1.0,), (2.0,)]


def test_more_text_than_the_first_rows_changes_nothing():
    rows = "\n".join(f"{place % 3},{place}" for place in range(500))
    assert read_text(f"a,b\n{rows}").frame.height == 500


def test_html_without_a_table_and_empty_sheets_are_refused():
    for data in (b"<html></html>", b"<table></table>", b"<table><tr></tr></table>"):
        with pytest.raises(Refusal, match="T015"):
            read_bytes(data, "x")


@pytest.mark.parametrize("entries", [{"xl/workbook.xml": "<x"}, {"content.xml": "<x", "META-INF/manifest.xml": ""}])
def test_a_workbook_that_cannot_be_opened_is_refused(entries):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    with pytest.raises(Refusal, match="T013"):
        read_bytes(buffer.getvalue(), "x.xlsx")


def test_a_pasted_pdf_is_refused_and_a_pasted_table_read():
    with pytest.raises(Refusal, match="T010"):
        read_text("%PDF-1.7")
    table = read_text("온도 (℃)\t수율 (%)\n80\t81.2\n81\t81.9", units={"온도": "K"}, kinds={"수율": Kind.TEXT})
    assert (table["온도"].unit, table["수율"].kind, table.source.name) == ("K", Kind.TEXT, "pasted table")


def test_counts_come_back_with_their_unit_and_numbered_columns_keep_their_names():
    counts = read_text("part,stock [1]\nseal,2\nring,3\n")
    assert (counts.names, counts["stock"].unit) == (("part", "stock"), "1")
    assert read_text("a,run (1),run (2)\nx,2,3\ny,3,4\n").names == ("a", "run (1)", "run (2)")
    assert read_text("a,run [1],run [2]\nx,2,3\ny,3,4\n").names == ("a", "run [1]", "run [2]")
