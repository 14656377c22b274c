"""What a reviewer sees of an application: no hidden field, nothing that the workbench knows of who applies.

This is the only way from an application to a reviewer. It fails closed: what was found and not released is blanked, and
a file that was not looked through, or in which something waits for the office, is not shown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection

from sanhak.center.calls.calls import Call
from sanhak.center.calls.form import FormField, Kind, Part, of_part
from sanhak.center.finding.intake import Intake
from sanhak.center.findings import NotHere
from sanhak.center.people import Person
from sanhak.center.reviewing import assigned, conflicts, passages, pool
from sanhak.center.reviewing.assigned import Assigned
from sanhak.center.reviewing.identities import blanked, normal
from sanhak.center.reviewing.passages import WHOLE, Read
from sanhak.center.reviewing.passages import State as Said
from sanhak.center.reviewing.pool import Entry
from sanhak.finding import Finding, Refusal
from sanhak.text import Amount, Language, Text


class Shape(StrEnum):
    """In which form a file is shown."""

    COPY = "copy"
    """The copy without its author."""
    WORDS = "words"
    """The words in it alone, with passages blanked."""
    HELD = "held"
    """Not yet: the office has to look at it."""
    LEFT_OUT = "left_out"
    """Not at all: it cannot be shown without telling who applies."""


@dataclass(frozen=True, slots=True)
class ShownField:
    """A field as a reviewer sees it: an amount and a number as such, the rest as words."""

    title: Mapping[Language, str]
    kind: Kind
    value: Any


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file as a reviewer sees it, under a name that tells nothing; ``number`` is its place in the application.

    ``words`` are those in it, to be read without opening it; with passages blanked that nobody has released.
    """

    number: int
    name: str
    title: Mapping[Language, str]
    shape: Shape
    blob: str | None
    words: str


@dataclass(frozen=True, slots=True)
class Seen:
    """An application as a reviewer sees it; ``measured`` is what a sample had shown when it was handed in."""

    number: int
    title: str
    area: Mapping[Language, str] | str
    fields: tuple[ShownField, ...]
    files: tuple[ShownFile, ...]
    measured: Intake | None


def mine(rows: Connection, person: Person, assignment: str) -> tuple[Call, Entry, Assigned]:
    """An assignment of one's own that stands, with its application and call; :class:`Refusal` C001.

    It is not there for anybody else, nor where a conflict has come between.
    """
    one = assigned.get(rows, assignment)
    if one.person != person.id or one.state is not assigned.State.ASSIGNED:
        raise Refusal(NotHere())
    if conflicts.standing(rows, one.application, person.id) is not None:
        raise Refusal(NotHere())
    call, entry = pool.entry(rows, one.application)
    return call, entry, one


def see(rows: Connection, person: Person, assignment: str) -> Seen:
    """An application of one's own to review; :class:`Refusal` C001."""
    call, entry, _ = mine(rows, person, assignment)
    return shown(rows, call, entry)


def shown(rows: Connection, call: Call, entry: Entry) -> Seen:
    """An application without what tells who applies; that somebody may see it is asked before."""
    said, known = passages.decided(rows, entry.application.id), passages.identities(call, entry)
    shown_fields = tuple(_fields(call, entry, known, said))
    own = passages.shown_files(rows, call, [entry.application.id])
    titles = {field.name: field.title for field in call.form}
    files = tuple(_file(entry, number, one, titles, known, said) for number, one in enumerate(own, 1))
    if not call.blind:
        files = tuple(
            replace(file, shape=Shape.COPY, name=one.name, blob=one.blob, words=one.text)
            for file, one in zip(files, own, strict=True)
        )
    named = title(call, entry, known, said)
    return Seen(entry.number, named, area(call, entry), shown_fields, files, measured(entry, known))


def title(call: Call, entry: Entry, known: tuple[str, ...], said: Mapping[tuple[str, str], Said]) -> str:
    """The title of an application, blanked; empty where its form has none."""
    field = next(iter(of_part(call.form, Part.TITLE)), None)
    told = str(entry.application.values.get(field.name) or "") if field else ""
    return _plain(field.name, told, known, said) if field else ""


