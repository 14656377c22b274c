"""From the problem to the plan: rules first, a search by insertion, the solver, simulated courses, and what binds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from sanhak.decide.findings.schedule import NeverFinishes, NotSearchedExactly, SolverMissing
from sanhak.decide.schedule import RULES, Goal, Plan, Problem, Proven, dispatched, improved, proven, tightened
from sanhak.decide.schedule.exact import MOST_ARCS, arcs, installed
from sanhak.decide.schedule.simulate import Courses, Spreads, drawn, simulated
from sanhak.decide.schedule.tabu import wandered
from sanhak.finding import Finding, Refusal
from sanhak.study.scheduling.measures import Changed, Measure, bottleneck, changes
from sanhak.text import say

if TYPE_CHECKING:
    from sanhak.run import Run
    from sanhak.study.scheduling.reading import Asked
    from sanhak.study.scheduling.scheduling import Scheduling

_TRIES: Final = 1500
_MOVES: Final = 1000
_STURDY: Final = 600
_SEARCHED: Final = 60
"""Courses by which plans are compared in the search."""
_LIMIT: Final = 0.25
"""Deterministic seconds of the solver; one of them takes some ten on a processor."""
_LESS: Final = 0.25
"""A measure is planned with this share of the work: it begins from the plan that is known."""
_COURSES: Final = 1000
_YEAR: Final = 366 * 24 * 60
_WHOLE: Final = 250
"""Batch steps up to which the searches have their whole work; a try costs about the square of them, so beyond it fewer
are made."""


@dataclass(frozen=True)
class Planned:
    """The plan, the rules' plans by name, what no plan can beat, and simulated courses of plans where times scatter."""

    asked: Asked
    plan: Plan
    rules: Mapping[str, Plan]
    bound: int
    best: bool
    courses: Mapping[str, Courses]
    group: tuple[str, tuple[int, ...]]
    measures: tuple[Measure, ...]
    findings: tuple[Finding, ...]

    @property
    def problem(self) -> Problem:
        """What was to be scheduled."""
        return self.asked.problem

    @property
    def today(self) -> Plan:
        """First come, first served: what is done without a plan."""
        return self.rules["first come"]

    @property
    def simple(self) -> Plan:
        """Earliest due date first: the usual rule."""
        return self.rules["earliest due date"]


def _part(problem: Problem, work: float) -> float:
    """How much of the work of a search a problem of this size has."""
    return work * min(1.0, _WHOLE / max(1, problem.count)) ** 2


def planned(study: Scheduling, asked: Asked, run: Run) -> Planned:
    """Plan, prove, simulate, and see what binds.

    Raises
    ------
    Refusal
        D171 if an order cannot be finished within a year.
    """
    problem = asked.problem
    run.step(say("Plans by simple rules"))
    rules = {name: dispatched(problem, rule) for name, rule in RULES.items()}
    _refuse_endless(asked, rules["earliest due date"])
    found, told = _solved(problem, study.goal, run, rules)
    if asked.spreads:
        run.step(say("Plans that bear durations which scatter"))
        plan = _sturdy(problem, asked.spreads, study.goal, run, (found.plan, *rules.values()), 1.0)
        found = Proven(plan, found.bound, best=plan.cost(problem, study.goal)[0] <= found.bound)
    run.step(say("What one more unit would bring"))
    group = bottleneck(asked, found.plan)
    return Planned(
        asked=asked,
        plan=found.plan,
        rules=rules,
        bound=found.bound,
        best=found.best,
        courses=_courses(asked, {"plan": found.plan, **rules}, run),
        group=group,
        measures=tuple(
            _measured(changed, study.goal, run, found.plan) for changed in changes(asked, found.plan, group)
        ),
        findings=(*asked.findings, *told),
    )


