"""Applications to a call: drafts that are kept as they are typed, handed in, withdrawn.

An application is its applicant's own. Whoever runs the call sees those that were handed in; reviewers see none here,
but what :mod:`sanhak.center.reviewing` shows them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection, select

from sanhak.center import people
from sanhak.center.calls import schema
from sanhak.center.calls.calls import Call
from sanhak.center.calls.form import Part, of_part
from sanhak.center.calls.values import shown
from sanhak.center.findings import NotHere
from sanhak.center.people import Person
from sanhak.center.rights import Right
from sanhak.finding import Refusal
from sanhak.text import Language, say, show


class State(StrEnum):
    """Where an application stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"
    SELECTED = "selected"
    RESERVE = "reserve"
    REJECTED = "rejected"


STATES: Final = {
    State.DRAFT: say("draft"),
    State.SUBMITTED: say("handed in"),
    State.WITHDRAWN: say("withdrawn"),
    State.SELECTED: say("selected"),
    State.RESERVE: say("reserve"),
    State.REJECTED: say("not selected"),
}


@dataclass(frozen=True, slots=True)
class Application:
    """An application; ``number`` within its call from the day it was handed in, ``values`` by the name of the field.

    ``problem`` is the one that it was filled from, ``measured`` the measurement of its sample, as plain data, when the
    application was handed in, ``project`` what was opened from it.
    """

    id: str
    call: str
    person: str
    number: int | None
    state: State
    values: Mapping[str, Any]
    late: bool
    submitted: datetime | None
    changed: datetime
    problem: str | None
    measured: Mapping[str, Any] | None
    project: str | None
    made: datetime


@dataclass(frozen=True, slots=True)
class File:
    """A file of an application, for one field of the form; ``blind`` is the blob without what identifies its writer."""

    id: str
    application: str
    field: str
    name: str
    media: str
    size: int
    hash: str
    blob: str
    blind: str | None
    made: datetime


def get(rows: Connection, person: Person, application: str) -> Application:
    """One's own application, or one that was handed in for whoever runs calls; :class:`Refusal` C001 for all others."""
    row = rows.execute(select(schema.applications).where(schema.applications.c.id == application)).mappings().first()
    if row is None:
        raise Refusal(NotHere())
    found = of_row(row)
    if not (found.person == person.id or (person.may(Right.CALLS) and found.number is not None)):
        raise Refusal(NotHere())
    return found


def mine(rows: Connection, person: Person) -> tuple[Application, ...]:
    """One's own applications, the last changed first."""
    asked = select(schema.applications).where(schema.applications.c.person == person.id)
    ordered = asked.order_by(schema.applications.c.changed.desc())
    return tuple(map(of_row, rows.execute(ordered).mappings()))


def of_call(rows: Connection, person: Person, call: str) -> tuple[Application, ...]:
    """The applications that were handed in to a call, by number, the withdrawn among them.

    Raises
    ------
    Refusal
        C002 for whoever does not run calls.
    """
    people.need(person, Right.CALLS, say("to run calls"))
    table = schema.applications.c
    asked = select(schema.applications).where(table.call == call, table.number.is_not(None)).order_by(table.number)
    return tuple(map(of_row, rows.execute(asked).mappings()))


def files(rows: Connection, person: Person, application: str) -> tuple[File, ...]:
    """The files of an application that the person may see (as :func:`get`); :class:`Refusal` C001."""
    get(rows, person, application)
    table = schema.application_files.c
    asked = select(schema.application_files).where(table.application == application).order_by(table.field)
    return tuple(map(file_of_row, rows.execute(asked).mappings()))


def files_of(rows: Connection, person: Person, call: str) -> Mapping[str, tuple[File, ...]]:
    """The files of all applications that were handed in to a call, by application, each by field; as :func:`of_call`.

    Raises
    ------
    Refusal
        C002 for whoever does not run calls.
    """
    people.need(person, Right.CALLS, say("to run calls"))
    table, here = schema.application_files.c, schema.applications.c
    asked = select(schema.application_files).join(schema.applications, here.id == table.application)
    found: dict[str, tuple[File, ...]] = {}
    for row in rows.execute(asked.where(here.call == call, here.number.is_not(None)).order_by(table.field)).mappings():
        found[row["application"]] = (*found.get(row["application"], ()), file_of_row(row))
    return found


def file(rows: Connection, person: Person, id_: str) -> File:
    """One file of an application that the person may see; :class:`Refusal` C001."""
    table = schema.application_files
    row = rows.execute(select(table).where(table.c.id == id_)).mappings().first()
    if row is None:
        raise Refusal(NotHere())
    get(rows, person, row["application"])
    return file_of_row(row)


def told_of(call: Call, application: Application, part: Part, language: Language) -> str:
    """What an application says in the first field of a part; empty where it says nothing."""
    for field in of_part(call.form, part):
        value = shown(field, application.values.get(field.name), language)
        return "" if value is None else show(value, language)
    return ""


def title_of(call: Call, application: Application, language: Language) -> str:
    """The title of an application, as lists show it."""
    return told_of(call, application, Part.TITLE, language) or say("without a title").render(language)


def amounts(call: Call, application: Application) -> Mapping[int, int]:
    """Won that an application asks for, by year; fields without a year count for the year 0."""
    found: dict[int, int] = {}
    for field in of_part(call.form, Part.AMOUNT):
        value = application.values.get(field.name)
        if isinstance(value, int):
            found[field.year or 0] = found.get(field.year or 0, 0) + value
    return found


def of_row(row: Mapping[Any, Any]) -> Application:
    """The record of a row of the table."""
    return Application(**{name: row[name] for name in Application.__slots__} | {"state": State(row["state"])})


def file_of_row(row: Mapping[Any, Any]) -> File:
    """The record of a row of the table of files."""
    return File(**{name: row[name] for name in File.__slots__})


def names_of(rows: Connection, found: Sequence[Application]) -> Mapping[str, str]:
    """What the applicants are called, by their identifier."""
    return people.names(rows, (one.person for one in found))
