"""Exports of historians are read as they are: rows of tags, a time column for each tag, one row a record."""

from __future__ import annotations

import io
from contextlib import suppress
from datetime import datetime, timedelta

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from sanhak.finding import Finding, Refusal
from sanhak.table import Kind, Table
from sanhak.table.read import read_bytes, read_text
from sanhak.table.read.exports import held
from sanhak.table.read.exports.quality import judge
from sanhak.text import Amount

START = datetime(2026, 3, 5, 10)  # noqa: DTZ001 - wall time has no zone
DATA = ["2026-03-05 10:00,80,12", "2026-03-05 10:01,81,13", "2026-03-05 10:02,82,14"]
PAIRS = """TIC-1203.PV,,FI101,
Reactor temperature,,Feed,
degC,,m3/h,
Timestamp,Value,Timestamp,Value
05-Mar-26 10:00:00,80.1,05-Mar-26 10:00:00,12
05-Mar-26 10:05:00,Bad Input,05-Mar-26 10:02:00,13
05-Mar-26 10:07:00,80.4,05-Mar-26 10:30:00,I/O Timeout
05-Mar-26 10:17:00,[-11059] No Good Data For Calculation,,
05-Mar-26 10:27:00,81,,
"""


def found(table: Table, code: str) -> Finding:
    (finding,) = [finding for finding in table.findings if finding.code == code]
    return finding


def codes(table: Table) -> set[str]:
    return {finding.code for finding in table.findings}


@pytest.mark.parametrize(
    "top",
    [
        ["Tag,TIC-1203.PV,FI101", "Descriptor,Reactor,Feed", "Units,degC,m3/h"],
        ["단위,℃,m3/h", "태그명,TIC-1203.PV,FI101", "설명,Reactor,Feed"],
        [",degC,m3/h", ",Reactor,Feed", ",TIC-1203.PV,FI101"],
        ["Report,,", ",,", ",TIC-1203.PV,FI101", "Timestamp,Reactor,Feed", ",degC,m3/h"],
    ],
)
def test_rows_of_tags_are_told_apart_in_any_order(top):
    table = read_text("\n".join([*top, *DATA]))
    assert [column.label for column in table.columns[1:]] == ["TIC-1203.PV [°C]", "FI101 [m³/h]"]
    assert table.values("FI101").tolist() == [12.0, 13.0, 14.0]
    assert found(table, "T130").descriptions == ("TIC-1203.PV: Reactor", "FI101: Feed")
    assert table.time == table.names[0]


def test_units_above_the_tags_or_apart_from_them_are_read_and_strange_ones_told():
    table = read_text("\n".join(["unit,degC,XYZ", "tag,A_1,B_2", *DATA]))
    assert [column.unit for column in table.columns] == [None, "°C", None]
    assert (found(table, "T006").column, found(table, "T006").text) == ("B_2", "XYZ")


def test_names_without_tags_stay_as_they_were():
    joined = read_text("일시,반응기,,제품\n,온도,압력,수율\n2026-03-05,80,1,2\n2026-03-06,81,2,3")
    assert "T130" not in codes(joined)
    both = read_text("start,T,end,P\n2026-03-05,80,2026-03-06,1\n2026-03-06,81,2026-03-07,2")
    assert both.names == ("start", "T", "end", "P")
    korean = read_text("시작일시,온도,종료일시,압력\n2026-03-05,80,2026-03-06,1\n2026-03-06,81,2026-03-07,2")
    assert len(korean) == 2
    assert "T131" not in codes(korean)
    spaced = read_text("start,T,Q,end,P\n2026-03-05,80,1,2026-03-06,1\n2026-03-06,81,1,2026-03-07,2")
    assert len(spaced.names) == 5


def test_states_among_numbers_become_missing_and_are_counted():
    rows = [
        f"2026-03-05 10:0{minute},{value},{minute}"
        for minute, value in enumerate([80, "Running", 81, "Running", 82, 83])
    ]
    table = read_text("\n".join(["Tag,TI-1,FI-1", "Description,a,b", *rows, "2026-03-05 10:07,Off,Calc Failed"]))
    assert found(table, "T138").words == ("Running", "Off")
    assert found(table, "T138").counts == (2, 1)
    assert found(table, "T031").words == ("Calc Failed",)
    words = read_text("\n".join(["Tag,TI-1,FI-1", "Description,a,b", *rows]), kinds={"TI-1": "category"})
    assert words["TI-1"].kind is Kind.CATEGORY


def test_a_sheet_that_was_cut_off_is_told():
    table = read_text(
        "\n".join(["Tag,TI-1,FI-1", "Description,a,b", *DATA, "2026-03-05 10:03,Resize to show all values,1"])
    )
    assert found(table, "T139").cells == 1


