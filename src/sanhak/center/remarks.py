"""Comments and files: what people say about a thing of a project, and what they lay beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, insert, select

from sanhak.center import events, projects, schema
from sanhak.center.findings import NotHere
from sanhak.center.people import Person
from sanhak.center.rights import Part
from sanhak.center.words import LONG, choice, words
from sanhak.finding import Refusal
from sanhak.store import Stored, new_id
from sanhak.text import say


class About(StrEnum):
    """What can be commented on."""

    PROJECT = "project"
    DATASET = "dataset"
    STUDY = "study"
    ANSWER = "answer"
    DECISION = "decision"


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody said."""

    id: str
    person: str
    name: str
    text: str
    made: datetime


@dataclass(frozen=True, slots=True)
class File:
    """A file beside the data: a drawing, a protocol, a presentation. It is kept as it is, and never read."""

    id: str
    project: str
    name: str
    media: str
    size: int
    blob: str
    person: str
    made: datetime


_TABLES = {
    About.DATASET: schema.datasets,
    About.STUDY: schema.studies,
    About.ANSWER: schema.answers,
    About.DECISION: schema.decisions,
}


def comments(rows: Connection, person: Person, project: str, about: About, thing: str) -> tuple[Comment, ...]:
    """What was said about a thing of a project, the oldest first; :class:`Refusal` C001."""
    projects.enter(rows, person, project)
    table = schema.comments.c
    asked = (
        select(table.id, table.person, schema.people.c.name, table.text, table.made)
        .join(schema.people, schema.people.c.id == table.person)
        .where(table.project == project, table.about == about.value, table.thing == thing)
        .order_by(table.made)
    )
    return tuple(Comment(*row) for row in rows.execute(asked))


def remark(rows: Connection, person: Person, project: str, about: str, thing: str, text: str) -> str:
    """Say something about a thing of a project; gives the comment's identifier.

    Raises
    ------
    Refusal
        C001; C009 for the text, C013 for no such thing.
    """
    here, kind = projects.enter(rows, person, project), choice(about, About)
    _refuse_strange(rows, here.id, kind, thing)
    made = new_id()
    row = {
        "about": kind.value,
        "thing": thing,
        "text": words(text, say("Comment"), most=LONG, at="text"),
        "person": person.id,
    }
    rows.execute(insert(schema.comments).values(id=made, project=here.id, made=datetime.now(UTC), **row))
    events.record(rows, "comment.made", kind.value, thing, person=person.id, project=here.id)
    return made


def unsay(rows: Connection, person: Person, comment: str) -> None:
    """Delete a comment of one's own, or as a lead; :class:`Refusal` C001 or C002."""
    row = rows.execute(select(schema.comments).where(schema.comments.c.id == comment)).mappings().first()
    if row is None:
        raise Refusal(NotHere())
    projects.enter(rows, person, row["project"], Part.GUEST if row["person"] == person.id else Part.LEAD)
    rows.execute(schema.comments.delete().where(schema.comments.c.id == comment))


def files(rows: Connection, person: Person, project: str) -> tuple[File, ...]:
    """The files of a project by name; :class:`Refusal` C001."""
    projects.enter(rows, person, project)
    asked = select(schema.files).where(schema.files.c.project == project).order_by(schema.files.c.name)
    return tuple(map(_file, rows.execute(asked).mappings()))


def file(rows: Connection, person: Person, id_: str) -> File:
    """One file; :class:`Refusal` C001."""
    row = rows.execute(select(schema.files).where(schema.files.c.id == id_)).mappings().first()
    if row is None:
        raise Refusal(NotHere())
    projects.enter(rows, person, row["project"])
    return _file(row)


def lay(rows: Connection, person: Person, project: str, *, name: str, media: str, kept: Stored) -> str:
    """Lay a file into a project; gives its identifier. :class:`Refusal` C001, C002 or C009."""
    here, made = projects.enter(rows, person, project, Part.MEMBER), new_id()
    row = {"name": words(name, say("Name"), at="file"), "media": media[:200], "size": kept.size, "blob": kept.key}
    rows.execute(insert(schema.files).values(id=made, project=here.id, person=person.id, made=datetime.now(UTC), **row))
    events.record(rows, "file.laid", "file", made, person=person.id, project=here.id, name=str(row["name"]))
    return made


def take_away(rows: Connection, person: Person, id_: str) -> str:
    """Delete a file of one's own, or as a lead; gives the key of its blob, to be deleted once this is kept."""
    found = file(rows, person, id_)
    projects.enter(rows, person, found.project, Part.MEMBER if found.person == person.id else Part.LEAD)
    rows.execute(schema.files.delete().where(schema.files.c.id == id_))
    events.record(rows, "file.deleted", "file", id_, person=person.id, project=found.project, name=found.name)
    return found.blob


def _refuse_strange(rows: Connection, project: str, about: About, thing: str) -> None:
    if about is About.PROJECT:
        here = thing == project
    else:
        table = _TABLES[about]
        here = rows.scalar(select(table.c.id).where(table.c.id == thing, table.c.project == project)) is not None
    if not here:
        raise Refusal(NotHere())


def _file(row: Mapping[Any, Any]) -> File:
    return File(**{name: row[name] for name in File.__slots__})
