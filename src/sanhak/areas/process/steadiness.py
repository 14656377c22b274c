"""Which rows of a history are at steady state, told from its own columns where rows lie close enough together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sanhak.study.answer import Counted
from sanhak.table import Kind, Table
from sanhak.table.prepare.found_period import Limits
from sanhak.table.prepare.periods import MOSTLY
from sanhak.table.prepare.steady import restlessness
from sanhak.text import say

if TYPE_CHECKING:
    from collections.abc import Sequence

LEAST_ROWS = 10
"""So few rows are never left alone."""


def steady_rows(history: Table, columns: Sequence[str]) -> tuple[Table, tuple[Counted, ...]]:
    """The rows in which none of ``columns`` moves more than a steady plant may, and what was left out.

    All rows stay where there is no time, where rows lie too far apart (six readings within the hour are needed), where
    an asset is named, for then rows of several plants stand together, and where hardly any would be left.
    """
    numbers = [name for name in columns if history[name].kind is Kind.NUMBER]
    if history.time is None or history.asset is not None or not numbers or history[history.time].kind is not Kind.DATE:
        return history, ()
    times = history.frame[history.time].dt.timestamp("us").to_numpy() / 1e6
    known = np.flatnonzero(np.isfinite(times))
    order = known[np.argsort(times[known], kind="stable")]
    readings = np.column_stack([history.values(name)[order] for name in numbers])
    limits = Limits()
    moving = np.zeros(len(history), dtype=bool)
    moves = restlessness(times[order], readings, limits.window, limits.drift, limits.share)
    moving[order] = (moves > 1).any(axis=1)
    left = int((~moving).sum())
    if not moving.any() or left < LEAST_ROWS or moving.mean() > MOSTLY:
        return history, ()
    why = say("Rows in which the plant moved were left out (unsteady: keep leaves them in).")
    return history.rows(~moving), (Counted(say("At steady state"), why, len(history), left),)
