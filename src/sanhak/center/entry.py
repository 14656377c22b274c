"""How people come in: passwords and pauses, sessions, invitations, and the first administrator.

What opens a door (a session, an invitation, a token of the API) is kept as its SHA-256 alone: whoever reads the
database cannot sign in with what stands there.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import Connection, delete, func, insert, select, update

from sanhak.center import events, outbox, people, projects, schema
from sanhak.center.findings import LinkUsedUp, NotAllowed, TooManyAttempts, WrongPassword
from sanhak.center.passwords import Passwords
from sanhak.center.people import Person
from sanhak.center.rights import MOST, Part, Right, Role
from sanhak.center.words import SHORT, choice, email, words
from sanhak.finding import Refusal
from sanhak.store import Database
from sanhak.text import Language, say

SESSION: Final = timedelta(days=14)
"""How long somebody stays signed in without coming back."""
INVITATION: Final = timedelta(days=7)
_FREE: Final = 5
"""Failures in a row that cost nothing."""
_FIRST_PAUSE: Final = 15
_LONGEST_PAUSE: Final = 900
_SEEN_EVERY: Final = timedelta(minutes=10)
"""A session's last use is noted this often, so that reading a page writes nothing most of the time."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """An open invitation, as the person who got its link sees it."""

    email: str
    role: Role
    organisation: str | None
    organisation_name: str | None
    project: str | None
    person: str | None


def hashed(token: str) -> str:
    """What is kept of a secret that opens a door."""
    return hashlib.sha256(token.encode()).hexdigest()


def sign_in(
    database: Database, passwords: Passwords, *, email_given: str, password: str, address: str, agent: str
) -> tuple[str, Person]:
    """A new session.

    Parameters
    ----------
    database, passwords
        Where people are kept, and what checks their passwords.
    email_given, password
        As typed.
    address, agent
        From which computer and programme.

    Returns
    -------
    tuple
        The secret of the session, to be kept by the browser alone, and the person.

    Raises
    ------
    Refusal
        C003 if they do not belong together, C004 if it failed too often.
    """
    keys = [hashed(f"email {email_given.strip().lower()}"), hashed(f"address {address}")]
    with database.reading() as rows:
        refuse_hurry(rows, keys)
        table = schema.people.c
        asked = select(table.id, table.password, table.active).where(table.email == email_given.strip().lower())
        row = rows.execute(asked).first()
    fits = passwords.fits(password, row.password if row is not None and row.active else None)
    with database.writing() as rows:
        if not fits or row is None:
            count_failure(rows, keys)
        else:
            rows.execute(delete(schema.attempts).where(schema.attempts.c.key.in_(keys)))
            token = open_session(rows, row.id, agent)
            person = people.get(rows, row.id)
            return token, person
    raise Refusal(WrongPassword())


def open_session(rows: Connection, person: str, agent: str) -> str:
    """Let somebody in whose password or link was right; gives the secret of the session."""
    token, now = secrets.token_urlsafe(32), datetime.now(UTC)
    rows.execute(delete(schema.sessions).where(schema.sessions.c.ends < now))
    values = {"token": hashed(token), "person": person, "made": now, "seen": now, "ends": now + SESSION}
    rows.execute(insert(schema.sessions).values(**values, agent=agent[:SHORT]))
    return token


def who(database: Database, token: str) -> Person | None:
    """The person of a session; None when there is none, it has ended, or the person may no longer sign in."""
    now = datetime.now(UTC)
    asked = people.shown().add_columns(schema.sessions.c.seen)
    asked = asked.join(schema.sessions, schema.sessions.c.person == schema.people.c.id)
    asked = asked.where(schema.sessions.c.token == hashed(token), schema.sessions.c.ends > now, schema.people.c.active)
    with database.reading() as rows:
        row = rows.execute(asked).mappings().first()
    if row is None:
        return None
    if row["seen"] < now - _SEEN_EVERY:
        with database.writing() as rows:
            mine = schema.sessions.c.token == hashed(token)
            rows.execute(update(schema.sessions).where(mine).values(seen=now, ends=now + SESSION))
    return people.person_of(row)


def sign_out(rows: Connection, token: str) -> None:
    """End a session."""
    rows.execute(delete(schema.sessions).where(schema.sessions.c.token == hashed(token)))


def invite(
    rows: Connection,
    by: Person,
    *,
    email_given: str,
    role: str,
    organisation: str,
    project: str | None = None,
) -> str:
    """The secret of a new invitation; it replaces an open one for the same address.

    Raises
    ------
    Refusal
        C002 without the right, C007 and C008 for the address, C013 for no role.
    """
    people.need(by, Right.PEOPLE, say("to invite people"))
    given = choice(role, Role, "role")
    if given is Role.ADMINISTRATOR and by.role is not Role.ADMINISTRATOR:
        raise Refusal(NotAllowed(needed=say("to make or change administrators")))
    address = email(email_given, "email")
    people.refuse_taken(rows, address)
    token = way(rows, address, given, organisation=organisation, by=by.id, project=project)
    events.record(rows, "person.invited", "invitation", hashed(token)[:14], person=by.id, email=address, role=given)
    return token


