"""What binds a plan, and what a measure would bring: each is planned again, begun from the plan that is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, TypeAlias

from sanhak.decide.schedule import FOREVER, Job, Operation, Plan, Problem
from sanhak.decide.schedule.simulate import Spreads

if TYPE_CHECKING:
    from sanhak.study.scheduling.reading import Asked


Kind: TypeAlias = Literal["one more unit", "changeovers halved", "no closed times"]


@dataclass(frozen=True, slots=True)
class Changed:
    """The problem as a measure would make it, and the group of units that the measure is about."""

    kind: Kind
    group: str
    problem: Problem
    spreads: Spreads


@dataclass(frozen=True, slots=True)
class Measure:
    """What a measure would leave: lateness by weight, and when the last order would be ready; in grains."""

    kind: Kind
    group: str
    tardiness: float
    makespan: float


@dataclass(frozen=True, slots=True)
class Load:
    """How a unit spends the time until the plan ends: working, changing over, closed, idle; in grains."""

    unit: int
    work: int
    change: int
    closed: int
    idle: int

    @property
    def share(self) -> float:
        """The share of its open time in which it works or is changed over."""
        open_ = self.work + self.change + self.idle
        return (self.work + self.change) / open_ if open_ else 0.0


def loads(problem: Problem, plan: Plan) -> tuple[Load, ...]:
    """The load of each unit until the last order is ready."""
    end = plan.makespan(problem)
    found = []
    for unit in range(len(problem.units)):
        row = plan.sequence(problem, unit)
        work = sum(stop - start for start, stop, _, _ in row)
        change = sum(
            problem.change(unit, problem.jobs[before[2]].family, problem.jobs[after[2]].family)
            for before, after in pairwise(row)
        )
        closed = sum(max(0, min(opened, end) - shut) for shut, opened in problem.closed.get(unit, ()) if shut < end)
        found.append(Load(unit, work, change, closed, max(0, end - work - change - closed)))
    return tuple(found)


def bottleneck(asked: Asked, plan: Plan) -> tuple[str, tuple[int, ...]]:
    """The group of units that is busiest for its open time."""
    found = loads(asked.problem, plan)
    groups = dict.fromkeys(asked.equipment.peers(unit) for unit in range(len(asked.problem.units)))
    return max(groups, key=lambda group: sum(found[unit].share for unit in group[1]) / len(group[1]))


def changes(asked: Asked, plan: Plan, group: tuple[str, tuple[int, ...]]) -> Iterator[Changed]:
    """One more unit of the group that binds, changeovers halved, and work in closed times, where there are any."""
    problem, (name, members) = asked.problem, group
    twin = len(problem.units)
    spreads = {key: sd for key, sd in asked.spreads.items() if key[2] == members[0]}
    twins = {(job, step, twin): sd for (job, step, _), sd in spreads.items()}
    yield Changed("one more unit", name, _one_more(problem, members[0]), {**asked.spreads, **twins})
    if any(load.change for load in loads(problem, plan)):
        halved = {
            unit: {pair: -(-time // 2) for pair, time in times.items()} for unit, times in problem.changeovers.items()
        }
        yield Changed("changeovers halved", name, replace(problem, changeovers=halved), asked.spreads)
    if any(load.closed for load in loads(problem, plan)):
        ending = {unit: tuple(window for window in row if window[1] >= FOREVER) for unit, row in problem.closed.items()}
        yield Changed("no closed times", name, replace(problem, closed=ending), asked.spreads)


def _one_more(problem: Problem, unit: int) -> Problem:
    """The problem with a twin of a unit, which is never closed."""
    twin = len(problem.units)

    def with_twin(operation: Operation) -> Operation:
        lengths = operation.lengths
        return Operation({**lengths, twin: lengths[unit]}) if unit in lengths else operation

    jobs = tuple(Job(job.order, job.family, tuple(map(with_twin, job.operations))) for job in problem.jobs)
    changes = dict(problem.changeovers)
    if unit in changes:
        changes[twin] = changes[unit]
    return replace(problem, units=(*problem.units, f"{problem.units[unit]} +1"), jobs=jobs, changeovers=changes)
