"""What an assignment costs, job by job, and what it does not keep: of a plan made here, and of one made by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from sanhak.decide.maintenance.problem import Plan, Problem
from sanhak.decide.maintenance.ties import LATER, NONE, Places
from sanhak.model.prediction import Floats
from sanhak.text import Text, say

CLASHES: Final[Mapping[str, Text]] = {
    "closed": say("a job in a period in which it must not be done"),
    "unable": say("a job by a crew that cannot do it"),
    "full": say("a crew with more hours than it has"),
    "short": say("a part that has not come"),
    "early": say("a job before the one that it has to wait for"),
    "apart": say("jobs of one shutdown at different times"),
    "left": say("a job that must be done is left"),
}
"""What an assignment can offend against, by name."""

_GRAIN: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Clash:
    """One thing that an assignment does not keep.

    ``name`` is one of :data:`CLASHES`, ``jobs`` are those that take part in it; ``crew``, ``period`` and ``part`` say
    where, ``NONE`` where that is open. ``over`` is how many hours or parts are too many.
    """

    name: str
    jobs: tuple[int, ...]
    crew: int = NONE
    period: int = NONE
    part: int = NONE
    over: float = 0.0

    @property
    def said(self) -> Text:
        """In words."""
        return CLASHES[self.name]


@dataclass(frozen=True, slots=True)
class Judged:
    """The expected cost of each job in its place, shape (n,), its share of its shutdown included; and what clashes.

    What is left costs what leaving it costs; of a job that must be done that is told as a clash, not as a price.
    """

    cost: Floats
    clashes: tuple[Clash, ...]

    @property
    def total(self) -> float:
        """The expected cost of all jobs."""
        return float(self.cost.sum())


def judged(problem: Problem, plan: Plan) -> Judged:
    """What a plan costs and what it does not keep; its own ``cost`` and ``bound`` are not asked.

    A job in a period in which it must not be done counts as much as its dearest period in which it may.
    """
    return Judged(costs(problem, plan.period), tuple(_clashes(problem, plan)))


def costs(problem: Problem, period: Places) -> Floats:
    """The expected cost of each job in its period, shape (n,), as :class:`Judged` tells it."""
    done = np.flatnonzero(period != LATER)
    cost = problem.later.copy()
    own = problem.cost[done, period[done]]
    open_ = np.where(np.isfinite(problem.cost[done]), problem.cost[done], -np.inf)
    cost[done] = np.where(np.isfinite(own), own, np.maximum(open_.max(axis=1, initial=-np.inf), problem.later[done]))
    return np.asarray(cost + _shares(problem, period))


def broken(problem: Problem, plan: Plan) -> tuple[str, ...]:
    """The names of what a plan does not keep, each once; empty for one that can be carried out."""
    return tuple(dict.fromkeys(clash.name for clash in _clashes(problem, plan) if clash.name != "left"))


def _shares(problem: Problem, period: Places) -> Floats:
    """The share of each job in the shutdown in which it is done: alike for all jobs in it."""
    found = np.zeros(len(problem))
    ties = problem.ties
    if ties is None:
        return found
    rows = np.flatnonzero((ties.shutdown != NONE) & (period != LATER))
    _, which, count = np.unique(
        np.column_stack([ties.shutdown[rows], period[rows]]), axis=0, return_inverse=True, return_counts=True
    )
    found[rows] = ties.stop[ties.shutdown[rows]] / count[which.ravel()]
    return found


def _clashes(problem: Problem, plan: Plan) -> Iterator[Clash]:
    for job in map(int, np.flatnonzero(plan.period != LATER)):
        period, crew = int(plan.period[job]), int(plan.crew[job])
        if not np.isfinite(problem.cost[job, period]):
            yield Clash("closed", (job,), crew, period)
        if not problem.able[job, crew]:
            yield Clash("unable", (job,), crew, period)
    yield from _full(problem, plan)
    yield from _short(problem, plan)
    yield from _tied(problem, plan)
    for job in map(int, np.flatnonzero(problem.must & (plan.period == LATER))):
        yield Clash("left", (job,))


def _full(problem: Problem, plan: Plan) -> Iterator[Clash]:
    load = np.zeros_like(problem.capacity)
    done = np.flatnonzero(plan.period != LATER)
    np.add.at(load, (plan.crew[done], plan.period[done]), problem.hours[done])
    over = load - problem.capacity
    for crew, period in np.argwhere(over > _GRAIN).tolist():
        jobs = np.flatnonzero((plan.crew == crew) & (plan.period == period))
        yield Clash("full", tuple(jobs.tolist()), crew, period, over=float(over[crew, period]))


def _short(problem: Problem, plan: Plan) -> Iterator[Clash]:
    """Of each part, the first period in which more are taken than have come."""
    for part, row in enumerate(problem.supply):
        takes = np.flatnonzero((problem.part == part) & (plan.period != LATER))
        used = np.bincount(plan.period[takes], minlength=problem.periods).cumsum()
        over = np.flatnonzero(used > row + _GRAIN)
        if len(over):
            period = int(over[0])
            jobs = takes[plan.period[takes] <= period]
            yield Clash("short", tuple(jobs.tolist()), NONE, period, part, float(used[period] - row[period]))


def _tied(problem: Problem, plan: Plan) -> Iterator[Clash]:
    ties, period = problem.ties, plan.period
    if ties is None:
        return
    for job, first in ties.after.tolist():
        if period[job] == LATER:
            continue
        waits = period[first] != LATER and period[job] > period[first]
        if not waits and (period[job] != period[first] or plan.crew[job] != plan.crew[first]):
            yield Clash("early", (job, first), int(plan.crew[job]), int(period[job]))
    for shutdown in np.flatnonzero(ties.once):
        jobs = np.flatnonzero(ties.shutdown == shutdown)
        if len(np.unique(period[jobs])) > 1:
            yield Clash("apart", tuple(jobs.tolist()))
