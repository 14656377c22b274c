"""A small fleet of compressors whose answer keeps their normal course, and further readings of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import cache

import polars as pl

from sanhak.areas.maintenance import EarlyWarning
from sanhak.plants.fleet import COMPRESSOR, Fleet
from sanhak.run import Run
from sanhak.table import Column, Kind, Table

SENSORS = ("discharge temperature", "power")


@cache
def answered():
    """Ten compressors, some of them overhauled, and the readings that taught."""
    course = Fleet(COMPRESSOR, assets=10, years=1.5, overhaul=300.0, seed=4).live()
    readings, orders = course.readings(6.0), course.orders()
    facts = (orders["asset"], Column("date", Kind.DATE))
    events = Table(orders.frame.select("asset", "date"), facts, time="date", asset="asset")
    study = EarlyWarning(sensors=SENSORS, settings=("load",), false_alarms=0.1)
    return study.solve({"data": readings, "events": events}, Run(effort=0.1)), readings


def further(asset, count=6, power=0.0):
    """Readings of one asset that follow its last, all at once off by some power."""
    _, readings = answered()
    own = readings.frame.filter((pl.col("asset") == asset) & pl.col("power").is_not_null())
    last = own.sort("date").tail(count)
    shift = timedelta(days=6 * count)
    frame = last.with_columns(pl.col("date") + shift, pl.col("power") + power)
    return replace(readings, frame=frame.select(readings.names))


def calm():
    """An asset without an alarm."""
    answer, _ = answered()
    return answer.tables["assets"].frame.filter(pl.col("state") == "normal")["asset"][0]
