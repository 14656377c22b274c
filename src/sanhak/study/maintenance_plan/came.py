"""What became of the jobs of a plan, by the work orders that came after it: done when planned, late, failed before.

An asset counts until its first renewal, as it does in the promise of the plan: the failure or the job, whichever came
first. What comes after it is of a new life, which the plan has not told of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np

from sanhak.finding import Refusal
from sanhak.study.maintenance_plan.findings_came import NothingSince, OrdersOfOthers
from sanhak.study.work_orders import WorkOrders

if TYPE_CHECKING:
    from sanhak.study.maintenance_plan.board import Board
    from sanhak.table import Table

GRACE: Final = 7.0
"""Days before its start and after its finish in which a job counts as done when planned: a plan lays jobs in weeks."""
_DAY: Final = 86400.0


class State(StrEnum):
    """What became of a job, or of an asset for which none was planned; the first ones matter most."""

    FAILED = "failed before its job"
    OVERDUE = "failed, its job overdue"
    UNPLANNED = "failed, no job planned"
    MISSED = "not done"
    LATE = "done late"
    EARLY = "done early"
    BESIDE = "renewed, no job planned"
    DONE = "done when planned"
    AHEAD = "still to come"
    RUNS = "runs, no job planned"

    @property
    def failed(self) -> bool:
        """Whether the asset failed."""
        return self in (State.FAILED, State.OVERDUE, State.UNPLANNED)

    @property
    def done(self) -> bool:
        """Whether the job was done, when planned or at another time."""
        return self in (State.LATE, State.EARLY, State.BESIDE, State.DONE)

    @property
    def usual(self) -> bool:
        """Whether all went as planned so far."""
        return self in (State.DONE, State.AHEAD, State.RUNS)


@dataclass(frozen=True, slots=True)
class Came:
    """What became of one job, by its place: days from the start at which it was planned and came, infinite for none.

    ``cost`` is what that cost, by the prices of the plan.
    """

    job: int
    state: State
    planned: float
    came: float
    cost: float


@dataclass(slots=True)
class _Events:
    """Of one asset the days of its failures, its renewals, and its planned orders that say of no renewal."""

    failures: list[float] = field(default_factory=list)
    renewals: list[float] = field(default_factory=list)
    orders: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Since:
    """What orders tell of the assets of a plan from its start on, ``until`` days after it.

    ``assumed`` is whether planned orders count as jobs done although nothing says that they renewed an asset.
    """

    events: dict[str, _Events]
    until: float
    assumed: bool

    @staticmethod
    def read(board: Board, orders: Table, until: datetime | None = None, failures: Sequence[str] = ()) -> Since:
        """The events of a table of work orders; they are complete until the last entry, or ``until``.

        ``failures`` are words of an order type that mean a failure, where its usual words do not.

        Raises
        ------
        Refusal
            S423 if no order is of an asset of the plan, S424 if none was entered after its start; T001, S328 and T387
            for what cannot be read.
        """
        read = WorkOrders.of(orders, failures=failures)
        asked = board.asked
        names = {job.asset for job in asked.jobs}
        told = [(name, moment, "failures" if failed else "renewals") for name, moment, failed
                in zip(read.asset, read.moment, read.failed, strict=True)]  # fmt: skip
        told += [(name, moment, "orders") for name, moment in read.done]
        mine = [row for row in told if row[0] in names]
        if not mine:
            example = told[0][0] if told else "–"
            raise Refusal(OrdersOfOthers(assets=len({row[0] for row in told}), example=example), field="orders")
        last = until or max([moment for _, moment, _ in told] + ([read.until] if read.until else []))
        end = min(_days(asked.start, last) + (1.0 if last == last.replace(hour=0, minute=0) else 0.0),
                  7.0 * asked.weeks)  # fmt: skip
        if end <= 0:
            raise Refusal(NothingSince(last=last, start=asked.start), field="until" if until else "orders")
        events: dict[str, _Events] = {}
        for name, moment, what in sorted(mine, key=lambda row: row[1]):
            day = _days(asked.start, moment)
            if 0 <= day <= end:
                getattr(events.setdefault(name, _Events()), what).append(day)
        assumed = any(row[2] == "orders" for row in mine) and not any(row[2] == "renewals" for row in told)
        return Since(events, end, assumed)

    def of(self, board: Board) -> tuple[Came, ...]:
        """What became of each job of the plan, and of each asset without one."""
        known = len(board.asked.lives)
        further: dict[str, list[int]] = {}
        for place in range(known, len(board.asked.jobs)):
            further.setdefault(board.asked.jobs[place].asset, []).append(place)
        found = []
        for place in range(known):
            name = board.asked.jobs[place].asset
            events = self.events.get(name, _Events())
            renewals = sorted(events.renewals + (events.orders if self.assumed else []))
            for one in further.pop(name, []):
                taken = self._dated(board, one, sorted({*renewals, *events.orders}))
                found.append(self._came(board, one, np.inf, taken))
                renewals = [day for day in renewals if day != taken]
            first = events.failures[0] if events.failures else np.inf
            found.append(self._came(board, place, first, renewals[0] if renewals else np.inf))
        for name, places in further.items():
            events = self.events.get(name, _Events())
            days = sorted({*events.renewals, *events.orders})
            for one in places:
                taken = self._dated(board, one, days)
                found.append(self._came(board, one, np.inf, taken))
                days = [day for day in days if day != taken]
        return tuple(sorted(found, key=lambda one: one.job))

    def _dated(self, board: Board, place: int, days: Sequence[float]) -> float:
        """The first of some days that can be that of a job on a hard date."""
        hard = board.asked.jobs[place].hard
        return next((day for day in days if hard is None or day >= hard[0] - GRACE), np.inf)

    def _came(self, board: Board, place: int, failure: float, renewal: float) -> Came:
        job, spot = board.asked.jobs[place], board.spots.get(place)
        start, finish = (spot.start, spot.finish) if spot else (np.inf, np.inf)
        if failure <= renewal and np.isfinite(failure):
            late = State.OVERDUE if failure > finish + GRACE else State.FAILED
            return Came(place, late if spot else State.UNPLANNED, start, failure, job.failure)
        if np.isfinite(renewal):
            return Came(place, _when(start, finish, renewal), start, renewal, job.planned)
        if not spot:
            return Came(place, State.RUNS, np.inf, np.inf, 0.0)
        return Came(place, State.MISSED if finish + GRACE < self.until else State.AHEAD, start, np.inf, 0.0)


def counted(came: Sequence[Came]) -> dict[State, int]:
    """How many there are of each state, in the order of the states."""
    return {state: count for state in State if (count := sum(one.state is state for one in came))}


def _when(start: float, finish: float, day: float) -> State:
    if not np.isfinite(start):
        return State.BESIDE
    if day < start - GRACE:
        return State.EARLY
    return State.LATE if day > finish + GRACE else State.DONE


def _days(start: datetime, moment: datetime) -> float:
    return (moment - start).total_seconds() / _DAY
