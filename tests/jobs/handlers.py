"""Handlers for tests, at module level so that runners can load them."""

from sqlalchemy import Column, Integer, MetaData, String, Table, insert
from tests.jobs.moods import behave

from sanhak.jobs.handler import Handler, Kept, Limits
from sanhak.text import say

OWN = MetaData()
# No column is unique: a row that is brought twice is to be found, not prevented.
BROUGHT = Table("brought", OWN, Column("row", Integer, primary_key=True), Column("job", String(14)))
NAME = say("{name}", name="the test")


def keep(result, job, blobs):
    key = blobs.put(b"brought").key

    def within(rows):
        rows.execute(insert(BROUGHT).values(job=job.id))
        if job.payload["mood"] == "unkept":
            raise OSError("no room\nleft")

    return Kept({"worker": result, "key": key}, within, (key,))


HANDLERS = {"test": Handler(behave, keep, NAME, Limits(memory=300 << 20, cpu=1.0))}
