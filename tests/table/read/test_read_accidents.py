"""Files with accidents, found by random ones: each is read rightly or refused with a code, never with a traceback."""

from __future__ import annotations

import io
import struct
import sys
import zipfile
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
import pytest
import xlsxwriter

from sanhak.finding import Refusal
from sanhak.table import Kind
from sanhak.table.read import read, read_bytes, read_text
from sanhak.table.read.build import Stated
from table.old_excel import workbook

OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"


def refused(data: bytes) -> list[str]:
    with pytest.raises(Refusal) as refusal:
        read_bytes(data, "x")
    assert all(finding.render("ko") != finding.render("en") for finding in refusal.value.findings)
    return [finding.code for finding in refusal.value.findings]


def sheet(cells: dict[tuple[int, int], Any], **formats: str) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        page = book.add_worksheet()
        style = book.add_format(formats)
        for (row, column), value in cells.items():
            page.write(row, column, value, style)
    return buffer.getvalue()


def changed(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The archive with something else in one of its parts."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(packed, "w") as copy:
        for name in archive.namelist():
            content = archive.read(name)
            assert name != part or old in content
            copy.writestr(name, content.replace(old, new) if name == part else content)
    return packed.getvalue()


def parquet(**columns: pl.Series) -> bytes:
    buffer = io.BytesIO()
    pl.DataFrame(columns).write_parquet(buffer)
    return buffer.getvalue()


def arrow(**columns: pl.Series) -> bytes:
    buffer = io.BytesIO()
    pl.DataFrame(columns).write_ipc(buffer)
    return buffer.getvalue()


SMALL = {(0, 0): "T", (0, 1): "y", (1, 0): 1.5, (1, 1): "a", (2, 0): 2.5, (2, 1): "b"}


def test_digits_of_other_scripts_are_no_clock():
    table = read_text("일시,T\n2026-01-01 12:30,1\n2026-01-02 12:30,2\n2026-01-03 12:30,3\n2026-01-04 ١٢:٣٠,4")
    assert table["일시"].kind is Kind.CATEGORY or table.frame["일시"].null_count() == 1


def test_names_that_polars_takes_for_patterns_are_names():
    table = read_bytes(
        parquet(**{"*": pl.Series(["a", "b"]), "^T.*$": pl.Series(["c", "d"]), "T": pl.Series([1.5, 2.5])}), "x"
    )
    assert table.frame.rows() == [("a", "c", 1.5), ("b", "d", 2.5)]
    assert read_text("T,^a$ %\n1,2.5\n3,4.5").columns[1].unit == "%"


def test_a_text_that_was_given_as_a_path_is_refused(tmp_path):
    for given in ("T,y\n1,2\n" * 100, "T\0y"):
        with pytest.raises(Refusal) as refusal:
            read(tmp_path / given)
        assert refusal.value.findings[0].code in ("T007", "T013")
        assert len(refusal.value.findings[0].render()) < 2_000


def test_half_a_sign_in_a_pasted_text_does_no_harm():
    assert read_text("T,y\n1,\ud83d\n2,a\ud83e\uddea").frame["y"].to_list()[1] == "a🧪"


def test_a_name_of_nothing_but_a_unit_keeps_it():
    table = read_text("_ (kPa),y\n1,2\n3,4")
    assert (table.names, table.columns[0].unit) == (("_", "y"), "kPa")
    assert read_bytes(parquet(**{"": pl.Series([1.5, 2.5])}), "x").names == ("column_1",)


def test_a_text_of_quotation_marks_alone_is_refused():
    assert refused(b'"\n"\n"') == ["T015"]


@pytest.mark.parametrize("day", ["9999-12-31 24:00", "0000-01-01"])
def test_a_day_beyond_the_calendar_is_missing(day):
    table = read_text("일시,T\n" + "\n".join(f"2026-01-0{place},1" for place in range(1, 9)) + f"\n{day},2")
    assert table["일시"].kind is Kind.DATE
    assert table.frame["일시"].to_list()[-1] is None


@pytest.mark.parametrize("unit", ["ms", "us", "day"])
def test_typed_days_beyond_the_calendar_are_missing(unit):
    beyond = pl.Series([0, 10**9 if unit == "day" else 2**60])
    days = beyond.cast(pl.Int32).cast(pl.Date) if unit == "day" else beyond.cast(pl.Datetime(unit, "Asia/Seoul"))
    table = read_bytes(parquet(day=days, T=pl.Series([1.5, 2.5])), "x")
    assert table.frame["day"].null_count() == 1
    assert "T042" in {finding.code for finding in table.findings} or table.findings


KINDS = [
    (pl.Series([date(2026, 3, 5), None]), Kind.NUMBER, [None, None]),
    (pl.Series([True, False]), Kind.NUMBER, [None, None]),
    (pl.Series([True, False]), Kind.DATE, [None, None]),
    (pl.Series(["1", "2"], dtype=pl.Categorical), Kind.NUMBER, [1.0, 2.0]),
    (pl.Series([20260305, 20260306]), Kind.DATE, [datetime(2026, 3, 5), datetime(2026, 3, 6)]),  # noqa: DTZ001
    (pl.Series([None, None]), Kind.TEXT, [None, None]),
    (pl.Series([1, 2]).cast(pl.Duration("us")), Kind.TEXT, ["1e-6", "2e-6"]),
]


@pytest.mark.parametrize(("values", "kind", "expected"), KINDS)
def test_a_stated_kind_holds_whatever_type_a_column_brings(values, kind, expected):
    table = read_bytes(arrow(x=values, T=pl.Series([1.5, 2.5])), "x", Stated(kinds={"x": kind}))
    assert table["x"].kind is kind
    assert table.frame["x"].to_list() == expected
    assert table.frame["x"].dtype == {Kind.NUMBER: pl.Float64, Kind.DATE: pl.Datetime("us")}.get(kind, pl.String)


@pytest.mark.parametrize("form", ["[h]:mm:ss", "yyyy-mm-dd"])
@pytest.mark.parametrize("number", [1e300, -1e300, 1e12])
def test_a_number_beyond_every_date_in_a_cell_of_time_is_t252(form, number):
    try:
        read = read_bytes(sheet(SMALL | {(1, 0): number}, num_format=form), "x")
    except Refusal as refusal:
        assert [finding.code for finding in refusal.findings] == ["T252"]  # noqa: PT017 - some are read as numbers
    else:
        assert len(read) == 2


def test_a_damaged_arrow_file_is_t013():
    data = arrow(T=pl.Series([1.5, 2.5]))
    codes = [
        refused(data[:place] + b"\xff" * 8 + data[place + 8 :]) for place in range(len(data) - 120, len(data) - 8, 24)
    ]
    assert all(code == ["T013"] for code in codes)


@pytest.mark.parametrize("place", [30, 40, 44, 64, 72])
def test_sectors_that_an_old_workbook_claims_without_having_them_are_t013(place):
    data = workbook({(0, 0): "T", (1, 0): 1.5, (2, 0): 2.5})
    assert refused(data[:place] + b"\xff" * 4 + data[place + 4 :]) == ["T013"]
    assert refused(data[:300]) == ["T013"]


@pytest.mark.parametrize(("old", "new"), [("<2I", (2**17, 9)), ("<2I", (0, 2**20))])
def test_an_extent_that_an_old_workbook_cannot_have_is_t013(old, new):
    data = workbook({(0, 0): "T", (1, 0): 1.5, (2, 0): 2.5})
    record = struct.pack("<2H", 0x0200, 14)
    assert refused(data.replace(record + struct.pack(old, 0, 9), record + struct.pack(old, *new))) == ["T013"]


def test_texts_that_an_old_workbook_claims_without_having_them_are_t013():
    data = workbook({(0, 0): "T", (1, 0): 1.5, (2, 0): 2.5})
    place = data.index(struct.pack("<2H", 0x0042, 2))
    texts = struct.pack("<2H2I", 0x00FC, 8, 1, 2**32 - 1)
    assert refused(data[:place] + texts + data[place + len(texts) :]) == ["T013"]


def test_a_remark_in_the_last_row_of_a_narrow_sheet_is_t250():
    assert refused(sheet(SMALL | {(1_048_575, 3): "x"})) == ["T250"]


def test_columns_of_very_different_length_are_read():
    long = "".join(f"{row},1{',2,3' * 30 if row < 900 else ''}\n" for row in range(45_000))
    assert len(read_text(f"T,y{',a,b' * 30}\n{long}")) == 45_000


def test_a_cell_far_from_all_others_is_t250():
    assert refused(sheet(SMALL | {(1_048_575, 16_383): "x"})) == ["T250"]
    damaged = changed(sheet(SMALL), "xl/worksheets/sheet1.xml", b'r="A3"', b'r="A2147483648"')
    assert refused(damaged) == ["T250"]
    assert refused(changed(sheet(SMALL), "xl/worksheets/sheet1.xml", b'r="A3"', b'r="ZZZZ3"')) == ["T251"]


def test_a_cell_far_from_all_others_in_an_old_workbook_is_t250():
    assert refused(workbook({(0, 0): "T", (1, 0): 1.5, (65_535, 255): 1.0})) == ["T250"]


def test_a_cell_without_a_place_stands_in_its_row():
    part = "xl/worksheets/sheet1.xml"
    odd = changed(sheet(SMALL), part, b'<c r="A3"', b"<c")
    assert refused(changed(odd, part, b'<row r="3"', b'<row r="99999999"')) == ["T250"]


def test_a_far_cell_is_found_in_a_sheet_that_the_workbook_names_in_its_own_way():
    odd = changed(sheet(SMALL | {(1_048_575, 16_383): "x"}), "xl/workbook.xml", b'r:id="rId1"', b"r:id='rId1'")
    assert refused(odd) == ["T250"]


def opendocument(rows: str) -> bytes:
    content = (
        f'<?xml version="1.0"?><office:document-content xmlns:office="{OFFICE}:office:1.0" '
        f'xmlns:table="{OFFICE}:table:1.0" xmlns:text="{OFFICE}:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="S">{rows}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)
    return packed.getvalue()


def test_cells_repeated_without_end_are_t250_and_empty_ones_are_not():
    cell = '<table:table-cell office:value-type="float" office:value="1.5"{}><text:p>1.5</text:p></table:table-cell>'
    row = f"<table:table-row>{cell.format('') * 2}</table:table-row>" * 2
    many = '<table:table-row table:number-rows-repeated="1048000">{}</table:table-row>'
    empty = '<table:table-cell table:number-columns-repeated="16384"/>'
    assert len(read_bytes(opendocument(row + many.format(empty)), "x")) == 2
    repeated = cell.format(' table:number-columns-repeated="16384"')
    assert refused(opendocument(row + many.format(repeated))) == ["T250"]
    wide = cell.format(' table:number-columns-repeated="99999"')
    assert refused(opendocument(f"<table:table-row>{wide}</table:table-row>")) == ["T251"]


def test_texts_that_a_workbook_claims_without_having_them_are_t013():
    damaged = changed(sheet(SMALL), "xl/sharedStrings.xml", b'uniqueCount="4"', b'uniqueCount="4294967296"')
    assert refused(damaged) == ["T013"]


def test_a_part_that_is_packed_wrongly_is_t013():
    data = bytearray(sheet(SMALL))
    place = data.index(b"PK\x01\x02")
    data[place + 6] = 148  # the version that is needed to unpack
    assert refused(bytes(data)) == ["T013"]
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sheet(SMALL))) as archive, zipfile.ZipFile(packed, "w") as copy:
        for name in archive.namelist():
            copy.writestr(name, archive.read(name))
    assert refused(packed.getvalue().replace(b"<sheetData>", b"<sheetDatb>")) == ["T013"]


