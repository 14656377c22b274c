"""Columns that many tables of the centre share: identifiers, whose row a row is, who made it and when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Column, ForeignKey, String

from sanhak.store import Moment
from sanhak.store.schema import IDENTIFIER

ID: Final = String(IDENTIFIER)
NAME: Final = String(200)
HASH: Final = String(64)
_IRREGULAR: Final[Mapping[str, str]] = {"person": "people", "study": "studies"}


def key() -> Column[str]:
    """The identifier of a row."""
    return Column("id", ID, primary_key=True)


def of(thing: str, *, name: str | None = None, optional: bool = False, **more: Any) -> Column[str]:
    """A column that points to the row of a ``thing``, with which this row goes; its table bears the plural."""
    table = _IRREGULAR.get(thing, f"{thing}s")
    return Column(name or thing, ID, ForeignKey(f"{table}.id", ondelete="CASCADE"), nullable=optional, **more)


def by(name: str = "person", *, optional: bool = False) -> Column[str]:
    """Who did it; the name stays when the person leaves, so people are never deleted but made unable to sign in."""
    return Column(name, ID, ForeignKey("people.id"), nullable=optional)


def made() -> Column[Any]:
    """When a row was made."""
    return Column("made", Moment, nullable=False)
