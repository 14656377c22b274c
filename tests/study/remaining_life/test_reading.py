"""Readings become lives: cut at their ends, in order, with what cannot be used told and nothing lost in silence."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import polars as pl
import pytest

from sanhak.areas.maintenance import RemainingLife
from sanhak.finding import Refusal
from sanhak.study.remaining_life.reading import read
from sanhak.table import Table

START = datetime(2024, 1, 1)  # noqa: DTZ001 - a plant's clock shows local time


def readings(assets=3, days=20, **columns):
    rng = np.random.default_rng(0)
    rows = {
        "설비": [f"P-{at}" for at in range(assets) for _ in range(days)],
        "일시": [START + timedelta(days=day) for _ in range(assets) for day in range(days)],
        "vibration": rng.normal(2, 0.1, assets * days),
    }
    return Table.of(pl.DataFrame(rows | columns), units={"vibration": "mm/s"})


def ends(*rows):
    names, days, failed = zip(*rows, strict=True)
    when = [START + timedelta(days=day) for day in days]
    return Table.of(pl.DataFrame({"설비": names, "고장일": when, "고장여부": failed}))


def codes(ready):
    return {finding.code for finding in ready.findings}


def test_lives_are_cut_at_their_ends_and_found_by_korean_heads():
    ready = read(RemainingLife(), {"data": readings(), "ends": ends(("P-0", 10, "yes"), ("P-1", 12, "no"))})
    lives = [(one.asset, len(one), one.failed, one.renewed) for one in ready.histories]
    assert lives == [
        ("P-0", 10, True, False), ("P-0", 10, False, False), ("P-1", 12, False, True), ("P-1", 8, False, False),
        ("P-2", 20, False, False),
    ]  # fmt: skip
    assert ready.failed[0].left()[0] == pytest.approx(10)
    assert [one.asset for one in ready.running] == ["P-0", "P-1", "P-2"]
    assert ready.unit == "d"


def test_an_asset_whose_last_reading_is_its_failure_does_not_run():
    ready = read(RemainingLife(), {"data": readings(), "ends": ends(("P-0", 19, "yes"))})
    assert [one.asset for one in ready.running] == ["P-1", "P-2"]
    assert len(ready.failed[0]) == 20


def test_assets_that_ran_to_failure_and_those_that_run_may_stand_apart():
    ready = read(RemainingLife(), {"data": readings(), "running": readings(2, 8)})
    assert (len(ready.failed), len(ready.running)) == (3, 2)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"data": readings()}, "S367"),
        ({"data": readings(), "ends": ends(("P-0", 10, "no"))}, "S367"),
        ({"data": readings(), "ends": ends(*((f"P-{at}", 19, "yes") for at in range(3)))}, "S369"),
        ({"data": readings().select(["vibration"])}, "S370"),
        ({"data": readings().select(["설비", "일시"])}, "S370"),
        ({"data": readings(), "running": readings().select(["설비", "일시"])}, "S371"),
    ],
)
def test_what_cannot_be_read_is_refused(given, code):
    with pytest.raises(Refusal, match=code):
        read(RemainingLife(), given)


def test_a_named_sensor_without_values_is_refused():
    table, study = readings(), RemainingLife(sensors=("vibration",))
    silent = Table(table.frame.with_columns(pl.lit(None, pl.Float64).alias("vibration")), table.columns)
    with pytest.raises(Refusal, match="T380"):
        read(study, {"data": silent, "ends": ends(("P-0", 10, "yes"))})


def test_failures_without_readings_are_told():
    ready = read(RemainingLife(), {"data": readings(), "ends": ends(("P-0", 10, "yes"), ("X-9", 3, "yes"))})
    assert "S368" in codes(ready)
    assert len(ready.failed) == 1


def test_time_that_goes_backwards_is_put_in_order():
    table = readings()
    order = np.arange(60)
    order[[3, 4]] = [4, 3]
    ready = read(RemainingLife(), {"data": table.rows(order), "ends": ends(("P-0", 10, "yes"))})
    assert "T381" in codes(ready)
    assert all((np.diff(one.time) > 0).all() for one in ready.histories)


def test_a_counter_that_is_reset_is_unrolled():
    hours = [float(value % 150) * 10 for value in range(60)]
    hours[35:] = [value - hours[35] for value in hours[35:]]
    table = readings(**{"running hours total": hours})
    study = RemainingLife(asset="설비", time="일시", sensors=("vibration", "running hours total"))
    ready = read(study, {"data": table, "ends": ends(("P-0", 10, "yes"))})
    assert "T382" in codes(ready)
    counter = ready.sensors.index(next(one for one in ready.sensors if one.name == "running hours total"))
    assert all((np.diff(one.values[:, counter]) >= 0).all() for one in ready.histories)


def test_a_sensor_that_came_after_all_failures_is_left_out():
    late = [None] * 40 + [1.0 + 0.1 * (day % 3) for day in range(20)]
    ready = read(RemainingLife(), {"data": readings(late=late), "ends": ends(("P-0", 10, "yes"))})
    assert "T383" in codes(ready)
    assert [one.name for one in ready.sensors] == ["vibration"]


def test_numbers_are_names_too_and_a_column_of_the_readings_may_say_who_failed():
    table = Table.of(
        {
            "unit": [float(at) for at in (1, 2, 3) for _ in range(5)],
            "cycle": [float(at) for _ in (1, 2, 3) for at in range(5)],
            "failed": [float(at == 4 and unit < 3) for unit in (1, 2, 3) for at in range(5)],
            "pressure": [1.0 + 0.1 * (at % 4) for at in range(15)],
        }
    )
    ready = read(RemainingLife(), {"data": table})
    assert [one.asset for one in ready.failed] == ["1", "2"]
    assert [one.asset for one in ready.running] == ["3"]
    assert [one.name for one in ready.sensors] == ["pressure"]
    assert ready.moment(3.0) == 3.0


def test_one_row_a_value_becomes_one_column_a_sensor():
    wide = readings(온도=[60.0 + at % 3 for at in range(60)]).frame
    long = wide.unpivot(["vibration", "온도"], index=["설비", "일시"], variable_name="태그", value_name="측정값")
    long = long.with_columns(단위=pl.col("태그").replace({"vibration": "mm/s", "온도": "°C"}))
    hot = (pl.col("태그") == "온도") & (pl.col("설비") == "P-2")
    long = long.with_columns(
        측정값=pl.when(hot).then(pl.col("측정값") * 1.8 + 32).otherwise(pl.col("측정값")),
        단위=pl.when(hot).then(pl.lit("°F")).otherwise(pl.col("단위")),
    )
    ready = read(RemainingLife(), {"data": Table.of(long), "ends": ends(("P-0", 10, "yes"))})
    assert "T417" in codes(ready)
    assert [(one.name, one.unit) for one in ready.sensors] == [("vibration", "mm/s"), ("온도", "°C")]
    assert ready.running[-1].values[:, 1] == pytest.approx(60.0 + np.arange(40, 60) % 3)


def test_a_counter_of_hours_that_was_reset_goes_on():
    hours = [8.0 * at for at in range(20)]
    hours[12:] = [8.0 * at for at in range(8)]
    data = Table.of(
        {"asset": ["A"] * 20 + ["B"] * 20, "hours": [*hours, *(8.0 * at for at in range(20))],
         "vibration": [1.0 + 0.1 * (at % 5) for at in range(40)], "failed": ["yes"] * 20 + ["no"] * 20}
    )  # fmt: skip
    ready = read(RemainingLife(), {"data": data})
    assert "T418" in codes(ready)
    assert "T381" not in codes(ready)
    assert ready.failed[0].time[-1] == pytest.approx(8.0 * 19)


def test_a_sensor_that_switches_its_unit_is_in_one_unit_again():
    rng = np.random.default_rng(1)
    truth = 3 + 0.2 * rng.normal(size=360)
    shown = truth.copy()
    shown[70:120] *= 100
    shown[120 + 95 : 240] *= 100  # too few readings behind it to be seen in this asset alone
    table = readings(3, 120, pressure=shown.tolist())
    table = Table.of(table.frame, units={"pressure": "bar", "vibration": "mm/s"})
    ready = read(RemainingLife(), {"data": table, "ends": ends(("P-0", 119, "yes"))})
    note = next(finding for finding in ready.findings if finding.code == "T419")
    assert (note.column, note.conversion, note.assets, note.rows) == ("pressure", "bar → kPa", 2, 75)
    place = [one.name for one in ready.sensors].index("pressure")
    assert np.concatenate([one.values[:, place] for one in ready.histories]) == pytest.approx(truth)


def test_two_assets_under_one_name_are_left_out():
    vibration = np.random.default_rng(0).normal(2, 0.1, 120)
    vibration[0:20:2] += 5
    ready = read(RemainingLife(), {"data": readings(6, vibration=vibration.tolist()), "ends": ends(("P-1", 10, "yes"))})
    assert next(finding for finding in ready.findings if finding.code == "T420").example == "P-0"
    assert "P-0" not in {one.asset for one in ready.histories}


def test_how_all_assets_are_run_is_no_two_assets():
    vibration = np.random.default_rng(0).normal(2, 0.1, 120)
    vibration[::2] += 5
    ready = read(RemainingLife(), {"data": readings(6, vibration=vibration.tolist()), "ends": ends(("P-1", 10, "yes"))})
    assert "T420" not in codes(ready)


def test_ends_that_a_counter_showed_lie_where_it_was_reset():
    """The counter of A was reset at 96 hours; it failed then, and again at 36 hours of the next stretch."""
    hours = [8.0 * at for at in range(12)] + [8.0 * at for at in range(8)]
    data = Table.of(
        {"asset": ["A"] * 20 + ["B"] * 20, "hours": [*hours, *(8.0 * at for at in range(20))],
         "vibration": [1.0 + 0.1 * (at % 5) for at in range(40)]}
    )  # fmt: skip
    given = Table.of({"asset": ["A", "A"], "hours": [92.0, 36.0]})
    ready = read(RemainingLife(), {"data": data, "ends": given})
    lives = [(one.asset, one.failed, one.end, len(one)) for one in ready.histories]
    assert lives[:3] == [("A", True, 92.0, 12), ("A", True, 96.0 + 36.0, 5), ("A", False, None, 3)]
