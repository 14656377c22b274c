"""What has to be scheduled: orders of batches, each batch a chain of operations, each operation on one of some units.

Times are whole numbers of one grain (a minute, or a multiple of it) from the start of the plan. In the notation of
Graham et al., *Annals of Discrete Mathematics* 5 (1979) 287: a flexible job shop with releases, closed times of units
and changeovers that depend on the sequence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Final, Literal, TypeAlias

Goal: TypeAlias = Literal["tardiness", "makespan"]
Window: TypeAlias = tuple[int, int]
FOREVER: Final = 2**40
"""The end of a closure that has none."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One step of a batch: its length on each unit that can do it, by the unit's place."""

    lengths: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Job:
    """One batch: the place of its order, the family that changeovers go by, and its operations one after another."""

    order: int
    family: int
    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for: its name, when it may begin, when it is due (None for never), and what lateness weighs."""

    name: str
    release: int = 0
    due: int | None = None
    weight: int = 1


@dataclass(frozen=True)
class Problem:
    """Orders, batches, units, closed times and changeovers.

    ``changeovers`` holds, by the place of a unit, the time between a batch of one family and the next of another, by
    the pair of families; what is missing takes none. ``closed`` holds the closed times of each unit, ordered and apart.
    """

    units: tuple[str, ...]
    orders: tuple[Order, ...]
    jobs: tuple[Job, ...]
    changeovers: Mapping[int, Mapping[tuple[int, int], int]] = field(default_factory=dict)
    closed: Mapping[int, tuple[Window, ...]] = field(default_factory=dict)

    @cached_property
    def count(self) -> int:
        """The number of operations."""
        return sum(len(job.operations) for job in self.jobs)

    @cached_property
    def plain(self) -> bool:
        """Whether it is a bare flexible job shop: no changeover, no closed time, no release."""
        return not (
            any(any(times.values()) for times in self.changeovers.values())
            or any(self.closed.values())
            or any(order.release for order in self.orders)
        )

    def operations(self) -> Iterator[tuple[int, int, Operation]]:
        """Each operation with the places of its job and of itself in it."""
        for job, given in enumerate(self.jobs):
            for step, operation in enumerate(given.operations):
                yield job, step, operation

    def change(self, unit: int, before: int, after: int) -> int:
        """The time that a unit needs between two families."""
        times = self.changeovers.get(unit)
        return times.get((before, after), 0) if times else 0

    def opening(self, unit: int, ready: int, length: int) -> int:
        """The first moment from ``ready`` on at which the unit is open for so long without a break."""
        start = ready
        for shut, opened in self.closed.get(unit, ()):
            if start + length <= shut:
                return start
            start = max(start, opened)
        return start


@dataclass(frozen=True, slots=True)
class Plan:
    """When each operation starts and on which unit, by job and step."""

    starts: tuple[tuple[int, ...], ...]
    units: tuple[tuple[int, ...], ...]

    def end(self, problem: Problem, job: int, step: int) -> int:
        """When an operation ends."""
        return self.starts[job][step] + problem.jobs[job].operations[step].lengths[self.units[job][step]]

    def finished(self, problem: Problem) -> tuple[int, ...]:
        """When each order is ready: with its last batch."""
        ready = [0] * len(problem.orders)
        for place, job in enumerate(problem.jobs):
            ready[job.order] = max(ready[job.order], self.end(problem, place, len(job.operations) - 1))
        return tuple(ready)

    def late(self, problem: Problem) -> tuple[int, ...]:
        """By how much each order is late."""
        pairs = zip(problem.orders, self.finished(problem), strict=True)
        return tuple(0 if order.due is None else max(0, ready - order.due) for order, ready in pairs)

    def makespan(self, problem: Problem) -> int:
        """When the last order is ready."""
        return max(self.finished(problem), default=0)

    def tardiness(self, problem: Problem) -> int:
        """Lateness of all orders, each by its weight."""
        return sum(order.weight * late for order, late in zip(problem.orders, self.late(problem), strict=True))

    def cost(self, problem: Problem, goal: Goal) -> tuple[int, int]:
        """What is to be small, the goal first, the other after it."""
        pair = (self.tardiness(problem), self.makespan(problem))
        return pair if goal == "tardiness" else (pair[1], pair[0])

    def sequence(self, problem: Problem, unit: int) -> list[tuple[int, int, int, int]]:
        """What a unit does, in time: start, end, job and step."""
        return sorted(
            (self.starts[job][step], self.end(problem, job, step), job, step)
            for job, step, _ in problem.operations()
            if self.units[job][step] == unit
        )


def tightened(problem: Problem, plan: Plan) -> Plan:
    """The same sequences with everything as early as it can be; the durations may be others than the plan's."""
    starts = [[0] * len(row) for row in plan.starts]
    free: dict[int, tuple[int, int]] = {}
    done: dict[int, int] = {}
    for _, job, step in sorted((plan.starts[job][step], job, step) for job, step, _ in problem.operations()):
        given, unit = problem.jobs[job], plan.units[job][step]
        start, length = done.get(job, problem.orders[given.order].release), given.operations[step].lengths[unit]
        if unit in free:
            end, family = free[unit]
            start = max(start, end + problem.change(unit, family, given.family))
        starts[job][step] = problem.opening(unit, start, length)
        done[job] = starts[job][step] + length
        free[unit] = (done[job], given.family)
    return Plan(tuple(map(tuple, starts)), plan.units)


def broken(problem: Problem, plan: Plan) -> list[str]:
    """What a plan breaks, one line each; nothing for a plan that can be carried out."""
    found = [
        f"job {job} step {step} on a unit that cannot do it"
        for job, step, operation in problem.operations()
        if plan.units[job][step] not in operation.lengths
    ]
    if found:
        return found
    for job, step, operation in problem.operations():
        start, unit = plan.starts[job][step], plan.units[job][step]
        ready = plan.end(problem, job, step - 1) if step else problem.orders[problem.jobs[job].order].release
        if start < ready:
            found.append(f"job {job} step {step} before it is ready")
        elif problem.opening(unit, start, operation.lengths[unit]) != start:
            found.append(f"job {job} step {step} while its unit is closed")
    for unit in range(len(problem.units)):
        row = plan.sequence(problem, unit)
        for before, after in pairwise(row):
            families = problem.jobs[before[2]].family, problem.jobs[after[2]].family
            if after[0] < before[1] + problem.change(unit, *families):
                found.append(f"unit {unit}: jobs {before[2]} and {after[2]} overlap or lack their changeover")
    return found
