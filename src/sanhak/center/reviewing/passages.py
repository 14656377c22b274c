"""Passages that may tell who applies: found by the workbench, released or blanked by the office.

Until somebody has looked, a passage of a form is shown blanked, and a file in which one stands is held back. A passage
without words stands for a whole file whose pictures or embedded things nobody but a person can look through.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select, update

from sanhak.center import events
from sanhak.center.calls import schema as calling
from sanhak.center.calls.calls import Call
from sanhak.center.findings import NotHere
from sanhak.center.people import Person
from sanhak.center.reviewing import pool
from sanhak.center.reviewing.identities import normal, of_form, of_person, spots
from sanhak.center.reviewing.pool import Entry
from sanhak.center.reviewing.schema import file_texts
from sanhak.center.words import choice
from sanhak.finding import Finding, Refusal
from sanhak.store import new_id
from sanhak.text import Language, say

WHOLE: Final = ""
"""What a passage has found that stands for a whole file."""
_AROUND: Final = 60
"""Signs that are shown at each side of a passage."""


class State(StrEnum):
    """What the office said of a passage."""

    OPEN = "open"
    RELEASED = "released"
    BLANKED = "blanked"


STATES: Final = {State.OPEN: say("to be looked at"), State.RELEASED: say("released"), State.BLANKED: say("blanked")}


@dataclass(frozen=True, slots=True)
class Read:
    """A file of an application as it was read: its copy, if there is one, the words in it, or why it has none."""

    id: str
    application: str
    field: str
    name: str
    size: int
    blob: str
    blind: str | None
    ending: str
    text: str
    rest: str
    seen: bool
    finding: Finding | None
    tried: bool

    @property
    def ready(self) -> bool:
        """Whether there is a copy without its author."""
        return self.blind is not None and self.finding is None and self.tried


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage as the office sees it: where it stands, with the words around it."""

    id: str
    number: int
    place: Mapping[Language, str]
    before: str
    found: str
    after: str
    state: State
    file: str | None
    """The file in which it stands."""

    @property
    def whole(self) -> bool:
        """Whether it stands for a whole file."""
        return self.found == WHOLE


def identities(call: Call, entry: Entry) -> tuple[str, ...]:
    """Patterns of everything that the workbench knows of who applies; none where the review is not blind."""
    if not call.blind:
        return ()
    return (*of_person(entry.applicant), *of_form(call.form, entry.application.values))


def files(rows: Connection, applications: Iterable[str]) -> tuple[Read, ...]:
    """The files of applications in the fields' order of names; who may see them is asked before."""
    own, read = calling.application_files.c, file_texts.c
    asked = (
        select(
            own.id, own.application, own.field, own.name, own.size, own.blob, own.blind,
            read.ending, read.text, read.rest, read.seen, read.finding, read.file,
        )
        .outerjoin(file_texts, read.file == own.id)
        .where(own.application.in_(set(applications)))
        .order_by(own.application, own.field, own.made, own.id)
    )  # fmt: skip
    return tuple(map(_read, rows.execute(asked).mappings()))


def shown_files(rows: Connection, call: Call, applications: Iterable[str]) -> tuple[Read, ...]:
    """Those of the files that stand in fields that reviewers see."""
    hidden = {field.name for field in call.form if field.hidden and call.blind}
    return tuple(one for one in files(rows, applications) if one.field not in hidden)


def decided(rows: Connection, application: str) -> Mapping[tuple[str, str], State]:
    """What was said of each passage of an application, by field or file and by what was found."""
    table = calling.passages.c
    found = rows.execute(select(table.field, table.found, table.state).where(table.application == application))
    return {(row.field, row.found): State(row.state) for row in found}


def look(rows: Connection, call: Call) -> None:
    """Look through all forms and files anew; what was decided stays, what no longer stands there goes."""
    everything = pool.entries(rows, call.id)
    read = shown_files(rows, call, [one.application.id for one in everything])
    for entry in everything:
        own = [file for file in read if file.application == entry.application.id]
        _note(rows, entry.application.id, _found(call, entry, own))


