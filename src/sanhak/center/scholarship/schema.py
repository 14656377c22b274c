"""The tables of scholarships. A signed version is never changed; what happened is annulled, never deleted."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, Column, Date, Float, ForeignKey, Integer, String, Table, Text, UniqueConstraint

from sanhak.center.columns import HASH, ID, NAME, by, key, made, of
from sanhak.store import BlobKey, Moment, metadata
from sanhak.store.schema import Plain

scholars: Final = Table(
    "scholars",
    metadata,
    key(),
    Column("name", NAME, nullable=False),
    Column("university", NAME, nullable=False),
    Column("degree", NAME, nullable=False),
    Column("supervisor", NAME, nullable=False),
    Column("person", ID, ForeignKey("people.id"), unique=True),
    Column("bank", NAME, nullable=False),
    Column("account", String(40), nullable=False),
    by("by"),
    made(),
)

agreements: Final = Table(
    "scholar_agreements",
    metadata,
    key(),
    Column("scholar", ID, ForeignKey("scholars.id", ondelete="CASCADE"), nullable=False),
    Column("application", ID, ForeignKey("applications.id", ondelete="SET NULL"), unique=True),
    Column("number", Integer, nullable=False),
    Column("terms", Plain, nullable=False),
    Column("approval", NAME, nullable=False),
    Column("scan", BlobKey),
    Column("scan_hash", HASH),
    Column("office", ID, ForeignKey("people.id")),
    Column("office_at", Moment),
    Column("scholar_at", Moment),
    Column("signed", Moment),
    by("by"),
    made(),
    UniqueConstraint("scholar", "number"),
)

offers: Final = Table(
    "scholar_offers",
    metadata,
    of("call", primary_key=True),
    Column("offer", Plain, nullable=False),
    by("by"),
    made(),
)
"""What a call for scholarships offers."""

happenings: Final = Table(
    "scholar_events",
    metadata,
    key(),
    of("scholar", index=True),
    Column("kind", String(20), nullable=False),
    Column("on", Date, nullable=False),
    Column("note", Text, nullable=False),
    Column("annulled", Moment),
    Column("because", Text, nullable=False),
    by("by"),
    made(),
)

mentors: Final = Table(
    "mentors",
    metadata,
    Column("person", ID, ForeignKey("people.id"), primary_key=True),
    Column("fields", Text, nullable=False),
    Column("capacity", Integer, nullable=False),
    Column("open", Boolean, nullable=False),
    by("by"),
    made(),
)
"""Who may become a mentor: ``capacity`` scholars at a time, and whether they take part in the next matching."""

mentorships: Final = Table(
    "mentorships",
    metadata,
    key(),
    of("scholar", index=True),
    Column("person", ID, ForeignKey("people.id"), nullable=False, index=True),
    Column("since", Date, nullable=False),
    Column("ended", Date),
    Column("because", Text, nullable=False),
    by("by"),
    made(),
)
"""Who mentored a scholar from when until when, and why another one came; the one without an end is the mentor."""

batches: Final = Table("scholar_batches", metadata, key(), Column("paid", Date, nullable=False), by("by"), made())

payments: Final = Table(
    "scholar_payments",
    metadata,
    key(),
    of("scholar"),
    Column("batch", ID, ForeignKey("scholar_batches.id"), index=True),
    Column("month", Date, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("gross", Integer, nullable=False),
    Column("tax", Integer, nullable=False),
    Column("standing", ID, nullable=False),
    Column("reversed", Moment),
    Column("because", Text, nullable=False),
    by("by"),
    made(),
    UniqueConstraint("scholar", "month", "kind", "standing"),
)
"""``standing`` is empty while a payment stands, and its own identifier once it is reversed: one stands for a month."""

kept_payments: Final = Table(
    "scholar_kept_payments",
    metadata,
    key(),
    Column("name", NAME, nullable=False),
    Column("month", Date, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("gross", Integer, nullable=False),
    Column("tax", Integer, nullable=False),
    Column("paid", Date, nullable=False),
    Column("reversed", Moment),
    Column("until", Date, nullable=False),
    made(),
)
"""Payments of scholars who are deleted, apart from all else, as long as the tax law asks for them."""

reports: Final = Table(
    "scholar_reports",
    metadata,
    key(),
    of("scholar"),
    Column("semester", String(10), nullable=False),
    Column("due", Date, nullable=False),
    Column("state", String(20), nullable=False),
    Column("average", Float),
    Column("scale", Float),
    Column("file", NAME, nullable=False),
    Column("hash", HASH),
    Column("blob", BlobKey),
    Column("remark", Text, nullable=False),
    Column("handed", Moment),
    made(),
    UniqueConstraint("scholar", "semester"),
)

consents: Final = Table(
    "scholar_consents",
    metadata,
    key(),
    of("scholar", index=True),
    Column("kind", String(20), nullable=False),
    Column("version", Integer, nullable=False),
    Column("given", Moment, nullable=False),
    Column("revoked", Moment),
    Column("paper", NAME, nullable=False),
    by("by"),
)
"""``paper`` says where it was given on paper, before or beside the workbench; empty where the scholar gave it here."""
