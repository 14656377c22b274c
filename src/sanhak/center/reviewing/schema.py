"""The tables of blind review beside those of calls: what was read in files, and the work that jobs do for a call."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, Column, Integer, String, Table, Text

from sanhak.center.columns import ID, by, made, of
from sanhak.store import BlobKey, metadata
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

preparations: Final = Table(
    "preparations",
    metadata,
    of("call", primary_key=True),
    Column("job", ID, nullable=False),
    Column("place", ID, nullable=False),
    made(),
)
"""The last job that made files of a call blind, and the folder in which it keeps what is done."""

proposed_assignments: Final = Table(
    "proposed_assignments",
    metadata,
    of("call", primary_key=True),
    Column("way", String(20), nullable=False),
    Column("seed", Integer, nullable=False),
    Column("job", ID),
    Column("given", BlobKey),
    Column("mark", String(16)),
    Column("found", Plain),
    by(),
    made(),
)
"""The last proposal of who reviews what (``found``), what it rests on (``mark``), and the job that works on one."""

further_reviews: Final = Table(
    "further_reviews",
    metadata,
    of("application", primary_key=True),
    Column("number", Integer, nullable=False),
    by(),
    made(),
)
"""How many reviews more than its call asks for an application is to have."""