def area(call: Call, entry: Entry) -> Mapping[Language, str] | str:
    """The area of an application as the form calls it."""
    field = next(iter(of_part(call.form, Part.AREA)), None)
    key = str(entry.application.values.get(field.name) or "") if field else ""
    return (field.choices or {}).get(key, "") if field else ""


def measured(entry: Entry, known: tuple[str, ...]) -> Intake | None:
    """What was measured of the sample of an application's problem; None without one.

    Names of columns and whatever else stood in the sample are blanked where they tell who applies; nobody can release
    them.
    """
    if entry.application.measured is None:
        return None
    found = Intake.load(entry.application.measured)
    signal = found.signal and replace(
        found.signal, method=_hidden(found.signal.method, known), split=_hidden(found.signal.split, known)
    )
    return replace(
        found, outcome=_hidden(found.outcome, known), unit=_hidden(found.unit, known), signal=signal,
        findings=tuple(_blanked(one, known) for one in found.findings),
    )  # fmt: skip


def file(rows: Connection, person: Person, assignment: str, number: int) -> ShownFile:
    """One file that a reviewer may have; :class:`Refusal` C001."""
    found = see(rows, person, assignment).files
    if not 0 < number <= len(found) or found[number - 1].shape not in (Shape.COPY, Shape.WORDS):
        raise Refusal(NotHere())
    return found[number - 1]


def _blanked(finding: Finding, known: tuple[str, ...]) -> Finding:
    """A finding whose words about the sample tell nobody who applies."""
    return replace(finding, **{part.name: _hidden(getattr(finding, part.name), known) for part in fields(finding)})


def _hidden(value: Any, known: tuple[str, ...]) -> Any:
    """A parameter in which what is known is blanked, however deep it stands; the workbench's own words stay."""
    match value:
        case str():
            return blanked(normal(value), known)
        case Text():
            return replace(value, params={name: _hidden(one, known) for name, one in value.params.items()})
        case Amount(unit=str()):
            return replace(value, unit=_hidden(value.unit, known))
        case tuple() | list():
            return tuple(_hidden(one, known) for one in value)
    return value


def _fields(call: Call, entry: Entry, known: tuple[str, ...], said: Mapping[tuple[str, str], Said]) -> Any:
    for field in call.form:
        value = entry.application.values.get(field.name)
        if (field.hidden and call.blind) or field.kind is Kind.FILE or field.part is Part.TITLE or value in (None, ""):
            continue
        yield ShownField(field.title, field.kind, _value(field, value, known, said))


def _value(field: FormField, value: Any, known: tuple[str, ...], said: Mapping[tuple[str, str], Said]) -> Any:
    if field.kind is Kind.CHOICE:
        return (field.choices or {}).get(str(value), "")
    return _plain(field.name, value, known, said) if isinstance(value, str) else value


def _plain(field: str, told: str, known: tuple[str, ...], said: Mapping[tuple[str, str], Said]) -> str:
    released = {found for (place, found), state in said.items() if place == field and state is Said.RELEASED}
    return blanked(normal(told), known, released)


def _file(
    entry: Entry,
    number: int,
    one: Read,
    titles: Mapping[str, Mapping[Language, str]],
    known: tuple[str, ...],
    said: Mapping[tuple[str, str], Said],
) -> ShownFile:
    shape = _shape(one, known, said)
    ending = "txt" if shape is Shape.WORDS else one.ending
    field = re.sub(r"[^a-z0-9]+", "-", one.field.lower()).strip("-") or "file"
    name = f"application-{entry.number}-{number}-{field}.{ending}"
    words = _plain(one.id, one.text, known, said) if shape in (Shape.COPY, Shape.WORDS) else ""
    return ShownFile(number, name, titles[one.field], shape, one.blind if shape is Shape.COPY else None, words)


def _shape(one: Read, known: tuple[str, ...], said: Mapping[tuple[str, str], Said]) -> Shape:
    if not one.tried:
        return Shape.HELD
    if not one.ready:
        return Shape.LEFT_OUT
    found = {spot.found for spot in passages.spots_of(one, known)} | (set() if one.seen else {WHOLE})
    states = {said.get((one.id, words), Said.OPEN) for words in found}
    if Said.OPEN in states:
        return Shape.HELD
    if Said.BLANKED in states:
        return Shape.WORDS if one.text.strip() else Shape.LEFT_OUT
    return Shape.COPY
