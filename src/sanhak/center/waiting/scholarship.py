"""What waits around scholarships: for scholars, their mentors, and those who keep them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import Connection

from sanhak.center.people import Person
from sanhak.center.scholarship import consents, opening, paying, reporting, scholars
from sanhak.center.scholarship.record import Record
from sanhak.center.scholarship.reporting import Report
from sanhak.center.scholarship.scholars import Seat
from sanhak.center.waiting.wait import AHEAD, Wait
from sanhak.text import Amount, Text, say


def waits(rows: Connection, person: Person, today: date) -> Iterator[Wait]:
    """For a scholar what to sign, hand in and expect; for a mentor what to look at."""
    for record, seat in scholars.mine(rows, person):
        path, reports = f"/scholarships/{record.scholar.id}", reporting.of(rows, [record.scholar.id])
        if seat is Seat.OWN:
            yield from _own(rows, record, reports, today)
        else:
            handed = sum(one.state is reporting.State.HANDED for one in reports)
            if handed:
                said = say("{count:report waits|reports wait} for you as the mentor", count=handed)
                yield Wait(record.scholar.name, said, path)


def office_waits(rows: Connection, person: Person, today: date) -> Iterator[Wait]:
    """What is to be paid, signed, judged and taken over."""
    found = scholars.everybody(rows, person)
    due = paying.review(rows, person, today, today)
    if due.due:
        net = Amount(due.total.net, None, 0)
        said = say("{count:payment is|payments are} due: {net} won to be transferred", count=len(due.due), net=net)
        yield Wait(say("Payments of the month"), said, "/scholarships/payments")
    reports = reporting.of(rows, [one.scholar.id for one in found])
    unsigned = [one for record in found for one in record.agreements if one.signed is None]
    counted: tuple[tuple[str, int, Text], ...] = (
        ("/scholarships", len(unsigned), say("agreements to be signed")),
        ("/scholarships", sum(one.state is reporting.State.HANDED for one in reports), say("reports to be judged")),
        ("/scholarships", sum(one.overdue(today) for one in reports), say("reports are late: remind the scholars")),
        ("/scholarships", len(opening.selected(rows, person)), say("selected: open their agreements")),
    )
    for path, count, said in counted:
        if count:
            yield Wait(say("Scholarships: {count}", count=count), said, path)


def _own(rows: Connection, record: Record, reports: Sequence[Report], today: date) -> Iterator[Wait]:
    title, path = say("My scholarship"), f"/scholarships/{record.scholar.id}"
    if any(one.signed is None and one.scholar_at is None for one in record.agreements):
        yield Wait(title, say("an agreement waits for your confirmation"), path)
    if not consents.stands(rows, record.scholar.id, consents.Kind.COLLECTION):
        yield Wait(title, say("without your consent no report can be handed in"), path)
    for one in reports:
        if one.open and one.due <= today + AHEAD:
            yield Wait(title, say("report of semester {semester}", semester=one.semester), path, one.due)
    later = next((one for one in reports if one.open and one.due > today + AHEAD), None)
    if later is not None:
        said = say("next report: semester {semester}, due on {day}", semester=later.semester, day=later.due)
        yield Wait(title, said, path, later.due, scholars.state_of(record, today))
    if (coming := record.next_payment) is not None:
        amount = Amount(coming.due.net, None, 0)
        said = say("next payment {month}: {amount} won", month=f"{coming.month:%Y-%m}", amount=amount)
        yield Wait(title, said, path, coming.month, scholars.state_of(record, today))
