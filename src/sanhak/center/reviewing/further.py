"""Further reviews: one more of each application where it may change the selection, of reviewers with room."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, insert, update

from sanhak.center import events
from sanhak.center.people import Person
from sanhak.center.reviewing import assigned, assigning, pool, proposing
from sanhak.center.reviewing.affinity import blended, likeness
from sanhak.center.reviewing.assigned import State
from sanhak.center.reviewing.findings import NobodyWithRoom
from sanhak.center.reviewing.ground import Ground, further, ground, texts
from sanhak.center.reviewing.schema import further_reviews
from sanhak.finding import Refusal


def ask(rows: Connection, person: Person, call: str, applications: Collection[str]) -> int:
    """Ask for one more review of each of these applications; gives for how many a reviewer was found.

    As many as can be get a reviewer with room and without conflict, and at that those who suit best. The others wait
    for one: the assignment asks for their reviews from now on.

    Raises
    ------
    Refusal
        C001, C002, C134, C144; C261 where no reviewer has room for any of them.
    """
    given = ground(rows, person, call)
    assigning.need_review(given.call)
    wanted = [row for row, one in enumerate(given.entries) if one.application.id in applications]
    chosen = _chosen(given, _affinity(rows, given, wanted), wanted)
    if not chosen:
        raise Refusal(NobodyWithRoom(applications=len(wanted)))
    for row in wanted:
        entry = given.entries[row]
        _want(rows, person, entry.application.id, max(int(given.standing[row].sum()) + 1 - given.call.reviews, 0))
        events.record(
            rows, "review.further", "application", entry.application.id, person=person.id, number=entry.number
        )
    assigning.assign(rows, person, given.call, assigning.pairs_of(rows, given, chosen))
    return len(chosen)


def waiting(rows: Connection, person: Person, call: str) -> tuple[int, ...]:
    """The numbers of applications that are to have more reviews than the call asks for, and lack one; C001, C002."""
    here = pool.running(rows, person, call)
    standing = Counter(one.application for one in assigned.of_call(rows, here.id) if one.state is State.ASSIGNED)
    more = further(rows, here.id)
    short = (one for one in pool.entries(rows, here.id) if more.get(one.application.id))
    return tuple(one.number for one in short if standing[one.application.id] < here.reviews + more[one.application.id])


def _chosen(given: Ground, affinity: NDArray[np.float64], wanted: list[int]) -> list[tuple[int, int]]:
    """One reviewer for as many of the rows as can be, at the highest affinity in sum: each free place is a column."""
    from scipy.optimize import linear_sum_assignment

    places = np.repeat(np.arange(len(given.reviewers)), np.minimum(given.room, len(wanted)))
    if not (len(places) and wanted):
        return []
    free = (given.allowed & ~given.standing)[wanted][:, places]
    worth = np.where(free, 1.0 + len(wanted) + affinity[wanted][:, places], 0.0)
    pairs = zip(*linear_sum_assignment(worth, maximize=True), strict=True)
    return [(wanted[one], int(places[place])) for one, place in pairs if free[one, place]]


def _affinity(rows: Connection, given: Ground, wanted: list[int]) -> NDArray[np.float64]:
    """How well reviewers suit, as the last proposal has it; what it does not know is compared now."""
    known = proposing.affinity(rows, given)
    if np.isnan(known[wanted]).any():
        words = texts(rows, given, set(wanted))
        alike = np.zeros(known.shape)
        alike[wanted] = likeness([words[row] for row in wanted], [one.expertise for one in given.reviewers])
        known = np.where(np.isnan(known), blended(alike, given.bids), known)
    return known


def _want(rows: Connection, person: Person, application: str, number: int) -> None:
    table = further_reviews
    values: dict[str, Any] = {"number": number, "person": person.id, "made": datetime.now(UTC)}
    if not rows.execute(update(table).where(table.c.application == application).values(**values)).rowcount:
        rows.execute(insert(table).values(application=application, **values))
