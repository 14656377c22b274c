"""Planning anew without turning everything over: who moves pays, who is pinned stays."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from sanhak.decide.maintenance.problem import Plan, Problem
from sanhak.decide.maintenance.ties import LATER, NONE, Places, Truths

_GRAIN: Final = 1e-9


def steady(problem: Problem, period: Places, crew: Places, pinned: Truths, moving: float) -> Problem:
    """The problem in which moving a job out of its earlier period costs ``moving``, and a pinned one stays.

    Parameters
    ----------
    period, crew
        Where each job stood in the earlier plan, shape (n,), ``LATER`` where it did not; a crew of ``LATER`` is open.
    pinned
        Which jobs have to stay, shape (n,). They stay even where the place does not fit them: in a period in which they
        must not be done or their part has not come, by a crew without the skill or with too few hours.
    """
    stood = np.flatnonzero(period != LATER)
    cost, later = problem.cost.copy(), problem.later.copy()
    kept = cost[stood, period[stood]].copy()
    cost[stood] += moving
    cost[stood, period[stood]] = kept
    later[stood] += moving
    able, capacity, must = problem.able.copy(), problem.capacity.copy(), problem.must | pinned
    taken, used = np.zeros_like(capacity), np.zeros_like(problem.supply)
    for job in map(int, np.flatnonzero(pinned & (period != LATER))):
        at, by = int(period[job]), int(crew[job])
        here = cost[job, at]
        cost[job] = np.inf
        cost[job, at] = here if np.isfinite(here) else problem.later[job]
        if by != LATER:
            able[job] = np.arange(len(capacity)) == by
            taken[by, at] += problem.hours[job]
        if problem.part[job] != NONE:
            used[problem.part[job], at:] += 1
    room, parts = np.maximum(capacity, taken), np.maximum(problem.supply, used)
    return replace(problem, cost=cost, later=later, must=must, able=able, capacity=room, supply=parts)


def with_their_crews(problem: Problem, plan: Plan, crew: Places) -> Plan:
    """The same periods, with each job by its earlier crew where that has room: which crew does it costs the same."""
    found, load = plan.crew.copy(), np.zeros_like(problem.capacity)
    done = plan.period != LATER
    np.add.at(load, (found[done], plan.period[done]), problem.hours[done])
    for job in map(int, np.flatnonzero(done & (crew != LATER) & (crew != plan.crew))):
        by, at, hours = int(crew[job]), int(plan.period[job]), problem.hours[job]
        fits = problem.able[job, by] and load[by, at] + hours <= problem.capacity[by, at] + _GRAIN
        if fits and not _parted(problem, plan, found, job, by):
            load[found[job], at] -= hours
            load[by, at] += hours
            found[job] = by
    return replace(plan, crew=found)


def _parted(problem: Problem, plan: Plan, crew: Places, job: int, by: int) -> bool:
    """Whether a job would be parted from one that only its own crew can do before or after it in the same period."""
    if problem.ties is None:
        return False
    near = np.append(problem.ties.before(job), problem.ties.following(job)).astype(np.int64)
    return bool(((plan.period[near] == plan.period[job]) & (crew[near] != by)).any())
