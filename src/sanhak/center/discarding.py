"""Deleting a dataset: its rows in the database first; its files once these are gone for good."""

from __future__ import annotations

from sqlalchemy import Connection, select

from sanhak.center import data, events, projects, schema
from sanhak.center.people import Person
from sanhak.center.rights import Part
from sanhak.jobs.schema import jobs


def delete(rows: Connection, person: Person, id_: str) -> tuple[str, ...]:
    """Delete a dataset with all its versions; gives the keys of the blobs to be deleted once this is kept.

    Raises
    ------
    Refusal
        C001, C002: a member deletes what is theirs alone, a lead everything.
    """
    project, whole = data.dataset(rows, person, id_, Part.MEMBER)
    owner = rows.scalar(select(schema.datasets.c.person).where(schema.datasets.c.id == id_))
    if owner != person.id:
        projects.enter(rows, person, project.id, Part.LEAD)
    made, files = schema.versions, schema.uploads
    sent = schema.deliveries
    delivered = rows.scalars(sent.delete().where(sent.c.dataset == id_).returning(sent.c.blob)).all()
    gone = rows.execute(made.delete().where(made.c.dataset == id_).returning(made.c.job, made.c.table, made.c.profile))
    versions = gone.all()
    given = rows.scalars(files.delete().where(files.c.dataset == id_).returning(files.c.blob)).all()
    rows.execute(jobs.delete().where(jobs.c.id.in_([job for job, *_ in versions])))  # what runs is given up at once
    rows.execute(schema.datasets.delete().where(schema.datasets.c.id == id_))
    said = schema.comments.c
    rows.execute(schema.comments.delete().where(said.about == "dataset", said.thing == id_))
    events.record(rows, "data.deleted", "dataset", id_, person=person.id, project=project.id, name=whole.name)
    return tuple(filter(None, [*given, *delivered, *(key for _, *keys in versions for key in keys)]))
