"""From the relaxation to a plan that can be carried out: what is whole stays, the rest goes where it costs least."""

from __future__ import annotations

from typing import Final

import numpy as np

from sanhak.decide.maintenance.placing import Store
from sanhak.decide.maintenance.problem import Plan, Problem
from sanhak.decide.maintenance.relaxed import Relaxed
from sanhak.decide.maintenance.ties import LATER, NONE
from sanhak.decide.maintenance.together import moved_together, units

_WHOLE: Final = 1 - 1e-6
_PASSES: Final = 20
_LEAST: Final = 1e-12
"""The least that a move has to save."""


def rounded(problem: Problem, found: Relaxed) -> Plan:
    """A plan near the relaxation: whole jobs first, the longest first; then the others by what is at stake."""
    store = Store.full(problem)
    _, group = problem.groups
    whole = found.share >= _WHOLE
    rest = []
    for job in np.lexsort((-problem.hours, ~whole)):
        period = int(found.period[job])
        # What is done at once with others is placed with them, at the end.
        if (whole[job] and period == LATER) or _bound(problem, job):
            continue
        crew = store.tightest(job, period, group == found.group[job]) if whole[job] else LATER
        if crew == LATER:
            rest.append(job)
        else:
            store.place(job, crew, period)
    for job in sorted(rest, key=lambda one: (problem.cost[one].min(initial=np.inf) - problem.left[one], one)):
        _settle(store, job)
    return improved(problem, store, found.bound)


def _settle(store: Store, job: int) -> None:
    _, crew, period = store.cheapest(job)
    if period != LATER:
        store.place(job, crew, period)


def improved(problem: Problem, store: Store, bound: float) -> Plan:
    """Jobs move to a cheaper place, one by one and with those that they are tied to, until none finds one."""
    for _ in range(_PASSES):
        moved = [_moved(problem, store, job) for job in range(len(problem))]
        if problem.tied:
            moved += [moved_together(problem, store, unit) for unit in units(problem)]
        if not any(moved):
            break
    return Plan.of(problem, store.period, store.crew, bound)


def _bound(problem: Problem, job: int) -> bool:
    """Whether a job is done at once with others, and so cannot move alone."""
    ties = problem.ties
    return ties is not None and ties.shutdown[job] != NONE and bool(ties.once[ties.shutdown[job]])


def _moved(problem: Problem, store: Store, job: int) -> bool:
    """Whether a job has moved to a cheaper place."""
    at, by = int(store.period[job]), int(store.crew[job])
    if problem.tied and _bound(problem, job):
        return False
    now = problem.left[job] if at == LATER else store.costs(job)[at]
    if now <= min(problem.cost[job].min(initial=np.inf), problem.left[job]):
        return False
    store.take(job)
    cost, crew, period = store.cheapest(job)
    better = cost < now - _LEAST
    if not better:
        crew, period = by, at
    if period != LATER:
        store.place(job, crew, period)
    return bool(better)
