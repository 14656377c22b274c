"""The seed behind an attempt: known to this workbench alone, and to nobody who takes the lesson.

It is the HMAC-SHA256 (RFC 2104) of person, lesson and attempt under a secret of the workbench. Nothing of it is kept
but the secret: the same attempt gives the same seed, and whoever does not know the secret cannot tell one from chance.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Final

from sqlalchemy import Connection, insert, select, text

from sanhak.center.schema import secrets as table

_NAME: Final = "lessons"
_MAKING: Final = 5_801_003
"""The number of PostgreSQL's lock under which one transaction makes the secret."""
_BYTES: Final = 32
_SEED_BYTES: Final = 8


def prepare(rows: Connection) -> None:
    """Make the secret of the workbench where there is none yet."""
    if rows.dialect.name == "postgresql":
        rows.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MAKING})
    if _secret(rows) is None:
        rows.execute(insert(table).values(name=_NAME, value=secrets.token_hex(_BYTES)))


def seed_of(rows: Connection, person: str, lesson: str, number: int) -> int:
    """The seed of an attempt, a whole number under 2⁶³; the secret has to be there."""
    secret = _secret(rows)
    if secret is None:
        raise RuntimeError("an attempt was begun without the workbench's secret")
    digest = hmac.digest(bytes.fromhex(secret), f"{person}\n{lesson}\n{number}".encode(), hashlib.sha256)
    return int.from_bytes(digest[:_SEED_BYTES], "big") >> 1


def _secret(rows: Connection) -> str | None:
    found: str | None = rows.scalar(select(table.c.value).where(table.c.name == _NAME))
    return found
