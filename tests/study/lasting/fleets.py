"""Small fleets, one for each kind of answer on lives, whose answers keep their models."""

from functools import cache

from sanhak.areas.maintenance.condition_life import ConditionLife
from sanhak.areas.maintenance.condition_life_case import with_limit
from sanhak.areas.maintenance.failure_risk import FailureRisk
from sanhak.areas.maintenance.remaining_life import RemainingLife
from sanhak.plants.fleet import PIPE, PUMP, Fleet
from sanhak.run import Run
from sanhak.table import Column, Kind, Table


def condition():
    """Twelve pipes of ten years."""
    table = with_limit(Fleet(PIPE, assets=12, years=10, seed=3).live().inspections(), PIPE.limit, "mm")
    return ConditionLife(turnaround="2028-04-01"), {"data": table}


def remaining():
    """Twenty-four pumps, read every three weeks, and when their lives ended."""
    import polars as pl

    course = Fleet(PUMP, assets=24, years=4.0, seed=1).live()
    orders = course.orders()
    failed = pl.when(pl.col("cause") == PUMP.mode).then(pl.lit("yes")).otherwise(pl.lit("no")).alias("failed")
    rows = orders.frame.select("asset", pl.col("date").alias("ended"), failed)
    facts = (orders["asset"], Column("ended", Kind.DATE), Column("failed", Kind.CATEGORY))
    ends = Table(rows, facts, time="ended", asset="asset")
    return RemainingLife(sensors=("vibration", "current"), settings=("load",)), {
        "data": course.readings(21.0),
        "ends": ends,
    }


def failing():
    """Orders and register of twenty pumps."""
    course = Fleet(PUMP, assets=20, years=4.0, overhaul=900.0, seed=11).live()
    return FailureRisk(until="2026-06-01"), {"records": course.orders(), "register": course.register()}


FLEETS = {"condition": condition, "remaining": remaining, "failing": failing}
LOOKED_AT = {"condition": "data", "remaining": "data", "failing": "records"}
"""The table whose rows are asked about again."""


@cache
def answered(name):
    """The answer of a fleet and the tables that it rests on."""
    study, tables = FLEETS[name]()
    return study.solve(tables, Run(effort=0.1)), tables
