"""What is killed: a server that keeps a crew, whose jobs each bring a blob and a row."""

from __future__ import annotations

import signal
from pathlib import Path

import work
from sqlalchemy import Column, Connection, Integer, String, Table, insert

from sanhak.jobs.crew import Crew
from sanhak.jobs.handler import Handler, Kept
from sanhak.jobs.job import Job
from sanhak.jobs.runner import Post
from sanhak.jobs.watch import Pace
from sanhak.store import Blobs, metadata
from sanhak.text import say

RUNNERS = 2
LEASE, ATTEMPTS = 2.0, 25
"""A short lease, so that an hour's faults pass in a minute; attempts that so many kills cannot use up by chance."""
PACE = Pace(beat=0.4, look=0.2, grace=2.0, retry=0.1, jobs=20)

# No column is unique here: a job that brought its row twice is to be found, not prevented.
brought = Table(
    "brought", metadata, Column("row", Integer, primary_key=True), Column("job", String(14)), Column("key", String(32))
)


def keep(result: bytes, job: Job, blobs: Blobs) -> Kept:
    """A blob, and a row that names it."""
    key = blobs.put(result).key

    def within(rows: Connection) -> None:
        rows.execute(insert(brought).values(job=job.id, key=key))

    return Kept({"key": key}, within, (key,))


HANDLERS = {"work": Handler(work.work, keep, say("{name}", name="bench"))}


def serve(url: str, folder: str) -> None:
    """What a server does: keep the crew, until it is asked to end."""
    post = Post(url, Path(folder), HANDLERS, PACE, LEASE, ATTEMPTS, durable=False)
    with Crew(post, RUNNERS):
        signal.sigwait({signal.SIGTERM})
