"""Data of other libraries become the same Table as the same data in a file."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from sanhak.finding import Finding, Refusal
from sanhak.table import Kind, Source, Table

NOON = datetime(2026, 3, 5, 12)  # noqa: DTZ001 - wall time


def found(table: Table, code: str) -> Finding:
    (finding,) = [finding for finding in table.findings if finding.code == code]
    return finding


def kinds(table: Table) -> dict[str, Kind]:
    return {column.name: column.kind for column in table.columns}


@pytest.mark.parametrize(
    "make",
    [
        pl.DataFrame,
        lambda data: pl.DataFrame(data).lazy(),
        pd.DataFrame,
        pa.table,
        lambda data: {name: np.array(column) for name, column in data.items()},
        lambda data: {name: pd.Series(column) for name, column in data.items()},
        lambda data: {name: pl.Series(column) for name, column in data.items()},
        lambda data: {name: tuple(column) for name, column in data.items()},
    ],
)
def test_every_frame_gives_the_same_table(make):
    table = Table.of(make({"T [degC]": [80.5, float("nan")], "cat": ["a", "b"], "n": [1, 2]}), source=Source("memory"))
    assert table.frame.rows() == [(80.5, "a", 1.0), (None, "b", 2.0)]
    assert [column.unit for column in table.columns] == ["°C", None, None]
    assert kinds(table) == {"T": Kind.NUMBER, "cat": Kind.CATEGORY, "n": Kind.NUMBER}
    assert table.source.name == "memory"


def test_an_arrow_stream_of_any_library_is_welcome():
    class Stream:
        def __arrow_c_stream__(self, requested_schema: object = None) -> object:
            return pl.DataFrame({"a": [1, 2]}).__arrow_c_stream__(requested_schema)

    assert Table.of(Stream()).frame.rows() == [(1.0,), (2.0,)]


def test_an_array_has_columns_without_names():
    table = Table.of(np.arange(6).reshape(3, 2))
    assert table.names == ("column_1", "column_2")
    assert found(table, "T022").last == "column_2"
    structured = np.array([(1.5, 2), (2.5, 3)], dtype=[("a [K]", "f8"), ("b", "i4")])
    assert Table.of(structured).names == ("a", "b")


def test_pandas_types_are_kept():
    frame = pd.DataFrame({
        "level": pd.Categorical(["lo", "hi", None], categories=["lo", "mid", "hi"], ordered=True),
        "label": pd.Categorical(["x", "y", "x"]),
        "when": pd.to_datetime(["2026-03-05 12:00", None, "2026-03-06 00:00"]).tz_localize("Asia/Seoul"),
        "plain": pd.to_datetime(["2026-03-05 12:00", None, "2026-03-06 00:00"]),
        "whole": pd.array([1, None, 3], dtype="Int64"),
        "truth": [True, False, True],
        "maybe": pd.array([True, None, False], dtype="boolean"),
        "mixed": [1, "a", None],
        "text": ["1,234", "5", None],
        "exact": [Decimal("1.5"), None, Decimal("NaN")],
        "span": pd.to_timedelta([1, 2, 3], unit="min"),
    })  # fmt: skip
    table = Table.of(frame)
    numbers, words = ("whole", "text", "exact", "span"), ("label", "truth", "maybe", "mixed")
    expected = dict.fromkeys(numbers, Kind.NUMBER) | dict.fromkeys(words, Kind.CATEGORY)
    assert kinds(table) == expected | {"level": Kind.ORDINAL, "when": Kind.DATE, "plain": Kind.DATE}
    assert table["level"].levels == ("lo", "hi")
    assert table.frame.row(0) == ("lo", "x", NOON, NOON, 1.0, "True", "True", "1", 1234.0, 1.5, 60.0)
    assert table.frame.row(1)[2:5] == (None, None, None)
    assert table["span"].unit == "s"
    assert found(table, "T043").zone == "Asia/Seoul"
    assert Table.of(frame, kinds={"level": "category"})["level"].kind is Kind.CATEGORY


def test_the_index_of_a_pandas_frame_is_not_lost():
    frame = pd.DataFrame({"y": [1.0, 2.0]}, index=pd.DatetimeIndex(["2026-03-05", "2026-03-06"], name="일시"))
    assert Table.of(frame).names == ("일시", "y")
    assert Table.of(frame.rename_axis(None)).names == ("index", "y")
    assert Table.of(frame.reset_index(drop=True)).names == ("y",)
    assert Table.of(frame.reset_index().set_axis(["y", "y"], axis=1)).names == ("y", "y (2)")
    wide = pd.DataFrame([[1, 2]], columns=pd.MultiIndex.from_tuples([("Reactor", "T"), ("Reactor", "P")]))
    assert Table.of(wide).names == ("Reactor T", "Reactor P")


def test_pyarrow_is_not_needed_for_pandas(monkeypatch):
    frame = pd.DataFrame({"a": [1.0, 2.0], "b": ["x", "y"]})
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert Table.of(frame).frame.rows() == [(1.0, "x"), (2.0, "y")]


def test_polars_types_are_kept():
    frame = pl.DataFrame({
        "enum": pl.Series(["b", "a"], dtype=pl.Enum(["a", "b", "c"])),
        "category": pl.Series(["b", "a"], dtype=pl.Categorical),
        "day": [date(2026, 3, 5), None],
        "zoned": pl.Series([NOON, NOON]).dt.replace_time_zone("+09:00"),
        "clock": [time(8, 30), time(9)],
        "empty": [None, None],
        "long": [2**60, 1],
        "infinite": [float("inf"), 1.0],
    })  # fmt: skip
    table = Table.of(frame)
    assert table["enum"].levels == ("a", "b")
    assert table.frame.row(0)[2:5] == (datetime(2026, 3, 5, 8, 30), NOON, "08:30:00")  # noqa: DTZ001 - date and clock join
    assert found(table, "T043").zone == "+09:00"
    assert (table["clock"].kind, table["long"].kind) == (Kind.TEXT, Kind.IDENTIFIER)
    assert table.frame["long"][0] == str(2**60)
    assert (found(table, "T039").column, found(table, "T047").column, found(table, "T049").columns) == (
        "infinite",
        "long",
        ("empty",),
    )


def test_a_kind_that_is_given_wins_over_the_type():
    data = {"lot": [1.0, 2.0], "when": [NOON, NOON], "code": [7, 8], "big": [2**60, 1], "flag": [True, False]}
    table = Table.of(data, kinds={"lot": "category", "when": "text", "code": "number", "big": "number", "flag": "text"})
    assert table.frame.row(0) == ("1", "2026-03-05 12:00:00", 7.0, float(2**60), "True")


def test_names_speak_for_typed_numbers_too():
    table = Table.of({"Lot": [101, 101, 102], "No": [1, 2, 3], "Date": [46086.5, 46087.5, 46088.5]})
    assert kinds(table) == {"Lot": Kind.CATEGORY, "No": Kind.IDENTIFIER, "Date": Kind.DATE}
    assert (table.lot, table.time) == ("Lot", "Date")


def test_fixed_zones_keep_the_wall_time_or_become_utc():
    seoul, odd = timezone(timedelta(hours=9)), timezone(timedelta(hours=5, minutes=45))
    for zone, wall in ((seoul, NOON), (odd, NOON - timedelta(hours=5, minutes=45)), (UTC, NOON)):
        frame = pd.DataFrame({"when": pd.Series([NOON.replace(tzinfo=zone)])})
        assert Table.of(frame).frame["when"][0] == wall


def test_numpy_scalars_and_missing_marks_are_plain_values():
    table = Table.of(
        {"a": [np.float64(1.5), pd.NA, pd.NaT, None, np.int64(2)], "b": [pd.Timestamp(NOON), pd.NaT] * 2 + [None]}
    )
    assert table.frame["a"].to_list() == [1.5, None, None, None, 2.0]
    assert table.frame["b"].to_list() == [NOON, None, NOON, None, None]


NO_TABLES = [
    [1, 2], {}, {"a": 5}, {"a": "text"}, {"a": [1], "b": [1, 2]}, {"a": [[1], [2]]}, {"a": [object()]}, np.arange(3),
    np.zeros((2, 0)), pl.DataFrame({"a": [[1], [2]]}), pd.DataFrame(), None,
]  # fmt: skip


@pytest.mark.parametrize("data", NO_TABLES, ids=map(str, range(len(NO_TABLES))))
def test_what_is_no_table_is_refused(data):
    with pytest.raises(Refusal, match="T033"):
        Table.of(data)


def test_no_rows_and_no_values_are_refused():
    with pytest.raises(Refusal, match="T016"):
        Table.of({"a": []})
    with pytest.raises(Refusal, match="T017"):
        Table.of({"a": [None, float("nan")]})
