"""The tables of the centre. A row that belongs to another goes with it (CASCADE); a blob's key is kept by one row."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Boolean, Column, Date, Float, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from sanhak.store import BlobKey, Moment, metadata
from sanhak.store.schema import IDENTIFIER, Plain

_Id: Final = String(IDENTIFIER)
_Name: Final = String(200)
_Hash: Final = String(64)


def _key() -> Column[str]:
    return Column("id", _Id, primary_key=True)


def _of(table: str, *, name: str | None = None, optional: bool = False, **more: Any) -> Column[str]:
    """A column that points to a row of ``table``, with which this row goes."""
    return Column(name or table, _Id, ForeignKey(f"{_PLURAL[table]}.id", ondelete="CASCADE"), nullable=optional, **more)


def _by(name: str = "person") -> Column[str]:
    """Who did it; the name stays when the person leaves, so people are never deleted but made unable to sign in."""
    return Column(name, _Id, ForeignKey("people.id"), nullable=False)


def _made() -> Column[Any]:
    return Column("made", Moment, nullable=False)


_PLURAL: Final = {
    "organisation": "organisations",
    "person": "people",
    "project": "projects",
    "dataset": "datasets",
    "upload": "uploads",
    "version": "versions",
    "study": "studies",
    "answer": "answers",
    "decision": "decisions",
}

organisations: Final = Table(
    "organisations", metadata, _key(), Column("name", _Name, nullable=False, unique=True), _made()
)

people: Final = Table(
    "people",
    metadata,
    _key(),
    Column("organisation", _Id, ForeignKey("organisations.id"), nullable=False),
    Column("role", String(20), nullable=False),
    Column("email", _Name, nullable=False, unique=True),
    Column("name", _Name, nullable=False),
    Column("language", String(2), nullable=False),
    Column("theme", String(10), nullable=False, server_default="auto"),
    Column("password", _Name),
    Column("active", Boolean, nullable=False),
    _made(),
)

sessions: Final = Table(
    "sessions",
    metadata,
    Column("token", _Hash, primary_key=True),
    _of("person", index=True),
    _made(),
    Column("seen", Moment, nullable=False),
    Column("ends", Moment, nullable=False),
    Column("agent", _Name, nullable=False),
)

invitations: Final = Table(
    "invitations",
    metadata,
    Column("token", _Hash, primary_key=True),
    Column("email", _Name, nullable=False),
    Column("role", String(20), nullable=False),
    _of("organisation", optional=True),
    _of("project", optional=True),
    Column("by", _Id, ForeignKey("people.id")),
    Column("person", _Id, ForeignKey("people.id")),
    _made(),
    Column("ends", Moment, nullable=False),
    Column("used", Moment),
)

tokens: Final = Table(
    "tokens",
    metadata,
    _key(),
    Column("token", _Hash, nullable=False, unique=True),
    _of("person", index=True),
    Column("name", _Name, nullable=False),
    Column("scope", String(20), nullable=False),
    _made(),
    Column("ends", Moment, nullable=False),
    Column("used", Moment),
    Column("revoked", Moment),
)

attempts: Final = Table(
    "attempts",
    metadata,
    Column("key", _Hash, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("until", Moment, nullable=False),
)

projects: Final = Table(
    "projects",
    metadata,
    _key(),
    _of("organisation"),
    Column("title", _Name, nullable=False),
    Column("question", Text, nullable=False),
    Column("area", String(40), nullable=False),
    Column("goal", Text, nullable=False),
    Column("kpi", _Name, nullable=False),
    Column("unit", String(40), nullable=False),
    Column("start", Float),
    Column("target", Float),
    Column("state", String(20), nullable=False),
    Column("private", Boolean, nullable=False),
    _by(),
    _made(),
)

members: Final = Table(
    "members",
    metadata,
    _of("project", primary_key=True),
    _of("person", primary_key=True, index=True),
    Column("part", String(10), nullable=False),
    _made(),
)

milestones: Final = Table(
    "milestones",
    metadata,
    _key(),
    _of("project", index=True),
    Column("title", _Name, nullable=False),
    Column("due", Date, nullable=False),
    Column("study", _Id, ForeignKey("studies.id", ondelete="SET NULL")),
    Column("answer", _Id, ForeignKey("answers.id", ondelete="SET NULL")),
    Column("passed", Moment),
    _by(),
    _made(),
)

comments: Final = Table(
    "comments",
    metadata,
    _key(),
    _of("project"),
    Column("about", String(20), nullable=False),
    Column("thing", _Id, nullable=False),
    Column("text", Text, nullable=False),
    _by(),
    _made(),
    Index("ix_comments_about", "about", "thing"),
)

files: Final = Table(
    "files",
    metadata,
    _key(),
    _of("project", index=True),
    Column("name", _Name, nullable=False),
    Column("media", _Name, nullable=False),
    Column("size", Integer, nullable=False),
    Column("blob", BlobKey, nullable=False),
    _by(),
    _made(),
)

datasets: Final = Table(
    "datasets",
    metadata,
    _key(),
    _of("project", index=True),
    Column("name", _Name, nullable=False),
    _by(),
    _made(),
)

uploads: Final = Table(
    "uploads",
    metadata,
    _key(),
    _of("dataset", index=True),
    Column("name", _Name, nullable=False),
    Column("size", Integer, nullable=False),
    Column("hash", _Hash, nullable=False),
    Column("blob", BlobKey, nullable=False),
    _by(),
    _made(),
)

versions: Final = Table(
    "versions",
    metadata,
    _key(),
    _of("dataset", index=True),
    Column("number", Integer, nullable=False),
    _of("upload"),
    Column("reading", Plain, nullable=False),
    Column("steps", Plain, nullable=False),
    Column("joined", Plain, nullable=False),
    Column("job", _Id, nullable=False, unique=True),
    Column("rows", Integer),
    Column("columns", Integer),
    Column("hash", _Hash),
    Column("table", BlobKey),
    Column("profile", BlobKey),
    _by(),
    _made(),
)

studies: Final = Table(
    "studies",
    metadata,
    _key(),
    _of("project", index=True),
    Column("kind", String(60), nullable=False),
    Column("title", _Name, nullable=False),
    Column("values", Plain, nullable=False),
    Column("tables", Plain, nullable=False),
    Column("seed", Integer, nullable=False),
    Column("effort", Float, nullable=False),
    Column("job", _Id),
    Column("every", String(10)),
    Column("next", Moment),
    Column("missed", Plain),
    _by(),
    _made(),
    Column("changed", Moment, nullable=False),
)

answers: Final = Table(
    "answers",
    metadata,
    _key(),
    _of("study", index=True),
    _of("project", index=True),
    Column("job", _Id, nullable=False, unique=True),
    Column("number", Integer, nullable=False),
    Column("kind", String(60), nullable=False),
    Column("values", Plain, nullable=False),
    Column("tables", Plain, nullable=False),
    Column("seed", Integer, nullable=False),
    Column("headline", Plain, nullable=False),
    Column("catch", Plain, nullable=False),
    Column("sought", Text, nullable=False),
    Column("worst", Plain),
    Column("promise", Plain),
    Column("hash", _Hash, nullable=False),
    Column("archive", BlobKey, nullable=False),
    Column("seconds", Float, nullable=False),
    _by(),
    _made(),
)

decisions: Final = Table(
    "decisions",
    metadata,
    _key(),
    _of("project", index=True),
    _of("answer", index=True),
    Column("actions", Plain, nullable=False),
    Column("promise", Plain),
    Column("versions", Plain, nullable=False),
    Column("note", Text, nullable=False),
    _by(),
    _made(),
)

outcomes: Final = Table(
    "outcomes",
    metadata,
    _key(),
    _of("decision", index=True),
    Column("value", Float, nullable=False),
    Column("lower", Float),
    Column("upper", Float),
    Column("unit", String(40)),
    Column("measured", Date, nullable=False),
    Column("note", Text, nullable=False),
    _by(),
    _made(),
)

secrets: Final = Table(
    "secrets", metadata, Column("name", String(40), primary_key=True), Column("value", _Hash, nullable=False)
)

lesson_attempts: Final = Table(
    "lesson_attempts",
    metadata,
    _key(),
    _by(),
    Column("lesson", String(60), nullable=False),
    Column("number", Integer, nullable=False),
    _made(),
    Column("settled", Moment),
    Column("settings", Plain),
    Column("points", Float),
    Column("grade", Plain),
    UniqueConstraint("person", "lesson", "number"),
)

events: Final = Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False),
    Column("person", _Id, ForeignKey("people.id")),
    Column("project", _Id, index=True),
    Column("act", String(40), nullable=False),
    Column("about", String(20), nullable=False),
    Column("thing", _Id, nullable=False),
    Column("facts", Text, nullable=False),
    Column("before", _Hash, nullable=False),
    Column("hash", _Hash, nullable=False),
)

outbox: Final = Table(
    "outbox",
    metadata,
    _key(),
    Column("to", _Name, nullable=False),
    Column("subject", _Name, nullable=False),
    Column("body", Text, nullable=False),
    _by(),
    _made(),
    Column("sent", Moment),
)

requests: Final = Table(
    "requests",
    metadata,
    Column("key", _Hash, primary_key=True),
    _of("person"),
    Column("asked", _Hash, nullable=False),
    Column("status", Integer, nullable=False),
    Column("reply", Text, nullable=False),
    _made(),
)
