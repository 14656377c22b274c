"""Tags above pairs of columns, names that are no tags, and how long a value is held."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sanhak.finding import Finding, Refusal
from sanhak.table import Table
from sanhak.table.read import read_text
from sanhak.text import Amount

DATA = ["2026-03-05 10:00,80,12", "2026-03-05 10:01,81,13"]
PAIRS = """TIC-1203.PV,,FI101,
Timestamp,Value,Timestamp,Value
05-Mar-26 10:00:00,80.1,05-Mar-26 10:00:00,12
05-Mar-26 10:05:00,Bad Input,05-Mar-26 10:02:00,13
05-Mar-26 10:07:00,80.4,05-Mar-26 10:30:00,14
"""
LONG = """Tag,Timestamp,Value
TIC-1203.PV,2026-03-05 10:00,80
FI101,2026-03-05 10:00,12
TIC-1203.PV,2026-03-05 10:05,81
FI101,2026-03-05 10:07,13
"""


def found(table: Table, code: str) -> Finding:
    (finding,) = [finding for finding in table.findings if finding.code == code]
    return finding


def codes(table: Table) -> set[str]:
    return {finding.code for finding in table.findings}


def test_a_single_pair_takes_the_name_of_its_tag_and_not_that_of_a_title():
    rows = "2026-03-05 10:00,80\n2026-03-05 10:01,81"
    assert read_text(f"TIC-1203.PV,\ndegC,\nTimestamp,Value\n{rows}").columns[1].label == "TIC-1203.PV [°C]"
    assert read_text(f"태그명,A.B\n시각,값\n{rows}").names == ("시각", "A.B")
    assert read_text(f"report_2026.03,\nTimestamp,Value\n{rows}").names == ("Timestamp", "Value")
    assert read_text(f"TI-1,\nTimestamp,T\n{rows}").names == ("Timestamp", "T")


def test_a_tag_that_stands_twice_is_numbered():
    rows = "2026-03-05 10:00,80,2026-03-05 10:00,79\n2026-03-05 10:01,81,2026-03-05 11:00,78"
    table = read_text(f"TI-1,,TI-1,\nTime,Value,Time,Value\n{rows}")
    assert (table.names, found(table, "T023").renamed) == (("Time", "TI-1", "TI-1 (2)"), ("TI-1 (2)",))


def test_a_unit_that_all_tags_share_is_no_title():
    rows = "2026-03-05 10:00,80,2026-03-05 10:00,79\n2026-03-05 10:01,81,2026-03-05 11:00,78"
    pairs = read_text(f"March,March,March,March\nTI-1,,TI-2,\n℃,,℃,\n시각,값,시각,값\n{rows}")
    assert [column.label for column in pairs.columns] == ["시각", "TI-1 [°C]", "TI-2 [°C]"]
    shared = read_text(f",degC,degC\n,Top,Bottom\n,TI-1,TI-2\n{DATA[0]}\n{DATA[1]}")
    assert [column.label for column in shared.columns] == ["time", "TI-1 [°C]", "TI-2 [°C]"]


def test_a_column_of_qualities_beside_each_value_is_heeded():
    rows = [
        "2026-03-05 10:00,80,Good,2026-03-05 10:00,1,",
        "2026-03-05 10:01,81,Bad,2026-03-05 10:02,2,",
        "2026-03-05 10:03,82,Good,,,",
    ]
    table = read_text("\n".join(["TI-1,,,FI-1,,", "시각,값,상태,시각,값,상태", *rows]))
    assert table.names == ("시각", "TI-1", "FI-1")
    assert table.frame["TI-1"].to_list() == [80.0, None, None, 82.0]
    assert (found(table, "T135").records, found(table, "T135").words) == (1, ("Bad",))
    good = read_text("\n".join(["TI-1,,,FI-1,,", "Time,Value,Status,Time,Value,Status", rows[0], rows[2]]))
    assert (good.names, "T135" in codes(good)) == (("Time", "TI-1", "FI-1"), False)


@pytest.mark.parametrize(
    ("head", "names", "clock", "read"),
    [
        ("source", ("supplier A", "supplier B"), "", ("source", "date", "value")),
        ("name", ("Kim", "Lee"), " 10:00", ("name", "date", "value")),
        ("항목", ("전력", "용수"), " 10:00", ("항목", "date", "value")),
        ("item", ("A-1", "A-2"), "", ("item", "date", "value")),
        ("name", ("DCS.R1.T", "DCS.R1.P"), " 10:00", ("date", "DCS.R1.T", "DCS.R1.P")),
        ("signal", ("TI-1", "FI-2"), "", ("date", "TI-1", "FI-2")),
    ],
)
def test_names_of_other_things_are_no_tags(head, names, clock, read):
    rows = "\n".join(f"{name},2026-03-0{day}{clock},{day}" for day in range(1, 5) for name in names)
    assert read_text(f"{head},date,value\n{rows}").names == read
    assert read_text(f"{head},date,value\n{rows}", layout="long").names == ("date", *names)


def test_the_limit_of_holding_can_be_stated():
    for text in (PAIRS, LONG):
        short = read_text(text, held=timedelta(0))
        stated = read_text(text, held=timedelta(days=1))
        tags = [name for name in stated.names if name.startswith(("TIC", "FI"))]
        counts = [table.frame.select(tags).null_count().sum_horizontal().item() for table in (short, stated)]
        assert counts[0] > counts[1]
        assert found(short, "T132").limits[0] == Amount(0.0, "s")
        assert "T132" not in codes(stated)
        assert "T131" not in codes(short)
    with pytest.raises(Refusal, match="T153"):
        read_text(PAIRS, held=timedelta(seconds=-1))


def test_questionable_values_become_missing_and_substituted_ones_stay():
    rows = ["a,2026-03-05 10:00,1,Good,0", "a,2026-03-05 10:01,2,Questionable,0", "a,2026-03-05 10:02,3,Good,1"]
    table = read_text("\n".join(["Tag,Time,Value,Quality,Substituted", *rows, "b,2026-03-05 10:02,4,의심,0"]))
    assert table.frame["a"].to_list() == [1.0, None, 3.0]
    assert (found(table, "T135").words, found(table, "T135").counts) == (("Questionable", "의심"), (1, 1))
    assert found(table, "T136").words == ("Substituted",)
