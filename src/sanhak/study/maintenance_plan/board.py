"""A plan on a board: its jobs where they stand, what moving one would cost, and what stands in its way.

Costs are those of the plan, by week: what waiting is expected to cost and what life is given away. The other jobs stay
where they are; whether they would better give way is found only by planning again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sanhak.decide.maintenance import LATER, NONE
from sanhak.study.maintenance_plan.heads import HAND
from sanhak.study.maintenance_plan.planning import WEEK, open_weeks, prices_of, problem_of, waiting_costs
from sanhak.study.maintenance_plan.reading import read, sheet_of
from sanhak.table import Kind
from sanhak.text import LANGUAGES, Amount, Language, Text, say

if TYPE_CHECKING:
    from sanhak.decide.maintenance import Problem
    from sanhak.model.prediction import Floats
    from sanhak.study.maintenance_plan.plan import MaintenancePlanning
    from sanhak.study.maintenance_plan.reading import Asked, Job
    from sanhak.table import Table

_WRITTEN: Final = "%Y-%m-%d %H:%M"
_USUAL: Final = {"dated": "asset", "date": "from", "date_until": "until", "reason": "what for", "by": "crew"}
_NAMED: Final = 4
"""Jobs in the way that are called by name."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a job stands: start and finish in days from the start of the plan, and the place of its crew."""

    start: float
    finish: float
    crew: int

    @property
    def week(self) -> int:
        """The week in which it begins."""
        return int(self.start // WEEK)


@dataclass(frozen=True, slots=True)
class Move:
    """A job put on a day by a crew, by their places; ``day`` is None where it is let go again."""

    job: int
    day: int | None = None
    crew: int = LATER

    def dump(self) -> Mapping[str, Any]:
        """Plain JSON data."""
        return {"job": self.job, "day": self.day, "crew": self.crew}


@dataclass(frozen=True, slots=True)
class Trial:
    """What comes of a move: how its expected cost changes, the chance to fail before, and what is against it.

    ``limits`` cannot be moved out of the way: it must not be kept. ``others`` would have to give way.
    """

    move: Move
    change: float
    chance: float | None
    limits: tuple[Text, ...]
    others: tuple[Text, ...]


@dataclass(frozen=True)
class Board:
    """The plan of an answer, its jobs movable. ``spots`` are those of the jobs that are planned, by place."""

    asked: Asked
    problem: Problem
    cost: Floats
    later: Floats
    spots: Mapping[int, Spot]

    @staticmethod
    def of(study: MaintenancePlanning, tables: Mapping[str, Table]) -> Board:
        """The board of a question, nothing planned yet.

        Raises
        ------
        Refusal
            As the question itself.
        """
        asked = read(study, tables)
        prices, _ = prices_of(asked)
        return Board(asked, problem_of(asked, prices), *waiting_costs(asked, prices), {})

    def planned(self, calendar: Table) -> Board:
        """With the jobs where the table ``calendar`` of the answer has them."""
        crews = {crew.name: at for at, crew in enumerate(self.asked.crews)}
        free: dict[str, list[int]] = {}
        for place, job in enumerate(self.asked.jobs):
            free.setdefault(job.asset, []).append(place)
        spots = {}
        for row in calendar.frame.iter_rows(named=True):
            start, finish = (self._day(row[end]) for end in ("start", "finish"))
            mine = free.get(row["asset"], [])
            if not mine or row["crew"] not in crews:
                continue
            place = min(mine, key=lambda at: self._fit(at, row["reason"], int(start // WEEK)))
            mine.remove(place)
            spots[place] = Spot(start, finish, crews[row["crew"]])
        return replace(self, spots=spots)

    def _fit(self, place: int, reason: str, week: int) -> tuple[bool, bool, int]:
        """How badly a row of the calendar fits a job: of an asset with several, the reason and the week tell which."""
        job = self.asked.jobs[place]
        open_ = 0 <= week < self.asked.weeks and bool(open_weeks(job, self.asked.weeks)[week])
        return job.reason != reason, not open_, place

    def _day(self, written: str) -> float:
        moment = datetime.strptime(written, _WRITTEN)  # noqa: DTZ007 - the plant's clock
        return (moment - self.asked.start).total_seconds() / 86400

    def cost_of(self, job: int) -> float:
        """The expected cost of a job where it stands."""
        spot = self.spots.get(job)
        return float(self.later[job] if spot is None else self.cost[job, self._week(spot)])

    def chance(self, job: int, day: float) -> float | None:
        """The chance that the asset of a job fails before a day; None where its life is not known."""
        if not self.asked.jobs[job].known or job >= len(self.asked.lives):
            return None
        return float(1 - self.asked.lives.of([job]).lasts(day)[0])

    def after(self, moves: Sequence[Move]) -> Board:
        """With moves made, one after the other."""
        spots = dict(self.spots)
        for move in moves:
            if move.day is not None:
                spots[move.job] = self._spot(move)
            elif move.job in self.spots:
                spots[move.job] = self.spots[move.job]
            else:
                spots.pop(move.job, None)
        return replace(self, spots=spots)

    def pinned(self, moves: Sequence[Move]) -> Mapping[int, Spot]:
        """The jobs that are held by hand after moves, with their days; those of before too, unless they were let go."""
        held = {
            at: replace(self.spots[at], start=float(job.hard[0]))
            for at, job in enumerate(self.asked.jobs)
            if job.by_hand and job.hard is not None and at in self.spots
        }
        for move in moves:
            if move.day is None:
                held.pop(move.job, None)
            else:
                held[move.job] = replace(self._spot(move), start=float(move.day))
        return held

    def tried(self, move: Move) -> Trial:
        """What would come of a move, the others left where they are."""
        if move.day is None:
            return Trial(move, 0.0, None, (), ())
        spot = self._spot(move)
        limits = tuple(self._limits(move, spot))
        change = 0.0 if not 0 <= move.day < self.asked.weeks * WEEK else self._change(move.job, spot)
        others = () if limits else tuple(self._others(move, spot))
        return Trial(move, change, self.chance(move.job, spot.start), limits, others)

    def _change(self, job: int, spot: Spot) -> float:
        return float(self.cost[job, self._week(spot)]) - self.cost_of(job)

    def _week(self, spot: Spot) -> int:
        return min(max(spot.week, 0), self.asked.weeks - 1)

    def _spot(self, move: Move) -> Spot:
        """Where a move puts a job: from its usual hour of the day on, for as long as before or as its hours take."""
        old, day = self.spots.get(move.job), float(move.day or 0)
        if old is not None:
            begin = day + old.start % 1
            return Spot(begin, begin + old.finish - old.start, move.crew)
        crew = self.asked.crews[move.crew]
        days = self.problem.hours[move.job] / max(crew.hours / 5, 0.1)
        return Spot(day + 1 / 3, day + 1 / 3 + days, move.crew)

    def _limits(self, move: Move, spot: Spot) -> Iterator[Text]:
        """What no other job can make way for."""
        job, problem, week = self.asked.jobs[move.job], self.problem, self._week(spot)
        crew = self.asked.crews[move.crew]
        if not 0 <= spot.start < self.asked.weeks * WEEK:
            yield say(
                "The plan reaches from {start} to {end}.", start=self.asked.start.date(), end=self.asked.end.date()
            )
            return
        if job.bound is not None and not job.bound[0] <= spot.start < job.bound[1]:
            yield self._bound(job, job.bound)
        elif job.bound is None and not _opens(job, spot):
            yield say("{asset} may not be taken out then: no window is open.", asset=job.asset)
        if job.skill and crew.skills and job.skill not in crew.skills:
            yield say("Crew {crew} does not have the skill {skill}.", crew=crew.name, skill=job.skill)
        if problem.capacity[move.crew, week] < problem.hours[move.job]:
            yield say(
                "Crew {crew} has {there} in that week, and the job takes {hours}.",
                crew=crew.name, there=_hours(problem.capacity[move.crew, week]), hours=_hours(job.hours),
            )  # fmt: skip
        if problem.part[move.job] != NONE and problem.supply[problem.part[move.job], week] < 1:
            yield say("No part {part} has come by then.", part=job.part)

    def _bound(self, job: Job, bound: tuple[float, float]) -> Text:
        first, last = (self.asked.moment(end).date() for end in (bound[0], bound[1] - 1))
        if job.reason:
            return say("A hard date: {reason}, {first} to {last}.", reason=job.reason, first=first, last=last)
        return say("A hard date, {first} to {last}.", first=first, last=last)

    def _others(self, move: Move, spot: Spot) -> Iterator[Text]:
        """Which jobs would have to give way: those of the crew in that week, and those that take the last part."""
        problem, week, rest = self.problem, self._week(spot), [at for at in self.spots if at != move.job]
        mine = [at for at in rest if self.spots[at].crew == move.crew and self._week(self.spots[at]) == week]
        free = float(problem.capacity[move.crew, week] - problem.hours[mine].sum())
        if free + 1e-9 < problem.hours[move.job]:
            crew = self.asked.crews[move.crew].name
            yield say(
                "Crew {crew} is busy: {free} are left in that week, and the job takes {hours}. In the way: {names}.",
                crew=crew, free=_hours(max(free, 0.0)), hours=_hours(problem.hours[move.job]), names=self._names(mine),
            )  # fmt: skip
        part = problem.part[move.job]
        if part == NONE:
            return
        takes = [at for at in rest if problem.part[at] == part]
        used = np.bincount([self._week(self.spots[at]) for at in takes], minlength=self.asked.weeks).cumsum()
        short = (problem.supply[part] - used)[week:] < 1
        if short.any():
            yield say(
                "All parts {part} are taken until more come. They are used by: {names}.",
                part=self.asked.jobs[move.job].part, names=self._names(takes),
            )  # fmt: skip

    def _names(self, jobs: Sequence[int]) -> str:
        names = [self.asked.jobs[at].asset for at in jobs]
        return ", ".join(names[:_NAMED]) + (" …" if len(names) > _NAMED else "")


def _opens(job: Job, spot: Spot) -> bool:
    return not job.windows or any(first <= spot.start < last for first, last in job.windows)


def _hours(hours: float) -> Amount:
    return Amount(float(hours), "h", 0 if float(hours).is_integer() else 1)


def pins(
    study: MaintenancePlanning, table: Table | None, board: Board, held: Mapping[int, Spot], language: Language
) -> tuple[str, Mapping[str, Kind]]:
    """The table ``fixed`` with a row for each job that is held by hand: as a CSV file, with the kinds of its columns.

    Parameters
    ----------
    study, table
        The question, and its hard dates; None where it had none.
    held
        The jobs that are held, as :meth:`Board.pinned` tells.
    language
        In which is written what the dates are for.
    """
    found = sheet_of(study, "fixed", table).columns if table is not None else {}
    heads = {field: found.get(field) or getattr(study, field) or name for field, name in _USUAL.items()}
    words = {HAND.render(one) for one in LANGUAGES}
    rows = [] if table is None else [{name: _word(cell) for name, cell in row.items()} for row in _rows(table)]
    kept = [row for row in rows if row.get(heads["reason"], "").strip() not in words]
    for at, spot in sorted(held.items()):
        day = _word(board.asked.moment(int(spot.start)))
        told = (board.asked.jobs[at].asset, day, day, HAND.render(language), board.asked.crews[spot.crew].name)
        kept.append(dict(zip(heads.values(), told, strict=True)))
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, dict.fromkeys([*(table.names if table is not None else ()), *heads.values()]), "")
    writer.writeheader()
    writer.writerows(kept)
    dates = {heads["date"], heads["date_until"]}
    return file.getvalue(), {name: Kind.DATE if name in dates else Kind.TEXT for name in writer.fieldnames}


def _rows(table: Table) -> Iterator[Mapping[str, Any]]:
    return table.frame.iter_rows(named=True)


def _word(cell: Any) -> str:
    """A cell as it is written into a file: days without their hours, numbers as names are written."""
    match cell:
        case None:
            return ""
        case float():
            return f"{cell:.15g}"
        case datetime():
            return f"{cell:%Y-%m-%d %H:%M}".removesuffix(" 00:00")
        case _:
            return str(cell)
