"""What a plan has cost until a day against what it promised until that day, and what it is expected to cost in all.

The promise of a plan is its cost until the horizon. Before the horizon is over it is told again until today, from the
same lives, prices and calendar: like is held against like. What is expected until the horizon is what was counted, and
of the assets that still run what the plan told of them, given that they have lasted so long.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from sanhak.decide.maintenance import LATER, Prices
from sanhak.decide.maintenance.promise import outcomes
from sanhak.model.prediction import Floats
from sanhak.study.answer import Estimate
from sanhak.study.maintenance_plan.came import Came, Since
from sanhak.study.maintenance_plan.posing import WEEK

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sanhak.study.maintenance_plan.board import Board
    from sanhak.table import Table

UNIT: Final = "만원"
_DRAWS, _WORK = 4000, 2_000_000
"""Simulated courses, and assets times courses at most."""
_FEWEST: Final = 400
_SEED: Final = 17
_STEPS: Final = 48
_INSTANT: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Course:
    """Cost over time: days from the start, what was promised until each with its 90 % interval; each of shape (k,)."""

    days: Floats
    promised: Floats
    lower: Floats
    upper: Floats


@dataclass(frozen=True)
class Outcome:
    """A plan and what became of it, ``until`` days after its start; ``assumed`` as in :class:`Since`."""

    board: Board
    came: tuple[Came, ...]
    until: float
    assumed: bool

    @staticmethod
    def of(board: Board, orders: Table, until: datetime | None = None, failures: Sequence[str] = ()) -> Outcome:
        """Hold a plan against work orders; refuses as :meth:`Since.read` does."""
        since = Since.read(board, orders, until, failures)
        return Outcome(board, since.of(board), since.until, since.assumed)

    @property
    def over(self) -> bool:
        """Whether the horizon of the plan is over."""
        return self.until >= self._end

    @property
    def day(self) -> date:
        """The last day of which orders tell."""
        return self.board.asked.moment(self.until - _INSTANT).date()

    @cached_property
    def cost(self) -> float:
        """What failures, planned jobs and the shutdowns for them have cost, by the prices of the plan."""
        weeks = {one.job: min(int(one.came // WEEK), self.board.asked.weeks - 1) for one in self.came if one.state.done}
        return sum(one.cost for one in self.came) + self._stops(weeks)

    @cached_property
    def promised(self) -> Estimate:
        """What was promised until then."""
        return _estimate(self._promise(self.until))

    @cached_property
    def failures(self) -> Estimate:
        """How many assets were to fail until then, before their jobs."""
        _, failed = self._drawn(self.until)
        return _estimate(failed, None)

    @cached_property
    def whole(self) -> Estimate:
        """What the plan is now expected to cost until its horizon; all is counted once that is over."""
        if self.over:
            return Estimate(self.cost, self.cost, self.cost, UNIT)
        asked = self.board.asked
        open_ = [one.job for one in self.came if not np.isfinite(one.came)]
        lives = [job for job in open_ if job < len(asked.lives)]
        times = np.maximum(self._times[lives], self.until)
        prices = Prices(*(part[lives] for part in (self._prices.failure, self._prices.planned, self._prices.life)))
        draws, rng = self._draws, np.random.default_rng(_SEED)
        more, _ = outcomes(asked.lives.of(lives), times, self._end, prices, rng, draws, since=self.until)
        now = min(int(self.until // WEEK), asked.weeks - 1)
        weeks = {job: max(self._weeks[job], now) for job in open_ if job in self._weeks}
        further = sum(asked.jobs[job].planned for job in weeks if job >= len(asked.lives))
        return _estimate(more + self.cost + further + self._stops(weeks))

    def course(self) -> Course:
        """What was promised over the whole plan."""
        days = np.unique(np.append(np.linspace(0, self._end, _STEPS), min(self.until, self._end)))
        told = [_estimate(self._promise(day, self._draws // 2)) if day else Estimate(0.0, 0.0, 0.0) for day in days]
        return Course(days, *(np.array([getattr(one, part) for one in told]) for part in ("value", "lower", "upper")))

    def counted(self) -> tuple[tuple[float, float], ...]:
        """Day and cost of each failure and each job done, in the order of time; a shutdown with its first job."""
        ties, seen, found = self.board.problem.ties, set(), []
        for one in sorted((one for one in self.came if np.isfinite(one.came)), key=lambda one: one.came):
            shutdown = int(ties.shutdown[one.job]) if ties is not None and one.state.done else LATER
            pair = (shutdown, min(int(one.came // WEEK), self.board.asked.weeks - 1))
            stop = float(ties.stop[shutdown]) if ties is not None and shutdown != LATER and pair not in seen else 0.0
            seen.add(pair)
            found.append((one.came, one.cost + stop))
        return tuple(found)

    @property
    def _end(self) -> float:
        return WEEK * self.board.asked.weeks

    @property
    def _draws(self) -> int:
        return min(_DRAWS, max(_FEWEST, _WORK // max(1, len(self.board.asked.lives))))

    @cached_property
    def _prices(self) -> Prices:
        own = self.board.asked.jobs[: len(self.board.asked.lives)]
        failure, planned = (np.array([getattr(job, part) for job in own]) for part in ("failure", "planned"))
        return Prices.of(len(own), failure, planned, 0.0)

    @cached_property
    def _weeks(self) -> Mapping[int, int]:
        """The week in which each job is planned."""
        return {job: min(max(spot.week, 0), self.board.asked.weeks - 1) for job, spot in self.board.spots.items()}

    @cached_property
    def _times(self) -> Floats:
        """The day of each asset's job, infinite for none: the middle of its week, as in the promise."""
        weeks = self._weeks
        count = len(self.board.asked.lives)
        return np.array([(weeks[job] + 0.5) * WEEK if job in weeks else np.inf for job in range(count)])

    def _drawn(self, day: float, draws: int | None = None) -> tuple[Floats, Floats]:
        # The same draws for every day: a course that has failed has failed on each later one.
        rng = np.random.default_rng(_SEED)
        return outcomes(self.board.asked.lives, self._times, day, self._prices, rng, draws or self._draws)

    def _promise(self, day: float, draws: int | None = None) -> Floats:
        asked, known = self.board.asked, len(self.board.asked.lives)
        costs, _ = self._drawn(day, draws)
        weeks = {job: week for job, week in self._weeks.items() if (week + 0.5) * WEEK <= day}
        further = sum(asked.jobs[job].planned for job in weeks if job >= known)
        return np.asarray(costs + further + self._stops(weeks))

    def _stops(self, weeks: Mapping[int, int]) -> float:
        """What the shutdowns of jobs cost, by the week in which each is done."""
        ties = self.board.problem.ties
        if ties is None:
            return 0.0
        period = np.full(len(self.board.problem), LATER)
        for job, week in weeks.items():
            period[job] = week
        return float(ties.stops(period) @ ties.stop)


def _estimate(draws: Floats, unit: str | None = UNIT) -> Estimate:
    value, lower, upper = float(draws.mean()), float(np.quantile(draws, 0.05)), float(np.quantile(draws, 0.95))
    return Estimate(value, min(lower, value), max(upper, value), unit)
