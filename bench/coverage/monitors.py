"""Trials of monitors: does the share of false alarms on new normal rows lie within the interval that was told?

The circuit runs without any fault; a monitor learns from its first days. The truth is the share of the rows of the next
twenty days that raise an alarm, in per cent: one a seed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

import numpy as np
from judging import Piece

from sanhak.areas.manufacturing.monitor import Monitor
from sanhak.plants.exchanger import COLUMNS, START, record
from sanhak.run import Run

_TAGS: Final = tuple(column.name for column in COLUMNS)
_WATCHED: Final = 20


def false_alarms(days: int, seed: int) -> Iterator[Piece]:
    """One circuit, learnt from so many days and watched for twenty in which nothing happens."""
    table = record(days + _WATCHED, None, None, seed=1000 + seed).tags
    until = START + timedelta(days=days, minutes=-1)
    answer = Monitor(tags=_TAGS, normal_until=f"{until:%Y-%m-%d %H:%M}").solve(table, Run(seed))
    seen = 100 * float(np.mean(np.array(answer.tables["watched"].texts("alarm")) == "yes"))
    said = answer.promise.after if answer.promise else None
    assert said is not None
    yield Piece("forward", 0.9, 1, np.array([seen]), np.array([said.lower]), np.array([said.upper]), 100.0)