def test_an_archive_that_would_fill_the_memory_is_t253(monkeypatch):
    module = sys.modules["sanhak.table.read.container"]
    monkeypatch.setattr(module, "_UNPACKED", 10_000)
    monkeypatch.setattr(module, "_TIGHTEST", 1)
    assert refused(sheet(SMALL)) == ["T253"]


def spreadsheet(rows: str) -> bytes:
    return (
        f'<?xml version="1.0"?><Workbook xmlns="{SPREADSHEET}" xmlns:ss="{SPREADSHEET}"><Worksheet ss:Name="S"><Table>'
        f"<Row><Cell><Data>T</Data></Cell><Cell><Data>y</Data></Cell></Row>{rows}</Table></Worksheet></Workbook>"
    ).encode()


def test_places_in_excel_xml_that_are_no_numbers_count_as_the_next_ones():
    cells = (
        '<Cell ss:Index="{}"><Data>1.5</Data></Cell><Cell ss:MergeDown="{}" ss:MergeAcross="x"><Data>2</Data></Cell>'
    )
    row = f'<Row ss:Index="{{}}">{cells}</Row>'
    for odd in ("", "x", "²", "-5", "9" * 30, "1.5"):
        assert read_bytes(spreadsheet(row.format(odd, odd, odd)), "x").frame.row(0) == (1.5, 2.0)
    assert refused(spreadsheet(row.format("1048576", "16000", "1"))) == ["T250"]


