"""The applications and reviewers of a call, as those see them who run it: with names, for whoever has the right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select, update

from sanhak.center import events, people, schema
from sanhak.center.calls import schema as calling
from sanhak.center.calls.applications import Application, State, of_row
from sanhak.center.calls.calls import Call
from sanhak.center.calls.calls import State as Stage
from sanhak.center.calls.calls import of_row as call_of
from sanhak.center.calls.form import Kind, Part, of_part
from sanhak.center.findings import NobodyHere, NotHere
from sanhak.center.people import Person
from sanhak.center.reviewing.findings import CannotReview, HandedInAlready
from sanhak.center.rights import ROLES, Right
from sanhak.center.words import LONG, email, number, words
from sanhak.finding import Refusal
from sanhak.text import say

REVIEWED: Final = frozenset((State.SUBMITTED, State.SELECTED, State.RESERVE, State.REJECTED))
"""States of applications that were handed in and not withdrawn."""
_MOST_LOAD: Final = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """An application with its applicant."""

    application: Application
    applicant: Person

    @property
    def number(self) -> int:
        """Its number in the call; 0 where it has none."""
        return self.application.number or 0


@dataclass(frozen=True, slots=True)
class Reviewer:
    """A reviewer of a call: what they are expert in, and how many applications they take at most."""

    person: Person
    expertise: str
    most: int
    own: int | None
    """The most agreed with this reviewer apart; None where the call's holds."""


def running(rows: Connection, person: Person, call: str) -> Call:
    """The call, for those who run it; :class:`Refusal` C001, or C002 for all others."""
    people.need(person, Right.CALLS, say("to run calls"))
    return call_with(rows, call)


def call_with(rows: Connection, call: str) -> Call:
    """The call of this identifier; who may see it is asked before. :class:`Refusal` C001."""
    row = rows.execute(select(calling.calls).where(calling.calls.c.id == call)).mappings().first()
    if row is None:
        raise Refusal(NotHere())
    return call_of(row)


def need_runner(person: Person) -> None:
    """Go on only for those who run calls; :class:`Refusal` C001 tells others not even whether the thing exists."""
    if not person.may(Right.CALLS):
        raise Refusal(NotHere())


def calls_run(rows: Connection, person: Person) -> tuple[Call, ...]:
    """The calls that a person runs and that have closed at least once, the latest first; none for all others."""
    if not person.may(Right.CALLS):
        return ()
    found = rows.execute(select(calling.calls).order_by(calling.calls.c.opens.desc())).mappings()
    return tuple(one for one in map(call_of, found) if one.state is not Stage.DRAFT)


def entries(rows: Connection, call: str) -> tuple[Entry, ...]:
    """The applications that were handed in, by number; who may see them is asked before."""
    table = calling.applications.c
    asked = select(calling.applications).where(table.call == call, table.state.in_(REVIEWED))
    found = rows.execute(asked.order_by(table.number, table.id)).mappings().all()
    everybody = _people(rows, {row["person"] for row in found})
    return tuple(Entry(of_row(row), everybody[row["person"]]) for row in found)


def entry(rows: Connection, application: str) -> tuple[Call, Entry]:
    """One application that was handed in, with its call; :class:`Refusal` C001."""
    table = calling.applications.c
    row = rows.execute(select(calling.applications).where(table.id == application)).mappings().first()
    if row is None or State(row["state"]) not in REVIEWED:
        raise Refusal(NotHere())
    call = rows.execute(select(calling.calls).where(calling.calls.c.id == row["call"])).mappings().one()
    return call_of(call), Entry(of_row(row), people.get(rows, row["person"]))


def reviewers(rows: Connection, call: Call) -> tuple[Reviewer, ...]:
    """The reviewers of a call by name; who may see them is asked before."""
    table = calling.call_reviewers.c
    found = rows.execute(select(table.person, table.expertise, table.load).where(table.call == call.id)).all()
    everybody = _people(rows, {row.person for row in found})
    made = (
        Reviewer(everybody[row.person], row.expertise, call.load if row.load is None else row.load, row.load)
        for row in found
    )
    return tuple(sorted(made, key=lambda one: (one.person.name, one.person.id)))


