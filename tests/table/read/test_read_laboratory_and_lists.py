"""Exports of laboratories and printed lists; names of instruments; clocks that are set to summer time and back."""

from __future__ import annotations

from datetime import datetime, timedelta

import polars as pl
import pytest

from sanhak.finding import Finding
from sanhak.table import Kind, Table
from sanhak.table.read import read_text
from sanhak.table.read.clocks import winter_time
from sanhak.table.read.isa import TagName, read_tag
from sanhak.table.read.loops import quantity_of
from sanhak.text import Amount


def found(table: Table, code: str) -> Finding:
    (finding,) = [finding for finding in table.findings if finding.code == code]
    return finding


def codes(table: Table) -> set[str]:
    return {finding.code for finding in table.findings}


TESTS = """Sample ID,Sample Point,Entered On,Sampled On,Test,Result,Unit,Lower,Retest,Status
S1,R-1,2026-03-05 14:00,2026-03-05 08:00,Purity,99.1,%,99,N,Approved
S1,R-1,2026-03-05 15:00,2026-03-05 08:00,Purity,99.4,%,99,Y,Approved
S1,R-1,2026-03-05 14:30,2026-03-05 08:00,Water,<0.5,ppm,,N,Approved
S2,R-1,2026-03-06 14:30,2026-03-06 08:00,Water,3,ppm,,N,Approved
S2,R-1,2026-03-06 14:30,2026-03-06 08:00,Purity,90,%,99,N,Cancelled
S2,R-1,2026-03-06 14:30,2026-03-06 08:00,,90,%,99,N,Approved
"""


def test_one_row_a_test_becomes_one_row_a_sample():
    table = read_text(TESTS)
    assert [column.label for column in table.columns[-3:]] == ["Purity [%]", "Water [ppm]", "Water (mark)"]
    assert table.frame["Purity"].to_list() == [99.4, None]
    assert (table.frame["Water"].to_list(), table.frame["Water (mark)"].to_list()) == ([0.5, 3.0], ["<", None])
    assert table.time == "Sampled On"
    assert table.frame["Entered On"][0] == datetime(2026, 3, 5, 15)  # noqa: DTZ001
    assert (found(table, "T144").rows, found(table, "T144").samples, found(table, "T144").tests) == (6, 2, 2)
    assert (found(table, "T145").results, found(table, "T145").tests) == (1, ("Purity",))
    assert (found(table, "T146").results, found(table, "T147").results) == (1, 1)
    assert found(table, "T148").told[0] == "Purity: Lower 99"
    assert found(table, "T149").delay == Amount(6.75, "h")
    assert read_text(TESTS, layout="wide").frame.height == 6


def test_a_retest_counts_by_its_mark_and_never_if_it_is_missing():
    text = "시료번호,시험항목,결과,단위,재시험\nS1,순도,99.4,%,Y\nS1,순도,98,%,N\nS2,순도,97,%,N\nS2,순도,미측정,%,Y"
    table = read_text(text)
    assert table.frame["순도"].to_list() == [99.4, 97.0]
    assert (table.time, found(table, "T145").results) == (None, 2)


HEADS = "시료번호,시료채취시각,결과입력시각,시험항목,결과,단위,재시험"


@pytest.mark.parametrize(
    ("rows", "used"),
    [
        (["S1,2026-03-05,2026-03-05,순도,99.4,%,Y", "S1,2026-03-05,2026-03-05,순도,99.1,%,N"], 99.4),
        (["S1,2026-03-05,,순도,99.4,%,Y", "S1,2026-03-05,2026-03-05,순도,99.1,%,N"], 99.4),
        (["S1,2026-03-05,,순도,99.4,%,2", "S1,2026-03-05,,순도,99.1,%,1", "S1,2026-03-05,,순도,99,%,0"], 99.4),
        (["S1,2026-03-05,2026-03-06,순도,99.4,%,N", "S1,2026-03-05,2026-03-05,순도,99.1,%,Y"], 99.4),
        (["S1,2026-03-05,2026-03-05,순도,99.4,%,N", "S1,2026-03-05,,순도,99.1,%,N"], 99.4),
        (["S1,2026-03-05,,순도,99.1,%,N", "S1,2026-03-05,,순도,99.4,%,N"], 99.4),
    ],
)
def test_the_last_result_is_that_of_the_last_entry_and_a_retest_wins_where_entries_do_not_tell(rows, used):
    table = read_text("\n".join([HEADS, *rows, "S2,2026-03-06,2026-03-06,순도,98,%,N"]))
    assert table.frame["순도"].to_list() == [used, 98.0]
    assert found(table, "T145").results == len(rows) - 1


