"""Trials of lives: does the true remaining life of each running asset lie within the interval that was told?

Virtual fleets are asked about today; the truth is their further course if nobody renews anything. A life that is told
to be open, or that lasts longer than the course is known, is cut off at the end of the course.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

import numpy as np
from judging import Piece

from sanhak.areas.maintenance.condition_life import ConditionLife
from sanhak.areas.maintenance.condition_life_case import with_limit
from sanhak.areas.maintenance.failure_risk import FailureRisk
from sanhak.areas.maintenance.remaining_life import RemainingLife
from sanhak.plants.fleet import EXCHANGER, PIPE, PUMP, Equipment, Fleet
from sanhak.plants.fleet.course import Course
from sanhak.run import Run
from sanhak.study import Answer, Study
from sanhak.table import Column, Kind, Table

_LAST: Final = 3650.0
"""Days for which a course is known."""
_EVERY: Final = 14.0
"""Days between two readings of sensors."""
_KINDS: Final[Mapping[str, tuple[Equipment, int]]] = {"pipe": (PIPE, 16), "exchanger": (EXCHANGER, 2)}


def to_limit(kind: str, assets: int, seed: int) -> Iterator[Piece]:
    """Inspections with the limit and all orders; only the condition ends a life."""
    equipment, years = _KINDS[kind]
    ahead = 40.0 if kind == "pipe" else 10.0
    course = Fleet(replace(equipment, sudden=None), assets=assets, years=years, ahead=ahead, seed=4000 + seed).live()
    shown = equipment.condition
    study = ConditionLife(condition=shown.name, asset="asset", time="date", limit="limit", turnaround="2027-04-01")
    data = with_limit(course.inspections(), equipment.limit, shown.unit or "1")
    yield _piece(study, {"data": data, "renewals": course.orders()}, course, seed, ahead * 365)


def by_sensors(assets: int, seed: int) -> Iterator[Piece]:
    """Readings of pumps whose bearings alone fail."""
    import polars as pl

    course = Fleet(replace(PUMP, sudden=None), assets=assets, years=4.0, ahead=10.0, seed=4000 + seed).live()
    orders = course.orders()
    rows = orders.frame.select("asset", pl.col("date").alias("ended"), pl.lit("yes").alias("failed"))
    facts = (orders["asset"], Column("ended", Kind.DATE), Column("failed", Kind.CATEGORY))
    ends = Table(rows, facts, time="ended", asset="asset", source=orders.source)
    sensors = ("vibration", "bearing temperature", "current", "discharge pressure", "seal pot level")
    study = RemainingLife(sensors=sensors, settings=("load",), failed="failed")
    yield _piece(study, {"data": course.readings(_EVERY), "ends": ends}, course, seed, _LAST)


def by_orders(assets: int, seed: int) -> Iterator[Piece]:
    """Orders and the register of pumps that fail of two causes and are renewed by plan."""
    course = Fleet(PUMP, assets=assets, years=5.0, overhaul=900.0, ahead=10.0, seed=4000 + seed).live()
    study = FailureRisk(
        asset="asset", date="date", order_type="order type", cause="cause", member="asset", installed="installed",
        until="2026-06-01",
    )  # fmt: skip
    yield _piece(study, {"records": course.orders(), "register": course.register()}, course, seed, _LAST)


def _piece(study: Study, tables: Mapping[str, Table], course: Course, seed: int, last: float) -> Piece:
    answer: Answer = study.solve(tables, Run(seed))
    lives = answer.tables["lives"].frame
    number = {name: place for place, name in enumerate(course.assets)}
    true = np.minimum(course.remaining()[[number[name] for name in lives["asset"]]], last)
    low, high = (lives[name].fill_null(last).to_numpy().clip(0, last) for name in ("life 5", "life 95"))
    told = answer.coverage[0]
    span = float(np.quantile(true, 0.95) - np.quantile(true, 0.05))
    return Piece("asset", told.measured, told.rows, true, low, high, span)
