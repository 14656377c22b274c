"""A plan on a board: its jobs where they stand, what moving one would cost, and what stands in its way.

Costs are those of the plan, by week: what waiting is expected to cost and what life is given away. The other jobs stay
where they are; whether they would better give way is found only by planning again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sanhak.decide.maintenance import LATER, NONE, costs
from sanhak.study.maintenance_plan.heads import HAND
from sanhak.study.maintenance_plan.posing import WEEK, open_weeks, posed, waiting_costs
from sanhak.study.maintenance_plan.reading import read, sheet_of
from sanhak.study.maintenance_plan.shifts import DAY
from sanhak.table import Kind
from sanhak.text import LANGUAGES, Amount, Language, Text, say

if TYPE_CHECKING:
    from sanhak.decide.maintenance import Problem
    from sanhak.study.maintenance_plan.asked import Asked, Job
    from sanhak.study.maintenance_plan.plan import MaintenancePlanning
    from sanhak.table import Table

_WRITTEN: Final = "%Y-%m-%d %H:%M"
_USUAL: Final = {"dated": "asset", "date": "from", "date_until": "until", "reason": "what for", "by": "crew"}
_STANDING: Final = {"planned_asset": "asset", "planned_start": "start", "planned_crew": "crew", "pinned": "pinned"}
_INSTANT: Final = 1e-6
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
    """The plan of an answer, its jobs movable.

    ``spots`` are those of the jobs that are planned, by place. ``anywhere`` is the problem in which every week is open
    to every job, and none must be done: a job is priced wherever it is tried. ``pins`` are the jobs that the earlier
    plan had pinned.
    """

    asked: Asked
    problem: Problem
    anywhere: Problem
    pins: frozenset[int]
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
        question = posed(asked)
        cost, later = waiting_costs(asked, question.prices)
        anywhere = replace(question.problem, cost=cost, later=later)
        pins = np.flatnonzero(question.earlier.pinned).tolist()
        return Board(asked, question.problem, anywhere, frozenset(pins), {})

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

    @cached_property
    def total(self) -> float:
        """The expected cost of all jobs where they stand, shutdowns included."""
        period = np.full(len(self.problem), LATER)
        for job, spot in self.spots.items():
            period[job] = self._week(spot)
        return float(costs(self.anywhere, period).sum())

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
        change = self.after([move]).total - self.total
        others = () if limits else tuple(self._others(move, spot))
        return Trial(move, change, self.chance(move.job, spot.start), limits, others)

    def _week(self, spot: Spot) -> int:
        return min(max(spot.week, 0), self.asked.weeks - 1)

    def _spot(self, move: Move) -> Spot:
        """Where a move puts a job: from when its crew begins to work on that day, for as long as its shifts take."""
        crew, day = self.asked.crews[move.crew], float(move.day or 0)
        monday = self.asked.start.weekday() * DAY
        begin = crew.shifts.opens(monday + DAY * day)
        finish = crew.shifts.ends(begin, float(self.problem.hours[move.job]))
        start = (begin - monday) / DAY
        # On a day on which the crew does not work it stands all the same: that is told, not hidden.
        start = start if start < day + 1 else day
        return Spot(start, max((finish - monday) / DAY, start), move.crew)

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
        if crew.open_(self.asked.start, float(move.day or 0), float(move.day or 0) + 1) <= 0:
            yield say("Crew {crew} does not work on that day.", crew=crew.name)
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
        yield from self._tied(move.job, spot)
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

    def _tied(self, job: int, spot: Spot) -> Iterator[Text]:
        """What has to be done before or after it, or at once with it, and is not."""
        ties, spots = self.problem.ties, self.spots
        if ties is None:
            return
        early = [at for at in map(int, ties.before(job)) if at in spots and spots[at].finish > spot.start + _INSTANT]
        late = [at for at in map(int, ties.following(job)) if at in spots and spots[at].start < spot.finish - _INSTANT]
        once = ties.shutdown[job] != NONE and bool(ties.once[ties.shutdown[job]])
        apart = [at for at in map(int, ties.mates(job)) if once and at in spots and spots[at].week != spot.week]
        if early:
            yield say("These have to be done before: {names}.", names=self._names(early))
        if late:
            yield say("These wait for it: {names}.", names=self._names(late))
        if apart:
            yield say("These share its shutdown: {names}.", names=self._names(apart))

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


def standing(study: MaintenancePlanning, board: Board, held: Collection[int] = ()) -> tuple[str, Mapping[str, Kind]]:
    """The table ``earlier``: where each job stands, and whether it is pinned; as :func:`pins` gives its own.

    Jobs that are ``held`` by hand are no longer pinned where they stood.
    """
    heads = [getattr(study, field) or name for field, name in _STANDING.items()]
    rows = [
        (board.asked.jobs[at].asset, _word(board.asked.moment(spot.start)), board.asked.crews[spot.crew].name,
         "yes" if at in board.pins.difference(held) else "")
        for at, spot in sorted(board.spots.items(), key=lambda one: (one[1].start, one[0]))
    ]  # fmt: skip
    file = io.StringIO(newline="")
    csv.writer(file).writerows([heads, *rows])
    return file.getvalue(), dict.fromkeys(heads, Kind.TEXT)


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
