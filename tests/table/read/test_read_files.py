"""Files are read by what they contain; what cannot be read is refused with its code."""

from __future__ import annotations

import io
import struct
from datetime import datetime
from pathlib import Path
from unittest.mock import patch

import polars as pl
import pytest
import xlsxwriter

from sanhak.finding import Refusal
from sanhak.table import Table
from sanhak.table.read import read_bytes, read_text
from table.old_excel import compound, workbook

SHEET = "일시\t온도 (℃)\n2026-03-05 14:30\t80\n2026-03-05 14:40\t81\n"
HTML = """<html><body><table><tr><td>page <table><caption>Data</caption>
<tr><th colspan="2">Reactor</th><th rowspan="2">y</th></tr><tr><th>T [degC]</th><th>P</th></tr>
<tr><td>1</td><td rowspan="2">2</td><td>3</td></tr><tr><td>1.5</td><td>4</td></tr></table></td></tr></table>
</body></html>"""
XML = """<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="S"><Table>
<Row><Cell ss:MergeAcross="1"><Data ss:Type="String">Title</Data></Cell></Row>
<Row><Cell><Data ss:Type="String">T</Data></Cell><Cell><Data ss:Type="String">P</Data></Cell></Row>
<Row><Cell><Data ss:Type="Number">1</Data></Cell><Cell><Data ss:Type="Number">2</Data></Cell></Row>
<Row ss:Index="5"><Cell ss:Index="2"><Data ss:Type="Number">7</Data></Cell></Row></Table></Worksheet></Workbook>"""


