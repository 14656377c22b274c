"""What was written is what is read, whatever the dialect; and every row of a file is accounted for."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime

import numpy as np
import polars as pl
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from sanhak.finding import Refusal
from sanhak.table import Kind, Table
from sanhak.table.read import read_bytes, read_text
from sanhak.table.read.delimited import read_delimited
from sanhak.table.read.grid import lay_out

NAMES = ("T_jacket [degC]", "압력 (kPa)", "feed, kg/h", "ratio")
numbers = st.floats(-1e9, 1e9).map(lambda value: round(value, 6)) | st.integers(-(10**9), 10**9).map(float)
gaps = st.none() | numbers
labels = st.sampled_from(["A", "B", "촉매 C", "x-1", "a b"])
moments = st.datetimes(datetime(1971, 1, 1), datetime(2060, 1, 1)).map(lambda moment: moment.replace(microsecond=0))  # noqa: DTZ001


@st.composite
def frames(draw) -> pl.DataFrame:
    """A frame of dates, labels and numbers, with gaps but at least one number in each column."""
    rows = draw(st.integers(2, 12))

    def column(cells):
        return draw(st.lists(cells, min_size=rows, max_size=rows))

    data = {"일시": column(moments), "촉매": column(labels)}
    for name in draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True)):
        data[name] = [draw(numbers), *column(gaps)[1:]]
    return pl.DataFrame(data, schema_overrides=dict.fromkeys(data.keys() - {"일시", "촉매"}, pl.Float64))


def same(table: Table, frame: pl.DataFrame) -> None:
    assert [column.kind for column in table.columns][:2] == [Kind.DATE, Kind.CATEGORY]
    assert table.frame.rows() == frame.rows()
    units = {"T_jacket [degC]": "°C", "압력 (kPa)": "kPa", "feed, kg/h": "kg/h"}
    assert [column.unit for column in table.columns] == [units.get(name) for name in frame.columns]


@given(
    frames(),
    st.sampled_from("\t;|,"),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
    st.sampled_from(["utf-8", "utf-16", "cp949"]),
)
def test_delimited_text_comes_back_as_it_was(frame, separator, end, comma, encoding):
    def cell(value: object) -> str:
        text = "" if value is None else repr(value) if isinstance(value, float) else str(value)
        text = text.replace(".", ",") if comma and isinstance(value, float) else text
        return f'"{text}"' if separator in text else text

    lines = [separator.join(cell(value) for value in row) for row in (frame.columns, *frame.rows())]
    table = read_bytes(end.join(lines).encode(encoding), "x")
    if comma and not any(surely(value) for row in frame.rows() for value in row if isinstance(value, float)):
        return  # 1,234 alone may be one thousand two hundred and thirty-four
    same(table, frame)


def surely(value: float) -> bool:
    """Whether the number's decimals cannot be mistaken for a group of three digits."""
    text = repr(value)
    return "e" not in text and "." in text and len(text.split(".")[1]) != 3


@given(frames(), st.integers(0, 3), st.integers(0, 2))
def test_excel_comes_back_as_it_was_wherever_it_stands(frame, down, across):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"default_date_format": "yyyy-mm-dd hh:mm:ss"}) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate((frame.columns, *frame.rows())):
            for column, value in enumerate(row):
                write = sheet.write_datetime if isinstance(value, datetime) else sheet.write
                if value is not None:
                    write(place + down, column + across, value)
    same(read_bytes(buffer.getvalue(), "x"), frame)


@given(frames())
def test_memory_and_parquet_come_back_as_they_were(frame):
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    same(read_bytes(buffer.getvalue(), "x"), frame)
    same(Table.of(frame), frame)
    same(Table.of(frame.to_dict(as_series=False)), frame)


cells = st.sampled_from(
    ["", "", "1", "2.5", "a", "b", "N/A", "-", "<3", "2026-03-05", "합계", "T", "kPa", "5 %", "※ x"]
)


@given(st.lists(st.lists(cells, min_size=1, max_size=5), min_size=1, max_size=14), st.sampled_from("\t;"))
def test_every_row_of_a_file_is_read_or_left_out_with_a_reason(rows, separator):
    text = "\n".join(separator.join(row) for row in rows)
    grid, _ = read_delimited(text)
    body = lay_out(grid)
    if body is None:
        return
    account = body.account
    left_out = account.text + account.header + account.units + account.empty + account.repeated + account.sums
    assert account.rows == grid.frame.height == account.read + left_out
    assert account.read == body.frame.height
    rows = iter(grid.frame.select(body.frame.columns).rows())
    assert all(row in rows for row in body.frame.rows())  # in the order of the file, each once


def outcome(read: Callable[[], Table]) -> Table | Refusal:
    try:
        return read()
    except Refusal as refusal:
        return refusal


@given(st.lists(st.lists(cells, min_size=1, max_size=5), min_size=1, max_size=10))
def test_any_text_gives_a_table_or_a_refusal(rows):
    match outcome(lambda: read_text("\n".join("\t".join(row) for row in rows))):
        case Refusal(findings=findings):
            assert all(finding.code.startswith("T") for finding in findings)
        case table:
            assert len(table) > 0
            assert all(finding.render("ko") for finding in table.findings)
            assert not any(np.isinf(table.values(column.name)).any() for column in table.of_kind(Kind.NUMBER))


@given(st.binary(max_size=300))
def test_any_bytes_give_a_table_or_a_refusal(data):
    match outcome(lambda: read_bytes(data, "x")):
        case Refusal(findings=findings):
            assert findings
        case table:
            assert len(table) > 0
