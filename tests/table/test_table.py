"""A Table keeps rows and facts together; nothing changes it."""

from __future__ import annotations

import time

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanhak.finding import Refusal
from sanhak.table import Column, Kind, Table
from sanhak.table.read.layout_findings import OneRow

TABLE = Table.of({
    "일시": ["2026-03-05", "2026-03-06", "2026-03-07"], "T_jacket [degC]": [80.0, None, 82.0], "Lot": ["a", "a", "b"]
})  # fmt: skip


def test_facts_must_fit_the_frame():
    with pytest.raises(ValueError, match="do not fit"):
        Table(pl.DataFrame({"a": [1.0]}), (Column("b"),))
    with pytest.raises(Refusal, match="T001"):
        Table(pl.DataFrame({"a": [1.0]}), (Column("a"),), time="when")


def test_a_wrong_name_is_refused_with_near_ones():
    with pytest.raises(Refusal) as refusal:
        TABLE["T_jackt"]
    assert refusal.value.findings[0].near == ("T_jacket",)


def test_ten_thousand_columns_are_each_found_at_once():
    names = [f"tag {place}" for place in range(10_000)]
    wide = Table(pl.DataFrame({name: [1.0] for name in names}), tuple(Column(name) for name in names))
    began = time.process_time()
    assert wide.select(names).names == tuple(names)
    assert all(name in wide for name in names)
    assert time.process_time() - began < 1


def test_columns_are_given_as_numbers_or_as_texts():
    assert np.isnan(TABLE.values("T_jacket")).tolist() == [False, True, False]
    assert TABLE.texts("Lot") == ["a", "a", "b"]
    assert TABLE["T_jacket"].label == "T_jacket [°C]"
    assert TABLE["Lot"].label == "Lot"


def test_a_choice_of_columns_keeps_only_facts_about_them():
    part = TABLE.select(["T_jacket", "Lot"])
    assert (part.names, part.time, part.lot) == (("T_jacket", "Lot"), None, "Lot")
    assert TABLE.of_kind(Kind.DATE, Kind.NUMBER) == (TABLE["일시"], TABLE["T_jacket"])
    assert "일시" in TABLE
    assert "일시" not in part


def test_rows_are_chosen_by_position_or_mask():
    assert TABLE.rows([2, 0]).texts("Lot") == ["b", "a"]
    assert TABLE.rows(np.array([False, True, True])).texts("Lot") == ["a", "b"]
    assert len(TABLE.rows(np.array([], dtype=np.intp))) == 0


def test_facts_and_findings_are_added_to_a_copy():
    changed = TABLE.with_columns(TABLE["T_jacket"].with_(unit="K")).with_findings([OneRow()])
    assert (changed["T_jacket"].unit, TABLE["T_jacket"].unit) == ("K", "°C")
    assert changed.findings == (*TABLE.findings, OneRow())
    with pytest.raises(Refusal, match="T001"):
        TABLE.with_columns(Column("new"))


@given(st.lists(st.floats(allow_nan=False) | st.none(), min_size=1), st.sampled_from(["K", "°C"]))
def test_the_hash_is_that_of_values_and_facts(values, unit):
    def table(numbers, shown):
        return Table(pl.DataFrame({"a": pl.Series(numbers, dtype=pl.Float64)}), (Column("a", unit=shown),))

    assert table(values, unit).hash == table(list(values), unit).hash
    assert table(values, unit).hash != table([*values, 1.0], unit).hash
    assert table(values, unit).hash != table(values, "kPa").hash


def test_what_lies_in_memory_under_a_missing_value_does_not_change_the_hash():
    numbers, words = pl.Series("a", [1.0, 7.0, 3.0]), pl.Series("b", ["x", "y", "z"])
    gap = pl.Series([False, True, False])
    hidden = pl.DataFrame({"a": numbers, "b": words}).with_columns(
        *(pl.when(gap).then(None).otherwise(pl.col(name)).alias(name) for name in "ab")
    )
    plain = pl.DataFrame({"a": [1.0, None, 3.0], "b": ["x", None, "z"]})
    facts = Table.of(plain).columns
    assert Table(hidden, facts).hash == Table(plain, facts).hash
    assert Table(plain.with_columns(pl.lit(0.0).alias("a")), facts).hash != Table(plain, facts).hash
    assert Table(plain.with_columns(pl.col("a").fill_null(0.0)), facts).hash != Table(plain, facts).hash