def test_the_entry_of_a_result_is_known_by_its_longer_name_and_the_mark_by_a_question():
    rows = ["S1,2026-03-05 08:00,2026-03-05 15:00,Purity,99.4,%,Y", "S1,2026-03-05 08:00,2026-03-05 15:00,Purity,9,%,N"]
    table = read_text("\n".join(["Sample,Sampling Time,Result Entry Time,Test Name,Result,Units,Retest?", *rows]))
    assert table.names == ("Sample", "Sampling Time", "Result Entry Time", "Purity")
    assert (table.time, table.frame["Purity"].to_list()) == ("Sampling Time", [99.4])


def test_a_sample_with_two_times_of_sampling_is_told():
    rows = [f"S1,2026-03-05 0{hour}:00,2026-03-05 15:00,{test},1,%,N" for hour, test in [(8, "순도"), (9, "수분")]]
    table = read_text("\n".join([HEADS, *rows, rows[0].replace("순도", "색도")]))
    note = found(table, "T152")
    assert (len(table), note.column, note.samples, note.rows) == (2, "시료번호", 1, 2)
    assert "T152" not in codes(read_text(TESTS))


def test_units_that_differ_are_converted_and_unknown_ones_told():
    text = "시료번호,채취일시,시험항목,결과,단위\n" + "\n".join(
        f"S{day},2026-03-0{day} 08:00,{test},{value},{unit}"
        for day, test, value, unit in [
            (1, "수분", 100, "ppm"), (1, "색도", 5, "APHA"), (2, "수분", 0.01, "%"), (2, "색도", "-", "APHA"),
            (3, "수분", "-", "%"), (3, "색도", 6, "APHA"),
        ]
    )  # fmt: skip
    table = read_text(text)
    assert (table["수분"].unit, table.frame["수분"].to_list()) == ("ppm", [100.0, pytest.approx(100.0), None])
    assert found(table, "T006").text == "APHA"


def test_components_of_several_analyses_carry_the_name_of_theirs_and_a_point_with_its_time_is_a_sample():
    text = "Sample Point,Sample Date,Analysis,Component,Result\n" + "\n".join(
        f"P-1,2026-03-0{day},{analysis},{component},{day}"
        for day in (1, 2)
        for analysis, component in [("GC", "Water"), ("KF", "Water"), ("GC", "Benzene")]
    )
    table = read_text(text)
    assert table.names == ("Sample Point", "Sample Date", "GC Water", "KF Water", "Benzene")
    assert table.time == "Sample Date"


def test_sheets_that_only_look_like_those_of_a_laboratory_stay_as_they_are():
    once = "Sample ID,Test,Result\nS1,Purity,1\nS2,Purity,2"
    assert read_text(once).names == ("Sample ID", "Test", "Result")
    nameless = "Sample ID,Test,Result\nS1,,1\nS1,,2"
    assert len(read_text(nameless)) == 2


def test_the_time_of_a_sheet_with_one_row_a_sample_is_that_of_sampling():
    rows = ["S1,2026-03-05 14:00,2026-03-05 08:00,99", "S2,2026-03-06 15:00,2026-03-06 09:00,98"]
    text = "\n".join(["시료번호,입력일시,채취일시,순도 (%)", *rows])
    assert read_text(text).time == "채취일시"
    assert read_text(text.replace("채취일시", "일시")).time == "입력일시"
    assert read_text("Entered On,Sampled,y\n2026-03-05,2026-03-01,1\n2026-03-06,2026-03-02,2").time == "Sampled"


