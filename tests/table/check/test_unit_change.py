"""A tag that changes its unit at some moment, and what only looks like it."""

from datetime import datetime, timedelta

import numpy as np
import polars as pl
import pytest

from sanhak.plants import site
from sanhak.plants.reactor import Reactor
from sanhak.table import Table
from sanhak.table.check import check_table
from sanhak.table.check.findings import MixedUnits, UnitChanged
from sanhak.table.check.unit_change import unit_changes
from sanhak.table.units import convert

START = datetime.fromisoformat("2026-03-05")


def timed(unit: str | None = None, **columns: np.ndarray) -> Table:
    rows = len(next(iter(columns.values())))
    data = {"time": [START + timedelta(minutes=row) for row in range(rows)], **columns}
    return Table.of(data, units=dict.fromkeys(columns, unit) if unit else None, time="time")


def tag(level: float, scatter: float, *, seed: int = 0, rows: int = 400, memory: float = 0.9) -> np.ndarray:
    shocks = np.random.default_rng(seed).normal(size=rows) * np.sqrt(1 - memory**2)
    values = np.zeros(rows)
    for row in range(1, rows):
        values[row] = memory * values[row - 1] + shocks[row]
    return level + scatter * values


def changed(values: np.ndarray, first: str, second: str, row: int = 150) -> np.ndarray:
    return np.concatenate([values[:row], convert(values[row:], first, second)])


CHANGES = [
    ("kPa", "bar", 500, 5),
    ("bar", "kPa", 5, 0.05),
    ("°C", "°F", 80, 1),
    ("°F", "°C", 180, 1.8),
    ("°C", "K", 80, 1),
    ("bar", "psi", 12, 0.3),
    ("MPa", "bar", 1.2, 0.02),
    ("kg/h", "t/h", 3000, 60),
    ("m³/h", "L/min", 6, 0.1),
    ("%", "ppm", 3, 0.05),
]


@pytest.mark.parametrize(("first", "second", "level", "scatter"), CHANGES)
@pytest.mark.parametrize("memory", [0.0, 0.9])
def test_a_change_is_found_at_its_row_whichever_unit_the_header_tells(first, second, level, scatter, memory):
    values = tag(level, scatter, memory=memory)
    for header in (first, second):
        (finding,) = unit_changes(timed(header, x=changed(values, first, second)))
        assert (finding.column, finding.row, finding.moment) == ("x", 151, START + timedelta(minutes=150))
        assert f"{first} → {second}" in finding.conversion
        assert finding.after == pytest.approx(convert(finding.before, first, second), rel=0.1)
        assert not list(unit_changes(timed(header, x=values)))


def test_a_share_becomes_per_cent_and_a_column_without_unit_is_told_the_factor():
    values = tag(0.4, 0.01)
    values[150:] *= 100
    assert next(unit_changes(timed("%", x=values))).conversion == ("1 → %",)
    assert next(unit_changes(timed(x=values))).conversion == ("× 100",)
    warm = timed(x=changed(tag(80, 1), "°C", "°F"))
    assert next(unit_changes(warm)).conversion == ("°C → °F",)


def test_a_change_is_told_once_and_not_as_a_mixture():
    table = timed("kPa", x=changed(tag(500, 5), "kPa", "bar"), y=tag(500, 5, seed=1))
    kinds = [type(finding) for finding in check_table(table) if isinstance(finding, UnitChanged | MixedUnits)]
    assert kinds == [UnitChanged]
    shuffled = table.rows(np.random.default_rng(0).permutation(400))
    (finding,) = unit_changes(shuffled)
    assert shuffled.frame["time"][finding.row - 1] == START + timedelta(minutes=150)
    mixed = np.where(np.random.default_rng(0).random(400) < 0.5, 0.01, 1) * tag(500, 5)
    kinds = [type(finding) for finding in check_table(timed("kPa", x=mixed)) if isinstance(finding, UnitChanged)]
    assert not kinds


def test_each_piece_of_equipment_is_judged_by_itself():
    parts = [timed("kPa", x=changed(tag(500, 5), "kPa", "bar")), timed("kPa", x=tag(500, 5, seed=1))]
    frames = [part.frame.with_columns(pump=pl.lit(name)) for part, name in zip(parts, "ab", strict=True)]
    table = Table.of(pl.concat(frames).sort("time", "pump"), units={"x": "kPa"}, time="time", asset="pump")
    (finding,) = unit_changes(table)
    assert table.frame["pump"][finding.row - 1] == "a"


def test_it_needs_time_and_fifty_rows_on_either_side():
    values = changed(tag(500, 5), "kPa", "bar", 50)
    assert len(list(unit_changes(timed("kPa", x=values[:100])))) == 1
    assert not list(unit_changes(timed("kPa", x=values[:99])))
    assert not list(unit_changes(timed("kPa", x=values[1:])))
    assert not list(unit_changes(Table.of({"x": values}, units={"x": "kPa"})))
    gaps = np.where(np.arange(400) % 7 == 3, np.nan, changed(tag(500, 5), "kPa", "bar"))
    assert len(list(unit_changes(timed("kPa", x=gaps)))) == 1


UNITS = ("°C", "kPa", "kg/h", "%", None)


@pytest.mark.parametrize("unit", UNITS)
def test_steps_of_the_plant_and_of_chance_are_no_change_of_units(unit):
    found = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        half = np.arange(400) < 200
        columns = {
            "walk": np.cumsum(rng.normal(size=400)),
            "high": 100 + np.cumsum(rng.normal(size=400)),
            "step": np.where(half, rng.uniform(20, 100), rng.uniform(20, 300)) + rng.normal(size=400),
            "steps": np.repeat(rng.lognormal(3, 1, 4), 100) + rng.normal(size=400),
            "factor": np.where(half, 5.0, 500.0) + 0.1 * rng.normal(size=400),
            "offset": np.where(half, 80.0, 300.0) + rng.normal(size=400),
            "levels": np.where(half, 1.0, 100.0),
            "slow": np.linspace(500, 5, 400) + rng.normal(size=400),
            "back": np.where(np.arange(400) % 200 < 100, 1, 0.01) * tag(500, 5, seed=seed),
        }
        found += sum(finding.column != "back" for finding in unit_changes(timed(unit, **columns)))
    assert found == 0


@pytest.mark.parametrize("way", ["experiments", "drift", "operator"])
def test_no_virtual_plant_changes_its_units(way):
    record = site.record(12, seed=1, way=way)
    for table in (record.tags, record.laboratory):
        assert not list(unit_changes(table))
    if way != "experiments":
        assert not [seed for seed in range(5) for _ in unit_changes(Reactor().record(600, way, seed))]


def test_a_change_in_the_record_of_a_site_is_found_in_the_one_tag_that_has_it():
    tags = site.record(12, seed=1).tags
    pressures = [column for column in tags.columns if column.unit in ("kPa", "bar", "MPa", "°C")]
    name, unit = pressures[0].name, pressures[0].unit
    other = {"kPa": "bar", "bar": "kPa", "MPa": "bar", "°C": "°F"}[unit]
    half = len(tags) // 2
    values = tags.values(name).copy()
    values[half:] = convert(values[half:], unit, other)
    series = pl.Series(name, values).fill_nan(None)
    table = Table(tags.frame.with_columns(series), tags.columns, tags.time)
    findings = list(unit_changes(table))
    assert [(finding.column, finding.row) for finding in findings] == [(name, half + 1)]
