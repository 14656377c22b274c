"""Deliverables: due by a day, handed in as a file, accepted by a lead, and public once the terms allow it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, update

from sanhak.center import days, events, people, projects
from sanhak.center.carrying import schema as own
from sanhak.center.carrying import terms
from sanhak.center.carrying.findings import HeldBack, NothingHandedIn
from sanhak.center.findings import NotHere
from sanhak.center.people import Person
from sanhak.center.rights import Part
from sanhak.center.words import day, words
from sanhak.finding import Refusal
from sanhak.store import Stored, new_id
from sanhak.text import say


@dataclass(frozen=True, slots=True)
class Deliverable:
    """What is to be handed in; ``name``, ``blob`` and ``handed`` are None before, ``held`` is its last held day."""

    id: str
    project: str
    title: str
    due: date
    name: str | None
    blob: str | None
    handed: datetime | None
    acceptor: str | None
    accepted: datetime | None
    public: datetime | None
    accepted_by: str | None
    held: date | None

    @property
    def open(self) -> bool:
        """Whether something is still to be handed in or accepted."""
        return self.accepted is None


def promise(rows: Connection, person: Person, project: str, title: str, due: str) -> str:
    """Something is to be handed in by a day; gives its identifier. :class:`Refusal` C001, C002, C009, C015."""
    here, made = projects.enter(rows, person, project, Part.LEAD), new_id()
    row = {"title": words(title, say("Title"), at="title"), "due": day(due, "due"), "person": person.id}
    rows.execute(insert(own.deliverables).values(id=made, project=here.id, made=datetime.now(UTC), **row))
    events.record(
        rows, "deliverable.due", "deliverable", made, person=person.id, project=here.id, title=str(row["title"])
    )
    return made


def hand_in(rows: Connection, person: Person, id_: str, name: str, media: str, kept: Stored) -> str | None:
    """Hand a file in; gives the key of the blob that it replaces, to be deleted once this is kept.

    What was accepted or is public goes back to waiting for its acceptance.

    Raises
    ------
    Refusal
        C001, C002; C009 for the name.
    """
    found = get(rows, person, id_, Part.MEMBER)
    values = {"name": words(name, say("Name"), at="file"), "media": media[:200], "size": kept.size, "blob": kept.key}
    values |= {"handed": datetime.now(UTC), "accepted": None, "acceptor": None, "public": None}
    rows.execute(update(own.deliverables).where(own.deliverables.c.id == id_).values(**values))
    _tell(rows, "deliverable.handed", person, found)
    return found.blob


def accept(rows: Connection, person: Person, id_: str) -> str:
    """Accept what was handed in, as a lead; gives the project. :class:`Refusal` C001, C002, C214."""
    found = get(rows, person, id_, Part.LEAD)
    if found.handed is None:
        raise Refusal(NothingHandedIn(title=found.title, lacks=say("nothing was handed in")))
    values = {"accepted": datetime.now(UTC), "acceptor": person.id}
    rows.execute(update(own.deliverables).where(own.deliverables.c.id == id_).values(**values))
    _tell(rows, "deliverable.accepted", person, found)
    return found.project


def publish(rows: Connection, person: Person, id_: str, today: date) -> str:
    """Say that a deliverable is public, as a lead; gives the project.

    Raises
    ------
    Refusal
        C001, C002; C213 before the terms allow it, C214 before it is accepted.
    """
    found = get(rows, person, id_, Part.LEAD)
    if found.accepted is None:
        raise Refusal(NothingHandedIn(title=found.title, lacks=say("it was not accepted")))
    if found.held is not None and today < found.held:
        raise Refusal(HeldBack(title=found.title, until=found.held))
    rows.execute(update(own.deliverables).where(own.deliverables.c.id == id_).values(public=datetime.now(UTC)))
    _tell(rows, "deliverable.public", person, found)
    return found.project


def get(rows: Connection, person: Person, id_: str, part: Part = Part.GUEST) -> Deliverable:
    """One deliverable; :class:`Refusal` C001 or C002."""
    found = _deliverables(rows, own.deliverables.c.id == id_)
    if not found:
        raise Refusal(NotHere())
    projects.enter(rows, person, found[0].project, part)
    return found[0]


def of(rows: Connection, *projects: str) -> tuple[Deliverable, ...]:
    """The deliverables of projects that the reader has entered already, by their day."""
    return _deliverables(rows, own.deliverables.c.project.in_(projects))


def held_until(agreed: terms.Terms | None, handed: datetime | None) -> date | None:
    """The first day on which something may be public: after hold and confidentiality; None where nothing holds it."""
    if agreed is None:
        return None
    hold = days.day_of(handed) + timedelta(days=agreed.hold) if handed is not None and agreed.hold else None
    after = agreed.confidential + timedelta(days=1) if agreed.confidential else None
    return max((one for one in (hold, after) if one is not None), default=None)


def _tell(rows: Connection, act: str, person: Person, one: Deliverable) -> None:
    events.record(rows, act, "deliverable", one.id, person=person.id, project=one.project, title=one.title)


def _deliverables(rows: Connection, which: Any) -> tuple[Deliverable, ...]:
    table = own.deliverables
    found = rows.execute(select(table).where(which).order_by(table.c.due, table.c.made)).mappings().all()
    names = people.names(rows, [row["acceptor"] for row in found if row["acceptor"]])
    agreed = terms.by_project(rows, {row["project"] for row in found})
    kept = [name for name in Deliverable.__slots__ if name not in ("accepted_by", "held")]
    return tuple(
        Deliverable(
            **{name: row[name] for name in kept},
            accepted_by=names.get(row["acceptor"]),
            held=held_until(agreed.get(row["project"]), row["handed"]),
        )
        for row in found
    )