def of_call(rows: Connection, person: Person, call: str) -> tuple[Passage, ...]:
    """All passages of a call with the words around them, those that wait first; :class:`Refusal` C001."""
    here = pool.running(rows, person, call)
    everything = {one.application.id: one for one in pool.entries(rows, here.id)}
    read = {one.id: one for one in shown_files(rows, here, everything)}
    table = calling.passages
    asked = select(table).where(table.c.application.in_(everything)).order_by(table.c.made, table.c.id)
    told = [_told(here, everything[row["application"]], read, row) for row in rows.execute(asked).mappings()]
    return tuple(sorted(told, key=lambda one: (one.state is not State.OPEN, one.number)))


def decide(rows: Connection, person: Person, passage: str, state: str) -> str:
    """Release or blank a passage; gives the call. :class:`Refusal` C001 or C013."""
    pool.need_runner(person)
    table = calling.passages
    row = rows.execute(select(table).where(table.c.id == passage)).mappings().first()
    if row is None:
        raise Refusal(NotHere())
    here, entry = pool.entry(rows, row["application"])
    pool.running(rows, person, here.id)
    said = choice(state, State, "state")
    rows.execute(update(table).where(table.c.id == passage).values(state=said.value, by=person.id))
    events.record(rows, f"passage.{said.value}", "passage", passage, person=person.id, number=entry.number)
    return here.id


def _found(call: Call, entry: Entry, own: Iterable[Read]) -> set[tuple[str, str]]:
    """What is found in a form and its files: pairs of field or file, and words."""
    known = identities(call, entry)
    shown = pool.open_words(call, entry.application).items()
    found = {(name, spot.found) for name, told in shown for spot in spots(normal(told), known)}
    for file in own:
        if file.ready:
            found |= {(file.id, spot.found) for spot in spots_of(file, known)}
            found |= set() if file.seen else {(file.id, WHOLE)}
    return found


def spots_of(file: Read, known: Iterable[str]) -> tuple[Any, ...]:
    """Where something that is known stands in the words of a file, seen or not."""
    return (*spots(normal(file.text), known), *spots(normal(file.rest), known))


def _note(rows: Connection, application: str, found: set[tuple[str, str]]) -> None:
    """Keep what was found; what was found before and is gone, goes."""
    table, before = calling.passages, decided(rows, application)
    for field, words in found - set(before):
        made = {"application": application, "field": field, "found": words, "made": datetime.now(UTC)}
        rows.execute(insert(table).values(id=new_id(), state=State.OPEN.value, by=None, **made))
    for field, words in set(before) - found:
        this = (table.c.application == application) & (table.c.field == field) & (table.c.found == words)
        rows.execute(delete(table).where(this))


def _told(call: Call, entry: Entry, read: Mapping[str, Read], row: Mapping[Any, Any]) -> Passage:
    file = read.get(row["field"])
    fields = {field.name: field for field in call.form}
    name = file.field if file else row["field"]
    title: Mapping[Language, str] = fields[name].title if name in fields else {}
    places = (file.text, file.rest) if file else (str(entry.application.values.get(name) or ""),)
    told = next((text for text in map(normal, places) if row["found"] in text), "")
    at = told.find(row["found"]) if row["found"] else -1
    end = at + len(row["found"])
    before, after = (told[max(0, at - _AROUND) : at], told[end : end + _AROUND]) if at >= 0 else ("", "")
    where: Mapping[Language, str] = title or {"en": name, "ko": name}
    state, holder = State(row["state"]), file.id if file else None
    return Passage(row["id"], entry.number, where, before, row["found"], after, state, holder)


def _read(row: Mapping[Any, Any]) -> Read:
    told: dict[str, Any] = {name: row[name] for name in ("id", "application", "field", "name", "size", "blob", "blind")}
    finding = Finding.load(row["finding"]) if row["finding"] else None
    tried = row["file"] is not None
    words: dict[str, Any] = {name: row[name] or "" for name in ("ending", "text", "rest")}
    return Read(**told, **words, seen=bool(row["seen"]), finding=finding, tried=tried)