LIST = """자재 문서 리스트

-----------------------------------------------------------------
|   |자재    |배치 |플랜트|전기일    |      수량|단위|오더    |
-----------------------------------------------------------------
|   |100001  |A1   |1000  |2026.03.05| 1.234,50-|KG  |4711    |
|   |100001  |A2   |1000  |2026.03.06|   200,00 |KG  |4712    |
|*  |100001  |     |      |          | 1.034,50-|KG  |        |
-----------------------------------------------------------------
|   |자재    |배치 |플랜트|전기일    |      수량|단위|오더    |
-----------------------------------------------------------------
|   |100002  |A3   |1000  |2026.03.07|   300,00 |KG  |4713    |
|** |        |     |      |          |   734,50-|KG  |        |
-----------------------------------------------------------------
"""


def test_a_printed_list_is_read_without_its_lines_and_subtotals():
    table = read_text(LIST)
    assert table.names == ("자재", "배치", "플랜트", "전기일", "수량", "오더")
    assert (table.frame["수량"].to_list(), table["수량"].unit) == ([-1234.5, 200.0, 300.0], "kg")
    assert (table["자재"].kind, table["오더"].kind, table.time) == (Kind.CATEGORY, Kind.IDENTIFIER, "전기일")
    note = found(table, "T160")
    assert (note.lines, note.subtotals, note.minus) == (5, 2, 1)
    assert (found(table, "T161").units, found(table, "T162").columns) == ("단위", ("자재", "플랜트", "오더"))


def test_units_that_differ_stay_beside_their_quantities_and_what_is_stated_wins():
    text = "Material\tPlant\tQuantity\tUnit\n100\t1000\t5-\tKG\n101\t1000\t6\tL\n102\t1000\t7\tL"
    table = read_text(text, kinds={"Material": "number"})
    assert table.names == ("Material", "Plant", "Quantity", "Unit")
    assert (table["Material"].kind, table.frame["Quantity"].to_list()) == (Kind.NUMBER, [-5.0, 6.0, 7.0])
    plain = read_text("Material\tPlant\tQuantity\tUnit\nA\tB\t5\tKG\nC\tB\t6\tKG")
    assert (plain["Quantity"].unit, codes(plain)) == ("kg", {"T161"})


TAG_NAMES = {
    "TIC-1203.PV": TagName("temperature", "IC", "1203", "measured"),
    "TIC-1203.SP": TagName("temperature", "IC", "1203", "set-point"),
    "LIC-10.OP": TagName("level", "IC", "10", "output"),
    "DCS:TIC1203.MV": TagName("temperature", "IC", "1203", "output"),
    "FI101": TagName("flow", "I", "101", "measured"),
    "FT_2001A": TagName("flow", "T", "2001A", "measured"),
    "PDIC-3": TagName("pressure", "DIC", "3", "measured"),
    "FV-101": TagName("flow", "V", "101", "output"),
    "LSHH-101": TagName("level", "SHH", "101", None),
} | dict.fromkeys(
    ["PC1", "PT100", "LOT-01", "TEST1", "R-101", "T1", "FEED-1", "BATCH-12", "TIC-1.MODE", "LF-1", "온도"]
)


@pytest.mark.parametrize(("name", "read"), TAG_NAMES.items())
def test_names_of_instruments_say_what_is_measured(name, read):
    assert read_tag(name) == read


def test_a_modifier_is_told_with_the_quantity():
    tags = [read_tag(name) for name in ("PDIC-3.SP", "TDI-4", "FFIC-5.PV", "FQI-6", "PIC-7.OP")]
    said = [tag.title.render("ko") for tag in tags if tag is not None]
    assert said == ["차압", "온도차", "유량비", "적산 유량", "압력"]
    groups = found(read_text("PDI-1,PI-2,PI-3\n1,2,3\n2,3,4"), "T150").groups
    assert [group.render() for group in groups] == [
        "pressure difference (measured): PDI-1",
        "pressure (measured): PI-2, PI-3",
    ]


def test_a_table_lists_what_its_tags_say_and_contradicting_units():
    table = read_text(
        "TI-101 [bar],TI-102 [degC],LI-3 [kPa],TIC-4.OP [bar],FI-5 [m3/h],FI-6,SI-7 [m3/h]\n"
        "1,2,3,4,5,6,7\n2,3,4,5,6,7,8"
    )
    assert found(table, "T150").groups[0].render("ko") == "온도 (측정값): TI-101, TI-102"
    assert (found(table, "T151").column, found(table, "T151").measured.render()) == ("TI-101", "pressure")
    assert (quantity_of("kg/m³"), quantity_of("Nm³/h"), quantity_of("%")) == (None, "flow", None)


