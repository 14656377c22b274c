"""Numbers, dates, headers and kinds, each read alone."""

from __future__ import annotations

from datetime import datetime, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanhak.table.column import Kind
from sanhak.table.read.dates import clock_of, from_epochs, from_serials, is_date, read_dates
from sanhak.table.read.kinds import kind_of_words
from sanhak.table.read.names import (
    Head,
    names_asset,
    names_date,
    names_lot,
    names_numbering,
    names_time,
    read_heads,
    unique,
)
from sanhak.table.read.numbers import decimal_signs, is_number, read_numbers

NUMBERS = {
    "1,234,567.5": (1234567.5, None, None),
    "-0.5": (-0.5, None, None),
    "−3": (-3.0, None, None),
    "１２．５": (12.5, None, None),
    "1e-3": (0.001, None, None),
    "1 234": (1234.0, None, None),
    "<0.5": (0.5, "<", None),
    "≤ 0.5": (0.5, "<", None),
    "＞100": (100.0, ">", None),
    "81.2 %": (81.2, None, "%"),
    "353K": (353.0, None, "K"),
    "<0.5 ppm": (0.5, "<", "ppm"),
    "₩1,234": (1234.0, None, "원"),
    "1,200원": (1200.0, None, "원"),
    "x0.9": (None, None, None),
    "1차": (None, None, None),
    "1,23": (None, None, None),
    "1-2": (None, None, None),
    "10³": (None, None, None),
    "0.5 / 0.6": (None, None, None),
    "1_000": (None, None, None),
}


@pytest.mark.parametrize(("text", "expected"), NUMBERS.items())
def test_a_number_is_read_with_its_mark_and_unit_or_not_at_all(text, expected):
    row = read_numbers(pl.Series([text]), ".").row(0)
    assert (row[0], row[1] if row[0] is not None else None, row[2] if row[0] is not None else None) == expected


@pytest.mark.parametrize(("text", "value"), [("1.234,5", 1234.5), ("0,25", 0.25), ("1.234", 1234.0), ("1.5", None)])
def test_with_a_decimal_comma_points_part_thousands(text, value):
    assert read_numbers(pl.Series([text]), ",")["value"].to_list() == [value]


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_every_float_is_read_back_exactly(values):
    texts = pl.Series([repr(value) for value in values])
    assert read_numbers(texts, ".")["value"].to_list() == values


def test_cells_without_doubt_decide_the_decimal_sign_of_the_table():
    frame = pl.DataFrame({"sure": ["1,5", "2,25"], "doubtful": ["1,234", "2,345"], "whole": ["1", "2"]})
    assert decimal_signs(frame) == [",", ",", ","]
    assert decimal_signs(frame.with_columns(whole=pl.Series(["0.5", "2"]))) == [",", ".", "."]
    assert decimal_signs(pl.DataFrame({"a": ["1,234"]})) == ["."]
    assert decimal_signs(pl.DataFrame({"a": ["1.5"]})) == ["."]
    assert decimal_signs(pl.DataFrame()) == []


@pytest.mark.parametrize(
    ("text", "yes"), [("12.5", True), ("<3", True), ("80 °C", True), ("1차 수율", False), ("T1", False)]
)
def test_headers_are_told_from_numbers(text, yes):
    assert is_number(text) is yes


MOMENT = datetime(2026, 3, 5, 14, 30)  # noqa: DTZ001 - wall time has no zone
MOMENTS = [
    "2026년 3월 5일 14:30", "2026년 3월 5일 14시 30분", "26년 3월 5일 오후 2시 30분",
    "2026. 3. 5. 오후 2:30", "2026. 3. 5. (목) 14:30",
    "2026-03-05T14:30", "2026-03-05 14:30:00", "2026-03-05T14:30+09:00", "2026/3/5 2:30 PM", "2026-03-05 14:30 KST",
    "20260305 1430",
    "20260305143000", "20260305T143000", "05-Mar-26 14:30:00", "Mar 5, 2026 2:30 PM", "5 March 2026 14:30",
    "Thu, 05 Mar 2026 14:30",
    "2026-03-05 14:30:00.000", "'26.3.5 14:30",
]  # fmt: skip


@pytest.mark.parametrize("text", MOMENTS)
def test_a_moment_is_read_however_it_is_written(text):
    dates = read_dates(pl.Series([text.removeprefix("'")]))
    assert dates.values.to_list() == [MOMENT]
    assert is_date(text)


@pytest.mark.parametrize(
    "text",
    ["2026-02-31", "2026-13-01", "2026-03-05 25:00", "2026-03-05 14:61", "24", "1.2.3", "10.0.0.1", "R-101", "pump"],
)
def test_what_is_no_date_is_not_made_one(text):
    assert read_dates(pl.Series([text, "2026-03-05"])).values.to_list()[0] is None


