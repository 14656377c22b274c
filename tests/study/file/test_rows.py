"""Rows added to a workbook or a text that a person keeps: they are read again, and nothing else is touched."""

import io
import re
import zipfile

import openpyxl
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from openpyxl.chart import LineChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table as ExcelTable

from sanhak.finding import Refusal
from sanhak.study.file.book import made
from sanhak.study.file.rows import Further, added
from sanhak.study.file.sheets import table_on
from sanhak.table import Column, Kind, Table
from sanhak.table.read import read_bytes

RUN, T, BASE = Column("run"), Column("T", unit="°C"), Column("base", Kind.CATEGORY)
YIELD, STATUS = Column("yield", unit="%"), Column("status", Kind.CATEGORY)
COLUMNS = (RUN, T, BASE, YIELD, STATUS)
PLANNED = Further(COLUMNS, ({"run": 3.0, "T": 71.5, "base": "KOAc", "status": "planned"},
                            {"run": 4.0, "T": 80.0, "base": "K2CO3", "status": "planned"}))  # fmt: skip


def saved(workbook):
    held = io.BytesIO()
    workbook.save(held)
    return held.getvalue()


def parts(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def kept():
    """A workbook as a chemist keeps it: a title, formats, formulas, a comment, a rule, an Excel table, a chart."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "실험"
    sheet["A1"] = "Campaign of May"
    sheet["A1"].font = Font(bold=True)
    for column, name in enumerate(["run", "date", "T [°C]", "base", "yield [%]", "mass", "status"], 1):
        sheet.cell(3, column, name)
    for row, cells in enumerate([[1, "2026-05-01", 55, "KOAc", "45,3", 1.2, "done"],
                                 [2, "2026-05-02", 90, "K2CO3", "did not dissolve", "=F4*2", None]], 4):  # fmt: skip
        for column, value in enumerate(cells, 1):
            sheet.cell(row, column, value)
    sheet["C5"].number_format = "0.0"
    sheet["E4"].fill = PatternFill("solid", fgColor="FFFF00")
    sheet["E5"].comment = Comment("look at the vial", "a chemist")
    sheet["J3"], sheet["J9"] = "=AVERAGE(F4:F5)", "beside the table"
    rule = DataValidation(type="list", formula1='"KOAc,K2CO3"')
    rule.add("D4:D5")
    sheet.add_data_validation(rule)
    sheet.conditional_formatting.add("F4:F5", CellIsRule("greaterThan", formula=["1"], font=Font(color="FF0000")))
    sheet.add_table(ExcelTable(displayName="Runs", ref="A3:G5"))
    chart = LineChart()
    chart.add_data(Reference(sheet, min_col=6, min_row=3, max_row=5), titles_from_data=True)
    workbook.create_sheet("Plots").add_chart(chart, "B2")
    return saved(workbook)


def test_planned_rows_stand_under_the_last_one_and_every_other_cell_stays(kept):
    after = added(kept, "runs.xlsx", PLANNED, ("Runs", "실험"))
    before, now = (openpyxl.load_workbook(io.BytesIO(content)) for content in (kept, after))
    assert now.sheetnames == before.sheetnames
    for name in before.sheetnames:
        for row in before[name].iter_rows():
            for cell in filter(lambda cell: cell.value is not None, row):
                same = now[name][cell.coordinate]
                assert (same.value, same.number_format, same.font.b) == (cell.value, cell.number_format, cell.font.b)
                assert same.fill.fgColor.rgb == cell.fill.fgColor.rgb
    sheet = now["실험"]
    assert [cell.value for cell in sheet[6]][:7] == [3, None, 71.5, "KOAc", None, None, "planned"]
    assert [cell.value for cell in sheet[7]][:7] == [4, None, 80, "K2CO3", None, None, "planned"]
    assert sheet["C6"].number_format == "0.0"
    assert sheet["E5"].comment.text == "look at the vial"


def test_what_ends_at_the_last_row_is_drawn_down(kept):
    sheet = openpyxl.load_workbook(io.BytesIO(added(kept, "runs.xlsx", PLANNED, ("실험",))))["실험"]
    assert [str(rule.sqref) for rule in sheet.data_validations.dataValidation] == ["D4:D7"]
    assert [str(area.sqref) for area in sheet.conditional_formatting] == ["F4:F7"]
    assert sheet.tables["Runs"].ref == "A3:G7"
    assert sheet.dimensions == "A1:J9"


def test_every_other_part_of_the_archive_is_the_same_to_the_byte(kept):
    before, now = parts(kept), parts(added(kept, "runs.xlsx", PLANNED, ("실험",)))
    changed = {name for name in before | now if before.get(name) != now.get(name)}
    assert changed == {"xl/worksheets/sheet1.xml", "xl/tables/table1.xml", "xl/workbook.xml"}
    assert any(name.startswith("xl/charts/") for name in now)


def test_the_same_rows_give_the_same_bytes(kept):
    assert added(kept, "runs.xlsx", PLANNED, ("실험",)) == added(kept, "runs.xlsx", PLANNED, ("실험",))


def test_a_column_that_came_in_gets_its_name_beside_the_others(kept):
    more = Further((*COLUMNS, Column("equiv", unit="%")), ({"run": 3.0, "T": 60.0, "equiv": 5.0},))
    sheet = openpyxl.load_workbook(io.BytesIO(added(kept, "runs.xlsx", more, ("실험",))))["실험"]
    place = next(cell.column for cell in sheet[3] if cell.value == "equiv [%]")
    assert sheet.cell(6, place).value == 5
    assert place > sheet["J3"].column  # what stands beside the table stays
    assert sheet["J9"].value == "beside the table"


def test_a_sheet_is_made_where_there_is_none(kept):
    after = added(kept, "runs.xlsx", PLANNED, ("Runs",))
    sheet = openpyxl.load_workbook(io.BytesIO(after))["Runs"]
    assert [cell.value for cell in sheet[1]] == ["run", "T [°C]", "base", "yield [%]", "status"]
    assert sheet.freeze_panes == "A2"
    before, now = parts(kept), parts(after)
    assert {name for name in before if before[name] != now[name]} == {
        "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"}  # fmt: skip


def test_numbers_given_in_advance_are_no_rows():
    workbook = openpyxl.Workbook()
    for row in [["run", "T", "base", "yield", "status"], [1, 50, "KOAc", 40, "done"], [2], [3], [4]]:
        workbook.active.append(row)
    sheet = openpyxl.load_workbook(io.BytesIO(added(saved(workbook), "r.xlsx", PLANNED, ("Sheet",)))).active
    assert [[cell.value for cell in row] for row in sheet["A3:E4"]] == [
        [2, 71.5, "KOAc", None, "planned"], [3, 80, "K2CO3", None, "planned"]]  # fmt: skip


def test_rows_and_cells_that_do_not_say_where_they_stand_are_counted():
    content = added(None, "r.xlsx", PLANNED, ("Runs",))
    bare = dict(parts(content))
    sheet = bare["xl/worksheets/sheet1.xml"].decode()
    bare["xl/worksheets/sheet1.xml"] = re.sub(r'(<(?:row|c)\b[^>]*?) r="[A-Z0-9]+"', r"\1", sheet).encode()
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, part in bare.items():
            archive.writestr(name, part)
    again = added(held.getvalue(), "r.xlsx", PLANNED, ("Runs",))
    assert [row[0].value for row in openpyxl.load_workbook(io.BytesIO(again))["Runs"].rows] == ["run", 3, 4, 3, 4]


@pytest.mark.parametrize("under", [["mean", 60, None, 45], ["※ measured in May"]])
def test_sums_and_remarks_under_the_rows_are_refused(under):
    workbook = openpyxl.Workbook()
    for row in [
        ["run", "T", "base", "yield", "status"],
        [1, 50, "KOAc", 40, "done"],
        [2, 60, "KOAc", 50, "done"],
        under,
    ]:
        workbook.active.append(row)
    with pytest.raises(Refusal) as refusal:
        added(saved(workbook), "r.xlsx", PLANNED, ("Sheet",))
    assert refusal.value.findings[0].code == "S067"


@pytest.mark.parametrize(("name", "content"), [("r.xls", b"\xd0\xcf\x11\xe0"), ("r.parquet", b"PAR1"), ("r.ods", None),
                                               ("r.xlsx", b"PK\x03\x04"), ("r.dat", b"a b\n1 2\n")])  # fmt: skip
def test_other_forms_are_refused(name, content):
    with pytest.raises(Refusal) as refusal:
        added(content, name, PLANNED, ("Runs",))
    assert refusal.value.findings[0].code in ("S065", "T012", "T013")


WORDS = some.text(some.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=8).map(lambda word: f"b{word}")
ROWS = some.lists(
    some.tuples(some.floats(-1e6, 1e6).map(lambda number: float(f"{number:.12g}")), WORDS), min_size=1, max_size=4
)


@settings(max_examples=30)
@given(first=ROWS, second=ROWS, ending=some.sampled_from([".xlsx", ".csv", ".tsv"]))
def test_what_is_added_is_read_again(first, second, ending):
    content = None
    for rows in (first, second):
        further = Further((T, BASE, YIELD), tuple({"T": number, "base": word} for number, word in rows))
        content = added(content, f"runs{ending}", further, ("Runs",))
    kinds = (Column("T"), Column("base", Kind.TEXT))
    table = table_on(content, f"runs{ending}", None, kinds)
    assert table.names == ("T", "base", "yield")
    assert table["T"].unit == "°C"
    assert table.frame["T"].to_list() == [number for number, _ in (*first, *second)]
    assert table.frame["base"].to_list() == [word for _, word in (*first, *second)]


def text_with(content, further=PLANNED):
    return added(content, "runs.csv", further, ("Runs",))


def test_a_text_keeps_its_lines_encoding_separator_and_decimal_comma():
    before = "run;T [°C];base;yield [%];status\r\n1;55,5;KOAc;45,3;done\r\n2;60,25;초산;;\r\n"
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp949"):
        after = text_with(before.encode(encoding)).decode(encoding)
        assert after == before + "3;71,5;KOAc;;planned\r\n4;80;K2CO3;;planned\r\n"


def test_a_text_without_a_last_line_end_gets_one():
    assert text_with(b"run,T,base,yield,status\n1,50,KOAc,40,done").splitlines()[1:3] == [
        b"1,50,KOAc,40,done", b"3,71.5,KOAc,,planned"]  # fmt: skip


def test_a_letter_that_the_encoding_has_not_is_not_lost():
    further = Further(COLUMNS, ({"run": 3.0, "T": 1.0, "base": "β-CD☃"},))
    after = text_with("run,T [°C],base,yield,status\n1,55,초산,45,done\n".encode("cp949"), further)
    assert "β-CD☃" in after.decode("utf-8-sig")
    assert "초산" in after.decode("utf-8-sig")


def test_a_column_that_came_in_gets_its_name_in_a_text():
    more = Further((*COLUMNS, Column("equiv")), ({"run": 2.0, "T": 60.0, "equiv": 5.5},))
    table = read_bytes(text_with(b"run,T,base,yield,status\n1,50,KOAc,40,done\n", more), "runs.csv")
    assert table.frame["equiv"].to_list() == [None, 5.5]


def test_a_new_workbook_is_a_table():
    table = read_bytes(made(PLANNED, "Runs"), "runs.xlsx", sheet="Runs")
    assert isinstance(table, Table)
    assert table.frame["T"].to_list() == [71.5, 80.0]
    assert table.frame["yield"].dtype == pl.Float64
