"""Who reviews what, as the office takes it: a proposal as it was shown, one pair by hand, one taken away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import numpy as np
from sqlalchemy import Connection, insert, select, update

from sanhak.center import events, people
from sanhak.center.calls import schema as calling
from sanhak.center.calls.calls import STATES as STAGES
from sanhak.center.calls.calls import Call
from sanhak.center.calls.calls import State as Stage
from sanhak.center.findings import NotHere
from sanhak.center.people import Person
from sanhak.center.reviewing import assigned, conflicts, letters, pool, proposing
from sanhak.center.reviewing.affinity import shared
from sanhak.center.reviewing.assigned import State
from sanhak.center.reviewing.findings import (
    HandedInAlready,
    InConflict,
    LoadReached,
    NoReviewerHere,
    NotInReview,
    ProposalChanged,
)
from sanhak.center.reviewing.ground import Ground, ground, texts
from sanhak.center.reviewing.pool import Entry, Reviewer
from sanhak.center.reviewing.proposing import Pair
from sanhak.finding import Refusal
from sanhak.store import new_id


def take(rows: Connection, person: Person, call: str, mark: str) -> int:
    """Take the proposal as it was shown; gives how many pairs are new. :class:`Refusal` C001, C134, C138, C144."""
    given = ground(rows, person, call)
    need_review(given.call)
    found = proposing.kept(rows, given)
    if found is None or not found.fresh or found.mark != mark:
        raise Refusal(ProposalChanged())
    new = [pair for pair in found.pairs if not pair.stands]
    assign(rows, person, given.call, new)
    proposing.refresh(rows, person, call)
    return len(new)


def assign(rows: Connection, person: Person, call: Call, pairs: Iterable[Pair]) -> None:
    """Keep these pairs, and write one letter to each reviewer of them."""
    new = list(pairs)
    for pair in new:
        _assign(rows, person, pair.entry, pair.reviewer, pair.why)
    letters.assigned(rows, call, (pair.reviewer.person for pair in new))


def add(rows: Connection, person: Person, call: str, application: str, reviewer: str) -> None:
    """Assign one pair by hand.

    Raises
    ------
    Refusal
        C001, C134; C145 for no reviewer of this call, C135 for a conflict, C137 for a full load.
    """
    given = ground(rows, person, call)
    need_review(given.call)
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
    assign(rows, person, given.call, pairs_of(rows, given, [(row, column)]))


def remove(rows: Connection, person: Person, assignment: str) -> str:
    """Take an assignment away that has no review yet; gives the call. :class:`Refusal` C001, C134 or C141."""
    pool.need_runner(person)
    one = assigned.get(rows, assignment)
    here, entry = pool.entry(rows, one.application)
    pool.running(rows, person, here.id)
    need_review(here)
    if one.submitted is not None:
        raise Refusal(HandedInAlready())
    table = calling.assignments
    rows.execute(update(table).where(table.c.id == assignment).values(state=State.REMOVED.value, by=person.id))
    facts: dict[str, Any] = {"name": people.get(rows, one.person).name, "number": entry.number}
    events.record(rows, "review.removed", "assignment", assignment, person=person.id, **facts)
    return here.id


def replacements(rows: Connection, given: Ground, entry: Entry) -> tuple[Pair, ...]:
    """Who could take the place of somebody in an application, with room and without conflict, the best first."""
    row = given.entries.index(entry)
    open_ = np.flatnonzero(given.allowed[row] & ~given.standing[row] & (given.room > 0))
    pairs = pairs_of(rows, given, [(row, column) for column in open_.tolist()])
    return tuple(sorted(pairs, key=lambda pair: -(pair.affinity or 0.0)))


def pairs_of(rows: Connection, given: Ground, places: Iterable[tuple[int, int]]) -> list[Pair]:
    """Pairs by row and column, none of which stands, with what is known of each; loads are those with all of them."""
    known, chosen = proposing.affinity(rows, given), list(places)
    load, words = given.standing.sum(axis=0), texts(rows, given, {row for row, _ in chosen})
    for _, column in chosen:
        load[column] += 1
    return [
        Pair(
            given.entries[row], given.reviewers[column],
            None if np.isnan(known[row, column]) else float(known[row, column]),
            shared(words[row], given.reviewers[column].expertise), given.bid(row, column), int(load[column]),
            stands=False,
        )
        for row, column in chosen
    ]  # fmt: skip


def need_review(call: Call) -> None:
    """Go on only while the call is in review; :class:`Refusal` C134."""
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
