"""Open invitations: who was invited and has not come yet, and taking an invitation back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, func, select

from sanhak.center import events, outbox, people, schema
from sanhak.center.findings import NotAllowed, NotHere
from sanhak.center.people import Person
from sanhak.center.rights import Right, Role
from sanhak.finding import Refusal
from sanhak.store.schema import IDENTIFIER
from sanhak.text import say


@dataclass(frozen=True, slots=True)
class Open:
    """An invitation that nobody has taken up; ``renews`` says that it is for a new password. ``id`` opens nothing."""

    id: str
    email: str
    role: Role
    organisation_name: str | None
    renews: bool
    made: datetime
    ends: datetime


def waiting(rows: Connection, by: Person) -> tuple[Open, ...]:
    """The invitations that still open something, the latest first; :class:`Refusal` C002 without the right."""
    people.need(by, Right.PEOPLE, say("to invite people"))
    table, organisations = schema.invitations, schema.organisations
    asked = select(table, organisations.c.name.label("organisation_name")).outerjoin_from(table, organisations)
    asked = asked.where(table.c.used.is_(None), table.c.ends > datetime.now(UTC)).order_by(table.c.made.desc())
    return tuple(
        Open(
            row.token[:IDENTIFIER],
            row.email,
            Role(row.role),
            row.organisation_name,
            row.person is not None,
            row.made,
            row.ends,
        )
        for row in rows.execute(asked)
    )


def revoke(rows: Connection, by: Person, invitation: str) -> None:
    """Take an invitation back: its link opens nothing any more, and a letter that holds it is not sent.

    Raises
    ------
    Refusal
        C002 without the right, C001 if there is no such invitation.
    """
    people.need(by, Right.PEOPLE, say("to invite people"))
    table = schema.invitations.c
    this = (func.substr(table.token, 1, IDENTIFIER) == invitation, table.used.is_(None))
    row = rows.execute(select(table.email, table.role).where(*this)).first()
    if row is None:
        raise Refusal(NotHere())
    if row.role == Role.ADMINISTRATOR and by.role is not Role.ADMINISTRATOR:
        raise Refusal(NotAllowed(needed=say("to make or change administrators")))
    rows.execute(delete(schema.invitations).where(*this))
    outbox.withdraw(rows, row.email)
    events.record(rows, "person.uninvited", "invitation", invitation, person=by.id, email=row.email)
