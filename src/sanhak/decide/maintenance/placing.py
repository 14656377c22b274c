"""The hours of crews and the parts that are left, as jobs are placed one by one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sanhak.decide.maintenance.problem import Problem
from sanhak.decide.maintenance.ties import LATER, NONE, Places, Ties, Truths
from sanhak.model.prediction import Floats


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
        if problem.ties is not None:
            self._keep(problem.ties, job, there)
        return np.asarray(there)

    def _keep(self, ties: Ties, job: int, there: Truths) -> None:
        """Close where a tied job must not be, as the others stand."""
        for first in ties.before(job):
            begins, by = self.period[first], self.crew[first]
            own = there[by, begins] if begins != LATER else False
            there[:, : begins + 1 if begins != LATER else None] = False
            if begins != LATER:
                there[by, begins] = own
        for next_ in ties.following(job):
            begins, by = self.period[next_], self.crew[next_]
            if begins != LATER:
                own = there[by, begins]
                there[:, begins:] = False
                there[by, begins] = own
        if ties.shutdown[job] != NONE and ties.once[ties.shutdown[job]]:
            for at in self.period[ties.mates(job)]:
                if at != LATER:
                    there[:, np.arange(there.shape[1]) != at] = False

    def costs(self, job: int) -> Floats:
        """What a job would cost in each period, a shutdown that it alone would need included; shape (T,)."""
        cost, ties = self.problem.cost[job], self.problem.ties
        if ties is None or ties.shutdown[job] == NONE:
            return np.asarray(cost)
        shared = self.period[ties.mates(job)]
        alone = np.ones(len(cost), dtype=bool)
        alone[shared[shared != LATER]] = False
        return np.asarray(cost + np.where(alone, ties.stop[ties.shutdown[job]], 0.0))

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
        cost = np.where(self.open_(job).any(axis=0), self.costs(job), np.inf)
        period = int(np.argmin(cost)) if len(cost) else LATER
        leaving = np.inf if self._awaited(job) else self.problem.left[job]
        if period == LATER or cost[period] >= leaving:
            return float(leaving), LATER, LATER
        return float(cost[period]), self.tightest(job, period), period

    def _awaited(self, job: int) -> bool:
        """Whether a job that is done has to come after this one."""
        ties = self.problem.ties
        return ties is not None and bool((self.period[ties.following(job)] != LATER).any())

    def tightest(self, job: int, period: int, among: Truths | None = None) -> int:
        """The crew with the fewest hours left that can do a job in a period; ``LATER`` where there is none."""
        fits = self.open_(job)[:, period]
        if among is not None:
            fits = fits & among
        if not fits.any():
            return LATER
        return int(np.argmin(np.where(fits, self.hours[:, period], np.inf)))
