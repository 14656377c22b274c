"""The table of fleets: one row for a project, with what a failure and a planned job cost in it."""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Column, Date, Table

from sanhak.center.columns import by, made, of
from sanhak.store import metadata

fleets: Final = Table(
    "fleets",
    metadata,
    of("project", primary_key=True),
    Column("failure", BigInteger),
    Column("planned", BigInteger),
    Column("until", Date),
    by(),
    made(),
)