def test_pages_that_cannot_be_read_are_t013():
    page = b"MIME-Version: 1.0\nContent-Type: text/html; charset=%s\n\n<table><tr><td>1</td></tr></table>"
    assert refused(page % b"nonsense") == refused(page % b'"utf-8\0"') == ["T013"]
    assert refused(b"<!-- -->\n<html") == ["T013"]


def test_spans_of_a_page_that_reach_too_far_are_t250():
    row = "<tr><td colspan='16384' rowspan='9999'>1</td></tr>"
    assert refused(f"<table>{row * 1000}</table>".encode()) in (["T250"], ["T251"])
    odd = b"<table><tr><td>T</td><td>y</td></tr><tr><td colspan='\xc2\xb2'>1</td><td rowspan='-3'>2</td></tr></table>"
    assert read_bytes(odd, "x").frame.rows() == [(1.0, 2.0)]


def test_one_line_that_is_far_too_long_is_refused():
    assert refused(b"T,y\n1,2\n" + b"," * 20_000) == ["T251"]
    assert refused(b"T,y\n" + b"," * 10_000 + b"\n1,2" * 2_000) == ["T250"]
    assert refused(b'"T",y\n' + b"," * 10_000 + b"\n1,2" * 2_000) == ["T250"]


@pytest.mark.parametrize("tags", [[timedelta(seconds=1), timedelta(seconds=2)] * 3, [[1], [2, 3]] * 3])
def test_records_of_tags_that_are_no_texts_are_read_or_refused(tags):
    hours = [datetime(2026, 3, 2, hour) for hour in range(6)]  # noqa: DTZ001 - a plant's clock shows local time
    buffer = io.BytesIO()
    pl.DataFrame({"tag": tags, "time": hours, "value": [1.0, 2, 3, 4, 5, 6]}).write_parquet(buffer)
    try:
        table = read_bytes(buffer.getvalue(), "x.parquet", Stated(layout="long"))
    except Refusal:
        return
    assert len(table.columns) == 3


