"""Which job is done when and by whom: jobs, periods, crews, spare parts, and what a plan costs.

A job belongs to one asset. It is done in one period by one crew, takes hours of that crew and perhaps one spare part
from the store, or is left for later; some jobs are tied to others. Without ties or parts and with jobs of equal length
this is a transport problem, whose relaxation is whole by itself (Hoffman & Kruskal 1956); else a generalised assignment
(Ross & Soland 1975, *Math. Program.* 8, 91).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np

from sanhak.decide.maintenance.ties import LATER, NONE, Places, Ties, Truths
from sanhak.model.prediction import Floats

_BEYOND: Final = 1e3
"""How far leaving what must be done costs beyond the largest cost."""


@dataclass(frozen=True)
class Problem:
    """Jobs to be planned, n in number, over T periods, by C crews, from P kinds of spare parts.

    ``cost`` (n, T) is the expected cost of a job in each period, infinite where it must not be done; ``later`` (n,)
    that of leaving it, beyond all others for jobs that ``must`` (n,) be done. ``hours`` (n,) is how long it takes,
    ``able`` (n, C) which crews can do it, ``capacity`` (C, T) the hours of each crew. ``part`` (n,) is the kind of part
    that it takes (``NONE`` for none), ``supply`` (P, T) how many have come in until each period, what lies in store
    included. ``ties`` is what ties jobs to each other, None where nothing does.
    """

    cost: Floats
    later: Floats
    must: Truths
    hours: Floats
    able: Truths
    capacity: Floats
    part: Places
    supply: Floats
    ties: Ties | None = None

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
        if self.ties is not None and len(self.ties.shutdown) != jobs:
            raise ValueError("the ties are those of other jobs")

    def __len__(self) -> int:
        return len(self.later)

    @property
    def periods(self) -> int:
        """The number of periods."""
        return int(self.cost.shape[1])

    @property
    def tied(self) -> bool:
        """Whether any job is tied to another."""
        return bool(self.ties)

    @cached_property
    def left(self) -> Floats:
        """What leaving each job is counted as, shape (n,): beyond every other cost for what must be done."""
        stop = () if self.ties is None else self.ties.stop
        known = np.concatenate([self.cost[np.isfinite(self.cost)], self.later, stop])
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

    def taught(self, crew: int, jobs: Truths) -> Problem:
        """The problem in which a crew can do these jobs too, shape (n,)."""
        able = self.able.copy()
        able[:, crew] |= jobs
        return replace(self, able=able)

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
    """The expected cost of doing each job in its period, shutdowns included."""
    done = period != LATER
    rows = np.flatnonzero(done)
    stops = float(problem.ties.stops(period) @ problem.ties.stop) if problem.ties is not None else 0.0
    return float(problem.cost[rows, period[rows]].sum() + problem.left[~done].sum()) + stops
