"""The tables of matchings: who takes part on either side, as identifiers of their kind, and what each side wishes."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, String, Table, UniqueConstraint

from sanhak.center.columns import ID, NAME, by, key, made, of
from sanhak.store import Moment, metadata
from sanhak.store.schema import Plain

matchings: Final = Table(
    "matchings",
    metadata,
    key(),
    Column("kind", String(20), nullable=False),
    Column("title", NAME, nullable=False),
    Column("state", String(20), nullable=False),
    Column("first", Plain, nullable=False),
    Column("second", Plain, nullable=False),
    Column("result", Plain),
    by(),
    made(),
    Column("settled", Moment),
)

wishes: Final = Table(
    "wishes",
    metadata,
    key(),
    of("matching", index=True),
    Column("side", String(20), nullable=False),
    Column("thing", ID, nullable=False),
    Column("order", Plain, nullable=False),
    by(),
    made(),
    UniqueConstraint("matching", "side", "thing"),
)