def _solved(problem: Problem, goal: Goal, run: Run, rules: Mapping[str, Plan]) -> tuple[Proven, list[Finding]]:
    """The best plan on paper that is found from the rules' plans, with what no plan can beat."""
    first = min(rules.values(), key=lambda plan: plan.cost(problem, goal))
    run.step(say("Plans by insertion"))
    floor = lowest(problem, goal)
    known = improved(
        problem, first, lambda plan: plan.cost(problem, goal), run, run.count(round(_part(problem, _TRIES)))
    )
    if goal == "makespan" and problem.plain:
        known = wandered(problem, known, run, run.count(round(_part(problem, _MOVES))), least=floor)
    if known.cost(problem, goal)[0] <= floor and goal == "makespan":
        return Proven(known, floor, best=True), []
    if not installed():
        return Proven(known, floor, best=known.cost(problem, goal)[0] <= floor), [SolverMissing()]
    count = arcs(problem)
    if count > MOST_ARCS:
        return Proven(known, floor, best=known.cost(problem, goal)[0] <= floor), [NotSearchedExactly(count=count)]
    run.step(say("Plans by constraint programming, with a lower bound"))
    found = proven(problem, known, goal, run, _part(problem, _LIMIT) * run.effort) or Proven(known, floor, best=False)
    bound = max(found.bound, floor)
    return Proven(found.plan, bound, best=found.best or found.plan.cost(problem, goal)[0] <= bound), []


def _sturdy(problem: Problem, spreads: Spreads, goal: Goal, run: Run, known: Sequence[Plan], share: float) -> Plan:
    """The plan that fares best in simulated courses: searched by them, from the best of the known plans.

    A plan without slack is the first to be late. The search has courses of its own, so that those that are reported
    are new to the choice.
    """
    count = run.count(_SEARCHED, 20)
    draws = drawn(problem, spreads, run, count, "search")

    def judge(plan: Plan) -> tuple[float, float]:
        one = simulated(problem, plan, spreads, draws, count)
        cost = (float(one.tardiness.mean()), float(one.makespan.mean()))
        return cost if goal == "tardiness" else (cost[1], cost[0])

    first = min((*known, tightened(problem, known[0])), key=judge)
    return improved(problem, first, judge, run, run.count(round(_part(problem, share * _STURDY))))


def lowest(problem: Problem, goal: Goal) -> int:
    """What no plan can beat: each batch alone on the quickest units, from its release."""
    alone = [0] * len(problem.orders)
    for job in problem.jobs:
        moment = problem.orders[job.order].release
        for part in job.operations:
            moment = min(problem.opening(unit, moment, length) + length for unit, length in part.lengths.items())
        alone[job.order] = max(alone[job.order], moment)
    if goal == "makespan":
        return max(alone, default=0)
    return sum(
        order.weight * max(0, ready - order.due)
        for order, ready in zip(problem.orders, alone, strict=True)
        if order.due is not None
    )


def _measured(changed: Changed, goal: Goal, run: Run, known: Plan) -> Measure:
    """A measure planned again, begun from the known plan, which is still possible with it."""
    problem = changed.problem
    plans = (known, *(dispatched(problem, rule) for rule in (RULES.values() if problem.count <= _WHOLE else ())))
    first = min(plans, key=lambda plan: plan.cost(problem, goal))
    found = improved(
        problem, first, lambda plan: plan.cost(problem, goal), run, run.count(round(_part(problem, _LESS * _TRIES)))
    )
    if installed() and arcs(problem) <= MOST_ARCS:
        better = proven(problem, found, goal, run, _part(problem, _LESS * _LIMIT) * run.effort)
        found = better.plan if better else found
    if not changed.spreads:
        return Measure(changed.kind, changed.group, found.tardiness(problem), found.makespan(problem))
    found = _sturdy(problem, changed.spreads, goal, run, (found, *plans), 2 * _LESS)
    count = run.count(_COURSES, 50)
    draws = drawn(problem, changed.spreads, run, count, "report")
    fares = simulated(problem, found, changed.spreads, draws, count)
    return Measure(changed.kind, changed.group, float(fares.tardiness.mean()), float(fares.makespan.mean()))


def _courses(asked: Asked, plans: Mapping[str, Plan], run: Run) -> dict[str, Courses]:
    """Simulated courses of the plan and the two rules that it is compared with; none where nothing scatters."""
    if not asked.spreads:
        return {}
    count = run.count(_COURSES, 50)
    draws = drawn(asked.problem, asked.spreads, run, count, "report")
    return {
        name: simulated(asked.problem, plans[name], asked.spreads, draws, count)
        for name in ("plan", "first come", "earliest due date")
    }


def _refuse_endless(asked: Asked, plan: Plan) -> None:
    late = np.flatnonzero(np.array(plan.finished(asked.problem)) * asked.grain > _YEAR)
    if len(late):
        raise Refusal(NeverFinishes(count=len(late), order=asked.orders[int(late[0])].name))
