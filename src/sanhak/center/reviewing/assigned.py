"""Assignments: which reviewer has which application, and how far the review of it has come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection, select

from sanhak.center.calls import schema as calling
from sanhak.center.findings import NotHere
from sanhak.finding import Refusal
from sanhak.text import say


class State(StrEnum):
    """Where an assignment stands."""

    ASSIGNED = "assigned"
    DECLINED = "declined"
    REMOVED = "removed"


STATES: Final = {
    State.ASSIGNED: say("assigned"),
    State.DECLINED: say("declined by the reviewer"),
    State.REMOVED: say("taken away"),
}


@dataclass(frozen=True, slots=True)
class Assigned:
    """A reviewer's application; ``begun`` and ``submitted`` are of the review, None where there is none yet."""

    id: str
    application: str
    person: str
    why: Mapping[str, Any]
    state: State
    made: datetime
    begun: datetime | None
    submitted: datetime | None


_SHOWN: Final = select(
    calling.assignments, calling.reviews.c.changed.label("begun"), calling.reviews.c.submitted
).outerjoin(calling.reviews, calling.reviews.c.assignment == calling.assignments.c.id)


def of_call(rows: Connection, call: str) -> tuple[Assigned, ...]:
    """All assignments of a call, also those that were declined; who may see them is asked before."""
    own = select(calling.applications.c.id).where(calling.applications.c.call == call)
    asked = _SHOWN.where(calling.assignments.c.application.in_(own)).order_by(calling.assignments.c.made)
    return tuple(map(_assigned, rows.execute(asked).mappings()))


def of_person(rows: Connection, person: str) -> tuple[Assigned, ...]:
    """What somebody has to review, or has reviewed."""
    table = calling.assignments.c
    asked = _SHOWN.where(table.person == person, table.state == State.ASSIGNED.value).order_by(table.made, table.id)
    return tuple(map(_assigned, rows.execute(asked).mappings()))


def get(rows: Connection, assignment: str) -> Assigned:
    """One assignment; who may see it is asked after. :class:`Refusal` C001."""
    row = rows.execute(_SHOWN.where(calling.assignments.c.id == assignment)).mappings().first()
    if row is None:
        raise Refusal(NotHere())
    return _assigned(row)


def _assigned(row: Mapping[Any, Any]) -> Assigned:
    return Assigned(**{name: row[name] for name in Assigned.__slots__} | {"state": State(row["state"])})
