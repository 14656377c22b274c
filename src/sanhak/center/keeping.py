"""What the keeper of the machine may do without signing in: whoever can write the folder is trusted with it."""

from __future__ import annotations

from sqlalchemy import select

from sanhak.center import entry, people, schema
from sanhak.center.center import Center
from sanhak.center.rights import Role
from sanhak.center.words import choice, email


def way_in(center: Center, address: str, role: str, organisation: str | None) -> str:
    """The path of a link by which somebody comes in: new, or again with a new password.

    Raises
    ------
    Refusal
        C008 for the address, C013 for the role, C009 for the name of the organisation.
    """
    given, wanted = email(address), choice(role, Role)
    with center.database.writing() as rows:
        here = rows.scalar(select(schema.people.c.id).where(schema.people.c.email == given))
        if here is not None:
            return f"/welcome/{entry.way(rows, given, people.get(rows, here).role, person=here)}"
        first = rows.scalar(select(schema.organisations.c.name).order_by(schema.organisations.c.made).limit(1))
        home = people.found(rows, organisation or first or "", None)
        return f"/welcome/{entry.way(rows, given, wanted, organisation=home.id)}"
