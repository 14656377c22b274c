"""Calls: written by the office, open to all from a day on, closed to the second.

A draft is seen by the office alone. Whoever runs calls sees all of them with their applications; everybody else sees
open and ended calls, and of applications their own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection, select

from sanhak.center.calls import schema
from sanhak.center.calls.form import FormField
from sanhak.center.calls.rubric import Rubric
from sanhak.center.calls.rules import Rules
from sanhak.center.findings import NotHere
from sanhak.center.people import Person
from sanhak.center.rights import Right
from sanhak.finding import Refusal
from sanhak.text import Language, say


class Purpose(StrEnum):
    """What is chosen."""

    PROJECTS = "projects"
    SCHOLARSHIPS = "scholarships"
    COURSES = "courses"


class State(StrEnum):
    """How far a call has come."""

    DRAFT = "draft"
    OPEN = "open"
    REVIEW = "review"
    SELECTION = "selection"
    DECIDED = "decided"
    """The committee has decided and letters went out; appeals are heard."""
    ENDED = "ended"


PURPOSES: Final = {
    Purpose.PROJECTS: say("joint projects"),
    Purpose.SCHOLARSHIPS: say("scholarships"),
    Purpose.COURSES: say("courses"),
}
STATES: Final = {
    State.DRAFT: say("draft"),
    State.OPEN: say("open for applications"),
    State.REVIEW: say("in review"),
    State.SELECTION: say("being selected"),
    State.DECIDED: say("decided and told"),
    State.ENDED: say("closed for good"),
}


@dataclass(frozen=True, slots=True)
class Call:
    """A call: what is invited, until when, and by which form, rubric and rules it is judged.

    ``title`` and ``text`` are by language; ``extended`` replaces ``closes`` where it is set; ``zone`` is named as by
    IANA; ``late`` says whether late applications are taken (and marked); ``reviews`` are wanted of each application,
    and ``load`` is the most that one reviewer gets.
    """

    id: str
    organisation: str
    purpose: Purpose
    title: Mapping[Language, str]
    text: Mapping[Language, str]
    state: State
    opens: datetime
    closes: datetime
    extended: datetime | None
    zone: str
    late: bool
    blind: bool
    form: tuple[FormField, ...]
    rubric: Rubric
    rules: Rules
    reviews: int
    load: int
    person: str
    made: datetime

    @property
    def end(self) -> datetime:
        """The moment from which an application is late."""
        return self.extended or self.closes


def get(rows: Connection, person: Person, call: str) -> Call:
    """A call that the person may see; :class:`Refusal` C001."""
    row = rows.execute(select(schema.calls).where(schema.calls.c.id == call)).mappings().first()
    if row is None or not _visible(person, State(row["state"])):
        raise Refusal(NotHere())
    return of_row(row)


def of(rows: Connection, person: Person) -> Sequence[Call]:
    """All calls that the person may see, the latest first."""
    found = rows.execute(select(schema.calls).order_by(schema.calls.c.opens.desc())).mappings()
    return tuple(of_row(row) for row in found if _visible(person, State(row["state"])))


def of_row(row: Mapping[Any, Any]) -> Call:
    """The record of a row of the table."""
    values = {name: row[name] for name in Call.__slots__}
    return Call(
        **values
        | {
            "purpose": Purpose(row["purpose"]),
            "state": State(row["state"]),
            "form": tuple(map(FormField.load, row["form"])),
            "rubric": Rubric.load(row["rubric"]),
            "rules": Rules.load(row["rules"]),
        }
    )


def _visible(person: Person, state: State) -> bool:
    return person.may(Right.CALLS) or (person.may(Right.CONTENT) and state is not State.DRAFT)