ORDERS = [
    (["26.03.05", "26.03.06", "26.03.07"], "ymd", False),
    (["03/05/2026", "03/06/2026", "03/07/2026"], "mdy", False),
    (["05/03/2026", "06/03/2026", "07/03/2026"], "dmy", False),
    (["03/05/2026", "13/05/2026"], "dmy", False),
    (["03/05/2026", "05/13/2026"], "mdy", False),
    (["05.03.2026", "13.03.2026"], "dmy", False),
    (["03/05/2026"], "mdy", True),
    (["05.03.2026"], "dmy", True),
    (["26.03.05"], "ymd", True),
]


@pytest.mark.parametrize(("texts", "order", "doubtful"), ORDERS)
def test_the_whole_column_decides_on_day_and_month(texts, order, doubtful):
    dates = read_dates(pl.Series(texts))
    assert dates.order == order
    assert (dates.doubtful is not None) is doubtful
    assert dates.values.null_count() == 0


def test_one_zone_keeps_the_wall_time_and_several_become_utc():
    same = read_dates(pl.Series(["2026-03-05T14:30+09:00", "2026-03-05T14:40+09:00", "2026-03-05 14:50"]))
    assert (same.zones, same.bare, same.values[0]) == (("+09:00",), 1, MOMENT)
    mixed = read_dates(pl.Series(["2026-03-05T14:30+09:00", "2026-03-05T14:30Z", "2026-03-05T14:30-0530"]))
    assert mixed.values.to_list() == [MOMENT - timedelta(hours=9), MOMENT, MOMENT + timedelta(hours=5, minutes=30)]


@given(st.datetimes(datetime(1971, 1, 1), datetime(2069, 1, 1)))  # noqa: DTZ001
def test_iso_korean_and_serial_forms_agree(moment):
    moment = moment.replace(microsecond=0)
    half = "오후" if moment.hour >= 12 else "오전"
    day = f"{moment.year}년 {moment.month}월 {moment.day}일"
    korean = f"{day} {half} {moment.hour % 12}:{moment.minute:02}:{moment.second:02}"
    assert read_dates(pl.Series([moment.isoformat()])).values.to_list() == [moment]
    assert read_dates(pl.Series([korean])).values.to_list() == [moment]
    days = (moment - datetime(1899, 12, 30)) / timedelta(days=1)  # noqa: DTZ001
    assert from_serials(pl.Series([days])).to_list() == [moment]
    seconds = (moment - datetime(1970, 1, 1)) / timedelta(seconds=1)  # noqa: DTZ001
    assert from_epochs(pl.Series([seconds * 1000]), 1000).to_list() == [moment]


def test_a_time_of_day_is_a_duration_since_midnight():
    texts = pl.Series(["08:30", "오후 2:30", "2:30:15 PM", "24:00", None])
    hours = [8.5, 14.5, 14.5 + 15 / 3600, 24.0]
    assert clock_of(texts).to_list() == [*(timedelta(hours=hour) for hour in hours), None]


HEADS = {
    "T_jacket [degC]": Head("T_jacket", "°C"),
    "온도(℃)": Head("온도", "°C"),
    "온도\n（℃）": Head("온도", "°C"),
    "압력 [kPa]": Head("압력", "kPa"),
    "Yield, %": Head("Yield", "%"),
    "수율 %": Head("수율", "%"),
    "유량 (m3/h)": Head("유량", "m³/h"),
    "T / °C": Head("T", "°C"),
    "feed kg/h": Head("feed", "kg/h"),
    "Cp (kJ/(kg·K))": Head("Cp", "kJ/(kg·K)"),
    "T (jacket) [K]": Head("T (jacket)", "K"),
    "T (jacket)": Head("T (jacket)"),
    "flow [x/y]": Head("flow [x/y]", None, "x/y"),
    "impurity B": Head("impurity B"),
    "tank in": Head("tank in"),
    "pH": Head("pH"),
}


@pytest.mark.parametrize(("text", "head"), HEADS.items())
def test_the_unit_is_taken_off_the_header(text, head):
    assert read_heads([text]) == [head]


def test_a_bracket_is_a_name_where_its_sisters_are_names():
    assert [head.name for head in read_heads(["T (min)", "T (max)", "t (min)"])] == ["T (min)", "T (max)", "t"]
    assert [head.unit for head in read_heads(["T (A)", "T (B)", "T (C)"])] == [None, None, None]


