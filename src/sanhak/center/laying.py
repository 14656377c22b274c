"""Data that the workbench itself writes, of few rows: read at once, so that what comes next can rest on them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from sanhak.center import data, schema
from sanhak.center.center import Center
from sanhak.center.making import keep, make
from sanhak.center.people import Person
from sanhak.jobs.job import Job
from sanhak.jobs.schema import jobs


def lay(
    rows: Connection,
    center: Center,
    person: Person,
    project: str,
    *,
    name: str,
    content: bytes,
    into: str | None = None,
    reading: Mapping[str, Any] | None = None,
) -> str:
    """A new dataset, or a new version ``into`` one that exists, which is ready; gives the version's identifier.

    Parameters
    ----------
    name
        Of the file, whose ending tells how it is read.
    content
        The file itself.
    reading
        As for :func:`sanhak.center.data.add`.

    Raises
    ------
    Refusal
        C001, C002; C009 for the name; T-codes of reading.
    """
    file = center.blobs.put(content)
    made = data.add(rows, center.queue, person, project, name=name, file=file, into=into, reading=reading)
    asked = select(jobs).join(schema.versions, schema.versions.c.job == jobs.c.id).where(schema.versions.c.id == made)
    job = Job.of(rows.execute(asked).mappings().one())
    kept = keep(make(job.payload, center.blobs.folder, lambda _: None, lambda: False), job, center.blobs)
    kept.within(rows)
    center.queue.done(job.id, kept.outcome, rows)
    return made
