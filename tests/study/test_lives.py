"""What answers about lives hold alike: until when they are asked about, and what tells of health."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
import pytest

from sanhak.areas.maintenance.condition_life import ConditionLife
from sanhak.study.lives import Horizon, day_of, health_of, health_table
from sanhak.table import Column, Kind, Table


def test_a_horizon_is_read_as_it_was_written():
    told = Horizon.between(date(2026, 6, 1), date(2027, 4, 1), 304.0, "d")
    assert Horizon.read(told.table()) == told
    assert told.start == date(2026, 6, 1)
    cycles = Horizon("", "", 30.0, None)
    assert Horizon.read(cycles.table()) == cycles
    assert cycles.start is None


@pytest.mark.parametrize(
    ("written", "day"), [("2026-06-01 08:00", date(2026, 6, 1)), ("1200 h", None), ("20261231", None), (None, None)]
)
def test_a_day_is_read_and_what_is_none_is_not(written, day):
    assert day_of(written) == day


def test_a_condition_that_is_called_like_another_column_keeps_its_values():
    rows = {name: [1.0] for name in ("value", "lower", "upper", "limit")}
    table = health_table(Column("limit", unit="mm"), Column("time"), {"asset": ["A"], "time": [3.0], **rows})
    assert health_of(table) == "condition"
    assert table["condition"].unit == table["lower"].unit == "mm"


def test_an_answer_on_lives_to_a_limit_holds_readings_then_where_they_are_expected():
    rng, start = np.random.default_rng(0), datetime(2020, 1, 1)  # noqa: DTZ001 - as columns of dates are
    rows = [
        {"asset": f"L-{asset}", "date": start + timedelta(days=365 * year), "limit": 6.0,
         "thickness": 10 - (0.2 + 0.05 * asset) * year + 0.02 * rng.normal()}
        for asset in range(5) for year in range(7)
    ]  # fmt: skip
    data = Table.of({name: [row[name] for row in rows] for name in rows[0]}, units={"thickness": "mm", "limit": "mm"})
    answer = ConditionLife(turnaround="2028-06-01").solve(data)
    told = Horizon.read(answer.tables["horizon"])
    assert (told.now, told.until, told.unit) == ("2025-12-30", "2028-06-01", "d")
    health = answer.tables["health"]
    assert health_of(health) == "thickness"
    assert health["time"].kind is Kind.TEXT
    for asset in range(5):
        frame = health.frame.filter(health.frame["asset"] == f"L-{asset}")
        known, ahead = frame.filter(frame["lower"].is_null()), frame.filter(frame["lower"].is_not_null())
        assert known["thickness"].to_list() == pytest.approx([row["thickness"] for row in rows[7 * asset :][:7]])
        assert ahead["time"].min() > told.now
        assert ahead["time"].max() == told.until
        assert ahead["thickness"].is_sorted(descending=True)
        assert (ahead["lower"] < ahead["thickness"]).all()
        assert (ahead["thickness"] < ahead["upper"]).all()
        assert frame["time"].is_sorted()
        assert set(frame["limit"]) == {6.0}
