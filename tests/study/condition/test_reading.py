"""What inspectors hand in: units switched, two assets under one name, renewals not written down; each with its code."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import polars as pl
import pytest

from sanhak.areas.maintenance.condition_life import ConditionLife
from sanhak.finding import Refusal
from sanhak.model.life.lives import Lives
from sanhak.plants.fleet import EXCHANGER, Fleet
from sanhak.run import Run
from sanhak.study.condition.reading import Asked, read
from sanhak.table import Table
from sanhak.table.units import convert

START = datetime(2020, 1, 1)  # noqa: DTZ001 - as columns of dates are
UNITS = {"thickness": "mm", "limit": "mm"}


def rows(count: int = 5, readings: int = 8) -> list[dict[str, object]]:
    """Walls of 10 mm that lose 0.2 to 0.4 mm a year, with the limit 6 mm."""
    rng = np.random.default_rng(0)
    return [
        {"asset": f"L-{asset}", "date": START + timedelta(days=365 * year),
         "thickness": 10 - (0.2 + 0.05 * asset) * year + 0.02 * rng.normal(), "limit": 6.0}
        for asset in range(count) for year in range(readings)
    ]  # fmt: skip


def table_of(given: list[dict[str, object]]) -> Table:
    """As a table with units."""
    return Table.of(pl.DataFrame(given), units=UNITS)


def asked(given: list[dict[str, object]], renewals: Table | None = None, **fields: object) -> Asked:
    """Read, with the turnaround in 2030."""
    tables = {"data": table_of(given)} | ({"renewals": renewals} if renewals is not None else {})
    return read(ConditionLife(**{"turnaround": "2030-01-01", **fields}), tables)


def codes(found: Asked) -> set[str]:
    """The codes of what was found."""
    return {finding.code for finding in found.findings}


def test_columns_and_the_bad_side_are_found_by_themselves():
    found = asked(rows())
    assert found.column.name == "thickness"
    assert found.sign == -1
    assert found.courses.limit[0] == -6
    assert found.noise == pytest.approx(0.02, rel=0.6)
    assert not codes(found)


def test_korean_heads_are_known():
    given = [dict(zip(("설비번호", "측정일", "두께", "최소두께"), row.values(), strict=True)) for row in rows()]
    found = read(ConditionLife(turnaround="2030-01-01"), {"data": Table.of(pl.DataFrame(given))})
    assert found.column.name == "두께"


def test_a_jump_back_begins_a_new_life_and_nothing_is_lost():
    given = rows(readings=10)
    for row in given[5:10]:
        row["thickness"] = float(row["thickness"]) + 1.6
    found = asked(given)
    assert "M300" in codes(found)
    assert len(found.courses) == 6
    assert found.courses.counts.sum() == len(given)


def test_a_repair_in_the_orders_ends_a_life_at_its_limit():
    given = rows()
    orders = Table.of(
        pl.DataFrame({"asset": ["L-0", "L-1"], "date": [datetime(2023, 6, 1), datetime(2023, 6, 1)],  # noqa: DTZ001
                      "order type": ["corrective", "preventive"]})
    )  # fmt: skip
    found = asked(given, orders)
    assert len(found.courses) == 7
    assert found.courses.reached.sum() == 1


def test_units_that_were_switched_halfway_are_one_unit_again():
    given = rows()
    for row in given[4:8]:
        row["thickness"] = float(row["thickness"]) / 25.4
    found = asked(given)
    assert "T378" in codes(found)
    assert -found.courses.value.max() > 6


def test_two_courses_under_one_name_are_left_out():
    given = rows()
    for row in given[1:8:2]:
        row["thickness"] = float(row["thickness"]) - 3
    found = asked(given, bad="low")
    assert "T379" in codes(found)
    assert "L-0" not in found.courses.assets


def test_time_backwards_and_gaps_are_said():
    given = rows()
    given[1], given[2] = given[2], given[1]
    given[20]["thickness"] = None
    found = asked(given)
    assert {"T377", "T376"} <= codes(found)
    assert (np.diff(found.courses.at[0]) > 0).all()


def test_limits_passed_single_readings_and_improvement_are_said():
    given = rows(readings=8)
    given[7]["thickness"] = 5.9
    for year in range(8):
        given[8 + year]["thickness"] = 8 + 0.15 * year
    found = asked([*given, {"asset": "L-9", "date": START, "thickness": 9.0, "limit": 6.0}])
    assert {"M301", "M302", "M303"} <= codes(found)


@pytest.mark.parametrize(
    ("fields", "code"),
    [({"turnaround": "2021-01-01"}, "S364"), ({"turnaround": "soon"}, "S364"), ({"condition": "asset"}, "S363"),
     ({"limit": "asset"}, "S362")],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused(fields, code):
    with pytest.raises(Refusal, match=code):
        asked(rows(), **fields)


def test_one_reading_each_tells_no_rate():
    with pytest.raises(Refusal, match="S361"):
        asked(rows(readings=1))


def test_without_a_turnaround_a_year_is_taken():
    assert "S365" in codes(asked(rows(), turnaround=None))


def test_a_counter_of_hours_that_was_reset_goes_on():
    given = [{**row, "hours": 100.0 * (at % 8)} for at, row in enumerate(rows())]
    for at in range(3, 8):
        given[at]["hours"] = 100.0 * (at - 3)
    for row in given:
        del row["date"]
    found = read(ConditionLife(), {"data": table_of(given)})
    assert "T418" in codes(found)
    assert found.courses.at[0].tolist() == [100.0 * at for at in range(8)]


@pytest.mark.parametrize(("unit", "other"), [("°C", "°F"), ("bar", "kPa"), ("bar", "psi")])
def test_a_fleet_that_switches_its_unit_together_is_in_one_unit_again(unit, other):
    given = rows()
    for row in given:
        row["limit"] = 12.0
        row["thickness"] = 16 - float(row["thickness"])  # rises from 6 to 10
    truth = [float(row["thickness"]) for row in given]
    for at, row in enumerate(given):
        if at % 8 >= 4:
            row["thickness"] = float(convert(float(row["thickness"]), unit, other))
    table = Table.of(pl.DataFrame(given), units={"thickness": unit, "limit": unit})
    found = read(ConditionLife(turnaround="2030-01-01"), {"data": table})
    note = next(finding for finding in found.findings if finding.code == "T419")
    assert (note.conversion, note.rows) == (f"{unit} → {other}", 20)
    assert found.courses.value[np.isfinite(found.courses.value)] == pytest.approx(truth, rel=1e-9)


def test_one_asset_that_steps_by_such_a_factor_was_renewed():
    given = rows()
    for row in given:
        row["limit"], row["thickness"] = 12.0, 16 - float(row["thickness"])
    for row in given[4:8]:
        row["thickness"] = float(row["thickness"]) / 10
    table = Table.of(pl.DataFrame(given), units={"thickness": "bar", "limit": "bar"})
    assert not {"T419", "T378"} & codes(read(ConditionLife(turnaround="2030-01-01"), {"data": table}))


def test_fouling_that_is_washed_off_switches_no_unit():
    course = Fleet(EXCHANGER, assets=60, years=8, seed=101).live()
    found = read(ConditionLife(threshold=EXCHANGER.limit), {"data": course.inspections()})
    assert not {"T378", "T419"} & codes(found)


def test_an_asset_beyond_its_limit_has_no_life_left():
    given = rows(count=8)
    given[7]["thickness"] = 5.5
    lives = Lives.read(ConditionLife(turnaround="2030-01-01").solve(table_of(given), Run(effort=0.1)).tables["lives"])
    at = lives.assets.index("L-0")
    assert lives.quantile(0.5)[at] < 1
    assert lives.quantile(0.95)[at] < 1
    assert np.delete(lives.quantile(0.5), at).min() > 30
