"""Laboratories: who can take which problems, and how many at a time. Everybody who works here may read the list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, insert, select, update

from sanhak.center import events, people
from sanhak.center.finding import schema
from sanhak.center.finding.findings import NotACapacity
from sanhak.center.findings import NobodyHere, NotAllowed, NotHere, RoleTooSmall
from sanhak.center.people import Person
from sanhak.center.rights import MOST, ROLES, Right
from sanhak.center.schema import organisations
from sanhak.center.schema import people as people_table
from sanhak.center.words import LONG, SHORT, words
from sanhak.finding import Refusal
from sanhak.store import new_id
from sanhak.text import say

_MOST: Final = 50
_TABLE = schema.laboratories.c


@dataclass(frozen=True, slots=True)
class Laboratory:
    """A laboratory: its head is a person, ``capacity`` the projects that it takes in a matching, if it is ``open``."""

    id: str
    organisation: str
    organisation_name: str
    name: str
    head: str
    head_name: str
    expertise: str
    capacity: int
    open: bool


def of(rows: Connection, person: Person) -> tuple[Laboratory, ...]:
    """All laboratories by name; :class:`Refusal` C002 for those who have no content."""
    people.need(person, Right.CONTENT, say("to see laboratories"))
    return _read(rows, _TABLE.id.is_not(None))


def get(rows: Connection, person: Person, laboratory: str) -> Laboratory:
    """A laboratory that the person heads, or any for the office; :class:`Refusal` C001."""
    found = _read(rows, _TABLE.id == laboratory)
    if not found or not (person.may(Right.CALLS) or found[0].head == person.id):
        raise Refusal(NotHere())
    return found[0]


def of_ids(rows: Connection, ids: Sequence[str]) -> dict[str, Laboratory]:
    """Laboratories by identifier, for acts that have decided on access already."""
    return {one.id: one for one in _read(rows, _TABLE.id.in_(ids))}


def add(rows: Connection, person: Person, *, email: str, **given: str) -> str:
    """A new laboratory, by the office; it belongs to the organisation of its head. Gives its identifier.

    Raises
    ------
    Refusal
        C002; C016 where nobody has the head's address, C011 if this person could lead no project; C009, C189.
    """
    people.need(person, Right.CALLS, say("to add a laboratory"))
    head, made = _head(rows, email), new_id()
    facts = {"head": head.id, "organisation": head.organisation} | _facts({"open": "yes", **given})
    rows.execute(insert(schema.laboratories).values(id=made, person=person.id, made=datetime.now(UTC), **facts))
    events.record(rows, "laboratory.added", "laboratory", made, person=person.id, name=str(facts["name"]))
    return made


def change(rows: Connection, person: Person, laboratory: str, *, email: str = "", **given: str) -> None:
    """Change what a laboratory says of itself, by its head or the office; the office may name another head.

    Raises
    ------
    Refusal
        C001, C002; C009, C011, C016, C189 for the fields.
    """
    here, facts = get(rows, person, laboratory), _facts(given)
    if email:
        head = _head(rows, email)
        if head.id != here.head and not person.may(Right.CALLS):
            raise Refusal(NotAllowed(needed=say("to name the head of a laboratory")))
        facts |= {"head": head.id, "organisation": head.organisation}
    rows.execute(update(schema.laboratories).where(_TABLE.id == laboratory).values(**facts))
    name = str(facts["name"])
    events.record(rows, "laboratory.changed", "laboratory", laboratory, person=person.id, name=name)


def _head(rows: Connection, email: str) -> Person:
    row = rows.execute(people.shown().where(people_table.c.email == email.strip().lower())).mappings().first()
    if row is None or not row["active"]:
        raise Refusal(NobodyHere(email=email.strip()[:SHORT]), field="email")
    head = people.person_of(row)
    if not head.may(Right.CONTENT) or head.role in MOST:
        raise Refusal(RoleTooSmall(name=head.name, role=ROLES[head.role]), field="email")
    return head


def _facts(given: Mapping[str, str]) -> dict[str, Any]:
    typed = given.get("capacity", "").strip()
    if not typed.isdecimal() or not typed.isascii() or len(typed) > len(str(_MOST)) or int(typed) > _MOST:
        raise Refusal(NotACapacity(given=typed[:SHORT]), field="capacity")
    return {
        "name": words(given.get("name", ""), say("Name"), at="name"),
        "expertise": words(given.get("expertise", ""), say("Expertise"), most=LONG, at="expertise"),
        "capacity": int(typed),
        "open": bool(given.get("open")),
    }


def _read(rows: Connection, which: Any) -> tuple[Laboratory, ...]:
    asked = select(
        schema.laboratories, organisations.c.name.label("organisation_name"), people_table.c.name.label("head_name")
    )
    asked = asked.join(organisations, organisations.c.id == _TABLE.organisation)
    asked = asked.join(people_table, people_table.c.id == _TABLE.head).where(which).order_by(_TABLE.name)
    return tuple(
        Laboratory(**{name: row[name] for name in Laboratory.__slots__}) for row in rows.execute(asked).mappings()
    )
