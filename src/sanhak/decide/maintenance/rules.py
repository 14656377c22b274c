"""Simple rules that a plan has to beat: a fixed interval, and renewing when a quantile of life is due."""

from __future__ import annotations

from typing import Final

import numpy as np

from sanhak.decide.maintenance.problem import LATER, Places, Plan, Problem
from sanhak.decide.maintenance.rounded import Store
from sanhak.model.prediction import Floats

LEVELS: Final = (0.01, 0.02, 0.05, 0.1, 0.2, 0.3)
"""The chances of failure among which a quantile rule is tuned."""


def quantile_rule(problem: Problem, due: Floats) -> Plan:
    """Each job in the last period before it is due that still has room, else the first after it; soonest due first.

    Parameters
    ----------
    due
        The period by which each asset is due, shape (n,), infinite where it is open: then it is left.
    """
    store = Store.full(problem)
    for job in np.argsort(due, kind="stable"):
        period = _near(store, int(job), due[job])
        if period != LATER:
            store.place(int(job), store.tightest(int(job), period), period)
    return Plan.of(problem, store.period, store.crew, -np.inf)


def _near(store: Store, job: int, due: float) -> int:
    """The last open period not after ``due``, else the first one after it; ``LATER`` where it lies beyond all."""
    open_ = np.flatnonzero(store.open_(job).any(axis=0))
    if not len(open_) or (due >= store.problem.periods and not store.problem.must[job]):
        return LATER
    before = open_[open_ <= due]
    return int(before[-1] if len(before) else open_[0])


def tuned_rule(problem: Problem, dues: dict[float, Floats]) -> tuple[float, Plan]:
    """The level, among those for which dues are given, whose rule costs least, and its plan."""
    plans = {level: quantile_rule(problem, due) for level, due in dues.items()}
    level = min(plans, key=lambda one: (plans[one].cost, one))
    return level, plans[level]


def evenly(problem: Problem, order: Places) -> Plan:
    """A fixed interval: all assets in turn, spread evenly over the horizon, as without any knowledge of their lives.

    Parameters
    ----------
    order
        Places of the jobs in the order in which they are done, shape (n,).
    """
    due = np.empty(len(problem))
    due[order] = np.floor((np.arange(len(problem)) + 0.5) / max(1, len(problem)) * problem.periods)
    return quantile_rule(problem, due)


__all__ = ["LEVELS", "evenly", "quantile_rule", "tuned_rule"]
