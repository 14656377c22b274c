"""When data of scholars are deleted, by rule, and what stays for the tax law.

Personal data go once their purpose is reached (Personal Information Protection Act, Article 21): five years after
support and service have both ended, as long as claims from the agreement can be raised (Commercial Act, Article 64),
and half a year after nothing more was done for an agreement that nobody signed. Of payments a record stays where the
tax law asks for it, apart from everything else (Article 21, paragraph 3): five years from the day on which the tax of
their year was to be declared (Framework Act on National Taxes, Article 85-3).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from sqlalchemy import Connection, delete, insert, select

from sanhak.center import days, events
from sanhak.center.calls.schema import application_files, applications
from sanhak.center.matching.schema import wishes
from sanhak.center.people import Person
from sanhak.center.scholarship import schema
from sanhak.center.scholarship.agreement import DAY, ENDS, Happening
from sanhak.center.scholarship.clawback import service_clock
from sanhak.center.scholarship.findings import KeptLonger
from sanhak.center.scholarship.record import Record, records
from sanhak.center.scholarship.schedule import Kind
from sanhak.center.scholarship.scholars import Seat, enter, everybody, need_office
from sanhak.finding import Refusal
from sanhak.store import new_id
from sanhak.text import say

YEARS_KEPT: Final = 5
"""Years for which data are kept after support and service have ended: claims of both sides run so long."""
UNSIGNED: Final = timedelta(days=180)
"""How long an agreement may lie unsigned."""
TAX_YEARS: Final = 5
"""Years for which records of payments are kept from the day on which their tax was to be declared."""
_DECLARED: Final = (5, 31)
"""Month and day of the next year on which income tax is to be declared."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Whose data go on which day, whether an agreement was ever signed, and until when a record of payments stays."""

    scholar: str
    name: str
    on: date
    signed: bool
    payments_until: date | None


@dataclass(frozen=True, slots=True)
class Kept:
    """A payment as the tax law has it kept; ``paid`` is its day, or its month where that is not known."""

    id: str
    name: str
    month: date
    kind: Kind
    gross: int
    tax: int
    paid: date
    reversed: datetime | None
    until: date


def kept_until(record: Record, today: date) -> date | None:
    """Until when data are kept by rule; None while support or service still runs."""
    if not record.versions:
        last = max([record.scholar.made, *(one.made for one in record.agreements)])
        return days.day_of(last + UNSIGNED)
    ends = [event.on for event in record.events if event.kind in ENDS]
    support = min(ends, default=max(one.until for one in record.versions) + DAY)
    standing = record.on(today)
    if today < support or (standing.serving and service_clock(record.versions, record.events, today).left > 0):
        return None
    hired = [event.on for event in record.events if event.kind is Happening.HIRED]
    done = [service_clock(record.versions, record.events, day).ends for day in hired] if standing.serving else []
    ended = max([support, *(event.on for event in record.events), *(day for day in done if day is not None)])
    return days.years_later(ended, YEARS_KEPT)


def tax_until(paid: date) -> date:
    """Until when the record of a payment stays."""
    return date(paid.year + 1 + TAX_YEARS, *_DECLARED)


def planned(rows: Connection, person: Person, today: date) -> tuple[Plan, ...]:
    """Whose data go when, the next first, without those whose support or service runs; :class:`Refusal` C002."""
    found, batches = [], _batches(rows)
    for record in everybody(rows, person):
        if (on := kept_until(record, today)) is not None:
            until = [until for _, until in _payments(record, batches, on)]
            here = record.scholar
            found.append(Plan(here.id, here.name, on, bool(record.versions), max(until, default=None)))
    return tuple(sorted(found, key=lambda plan: (plan.on, plan.name)))


def kept(rows: Connection, person: Person) -> tuple[Kept, ...]:
    """The records of payments that stay of deleted scholars, by the day on which they go; :class:`Refusal` C002."""
    need_office(person)
    table = schema.kept_payments.c
    found = rows.execute(select(schema.kept_payments).order_by(table.until, table.name, table.month)).mappings()
    return tuple(Kept(**{name: row[name] for name in Kept.__slots__} | {"kind": Kind(row["kind"])}) for row in found)


def remove(rows: Connection, person: Person, scholar: str, today: date) -> Sequence[str]:
    """Delete a scholar whose time of keeping is over, or who never signed; gives the keys of blobs to delete after.

    Raises
    ------
    Refusal
        C001, C002; C233 before the time is over.
    """
    record, _ = enter(rows, person, scholar, Seat.OFFICE)
    until = kept_until(record, today)
    if record.versions and (until is None or until > today):
        told = say("the end of support and service") if until is None else say("{day}", day=until)
        raise Refusal(KeptLonger(until=told))
    return _delete(rows, record, today, person.id)


def sweep(rows: Connection, today: date) -> Sequence[str]:
    """Delete all whose time is over, scholars and records of payments; gives the keys of blobs to delete after."""
    rows.execute(delete(schema.kept_payments).where(schema.kept_payments.c.until <= today))
    keys: list[str] = []
    for record in records(rows, schema.scholars.c.id != ""):
        until = kept_until(record, today)
        if until is not None and until <= today:
            keys += _delete(rows, record, today, None)
    return keys


def _delete(rows: Connection, record: Record, today: date, by: str | None) -> Sequence[str]:
    """Delete all of a scholar, with the application of a signed agreement; what the tax law asks for stays apart."""
    scholar = record.scholar.id
    table = schema.kept_payments
    for row, until in _payments(record, _batches(rows), today):
        rows.execute(insert(table).values(id=new_id(), until=until, made=datetime.now(UTC), **row))
    keys = [*rows.scalars(select(schema.reports.c.blob).where(schema.reports.c.scholar == scholar))]
    keys += [one.scan for one in record.agreements]
    came = [one.application for one in record.agreements if one.signed is not None and one.application is not None]
    files = select(application_files.c.blob, application_files.c.blind)
    keys += [key for row in rows.execute(files.where(application_files.c.application.in_(came))) for key in row]
    rows.execute(delete(wishes).where(wishes.c.thing == scholar))
    rows.execute(delete(schema.scholars).where(schema.scholars.c.id == scholar))
    rows.execute(delete(applications).where(applications.c.id.in_(came)))
    events.record(rows, "scholar.deleted", "scholar", scholar, person=by)
    return [key for key in keys if key is not None]


def _batches(rows: Connection) -> Mapping[str, date]:
    """The day of each batch of payments."""
    return {row.id: row.paid for row in rows.execute(select(schema.batches.c.id, schema.batches.c.paid))}


def _payments(record: Record, batches: Mapping[str, date], on: date) -> list[tuple[dict[str, object], date]]:
    """The payments of which a record stays beyond a day, with until when."""
    found = []
    for one in record.paid:
        paid = batches.get(one.batch or "", one.month)
        row = {"name": record.scholar.name, "month": one.month, "kind": one.kind.value, "gross": one.gross}
        row |= {"tax": one.tax, "paid": paid, "reversed": one.reversed}
        if (until := tax_until(paid)) > on:
            found.append((row, until))
    return found