def test_repeated_names_are_numbered_around_those_that_exist():
    heads, repeated, renamed = unique([Head("T"), Head("T (2)"), Head("T"), Head("T")])
    assert [head.name for head in heads] == ["T", "T (2)", "T (3)", "T (4)"]
    assert (repeated, renamed) == (("T",), ("T (3)", "T (4)"))


@pytest.mark.parametrize(
    ("says", "names", "others"),
    [
        (names_lot, ("LOT No.", "batch", "배치번호", "로트"), ("batch time", "배치 시간", "lot size", "slot")),
        (names_asset, ("설비명", "호기", "Reactor", "line_id"), ("reactor temp", "pipeline", "설비 온도")),
        (
            names_date,
            ("측정일시", "Date", "time_stamp date", "TimeStamp Date", "생산일자"),
            ("update", "candidate", "시간"),
        ),
        (names_time, ("time", "측정시간", "Time_Stamp", "일시"), ("sentiment", "times", "온도")),
        (names_numbering, ("No.", "순번", "Run", "run order", "#"), ("number of trays", "runtime", "node")),
    ],
)
def test_names_tell_what_a_column_is(says, names, others):
    assert all(map(says, names))
    assert not any(map(says, others))


KINDS = [
    ("SMILES", ["CCO", "CC", "c1ccccc1"], Kind.MOLECULE),
    ("product", ["CC(=O)Oc1ccccc1", "c1ccccc1O", "CC(C)=O.Cl"], Kind.MOLECULE),
    ("formula", ["Fe2O3", "Cu", "Na2SO4"], Kind.FORMULA),
    ("oxide", ["Fe2O3", "Al2O3", "Li7La3Zr2O12"], Kind.FORMULA),
    ("steel", ["Fe-18Cr-8Ni", "Ti-6Al-4V", "Al-4Cu-1Mg"], Kind.FORMULA),
    ("alloy", ["Al-4Cu", "Zr-2.5Nb"], Kind.FORMULA),
    ("salt", ["K₂CO₃", "Na₂SO₄·10H₂O"], Kind.FORMULA),
    ("phosphor", ["Y2O3:5%Eu", "NaYF4:20%Yb,2%Er"], Kind.FORMULA),
    ("material", ["La1-xSrxMnO3", "YBa2Cu3O7-δ"], Kind.FORMULA),
    ("조성", ["Fe70Cr30", "Fe60Cr40 wt%"], Kind.FORMULA),
    ("material", [f"Fe{number}Ni{100 - number}" for number in range(40)], Kind.FORMULA),
    ("alloy", ["SUS304", "SUS316", "SUS430"], Kind.CATEGORY),
    ("steel", ["S45C", "S20C", "S35C"], Kind.CATEGORY),
    ("aircraft", ["F-16C", "F-15E", "B-52H"], Kind.CATEGORY),
    ("lot", ["PC101", "PC102", "BN12"], Kind.CATEGORY),
    ("part", ["CB12", "NB13", "KN14", "PO15"], Kind.CATEGORY),
    ("bin", ["PK12", "PK13", "PK14", "PK15"], Kind.CATEGORY),
    ("tag", ["PI103", "FI104", "PI220"], Kind.CATEGORY),
    ("code", ["BK2F", "CN4P", "HV1U"], Kind.CATEGORY),
    ("state", ["NaN", "NO", "OK"], Kind.CATEGORY),
    ("pencil", ["HB", "2H", "3H"], Kind.CATEGORY),
    ("salt", ["NaCl", "KBr"], Kind.CATEGORY),
    ("catalyst", ["CAT-A", "CAT-B", "NONE"], Kind.CATEGORY),
    ("series", ["C1", "B2", "C1"], Kind.CATEGORY),
    ("grade", ["high", "Low", "medium"], Kind.ORDINAL),
    ("등급", ["상", "하", "중"], Kind.ORDINAL),
    ("code", [f"S-{number:03}" for number in range(30)], Kind.IDENTIFIER),
    ("name", [f"sample {chr(97 + number)}" for number in range(26)], Kind.TEXT),
    (
        "remark",
        ["the pump was stopped for a while during this run", "nothing to remark on this day, all was well"],
        Kind.TEXT,
    ),
    ("clock", ["14:30", "15:00"], Kind.TEXT),
    ("empty", [None, None], Kind.TEXT),
]


@pytest.mark.parametrize(("name", "texts", "kind"), KINDS)
def test_words_show_their_kind(name, texts, kind):
    assert kind_of_words(name, pl.Series(texts, dtype=pl.String))[0] is kind


def test_the_steps_of_a_ladder_come_in_its_order():
    assert kind_of_words("x", pl.Series(["High", "low", "Medium"])) == (Kind.ORDINAL, ("low", "Medium", "High"))
