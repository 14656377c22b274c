"""The answer says what was done to readings: an asset alone or apart, doubtful normal readings, a stuck sensor."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import polars as pl
import pytest

from sanhak.areas.maintenance import EarlyWarning
from sanhak.run import Run
from sanhak.table import Table

START = datetime(2024, 1, 1)  # noqa: DTZ001 - a plant's clock shows local time
EFFORT = Run(effort=0.1)


def fleet(assets=12, days=90):
    rng = np.random.default_rng(3)
    return rng.normal(0, 1, (assets, days, 2)) + np.array([20.0, 50.0])


def table(values):
    assets, days, _ = values.shape
    frame = pl.DataFrame({
        "asset": [f"A-{at}" for at in range(assets) for _ in range(days)],
        "date": [START + timedelta(days=day) for _ in range(assets) for day in range(days)],
        "vibration": values[:, :, 0].ravel(), "temperature": values[:, :, 1].ravel(),
    })  # fmt: skip
    return Table.of(frame, units={"vibration": "mm/s", "temperature": "degC"})


def answer(values, **fields):
    return EarlyWarning(false_alarms=0.1, **fields).solve(table(values), EFFORT)


def codes(one):
    return {finding.code for finding in one.findings}


def test_an_asset_that_leaves_its_course_is_the_first_to_look_at():
    values = fleet()
    values[4, 60:] += np.linspace(0, 9, 30)[:, None]
    one = answer(values)
    first = one.tables["assets"].frame.row(0, named=True)
    assert (first["asset"], first["state"], first["cause"]) == ("A-4", "off", "the asset")
    assert "A-4" in str(one.headline)
    assert one.decision[0].today > one.decision[0].allowed[1]
    assert set(one.tables["health"].frame["limit"]) == {1.0}
    latest = one.tables["episodes"].frame.filter(pl.col("asset") == "A-4").tail(1).row(0, named=True)
    assert latest["until"] is None
    assert "2024-02-28" <= latest["since"] <= "2024-03-25"


def test_one_asset_alone_is_watched_and_that_is_said():
    assert "M320" in codes(answer(fleet(1, 120)))


def test_few_weeks_cannot_carry_few_false_alarms():
    assert "M321" in codes(EarlyWarning(false_alarms=0.001).solve(table(fleet(6, 60)), EFFORT))


def test_a_stuck_sensor_is_blamed_and_shown_among_what_to_look_at():
    values = fleet()
    values[7, 70:, 1] = values[7, 70, 1]
    one = answer(values)
    assert "M324" in codes(one)
    assert any("A-7" in str(action.what) for action in one.decision)


def test_an_asset_that_is_apart_from_the_beginning_is_told():
    values = fleet() + np.random.default_rng(4).normal(0, 0.5, (12, 1, 2))
    values[5, :, 0] += 15
    assert "M323" in codes(answer(values))


@pytest.mark.parametrize("doubtful", ["leave out", "keep"])
def test_doubtful_normal_readings_are_told(doubtful):
    values = fleet()
    values[2, 8:16] += 40
    one = answer(values, doubtful=doubtful)
    assert "M201" in codes(one)
    early = one.tables["episodes"].frame.filter((pl.col("asset") == "A-2") & (pl.col("since") < "2024-01-31"))
    assert bool(len(early)) is (doubtful == "leave out")