def first(rows: Connection) -> str | None:
    """The secret of the link by which the first administrator comes in; None once there is anybody."""
    if rows.scalar(select(func.count()).select_from(schema.people)):
        return None
    return way(rows, "", Role.ADMINISTRATOR)


def invitation(rows: Connection, token: str) -> Invitation:
    """What a link opens.

    Raises
    ------
    Refusal
        C005 if it was used, has run out or never was.
    """
    table, organisation = schema.invitations, schema.organisations
    asked = select(table, organisation.c.name.label("organisation_name")).outerjoin_from(table, organisation)
    row = rows.execute(asked.where(table.c.token == hashed(token))).mappings().first()
    if row is None or row["used"] is not None or row["ends"] < datetime.now(UTC):
        raise Refusal(LinkUsedUp())
    values = {name: row[name] for name in ("email", "organisation", "organisation_name", "project", "person")}
    return Invitation(role=Role(row["role"]), **values)


def accept(
    rows: Connection,
    token: str,
    *,
    name: str,
    password_hash: str,
    language: Language,
    email_given: str = "",
    organisation_name: str = "",
) -> Person:
    """Somebody new, by the link of an invitation, which is used up; or somebody here with a new password.

    ``email_given`` and ``organisation_name`` count for the first administrator alone, whose link names neither.

    Raises
    ------
    Refusal
        C005 for the link, C007 and C008 for the address, C009 for the names.
    """
    opened = invitation(rows, token)
    mine = schema.invitations.c.token == hashed(token)
    rows.execute(update(schema.invitations).where(mine).values(used=datetime.now(UTC)))
    outbox.withdraw(rows, opened.email)
    if opened.person:
        return _renew(rows, opened.person, password_hash)
    person = people.add(
        rows,
        email=opened.email or email(email_given, "email"),
        name=words(name, say("Name"), at="name"),
        role=opened.role,
        organisation=opened.organisation or people.found(rows, organisation_name, None).id,
        language=language,
        password=password_hash,
    )
    if opened.project:
        projects.place(rows, opened.project, person.id, MOST.get(person.role, Part.MEMBER))
    return person


def renew(rows: Connection, by: Person, person: str) -> str:
    """The secret of a link by which somebody gets a new password; :class:`Refusal` C001 or C002."""
    people.need(by, Right.PEOPLE, say("to invite people"))
    here = people.get(rows, person)
    if here.role is Role.ADMINISTRATOR and by.role is not Role.ADMINISTRATOR:
        raise Refusal(NotAllowed(needed=say("to make or change administrators")))
    events.record(rows, "person.renewed", "person", person, person=by.id, name=here.name)
    return way(rows, here.email, here.role, organisation=here.organisation, by=by.id, person=here.id)


def _renew(rows: Connection, person: str, password_hash: str) -> Person:
    """A new password; whoever was signed in with the old one no longer is."""
    rows.execute(delete(schema.sessions).where(schema.sessions.c.person == person))
    rows.execute(update(schema.people).where(schema.people.c.id == person).values(password=password_hash))
    return people.get(rows, person)


def way(
    rows: Connection,
    address: str,
    role: Role,
    *,
    organisation: str | None = None,
    by: str | None = None,
    project: str | None = None,
    person: str | None = None,
) -> str:
    """The secret of a new link for an address, in place of an open one; ``person`` gets a new password by it."""
    token, now = secrets.token_urlsafe(32), datetime.now(UTC)
    rows.execute(delete(schema.invitations).where(schema.invitations.c.email == address))
    outbox.withdraw(rows, address)
    values = {"token": hashed(token), "email": address, "role": role.value, "organisation": organisation, "by": by}
    values |= {"project": project, "person": person}
    rows.execute(insert(schema.invitations).values(**values, made=now, ends=now + INVITATION))
    return token


def refuse_hurry(rows: Connection, keys: list[str]) -> None:
    """Raise C004 while a pause lasts for the address or the computer."""
    until = rows.scalar(select(func.max(schema.attempts.c.until)).where(schema.attempts.c.key.in_(keys)))
    if until is not None and until > (now := datetime.now(UTC)):
        raise Refusal(TooManyAttempts(seconds=max(1, round((until - now).total_seconds()))))


def count_bad_token(database: Database, address: str) -> None:
    """A program at this computer sent a token that opens nothing; :class:`Refusal` C004 if it did too often."""
    keys = [hashed(f"token {address}")]
    with database.reading() as rows:
        refuse_hurry(rows, keys)
    with database.writing() as rows:
        count_failure(rows, keys)


def count_failure(rows: Connection, keys: list[str]) -> None:
    """Something that opens a door was wrong: after five failures in a row a pause begins, and doubles with each."""
    now, table = datetime.now(UTC), schema.attempts
    for key in keys:
        failures = (rows.scalar(select(table.c.failures).where(table.c.key == key).with_for_update()) or 0) + 1
        pause = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** (failures - _FREE)) if failures >= _FREE else 0
        rows.execute(delete(table).where(table.c.key == key))
        rows.execute(insert(table).values(key=key, failures=failures, until=now + timedelta(seconds=pause)))
