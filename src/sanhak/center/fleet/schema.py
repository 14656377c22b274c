"""The table of fleets: one row for a project, with what a failure and a planned job cost in it."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Date, Float, Table

from sanhak.center.columns import by, made, of
from sanhak.store import metadata

fleets: Final = Table(
    "fleets",
    metadata,
    of("project", primary_key=True),
    Column("failure", Float),
    Column("planned", Float),
    Column("until", Date),
    by(),
    made(),
)
