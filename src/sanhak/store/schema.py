"""What all tables share: one catalogue of them, names of constraints, moments in UTC, keys of blobs, identifiers."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import JSON, DateTime, Dialect, MetaData, String, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB

metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)
"""All tables of all rooms; a room that keeps rows declares its tables on it."""

Plain: Final = JSON().with_variant(JSONB(), "postgresql")
"""A column of plain JSON data."""

_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""Signs that nobody mistakes for one another when an address is read aloud or typed from paper."""
IDENTIFIER: Final = 14
"""Signs of an identifier: 69 bits, not to be guessed."""


def new_id() -> str:
    """An identifier that cannot be guessed, fit for an address."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(IDENTIFIER))


class Moment(TypeDecorator[datetime]):
    """A moment in UTC. Rows keep it without a zone; Python always sees it with one."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database: the same moment in UTC.

        Raises
        ------
        ValueError
            If the moment has no zone.
        """
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone; moments are kept in UTC")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """From the database: with its zone."""
        del dialect
        return None if value is None else value.replace(tzinfo=UTC)


class BlobKey(TypeDecorator[str]):
    """The key of a blob, which belongs to this row alone: whoever deletes the row deletes the blob."""

    impl = String(64)
    cache_ok = True
