"""What an assignment of reviewers rests on: applications, reviewers, bids, conflicts, and what stands already."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, func, select

from sanhak.center.calls import schema as calling
from sanhak.center.calls.calls import Call
from sanhak.center.people import Person
from sanhak.center.reviewing import assigned, conflicts, passages, pool, schema
from sanhak.center.reviewing.assigned import State
from sanhak.center.reviewing.findings import NobodyAssigned
from sanhak.center.reviewing.pool import Entry, Reviewer
from sanhak.finding import Refusal

MOST_PAIRS: Final = 1_000
"""Pairs of application and reviewer up to which a page works its proposal out itself: 40 applications and 25 reviewers.

Tight calls in separate fields took at most 0.4 CPU seconds up to 1,200 pairs; the first that took half a minute had
1,600.
"""
MOST_SIGNS: Final = 500_000
"""Signs of all applications up to which a page compares words itself: 300,000 took 0.3 CPU seconds, 800,000 0.6."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What an assignment rests on: applications in rows, reviewers in columns, the arrays of shape (A, R).

    ``bids`` is NaN where there is none; ``wanted`` how many reviews each application is to have, shape (A,);
    ``versions`` say when what is read of each application has last changed, ``signs`` how much that is.
    """

    call: Call
    entries: Sequence[Entry]
    reviewers: Sequence[Reviewer]
    bids: NDArray[np.float64]
    allowed: NDArray[np.bool_]
    standing: NDArray[np.bool_]
    declined: NDArray[np.bool_]
    wanted: NDArray[np.intp]
    versions: Sequence[Sequence[str]]
    signs: int

    @property
    def large(self) -> bool:
        """Whether a proposal may take longer than a page is waited for, about a second."""
        return self.allowed.size > MOST_PAIRS or self.signs > MOST_SIGNS

    @property
    def room(self) -> NDArray[np.intp]:
        """How many applications more each reviewer may take, shape (R,)."""
        most = np.array([one.most for one in self.reviewers], dtype=np.intp)
        left: NDArray[np.intp] = np.maximum(most - self.standing.sum(axis=0), 0)
        return left

    def bid(self, row: int, column: int) -> float | None:
        """What a reviewer has answered to an application; None where nothing."""
        bid = float(self.bids[row, column])
        return None if np.isnan(bid) else bid

    def mark(self, way: str, seed: int) -> str:
        """What tells this ground, and a way of assigning on it, from any other."""
        facts: dict[str, Any] = {
            "way": [way, seed],
            "applications": [one.application.id for one in self.entries],
            "reviewers": [[one.person.id, one.expertise, one.most] for one in self.reviewers],
            "versions": [list(each) for each in self.versions],
            "bids": np.nan_to_num(self.bids, nan=-1.0).tolist(),
            "wanted": self.wanted.tolist(),
            "pairs": [np.packbits(pairs).tobytes().hex() for pairs in (self.allowed, self.standing)],
        }
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:16]


def ground(rows: Connection, person: Person, call: str) -> Ground:
    """What an assignment of a call rests on; :class:`Refusal` C001, C002, C144."""
    here = pool.running(rows, person, call)
    everything, everybody = pool.entries(rows, here.id), pool.reviewers(rows, here)
    if not (everything and everybody):
        raise Refusal(NobodyAssigned(applications=len(everything), reviewers=len(everybody)))
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
    versions, signs = _versions(rows, here, everything)
    more = further(rows, here.id)
    wanted = here.reviews + np.array([more.get(one.application.id, 0) for one in everything], dtype=np.intp)
    return Ground(
        here, everything, everybody, _bids(rows, row, column), (allowed & ~declined) | standing, standing, declined,
        np.maximum(wanted, standing.sum(axis=1)), versions, signs,
    )  # fmt: skip


def texts(rows: Connection, given: Ground, places: Collection[int] | None = None) -> dict[int, str]:
    """What reviewers may read of applications, by row: open fields and the words of files; of all, or of some."""
    wanted = range(len(given.entries)) if places is None else sorted(places)
    read: dict[str, list[str]] = defaultdict(list)
    for file in passages.shown_files(rows, given.call, [given.entries[row].application.id for row in wanted]):
        read[file.application].append(file.text)
    told = {row: given.entries[row].application for row in wanted}
    return {row: "\n".join([*pool.open_words(given.call, one).values(), *read[one.id]]) for row, one in told.items()}


def further(rows: Connection, call: str) -> Mapping[str, int]:
    """How many reviews more than the call asks for applications are to have; who may see them is asked before."""
    own = select(calling.applications.c.id).where(calling.applications.c.call == call)
    table = schema.further_reviews.c
    asked = select(table.application, table.number).where(table.application.in_(own), table.number > 0)
    return {row.application: row.number for row in rows.execute(asked)}


def _versions(rows: Connection, call: Call, everything: Sequence[Entry]) -> tuple[list[list[str]], int]:
    """When forms and files have last changed, and how many signs they hold; the words are not fetched."""
    own, read = calling.application_files.c, schema.file_texts.c
    hidden = {field.name for field in call.form if field.hidden and call.blind}
    asked = (
        select(own.application, own.field, own.id, read.made, func.length(read.text).label("signs"))
        .join(schema.file_texts, read.file == own.id)
        .where(own.application.in_([one.application.id for one in everything]))
        .order_by(own.id)
    )
    files: dict[str, list[str]] = defaultdict(list)
    signs = 0
    for row in rows.execute(asked):
        if row.field not in hidden:
            files[row.application].append(f"{row.id} {row.made.isoformat()}")
            signs += row.signs or 0
    typed = sum(len(told) for one in everything for told in pool.open_words(call, one.application).values())
    changed = [[one.application.changed.isoformat(), *files[one.application.id]] for one in everything]
    return changed, typed + signs


def _bids(rows: Connection, row: Mapping[str, int], column: Mapping[str, int]) -> NDArray[np.float64]:
    table = calling.bids.c
    found = np.full((len(row), len(column)), np.nan)
    for one in rows.execute(select(table.application, table.person, table.value).where(table.application.in_(row))):
        if one.person in column:
            found[row[one.application], column[one.person]] = one.value
    return found
