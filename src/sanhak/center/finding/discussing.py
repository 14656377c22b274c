"""What is said about a problem, by those who may see it."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection, insert, select

from sanhak.center import events
from sanhak.center.finding import problems, schema
from sanhak.center.finding.problems import Remark
from sanhak.center.people import Person
from sanhak.center.schema import people
from sanhak.center.words import LONG, words
from sanhak.store import new_id
from sanhak.text import say


def remarks(rows: Connection, person: Person, problem: str) -> tuple[Remark, ...]:
    """What was said about a problem, the oldest first; :class:`Refusal` C001."""
    problems.get(rows, person, problem)
    table = schema.problem_remarks.c
    asked = select(table.id, table.person, people.c.name, table.text, table.made).join(
        people, people.c.id == table.person
    )
    return tuple(Remark(*row) for row in rows.execute(asked.where(table.problem == problem).order_by(table.made)))


def remark(rows: Connection, person: Person, problem: str, text: str) -> None:
    """Say something about a problem; :class:`Refusal` C001 or C009."""
    problems.get(rows, person, problem)
    told = words(text, say("Comment"), most=LONG, at="text")
    row = {"problem": problem, "text": told, "person": person.id, "made": datetime.now(UTC)}
    rows.execute(insert(schema.problem_remarks).values(id=new_id(), **row))
    events.record(rows, "comment.made", "problem", problem, person=person.id)
