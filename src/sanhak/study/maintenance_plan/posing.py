"""From what was asked to the problem: costs by week, hours of crews by their shifts, parts, ties, what is kept free."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from sanhak.decide.maintenance import LATER, NONE, Plan, Prices, Problem, Ties, planned, renewal_costs, worth_of_life
from sanhak.decide.maintenance.steady import steady
from sanhak.decide.maintenance.ties import Places, Truths
from sanhak.finding import Refusal
from sanhak.model.prediction import Floats
from sanhak.study.maintenance_plan.findings import OrderCircle

if TYPE_CHECKING:
    from sanhak.study.maintenance_plan.asked import Asked, Crew, Job

WEEK: Final = 7.0
_FEW: Final = 5
"""So many assets of a kind are needed to work out what a day of their lives is worth; fewer share the fleet's."""
_MOST_FREE: Final = 0.5


@dataclass(frozen=True)
class Earlier:
    """Where each job stood in an earlier plan, shape (n,), ``LATER`` where it did not; and whether it is pinned."""

    period: Places
    crew: Places
    pinned: Truths

    def __bool__(self) -> bool:
        return bool((self.period != LATER).any())


@dataclass(frozen=True)
class Posed:
    """The problem, with what it was made of.

    ``steady`` is the problem in which moving a job of the earlier plan costs something; costs are told by ``problem``.
    ``worth`` is what a day of life is worth by kind of asset. ``failing`` are the hours of repairs that are expected,
    and ``free`` the share of the crews' hours that is kept for them.
    """

    problem: Problem
    steady: Problem
    prices: Prices
    worth: Mapping[str, float]
    earlier: Earlier
    free: float
    failing: float
    wanted: float
    """The share that failures are expected to take."""


def posed(asked: Asked) -> Posed:
    """The problem.

    Raises
    ------
    Refusal
        S433 if jobs wait for each other in a circle.
    """
    prices, worth = _prices(asked)
    problem = _problem(asked, prices)
    failing, wanted = _failing(asked, problem)
    free = min(wanted, _MOST_FREE) if asked.free is None else asked.free
    problem = _kept_free(problem, free)
    before = _earlier(asked)
    kept = steady(problem, before.period, before.crew, before.pinned, asked.moving) if before else problem
    return Posed(problem, kept, prices, worth, before, free, failing, wanted)


def times(asked: Asked) -> Floats:
    """The middles of the weeks, in days."""
    return np.asarray((np.arange(asked.weeks) + 0.5) * WEEK, dtype=float)


def _prices(asked: Asked) -> tuple[Prices, dict[str, float]]:
    """Prices of each asset, and what a day of life is worth by kind where nobody says it."""
    own = asked.jobs[: len(asked.lives)]
    failure, cost, wasted = (np.array([getattr(job, part) for job in own]) for part in ("failure", "planned", "wasted"))
    kinds = np.array([job.kind for job in own])
    worth: dict[str, float] = {}
    life = wasted.copy()
    for kind in (*_of_their_own(kinds), ""):
        mine = np.isnan(life) & ((kinds == kind) | (kind == ""))
        if mine.any():
            rows = np.flatnonzero(kinds == kind) if kind else np.arange(len(own))
            worth[kind] = worth_of_life(asked.lives.of(rows), times(asked), failure[rows], cost[rows])
            life[mine] = worth[kind]
    return Prices.of(len(own), failure, cost, life), worth


def _of_their_own(kinds: np.ndarray) -> list[str]:
    """The kinds of which there are enough assets."""
    names, counts = np.unique(kinds, return_counts=True)
    return [str(name) for name, count in zip(names, counts, strict=True) if name and count >= _FEW]


def waiting_costs(asked: Asked, prices: Prices) -> tuple[Floats, Floats]:
    """What each job would cost in each week, open or not, shape (n, weeks), and after the plan, shape (n,)."""
    count, known = len(asked.jobs), len(asked.lives)
    cost, later = np.empty((count, asked.weeks)), np.empty(count)
    cost[:known], later[:known] = renewal_costs(asked.lives, times(asked), prices)
    for place in range(known, count):
        cost[place], later[place] = asked.jobs[place].planned, 0.0
    return cost, later


def _able(job: Job, crew: Crew) -> bool:
    skilled = not job.skill or not crew.skills or job.skill in crew.skills
    return skilled and job.crew in ("", crew.name)


def _problem(asked: Asked, prices: Prices) -> Problem:
    """Costs by week; infinite where the job must not be done."""
    count, weeks = len(asked.jobs), asked.weeks
    cost, later = waiting_costs(asked, prices)
    for place, job in enumerate(asked.jobs):
        cost[place, ~open_weeks(job, weeks)] = np.inf
    part, supply = _parts(asked)
    return Problem(
        cost=cost,
        later=later,
        must=np.array([job.hard is not None for job in asked.jobs]),
        hours=np.array([job.hours for job in asked.jobs]),
        able=np.array([_able(job, crew) for job in asked.jobs for crew in asked.crews]).reshape(count, -1),
        capacity=np.array([[crew.open_(asked.start, WEEK * at, WEEK * (at + 1)) for at in range(weeks)]
                           for crew in asked.crews]),
        part=part,
        supply=supply,
        ties=_ties(asked),
    )  # fmt: skip


