"""The tables of problems and laboratories."""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Integer, String, Table, Text

from sanhak.center.columns import ID, NAME, by, key, made, of
from sanhak.store import Moment, metadata
from sanhak.store.schema import Plain

laboratories: Final = Table(
    "laboratories",
    metadata,
    key(),
    of("organisation"),
    Column("name", NAME, nullable=False),
    Column("head", ID, ForeignKey("people.id"), nullable=False),
    Column("expertise", Text, nullable=False),
    Column("capacity", Integer, nullable=False),
    Column("open", Boolean, nullable=False),
    by(),
    made(),
)

problems: Final = Table(
    "problems",
    metadata,
    key(),
    of("organisation", index=True),
    Column("title", NAME, nullable=False),
    Column("wrong", Text, nullable=False),
    Column("place", NAME, nullable=False),
    Column("area", String(40), nullable=False),
    Column("practice", Text, nullable=False),
    Column("low", BigInteger),
    Column("likely", BigInteger),
    Column("high", BigInteger),
    Column("reckoning", Text, nullable=False),
    Column("recorded", Text, nullable=False),
    Column("state", String(20), nullable=False),
    Column("reason", Text, nullable=False),
    Column("follows", ID, ForeignKey("projects.id", ondelete="SET NULL")),
    Column("dataset", ID, ForeignKey("datasets.id", ondelete="SET NULL")),
    Column("outcome", NAME, nullable=False),
    Column("job", ID),
    Column("intake", Plain),
    Column("laboratory", ID, ForeignKey("laboratories.id", ondelete="SET NULL")),
    Column("project", ID, ForeignKey("projects.id", ondelete="SET NULL")),
    by(),
    made(),
    Column("changed", Moment, nullable=False),
    Column("sent", Moment),
)

problem_remarks: Final = Table(
    "problem_remarks",
    metadata,
    key(),
    of("problem", index=True),
    Column("text", Text, nullable=False),
    by(),
    made(),
)
