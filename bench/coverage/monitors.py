"""Trials of monitors: does the share of false alarms on new normal rows lie within the interval that was told?

The circuit runs without any fault; a monitor learns from its first days. The truth is the share of the rows of the next
twenty days that raise an alarm, in per cent: one a seed. Assets that never wear are learnt from their first months; the
truth is how many alarms an asset-week begin after that, again one a seed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Final

import numpy as np
from judging import Piece

from sanhak.areas.maintenance.early_warning import EarlyWarning
from sanhak.areas.manufacturing.monitor import Monitor
from sanhak.model.normal.fleet.budget import beginnings, weeks
from sanhak.plants.exchanger import COLUMNS, START, record
from sanhak.plants.fleet import EQUIPMENT, Fleet
from sanhak.run import Run
from sanhak.study.early_warning.learning import learnt
from sanhak.study.early_warning.telling import told

_TAGS: Final = tuple(column.name for column in COLUMNS)
_WATCHED: Final = 20
_ASSETS, _YEARS, _EVERY, _NORMAL = 25, 2.0, 3.0, 200.0
"""Assets that never wear; years, days between readings, and days that count as normal."""


def false_alarms(days: int, seed: int) -> Iterator[Piece]:
    """One circuit, learnt from so many days and watched for twenty in which nothing happens."""
    table = record(days + _WATCHED, None, None, seed=1000 + seed).tags
    until = START + timedelta(days=days, minutes=-1)
    answer = Monitor(tags=_TAGS, normal_until=f"{until:%Y-%m-%d %H:%M}").solve(table, Run(seed))
    seen = 100 * float(np.mean(np.array(answer.tables["watched"].texts("alarm")) == "yes"))
    said = answer.promise.after if answer.promise else None
    assert said is not None
    yield Piece("forward", 0.9, 1, np.array([seen]), np.array([said.lower]), np.array([said.upper]), 100.0)


def early(kind: str, seed: int) -> Iterator[Piece]:
    """A fleet that never wears nor breaks; the width is told in shares of the promised alarms."""
    equipment = next(one for one in EQUIPMENT if one.name == kind)
    steady = replace(equipment, life=1e9, sudden=None)
    readings = Fleet(steady, assets=_ASSETS, years=_YEARS, seed=5000 + seed).live().readings(_EVERY)
    sensors = tuple(one.column.name for one in equipment.sensors)
    study = EarlyWarning(sensors=sensors, settings=("load",), normal_for=_NORMAL)
    found = learnt(study, {"data": readings}, Run(seed))
    courses = found.ready.courses
    watched = ~courses.calm
    later = courses.part(watched)
    begun = beginnings(found.watched.statistic[watched] > 1, later)
    seen = len(begun) / float(weeks(later).sum())
    said = told(study, found).promise
    assert said is not None
    assert said.after is not None
    ends = np.array([said.after.lower]), np.array([said.after.upper])
    yield Piece("forward", 0.9, 1, np.array([seen]), *ends, study.false_alarms)
