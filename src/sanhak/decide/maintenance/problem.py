"""Which job is done when and by whom: jobs, periods, crews, spare parts, and what a plan has to keep.

A job belongs to one asset. It is done in one period by one crew, takes hours of that crew and perhaps one spare part
from the store, or is left for later. Without parts and with jobs of equal length this is a transport problem, whose
relaxation is whole by itself (Hoffman & Kruskal 1956); else a generalised assignment (Ross & Soland 1975, *Math.
Program.* 8, 91).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sanhak.model.prediction import Floats

LATER: Final = -1
"""The period and the crew of a job that is left for after the horizon."""
NONE: Final = -1
"""The part of a job that needs none."""

_BEYOND: Final = 1e3
"""How far leaving what must be done costs beyond the largest cost."""

Places = NDArray[np.int64]
Truths = NDArray[np.bool_]


@dataclass(frozen=True)
class Problem:
    """Jobs to be planned, n in number, over T periods, by C crews, from P kinds of spare parts.

    ``cost`` (n, T) is the expected cost of a job in each period, infinite where it must not be done; ``later`` (n,)
    that of leaving it, beyond all others for jobs that ``must`` (n,) be done. ``hours`` (n,) is how long it takes,
    ``able`` (n, C) which crews can do it, ``capacity`` (C, T) the hours of each crew. ``part`` (n,) is the kind of part
    that it takes (``NONE`` for none), ``supply`` (P, T) how many have come in until each period, what lies in store
    included.
    """

    cost: Floats
    later: Floats
    must: Truths
    hours: Floats
    able: Truths
    capacity: Floats
    part: Places
    supply: Floats

    def __post_init__(self) -> None:
        jobs, periods = self.cost.shape
        own = [one.shape for one in (self.later, self.must, self.hours, self.part)]
        shapes = (*own, self.able.shape, self.capacity.shape)
        crews = len(self.capacity)
        if shapes != (*[(jobs,)] * len(own), (jobs, crews), (crews, periods)):
            raise ValueError(f"shapes do not fit {jobs} jobs, {periods} periods and {crews} crews: {shapes}")
        if self.supply.ndim != 2 or self.supply.shape[1] != periods or (self.part >= len(self.supply)).any():  # noqa: PLR2004
            raise ValueError("the supply of parts fits neither the periods nor the parts of the jobs")
        if (np.diff(self.supply, axis=1) < 0).any():
            raise ValueError("supply adds up: it must not fall")

    def __len__(self) -> int:
        return len(self.later)

    @property
    def periods(self) -> int:
        """The number of periods."""
        return int(self.cost.shape[1])

    @cached_property
    def left(self) -> Floats:
        """What leaving each job is counted as, shape (n,): beyond every other cost for what must be done."""
        known = np.append(self.cost[np.isfinite(self.cost)], self.later)
        return np.where(self.must, _BEYOND * (1 + np.abs(known).max(initial=0.0)), self.later)

    @cached_property
    def groups(self) -> tuple[Truths, Places]:
        """Crews that can do the same jobs stand for each other: (n, groups), and the group of each crew (C,)."""
        alike, group = np.unique(self.able, axis=1, return_inverse=True)
        return np.asarray(alike, dtype=bool), np.asarray(group.ravel(), dtype=np.int64)

    @cached_property
    def alone(self) -> Truths:
        """Where each job could be done if it were the only one, shape (n, C, T)."""
        open_ = np.isfinite(self.cost)[:, None, :] & self.able[:, :, None]
        fits = self.capacity[None] >= self.hours[:, None, None]
        held = np.ones(self.cost.shape, dtype=bool)
        needs = self.part != NONE
        held[needs] = self.supply[self.part[needs]] >= 1
        return np.asarray(open_ & fits & held[:, None, :])

    def one_more_crew(self, crew: int) -> Problem:
        """The problem with a second crew like this one."""
        able = np.column_stack([self.able, self.able[:, crew]])
        return replace(self, able=able, capacity=np.vstack([self.capacity, self.capacity[crew]]))

    def one_more_part(self, part: int) -> Problem:
        """The problem with one more part of this kind in store from the beginning."""
        more = self.supply.copy()
        more[part] += 1
        return replace(self, supply=more)


@dataclass(frozen=True)
class Plan:
    """The period and the crew of each job, shape (n,), ``LATER`` where it is left.

    ``cost`` is the expected cost of all jobs, and no plan costs less than ``bound``.
    """

    period: Places
    crew: Places
    cost: float
    bound: float

    @property
    def proved(self) -> bool:
        """Whether no plan is cheaper."""
        return self.cost <= self.bound + 1e-6 * max(1.0, abs(self.bound))

    @staticmethod
    def of(problem: Problem, period: Places, crew: Places, bound: float) -> Plan:
        """A plan with its cost."""
        return Plan(period, crew, priced(problem, period), bound)


def priced(problem: Problem, period: Places) -> float:
    """The expected cost of doing each job in its period."""
    done = period != LATER
    rows = np.flatnonzero(done)
    return float(problem.cost[rows, period[rows]].sum() + problem.left[~done].sum())


def broken(problem: Problem, plan: Plan) -> tuple[str, ...]:
    """What a plan does not keep, in words; empty for one that can be carried out."""
    done = np.flatnonzero(plan.period != LATER)
    period, crew = plan.period[done], plan.crew[done]
    load = np.zeros_like(problem.capacity)
    np.add.at(load, (crew, period), problem.hours[done])
    used = np.zeros_like(problem.supply)
    parts = done[problem.part[done] != NONE]
    np.add.at(used, (problem.part[parts], plan.period[parts]), 1)
    faults = {
        "a job in a period in which it must not be done": not np.isfinite(problem.cost[done, period]).all(),
        "a job by a crew that cannot do it": not problem.able[done, crew].all(),
        "a crew with more hours than it has": bool((load > problem.capacity + 1e-9).any()),
        "a part that has not come": bool((used.cumsum(axis=1) > problem.supply + 1e-9).any()),
    }
    return tuple(fault for fault, there in faults.items() if there)
