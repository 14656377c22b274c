"""What the auditor reads: the log of all that was done, whether it is whole, and who has which part where.

The log tells acts, not content: what an event says of a project is for those who belong to it. To everybody else it
gives the act and the identifiers alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import Connection, and_, func, select

from sanhak.center import events, people, projects, schema
from sanhak.center.events import Event
from sanhak.center.people import Person
from sanhak.center.rights import Part, Right
from sanhak.text import say

_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Sought:
    """Which events: those of a person, of an act, of a project, of a day in UTC; None stands for all."""

    person: str | None = None
    act: str | None = None
    project: str | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """An event in the log; ``open`` says that the reader may know the facts, which are left out otherwise."""

    event: Event
    who: str
    open: bool


@dataclass(frozen=True, slots=True)
class Chain:
    """The state of the chain of hashes: up to which event it was written, and the first at which it does not hold."""

    last: int
    broken: int | None


@dataclass(frozen=True, slots=True)
class Held:
    """Somebody's part in a joint project."""

    person: str
    name: str
    part: Part


@dataclass(frozen=True, slots=True)
class Joint:
    """A joint project by its name, and who has which part in it."""

    id: str
    title: str
    organisation_name: str
    parts: tuple[Held, ...]


def log(
    rows: Connection, by: Person, sought: Sought, *, limit: int = 50, before: int | None = None
) -> tuple[Entry, ...]:
    """The latest events that are sought, the newest first; :class:`Refusal` C002 without the right."""
    _need(by)
    found = events.read(rows, _condition(sought), limit, before)
    asked = select(schema.people.c.id, schema.people.c.name)
    names: dict[str | None, str] = {
        row.id: row.name for row in rows.execute(asked.where(schema.people.c.id.in_({one.person for one in found})))
    }
    mine = {project.id for project in projects.of(rows, by)}
    return tuple(_entry(one, names.get(one.person, "Sanhak"), mine) for one in found)


def whole_log(rows: Connection, by: Person, sought: Sought) -> Iterator[Entry]:
    """All events that are sought, the newest first, read piece by piece; :class:`Refusal` C002 without the right."""
    before: int | None = None
    while found := log(rows, by, sought, limit=_AT_ONCE, before=before):
        yield from found
        before = found[-1].event.id


def chain(rows: Connection, by: Person) -> Chain:
    """Whether every event is as it was written; :class:`Refusal` C002 without the right."""
    _need(by)
    return Chain(rows.scalar(select(func.max(schema.events.c.id))) or 0, events.broken(rows))


def joint(rows: Connection, by: Person) -> tuple[Joint, ...]:
    """The joint projects by name, with who has which part; :class:`Refusal` C002 without the right."""
    _need(by)
    table, member = schema.projects.c, schema.members.c
    asked = (
        select(table.id, table.title, schema.organisations.c.name.label("organisation_name"))
        .join_from(schema.projects, schema.organisations)
        .where(table.private.is_(False))
        .order_by(table.title)
    )
    held = select(member.project, member.person, schema.people.c.name, member.part)
    held = held.join_from(schema.members, schema.people).order_by(schema.people.c.name)
    parts: dict[str, list[Held]] = {}
    for row in rows.execute(held):
        parts.setdefault(row.project, []).append(Held(row.person, row.name, Part(row.part)))
    return tuple(
        Joint(row.id, row.title, row.organisation_name, _in_order(parts.get(row.id, []))) for row in rows.execute(asked)
    )


def _need(by: Person) -> None:
    people.need(by, Right.AUDIT, say("to read the log and the list of rights"))


def _in_order(held: list[Held]) -> tuple[Held, ...]:
    return tuple(sorted(held, key=lambda one: -one.part.rank))


def _entry(event: Event, who: str, mine: set[str]) -> Entry:
    known = event.project is None or event.project in mine
    return Entry(event if known else replace(event, facts={}), who, known)


def _condition(sought: Sought) -> Any:
    table = schema.events.c
    asked = [table.id > 0]
    asked += [table.person == sought.person] if sought.person else []
    asked += [table.act == sought.act] if sought.act else []
    asked += [table.project == sought.project] if sought.project else []
    if sought.day is not None:
        asked += [table.at >= datetime.combine(sought.day, time.min, UTC)]
        asked += [table.at <= datetime.combine(sought.day, time.max, UTC)]
    return and_(*asked)