def test_a_time_column_for_each_tag_is_held_on_the_union_of_times():
    table = read_text(PAIRS)
    assert [column.label for column in table.columns] == ["Timestamp", "TIC-1203.PV [°C]", "FI101 [m³/h]"]
    minutes = [(moment - START).seconds // 60 for moment in table.frame["Timestamp"]]
    assert minutes == [0, 2, 5, 7, 17, 27, 30]
    assert table.frame["TIC-1203.PV"].to_list() == [80.1, 80.1, None, 80.4, None, 81.0, 81.0]
    assert table.frame["FI101"].to_list() == [12.0, 13.0, 13.0, 13.0, 13.0, 13.0, None]
    note = found(table, "T131")
    assert (note.tags, note.records, note.rows, note.column) == (2, 8, 7, "FI101")
    assert note.longest == Amount(25.0, "min")


def excel(rows: list[list[object]]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"default_date_format": "yyyy-mm-dd hh:mm:ss"}) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate(rows):
            for column, cell in enumerate(row):
                write = sheet.write_datetime if isinstance(cell, datetime) else sheet.write
                if cell is not None:
                    write(place, column, cell)
    return buffer.getvalue()


def test_pairs_of_a_workbook_with_spacers_serial_times_and_an_empty_tag():
    day = 46086.5
    rows = [
        ["PI DataLink", None, None, None, None, None, None, None],
        ["Tag", "TI-1", None, "Tag", "FI-1", None, "Tag", "PI-1"],
        ["Timestamp", "Value", None, "Timestamp", "Value", None, "Timestamp", "Value"],
        [day, 1.5, None, day + 0.25, 2.5, None, "No events found", None],
        [day + 0.5, 1.75, None, None, None, None, None, None],
    ]
    table = read_bytes(excel(rows), "x.xlsx")
    assert table.frame.rows() == [
        (datetime(2026, 3, 5, 12), 1.5, None, None),  # noqa: DTZ001
        (datetime(2026, 3, 5, 18), 1.5, 2.5, None),  # noqa: DTZ001
        (datetime(2026, 3, 6, 0), 1.75, 2.5, None),  # noqa: DTZ001
    ]
    assert (found(table, "T049").columns, found(table, "T019").text) == (("PI-1",), 1)


def test_the_first_tag_may_be_empty():
    rows = ["TI-1,,FI-1,", "Timestamp,Value,Timestamp,Value", "No Data,,2026-03-05,1", ",,2026-03-06,2"]
    table = read_text("\n".join(rows))
    assert (table.names, table.frame["FI-1"].to_list()) == (("Timestamp", "TI-1", "FI-1"), [1.0, 2.0])


def test_pairs_keep_marks_and_count_values_without_a_time():
    days = "\n".join(f"2026-03-0{day},{day},2026-03-0{day},{day}" for day in range(6, 9))
    table = read_text(f"AI-1,,AI-2,\n2026-03-05,<0.5,2026-03-05,1\n{days}\n2026-03-09,2,never,5\n,,,6")
    assert table.frame["AI-1 (mark)"].to_list() == ["<", None, None, None, None]
    assert found(table, "T137").records == 2
    named = read_text("TI101_time,TI101,FI101_time,FI101\n2026-03-05,1,2026-03-06,2\n2026-03-06,1,2026-03-07,2")
    assert named.names == ("time", "TI101", "FI101")


LONG = """Tag,Timestamp,Value,Unit,Quality,Description
TIC-1203.PV,2026-03-05 10:00,80,degC,Good,Reactor
FI101,2026-03-05 10:00,12,m3/h,192,Feed
TIC-1203.PV,2026-03-05 10:05,I/O Timeout,degC,Bad,Reactor
FI101,2026-03-05 10:07,13,m3/h,Questionable,Feed
TIC-1203.PV,2026-03-05 10:07,81,degC,Good,Reactor
FI101,2026-03-05 10:07,14,m3/h,0,Feed
,2026-03-05 10:07,14,m3/h,0,Feed
FI102,2026-03-05 10:07,14,m3/h,192,Feed
FI102,2026-03-05 10:17,14,L/h,192,Feed
"""


