"""From the relaxation to a plan that can be carried out: what is whole stays, the rest goes where it costs least."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from sanhak.decide.maintenance.problem import LATER, NONE, Places, Plan, Problem, Truths
from sanhak.decide.maintenance.relaxed import Relaxed
from sanhak.model.prediction import Floats

_WHOLE: Final = 1 - 1e-6
_PASSES: Final = 20


@dataclass(slots=True)
class Store:
    """The hours of crews and the parts that are left, as jobs are placed."""

    problem: Problem
    hours: Floats
    parts: Floats
    period: Places
    crew: Places

    @staticmethod
    def full(problem: Problem) -> Store:
        """Nothing placed yet."""
        nothing = np.full(len(problem), LATER)
        return Store(problem, problem.capacity.copy(), problem.supply.copy(), nothing, nothing.copy())

    def open_(self, job: int) -> Truths:
        """Where the job still fits, shape (C, T)."""
        problem = self.problem
        there = problem.alone[job] & (self.hours >= problem.hours[job] - 1e-9)
        part = problem.part[job]
        if part != NONE:
            # A part that is taken now is missing in all later periods.
            there &= np.minimum.accumulate(self.parts[part][::-1])[::-1] >= 1
        return np.asarray(there)

    def place(self, job: int, crew: int, period: int) -> None:
        """Do a job here."""
        self._book(job, crew, period, 1)
        self.period[job], self.crew[job] = period, crew

    def take(self, job: int) -> None:
        """Do it nowhere."""
        if self.period[job] != LATER:
            self._book(job, int(self.crew[job]), int(self.period[job]), -1)
            self.period[job] = self.crew[job] = LATER

    def _book(self, job: int, crew: int, period: int, sign: int) -> None:
        self.hours[crew, period] -= sign * self.problem.hours[job]
        part = self.problem.part[job]
        if part != NONE:
            self.parts[part, period:] -= sign

    def cheapest(self, job: int) -> tuple[float, int, int]:
        """The least cost of a job, with its crew and period; ``LATER`` where leaving it is cheapest.

        Of crews that fit, the one with the fewest hours left: long jobs keep their room.
        """
        cost = np.where(self.open_(job).any(axis=0), self.problem.cost[job], np.inf)
        period = int(np.argmin(cost)) if len(cost) else LATER
        if period == LATER or cost[period] >= self.problem.left[job]:
            return float(self.problem.left[job]), LATER, LATER
        return float(cost[period]), self.tightest(job, period), period

    def tightest(self, job: int, period: int, among: Truths | None = None) -> int:
        """The crew with the fewest hours left that can do a job in a period; ``LATER`` where there is none."""
        fits = self.open_(job)[:, period]
        if among is not None:
            fits = fits & among
        if not fits.any():
            return LATER
        return int(np.argmin(np.where(fits, self.hours[:, period], np.inf)))


def rounded(problem: Problem, found: Relaxed) -> Plan:
    """A plan near the relaxation: whole jobs first, the longest first; then the others by what is at stake."""
    store = Store.full(problem)
    _, group = problem.groups
    whole = found.share >= _WHOLE
    rest = []
    for job in np.lexsort((-problem.hours, ~whole)):
        period = int(found.period[job])
        if whole[job] and period == LATER:
            continue
        crew = store.tightest(job, period, group == found.group[job]) if whole[job] else LATER
        if crew == LATER:
            rest.append(job)
        else:
            store.place(job, crew, period)
    for job in sorted(rest, key=lambda one: (problem.cost[one].min(initial=np.inf) - problem.left[one], one)):
        _settle(store, job)
    return improved(problem, store, found.bound)


def _settle(store: Store, job: int) -> None:
    _, crew, period = store.cheapest(job)
    if period != LATER:
        store.place(job, crew, period)


def improved(problem: Problem, store: Store, bound: float) -> Plan:
    """Jobs move to a cheaper place, one by one, until none finds one."""
    jobs = range(len(problem))
    for _ in range(_PASSES):
        moved = False
        for job in jobs:
            at, by = int(store.period[job]), int(store.crew[job])
            now = problem.left[job] if at == LATER else problem.cost[job, at]
            if now <= min(problem.cost[job].min(initial=np.inf), problem.left[job]):
                continue
            store.take(job)
            cost, crew, period = store.cheapest(job)
            better = cost < now - 1e-12
            moved |= better
            if not better:
                crew, period = by, at
            if period != LATER:
                store.place(job, crew, period)
        if not moved:
            break
    return Plan.of(problem, store.period, store.crew, bound)
