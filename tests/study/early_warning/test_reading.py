"""Readings become courses: cut at renewals, with what is normal, and what cannot be used refused or told by a code."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import polars as pl
import pytest

from sanhak.areas.maintenance import EarlyWarning
from sanhak.finding import Refusal
from sanhak.study.early_warning.reading import read
from sanhak.table import Table

START = datetime(2024, 1, 1)  # noqa: DTZ001 - a plant's clock shows local time


def readings(assets=3, days=60, **columns):
    rng = np.random.default_rng(0)
    rows = {
        "설비": [f"P-{at}" for at in range(assets) for _ in range(days)],
        "일시": [START + timedelta(days=day) for _ in range(assets) for day in range(days)],
        "vibration": rng.normal(2, 0.1, assets * days),
        "temperature": rng.normal(60, 1, assets * days),
    }
    return Table.of(pl.DataFrame(rows | columns), units={"vibration": "mm/s", "temperature": "degC"})


def events(*rows):
    names, days, what = zip(*rows, strict=True)
    when = [START + timedelta(days=day) for day in days]
    return Table.of(pl.DataFrame({"설비": names, "일자": when, "작업": what}))


def codes(ready):
    return {finding.code for finding in ready.findings}


def refused(study, **tables):
    with pytest.raises(Refusal) as refusal:
        read(study, tables)
    return {finding.code for finding in refusal.value.findings}


def test_courses_begin_anew_at_events_and_their_first_third_is_normal():
    ready = read(EarlyWarning(), {"data": readings(), "events": events(("P-0", 30, "overhaul"))})
    courses = ready.courses
    assert np.bincount(courses.course).tolist() == [30, 30, 60, 60]
    assert [ready.assets[at] for at in courses.asset] == ["P-0", "P-0", "P-1", "P-2"]
    calm = [int(courses.calm[courses.course == at].sum()) for at in range(4)]
    assert calm == [15, 15, 15, 15]  # a third of the usual 44.5 days, both ends counted
    assert "S405" in codes(ready)


def test_only_events_that_renew_begin_a_course():
    both = events(("P-0", 30, "overhaul"), ("P-1", 30, "lubrication"))
    ready = read(EarlyWarning(renewing=("Overhaul",)), {"data": readings(), "events": both})
    assert len(ready.courses.asset) == 4


def test_of_work_orders_as_exported_inspections_and_what_was_cancelled_begin_nothing():
    rows = {
        "오더": ["1", "2", "3", "4"], "오더유형": ["PM01", "PM03", "PM01", "PM02"],
        "설비": ["P-0", "P-1", "P-2", "P-2"],
        "기본시작일": [START + timedelta(days=30)] * 4, "고장": ["X", "", "X", ""],
        "시스템상태": ["TECO", "TECO", "DLFL", "TECO"], "보전활동유형": ["수리", "점검", "수리", "교체"],
    }  # fmt: skip
    ready = read(EarlyWarning(), {"data": readings(), "events": Table.of(pl.DataFrame(rows))})
    assert np.bincount(ready.courses.course).tolist() == [30, 30, 60, 30, 30]  # P-0 failed, P-2 was replaced
    assert "T406" in codes(ready)


def test_a_named_period_is_normal_for_all_and_later_courses_have_their_own_first_time():
    study = EarlyWarning(normal_from="2024-01-06", normal_until="2024-01-20", normal_for=5)
    ready = read(study, {"data": readings(), "events": events(("P-2", 40, "overhaul"))})
    courses = ready.courses
    days = [courses.time[(courses.course == at) & courses.calm] for at in range(4)]
    assert [(one.min(), one.max()) for one in days] == [(5, 19), (5, 19), (5, 19), (40, 45)]
    assert courses.time.min() == 5
    assert "S405" not in codes(ready)


def test_a_sensor_that_came_later_has_a_normal_time_of_its_own():
    late = np.where(np.tile(np.arange(60), 3) < 35, np.nan, 1.0 + np.random.default_rng(1).random(180))
    ready = read(EarlyWarning(), {"data": readings(flow=late)})
    flow = [one.name for one in ready.sensors].index("flow")
    normal = ready.courses.time[ready.courses.normal[:, flow]]
    assert (normal.min(), normal.max()) == (35, 54)
    assert "T402" in codes(ready)


def test_time_that_goes_backwards_is_put_in_order():
    data = readings()
    frame = data.frame.with_row_index()
    mixed = Table(frame.sort(pl.col("index") // 60, -((pl.col("index") % 60 - 20) ** 2).cast(pl.Int64)).drop("index"),
                  data.columns)  # fmt: skip
    ready = read(EarlyWarning(), {"data": mixed})
    assert "T381" in codes(ready)
    assert (np.diff(ready.courses.time)[np.diff(ready.courses.course) == 0] > 0).all()


def test_two_assets_under_one_name_are_left_out():
    rng = np.random.default_rng(2)
    data = readings()
    twice = data.frame.filter(pl.col("설비") == "P-1").with_columns(pl.Series("vibration", rng.normal(4, 0.1, 60)))
    ready = read(EarlyWarning(), {"data": Table(pl.concat([data.frame, twice]), data.columns)})
    assert "T400" in codes(ready)
    assert len(ready.courses.asset) == 2


@pytest.mark.parametrize(
    ("study", "data", "code"),
    [
        (EarlyWarning(), readings(3, 1), "S400"),
        (EarlyWarning(normal_until="2023-01-01", normal_for=1e-9), readings(), "S400"),
        (EarlyWarning(normal_until="2030-01-01"), readings(), "S401"),
        (EarlyWarning(normal_until="soon"), readings(), "S404"),
        (EarlyWarning(sensors=("vibration",)), readings(vibration=[float("nan")] * 180), "T380"),
        (EarlyWarning(), readings(vibration=[2.0] * 180, temperature=[60.0] * 180), "S370"),
        (EarlyWarning(sensors=("설비",)), readings(), "S371"),
    ],
    ids=["one reading", "nothing normal", "nothing watched", "no moment", "no value", "nothing moves", "no number"],
)
def test_what_cannot_be_watched_is_refused(study, data, code):
    assert code in refused(study, data=data)


def test_a_constant_sensor_and_a_counter_are_left_out():
    hours = np.tile(np.arange(60.0) * 24, 3)
    ready = read(EarlyWarning(), {"data": readings(still=[1.5] * 180, hours=hours)})
    assert [one.name for one in ready.sensors] == ["vibration", "temperature"]
    assert {"T401", "M272"} <= codes(ready)


def test_events_of_other_assets_are_told():
    ready = read(EarlyWarning(), {"data": readings(), "events": events(("P-9", 30, "overhaul"))})
    assert "S403" in codes(ready)


def test_hours_are_days_and_a_clock_without_a_unit_is_told():
    hours = np.tile(np.arange(60.0) * 24, 3)
    frame = readings().frame.drop("일시").with_columns(pl.Series("시간", hours))
    ready = read(EarlyWarning(), {"data": Table.of(frame, units={"시간": "h"})})
    assert ready.courses.step == pytest.approx(1.0)
    assert ready.moment(2.0) == 48
    assert "S402" not in codes(ready)
    plain = read(EarlyWarning(), {"data": Table.of(frame)})
    assert plain.courses.step == pytest.approx(24.0)
    assert "S402" in codes(plain)


def test_codes_of_historians_are_missing():
    vibration = readings().values("vibration").copy()
    vibration[7] = -9999
    ready = read(EarlyWarning(), {"data": readings(vibration=vibration)})
    assert "M270" in codes(ready)
    assert np.nanmin(ready.courses.values[:, 0]) > 0