def _parts(asked: Asked) -> tuple[Places, Floats]:
    """The part of each job, and how many of each have come in until each week."""
    names = {part.name: at for at, part in enumerate(asked.parts)}
    first, count = np.arange(asked.weeks) * WEEK, len(asked.jobs)
    supply = [np.where(first < part.lead, part.stock, part.stock + count) for part in asked.parts]
    # A part that nobody keeps never arrives.
    missing = sorted({job.part for job in asked.jobs if job.part} - names.keys()) if asked.parts else []
    names |= {name: len(asked.parts) + at for at, name in enumerate(missing)}
    supply += [np.zeros(asked.weeks)] * len(missing)
    return np.array([names.get(job.part, NONE) for job in asked.jobs]), np.array(supply).reshape(-1, asked.weeks)


def open_weeks(job: Job, weeks: int) -> Truths:
    """The weeks in which a job may be done: those that its hard date, or else its windows, touch."""
    first = np.arange(weeks) * WEEK
    spans = job.windows if job.hard is None else (job.hard,)
    if not spans:
        return np.ones(weeks, dtype=bool)
    return np.asarray(np.logical_or.reduce([(first < end) & (first + WEEK > begin) for begin, end in spans]))


def _ties(asked: Asked) -> Ties | None:
    """Orders, shutdowns that have to be shared, and locations whose shutdown costs something."""
    own = asked.jobs[: len(asked.lives)]
    place = {job.asset: at for at, job in enumerate(own)}
    after = [(at, place[first]) for at, job in enumerate(own) for first in job.after if first in place]
    names: dict[tuple[str, bool], int] = {}
    stop: list[float] = []
    shutdown = np.full(len(asked.jobs), NONE)
    for at, job in enumerate(asked.jobs):
        name = (job.shutdown or job.location, bool(job.shutdown))
        if not name[0] or not (name[1] or job.stop > 0):
            continue
        shutdown[at] = which = names.setdefault(name, len(names))
        stop[which:] = [max([job.stop, *stop[which:]])]
    order = np.array(after, dtype=np.int64).reshape(-1, 2)
    ties = Ties(shutdown, np.array(stop, dtype=float), np.array([once for _, once in names], dtype=bool), order)
    if circle := ties.circle():
        raise Refusal(OrderCircle(assets=tuple(own[at].asset for at in circle)), field="after")
    return ties or None


def _failing(asked: Asked, problem: Problem) -> tuple[float, float]:
    """Expected hours of repairs of assets that fail before their jobs, and which share of all hours that is."""
    known = len(asked.lives)
    first = planned(problem if asked.free is None else _kept_free(problem, asked.free))
    until = job_times(asked, first)
    chance = 1 - asked.lives.lasts(np.minimum(until, WEEK * asked.weeks))
    hours = asked.repair * float(chance @ problem.hours[:known])
    return hours, hours / max(float(problem.capacity.sum()), np.finfo(float).tiny)


def _kept_free(problem: Problem, share: float) -> Problem:
    """The problem with so large a share of each crew's hours kept free, in pieces of its longest job.

    Every week less a hundredth would leave no week for a job that fills one.
    """
    capacity = problem.capacity.copy()
    for crew, hours in enumerate(capacity):
        mine = problem.hours[problem.able[:, crew] & (problem.hours <= hours.max(initial=0.0))]
        piece = float(mine.max(initial=0.0))
        owed = piece / 2
        for week, there in enumerate(problem.capacity[crew] if piece else ()):
            owed += share * there
            cut = min(there, owed // piece * piece)
            owed -= cut
            hours[week] = there - cut
    return replace(problem, capacity=capacity)


def job_times(asked: Asked, plan: Plan) -> Floats:
    """When the job of each asset with a life is done, in days; infinite where it is left."""
    period = plan.period[: len(asked.lives)]
    return np.where(period == LATER, np.inf, (period + 0.5) * WEEK)


def _earlier(asked: Asked) -> Earlier:
    """Where the jobs stood; of an asset with several, the week tells which: that of a hard date is the hard date's."""
    free: dict[str, list[int]] = {}
    for place, job in enumerate(asked.jobs):
        free.setdefault(job.asset, []).append(place)
    by = {crew.name: at for at, crew in enumerate(asked.crews)}
    count = len(asked.jobs)
    period, crew, pinned = np.full(count, LATER), np.full(count, LATER), np.zeros(count, dtype=bool)
    for one in asked.earlier:
        week, mine = int(one.day // WEEK), free[one.asset]
        if week < asked.weeks and mine:
            at = min(mine, key=lambda place: _fit(asked, place, week))
            mine.remove(at)
            period[at], crew[at], pinned[at] = week, by.get(one.crew, LATER), one.pinned
    return Earlier(period, crew, pinned)


def _fit(asked: Asked, place: int, week: int) -> tuple[bool, bool, int]:
    """How badly a week fits a job."""
    job = asked.jobs[place]
    return not open_weeks(job, asked.weeks)[week], job.hard is None, place