def test_one_row_a_record_becomes_one_column_a_tag():
    table = read_text(LONG)
    assert [column.label for column in table.columns[1:]] == ["TIC-1203.PV [°C]", "FI101 [m³/h]", "FI102 [m³/h]"]
    assert table.frame["TIC-1203.PV"].to_list() == [80.0, None, 81.0, 81.0]
    assert table.frame["FI101"].to_list() == [12.0, 12.0, None, None]
    assert table.frame["FI102"].to_list() == [None, None, 14.0, pytest.approx(0.014)]
    assert found(table, "T143").told == ("TIC-1203.PV: Reactor", "FI101: Feed", "FI102: Feed")
    assert (found(table, "T135").records, set(found(table, "T135").words)) == (4, {"0", "Bad", "Questionable"})
    assert (found(table, "T133").columns, found(table, "T137").records) == (("FI101",), 1)


def test_the_layout_can_be_stated(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text(LONG)
    assert Table.read(path, layout="wide").names == ("Tag", "Timestamp", "Value", "Unit", "Quality", "Description")
    rows = "\n".join(f"2026-03-05 10:0{minute},{name},{minute}" for minute in range(4) for name in ("a", "b"))
    path.write_text(f"일시,설비,온도\n{rows}")
    assert "T134" not in codes(Table.read(path))
    with pytest.raises(Refusal, match="T140"):
        Table.read(path, layout="long")
    path.write_text(f"when,variable,온도\n{rows}")
    assert Table.read(path, layout="long").names == ("when", "a", "b")
    path.write_text("Tag,Time,Value\na,x,1\na,y,2")
    with pytest.raises(Refusal, match="T140"):
        Table.read(path, layout="long")
    with pytest.raises(Refusal, match="T142"):
        Table.read(path, layout="tall")


def test_tags_of_isa_are_known_without_names_and_labels_are_not():
    rows = "\n".join(f"2026-03-05 10:0{minute},{tag},{minute}" for minute in range(4) for tag in ("TI-1", "FI-2"))
    assert read_text(f"when,where,reading\n{rows}").names == ("when", "TI-1", "FI-2")
    labels = rows.replace("TI-1", "ST-1").replace("FI-2", "ST-2")
    assert read_text(f"when,where,reading\n{labels}").names == ("when", "where", "reading")
    snapshot = "Tag,Time,Value\nTI-1,2026-03-05,1\nFI-2,2026-03-05,2"
    assert read_text(snapshot).names == ("Tag", "Time", "Value")
    varies = "\n".join(f"2026-03-05 10:0{minute},TI-1,{minute},{minute % 2}x" for minute in range(4))
    assert read_text(f"Time,Tag,Value,shift\n{varies}").names[0] == "Time"
    assert len(read_text(f"Time,Tag,Value,shift\n{varies}").names) == 4


def test_a_long_parquet_is_read_by_its_types():
    times = [START, START, START + timedelta(minutes=1), START + timedelta(minutes=1)]
    frame = pl.DataFrame({"tag": ["a", "b", "a", "b"], "ts": times, "value": [1.0, 2.0, float("nan"), 3.0]})
    buffer = io.BytesIO()
    frame.with_columns(Questionable=pl.Series([False, True, False, False])).write_parquet(buffer)
    table = read_bytes(buffer.getvalue(), "x.parquet")
    assert table.frame.rows() == [(times[0], 1.0, None), (times[2], None, 3.0)]
    assert found(table, "T135").words == ("Questionable",)
    buffer = io.BytesIO()
    frame.with_columns(tag=pl.Series([1, 2, 1, 2])).write_parquet(buffer)
    assert len(read_bytes(buffer.getvalue(), "x.parquet")) == 4
    buffer = io.BytesIO()
    frame.with_columns(ts=pl.Series([1, 2, 3, 4])).write_parquet(buffer)
    assert read_bytes(buffer.getvalue(), "x.parquet").names == ("tag", "ts", "value")


def test_the_unit_of_the_value_is_that_of_all_tags_and_unknown_units_are_told():
    rows = "\n".join(f"{tag},2026-03-05 10:0{minute},{minute}" for minute in range(3) for tag in ("a", "b"))
    assert [column.unit for column in read_text(f"Tag,Time,Value [bar]\n{rows}").columns] == [None, "bar", "bar"]
    strange = "\n".join(f"{row},XYZ" for row in rows.splitlines())
    assert {
        finding.text for finding in read_text(f"Tag,Time,Value,Unit\n{strange}").findings if finding.code == "T006"
    } == {"XYZ"}


@pytest.mark.parametrize(
    ("words", "bad", "kept"),
    [
        (["192", "0", "64"], [False, True, False], ("64",)),
        (["0", "0", "0"], None, ()),
        (["0", "2147483648", "1073741824"], [False, True, False], ("1073741824",)),
        (["Good", "Bad Input", "strange"], [False, True, False], ("strange",)),
        (["양호", "불량", None], [False, True, False], ()),
    ],
)
def test_qualities_are_words_or_codes_of_opc(words, bad, kept):
    which, findings = judge({"Quality": pl.Series(words, dtype=pl.String)})
    assert (None if which is None else which.to_list()) == bad
    assert tuple(word for finding in findings if finding.code == "T136" for word in finding.words) == kept


def test_old_records_are_not_held_and_single_ones_are():
    first = "\n".join(f"TI-1,2026-03-05 10:{minute:02},{minute}" for minute in range(10))
    late = "\n".join(f"FI-1,2026-03-05 {hour}:30,{hour}" for hour in range(10, 16))
    table = read_text(f"Tag,Time,Value\n{first}\nXI-9,2026-03-05 10:00,7\n{late}")
    assert table.frame["TI-1"].null_count() == 6
    assert table.frame["XI-9"].null_count() == 0
    assert (found(table, "T132").columns, found(table, "T132").limits) == (("TI-1",), (Amount(10.0, "min"),))


def test_a_history_that_does_not_fit_into_memory_is_refused(monkeypatch):
    monkeypatch.setattr(held, "_MOST_CELLS", 5)
    with pytest.raises(Refusal, match="T141"):
        read_text(PAIRS)


TAGS = ("TIC-1203.PV", "FI101", "LI_7")
values = st.none() | st.integers(-999, 999).map(float)
histories = st.dictionaries(
    st.sampled_from(TAGS),
    st.dictionaries(st.integers(0, 40), values, min_size=2, max_size=8),
    min_size=2,
)


def expected(history: dict[str, dict[int, float | None]]) -> list[tuple[object, ...]]:
    """The held table by its definition, one cell at a time."""
    moments = sorted({minute for records in history.values() for minute in records})
    rows = []
    for minute in moments:
        row: list[object] = [START + timedelta(minutes=minute)]
        for records in history.values():
            stamps = sorted(records)
            limit = held.limit_of(pl.Series([stamp * 60_000_000 for stamp in stamps]).to_numpy())
            last = max((stamp for stamp in stamps if stamp <= minute), default=None)
            fresh = last is not None and (minute - last) * 60 <= limit
            row.append(records[last] if fresh else None)
        rows.append(tuple(row))
    return rows


def written(cell: object) -> str:
    return "No Data" if cell is None else str(cell)


def as_pairs(history: dict[str, dict[int, float | None]]) -> str:
    tags = [
        [(str(START + timedelta(minutes=m)), written(value)) for m, value in records.items()]
        for records in history.values()
    ]
    lines = [",".join(f"{tag}," for tag in history), ",".join("Timestamp,Value" for _ in history)]
    places = range(max(map(len, tags)))
    rows = [[",".join(tag[place]) if place < len(tag) else "," for tag in tags] for place in places]
    return "\n".join([*lines, *map(",".join, rows)])


def as_long(history: dict[str, dict[int, float | None]]) -> str:
    rows = [
        f"{tag},{START + timedelta(minutes=m)},{written(value)}"
        for tag, records in history.items()
        for m, value in records.items()
    ]
    return "\n".join(["Tag,Timestamp,Value", *rows])


def as_wide(history: dict[str, dict[int, float | None]]) -> str:
    rows = [",".join("" if cell is None else str(cell) for cell in row) for row in expected(history)]
    return "\n".join([",".join(["Timestamp", *history]), *rows])


@settings(max_examples=20)
@given(histories.filter(lambda history: all(any(v is not None for v in tag.values()) for tag in history.values())))
def test_a_history_comes_back_as_the_same_held_table_however_it_is_written(history):
    rows = expected(history)
    for write in (as_pairs, as_long):
        table = read_text(write(history))
        assert (table.names, table.frame.rows()) == (("Timestamp", *history), rows)
    if all(any(row[place] is not None for row in rows) for place in range(1, len(history) + 1)):
        assert read_text(as_wide(history)).frame.rows() == rows


cells = st.sampled_from(
    ["", "Tag", "Timestamp", "Value", "TI-1", "FI-2", "degC", "2026-03-05 10:00", "2026-03-06", "1.5", "No Data", "x"]
)
lab = st.sampled_from(
    ["", "Sample ID", "Test", "Result", "S1", "S2", "Purity", "<0.5", "12,5-", "-----", "*", "Unit", "KG"]
)


@settings(max_examples=40)
@given(st.lists(st.lists(cells | lab, min_size=2, max_size=6), min_size=2, max_size=9), st.sampled_from([None, "long"]))
def test_any_sheet_like_an_export_gives_a_table_or_a_refusal(rows, layout):
    with suppress(Refusal):
        table = read_text("\n".join("\t".join(row) for row in rows), layout=layout)
        assert all(finding.render("ko") for finding in table.findings)
