"""Scholars: who they are, and who may see what of them.

The office sees all. A scholar sees all of their own. A mentor sees the name and the reports, while support lasts and
the scholar consents to the provision of them to the other organisation. Nobody else is told that a scholar exists.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection, false, insert, or_, select, update

from sanhak.center import days, events, people, schema
from sanhak.center.findings import NobodyHere, NotAllowed, NotHere
from sanhak.center.people import Person
from sanhak.center.rights import Right
from sanhak.center.scholarship import consents
from sanhak.center.scholarship import schema as own
from sanhak.center.scholarship.agreement import HAPPENINGS
from sanhak.center.scholarship.clawback import service_clock
from sanhak.center.scholarship.findings import ScholarTaken
from sanhak.center.scholarship.record import Record, records
from sanhak.center.scholarship.typed import account, clean
from sanhak.center.words import email
from sanhak.finding import Refusal
from sanhak.store import new_id
from sanhak.text import Text, say

FIELDS: Final = ("name", "university", "degree", "supervisor", "email", "bank", "account")


class Seat(StrEnum):
    """As whom somebody looks at a scholar."""

    OFFICE = "office"
    OWN = "own"
    MENTOR = "mentor"


def enter(rows: Connection, person: Person, scholar: str, *seats: Seat) -> tuple[Record, Seat]:
    """A scholar's record, and as whom the person sees it.

    Parameters
    ----------
    seats
        Those who may do what follows; all of them where none is named.

    Raises
    ------
    Refusal
        C001 if there is none for this person, C002 if they see the scholar and may not do this.
    """
    found = records(rows, own.scholars.c.id == scholar)
    seat = _seat(rows, person, found[0]) if found else None
    if seat is None:
        raise Refusal(NotHere())
    if seats and seat not in seats:
        raise Refusal(NotAllowed(needed=say("to keep scholarships")))
    return found[0], seat


def need_office(person: Person) -> None:
    """Go on only for those who run calls; :class:`Refusal` C002."""
    people.need(person, Right.CALLS, say("to keep scholarships"))


def everybody(rows: Connection, person: Person) -> tuple[Record, ...]:
    """All scholars, for the office; :class:`Refusal` C002."""
    need_office(person)
    return records(rows, own.scholars.c.id != "")


def mine(rows: Connection, person: Person) -> tuple[tuple[Record, Seat], ...]:
    """The scholars that a person is or mentors."""
    table, mentorships = own.scholars.c, own.mentorships.c
    mentored = select(mentorships.scholar).where(mentorships.person == person.id, mentorships.ended.is_(None))
    who = or_(table.person == person.id, table.id.in_(mentored)) if person.may(Right.CONTENT) else false()
    seats = [(record, _seat(rows, person, record, office=False)) for record in records(rows, who)]
    return tuple((record, seat) for record, seat in seats if seat is not None)


def add(rows: Connection, person: Person, **given: str) -> str:
    """A new scholar; gives their identifier.

    Parameters
    ----------
    given
        Words by the names in :data:`FIELDS`; those that are missing are empty.

    Raises
    ------
    Refusal
        C002; C008, C009, C016, C220, C234, C237 for the fields.
    """
    need_office(person)
    values = _values(rows, given)
    _refuse_taken(rows, "", values)
    made = new_id()
    rows.execute(insert(own.scholars).values(id=made, by=person.id, made=datetime.now(UTC), **values))
    events.record(rows, "scholar.added", "scholar", made, person=person.id)
    return made


def check(rows: Connection, given: Mapping[str, str]) -> None:
    """Go on only if a scholar with these words could be added; :class:`Refusal` as for :func:`add`."""
    _refuse_taken(rows, "", _values(rows, given))


def change(rows: Connection, person: Person, scholar: str, **given: str) -> None:
    """Change who a scholar is, or their account; :class:`Refusal` as for :func:`add`."""
    record, _ = enter(rows, person, scholar, Seat.OFFICE)
    before = {name: getattr(record.scholar, name) for name in ("name", "university", "degree", "supervisor", "bank")}
    values = _values(rows, before | {"account": record.scholar.account} | given)
    if "email" not in given:
        del values["person"]
    _refuse_taken(rows, scholar, values)
    rows.execute(update(own.scholars).where(own.scholars.c.id == scholar).values(**values))
    events.record(rows, "scholar.changed", "scholar", scholar, person=person.id)


def state_of(record: Record, today: date) -> Text:
    """Where a scholar stands, in a word."""
    standing = record.on(today)
    if not record.versions:
        return say("not signed")
    if standing.paused:
        return HAPPENINGS[min(standing.paused)]
    if standing.serving:
        left = service_clock(record.versions, record.events, today).left
        return say("in service") if left > 0 else say("service done")
    if standing.ended is not None:
        return HAPPENINGS[standing.ended]
    if standing.version is None:
        return say("begins later") if today < min(one.since for one in record.versions) else say("agreement over")
    return say("supported")


def _seat(rows: Connection, person: Person, record: Record, *, office: bool = True) -> Seat | None:
    if office and person.may(Right.CALLS):
        return Seat.OFFICE
    if not person.may(Right.CONTENT):
        return None
    if record.scholar.person == person.id:
        return Seat.OWN
    mentors = record.mentor == person.id and not over(record, days.today())
    return Seat.MENTOR if mentors and consents.stands(rows, record.scholar.id, consents.Kind.PROVISION) else None


def over(record: Record, today: date) -> bool:
    """Whether support has ended: the consent to provision reaches no further."""
    last = max((one.until for one in record.versions), default=today)
    return record.on(today).ended is not None or last < today


def _values(rows: Connection, given: Mapping[str, str]) -> dict[str, Any]:
    titles = {
        "name": say("Name"), "university": say("University"), "degree": say("Course"), "supervisor": say("Supervisor"),
        "bank": say("Bank"),
    }  # fmt: skip
    values: dict[str, Any] = {
        name: clean(given.get(name, ""), title, empty=name != "name", at=name) for name, title in titles.items()
    }
    values["account"] = account(given.get("account", ""), "account")
    values["person"] = somebody(rows, given.get("email", ""), "email")
    return values


def somebody(rows: Connection, typed: str, at: str) -> str | None:
    """The person of an address, or None for nothing; :class:`Refusal` C008, C016."""
    if not typed.strip():
        return None
    address = email(typed, at)
    table = schema.people.c
    here: str | None = rows.scalar(select(table.id).where(table.email == address, table.active))
    if here is None:
        raise Refusal(NobodyHere(email=address), field=at)
    return here


def _refuse_taken(rows: Connection, scholar: str, values: dict[str, Any]) -> None:
    person = values.get("person")
    taken = select(own.scholars.c.id).where(own.scholars.c.person == person, own.scholars.c.id != scholar)
    if person is not None and rows.scalar(taken):
        raise Refusal(ScholarTaken(), field="email")
