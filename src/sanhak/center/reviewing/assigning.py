"""Who reviews what: the proposal with its reasons, what a change costs, and what the office takes.

The proposal is the assignment whose worst served application is served as well as possible, then the best in total
(:mod:`sanhak.decide.assignment`); pairs that stand already stay.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import Connection, insert, select, update

from sanhak.center import events, people
from sanhak.center.calls import schema as calling
from sanhak.center.calls.calls import STATES as STAGES
from sanhak.center.calls.calls import Call
from sanhak.center.calls.calls import State as Stage
from sanhak.center.findings import NotHere
from sanhak.center.people import Person
from sanhak.center.reviewing import assigned, conflicts, letters, passages, pool
from sanhak.center.reviewing.affinity import Floats, blended, likeness, shared
from sanhak.center.reviewing.assigned import State
from sanhak.center.reviewing.findings import (
    HandedInAlready,
    InConflict,
    LoadReached,
    NobodyAssigned,
    NoReviewerHere,
    NotInReview,
    ProposalChanged,
)
from sanhak.center.reviewing.pool import Entry, Reviewer
from sanhak.finding import Refusal
from sanhak.store import new_id

if TYPE_CHECKING:
    from sanhak.decide.assignment import Assignment, Question


@dataclass(frozen=True, slots=True)
class Ground:
    """What an assignment rests on: applications in rows, reviewers in columns, all of shape (A, R)."""

    call: Call
    entries: Sequence[Entry]
    reviewers: Sequence[Reviewer]
    words: Sequence[str]
    """What reviewers may read of each application."""
    likeness: Floats
    bids: Floats
    allowed: Any
    standing: Any
    declined: Any

    @property
    def affinity(self) -> Floats:
        """Likeness and bids as one."""
        return blended(self.likeness, self.bids)

    def question(self, *, free: bool = False) -> Question:
        """The question of the assignment; ``free`` leaves standing pairs aside."""
        from sanhak.decide.assignment import Question

        return Question.of(
            self.affinity, self.allowed | self.standing, self.call.reviews, [one.most for one in self.reviewers],
            None if free else self.standing, applications=[str(one.number) for one in self.entries],
            reviewers=[one.person.name for one in self.reviewers],
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pair:
    """One pair of a proposal, and why: words in common, the bid, the load of the reviewer with all of the proposal."""

    entry: Entry
    reviewer: Reviewer
    affinity: float
    shared: tuple[str, ...]
    bid: float | None
    load: int
    stands: bool

    @property
    def why(self) -> dict[str, Any]:
        """What is kept of the reasons."""
        return {"affinity": self.affinity, "shared": list(self.shared), "bid": self.bid, "load": self.load}


@dataclass(frozen=True, slots=True)
class Proposal:
    """Who should review what; ``worst`` and ``total`` are sums of affinities, ``mark`` tells proposals apart."""

    pairs: tuple[Pair, ...]
    worst: float
    total: float
    proved: bool
    gap: float
    mark: str

    @property
    def new(self) -> int:
        """How many pairs do not stand yet."""
        return sum(not pair.stands for pair in self.pairs)


@dataclass(frozen=True, slots=True)
class Cost:
    """What it costs to do without a pair, or to have one: the change of worst and total, and who would come instead."""

    worst: float
    total: float
    instead: tuple[str, ...]
    others: int


def ground(rows: Connection, person: Person, call: str) -> Ground:
    """What an assignment of a call rests on; :class:`Refusal` C001, C144."""
    here = pool.running(rows, person, call)
    everything, everybody = pool.entries(rows, here.id), pool.reviewers(rows, here)
    if not (everything and everybody):
        raise Refusal(NobodyAssigned(applications=len(everything), reviewers=len(everybody)))
    texts = _texts(rows, here, everything)
    row = {one.application.id: place for place, one in enumerate(everything)}
    column = {one.person.id: place for place, one in enumerate(everybody)}
    shape = (len(row), len(column))
    allowed, standing, declined = np.ones(shape, bool), np.zeros(shape, bool), np.zeros(shape, bool)
    for application, reviewer in conflicts.keeps_from(conflicts.of_call(rows, here.id)):
        if application in row and reviewer in column:
            allowed[row[application], column[reviewer]] = False
    for one in assigned.of_call(rows, here.id):
        if one.application in row and one.person in column:
            place = row[one.application], column[one.person]
            standing[place], declined[place] = one.state is State.ASSIGNED, one.state is State.DECLINED
    return Ground(
        here, everything, everybody, texts, likeness(texts, [one.expertise for one in everybody]),
        _bids(rows, row, column), allowed & ~declined, standing, declined,
    )  # fmt: skip


def proposal(given: Ground) -> Proposal:
    """The best assignment with what stands; :class:`Refusal` D200–D207 where there is none."""
    from sanhak.decide.assignment import assigned as solve

    return _told(given, solve(given.question()))


def cost(given: Ground, application: str, reviewer: str) -> Cost:
    """What it costs to do without a pair of the proposal, or to have one that is not in it.

    Raises
    ------
    Refusal
        C001 for no such pair; D200–D207 where nothing is left.
    """
    from sanhak.decide.assignment import assigned as solve
    from sanhak.decide.assignment import cost_of_change

    row = next((place for place, one in enumerate(given.entries) if one.application.id == application), None)
    column = next((place for place, one in enumerate(given.reviewers) if one.person.id == reviewer), None)
    if row is None or column is None:
        raise Refusal(NotHere())
    question = given.question()
    before = solve(question)
    change = cost_of_change(question, before, row, column)
    had, has = ({int(b) for a, b in one.pairs if a == row} for one in (before, change.assignment))
    names = tuple(given.reviewers[place].person.name for place in sorted(has - had))
    return Cost(change.worst, change.total, names, change.others)


def take(rows: Connection, person: Person, call: str, mark: str) -> int:
    """Take the proposal as it was shown; gives how many pairs are new. :class:`Refusal` C001, C134, C138, D200–D207."""
    given = ground(rows, person, call)
    _need_review(given.call)
    found = proposal(given)
    if found.mark != mark:
        raise Refusal(ProposalChanged())
    new = [pair for pair in found.pairs if not pair.stands]
    for pair in new:
        _assign(rows, person, pair.entry, pair.reviewer, pair.why)
    letters.assigned(rows, given.call, (pair.reviewer.person for pair in new))
    return len(new)


def add(rows: Connection, person: Person, call: str, application: str, reviewer: str) -> None:
    """Assign one pair by hand.

    Raises
    ------
    Refusal
        C001, C134; C145 for no reviewer of this call, C135 for a conflict, C137 for a full load.
    """
    given = ground(rows, person, call)
    _need_review(given.call)
    entry = next((one for one in given.entries if one.application.id == application), None)
    if entry is None:
        raise Refusal(NotHere())
    found = next((one for one in given.reviewers if one.person.id == reviewer), None)
    if found is None:
        raise Refusal(NoReviewerHere(name=people.get(rows, reviewer).name), field="reviewer")
    if (conflict := conflicts.standing(rows, application, reviewer)) is not None:
        because = conflicts.REASONS[conflict.reason]
        raise Refusal(InConflict(name=found.person.name, number=entry.number, because=because), field="reviewer")
    row, column = given.entries.index(entry), given.reviewers.index(found)
    load = int(given.standing[:, column].sum())
    if given.standing[row, column]:
        return
    if load >= found.most:
        raise Refusal(LoadReached(name=found.person.name, most=found.most), field="reviewer")
    _assign(rows, person, entry, found, _pair(given, row, column, load + 1).why)
    letters.assigned(rows, given.call, [found.person])


def remove(rows: Connection, person: Person, assignment: str) -> str:
    """Take an assignment away that has no review yet; gives the call. :class:`Refusal` C001, C134 or C141."""
    pool.need_runner(person)
    one = assigned.get(rows, assignment)
    here, entry = pool.entry(rows, one.application)
    pool.running(rows, person, here.id)
    _need_review(here)
    if one.submitted is not None:
        raise Refusal(HandedInAlready())
    table = calling.assignments
    rows.execute(update(table).where(table.c.id == assignment).values(state=State.REMOVED.value, by=person.id))
    facts: dict[str, Any] = {"name": people.get(rows, one.person).name, "number": entry.number}
    events.record(rows, "review.removed", "assignment", assignment, person=person.id, **facts)
    return here.id


def replacements(given: Ground, entry: Entry) -> tuple[Pair, ...]:
    """Who could take the place of somebody in an application, with room and without conflict, the best first."""
    row = given.entries.index(entry)
    load = given.standing.sum(axis=0)
    open_ = [
        column
        for column, one in enumerate(given.reviewers)
        if given.allowed[row, column] and not given.standing[row, column] and load[column] < one.most
    ]
    pairs = (_pair(given, row, column, int(load[column]) + 1) for column in open_)
    return tuple(sorted(pairs, key=lambda pair: -pair.affinity))


def _need_review(call: Call) -> None:
    if call.state is not Stage.REVIEW:
        raise Refusal(NotInReview(state=STAGES[call.state]))


def _assign(rows: Connection, person: Person, entry: Entry, reviewer: Reviewer, why: Mapping[str, Any]) -> None:
    """Keep one pair, anew where it was declined or taken away before."""
    table, made = calling.assignments, new_id()
    this = (table.c.application == entry.application.id) & (table.c.person == reviewer.person.id)
    values = {"why": dict(why), "state": State.ASSIGNED.value, "by": person.id, "made": datetime.now(UTC)}
    before = rows.scalar(select(table.c.id).where(this))
    if before is None:
        rows.execute(
            insert(table).values(id=made, application=entry.application.id, person=reviewer.person.id, **values)
        )
    else:
        rows.execute(update(table).where(this).values(**values))
    facts: dict[str, Any] = {"name": reviewer.person.name, "number": entry.number}
    events.record(rows, "review.assigned", "assignment", before or made, person=person.id, **facts)


def _told(given: Ground, found: Assignment) -> Proposal:
    chosen = np.zeros(given.allowed.shape, bool)
    chosen[tuple(found.pairs.T)] = True
    load = chosen.sum(axis=0)
    pairs = tuple(_pair(given, int(row), int(column), int(load[column])) for row, column in found.pairs)
    told = ",".join(f"{pair.entry.application.id}:{pair.reviewer.person.id}" for pair in pairs)
    mark = hashlib.sha256(told.encode()).hexdigest()[:16]
    return Proposal(pairs, found.worst, found.total, found.proved, found.gap, mark)


def _pair(given: Ground, row: int, column: int, load: int) -> Pair:
    bid = float(given.bids[row, column])
    words = shared(given.words[row], given.reviewers[column].expertise)
    return Pair(
        given.entries[row], given.reviewers[column], float(given.affinity[row, column]), words,
        None if np.isnan(bid) else bid, load, bool(given.standing[row, column]),
    )  # fmt: skip


def _texts(rows: Connection, call: Call, everything: Sequence[Entry]) -> list[str]:
    """What reviewers may read of each application: its open fields and the words of its files."""
    read: dict[str, list[str]] = {}
    for file in passages.shown_files(rows, call, [one.application.id for one in everything]):
        read.setdefault(file.application, []).append(file.text)
    return [
        "\n".join([*pool.open_words(call, one.application).values(), *read.get(one.application.id, ())])
        for one in everything
    ]


def _bids(rows: Connection, row: Mapping[str, int], column: Mapping[str, int]) -> Floats:
    table = calling.bids.c
    found = np.full((len(row), len(column)), np.nan)
    for one in rows.execute(select(table.application, table.person, table.value).where(table.application.in_(row))):
        if one.person in column:
            found[row[one.application], column[one.person]] = one.value
    return found
