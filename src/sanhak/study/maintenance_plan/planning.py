"""From what was asked to the plan: what can be done, the plan, rules beside it, what one more of anything is worth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from sanhak.decide.findings.maintenance import HardDatesCollide, NotPlannable, PlanNotProved, WorthOfLife
from sanhak.decide.findings.schedule import SolverMissing
from sanhak.decide.maintenance import (
    LATER,
    NONE,
    Plan,
    Prices,
    Problem,
    evenly,
    planned,
    renewal_costs,
    tuned_rule,
    worth_of_life,
)
from sanhak.decide.maintenance.planning import installed
from sanhak.decide.maintenance.problem import Truths
from sanhak.decide.maintenance.promise import expected_failures, outcomes
from sanhak.decide.maintenance.rules import LEVELS
from sanhak.finding import Finding
from sanhak.model.prediction import Floats
from sanhak.text import Amount, Text, say

if TYPE_CHECKING:
    from sanhak.run import Run
    from sanhak.study.maintenance_plan.reading import Asked, Crew, Job

WEEK: Final = 7.0
_WORK_DAYS: Final = 5
_MORNING: Final = 8 / 24
_DRAWS: Final = 4000
_MOST_MEASURES: Final = 4
_SMALL: Final = 0.05


@dataclass(frozen=True, slots=True)
class Visit:
    """One job of the calendar: its place, its crew, start and finish in days from the start, and whether it is hard."""

    job: int
    crew: int
    start: float
    finish: float
    chance: float
    """Chance that the asset fails before."""


@dataclass(frozen=True, slots=True)
class Course:
    """What a plan may cost until the horizon: simulated costs and failures, and the expected cost in full."""

    costs: Floats
    failures: float
    jobs: int
    full: float


@dataclass(frozen=True, slots=True)
class Measure:
    """What one more crew or part would save, of expected cost in full."""

    kind: str
    name: str
    saved: float


@dataclass(frozen=True)
class Solved:
    """The plan with all that it is compared with."""

    asked: Asked
    problem: Problem
    plan: Plan
    visits: tuple[Visit, ...]
    courses: Mapping[str, Course]
    level: float
    unplanned: tuple[tuple[int, Text], ...]
    measures: tuple[Measure, ...]
    worth: float
    findings: tuple[Finding, ...]


def solved(asked: Asked, run: Run) -> Solved:
    """Plan, compare, and ask what one more would bring."""
    run.step(say("Which job fits where"))
    prices, worth = prices_of(asked)
    problem = problem_of(asked, prices)
    run.step(say("The plan of least expected cost"))
    plan = planned(problem, run)
    run.step(say("Simple rules beside it"))
    level, rule = tuned_rule(problem, {level: _due(asked, level) for level in LEVELS})
    even = evenly(problem, np.arange(len(problem)))
    never = Plan.of(problem, np.full(len(problem), LATER), np.full(len(problem), LATER), -np.inf)
    plans = {"plan": plan, "quantile rule": rule, "fixed interval": even, "run to failure": never}
    courses = {name: _course(asked, problem, one, prices, run) for name, one in plans.items()}
    run.step(say("What one more crew or part would bring"))
    unplanned = tuple(_unplanned(asked, problem, plan))
    findings = (*asked.findings, *_told(asked, problem, plan, unplanned, worth))
    return Solved(asked, problem, plan, _visits(asked, problem, plan), courses, level, unplanned,
                  tuple(_measures(asked, problem, plan, run)), worth, findings)  # fmt: skip


def _times(asked: Asked) -> Floats:
    return np.asarray((np.arange(asked.weeks) + 0.5) * WEEK, dtype=float)


def prices_of(asked: Asked) -> tuple[Prices, float]:
    """Costs of the assets whose lives are known, and what a day of life is worth."""
    own = asked.jobs[: len(asked.lives)]
    failure, cost = (np.array([getattr(job, part) for job in own]) for part in ("failure", "planned"))
    worth = worth_of_life(asked.lives, _times(asked), failure, cost)
    return Prices.of(len(own), failure, cost, worth), worth


def waiting_costs(asked: Asked, prices: Prices) -> tuple[Floats, Floats]:
    """What each job would cost in each week, open or not, shape (n, weeks), and after the plan, shape (n,)."""
    count, known = len(asked.jobs), len(asked.lives)
    cost, later = np.empty((count, asked.weeks)), np.empty(count)
    cost[:known], later[:known] = renewal_costs(asked.lives, _times(asked), prices)
    for place in range(known, count):
        cost[place], later[place] = asked.jobs[place].planned, 0.0
    return cost, later


def problem_of(asked: Asked, prices: Prices) -> Problem:
    """Costs by week; infinite where the job must not be done."""
    count, weeks = len(asked.jobs), asked.weeks
    cost, later = waiting_costs(asked, prices)
    for place, job in enumerate(asked.jobs):
        cost[place, ~open_weeks(job, weeks)] = np.inf
    names = {part.name: at for at, part in enumerate(asked.parts)}
    first = np.arange(weeks) * WEEK
    supply = [np.where(first < part.lead, part.stock, part.stock + count) for part in asked.parts]
    # A part that nobody keeps never arrives.
    missing = sorted({job.part for job in asked.jobs if job.part} - names.keys()) if asked.parts else []
    names |= {name: len(asked.parts) + at for at, name in enumerate(missing)}
    supply += [np.zeros(weeks)] * len(missing)
    return Problem(
        cost=cost,
        later=later,
        must=np.array([job.hard is not None and _near(job, weeks) for job in asked.jobs]),
        hours=np.array([job.hours for job in asked.jobs]),
        able=np.array([[_able(job, crew) for crew in asked.crews] for job in asked.jobs]).reshape(
            count, len(asked.crews)
        ),
        capacity=np.array([_hours(crew.hours, crew.begins, crew.ends, weeks) for crew in asked.crews]),
        part=np.array([names.get(job.part, NONE) for job in asked.jobs]),
        supply=np.array(supply).reshape(len(names), weeks),
    )  # fmt: skip


def _able(job: Job, crew: Crew) -> bool:
    skilled = not job.skill or not crew.skills or job.skill in crew.skills
    return skilled and job.crew in ("", crew.name)


def _near(job: Job, weeks: int) -> bool:
    return job.hard is not None and job.hard[0] < weeks * WEEK


def _hours(hours: float, begins: float, ends: float, weeks: int) -> Floats:
    """Hours of a crew in each week: its share of the days on which it is there."""
    first = np.arange(weeks) * WEEK
    there = np.clip(np.minimum(first + WEEK, ends) - np.maximum(first, begins), 0, WEEK)
    return np.asarray(hours * there / WEEK)


def open_weeks(job: Job, weeks: int) -> Truths:
    """The weeks in which a job may be done: those that its hard date, or else its windows, touch."""
    first = np.arange(weeks) * WEEK

    def touches(span: tuple[float, float]) -> Truths:
        return np.asarray((first < span[1]) & (first + WEEK > span[0]))

    if job.hard is not None and _near(job, weeks):
        return touches(job.hard)
    if not job.windows:
        return np.ones(weeks, dtype=bool)
    return np.asarray(np.logical_or.reduce([touches(span) for span in job.windows]))


def _due(asked: Asked, level: float) -> Floats:
    """The week before which a quantile of life ends; hard dates without a life are due in theirs."""
    due = np.floor(asked.lives.quantile(level) / WEEK) - 1
    rest = [0.0 if job.hard is None else job.hard[0] // WEEK for job in asked.jobs[len(due) :]]
    return np.asarray(np.maximum(np.append(due, rest), 0.0))


def _course(asked: Asked, problem: Problem, plan: Plan, prices: Prices, run: Run) -> Course:
    known = len(asked.lives)
    period = plan.period[:known]
    times = np.where(period == LATER, np.inf, (period + 0.5) * WEEK)
    end = asked.weeks * WEEK
    costs, _ = outcomes(asked.lives, times, end, prices, run.rng("outcomes"), run.count(_DRAWS, 400))
    further = sum(asked.jobs[known + at].planned for at in np.flatnonzero(plan.period[known:] != LATER))
    done = plan.period != LATER
    rows = np.flatnonzero(done)
    full = problem.cost[rows, plan.period[rows]].sum() + problem.later[~done].sum()
    return Course(costs + further, expected_failures(asked.lives, times, end), int(done.sum()), float(full))


def _unplanned(asked: Asked, problem: Problem, plan: Plan) -> Iterator[tuple[int, Text]]:
    """Jobs that cannot be done at all, and hard dates for which there was no room, each with its reason."""
    for place, job in enumerate(asked.jobs):
        if not problem.alone[place].any():
            yield place, _reason(problem, place, job)
        elif problem.must[place] and plan.period[place] == LATER:
            yield place, say("more hard dates at once than crews")


def _reason(problem: Problem, place: int, job: Job) -> Text:
    if not np.isfinite(problem.cost[place]).any():
        return say("no window is open within the plan")
    if not problem.able[place].any():
        if job.crew:
            return say("crew {crew} is not there, or lacks the skill", crew=job.crew)
        return say("no crew has the skill {skill}", skill=job.skill)
    if problem.part[place] != NONE and problem.supply[problem.part[place], -1] < 1:
        return say("the part {part} never arrives", part=job.part)
    if job.hours > problem.capacity[problem.able[place]].max():
        return say("it takes longer than any crew's week")
    return say("crew, part and window are never there together")


def _told(
    asked: Asked, problem: Problem, plan: Plan, unplanned: Sequence[tuple[int, Text]], worth: float
) -> Iterator[Finding]:
    never = [(place, why) for place, why in unplanned if not problem.alone[place].any()]
    collide = [place for place, _ in unplanned if problem.alone[place].any()]
    if never:
        yield NotPlannable(count=len(never), asset=asked.jobs[never[0][0]].asset, cause=never[0][1])
    if collide:
        yield HardDatesCollide(count=len(collide), asset=asked.jobs[collide[0]].asset)
    if not plan.proved and not collide:
        if not installed():
            yield SolverMissing()
        yield PlanNotProved(gap=Amount(plan.cost - plan.bound, "만원", 1))
    yield WorthOfLife(worth=Amount(worth, "만원/d", 2))


def _measures(asked: Asked, problem: Problem, plan: Plan, run: Run) -> list[Measure]:
    """One more of each crew and of each part that is used up, planned again; the most valuable first."""
    found = []
    for place in _distinct(problem)[:_MOST_MEASURES]:
        more = planned(problem.one_more_crew(place), run)
        found.append(Measure("crew", asked.crews[place].name, max(0.0, plan.cost - more.cost)))
    for place, part in list(enumerate(asked.parts))[: 2 * _MOST_MEASURES]:
        if (problem.part == place).any():
            more = planned(problem.one_more_part(place), run)
            found.append(Measure("part", part.name, max(0.0, plan.cost - more.cost)))
    return sorted(found, key=lambda one: -one.saved)


def _distinct(problem: Problem) -> list[int]:
    """One crew of each group that stands for each other."""
    _, group = problem.groups
    return [int(np.flatnonzero(group == one)[0]) for one in np.unique(group)]


def _visits(asked: Asked, problem: Problem, plan: Plan) -> tuple[Visit, ...]:
    """Start and finish of each job within its week: one after the other on each crew, hard dates and windows kept."""
    free: dict[tuple[int, int], float] = {}
    found = []
    done = map(int, np.flatnonzero(plan.period != LATER))
    order = sorted(done, key=lambda at: (plan.period[at], _first(asked, plan, at), at))
    for place in order:
        week, crew = int(plan.period[place]), int(plan.crew[place])
        day = max(asked.crews[crew].hours / _WORK_DAYS, _SMALL)
        work = max(free.get((crew, week), 0.0), _first(asked, plan, place))
        free[crew, week] = work + problem.hours[place] / day
        begin, end = week * WEEK + _clock(work, day), week * WEEK + _clock(free[crew, week] - 1e-9, day)
        chance = 0.0
        if asked.jobs[place].known and place < len(asked.lives):
            chance = float(1 - asked.lives.lasts(begin)[place])
        found.append(Visit(int(place), crew, begin, end, chance))
    return tuple(sorted(found, key=lambda visit: (visit.start, visit.crew)))


def _first(asked: Asked, plan: Plan, place: int) -> float:
    """The first day of its week on which a job may begin."""
    job, week = asked.jobs[place], float(plan.period[place]) * WEEK
    spans = [job.hard] if job.hard is not None else [span for span in job.windows if span[1] > week]
    begins = [span[0] - week for span in spans if span is not None and span[0] < week + WEEK]
    return float(np.clip(min(begins, default=0.0), 0.0, WEEK - 1))


def _clock(work: float, hours: float) -> float:
    """Days from the beginning of a week, of so many working days: each begins at eight and has its hours."""
    day = int(work)
    return day + _MORNING + (work - day) * min(hours, 16.0) / 24
