"""All that is known of a scholar, read at once: who they are, versions, what happened, and what was paid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cached_property
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, select

from sanhak.center.scholarship import schema
from sanhak.center.scholarship.agreement import Course, Event, Happening, Standing, Version, course
from sanhak.center.scholarship.schedule import Key, Kind, Payment, State, Sums, schedule

_Row = TypeVar("_Row")


@dataclass(frozen=True, slots=True)
class Scholar:
    """Who a scholar is; ``person`` where they can sign in, ``account`` whole (pages show it masked)."""

    id: str
    name: str
    university: str
    degree: str
    supervisor: str
    person: str | None
    bank: str
    account: str
    made: datetime


@dataclass(frozen=True, slots=True)
class Agreement:
    """A version as it is kept; in force once ``signed``."""

    id: str
    scholar: str
    application: str | None
    number: int
    terms: Version
    approval: str
    scan: str | None
    scan_hash: str | None
    office: str | None
    office_at: datetime | None
    scholar_at: datetime | None
    signed: datetime | None
    made: datetime


@dataclass(frozen=True, slots=True)
class Happened:
    """An event as it is kept; it stands until it is ``annulled``."""

    id: str
    scholar: str
    kind: Happening
    on: date
    note: str
    annulled: datetime | None
    because: str
    by: str
    made: datetime


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment as it was made; ``batch`` is None for what was paid before the workbench knew of it."""

    id: str
    scholar: str
    batch: str | None
    month: date
    kind: Kind
    gross: int
    tax: int
    reversed: datetime | None
    because: str

    @property
    def sums(self) -> Sums:
        """The amounts."""
        return Sums(self.gross, self.tax)


@dataclass(frozen=True, slots=True)
class Mentorship:
    """Who mentored from when until when, and why another one came after; the one without an end is the mentor."""

    id: str
    scholar: str
    person: str
    since: date
    ended: date | None
    because: str


@dataclass(frozen=True)
class Record:
    """A scholar with their history. What is calculated rests on signed versions and standing events alone."""

    scholar: Scholar
    mentorships: tuple[Mentorship, ...]
    agreements: tuple[Agreement, ...]
    happened: tuple[Happened, ...]
    paid: tuple[Paid, ...]

    @cached_property
    def mentor(self) -> str | None:
        """The person who mentors now."""
        return next((one.person for one in self.mentorships if one.ended is None), None)

    @cached_property
    def versions(self) -> tuple[Version, ...]:
        """The signed versions."""
        return tuple(one.terms for one in self.agreements if one.signed is not None)

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """The events that stand, in the order in which they count."""
        return tuple(Event(one.kind, one.on) for one in self.happened if one.annulled is None)

    @cached_property
    def made(self) -> Mapping[Key, Sums]:
        """What was paid and stands."""
        return {(one.month, one.kind): one.sums for one in self.paid if one.reversed is None}

    @cached_property
    def course(self) -> Course:
        """How things stood and stand, by day."""
        return course(self.versions, self.events)

    @cached_property
    def payments(self) -> tuple[Payment, ...]:
        """All payments by month."""
        return schedule(self.versions, self.events, self.made)

    def on(self, day: date) -> Standing:
        """How things stand on a day."""
        return self.course.on(day)

    @cached_property
    def next_payment(self) -> Payment | None:
        """The first payment that is planned, whether or not something pauses it; None after the last."""
        return next((one for one in self.payments if one.state is State.PLANNED), None)


def records(rows: Connection, which: Any) -> tuple[Record, ...]:
    """The records of the scholars for whom a condition holds, by name."""
    found = rows.execute(select(schema.scholars).where(which).order_by(schema.scholars.c.name, schema.scholars.c.id))
    scholars = [_of(Scholar, row) for row in found.mappings()]
    ids = [one.id for one in scholars]
    mentorships = _by(rows, schema.mentorships, ids, Mentorship, ("since", "made"))
    agreements = _by(rows, schema.agreements, ids, Agreement, ("number",))
    happened = _by(rows, schema.happenings, ids, Happened, ("on", "made", "id"))
    paid = _by(rows, schema.payments, ids, Paid, ("month", "kind", "made"))
    return tuple(
        Record(one, mentorships(one.id), agreements(one.id), happened(one.id), paid(one.id)) for one in scholars
    )


def _by(rows: Connection, table: Table, ids: Sequence[str], kind: type[_Row], order: Sequence[str]) -> Any:
    asked = select(table).where(table.c.scholar.in_(ids)).order_by(*(table.c[name] for name in order))
    found: dict[str, list[_Row]] = defaultdict(list)
    for row in rows.execute(asked).mappings():
        found[row["scholar"]].append(_of(kind, row))
    return lambda scholar: tuple(found[scholar])


def _of(kind: type[_Row], row: Mapping[Any, Any]) -> _Row:
    values = {part.name: row[part.name] for part in fields(kind)}  # type: ignore[arg-type]
    if kind is Agreement:
        values["terms"] = Version.load(row["terms"])
    if kind in (Happened, Paid):
        values["kind"] = (Happening if kind is Happened else Kind)(row["kind"])
    return kind(**values)
