"""How a plan fares when durations scatter: the sequences stay, everything starts as soon as it can."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sanhak.decide.schedule.problem import FOREVER, Plan, Problem

if TYPE_CHECKING:
    from sanhak.run import Run

Floats: TypeAlias = NDArray[np.float64]
Spreads: TypeAlias = Mapping[tuple[int, int, int], float]
"""The standard deviation of a duration by job, step and unit; none for what does not scatter."""


@dataclass(frozen=True)
class Courses:
    """Simulated courses of a plan: when each order is ready, shape (orders, courses)."""

    problem: Problem
    ready: Floats

    @property
    def late(self) -> Floats:
        """By how much each order is late, shape (orders, courses)."""
        due = np.array([np.inf if order.due is None else order.due for order in self.problem.orders])
        return np.asarray(np.maximum(0.0, self.ready - due[:, None]), dtype=float)

    @property
    def tardiness(self) -> Floats:
        """Lateness of all orders by their weights, shape (courses,)."""
        weights = np.array([order.weight for order in self.problem.orders], dtype=float)
        return np.asarray(weights @ self.late, dtype=float)

    @property
    def makespan(self) -> Floats:
        """When the last order is ready, shape (courses,)."""
        return np.asarray(self.ready.max(axis=0), dtype=float)


def drawn(problem: Problem, spreads: Spreads, run: Run, courses: int, purpose: str) -> dict[tuple[int, int], Floats]:
    """Standard normal draws for each operation, shape (courses,): the same ones serve every plan, so that they pair."""
    rng = run.rng("schedule", purpose)
    keys = sorted({(job, step) for job, step, _ in spreads})
    steps = {(job, step): None for job, step, _ in problem.operations()}
    return {key: rng.standard_normal(courses) for key in keys if key in steps}


def simulated(
    problem: Problem,
    plan: Plan,
    spreads: Spreads,
    draws: Mapping[tuple[int, int], Floats],
    courses: int,
) -> Courses:
    """What becomes of a plan in each course.

    Durations are lognormal with the planned duration as mean and the spread as standard deviation. A batch is never
    interrupted: where a unit closes before its end, it waits.
    """
    ready = np.zeros((len(problem.orders), courses))
    free: dict[int, tuple[Floats, int]] = {}
    done: dict[int, Floats] = {}
    rows = sorted((plan.starts[job][step], job, step) for job, step, _ in problem.operations())
    for _, job, step in rows:
        given, unit = problem.jobs[job], plan.units[job][step]
        length = _lengths(problem, plan, (job, step), spreads, draws, courses)
        start = done.get(job, np.full(courses, float(problem.orders[given.order].release)))
        if unit in free:
            before, family = free[unit]
            start = np.maximum(start, before + problem.change(unit, family, given.family))
        end = _opened(problem, unit, start, length) + length
        done[job], free[unit] = end, (end, given.family)
        ready[given.order] = np.maximum(ready[given.order], end)
    return Courses(problem, ready)


def _lengths(
    problem: Problem,
    plan: Plan,
    at: tuple[int, int],
    spreads: Spreads,
    draws: Mapping[tuple[int, int], Floats],
    courses: int,
) -> Floats:
    job, step = at
    unit = plan.units[job][step]
    mean = float(problem.jobs[job].operations[step].lengths[unit])
    spread = spreads.get((job, step, unit), 0.0)
    if spread <= 0 or mean <= 0:
        return np.full(courses, mean)
    variance = np.log1p((spread / mean) ** 2)
    return np.asarray(mean * np.exp(np.sqrt(variance) * draws[at] - variance / 2), dtype=float)


def _opened(problem: Problem, unit: int, start: Floats, length: Floats) -> Floats:
    """The first moments at which the unit is open for so long; a closure without end is passed over."""
    for shut, opened in problem.closed.get(unit, ()):
        if opened < FOREVER:
            start = np.where((start < opened) & (start + length > shut), float(opened), start)
    return start
