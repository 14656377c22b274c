"""The outbox: letters that are ready to go. Where mail is blocked, whoever wrote one copies its text and hands it over.

A letter may hold a link that opens a door, so its text is kept no longer than it is of use: it goes when the letter is
sent, when the link is used or taken back, and when the link has run out. Letters without a link wait longer,
and several to one address beside each other. Only its writer reads it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import Connection, and_, delete, insert, or_, select, update

from sanhak.center import schema
from sanhak.center.people import Person
from sanhak.store import Database, new_id

KEPT: Final = timedelta(days=7)
"""How long a letter with a link waits; it opens nothing afterwards."""
KEPT_LONGER: Final = timedelta(days=60)
"""How long a letter without a link waits to be sent or copied."""
_AT_ONCE: Final = 20


class NotTaken(Exception):  # noqa: N818 - it says what is the case
    """A server of mail takes letters, but not this one: its address is unknown there, say."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter; its text is empty once it was sent."""

    id: str
    to: str
    subject: str
    body: str
    made: datetime
    sent: datetime | None


def write(rows: Connection, by: Person, *, to: str, subject: str, body: str, replace: bool = True) -> str:
    """A letter that waits to be sent or copied; gives its identifier.

    With ``replace`` it holds a link that opens a door and takes the place of earlier such letters to the same address;
    without, it waits beside all others. A subject is one line, whatever stands in the title that it holds.
    """
    if replace:
        withdraw(rows, to)
    made = new_id()
    letter = {"to": to, "subject": " ".join(subject.split()), "body": body, "person": by.id, "link": replace}
    rows.execute(insert(schema.outbox).values(id=made, made=datetime.now(UTC), **letter))
    return made


def withdraw(rows: Connection, to: str) -> None:
    """The letter with a link to an address that waits is thrown away: the link opens nothing any more."""
    table = schema.outbox.c
    rows.execute(delete(schema.outbox).where(table.to == to, table.link, table.sent.is_(None)))


def waiting(rows: Connection, by: Person) -> tuple[Letter, ...]:
    """One's own letters of the last seven days, and those without a link that wait for longer; the latest first."""
    table, now = schema.outbox.c, datetime.now(UTC)
    young, waits = table.made > now - KEPT, and_(table.sent.is_(None), ~table.link, table.made > now - KEPT_LONGER)
    asked = select(*(table[name] for name in Letter.__slots__))
    asked = asked.where(table.person == by.id, or_(young, waits)).order_by(table.made.desc())
    return tuple(Letter(*row) for row in rows.execute(asked))


def clear(rows: Connection) -> None:
    """Throw away the letters that are older than their links, and those without that nobody has fetched for long."""
    table, now = schema.outbox.c, datetime.now(UTC)
    old = or_(and_(table.link, table.made < now - KEPT), table.made < now - KEPT_LONGER)
    rows.execute(delete(schema.outbox).where(old))


def send(database: Database, post: Callable[[Letter], None]) -> int:
    """Hand over the letters that wait, the oldest first, twenty at a time; gives how many went.

    A letter is marked before it is handed over and its text thrown away after: when the server falls in between, it is
    not sent twice, and its writer still has the text to copy. One that is :class:`NotTaken` waits, and the others go;
    what else ``post`` raises ends the sending.
    """
    table = schema.outbox.c
    asked = select(*(table[name] for name in Letter.__slots__)).where(table.sent.is_(None)).order_by(table.made)
    with database.reading() as rows:
        letters = [Letter(*row) for row in rows.execute(asked)]
    went = 0
    for letter in letters:
        went += _sent(database, letter, post)
        if went == _AT_ONCE:
            break
    return went


def _sent(database: Database, letter: Letter, post: Callable[[Letter], None]) -> bool:
    """Whether a letter went; not where another sender has it, or where it was not taken."""
    this = update(schema.outbox).where(schema.outbox.c.id == letter.id)
    with database.writing() as rows:
        if not rows.execute(this.where(schema.outbox.c.sent.is_(None)).values(sent=datetime.now(UTC))).rowcount:
            return False
    try:
        post(letter)
    except BaseException as error:
        with database.writing() as rows:
            rows.execute(this.values(sent=None))
        if isinstance(error, NotTaken):
            return False
        raise
    with database.writing() as rows:
        rows.execute(this.values(body=""))
    return True
