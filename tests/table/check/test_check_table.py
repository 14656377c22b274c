"""What can be said of a table alone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanhak.finding import Finding, Severity
from sanhak.table import Column, Kind, Table
from sanhak.table.check import check_table
from sanhak.table.check.findings import (
    ConstantColumns,
    Drift,
    DuplicateRows,
    LongTails,
    MissingTogether,
    MissingValues,
    MixedUnits,
    MoreOfTheSame,
    MostlyMissing,
    NearlyConstant,
    Outliers,
    OutOfBounds,
    StuckSensor,
    TimeBackwards,
    TimeGaps,
    TimeMissing,
    TimeRepeats,
)
from sanhak.table.check.rows import Block, blocks

Make = Callable[..., Table]
ROWS = 200
START = datetime.fromisoformat("2026-03-05")


def only(found: tuple[Finding, ...], rule: type[Finding]) -> list[Finding]:
    return [finding for finding in found if type(finding) is rule]


def one(table: Table, rule: type[Finding]) -> Finding:
    (finding,) = only(check_table(table), rule)
    return finding


def normal(seed: int = 0, rows: int = ROWS) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=rows)


def minutes(rows: int = ROWS, step: int = 10) -> list[datetime | None]:
    return [START + timedelta(minutes=step * row) for row in range(rows)]


def test_one_copied_row_among_measured_ones_is_found_at_its_place(make: Make):
    values = np.random.default_rng(0).normal(size=(ROWS, 3))
    values[30] = values[4]
    finding = one(make({f"c{i}": values[:, i] for i in range(3)}), DuplicateRows)
    assert (finding.rows, finding.examples) == (1, (31,))


def test_equal_rows_of_coarse_columns_are_coincidence(make: Make):
    rng = np.random.default_rng(0)
    table = make({"a": rng.choice(["x", "y", "z"], ROWS), "b": rng.integers(1, 4, ROWS).astype(float)})
    assert not check_table(table)


def test_a_coarse_table_that_was_pasted_twice_is_no_coincidence(make: Make):
    rng = np.random.default_rng(0)
    half = rng.integers(1, 21, (ROWS // 2, 4)).astype(float)
    table = make({f"c{i}": np.tile(half[:, i], 2) for i in range(4)})
    assert one(table, DuplicateRows).rows == ROWS // 2


def test_rows_that_are_mostly_empty_are_no_copies(make: Make):
    empty = [None] * 5
    table = make({name: [*normal(seed), *empty] for seed, name in enumerate("abc")} | {"d": normal(9, ROWS + 5)})
    assert not only(check_table(table.select(["a", "b", "c"])), DuplicateRows)


def test_constant_and_nearly_constant_columns_are_named(make: Make):
    table = make({"k": [3.0] * ROWS, "t": ["A"] * ROWS, "n": [1.0] * (ROWS - 2) + [2.0, 3.0], "x": normal()})
    assert one(table, ConstantColumns).columns == ("k", "t")
    assert one(table, NearlyConstant).columns == ("n",)


def test_one_row_is_not_called_constant(make: Make):
    assert check_table(make({"x": [1.0], "a": ["A"]})) == ()


def test_gaps_are_counted_and_those_in_the_same_rows_are_told_together(make: Make):
    gap = [None] * 12
    table = make({"a": [*gap, *normal(1)], "b": [*gap, *normal(2)], "c": [*normal(3), *gap], "d": normal(4, ROWS + 12)})
    assert one(table, MissingValues).params == {
        "cells": 36,
        "columns": 3,
        "worst": "a",
        "share": 12 / 212,
        "complete": 188,
    }
    together = one(table, MissingTogether)
    assert (together.columns, together.rows) == (("a", "b"), 12)


def test_a_column_that_is_mostly_empty_is_told(make: Make):
    table = make({"a": [None] * 150 + [1.0, 2.0] * 25, "x": normal()})
    assert one(table, MostlyMissing).columns == ("a",)


def test_values_outside_their_bounds_are_counted_with_examples(make: Make):
    values = np.clip(50 + 10 * normal(), 20, 80)
    values[[3, 9]] = -5, 104
    table = make({"share": values}).with_columns(Column("share", unit="%", lower=0, upper=100))
    finding = one(table, OutOfBounds)
    assert (finding.rows, finding.examples) == (2, (-5.0, 104.0))
    assert not only(check_table(table.with_columns(Column("share", lower=-10, upper=200))), OutOfBounds)


@pytest.mark.parametrize(
    ("convert", "unit", "told"),
    [
        (lambda values: values + 273.15, None, "°C → K"),
        (lambda values: 1.8 * values + 32, "°C", "°C → °F"),
        (lambda values: values * 100, "bar", "bar → kPa"),
        (lambda values: values * 100, None, "× 100"),
        (lambda values: values * 10, "MPa", "MPa → bar"),
        (lambda values: values / 100, "%", "fraction → %"),
        (lambda values: values * 1000, "kg", "1 → 1000"),
    ],
)
def test_two_units_in_one_column_are_told_with_their_conversion(make: Make, convert, unit, told):
    values = np.random.default_rng(0).uniform(80, 95, ROWS)
    values[:40] = convert(values[:40])
    finding = one(make({"x": values}, units={"x": unit}), MixedUnits)
    assert finding.conversion == told
    assert {finding.first_rows, finding.second_rows} == {40, 160}


def test_two_set_levels_and_unknown_distances_are_no_mixed_units(make: Make):
    rng = np.random.default_rng(0)
    table = make(
        {
            "levels": rng.choice([1.0, 100.0], ROWS),
            "modes": np.where(rng.random(ROWS) < 0.5, rng.normal(10, 1, ROWS), rng.normal(400, 1, ROWS)),
            "spreads": np.where(rng.random(ROWS) < 0.5, rng.normal(10, 1e-3, ROWS), rng.normal(1000, 50, ROWS)),
            "other": np.where(rng.random(ROWS) < 0.5, rng.normal(5, 0.1, ROWS), rng.normal(500, 10, ROWS)),
        },
        units={"other": "rpm"},
    )
    assert not only(check_table(table), MixedUnits)


def test_a_stuck_sensor_is_told_with_its_rows_and_value(make: Make):
    values = normal()
    values[100:112] = values[100]
    finding = one(make({"x": values, "z": normal(1)}), StuckSensor)
    assert (finding.rows, finding.first, finding.last, finding.value) == (12, 101, 112, values[100])


def test_repeats_of_one_experiment_are_no_stuck_sensor(make: Make):
    a, b, y = normal(1), normal(2), normal(3)
    a[-10:], b[-10:] = 0.0, 0.0
    assert not only(check_table(make({"a": a, "b": b, "y": y})), StuckSensor)


def test_coarse_set_and_sorted_columns_are_no_stuck_sensor(make: Make):
    rng = np.random.default_rng(0)
    table = make(
        {
            "coarse": rng.integers(1, 6, ROWS).astype(float),
            "set": np.repeat(rng.uniform(60, 95, 10), 20),
            "sorted": np.sort(np.concatenate([rng.normal(size=ROWS - 12), [0.5] * 12])),
        }
    )
    assert not only(check_table(table), StuckSensor)


def test_a_sensor_is_followed_on_its_own_equipment(make: Make):
    values = np.column_stack([normal(1), normal(2)])
    values[50:62, 0] = values[50, 0]
    table = make(
        {"t": np.repeat(np.array(minutes()), 2).tolist(), "line": ["A", "B"] * ROWS, "x": values.ravel()},
        time="t",
        asset="line",
    )
    assert one(table, StuckSensor).rows == 12
    assert not only(check_table(replace(table, time=None, asset=None)), StuckSensor)


def test_a_wrong_decimal_point_is_an_outlier(make: Make):
    values = 80 + 3 * normal()
    values[7] = 803.0
    finding = one(make({"x": values}), Outliers)
    assert (finding.rows, finding.examples) == (1, (803.0,))


def test_an_outlier_is_found_in_a_skewed_positive_column_by_its_logarithm(make: Make):
    values = np.exp(normal())
    values[7] = 1e5
    assert one(make({"x": values}), Outliers).examples == (1e5,)


def test_long_tails_are_said_and_not_judged(make: Make):
    values = np.random.default_rng(0).standard_cauchy(ROWS)
    found = check_table(make({"x": values}))
    assert only(found, LongTails)[0].columns == ("x",)
    assert not only(found, Outliers)


def test_set_levels_and_a_second_mode_are_no_outliers(make: Make):
    rng = np.random.default_rng(0)
    table = make(
        {
            "levels": rng.permutation([1.0] * 190 + [2.0] * 5 + [50.0] * 5),
            "modes": np.r_[normal(0, 170), 60 + normal(1, 30)],
        }
    )
    assert not only(check_table(table), Outliers)


def test_time_that_is_missing_repeated_or_goes_back_is_told_at_its_row(make: Make):
    times = minutes()
    times[20], times[60] = times[19], None
    times[50] -= timedelta(days=5)
    found = check_table(make({"t": times, "x": normal()}, time="t"))
    assert only(found, TimeMissing)[0].examples == (61,)
    assert only(found, TimeRepeats)[0].examples == (21,)
    assert only(found, TimeBackwards)[0].examples == (51,)


def test_gaps_of_a_regular_recording_are_told_with_their_length(make: Make):
    times = minutes(100) + [START + timedelta(days=2, minutes=10 * row) for row in range(100)]
    finding = one(make({"t": times, "x": normal()}, time="t"), TimeGaps)
    assert (finding.gaps, finding.step, finding.longest) == (1, "10 min", "31.5 h")


def test_gaps_of_a_number_time_carry_its_unit(make: Make):
    hours = np.r_[np.arange(100.0), 150 + np.arange(100.0)]
    finding = one(make({"t": hours, "x": normal()}, time="t", units={"t": "h"}), TimeGaps)
    assert (finding.step, finding.longest) == ("1 h", "51 h")


@pytest.mark.parametrize("order", ["newest first", "dates", "shuffled", "two lines"])
def test_times_that_are_in_order_or_plainly_unsorted_are_not_told(make: Make, order: str):
    times, facts, extra = minutes(), {"time": "t"}, {}
    if order == "newest first":
        times = times[::-1]
    elif order == "dates":
        times = [START + timedelta(days=row // 10) for row in range(ROWS)]
    elif order == "shuffled":
        times = [times[row] for row in np.random.default_rng(0).permutation(ROWS)]
    else:
        times, extra = minutes(100) * 2, {"line": ["A"] * 100 + ["B"] * 100}
        facts["asset"] = "line"
    assert not check_table(make({"t": times, "x": normal()} | extra, **facts))


def test_a_slow_change_of_level_is_drift_and_the_strongest_comes_first(make: Make):
    ramp = np.linspace(0, 1, ROWS)
    table = make({"x": normal(1) + 3 * ramp, "y": normal(2) - 9 * ramp, "z": normal(3)})
    finding = one(table, Drift)
    assert finding.columns == ("y", "x")
    assert finding.strength > 0.9


def test_drift_goes_by_time_where_there_is_one(make: Make):
    values, order = normal() + np.linspace(0, 3, ROWS), np.random.default_rng(1).permutation(ROWS)
    times = [minutes()[row] for row in order]
    assert only(check_table(make({"t": times, "x": values[order]}, time="t")), Drift)
    assert not only(check_table(make({"x": values[order]})), Drift)


def test_a_sorted_file_does_not_drift_but_a_numbered_one_may(make: Make):
    values = np.sort(normal())
    other = values + 0.3 * normal(1)
    assert not only(check_table(make({"x": values, "y": other})), Drift)
    assert one(make({"run": np.arange(1.0, ROWS + 1), "y": other}), Drift).columns == ("y",)


def test_a_long_list_is_cut_and_counted(make: Make):
    columns = {f"x{i}": 80 + 3 * normal(i) for i in range(9)}
    for values in columns.values():
        values[7] = 803.0
    found = check_table(make(columns))
    assert len(only(found, Outliers)) == 5
    assert only(found, MoreOfTheSame)[0].params == {"finding": "T058", "count": 4, "columns": ("x5", "x6", "x7", "x8")}


@pytest.mark.parametrize("rows", [0, 1, 2, 3, 7])
def test_tiny_tables_pass_in_silence_or_with_notes(make: Make, rows: int):
    table = make(
        {"x": normal(0, rows), "a": ["A", "B"] * (rows // 2) + ["A"] * (rows % 2), "t": minutes(rows)}, time="t"
    )
    assert all(finding.severity is Severity.NOTE for finding in check_table(table))


def test_a_table_without_columns_passes():
    assert check_table(Table(pl.DataFrame(), ())) == ()


def test_empty_and_infinite_columns_do_not_break_a_check(make: Make):
    table = make({"e": [None] * ROWS, "i": [float("inf"), float("-inf")] * (ROWS // 2), "x": normal()})
    assert {type(finding) for finding in check_table(table)} <= {MissingValues, MostlyMissing}


def clean_table(make: Make, seed: int) -> Table:
    """Independent columns of many shapes, and an outcome made of three of them with noise."""
    rng = np.random.default_rng(seed)
    rows = int(rng.choice([12, 20, 50, 100, 200]))
    shapes = (
        lambda: rng.normal(size=rows),
        lambda: rng.uniform(60, 95, rows),
        lambda: np.exp(rng.normal(size=rows)),
        lambda: rng.integers(1, 6, rows).astype(float),
        lambda: np.round(rng.normal(50, 5, rows), 1),
        lambda: rng.choice(["A", "B", "C"], rows),
    )
    columns = {f"x{i}": shapes[rng.integers(6)]() for i in range(rng.integers(3, 13))}
    numbers = [values for values in columns.values() if values.dtype == float][:3]
    columns["y"] = rng.normal(size=rows) + sum((values - values.mean()) / values.std() for values in numbers)
    timed = bool(seed % 2)
    return make(columns | ({"t": minutes(rows)} if timed else {}), time="t" if timed else None)


def test_clean_tables_give_no_warning(make: Make):
    warned = [any(f.severity is not Severity.NOTE for f in check_table(clean_table(make, seed))) for seed in range(150)]
    assert np.mean(warned) < 0.05


def test_stationary_columns_with_a_memory_do_not_drift(make: Make):
    alarms = 0
    for seed in range(60):
        steps = np.random.default_rng(seed).normal(size=(400, 5))
        for row in range(1, 400):
            steps[row] += 0.8 * steps[row - 1]
        alarms += bool(only(check_table(make({f"x{i}": steps[100:, i] for i in range(5)})), Drift))
    assert alarms / 60 < 0.05


def messy(make: Make, factor: float = 1.0, offset: float = 0.0) -> Table:
    values = np.column_stack([normal(seed) for seed in range(4)])
    values[7, 0] = 90.0
    values[60:75, 1] = values[60, 1]
    values[:, 2] += np.linspace(0, 4, ROWS)
    values[12] = values[11]
    return make({f"x{i}": factor * values[:, i] + offset for i in range(4)})


@pytest.mark.parametrize(("factor", "offset"), [(1.8, 32.0), (1e-3, 0.0), (1e5, -7.0)])
def test_other_units_change_no_finding(make: Make, factor: float, offset: float):
    def told(table: Table) -> list[tuple]:
        return [(f.code, f.params.get("rows"), f.params.get("columns")) for f in check_table(table)]

    assert {code for code, *_ in told(messy(make))} >= {"T050", "T058", "T060", "T065"}
    assert told(messy(make, factor, offset)) == told(messy(make))


def test_wide_tables_are_checked_block_by_block(make: Make, monkeypatch: pytest.MonkeyPatch):
    whole = check_table(messy(make))
    monkeypatch.setattr("sanhak.table.check.rows.BLOCK_VALUES", ROWS)
    assert len(list(blocks(messy(make)))) == 4
    assert check_table(messy(make)) == whole


def test_ten_thousand_columns_take_seconds(make: Make):
    values = np.random.default_rng(0).normal(size=(30, 10_000))
    frame = pl.DataFrame(values, schema=[f"x{i}" for i in range(10_000)])
    table = Table(frame, tuple(Column(name) for name in frame.columns))
    assert len(check_table(table)) <= 10


@given(
    st.lists(st.lists(st.one_of(st.none(), st.floats(-1e6, 1e6)), min_size=9, max_size=9), min_size=1, max_size=4),
    st.floats(0, 1),
)
def test_quantiles_of_a_block_are_those_of_numpy(columns: list[list[float | None]], level: float):
    values = np.array(columns, dtype=float)
    block = Block(tuple(Column(f"x{i}") for i in range(len(values))), values)
    expected = [np.quantile(row[~np.isnan(row)], level) if (~np.isnan(row)).any() else np.nan for row in values]
    assert block.quantile(level) == pytest.approx(expected, nan_ok=True, abs=1e-6)


@given(st.data())
def test_any_small_table_is_checked_without_an_accident(data: st.DataObject):
    rows = data.draw(st.integers(0, 12))
    numbers = st.lists(st.one_of(st.none(), st.floats(allow_nan=False)), min_size=rows, max_size=rows)
    texts = st.lists(st.one_of(st.none(), st.sampled_from("AB")), min_size=rows, max_size=rows)
    frame = pl.DataFrame(
        {"x": data.draw(numbers), "z": data.draw(numbers), "a": data.draw(texts)},
        schema={"x": pl.Float64, "z": pl.Float64, "a": pl.String},
    )
    table = Table(frame, (Column("x"), Column("z"), Column("a", Kind.CATEGORY)), time="z", asset="a")
    for finding in check_table(table):
        assert Finding.load(finding.dump()) == finding
