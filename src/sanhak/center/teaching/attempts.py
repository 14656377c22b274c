"""Attempts at lessons: begun, decided, graded. One is open at a time; each has a plant of its own.

A person sees their own alone. Who has the right to it sees the grades of all, and nobody sees a plant.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from sanhak.areas import lesson as lesson_of
from sanhak.center import events, people, schema
from sanhak.center.findings import NotHere
from sanhak.center.people import Person
from sanhak.center.rights import Right
from sanhak.center.teaching.findings import HandedInBefore
from sanhak.center.teaching.seed import prepare, seed_of
from sanhak.finding import Refusal
from sanhak.store import new_id
from sanhak.study.lesson import Drawn, Grade, Lesson, Task, read_decision
from sanhak.text import Amount, say

_TABLE = schema.lesson_attempts.c


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt of a person at a lesson; ``grade`` and ``settled`` are None while it is open."""

    id: str
    person: str
    lesson: str
    number: int
    made: datetime
    settled: datetime | None
    settings: Mapping[str, float] | None
    grade: Grade | None

    @property
    def open(self) -> bool:
        """Whether it waits for its decision."""
        return self.grade is None


@dataclass(frozen=True, slots=True)
class Progress:
    """What a person has reached in a lesson: attempts, the latest first, and the one that is open."""

    person: str
    name: str
    lesson: str
    attempts: tuple[Attempt, ...]

    @property
    def open(self) -> Attempt | None:
        """The attempt that waits for its decision."""
        return next((one for one in self.attempts if one.open), None)

    @property
    def graded(self) -> tuple[Attempt, ...]:
        """The attempts that have a grade, the latest first."""
        return tuple(one for one in self.attempts if one.grade is not None)

    @property
    def best(self) -> Attempt | None:
        """The attempt with the most points, the first of equals."""
        return max(reversed(self.graded), key=lambda one: one.grade.points if one.grade else 0.0, default=None)


def progress(rows: Connection, person: Person, lesson: str) -> Progress:
    """What somebody has reached in a lesson; :class:`Refusal` C002 for those who take none, S350 for no lesson."""
    _need(person)
    named = lesson_of(lesson).name
    mine = _attempts(rows, (_TABLE.person == person.id) & (_TABLE.lesson == named))
    return Progress(person.id, person.name, named, mine)


def everybody(rows: Connection, person: Person) -> tuple[Progress, ...]:
    """What all have reached, by lesson and name; :class:`Refusal` C002 without the right."""
    people.need(person, Right.TEACHING, say("to see the grades of all"))
    by: dict[tuple[str, str], list[Attempt]] = {}
    for one in _attempts(rows, _TABLE.number > 0):
        by.setdefault((one.lesson, one.person), []).append(one)
    names = people.names(rows, [who for _, who in by])
    found = [Progress(who, names[who], lesson, tuple(attempts)) for (lesson, who), attempts in by.items()]
    return tuple(sorted(found, key=lambda one: (one.lesson, one.name, one.person)))


def begin(rows: Connection, person: Person, lesson: str) -> Attempt:
    """The open attempt at a lesson: the one that is there, or the next one with a plant of its own.

    Raises
    ------
    Refusal
        C002 for those who take no lessons, S350 if there is none of this name.
    """
    before = progress(rows, person, lesson)
    if before.open is not None:
        return before.open
    prepare(rows)
    made, now = new_id(), datetime.now(UTC)
    number = 1 + max((one.number for one in before.attempts), default=0)
    row = {"person": person.id, "lesson": before.lesson, "number": number, "made": now}
    rows.execute(insert(schema.lesson_attempts).values(id=made, **row))
    events.record(rows, "lesson.begun", "attempt", made, person=person.id, lesson=before.lesson, number=number)
    return get(rows, person, made)[1]


def get(rows: Connection, person: Person, id_: str) -> tuple[Lesson, Attempt]:
    """An attempt of one's own with its lesson; :class:`Refusal` C001 if there is none of one's own."""
    found = _attempts(rows, (_TABLE.id == id_) & (_TABLE.person == person.id))
    if not found or not person.may(Right.CONTENT):
        raise Refusal(NotHere())
    return lesson_of(found[0].lesson), found[0]


def task(rows: Connection, person: Person, id_: str) -> Task:
    """What an attempt asks and gives; :class:`Refusal` C001."""
    return _drawn(rows, *get(rows, person, id_)).task


def hand_in(rows: Connection, person: Person, id_: str, given: Mapping[str, object]) -> Attempt:
    """Carry a decision out in the plant of an attempt, and grade it.

    Parameters
    ----------
    given
        Settings by name, as :func:`sanhak.study.lesson.read_decision` takes them.

    Raises
    ------
    Refusal
        C001 for an attempt of somebody else, C080 if it has its grade; S351–S356 for the decision, and it stays open.
    """
    lesson, attempt = get(rows, person, id_)
    if attempt.grade is not None:
        points = Amount(attempt.grade.points, None, 0)
        raise Refusal(HandedInBefore(lesson=lesson.title, number=attempt.number, points=points))
    drawn = _drawn(rows, lesson, attempt)
    settings = read_decision(drawn.task, given)
    grade = drawn.carry_out(settings)
    values = {"settled": datetime.now(UTC), "settings": settings, "points": grade.points, "grade": grade.dump()}
    rows.execute(update(schema.lesson_attempts).where(_TABLE.id == id_).values(**values))
    number = attempt.number
    events.record(rows, "lesson.decided", "attempt", id_, person=person.id, lesson=attempt.lesson, number=number)
    return get(rows, person, id_)[1]


def _need(person: Person) -> None:
    people.need(person, Right.CONTENT, say("to take lessons"))


def _drawn(rows: Connection, lesson: Lesson, attempt: Attempt) -> Drawn:
    return lesson.draw(seed_of(rows, attempt.person, attempt.lesson, attempt.number))


def _attempts(rows: Connection, which: Any) -> tuple[Attempt, ...]:
    asked = select(schema.lesson_attempts).where(which).order_by(_TABLE.made.desc(), _TABLE.number.desc())
    found: Sequence[Mapping[Any, Any]] = rows.execute(asked).mappings().all()
    return tuple(_attempt(row) for row in found)


def _attempt(row: Mapping[Any, Any]) -> Attempt:
    values = {name: row[name] for name in Attempt.__slots__ if name != "grade"}
    return Attempt(**values, grade=Grade.load(row["grade"]) if row["grade"] else None)
