"""The tables of calls. A call holds its form, rubric, budget and rules as plain data; the rest belongs to it."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, Column, Float, ForeignKey, Integer, String, Table, Text, UniqueConstraint

from sanhak.center.columns import HASH, ID, NAME, by, key, made, of
from sanhak.store import BlobKey, Moment, metadata
from sanhak.store.schema import Plain

calls: Final = Table(
    "calls",
    metadata,
    key(),
    of("organisation"),
    Column("purpose", String(20), nullable=False),
    Column("title", Plain, nullable=False),
    Column("text", Plain, nullable=False),
    Column("state", String(20), nullable=False),
    Column("opens", Moment, nullable=False),
    Column("closes", Moment, nullable=False),
    Column("extended", Moment),
    Column("zone", String(60), nullable=False),
    Column("late", Boolean, nullable=False),
    Column("blind", Boolean, nullable=False),
    Column("form", Plain, nullable=False),
    Column("rubric", Plain, nullable=False),
    Column("rules", Plain, nullable=False),
    Column("reviews", Integer, nullable=False),
    Column("load", Integer, nullable=False),
    by(),
    made(),
)

applications: Final = Table(
    "applications",
    metadata,
    key(),
    of("call", index=True),
    Column("number", Integer),
    Column("state", String(20), nullable=False),
    Column("values", Plain, nullable=False),
    Column("late", Boolean, nullable=False),
    Column("submitted", Moment),
    Column("changed", Moment, nullable=False),
    Column("problem", ID, ForeignKey("problems.id", ondelete="SET NULL"), index=True),
    Column("measured", Plain),
    Column("project", ID, ForeignKey("projects.id", ondelete="SET NULL")),
    by(),
    made(),
    UniqueConstraint("call", "number"),
)

application_files: Final = Table(
    "application_files",
    metadata,
    key(),
    of("application", index=True),
    Column("field", NAME, nullable=False),
    Column("name", NAME, nullable=False),
    Column("media", NAME, nullable=False),
    Column("size", Integer, nullable=False),
    Column("hash", HASH, nullable=False),
    Column("blob", BlobKey, nullable=False),
    Column("blind", BlobKey),
    made(),
)

call_reviewers: Final = Table(
    "call_reviewers",
    metadata,
    of("call", primary_key=True),
    of("person", primary_key=True, index=True),
    Column("expertise", Text, nullable=False),
    Column("load", Integer),
    made(),
)

bids: Final = Table(
    "bids",
    metadata,
    of("application", primary_key=True),
    of("person", primary_key=True),
    Column("value", Float, nullable=False),
    made(),
)

conflicts: Final = Table(
    "conflicts",
    metadata,
    key(),
    of("application", index=True),
    of("person"),
    Column("reason", String(40), nullable=False),
    Column("facts", Plain, nullable=False),
    Column("overridden", Text),
    by("by"),
    made(),
    UniqueConstraint("application", "person", "reason"),
)

assignments: Final = Table(
    "assignments",
    metadata,
    key(),
    of("application", index=True),
    of("person", index=True),
    Column("why", Plain, nullable=False),
    Column("state", String(20), nullable=False),
    by("by"),
    made(),
    UniqueConstraint("application", "person"),
)

reviews: Final = Table(
    "reviews",
    metadata,
    key(),
    of("assignment", unique=True),
    Column("scores", Plain, nullable=False),
    Column("committee", Text, nullable=False),
    Column("applicant", Text, nullable=False),
    Column("confidence", Integer),
    Column("submitted", Moment),
    Column("changed", Moment, nullable=False),
)

passages: Final = Table(
    "passages",
    metadata,
    key(),
    of("application", index=True),
    Column("field", NAME, nullable=False),
    Column("found", Text, nullable=False),
    Column("state", String(20), nullable=False),
    by("by", optional=True),
    made(),
)

selections: Final = Table(
    "selections",
    metadata,
    key(),
    of("call", index=True),
    Column("proposal", Plain, nullable=False),
    Column("decided", Plain),
    Column("minutes", Text, nullable=False),
    Column("settled", Moment),
    by(),
    made(),
)

appeals: Final = Table(
    "appeals",
    metadata,
    key(),
    of("application", index=True),
    Column("text", Text, nullable=False),
    Column("reply", Text),
    Column("upheld", Boolean),
    Column("by", ID, ForeignKey("people.id")),
    Column("answered", Moment),
    made(),
)
