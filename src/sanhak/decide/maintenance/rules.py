"""Simple rules that a plan has to beat: a fixed interval, and renewing when a quantile of life is due."""

from __future__ import annotations

from typing import Final

import numpy as np

from sanhak.decide.maintenance.placing import Store
from sanhak.decide.maintenance.problem import Plan, Problem
from sanhak.decide.maintenance.ties import LATER, Places
from sanhak.decide.maintenance.together import placed, take
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
    for job in map(int, np.argsort(due, kind="stable")):
        if store.period[job] != LATER or (due[job] >= problem.periods and not problem.must[job]):
            continue
        unit = problem.ties.together(job) if problem.ties is not None else [job]
        if len(unit) > 1:
            _near_together(store, unit, due[job])
        elif (period := _near(store, job, due[job])) != LATER:
            store.place(job, store.tightest(job, period), period)
    return Plan.of(problem, store.period, store.crew, -np.inf)


def _near(store: Store, job: int, due: float) -> int:
    """The last open period not after ``due``, else the first one after it; ``LATER`` where there is none."""
    open_ = np.flatnonzero(store.open_(job).any(axis=0))
    if not len(open_):
        return LATER
    before = open_[open_ <= due]
    return int(before[-1] if len(before) else open_[0])


def _near_together(store: Store, unit: list[int], due: float) -> None:
    """All of a unit in the last period not after ``due`` in which it fits, else in the first one after it."""
    periods = np.arange(store.problem.periods)
    last = np.sum(periods <= due)
    for period in (*periods[:last][::-1].tolist(), *periods[last:].tolist()):
        take(store, unit)
        if placed(store.problem, store, unit, period):
            return
    take(store, unit)


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
