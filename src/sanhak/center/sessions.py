"""One's own sessions: where one is signed in, ending one from afar, and a new password, which ends the others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, func, select, update

from sanhak.center import entry, events, people, schema
from sanhak.center.entry_findings import OldPasswordWrong
from sanhak.center.findings import NotHere
from sanhak.center.passwords import Passwords
from sanhak.center.people import Person
from sanhak.center.rights import Right
from sanhak.finding import Refusal
from sanhak.store import Database
from sanhak.store.schema import IDENTIFIER
from sanhak.text import say


@dataclass(frozen=True, slots=True)
class Session:
    """A browser in which somebody is signed in; ``id`` opens nothing. ``seen`` is right to ten minutes."""

    id: str
    agent: str
    made: datetime
    seen: datetime
    current: bool


def mine(rows: Connection, me: Person, token: str) -> tuple[Session, ...]:
    """One's own sessions, the last used first; ``token`` is the secret of the one that asks."""
    table, this = schema.sessions.c, entry.hashed(token)
    asked = select(table.token, table.agent, table.made, table.seen)
    asked = asked.where(table.person == me.id, table.ends > datetime.now(UTC)).order_by(table.seen.desc())
    return tuple(
        Session(row.token[:IDENTIFIER], row.agent, row.made, row.seen, row.token == this) for row in rows.execute(asked)
    )


def end(rows: Connection, me: Person, session: str) -> None:
    """End a session of one's own; :class:`Refusal` C001 if there is none."""
    table = schema.sessions.c
    this = (table.person == me.id, func.substr(table.token, 1, IDENTIFIER) == session)
    if not rows.execute(delete(schema.sessions).where(*this)).rowcount:
        raise Refusal(NotHere())


def seen(rows: Connection, by: Person) -> dict[str, datetime]:
    """When each person was last here, as far as a session of theirs tells; for whoever may see who is here.

    Raises
    ------
    Refusal
        C002 without the right.
    """
    if not by.may(Right.AUDIT):
        people.need(by, Right.PEOPLE, say("to see who is here"))
    table = schema.sessions.c
    found = rows.execute(select(table.person, func.max(table.seen).label("seen")).group_by(table.person))
    return {row.person: row.seen for row in found}


def change_password(database: Database, passwords: Passwords, me: Person, *, old: str, new: str, token: str) -> None:
    """Take a new password; every session but the one whose secret is ``token`` ends.

    Raises
    ------
    Refusal
        C043 if the old one is not right, C004 if that came too often, C006 if the new one is weak.
    """
    keys = [entry.hashed(f"password {me.id}")]
    with database.reading() as rows:
        entry.refuse_hurry(rows, keys)
        kept = rows.scalar(select(schema.people.c.password).where(schema.people.c.id == me.id))
    if not passwords.fits(old, kept):
        with database.writing() as rows:
            entry.count_failure(rows, keys)
        raise Refusal(OldPasswordWrong(), field="old")
    hashed = passwords.hash(new, "new")
    with database.writing() as rows:
        rows.execute(update(schema.people).where(schema.people.c.id == me.id).values(password=hashed))
        others = (schema.sessions.c.person == me.id, schema.sessions.c.token != entry.hashed(token))
        rows.execute(delete(schema.sessions).where(*others))
        rows.execute(delete(schema.attempts).where(schema.attempts.c.key.in_(keys)))
        events.record(rows, "person.password", "person", me.id, person=me.id)
