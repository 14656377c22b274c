"""What a method did on a table: its metric with a bootstrap interval over the judged rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.stats import rankdata
from tasks import SEED, Floats, Task

DRAWN: Final = 1000
"""Bootstrap draws of the test rows."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What one method did on one table: the metric with its 95 % interval, coverage, and CPU seconds of all folds.

    ``unread`` counts the judged rows that the method could not read and that got the mean of the teaching rows.
    """

    method: str
    value: float
    lower: float
    upper: float
    seconds: float
    inside: float | None = None
    split: str = ""
    chosen: str = ""
    unread: int = 0


def scored(task: Task, truth: Floats, said: Floats) -> tuple[float, float, float]:
    """The metric and its 95 % interval; the same rows are drawn for every method."""
    score = auroc if task.label else absolute
    rng = np.random.default_rng(SEED)
    drawn: list[float] = []
    while len(drawn) < DRAWN:
        rows = rng.integers(len(truth), size=len(truth))
        if np.ptp(truth[rows]) > 0:
            drawn.append(score(truth[rows], said[rows]))
    low, high = np.quantile(drawn, (0.025, 0.975))
    return score(truth, said), float(low), float(high)


def auroc(truth: Floats, said: Floats) -> float:
    """Share of pairs of an active and an inactive molecule that stand in the right order."""
    ranks, active = rankdata(said), truth > 0
    count = int(active.sum())
    return float((ranks[active].sum() - count * (count + 1) / 2) / (count * (len(truth) - count)))


def absolute(truth: Floats, said: Floats) -> float:
    """Mean absolute error."""
    return float(np.abs(truth - said).mean())
