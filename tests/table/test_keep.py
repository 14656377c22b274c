"""A table kept as Parquet comes back equal, and its profile tells what is in it."""

from __future__ import annotations

import json
from datetime import datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanhak.table import Column, Kind, Source, Table
from sanhak.table.check import check_table
from sanhak.table.findings import NoSuchColumn
from sanhak.table.keep import read_table, write_table
from sanhak.table.profile import BLOCKS, ColumnProfile, profile

CELLS = {
    Kind.NUMBER: (pl.Float64, st.floats(allow_nan=False, allow_infinity=False)),
    Kind.CATEGORY: (pl.String, st.text(max_size=5)),
    Kind.DATE: (pl.Datetime, st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1))),  # noqa: DTZ001 - as columns are
}


@st.composite
def tables(draw):
    rows = draw(st.integers(1, 12))
    kinds = draw(st.lists(st.sampled_from(list(CELLS)), min_size=1, max_size=5))
    frame = {}
    for place, kind in enumerate(kinds):
        dtype, cell = CELLS[kind]
        cells = draw(st.lists(st.none() | cell, min_size=rows, max_size=rows))
        frame[f"열 {place}"] = pl.Series(cells, dtype=dtype)
    columns = tuple(
        Column(name, kind, draw(st.sampled_from([None, "°C"]))) for name, kind in zip(frame, kinds, strict=True)
    )
    found = (NoSuchColumn(column="x", near=("y",)),) * draw(st.integers(0, 1))
    return Table(pl.DataFrame(frame), columns, findings=found, source=Source("file.xlsx", "Sheet1", None))


@given(table=tables())
def test_a_kept_table_comes_back(tmp_path_factory, table):
    file = tmp_path_factory.mktemp("kept") / "table.parquet"
    write_table(table, file)
    back = read_table(file)
    assert back.frame.equals(table.frame)
    assert (back.columns, back.findings, back.source) == (table.columns, table.findings, table.source)
    assert back.hash == table.hash


@given(table=tables())
def test_a_profile_counts_every_value_once_and_survives_storage(table):
    for column in profile(table):
        assert ColumnProfile.load(json.loads(json.dumps(column.dump()))) == column
        known = len(table) - column.missing
        assert sum(column.counts) in (0, known)
        if table[column.name].kind is Kind.CATEGORY:
            assert sum(count for _, count in column.levels) <= known
            assert column.distinct == table.frame[column.name].drop_nulls().n_unique()


def test_gaps_show_where_values_are_missing():
    values = [float(place) if place < 600 else None for place in range(1200)]
    (seen,) = profile(Table(pl.DataFrame({"x": values}), (Column("x"),)))
    assert seen.gaps == (0.0,) * (BLOCKS // 2) + (1.0,) * (BLOCKS // 2)
    assert seen.quantiles == pytest.approx((29.95, 299.5, 569.05), abs=0.6)


def test_a_long_table_can_be_read_at_even_distances(tmp_path):
    table = Table.of({"row": [float(row) for row in range(1000)], "word": ["a", "b"] * 500}, units={"row": "kg"})
    write_table(table, tmp_path / "t.parquet")
    some = read_table(tmp_path / "t.parquet", 100)
    assert some["row"].unit == "kg"
    assert some.frame["row"].to_list() == [10.0 * row for row in range(100)]
    assert read_table(tmp_path / "t.parquet", 1000).frame.equals(table.frame)


def test_words_inside_of_findings_come_back_as_words(tmp_path):
    times = [f"2026-03-0{1 + at // 24} {at % 24:02}:00" for at in range(48)]
    table = Table.of({"FIC-1201.PV": [float(at % 7) for at in range(48)], "time": times})
    kept = table.with_findings(check_table(table))
    write_table(kept, tmp_path / "kept.parquet")
    back = read_table(tmp_path / "kept.parquet")
    assert back.findings == kept.findings
    assert [one.render("ko") for one in back.findings] == [one.render("ko") for one in kept.findings]
