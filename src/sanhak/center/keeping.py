"""What is done for the keeper of the machine: a way in without signing in, and what is left over thrown away.

Whoever can write the folder is trusted with it.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import select

from sanhak.center import days, entry, people, schema, unfinished
from sanhak.center.center import Center
from sanhak.center.findings_asking import WhoseFirst
from sanhak.center.rights import Role
from sanhak.center.scholarship import retention
from sanhak.center.words import choice, email
from sanhak.finding import Refusal
from sanhak.store import BlobKey, metadata

A_DAY: Final = 24 * 3600.0
"""Seconds after which a blob without a row is left over from a process that was killed: no job writes for so long."""


def way_in(center: Center, address: str, role: str, organisation: str | None) -> str:
    """The path of a link by which somebody comes in: new, or again with a new password.

    Raises
    ------
    Refusal
        C008 for the address, C013 for the role, C009 for the name of the organisation, C072 if none is named or there.
    """
    given, wanted = email(address), choice(role, Role)
    with center.database.writing() as rows:
        here = rows.scalar(select(schema.people.c.id).where(schema.people.c.email == given))
        if here is not None:
            return f"/welcome/{entry.way(rows, given, people.get(rows, here).role, person=here)}"
        first = rows.scalar(select(schema.organisations.c.name).order_by(schema.organisations.c.made).limit(1))
        if not (named := organisation or first):
            raise Refusal(WhoseFirst())
        home = people.found(rows, named, None)
        return f"/welcome/{entry.way(rows, given, wanted, organisation=home.id)}"


def sweep(center: Center, older: float = A_DAY) -> int:
    """Delete the blobs that no row names and that are older than so many seconds; gives how many.

    What unfinished work has kept goes too, where nothing more comes of it, and data of scholars whose time is over.
    """
    with center.database.writing() as rows:
        gone = retention.sweep(rows, days.today())
    for key in gone:
        center.blobs.delete(key)
    with center.database.reading() as rows:
        unfinished.sweep(rows, center.blobs, older)
    left = set(center.blobs.older(older))
    if not left:
        return 0
    with center.database.reading() as rows:
        for table in metadata.sorted_tables:
            for column in table.columns:
                if isinstance(column.type, BlobKey):
                    left.difference_update(rows.scalars(select(column)))
    for key in left:
        center.blobs.delete(key)
    return len(left)
