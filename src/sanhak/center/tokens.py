"""Tokens: how programs come in. A token acts in the name of the person who made it, within its scope, until it ends.

Of a token its SHA-256 alone is kept, as of everything that opens a door (see :mod:`sanhak.center.entry`).
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection, insert, select, update

from sanhak.center import entry, events, people, schema
from sanhak.center.entry_findings import TokenLife, TokenReadsOnly, TokenUnknown
from sanhak.center.findings import NotHere
from sanhak.center.people import Person
from sanhak.center.words import SHORT, choice, words
from sanhak.finding import Refusal
from sanhak.store import Database, new_id
from sanhak.text import Text, say

MOST_DAYS: Final = 365
_MARK: Final = "sanhak_"
"""How a token begins, so that whoever finds one in a file knows what it opens, and scanners find it."""
_NOTED_EVERY: Final = timedelta(minutes=10)
"""A token's last use is noted this often, so that reading writes nothing most of the time."""


class Scope(StrEnum):
    """What a token may do in its person's name."""

    READ = "read"
    WRITE = "write"


SCOPES: Final[Mapping[Scope, Text]] = {
    Scope.READ: say("reads what you may see"),
    Scope.WRITE: say("also adds data, asks and decides in your name"),
}


@dataclass(frozen=True, slots=True)
class Token:
    """A token as its person sees it in a list; ``used`` is right to ten minutes."""

    id: str
    name: str
    scope: Scope
    made: datetime
    ends: datetime
    used: datetime | None
    revoked: datetime | None

    @property
    def open(self) -> bool:
        """Whether it still opens anything."""
        return self.revoked is None and self.ends > datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whoever sent a token: its person, and what it may do."""

    person: Person
    scope: Scope

    def need(self, scope: Scope) -> None:
        """Go on only if the scope is open; :class:`Refusal` C041 otherwise."""
        if scope is Scope.WRITE and self.scope is not Scope.WRITE:
            raise Refusal(TokenReadsOnly())


def make(rows: Connection, me: Person, *, name: str, scope: str, days: str) -> str:
    """A new token of one's own; gives its secret, which nobody can show again.

    Raises
    ------
    Refusal
        C009 for the name, C013 for no scope, C042 if ``days`` is no number from 1 to 365.
    """
    called, wide, life = words(name, say("Name"), at="name"), choice(scope, Scope, "scope"), _days(days)
    secret, made, now = _MARK + secrets.token_urlsafe(32), new_id(), datetime.now(UTC)
    row = {"id": made, "token": entry.hashed(secret), "person": me.id, "name": called, "scope": wide.value}
    rows.execute(insert(schema.tokens).values(**row, made=now, ends=now + timedelta(days=life)))
    events.record(rows, "token.made", "token", made, person=me.id, name=called, scope=wide.value, days=life)
    return secret


def mine(rows: Connection, me: Person) -> tuple[Token, ...]:
    """One's own tokens, the newest first; those that no longer open anything among them."""
    table = schema.tokens.c
    asked = select(*(table[name] for name in Token.__slots__)).where(table.person == me.id)
    return tuple(map(_token, rows.execute(asked.order_by(table.made.desc())).mappings()))


def revoke(rows: Connection, me: Person, token: str) -> None:
    """Take a token of one's own back at once; :class:`Refusal` C001 if it is none, or taken back already."""
    table = schema.tokens.c
    mine_open = (table.id == token, table.person == me.id, table.revoked.is_(None))
    name = rows.scalar(select(table.name).where(*mine_open))
    if name is None:
        raise Refusal(NotHere())
    rows.execute(update(schema.tokens).where(table.id == token).values(revoked=datetime.now(UTC)))
    events.record(rows, "token.revoked", "token", token, person=me.id, name=name)


def bearer(database: Database, secret: str, address: str) -> Bearer:
    """Whoever sends this token, from the computer at ``address``.

    A token that is right is never kept waiting; one that is wrong counts as a failure of its computer.

    Raises
    ------
    Refusal
        C040 if it opens nothing, C004 if that came too often from this computer.
    """
    now, table = datetime.now(UTC), schema.tokens.c
    asked = people.shown().add_columns(table.scope, table.used).join(schema.tokens, table.person == schema.people.c.id)
    this = table.token == entry.hashed(secret)
    with database.reading() as rows:
        open_ = asked.where(this, table.revoked.is_(None), table.ends > now, schema.people.c.active)
        row = rows.execute(open_).mappings().first()
    if row is None:
        entry.count_bad_token(database, address)
        raise Refusal(TokenUnknown())
    if row["used"] is None or row["used"] < now - _NOTED_EVERY:
        with database.writing() as rows:
            rows.execute(update(schema.tokens).where(this).values(used=now))
    return Bearer(people.person_of(row), Scope(row["scope"]))


def _days(given: str) -> int:
    typed = given.strip()
    if not (typed.isascii() and typed.isdigit()) or len(typed) > SHORT or not 1 <= int(typed) <= MOST_DAYS:
        raise Refusal(TokenLife(given=typed[:SHORT], most=MOST_DAYS), field="days")
    return int(typed)


def _token(row: Mapping[Any, Any]) -> Token:
    return Token(**{**row, "scope": Scope(row["scope"])})
