"""Mentors: who of the company can be one and of how many, and who mentors which scholar since when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from sqlalchemy import Connection, insert, select, update

from sanhak.center import events, people
from sanhak.center import schema as everybody
from sanhak.center.findings import NotAnEmail
from sanhak.center.people import Person
from sanhak.center.rights import ROLES, Role
from sanhak.center.scholarship import schema
from sanhak.center.scholarship.findings_caring import NotAMentor
from sanhak.center.scholarship.record import records
from sanhak.center.scholarship.scholars import Seat, enter, need_office, over, somebody
from sanhak.center.scholarship.typed import clean, within
from sanhak.center.words import LONG
from sanhak.finding import Refusal
from sanhak.store import new_id
from sanhak.text import say

MAY: Final = frozenset({Role.ADMINISTRATOR, Role.OFFICE, Role.MANAGER, Role.ENGINEER})
"""Roles of the company's people."""
_MOST: Final = 20


@dataclass(frozen=True, slots=True)
class Mentor:
    """Who can be a mentor; ``fields`` in words, ``capacity`` scholars at a time, of whom ``held`` are there."""

    person: str
    name: str
    email: str
    organisation_name: str
    fields: str
    capacity: int
    held: int
    open: bool

    @property
    def room(self) -> int:
        """How many more scholars they take now."""
        return max(0, self.capacity - self.held) if self.open else 0


def mentors(rows: Connection, person: Person, today: date) -> tuple[Mentor, ...]:
    """All who can be a mentor, by name; :class:`Refusal` C002 for others than the office."""
    need_office(person)
    return tuple(read(rows, today).values())


def read(rows: Connection, today: date) -> Mapping[str, Mentor]:
    """The mentors by person, for acts that have decided on access."""
    table, here, home = schema.mentors.c, everybody.people.c, everybody.organisations.c
    held = Counter(one.mentor for one in records(rows, schema.scholars.c.id != "") if not over(one, today))
    asked = (
        select(table.person, here.name, here.email, home.name.label("organisation_name"), table.fields,
               table.capacity, table.open)
        .join(everybody.people, here.id == table.person)
        .join(everybody.organisations, home.id == here.organisation)
        .where(here.active)
    )  # fmt: skip
    found = rows.execute(asked.order_by(here.name, here.id)).mappings()
    return {row["person"]: Mentor(**row, held=held[row["person"]]) for row in found}


def keep(
    rows: Connection, person: Person, *, email: str, fields: str = "", capacity: str = "1", open_: bool = True
) -> None:
    """Add somebody who can be a mentor, or say anew what they know and how many they take; by the office.

    Raises
    ------
    Refusal
        C002; C008, C009, C014, C016, C220, C223 for the fields, C252 for somebody who cannot be a mentor.
    """
    need_office(person)
    values: dict[str, Any] = {
        "fields": clean(fields, say("Fields"), most=LONG, at="fields"),
        "capacity": int(within(capacity, say("Scholars at a time"), 0, _MOST, "capacity")),
        "open": open_,
        "by": person.id,
    }
    named, table = _mentor(rows, email, "email"), schema.mentors
    if not rows.execute(update(table).where(table.c.person == named.id).values(**values)).rowcount:
        rows.execute(insert(table).values(person=named.id, made=datetime.now(UTC), **values))
    events.record(rows, "mentor.kept", "person", named.id, person=person.id, name=named.name)


def check(rows: Connection, email: str) -> None:
    """Go on only if the person of this address, if one is typed, can be a mentor; :class:`Refusal` C008, C016, C252."""
    if email.strip():
        _mentor(rows, email)


def name(rows: Connection, person: Person, scholar: str, email: str, today: date, because: str = "") -> None:
    """Name a scholar's mentor, or another one with a reason, or nobody; by the office.

    Raises
    ------
    Refusal
        C001, C002; C008 and C016 for the address, C009 without a reason where there is a mentor already, C220, C252.
    """
    record, _ = enter(rows, person, scholar, Seat.OFFICE)
    named = _mentor(rows, email).id if email.strip() else None
    if named == record.mentor:
        return
    why = clean(because, say("Reason"), most=LONG, empty=record.mentor is None, at="because")
    go_with(rows, person, scholar, named, today, why)


def go_with(rows: Connection, person: Person, scholar: str, mentor: str | None, today: date, because: str = "") -> None:
    """Somebody mentors a scholar from a day on in place of whoever did, for acts that have decided on access."""
    table = schema.mentorships
    before = (table.c.scholar == scholar) & table.c.ended.is_(None)
    rows.execute(update(table).where(before).values(ended=today, because=because))
    if mentor is not None:
        row = {"scholar": scholar, "person": mentor, "since": today, "because": "", "by": person.id}
        rows.execute(insert(table).values(id=new_id(), made=datetime.now(UTC), **row))
    events.record(rows, "scholar.mentor", "scholar", scholar, person=person.id)  # who it is concerns few


def _mentor(rows: Connection, email: str, at: str = "mentor") -> Person:
    """Who has this address, typed in the field ``at``, if they can be a mentor."""
    here = somebody(rows, email, at)
    if here is None:
        raise Refusal(NotAnEmail(email=""), field=at)
    found = people.get(rows, here)
    if found.role not in MAY:
        raise Refusal(NotAMentor(name=found.name, role=ROLES[found.role]), field=at)
    return found
