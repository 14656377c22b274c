"""Consents given and revoked: by the scholar here, or on paper, which the office names."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection, insert, update

from sanhak.center import events
from sanhak.center.people import Person
from sanhak.center.scholarship import schema
from sanhak.center.scholarship.consents import KINDS, VERSION, Kind, stands
from sanhak.center.scholarship.scholars import Seat, enter
from sanhak.center.scholarship.typed import clean
from sanhak.center.words import choice
from sanhak.store import new_id
from sanhak.text import say


def give(rows: Connection, person: Person, scholar: str, kind: str, paper: str = "") -> None:
    """Give a consent as the scholar, or write one down that was given on paper; one that stands is left alone.

    Raises
    ------
    Refusal
        C001, C002; C009 where the office does not name the paper, C013, C220.
    """
    _, seat = enter(rows, person, scholar, Seat.OWN, Seat.OFFICE)
    what = choice(kind, Kind)
    named = "" if seat is Seat.OWN else clean(paper, say("Where the paper is kept"), at="paper")
    if stands(rows, scholar, what):
        return
    row = {"kind": what.value, "version": VERSION[what], "given": datetime.now(UTC), "paper": named, "by": person.id}
    rows.execute(insert(schema.consents).values(id=new_id(), scholar=scholar, **row))
    events.record(rows, "consent.given", "scholar", scholar, person=person.id, kind=KINDS[what])


def revoke(rows: Connection, person: Person, scholar: str, kind: str) -> None:
    """Revoke a consent, as the scholar or for them; :class:`Refusal` C001, C002, C013."""
    enter(rows, person, scholar, Seat.OWN, Seat.OFFICE)
    what, table = choice(kind, Kind), schema.consents.c
    this = update(schema.consents).where(table.scholar == scholar, table.kind == what.value, table.revoked.is_(None))
    if rows.execute(this.values(revoked=datetime.now(UTC))).rowcount:
        events.record(rows, "consent.revoked", "scholar", scholar, person=person.id, kind=KINDS[what])
