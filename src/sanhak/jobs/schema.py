"""The table of jobs: what waits to be carried out, what is under way, and what became of it."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, Column, Float, Index, Integer, String, Table, Text

from sanhak.store import Moment, metadata
from sanhak.store.schema import IDENTIFIER, Plain

jobs: Final = Table(
    "jobs",
    metadata,
    Column("id", String(IDENTIFIER), primary_key=True),
    Column("kind", String(64), nullable=False),
    Column("payload", Plain, nullable=False),
    Column("person", String(64), nullable=False),
    Column("project", String(64)),
    Column("priority", Integer, nullable=False, default=0),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("not_before", Moment),
    Column("alike", Text),  # jobs with the same words here take times that can be compared
    Column("size", Float),  # what the time grows with, rows for example
    Column("runner", String(128)),
    Column("lease", String(32)),
    Column("lease_until", Moment),
    Column("step", Plain),
    Column("trace", Plain),
    Column("cancel_asked", Boolean, nullable=False, default=False),
    Column("made", Moment, nullable=False),
    Column("started", Moment),
    Column("ended", Moment),
    Column("cpu", Float, nullable=False, default=0.0),
    Column("outcome", Plain),
)
"""One row a job. ``lease`` is the mark of who may settle it: it changes with every claim."""

# A claim looks only at what is open, however many jobs have ended before.
_open = jobs.c.state.in_(("waiting", "running"))
Index(None, jobs.c.state, jobs.c.priority, jobs.c.made, sqlite_where=_open, postgresql_where=_open)
Index(None, jobs.c.person, jobs.c.made)
Index(None, jobs.c.project, jobs.c.made)
Index(None, jobs.c.alike, jobs.c.ended)
