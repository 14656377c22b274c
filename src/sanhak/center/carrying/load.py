"""People's load: which share of a month is planned for whom, and who is planned for more than the whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Final

from sqlalchemy import Connection, delete, insert, select

from sanhak.center import events, people, projects, schema
from sanhak.center.carrying import schema as own
from sanhak.center.carrying.findings import Overloaded
from sanhak.center.carrying.words import span, whole
from sanhak.center.findings import NotHere
from sanhak.center.people import Person
from sanhak.center.projects import State
from sanhak.center.rights import Part
from sanhak.finding import Refusal
from sanhak.store import new_id
from sanhak.text import say

WHOLE: Final = 100.0
_ROUNDING: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Load:
    """The share of a month, in per cent, that somebody is planned for in a project, both days included."""

    id: str
    project: str
    person: str
    name: str
    share: float
    starts: date
    ends: date


@dataclass(frozen=True, slots=True)
class Overload:
    """A time in which somebody is planned for more than the whole, all projects together; ``share`` is the most."""

    person: str
    name: str
    share: float
    starts: date
    ends: date
    projects: int

    @property
    def finding(self) -> Overloaded:
        """What is said to the person and to the leads."""
        return Overloaded(
            name=self.name, share=round(self.share), starts=self.starts, ends=self.ends, projects=self.projects
        )


def plan(rows: Connection, person: Person, project: str, *, member: str, share: str, starts: str, ends: str) -> str:
    """Plan a share of a member's months: one's own as a member, anybody's as a lead; gives the identifier.

    Raises
    ------
    Refusal
        C001, C002; C015, C208, C209 for the fields.
    """
    here = projects.enter(rows, person, project, Part.MEMBER if member == person.id else Part.LEAD)
    if member not in {one.person for one in projects.members(rows, person, here.id)}:
        raise Refusal(NotHere())
    name, made = people.names(rows, [member])[member], new_id()
    values = {"share": float(whole(share, say("Share of a month"), 1, 100, "share")), **span(starts, ends)}
    row = {"person": member, "setter": person.id, "made": datetime.now(UTC), **values}
    rows.execute(insert(own.loads).values(id=made, project=here.id, **row))
    facts = {"name": name, "share": int(values["share"])}  # type: ignore[call-overload]
    events.record(rows, "load.planned", "load", made, person=person.id, project=here.id, **facts)
    return made


def drop(rows: Connection, person: Person, load: str) -> str:
    """Take a planned share back: one's own, or as a lead; gives its project. :class:`Refusal` C001, C002."""
    row = rows.execute(select(own.loads).where(own.loads.c.id == load)).first()
    if row is None:
        raise Refusal(NotHere())
    projects.enter(rows, person, row.project, Part.MEMBER if row.person == person.id else Part.LEAD)
    rows.execute(delete(own.loads).where(own.loads.c.id == load))
    name = people.names(rows, [row.person])[row.person]
    events.record(rows, "load.dropped", "load", load, person=person.id, project=row.project, name=name)
    return str(row.project)


def of(rows: Connection, project: str) -> tuple[Load, ...]:
    """The shares that are planned in a project that the reader has entered already, by name and day."""
    table = own.loads.c
    asked = select(own.loads, schema.people.c.name).join(schema.people, schema.people.c.id == table.person)
    found = rows.execute(asked.where(table.project == project).order_by(schema.people.c.name, table.starts))
    return tuple(map(_load, found))


def over(rows: Connection, persons: Iterable[str], today: date) -> tuple[Overload, ...]:
    """When these people are planned for more than the whole from today on, over all projects that are not done."""
    table = own.loads.c
    asked = (
        select(own.loads, schema.people.c.name)
        .join(schema.people, schema.people.c.id == table.person)
        .join(schema.projects, schema.projects.c.id == table.project)
        .where(table.person.in_(set(persons)), table.ends >= today, schema.projects.c.state != State.DONE)
    )
    by_person: dict[str, list[Load]] = {}
    for row in rows.execute(asked.order_by(schema.people.c.name, table.person)):
        by_person.setdefault(row.person, []).append(_load(row))
    return tuple(found for loads in by_person.values() for found in overloads(loads, today))


def overloads(loads: Sequence[Load], today: date) -> tuple[Overload, ...]:
    """The times from ``today`` on in which one person's loads add up to more than the whole.

    Shares change only where one starts or the day after one ends: the sum is taken once between two such days, and
    neighbouring times that are both too full are told as one, with the most of both.
    """
    changes = {max(one.starts, today) for one in loads} | {one.ends + timedelta(days=1) for one in loads}
    days = sorted(day for day in changes if day >= today)
    found: list[Overload] = []
    for start, end in pairwise(days):
        active = [one for one in loads if one.starts <= start <= one.ends]
        total = sum(one.share for one in active)
        if total <= WHOLE + _ROUNDING:
            continue
        last, count = end - timedelta(days=1), len({one.project for one in active})
        if found and found[-1].ends == start - timedelta(days=1):
            before = found.pop()
            start, total, count = before.starts, max(before.share, total), max(before.projects, count)  # noqa: PLW2901
        found.append(Overload(active[0].person, active[0].name, total, start, last, count))
    return tuple(found)


def _load(row: object) -> Load:
    return Load(*(getattr(row, name) for name in Load.__slots__))