def excel(*sheets: tuple[str, list[list[object]]], hide: str | None = None) -> bytes:
    """An xlsx file from rows of cells."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"default_date_format": "yyyy-mm-dd hh:mm"}) as book:
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            for place, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, datetime):
                        sheet.write_datetime(place, column, cell)
                    elif cell is not None:
                        sheet.write(place, column, cell)
            if name == hide:
                sheet.hide()
    return buffer.getvalue()


TABLE = [["T", "y"], [1.5, 2], [2.5, 3]]


def codes(table: Table) -> list[str]:
    return [finding.code for finding in table.findings]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp949"])
def test_the_content_decides_and_not_the_ending(tmp_path, encoding):
    path = tmp_path / "trend.xls"
    path.write_bytes(SHEET.encode(encoding))
    table = Table.read(path)
    assert table.names == ("일시", "온도")
    assert (table["온도"].unit, table.values("온도").tolist()) == ("°C", [80.0, 81.0])
    assert ("T025" in codes(table)) is not encoding.startswith("utf-8")


def test_degrees_of_a_western_instrument_are_no_korean_letter():
    table = read_bytes("time,T (°C)\n1,80\n2,81".encode("cp1252"), "log.csv")
    assert table["T"].unit == "°C"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_end_of_line_is_one(end):
    assert read_bytes(end.join(["a,b", "1,2", "3,4", ""]).encode(), "x").frame.rows() == [(1.0, 2.0), (3.0, 4.0)]


def test_html_mhtml_and_excel_xml_are_tables():
    for data in (HTML.encode(), HTML.encode("utf-16"), mime(HTML)):
        table = read_bytes(data, "report.xls")
        assert table.names == ("Reactor T", "Reactor P", "y")
        assert table.frame.rows() == [(1.0, 2.0, 3.0), (1.5, 2.0, 4.0)]
        assert table.source.sheet == "Data"
        assert {"T024", "T026"} <= set(codes(table))
    table = read_bytes(XML.encode(), "report.xls")
    assert (table.frame.rows(), table.source.sheet) == ([(1.0, 2.0), (None, 7.0)], "S")


def test_html_without_a_charset_may_be_cp949():
    page = "<table><tr><td>온도</td><td>y</td></tr><tr><td>1</td><td colspan='x'>2</td></tr></table>"
    for encoding in ("cp949", "utf-8"):
        assert read_bytes(page.encode(encoding), "x.xls").names == ("온도", "y")


def mime(page: str) -> bytes:
    head = 'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="X"\n\n--X\n'
    text = "Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit"
    return f"{head}{text}\n\n{page}\n--X\nContent-Type: image/png\n\nx\n--X--\n".encode()


def test_an_old_workbook_is_read():
    table = read_bytes(workbook({(0, 0): "T [degC]", (0, 1): "y", (1, 0): 80.5, (1, 1): 1.0}), "old.xls")
    assert (table.frame.rows(), table["T"].unit, table.source.sheet) == ([(80.5, 1.0)], "°C", "Data")


def test_excel_cells_keep_their_values():
    moment = datetime(2026, 3, 5, 14, 30)  # noqa: DTZ001
    table = read_bytes(
        excel(("A", [["일시", "T", "ok", "code"], [moment, 0.1, True, "0012"], [moment, 1e300, False, "7"]])), "x"
    )
    assert table.frame.row(0) == (moment, 0.1, "True", "0012")
    assert table.frame["T"][1] == 1e300


def test_formula_errors_clocks_and_durations_of_excel_are_seen():
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        clock, span = book.add_format({"num_format": "hh:mm"}), book.add_format({"num_format": "[h]:mm"})
        book.add_worksheet("empty")
        sheet = book.add_worksheet("data")
        sheet.write_row(0, 0, ["T", "start", "length"])
        sheet.write_formula(1, 0, "=NA()", None, "#N/A")
        sheet.write_formula(2, 0, "=1/0", None, "#DIV/0!")
        sheet.write_number(3, 0, 5)
        for row in (1, 2, 3):
            sheet.write_number(row, 1, 0.5, clock)
            sheet.write_number(row, 2, 1.5, span)
    table = read_bytes(buffer.getvalue(), "x.xlsx")
    assert table.frame.row(2) == (5.0, "12:00:00", "36:00:00")
    (finding,) = [finding for finding in table.findings if finding.code == "T031"]
    assert set(finding.words) == {"#N/A", "#DIV/0!"}


def test_the_first_visible_sheet_with_a_table_is_read():
    data = excel(("cover", [["Plant report"]]), ("hidden", TABLE), ("first", TABLE), ("second", TABLE), hide="hidden")
    table = read_bytes(data, "x.xlsx")
    assert table.source.sheet == "first"
    (finding,) = [finding for finding in table.findings if finding.code == "T021"]
    assert finding.others == ("second", "hidden")


def test_a_sheet_can_be_named_or_counted(tmp_path):
    path = tmp_path / "x.xlsx"
    path.write_bytes(excel(("a", TABLE), ("b", [["u", "v"], [1, 2]])))
    assert Table.read(path, sheet="b").names == Table.read(path, sheet=1).names == ("u", "v")
    for wrong in ("c", 2, -1):
        with pytest.raises(Refusal, match="T018"):
            Table.read(path, sheet=wrong)
    path.write_text("a,b\n1,2\n3,4")
    assert len(Table.read(path, sheet=0)) == 2
    with pytest.raises(Refusal, match="T018"):
        Table.read(path, sheet="a")


def test_merged_names_units_titles_and_sums_of_a_real_sheet():
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("운전")
        sheet.merge_range("A1:F1", "2026년 3월 운전 일지")
        for cells, text in (("A3:A4", "일시"), ("B3:C3", "반응기"), ("D3:E3", "제품"), ("F3:F4", "Lot")):
            sheet.merge_range(cells, text)
        sheet.write_row("B4", ["온도", "압력", "수율", "불순물"])
        sheet.write_row("A5", [None, "℃", "kPa", "%", "ppm"])
        for row in range(6):
            sheet.write_row(5 + row, 0, [f"2026-03-05 0{row}:00", 80 + row / 10, 1200 + row, 81, 5 + row])
        sheet.merge_range("F6:F8", 101)
        sheet.merge_range("F9:F11", 102)
        sheet.write_row("A12", ["평균", 80.2, 1202])
        sheet.write("A13", "※ 압력은 게이지 기준")
    table = read_bytes(buffer.getvalue(), "x.xlsx")
    assert table.names == ("일시", "반응기 온도", "반응기 압력", "제품 수율", "제품 불순물", "Lot")
    assert [column.unit for column in table.columns] == [None, "°C", "kPa", "%", "ppm", None]
    assert table.frame["Lot"].to_list() == ["101"] * 3 + ["102"] * 3
    assert (table.time, table.lot) == ("일시", "Lot")
    (account,) = [finding for finding in table.findings if finding.code == "T019"]
    assert (account.rows, account.read, account.text, account.header, account.units, account.empty, account.sums) == (
        13, 6, 2, 2, 1, 1, 1,
    )  # fmt: skip


def test_parquet_and_arrow_keep_their_types(tmp_path):
    frame = pl.DataFrame({"T [K]": [1, 2], "c": [" x ", ""], "when": [datetime(2026, 3, 5), None], "list": [[1], [2]]})  # noqa: DTZ001
    for write in ("write_parquet", "write_ipc"):
        path = tmp_path / "x.csv"
        getattr(frame.drop("list"), write)(path)
        table = Table.read(path)
        assert table.frame.rows() == [(1.0, "x", datetime(2026, 3, 5)), (2.0, None, None)]  # noqa: DTZ001
        getattr(frame, write)(path)
        with pytest.raises(Refusal, match="T033"):
            Table.read(path)
        getattr(frame.clear().drop("list"), write)(path)
        with pytest.raises(Refusal, match="T016"):
            Table.read(path)
    with pytest.raises(Refusal, match="T013"):
        read_bytes(b"PAR1 and nothing more", "x.parquet")


XLSX = excel(("A", TABLE))
REFUSED = {
    "empty": (b"", "T009"),
    "blank": (b"\xef\xbb\xbf \r\n", "T009"),
    "pdf": (b"%PDF-1.7 ...", "T010"),
    "png": (b"\x89PNG\r\n\x1a\n", "T010"),
    "bitmap": (b"BM\x00\x01", "T010"),
    "access": (b"\x00\x01\x00\x00Standard Jet DB\x00", "T010"),
    "json": (b'[{"a": 1}]', "T010"),
    "unknown": (bytes(range(256)), "T010"),
    "hangul": (compound("HwpSummaryInformation".encode("utf-16-le"), "x"), "T010"),
    "other compound": (compound(b"x", "y"), "T010"),
    "softcamp": (b"SCDSA002\x00\x01", "T011"),
    "fasoo": (b"\x9b\x20DRMONE  This Document is encrypted", "T011"),
    "purview": (compound("DRMEncryptedDataSpace".encode("utf-16-le"), "EncryptedPackage"), "T011"),
    "password": (compound(b"x", "EncryptedPackage"), "T012"),
    "old password": (workbook({(0, 0): "a"}, password=True), "T012"),
    "cut": (XLSX[: len(XLSX) // 2], "T013"),
    "cut old": (workbook({(0, 0): "a"})[:600], "T013"),
    "encoding": (b"a,b\n\xff\xff\xfe\xff,1\n", "T014"),
    "utf-16 cut": (b"\xff\xfea\x00,", "T014"),
    "prose": (b"This is a letter\nand no table.\n", "T015"),
    "prose with commas": (
        b"Dear all, please note\nthat the pump, which failed, is back\nso, again\nthank you\nyours\n",
        "T015",
    ),
    "page": (b"<html><body>nothing</body></html>", "T015"),
    "no rows": (b"a,b,c\n", "T016"),
    "all missing": (b"a,b\nN/A,-\n-,N/A\n", "T017"),
}


@pytest.mark.parametrize(("data", "code"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_read_is_refused_with_its_code(tmp_path, data, code):
    path = tmp_path / "data.csv"
    path.write_bytes(data)
    with pytest.raises(Refusal) as refusal:
        Table.read(path)
    finding = refusal.value.findings[0]
    assert finding.code == code
    assert "data.csv" in finding.said.render("ko")


def test_zip_archives_say_what_they_are():
    import zipfile

    for entry, word in (("word/document.xml", "text document"), ("data.csv", "T015")):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr(entry, "x")
        with pytest.raises(Refusal, match=word):
            read_bytes(buffer.getvalue(), "x")


def test_a_sheet_that_cannot_be_parsed_is_refused():
    import zipfile

    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(XLSX)) as good, zipfile.ZipFile(buffer, "w") as bad:
        for entry in good.namelist():
            content = good.read(entry)
            bad.writestr(entry, content[: len(content) // 2] if "sheet1" in entry else content)
    with pytest.raises(Refusal, match="T013"):
        read_bytes(buffer.getvalue(), "x.xlsx")


def test_missing_files_and_folders_name_what_is_there(tmp_path):
    (tmp_path / "reactor.xlsx").write_bytes(XLSX)
    with pytest.raises(Refusal) as refusal:
        Table.read(tmp_path / "reactr.xlsx")
    assert (refusal.value.findings[0].code, refusal.value.findings[0].near) == ("T007", ("reactor.xlsx",))
    with pytest.raises(Refusal) as refusal:
        Table.read(tmp_path)
    assert (refusal.value.findings[0].code, refusal.value.findings[0].files) == ("T008", ("reactor.xlsx",))
    with pytest.raises(Refusal, match="T007"):
        Table.read(tmp_path / "no folder" / "x.csv")


def test_a_file_that_may_not_be_opened_is_refused(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("a,b\n1,2")
    with (
        patch.object(Path, "read_bytes", side_effect=PermissionError(13, "Permission denied")),
        pytest.raises(Refusal, match="T013"),
    ):
        Table.read(path)


def test_ten_thousand_columns_are_read():
    names = ",".join(f"c{number}" for number in range(10_000))
    table = read_text("\n".join([names, *[",".join(["1.5"] * 10_000)] * 2]))
    assert table.frame.shape == (2, 10_000)
    assert codes(table) == ["T029"]


def test_one_row_is_read_and_told():
    assert codes(read_text("a,b\n1,2")) == ["T030"]


def test_utf16_of_an_odd_length_is_told_by_position():
    with pytest.raises(Refusal) as refusal:
        read_bytes("a\tb\n".encode("utf-16") + struct.pack("<H", 0xD800), "x")
    assert refusal.value.findings[0].position > 0


def test_an_opendocument_sheet_is_a_workbook():
    import zipfile

    office = "urn:oasis:names:tc:opendocument:xmlns"
    cell = '<table:table-cell office:value-type="{}" {}><text:p>{}</text:p></table:table-cell>'
    rows = [
        "".join(cell.format("string", "", name) for name in ("T", "y")),
        "".join(cell.format("float", f'office:value="{value}"', value) for value in (1.5, 2)),
    ]
    content = (
        '<?xml version="1.0"?>'
        f'<office:document-content xmlns:office="{office}:office:1.0" xmlns:table="{office}:table:1.0" '
        f'xmlns:text="{office}:text:1.0"><office:body><office:spreadsheet><table:table table:name="S">'
        + "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
        + "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)
    assert read_bytes(buffer.getvalue(), "x.ods").frame.rows() == [(1.5, 2.0)]
