"""The tables of carrying out. All belong to a project and go with it; won are whole numbers, and years are years."""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, Date, Float, ForeignKey, Integer, String, Table, Text
from sqlalchemy import UniqueConstraint as Unique

from sanhak.center.columns import HASH, ID, NAME, by, key, made, of
from sanhak.store import BlobKey, Moment, metadata


def _file() -> tuple[Column[str], Column[str], Column[int], Column[str]]:
    """A file that may be there: its name, media, size, and the key of its blob."""
    return Column("name", NAME), Column("media", NAME), Column("size", Integer), Column("blob", BlobKey)


gates: Final = Table(
    "gates",
    metadata,
    of("milestone", primary_key=True),
    Column("reads", String(10), nullable=False),
    Column("comparison", String(10), nullable=False),
    Column("limit", Float, nullable=False),
    Column("unit", String(40), nullable=False),
    Column("worse", Boolean, nullable=False),
    by(),
    made(),
)

judgements: Final = Table(
    "judgements",
    metadata,
    key(),
    of("milestone", index=True),
    of("answer"),
    Column("answer_hash", HASH, nullable=False),
    Column("reads", String(10), nullable=False),
    Column("comparison", String(10), nullable=False),
    Column("limit", Float, nullable=False),
    Column("worse", Boolean, nullable=False),
    Column("unit", String(40), nullable=False),
    Column("value", Float, nullable=False),
    Column("lower", Float, nullable=False),
    Column("upper", Float, nullable=False),
    Column("passed", Boolean, nullable=False),
    by(),
    made(),
)

stages: Final = Table(
    "stages",
    metadata,
    key(),
    of("project", index=True),
    of("milestone", optional=True),
    Column("title", NAME, nullable=False),
    Column("quorum", Integer, nullable=False),
    Column("verdict", String(10)),
    Column("reason", Text, nullable=False),
    Column("settled", Moment),
    by(),
    made(),
)

votes: Final = Table(
    "votes",
    metadata,
    of("stage", primary_key=True),
    of("person", primary_key=True, index=True),
    Column("vote", String(10)),
    Column("note", Text, nullable=False),
    Column("cast", Moment),
)

loads: Final = Table(
    "loads",
    metadata,
    key(),
    of("project", index=True),
    of("person", index=True),
    Column("share", Float, nullable=False),
    Column("starts", Date, nullable=False),
    Column("ends", Date, nullable=False),
    by("setter"),
    made(),
)

budget_lines: Final = Table(
    "budget_lines",
    metadata,
    key(),
    of("project", index=True),
    Column("kind", String(10), nullable=False),
    Column("title", NAME, nullable=False),
    Column("year", Integer, nullable=False),
    Column("planned", BigInteger, nullable=False),
    by(),
    made(),
    Unique("project", "kind", "title", "year"),
)

spendings: Final = Table(
    "spendings",
    metadata,
    key(),
    of("project", index=True),
    Column("line", ID, ForeignKey("budget_lines.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("day", Date, nullable=False),
    Column("won", BigInteger, nullable=False),
    Column("note", Text, nullable=False),
    *_file(),
    Column("origin", HASH),
    by(),
    made(),
    Unique("project", "origin"),
)

risks: Final = Table(
    "risks",
    metadata,
    key(),
    of("project", index=True),
    Column("title", NAME, nullable=False),
    Column("likelihood", Integer, nullable=False),
    Column("impact", Integer, nullable=False),
    Column("measure", Text, nullable=False),
    by("owner"),
    Column("review", Date, nullable=False),
    Column("closed", Moment),
    by(),
    made(),
)

deliverables: Final = Table(
    "deliverables",
    metadata,
    key(),
    of("project", index=True),
    Column("title", NAME, nullable=False),
    Column("due", Date, nullable=False),
    *_file(),
    Column("handed", Moment),
    by("acceptor", optional=True),
    Column("accepted", Moment),
    Column("public", Moment),
    by(),
    made(),
)

terms: Final = Table(
    "project_terms",
    metadata,
    of("project", primary_key=True),
    Column("owner", NAME, nullable=False),
    Column("confidential", Date),
    Column("hold", Integer, nullable=False),
    Column("scope", Text, nullable=False),
    by(),
    made(),
)

proposals: Final = Table(
    "followup_proposals",
    metadata,
    key(),
    of("project", index=True),
    Column("title", NAME, nullable=False),
    Column("text", Text, nullable=False),
    by(),
    made(),
)

past: Final = Table(
    "past_decisions",
    metadata,
    key(),
    of("project", index=True),
    Column("day", Date, nullable=False),
    Column("title", NAME, nullable=False),
    Column("verdict", String(10)),
    Column("reason", Text, nullable=False),
    Column("who", NAME, nullable=False),
    Column("origin", HASH, nullable=False),
    by(),
    made(),
    Unique("project", "origin"),
)

imports: Final = Table(
    "project_imports",
    metadata,
    key(),
    of("project", optional=True, index=True),
    Column("hash", HASH, nullable=False),
    *_file(),
    Column("kept", Moment),
    by(),
    made(),
    Unique("person", "hash"),
)
