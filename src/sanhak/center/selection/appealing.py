"""Appeals: once for each application, within two weeks of the decision, each answered by the office."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from sanhak.center import events
from sanhak.center.calls import applications, calls, schema, writing
from sanhak.center.calls.applications import Application
from sanhak.center.calls.applications import State as Verdict
from sanhak.center.calls.calls import State
from sanhak.center.findings import NotHere
from sanhak.center.people import Person
from sanhak.center.selection import letters
from sanhak.center.selection.deciding import need
from sanhak.center.selection.findings import AppealsOpen, NoAppeal
from sanhak.center.words import LONG, words
from sanhak.finding import Refusal
from sanhak.store import new_id
from sanhak.text import Text, say


@dataclass(frozen=True, slots=True)
class Appeal:
    """An appeal; ``reply``, ``upheld`` and ``answered`` are None while it waits."""

    id: str
    application: str
    text: str
    reply: str | None
    upheld: bool | None
    answered: datetime | None
    made: datetime


def of_application(rows: Connection, person: Person, application: str) -> Appeal | None:
    """The appeal about an application that the person may see; :class:`Refusal` C001."""
    applications.get(rows, person, application)
    row = rows.execute(select(schema.appeals).where(schema.appeals.c.application == application)).mappings().first()
    return None if row is None else _of_row(row)


def of_call(rows: Connection, by: Person, call: str) -> tuple[Appeal, ...]:
    """The appeals of a call, those that wait first; :class:`Refusal` C001 or C002."""
    writing.run(rows, by, call)
    asked = select(schema.appeals).join(schema.applications).where(schema.applications.c.call == call)
    found = map(_of_row, rows.execute(asked.order_by(schema.appeals.c.made)).mappings())
    return tuple(sorted(found, key=lambda one: one.answered is not None))


def possible(rows: Connection, person: Person, one: Application, at: datetime | None = None) -> Text | None:
    """Why an appeal is not possible, in words; None where it is."""
    if one.person != person.id:
        return say("it is not your application")
    settled = rows.scalar(select(schema.selections.c.settled).where(schema.selections.c.call == one.call))
    if settled is None or one.state not in (Verdict.RESERVE, Verdict.REJECTED):
        return say("the application was not turned down")
    if of_application(rows, person, one.id) is not None:
        return say("an appeal was made already")
    if (at or datetime.now(UTC)) > settled + letters.APPEAL:
        return say("two weeks have passed since the decision")
    return None


def appeal(rows: Connection, person: Person, application: str, text: str, at: datetime | None = None) -> str:
    """Appeal against the verdict on one's own application; gives the appeal's identifier.

    Raises
    ------
    Refusal
        C001; C009 for the text, C165 where an appeal is not possible.
    """
    one = applications.get(rows, person, application)
    if (because := possible(rows, person, one, at)) is not None:
        raise Refusal(NoAppeal(because=because))
    said, made = words(text, say("Appeal"), most=LONG, at="text"), new_id()
    rows.execute(insert(schema.appeals).values(id=made, application=one.id, text=said, made=at or datetime.now(UTC)))
    events.record(rows, "appeal.made", "application", one.id, person=person.id, number=one.number or 0)
    return made


def answer(rows: Connection, by: Person, id_: str, reply: str, *, upheld: bool) -> None:
    """Answer an appeal; the applicant gets a letter. What follows from one that is upheld is a revised verdict.

    Raises
    ------
    Refusal
        C001 if there is none, or it was answered; C002; C009 without words.
    """
    row = rows.execute(select(schema.appeals).where(schema.appeals.c.id == id_)).mappings().first()
    if row is None or row["answered"] is not None:
        raise Refusal(NotHere())
    one = applications.get(rows, by, row["application"])
    call = writing.run(rows, by, one.call)
    said = words(reply, say("Answer"), most=LONG, at="reply")
    values = {"reply": said, "upheld": upheld, "by": by.id, "answered": datetime.now(UTC)}
    rows.execute(update(schema.appeals).where(schema.appeals.c.id == id_).values(**values))
    events.record(rows, "appeal.answered", "application", one.id, person=by.id, number=one.number or 0)
    letters.answered(rows, call, one, said, upheld=upheld)


def finish(rows: Connection, by: Person, call: str, at: datetime | None = None) -> None:
    """Close a call for good; :class:`Refusal` C160 if it is not decided, C166 while appeals wait or may still come."""
    one = writing.run(rows, by, call)
    need(one, State.DECIDED)
    waiting = sum(found.answered is None for found in of_call(rows, by, call))
    if waiting:
        raise Refusal(AppealsOpen(because=say("{count:appeal waits|appeals wait} for an answer", count=waiting)))
    settled = rows.scalar(select(schema.selections.c.settled).where(schema.selections.c.call == call))
    if settled is not None and (at or datetime.now(UTC)) <= settled + letters.APPEAL:
        raise Refusal(AppealsOpen(because=say("appeals may come until two weeks after the decision")))
    rows.execute(update(schema.calls).where(schema.calls.c.id == call).values(state=State.ENDED.value))
    events.record(rows, "call.ended", "call", call, person=by.id, title=calls.get(rows, by, call).title.get("ko", ""))


def _of_row(row: Mapping[Any, Any]) -> Appeal:
    return Appeal(**{name: row[name] for name in Appeal.__slots__})