def test_a_comma_in_a_cell_that_is_no_number_is_no_example_of_a_decimal_comma():
    numbers = "".join(f"{row},25;x\n" for row in range(40))
    table = read_text(f"a;b\nsee note, below;x\n{numbers}")
    (comma,) = [finding for finding in table.findings if finding.code == "T041"]
    assert (comma.example, comma.value) == ("0,25", "0.25")


def test_an_arrow_file_whose_lengths_are_damaged_does_not_end_the_process():
    buffer = io.BytesIO()
    pl.DataFrame({"x": ["a", "bb", None] * 20, "y": list(range(60))}).write_ipc(buffer)
    whole = buffer.getvalue()
    assert read_bytes(whole, "x.arrow").frame.height == 60
    assert refused(whole[:-40] + b"\xff" * 40) == ["T013"]


def test_a_long_table_of_few_words_uses_each_of_them_often():
    cells: dict[tuple[int, int], Any] = {(0, 0): "item", (0, 1): "group", (0, 2): "sold"}
    for at in range(600):
        cells |= {(at + 1, 0): "abc"[at % 3], (at + 1, 1): "xy"[at % 2], (at + 1, 2): 1.5 + at}
    assert len(read_bytes(sheet(cells), "x")) == 600


def test_items_that_were_sold_are_no_tags_of_instruments():
    rows = [f"2024-{month:02d}-01,{region},{item},{month}" for month in range(1, 13)
            for region, item in (("n", "SS-1"), ("s", "BR-2"))]  # fmt: skip
    table = read_text("\n".join(["month,region,item,sold", *rows]))
    assert table.names == ("month", "region", "item", "sold")
    measured = read_text("\n".join(["month,region,item,value", *rows]))
    assert len(measured) == 12
