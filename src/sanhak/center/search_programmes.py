"""Search in the programmes: calls, applications, problems, laboratories and scholars, by those who may see them.

A reviewer finds applications by what reviewers read, the blanked title and the number, and by nothing else: that a
search finds something would tell as much as what it shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, select

from sanhak.center import people
from sanhak.center.calls import applications, calls, schema
from sanhak.center.calls.applications import Application
from sanhak.center.calls.calls import Call
from sanhak.center.finding import laboratories, problems
from sanhak.center.people import Person
from sanhak.center.reviewing import writing as reviewing
from sanhak.center.rights import Right
from sanhak.center.scholarship import scholars
from sanhak.center.scholarship.scholars import Seat
from sanhak.text import LANGUAGES, Language, Text, say

Title = str | Text | Mapping[Language, str]
_CALL: Final = say("Call")
_APPLICATION: Final = say("Application")


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing that can be found: what it is, how it is called, where it stands, in what, and its ``words``."""

    kind: Text
    title: Title
    path: str
    place: Title
    words: tuple[str, ...]

    def holds(self, sought: list[str]) -> bool:
        """Whether every word is in it, capitals aside."""
        told = "\n".join(self.words).casefold()
        return all(word in told for word in sought)


def things(rows: Connection, person: Person) -> Iterator[Thing]:
    """All that somebody may find in the programmes; nothing for those who have no content."""
    if not person.may(Right.CONTENT):
        return
    known = {one.id: one for one in calls.of(rows, person)}
    for call in known.values():
        path = f"/office/calls/{call.id}" if person.may(Right.CALLS) else f"/calls/{call.id}"
        yield Thing(_CALL, call.title, path, "", (*call.title.values(), *call.text.values()))
    yield from _applications(rows, person, known)
    yield from _reviewed(rows, person)
    for one in problems.visible(rows, person):
        yield Thing(say("Problem"), one.title, f"/problems/{one.id}", one.organisation_name, (one.words,))
    for lab in laboratories.of(rows, person):
        words = (lab.name, lab.expertise, lab.organisation_name)
        yield Thing(say("Laboratory"), lab.name, "/laboratories", lab.organisation_name, words)
    yield from _scholars(rows, person)


def _applications(rows: Connection, person: Person, known: Mapping[str, Call]) -> Iterator[Thing]:
    """One's own applications, and for those who run calls all that were handed in, with who applied."""
    table = schema.applications
    mine = table.c.person == person.id
    asked = select(table).where(mine | table.c.number.is_not(None) if person.may(Right.CALLS) else mine)
    found = [applications.of_row(row) for row in rows.execute(asked.order_by(table.c.changed.desc())).mappings()]
    names = people.names(rows, (one.person for one in found))
    for one in found:
        call = known[one.call]
        titles = {language: applications.title_of(call, one, language) for language in LANGUAGES}
        yield Thing(_APPLICATION, titles, f"/applications/{one.id}", call.title, _words(one, names[one.person]))


def _words(one: Application, name: str) -> tuple[str, ...]:
    return (name, str(one.number or ""), *(told for told in one.values.values() if isinstance(told, str)))


def _reviewed(rows: Connection, person: Person) -> Iterator[Thing]:
    for task in reviewing.tasks(rows, person):
        told = (task.title, str(task.number), *task.call.title.values())
        title = task.title or str(task.number)
        yield Thing(say("Review"), title, f"/reviews/{task.assigned.id}", task.call.title, told)


def _scholars(rows: Connection, person: Person) -> Iterator[Thing]:
    office = person.may(Right.CALLS)
    found = [(one, Seat.OFFICE) for one in scholars.everybody(rows, person)] if office else scholars.mine(rows, person)
    for record, seat in found:
        one = record.scholar
        words = (one.name, one.university, one.degree, one.supervisor) if seat is not Seat.MENTOR else (one.name,)
        place = one.university if seat is not Seat.MENTOR else ""
        yield Thing(say("Scholar"), one.name, f"/scholarships/{one.id}", place, words)