def clock(start: datetime, rows: int, minutes: float, turn: datetime, before: int, after: int) -> list[datetime]:
    """Rows at even steps of a clock that goes ``before`` hours ahead until ``turn`` and ``after`` hours behind it."""
    true = [start + timedelta(minutes=minutes * row) for row in range(rows)]
    return [moment + timedelta(hours=before if moment < turn else after) for moment in true]


AUTUMN = datetime(2025, 10, 26, 2)  # noqa: DTZ001
SPRING = datetime(2025, 3, 30, 2)  # noqa: DTZ001


@pytest.mark.parametrize("minutes", [10, 30, 60])
def test_an_hour_that_stands_twice_is_taken_out(minutes):
    start = datetime(2025, 10, 25, 12)  # noqa: DTZ001
    local = clock(start, 200, minutes, AUTUMN, 1, 0)
    table = read_text("\n".join(["time,y", *(f"{moment:%Y-%m-%d %H:%M},{row}" for row, moment in enumerate(local))]))
    assert table.frame["time"].to_list() == clock(start, 200, minutes, AUTUMN, 0, 0)
    note = found(table, "T155")
    assert (note.moment, note.rows) == (AUTUMN, 14 * 60 // minutes)


def test_only_the_summer_between_two_turns_is_moved():
    start = datetime(2025, 3, 29)  # noqa: DTZ001
    true = [start + timedelta(minutes=30 * row) for row in range(48 * 250)]
    local = [moment + timedelta(hours=1 if SPRING <= moment < AUTUMN else 0) for moment in true]
    read = winter_time(pl.Series(local))
    assert read.times.to_list() == true
    long = pl.Series(local[60:])  # the begin of summer time is not in it, and neither is that of the year before
    assert winter_time(long).times.to_list() == true[60:]
    older = [local[0] - timedelta(days=300), *local[60:]]
    assert winter_time(pl.Series(older)).back is None


def test_steps_back_that_are_no_summer_time_change_nothing():
    local = clock(datetime(2025, 10, 27, 22), 60, 10, datetime(2025, 10, 28, 2), 1, 0)  # noqa: DTZ001 - a Tuesday
    assert winter_time(pl.Series(local)).back is None
    assert winter_time(pl.Series(local[::-1])).back is None
    assert winter_time(pl.Series(local[:2])).back is None


def test_an_hour_that_is_missing_is_told_and_rows_of_equipment_are_left_alone():
    local = clock(datetime(2025, 3, 29, 22), 60, 10, SPRING, 0, 1)  # noqa: DTZ001
    lines = [f"{moment:%Y-%m-%d %H:%M},{row}" for row, moment in enumerate(local)]
    assert found(read_text("\n".join(["time,y", *lines])), "T156").moment == SPRING + timedelta(hours=1)
    irregular = [line for row, line in enumerate(lines) if row % 3]
    assert "T156" not in codes(read_text("\n".join(["time,y", *irregular])))
    again = clock(datetime(2025, 10, 25, 22), 60, 10, AUTUMN, 1, 0)  # noqa: DTZ001
    rows = [f"{moment:%Y-%m-%d %H:%M},R-{row % 2},{row}" for row, moment in enumerate(again)]
    assert "T155" not in codes(read_text("\n".join(["time,설비,y", *rows])))


def test_records_of_the_repeated_hour_are_kept_in_a_history():
    local = clock(datetime(2025, 10, 25, 22), 60, 10, AUTUMN, 1, 0)  # noqa: DTZ001
    rows = [f"{tag},{moment:%Y-%m-%d %H:%M},{row}" for tag in ("TI-1", "FI-1") for row, moment in enumerate(local)]
    table = read_text("\n".join(["Tag,Timestamp,Value", *rows]))
    assert (len(table), table.frame["TI-1"].to_list()) == (60, [float(row) for row in range(60)])
    assert (found(table, "T155").rows, "T133" in codes(table)) == (48, False)
