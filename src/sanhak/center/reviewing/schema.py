"""The tables of blind review beside those of calls: what was read in the files of applications."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, Column, String, Table, Text

from sanhak.center.columns import made, of
from sanhak.store import metadata
from sanhak.store.schema import Plain

file_texts: Final = Table(
    "file_texts",
    metadata,
    of("application_file", name="file", primary_key=True),
    Column("ending", String(10), nullable=False),
    Column("text", Text, nullable=False),
    Column("rest", Text, nullable=False),
    Column("seen", Boolean, nullable=False),
    Column("finding", Plain),
    made(),
)
"""What was read in a file when it was made blind, or the finding for which it could not be."""
