"""The tables of the centre. A row that belongs to another goes with it (CASCADE); a blob's key is kept by one row."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, Column, Date, Float, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from sanhak.center.columns import HASH, ID, NAME, by, key, made, of
from sanhak.store import BlobKey, Moment, metadata
from sanhak.store.schema import Plain

organisations: Final = Table(
    "organisations", metadata, key(), Column("name", NAME, nullable=False, unique=True), made()
)

people: Final = Table(
    "people",
    metadata,
    key(),
    Column("organisation", ID, ForeignKey("organisations.id"), nullable=False),
    Column("role", String(20), nullable=False),
    Column("email", NAME, nullable=False, unique=True),
    Column("name", NAME, nullable=False),
    Column("language", String(2), nullable=False),
    Column("theme", String(10), nullable=False, server_default="auto"),
    Column("password", NAME),
    Column("active", Boolean, nullable=False),
    made(),
)

sessions: Final = Table(
    "sessions",
    metadata,
    Column("token", HASH, primary_key=True),
    of("person", index=True),
    made(),
    Column("seen", Moment, nullable=False),
    Column("ends", Moment, nullable=False),
    Column("agent", NAME, nullable=False),
)

invitations: Final = Table(
    "invitations",
    metadata,
    Column("token", HASH, primary_key=True),
    Column("email", NAME, nullable=False),
    Column("role", String(20), nullable=False),
    of("organisation", optional=True),
    of("project", optional=True),
    Column("by", ID, ForeignKey("people.id")),
    Column("person", ID, ForeignKey("people.id")),
    made(),
    Column("ends", Moment, nullable=False),
    Column("used", Moment),
)

tokens: Final = Table(
    "tokens",
    metadata,
    key(),
    Column("token", HASH, nullable=False, unique=True),
    of("person", index=True),
    Column("name", NAME, nullable=False),
    Column("scope", String(20), nullable=False),
    made(),
    Column("ends", Moment, nullable=False),
    Column("used", Moment),
    Column("revoked", Moment),
)

attempts: Final = Table(
    "attempts",
    metadata,
    Column("key", HASH, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("until", Moment, nullable=False),
)

projects: Final = Table(
    "projects",
    metadata,
    key(),
    of("organisation"),
    Column("title", NAME, nullable=False),
    Column("question", Text, nullable=False),
    Column("area", String(40), nullable=False),
    Column("goal", Text, nullable=False),
    Column("kpi", NAME, nullable=False),
    Column("unit", String(40), nullable=False),
    Column("start", Float),
    Column("target", Float),
    Column("state", String(20), nullable=False),
    Column("private", Boolean, nullable=False),
    by(),
    made(),
)

members: Final = Table(
    "members",
    metadata,
    of("project", primary_key=True),
    of("person", primary_key=True, index=True),
    Column("part", String(10), nullable=False),
    made(),
)

milestones: Final = Table(
    "milestones",
    metadata,
    key(),
    of("project", index=True),
    Column("title", NAME, nullable=False),
    Column("due", Date, nullable=False),
    Column("study", ID, ForeignKey("studies.id", ondelete="SET NULL")),
    Column("answer", ID, ForeignKey("answers.id", ondelete="SET NULL")),
    Column("passed", Moment),
    by(),
    made(),
)

comments: Final = Table(
    "comments",
    metadata,
    key(),
    of("project"),
    Column("about", String(20), nullable=False),
    Column("thing", ID, nullable=False),
    Column("text", Text, nullable=False),
    by(),
    made(),
    Index("ix_comments_about", "about", "thing"),
)

files: Final = Table(
    "files",
    metadata,
    key(),
    of("project", index=True),
    Column("name", NAME, nullable=False),
    Column("media", NAME, nullable=False),
    Column("size", Integer, nullable=False),
    Column("blob", BlobKey, nullable=False),
    by(),
    made(),
)

datasets: Final = Table(
    "datasets",
    metadata,
    key(),
    of("project", index=True),
    Column("name", NAME, nullable=False),
    by(),
    made(),
)

uploads: Final = Table(
    "uploads",
    metadata,
    key(),
    of("dataset", index=True),
    Column("name", NAME, nullable=False),
    Column("size", Integer, nullable=False),
    Column("hash", HASH, nullable=False),
    Column("blob", BlobKey, nullable=False),
    by(),
    made(),
)

versions: Final = Table(
    "versions",
    metadata,
    key(),
    of("dataset", index=True),
    Column("number", Integer, nullable=False),
    of("upload"),
    Column("reading", Plain, nullable=False),
    Column("steps", Plain, nullable=False),
    Column("joined", Plain, nullable=False),
    Column("job", ID, nullable=False, unique=True),
    Column("rows", Integer),
    Column("columns", Integer),
    Column("hash", HASH),
    Column("table", BlobKey),
    Column("profile", BlobKey),
    by(),
    made(),
)

deliveries: Final = Table(
    "deliveries",
    metadata,
    key(),
    of("dataset", index=True),
    Column("name", NAME, nullable=False),
    Column("size", Integer, nullable=False),
    Column("hash", HASH, nullable=False),
    Column("blob", BlobKey, nullable=False),
    Column("version", ID, ForeignKey("versions.id", ondelete="SET NULL")),
    by(),
    made(),
)

studies: Final = Table(
    "studies",
    metadata,
    key(),
    of("project", index=True),
    Column("kind", String(60), nullable=False),
    Column("title", NAME, nullable=False),
    Column("values", Plain, nullable=False),
    Column("tables", Plain, nullable=False),
    Column("seed", Integer, nullable=False),
    Column("effort", Float, nullable=False),
    Column("job", ID),
    Column("every", String(10)),
    Column("next", Moment),
    Column("rest", Float),
    Column("missed", Plain),
    by(),
    made(),
    Column("changed", Moment, nullable=False),
)

answers: Final = Table(
    "answers",
    metadata,
    key(),
    of("study", index=True),
    of("project", index=True),
    Column("job", ID, nullable=False, unique=True),
    Column("number", Integer, nullable=False),
    Column("kind", String(60), nullable=False),
    Column("values", Plain, nullable=False),
    Column("tables", Plain, nullable=False),
    Column("seed", Integer, nullable=False),
    Column("headline", Plain, nullable=False),
    Column("catch", Plain, nullable=False),
    Column("sought", Text, nullable=False),
    Column("assets", Text, nullable=False, server_default=""),
    Column("worst", Plain),
    Column("promise", Plain),
    Column("chances", Plain),
    Column("moved", Plain),
    Column("hash", HASH, nullable=False),
    Column("archive", BlobKey, nullable=False),
    Column("seconds", Float, nullable=False),
    by(),
    made(),
)

drafts: Final = Table(
    "drafts",
    metadata,
    key(),
    of("answer", index=True),
    Column("moves", Plain, nullable=False),
    Column("count", Integer, nullable=False),
    by(),
    made(),
    UniqueConstraint("answer", "person"),
)
"""Moves in the plan of an answer, of each person."""

decisions: Final = Table(
    "decisions",
    metadata,
    key(),
    of("project", index=True),
    of("answer", index=True),
    Column("actions", Plain, nullable=False),
    Column("promise", Plain),
    Column("versions", Plain, nullable=False),
    Column("note", Text, nullable=False),
    by(),
    made(),
)

outcomes: Final = Table(
    "outcomes",
    metadata,
    key(),
    of("decision", index=True),
    Column("value", Float, nullable=False),
    Column("lower", Float),
    Column("upper", Float),
    Column("unit", String(40)),
    Column("measured", Date, nullable=False),
    Column("note", Text, nullable=False),
    by(),
    made(),
)

secrets: Final = Table(
    "secrets", metadata, Column("name", String(40), primary_key=True), Column("value", HASH, nullable=False)
)

lesson_attempts: Final = Table(
    "lesson_attempts",
    metadata,
    key(),
    by(),
    Column("lesson", String(60), nullable=False),
    Column("number", Integer, nullable=False),
    made(),
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
    Column("person", ID, ForeignKey("people.id")),
    Column("project", ID, index=True),
    Column("act", String(40), nullable=False),
    Column("about", String(20), nullable=False),
    Column("thing", ID, nullable=False),
    Column("facts", Text, nullable=False),
    Column("before", HASH, nullable=False),
    Column("hash", HASH, nullable=False),
)

outbox: Final = Table(
    "outbox",
    metadata,
    key(),
    Column("to", NAME, nullable=False),
    Column("subject", NAME, nullable=False),
    Column("body", Text, nullable=False),
    Column("link", Boolean, nullable=False),
    by(),
    made(),
    Column("sent", Moment),
)

requests: Final = Table(
    "requests",
    metadata,
    Column("key", HASH, primary_key=True),
    of("person"),
    Column("asked", HASH, nullable=False),
    Column("status", Integer, nullable=False),
    Column("reply", Text, nullable=False),
    made(),
)
