"""Start and finish of each job: one after the other on each crew, within its shifts, hard dates and windows kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sanhak.decide.maintenance import LATER, Plan, Problem
from sanhak.decide.maintenance.ties import Places
from sanhak.study.maintenance_plan.posing import WEEK
from sanhak.study.maintenance_plan.shifts import DAY

if TYPE_CHECKING:
    from sanhak.study.maintenance_plan.asked import Asked


@dataclass(frozen=True, slots=True)
class Visit:
    """One job of the calendar: its place, its crew, start and finish in days from the start."""

    job: int
    crew: int
    start: float
    finish: float
    chance: float
    """Chance that the asset fails before."""


def visits(asked: Asked, problem: Problem, plan: Plan) -> tuple[Visit, ...]:
    """The jobs in the order of their start; within a week those first that others wait for, then what is due first."""
    known, spans = len(asked.lives), _spans(asked, problem, plan)
    starts = np.zeros(known)
    for place, (_, start, _) in spans.items():
        if place < known:
            starts[place] = start
    failed = 1 - asked.lives.lasts(starts)
    found = (
        Visit(place, crew, start, finish, float(failed[place]) if place < known and asked.jobs[place].known else 0.0)
        for place, (crew, start, finish) in spans.items()
    )
    return tuple(sorted(found, key=lambda visit: (visit.start, visit.crew)))


def _spans(asked: Asked, problem: Problem, plan: Plan) -> dict[int, tuple[int, float, float]]:
    """Crew, start and finish of each job that is done."""
    monday = asked.start.weekday() * DAY
    free, depth = np.zeros(len(asked.crews)), _depths(problem)
    found: dict[int, tuple[int, float, float]] = {}
    done = map(int, np.flatnonzero(plan.period != LATER))
    for place in sorted(done, key=lambda at: (plan.period[at], depth[at], *_within(asked, plan, at), at)):
        crew = int(plan.crew[place])
        shifts = asked.crews[crew].shifts
        waited = map(int, problem.ties.before(place)) if problem.ties is not None else ()
        firsts = [found[first][2] for first in waited if first in found]
        ready = max([float(free[crew]), _first(asked, plan, place), asked.crews[crew].begins, *firsts])
        begin = shifts.opens(monday + DAY * ready)
        end = shifts.ends(begin, float(problem.hours[place]))
        start, free[crew] = (begin - monday) / DAY, (end - monday) / DAY
        found[place] = (crew, start, float(free[crew]))
    return found


def _depths(problem: Problem) -> Places:
    """How long the chain of jobs is that each one waits for, shape (n,); there is no circle."""
    found = np.zeros(len(problem), dtype=np.int64)
    after = problem.ties.after if problem.ties is not None else np.zeros((0, 2), dtype=np.int64)
    while True:
        deeper = found.copy()
        np.maximum.at(deeper, after[:, 0], found[after[:, 1]] + 1)
        if (deeper == found).all():
            return found
        found = deeper


def _within(asked: Asked, plan: Plan, place: int) -> tuple[float, float]:
    """The last and the first day of its week on which a job may be done."""
    job, week = asked.jobs[place], float(plan.period[place]) * WEEK
    spans = job.windows if job.hard is None else (job.hard,)
    open_ = [span for span in spans if span[0] < week + WEEK and span[1] > week]
    last = max((min(span[1], week + WEEK) for span in open_), default=week + WEEK)
    return last, _first(asked, plan, place)


def _first(asked: Asked, plan: Plan, place: int) -> float:
    """The first day on which a job may begin: that of its week, its hard date or its window."""
    job, week = asked.jobs[place], float(plan.period[place]) * WEEK
    spans = job.windows if job.hard is None else (job.hard,)
    begins = [max(span[0], week) for span in spans if span[0] < week + WEEK and span[1] > week]
    return min(begins, default=week)
