"""Schedules by rule: active schedules after Giffler and Thompson with priority rules, and greedy insertion.

B. Giffler, G. L. Thompson, *Operations Research* 8 (1960) 487; the rules are those of R. Haupt, *OR Spektrum* 11
(1989) 3. They take milliseconds, always give a schedule, and are what every better one is compared with.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

from sanhak.decide.schedule.problem import FOREVER, Operation, Plan, Problem

if TYPE_CHECKING:
    import numpy as np

    from sanhak.run import Run

Cost: TypeAlias = tuple[float, float]
Judge: TypeAlias = Callable[[Plan], Cost]
_MEMORY: Final = 20
_EXCHANGED: Final = 0.5


@dataclass(frozen=True, slots=True)
class Candidate:
    """An operation that could be next: job, step, unit, earliest start, length, and the changeover before it."""

    job: int
    step: int
    unit: int
    start: int
    length: int
    change: int


Rule: TypeAlias = Callable[[Problem, Candidate, int], float]
"""How urgent a candidate is, given the work that its job has left; the smallest goes first."""


def _due(problem: Problem, job: int) -> int:
    due = problem.orders[problem.jobs[job].order].due
    return FOREVER if due is None else due


def _first_come(problem: Problem, one: Candidate, _left: int) -> float:
    order = problem.jobs[one.job].order
    return problem.orders[order].release * len(problem.orders) + order


def _earliest_due(problem: Problem, one: Candidate, _left: int) -> float:
    return _due(problem, one.job)


def _least_slack(problem: Problem, one: Candidate, left: int) -> float:
    return _due(problem, one.job) - one.start - left


def _shortest(_problem: Problem, one: Candidate, _left: int) -> float:
    return one.length + one.change


def _most_work(_problem: Problem, _one: Candidate, left: int) -> float:
    return -left


def _weighted_due(problem: Problem, one: Candidate, left: int) -> float:
    weight = problem.orders[problem.jobs[one.job].order].weight
    return max(_due(problem, one.job), one.start + left) / weight


def _least_changeover(problem: Problem, one: Candidate, _left: int) -> float:
    return one.change * FOREVER + _due(problem, one.job)


RULES: Final[Mapping[str, Rule]] = {
    "first come": _first_come,
    "earliest due date": _earliest_due,
    "least slack": _least_slack,
    "modified due date by weight": _weighted_due,
    "least changeover": _least_changeover,
    "shortest batch": _shortest,
    "most work left": _most_work,
}
"""Priority rules by name. The first is what is done without a plan, the second the usual simple one."""


def dispatched(problem: Problem, rule: Rule) -> Plan:
    """The active schedule that a rule makes: units are never idle while something that is ready could be done first."""
    builder = _Builder(problem)
    left = [sum(min(part.lengths.values()) for part in job.operations) for job in problem.jobs]
    ready = {job: builder.ready(job) for job, given in enumerate(problem.jobs) if given.operations}
    while ready:
        ahead = builder.ahead(ready)
        soonest = min(ahead, key=lambda one: (one.start + one.length, one.job))
        end = soonest.start + soonest.length
        rivals = [one for one in ahead if one.unit == soonest.unit and one.start < end]
        # A finished order goes before another only by the rule; equal ones go in the order of the table.
        chosen = min(rivals or [soonest], key=lambda one: (rule(problem, one, left[one.job]), one.start, one.job))
        builder.append(chosen)
        left[chosen.job] -= min(problem.jobs[chosen.job].operations[chosen.step].lengths.values())
        if len(builder.starts[chosen.job]) == len(problem.jobs[chosen.job].operations):
            del ready[chosen.job]
        else:
            ready[chosen.job] = builder.ready(chosen.job)
    return builder.plan


def inserted(problem: Problem, sequence: Sequence[int]) -> Plan:
    """Jobs placed whole, one after another, each operation into the first gap in which it ends soonest."""
    builder = _Builder(problem)
    for job in sequence:
        for step in range(len(problem.jobs[job].operations)):
            builder.insert(job, step)
    return builder.plan


@dataclass(slots=True)
class _Builder:
    """A schedule as it grows: for each unit starts, ends and families in time."""

    problem: Problem
    starts: list[list[int]] = field(init=False)
    units: list[list[int]] = field(init=False)
    rows: list[tuple[list[int], list[int], list[int]]] = field(init=False)

    def __post_init__(self) -> None:
        self.starts = [[] for _ in self.problem.jobs]
        self.units = [[] for _ in self.problem.jobs]
        self.rows = [([], [], []) for _ in self.problem.units]

    @property
    def plan(self) -> Plan:
        return Plan(tuple(map(tuple, self.starts)), tuple(map(tuple, self.units)))

    def ready(self, job: int) -> int:
        """When the next operation of a job may start."""
        given = self.problem.jobs[job]
        step = len(self.starts[job])
        if not step:
            return self.problem.orders[given.order].release
        return self.starts[job][-1] + given.operations[step - 1].lengths[self.units[job][-1]]

    def ahead(self, ready: Mapping[int, int]) -> list[Candidate]:
        """The next operation of each job that may be the next of all, by when each is ready.

        What is ready only after another one ends is neither the next nor its rival. Batches that are made alike and
        wait for the same units are looked at once.
        """
        found, alike = [], dict[tuple[int, int, int], tuple[int, int, int, int]]()
        soonest = float("inf")
        for job, moment in ready.items():
            if moment >= soonest:
                continue
            given, step = self.problem.jobs[job], len(self.starts[job])
            part = given.operations[step]
            idle = min((self.rows[unit][1] or [0])[-1] for unit in part.lengths)
            key = (id(part), given.family, max(moment, idle))
            if key not in alike:
                alike[key] = self._next(part, given.family, moment)
            end, change, unit, start = alike[key]
            found.append(Candidate(job, step, unit, start, end - start, change))
            soonest = min(soonest, end)
        return found

    def _next(self, part: Operation, family: int, ready: int) -> tuple[int, int, int, int]:
        """End, changeover, unit and start on the unit that ends it soonest, after all that the unit does already."""
        found = []
        for unit, length in part.lengths.items():
            _, ends, families = self.rows[unit]
            change = self.problem.change(unit, families[-1], family) if families else 0
            start = self.problem.opening(unit, max(ready, ends[-1] + change) if ends else ready, length)
            found.append((start + length, change, unit, start))
        return min(found)

    def append(self, one: Candidate) -> None:
        """Take a candidate."""
        self._put(one.job, one.unit, one.start, one.length, len(self.rows[one.unit][0]))

    def insert(self, job: int, step: int) -> None:
        """Put an operation into the first gap of the unit on which it ends soonest."""
        ready, family = self.ready(job), self.problem.jobs[job].family
        best: tuple[int, int, int, int, int] | None = None
        for unit, length in self.problem.jobs[job].operations[step].lengths.items():
            start, place = self._gap(unit, family, ready, length)
            if best is None or start + length < best[0]:
                best = (start + length, unit, start, length, place)
        if best is not None:
            self._put(job, *best[1:])

    def _gap(self, unit: int, family: int, ready: int, length: int) -> tuple[int, int]:
        starts, ends, families = self.rows[unit]
        problem, count = self.problem, len(starts)
        for place in range(bisect_left(ends, ready), count):
            from_ = ends[place - 1] + problem.change(unit, families[place - 1], family) if place else 0
            start = problem.opening(unit, max(ready, from_), length)
            if start + length + problem.change(unit, family, families[place]) <= starts[place]:
                return start, place
        from_ = ends[-1] + problem.change(unit, families[-1], family) if count else 0
        return problem.opening(unit, max(ready, from_), length), count

    def _put(self, job: int, unit: int, start: int, length: int, place: int) -> None:
        starts, ends, families = self.rows[unit]
        starts.insert(place, start)
        ends.insert(place, start + length)
        families.insert(place, self.problem.jobs[job].family)
        self.starts[job].append(start)
        self.units[job].append(unit)


def improved(problem: Problem, plan: Plan, judge: Judge, run: Run, tries: int, *, least: Cost | None = None) -> Plan:
    """The best of so many schedules by insertion, each from the last with one job moved or two exchanged.

    Late acceptance hill climbing (E. K. Burke, Y. Bykov, *European Journal of Operational Research* 258 (2017) 70): a
    neighbour is taken if it is no worse than what was held twenty tries ago. Jobs come first in the order in which
    ``plan`` starts them.

    Parameters
    ----------
    problem, plan
        What is to be scheduled, and a schedule to begin from.
    judge
        What is to be small, the first number first.
    run
        Its seed.
    tries
        How many schedules are made.
    least
        A cost that no schedule can be below, at which the search may stop.
    """
    order = sorted(range(len(problem.jobs)), key=lambda job: (plan.starts[job], job))
    held = inserted(problem, order)
    cost = judge(held)
    best, lowest = min(((plan, judge(plan)), (held, cost)), key=lambda pair: pair[1])
    past = [cost] * _MEMORY
    rng = run.rng("schedule", "insertion")
    for at in range(tries if len(order) > 1 else 0):
        if least is not None and lowest <= least:
            break
        other = _neighbour(order, rng)
        found = inserted(problem, other)
        price = judge(found)
        if price <= cost or price <= past[at % _MEMORY]:
            order, cost = other, price
            if price < lowest:
                best, lowest = found, price
        past[at % _MEMORY] = min(past[at % _MEMORY], cost)
    return best


def _neighbour(order: Sequence[int], rng: np.random.Generator) -> list[int]:
    """One job moved to another place, or two jobs exchanged."""
    other = list(order)
    first, second = (int(place) for place in rng.integers(0, len(other), 2))
    if rng.random() < _EXCHANGED:
        other[first], other[second] = other[second], other[first]
    else:
        other.insert(second, other.pop(first))
    return other
