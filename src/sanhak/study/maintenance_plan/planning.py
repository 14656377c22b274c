"""From what was asked to the plan: what can be done, the plan, rules beside it, what one more of anything is worth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from sanhak.decide.maintenance import LATER, NONE, Plan, Prices, Problem, evenly, judged, planned, tuned_rule
from sanhak.decide.maintenance.promise import expected_failures, outcomes
from sanhak.decide.maintenance.rules import LEVELS
from sanhak.decide.maintenance.steady import with_their_crews
from sanhak.finding import Finding
from sanhak.model.prediction import Floats
from sanhak.study.maintenance_plan.posing import WEEK, Posed, job_times, posed
from sanhak.study.maintenance_plan.remarks import findings_of
from sanhak.study.maintenance_plan.visiting import Visit, visits
from sanhak.text import Text, say

if TYPE_CHECKING:
    from sanhak.run import Run
    from sanhak.study.maintenance_plan.asked import Asked, Job

_DRAWS: Final = 4000
_MOST_MEASURES: Final = 4


@dataclass(frozen=True, slots=True)
class Course:
    """What a plan may cost until the horizon: simulated costs and failures, and the expected cost in full."""

    costs: Floats
    failures: float
    jobs: int
    full: float


@dataclass(frozen=True, slots=True)
class Measure:
    """What one more crew, part or skill would save, of expected cost in full."""

    kind: str
    name: str
    saved: float


@dataclass(frozen=True)
class Solved:
    """The plan with all that it is compared with."""

    asked: Asked
    posed: Posed
    plan: Plan
    visits: tuple[Visit, ...]
    courses: Mapping[str, Course]
    level: float
    unplanned: tuple[tuple[int, Text], ...]
    measures: tuple[Measure, ...]
    findings: tuple[Finding, ...]

    @property
    def problem(self) -> Problem:
        """What was planned."""
        return self.posed.problem


def solved(asked: Asked, run: Run) -> Solved:
    """Plan, compare, and ask what one more would bring."""
    run.step(say("Which job fits where"))
    question = posed(asked)
    problem, before = question.problem, question.earlier
    run.step(say("The plan of least expected cost"))
    found = planned(question.steady, run)
    if before:
        found = with_their_crews(question.steady, found, before.crew)
    plan = Plan.of(problem, found.period, found.crew, found.bound if not before else -np.inf)
    run.step(say("Simple rules beside it"))
    level, rule = tuned_rule(problem, {level: _due(asked, level) for level in LEVELS})
    even = evenly(problem, np.arange(len(problem)))
    never = Plan.of(problem, np.full(len(problem), LATER), np.full(len(problem), LATER), -np.inf)
    plans = {"plan": plan, "quantile rule": rule, "fixed interval": even, "run to failure": never}
    courses = {name: _course(asked, problem, one, question.prices, run) for name, one in plans.items()}
    run.step(say("What one more crew or part would bring"))
    unplanned = tuple(_unplanned(asked, question.steady, plan))
    findings = (*asked.findings, *findings_of(asked, question, found, unplanned))
    return Solved(asked, question, plan, visits(asked, problem, plan), courses, level, unplanned,
                  tuple(_measures(asked, question.steady, found, run)), findings)  # fmt: skip


def _due(asked: Asked, level: float) -> Floats:
    """The week before which a quantile of life ends; hard dates without a life are due in theirs."""
    due = np.floor(asked.lives.quantile(level) / WEEK) - 1
    rest = [0.0 if job.hard is None else job.hard[0] // WEEK for job in asked.jobs[len(due) :]]
    return np.asarray(np.maximum(np.append(due, rest), 0.0))


def _course(asked: Asked, problem: Problem, plan: Plan, prices: Prices, run: Run) -> Course:
    known = len(asked.lives)
    times, end = job_times(asked, plan), asked.weeks * WEEK
    costs, _ = outcomes(asked.lives, times, end, prices, run.rng("outcomes"), run.count(_DRAWS, 400))
    further = sum(asked.jobs[known + at].planned for at in np.flatnonzero(plan.period[known:] != LATER))
    stops = float(problem.ties.stops(plan.period) @ problem.ties.stop) if problem.ties else 0.0
    return Course(costs + further + stops, expected_failures(asked.lives, times, end),
                  int((plan.period != LATER).sum()), judged(problem, plan).total)  # fmt: skip


def _unplanned(asked: Asked, problem: Problem, plan: Plan) -> Iterator[tuple[int, Text]]:
    """Jobs that cannot be done at all, and hard dates for which there was no room, each with its reason."""
    for place, job in enumerate(asked.jobs):
        if not problem.alone[place].any():
            yield place, _reason(problem, place, job)
        elif problem.must[place] and plan.period[place] == LATER:
            yield place, _crowded(problem, place)
        elif not _together(problem, place):
            yield place, say("all that shares its shutdown is more than a week holds")


def _together(problem: Problem, place: int) -> bool:
    """Whether there is a week that has room for all jobs that have to share a shutdown with this one."""
    ties = problem.ties
    if ties is None or ties.shutdown[place] == NONE or not ties.once[ties.shutdown[place]]:
        return True
    jobs = [place, *ties.mates(place).tolist()]
    open_ = problem.alone[jobs].any(axis=1).all(axis=0)
    return bool((open_ & (problem.capacity.sum(axis=0) >= problem.hours[jobs].sum())).any())


def _crowded(problem: Problem, place: int) -> Text:
    ties = problem.ties
    if ties is not None and (len(ties.before(place)) or len(ties.together(place)) > 1):
        return say("what it waits for, or is done with at once, cannot be done by then")
    return say("more hard dates at once than crews")


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


def _measures(asked: Asked, problem: Problem, plan: Plan, run: Run) -> list[Measure]:
    """One more of each crew, of each part, and each skill for a crew without it, planned again; the best first."""
    found = []
    for place in _distinct(problem)[:_MOST_MEASURES]:
        more = planned(problem.one_more_crew(place), run, plan)
        found.append(Measure("crew", asked.crews[place].name, max(0.0, plan.cost - more.cost)))
    for place, part in list(enumerate(asked.parts))[: 2 * _MOST_MEASURES]:
        if (problem.part == place).any():
            more = planned(problem.one_more_part(place), run, plan)
            found.append(Measure("part", part.name, max(0.0, plan.cost - more.cost)))
    for place, skill in _lacking(asked)[:_MOST_MEASURES]:
        asks = np.array([job.skill == skill for job in asked.jobs])
        more = planned(problem.taught(place, asks), run, plan)
        found.append(Measure("skill", f"{asked.crews[place].name}: {skill}", max(0.0, plan.cost - more.cost)))
    return sorted(found, key=lambda one: -one.saved)


def _lacking(asked: Asked) -> list[tuple[int, str]]:
    """Crews with the skills that jobs ask for and they lack, those that most jobs ask for first."""
    wanted = Counter(job.skill for job in asked.jobs if job.skill)
    return [
        (place, skill)
        for skill, _ in wanted.most_common()
        for place, crew in enumerate(asked.crews)
        if crew.skills and skill not in crew.skills
    ]


def _distinct(problem: Problem) -> list[int]:
    """One crew of each group that stands for each other."""
    _, group = problem.groups
    return [int(np.flatnonzero(group == one)[0]) for one in np.unique(group)]