def name(rows: Connection, person: Person, call: str, *, address: str, expertise: str, load: str) -> None:
    """Name somebody a reviewer of a call, or say anew what they are expert in and how much they take.

    Raises
    ------
    Refusal
        C001; C008, C009, C014 or C016 for what was typed, C133 for somebody who cannot review.
    """
    here = running(rows, person, call)
    at = email(address, "address")
    row = rows.execute(people.shown().where(schema.people.c.email == at, schema.people.c.active)).mappings().first()
    if row is None:
        raise Refusal(NobodyHere(email=at), field="address")
    found = people.person_of(row)
    if not found.may(Right.CONTENT):
        raise Refusal(CannotReview(name=found.name, role=ROLES[found.role]), field="address")
    most = number(load, at="load")
    own = None if most is None else max(0, min(_MOST_LOAD, round(most)))
    values = {"expertise": words(expertise, say("Expertise"), most=LONG, empty=True, at="expertise"), "load": own}
    table = calling.call_reviewers
    this = (table.c.call == here.id) & (table.c.person == found.id)
    if not rows.execute(update(table).where(this).values(**values)).rowcount:
        rows.execute(insert(table).values(call=here.id, person=found.id, made=datetime.now(UTC), **values))
    events.record(rows, "reviewer.named", "call", here.id, person=person.id, name=found.name)


def drop(rows: Connection, person: Person, call: str, reviewer: str) -> None:
    """Somebody is no longer a reviewer; their assignments without a review go too. :class:`Refusal` C001, C141."""
    here = running(rows, person, call)
    table, given = calling.call_reviewers, calling.assignments
    gone = rows.execute(delete(table).where(table.c.call == here.id, table.c.person == reviewer))
    if not gone.rowcount:
        raise Refusal(NotHere())
    own = select(calling.applications.c.id).where(calling.applications.c.call == here.id)
    theirs = (given.c.person == reviewer) & given.c.application.in_(own)
    handed = calling.reviews.c.submitted.is_not(None) & calling.reviews.c.assignment.in_(
        select(given.c.id).where(theirs)
    )
    if rows.scalar(select(calling.reviews.c.id).where(handed).limit(1)) is not None:
        raise Refusal(HandedInAlready())
    rows.execute(delete(given).where(theirs))
    events.record(rows, "reviewer.dropped", "call", here.id, person=person.id, name=people.get(rows, reviewer).name)


def is_reviewer(rows: Connection, call: str, person: str) -> bool:
    """Whether somebody is a reviewer of a call."""
    table = calling.call_reviewers.c
    return rows.scalar(select(table.person).where(table.call == call, table.person == person)) is not None


def open_words(call: Call, application: Application, *, free: bool = True) -> Mapping[str, str]:
    """What an application says in the fields that reviewers see, by field; ``free`` for words that were typed alone."""
    kinds = {Kind.LINE, Kind.TEXT} if free else {Kind.LINE, Kind.TEXT, Kind.CHOICE}
    shown: dict[str, str] = {}
    for field in call.form:
        told: Any = application.values.get(field.name)
        if not (field.hidden and call.blind) and field.kind in kinds and isinstance(told, str) and told.strip():
            shown[field.name] = told
    return shown


def value_of(call: Call, application: Application, part: Part) -> str:
    """What an application says in the field that means this to the call; empty where there is none."""
    told = (application.values.get(field.name) for field in of_part(call.form, part))
    return " ".join(str(one) for one in told if one not in (None, ""))


def _people(rows: Connection, ids: Sequence[str] | set[str]) -> Mapping[str, Person]:
    found = rows.execute(people.shown().where(schema.people.c.id.in_(ids))).mappings()
    return {row["id"]: people.person_of(row) for row in found}
