"""Reports of each semester: planned from the agreement, handed in with a grade average, judged, reminded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection, insert, select, update

from sanhak.center import events, outbox, schema
from sanhak.center.findings import NotHere
from sanhak.center.people import Person
from sanhak.center.scholarship import consents
from sanhak.center.scholarship import schema as own
from sanhak.center.scholarship.agreement import DAY, SEMESTERS, months
from sanhak.center.scholarship.findings import NoConsent, ReportSettled
from sanhak.center.scholarship.record import Record
from sanhak.center.scholarship.scholars import Seat, enter, need_office
from sanhak.center.scholarship.typed import clean, within
from sanhak.center.words import LONG
from sanhak.finding import Refusal
from sanhak.store import Stored, new_id
from sanhak.text import LANGUAGES, Text, say

SOON: Final = timedelta(days=14)
"""So long before its day a report is reminded."""
_DAYS_TO_DUE: Final = 150
"""Days from the beginning of a semester until its report is due, after the examinations."""
_SCALE: Final = (1.0, 100.0)


class State(StrEnum):
    """Where a report stands."""

    DUE = "due"
    HANDED = "handed"
    ACCEPTED = "accepted"
    RETURNED = "returned"


STATES: Final = {
    State.DUE: say("due"),
    State.HANDED: say("handed in"),
    State.ACCEPTED: say("approved"),
    State.RETURNED: say("returned"),
}


@dataclass(frozen=True, slots=True)
class Report:
    """The report of a semester, named as in ``2026-1``; ``average`` of ``scale`` is the grade average."""

    id: str
    scholar: str
    semester: str
    due: date
    state: State
    average: float | None
    scale: float | None
    file: str
    hash: str | None
    blob: str | None
    remark: str
    handed: datetime | None

    @property
    def open(self) -> bool:
        """Whether the scholar has to hand it in."""
        return self.state in (State.DUE, State.RETURNED)

    def overdue(self, today: date) -> bool:
        """Whether it should be there already."""
        return self.open and self.due < today


def of(rows: Connection, scholars: Sequence[str]) -> tuple[Report, ...]:
    """The reports of scholars who were entered already, by day."""
    table = own.reports.c
    asked = select(*(table[name] for name in Report.__slots__)).where(table.scholar.in_(scholars))
    found = rows.execute(asked.order_by(table.due, table.id)).mappings()
    return tuple(Report(**dict(row) | {"state": State(row["state"])}) for row in found)


def get(rows: Connection, person: Person, report: str, *seats: Seat) -> tuple[Report, Record]:
    """A report of a scholar whom the person may see; :class:`Refusal` C001, C002."""
    scholar = rows.scalar(select(own.reports.c.scholar).where(own.reports.c.id == report))
    if scholar is None:
        raise Refusal(NotHere())
    record, _ = enter(rows, person, scholar, *seats)
    return next(one for one in of(rows, [scholar]) if one.id == report), record


def plan(rows: Connection, person: Person, scholar: str) -> int:
    """A report for each semester that the agreement supports and that has none; gives how many are new."""
    record, _ = enter(rows, person, scholar, Seat.OFFICE)
    known = {one.semester for one in of(rows, [scholar])}
    wanted = [one for one in _semesters(record) if _name(one) not in known]
    for begin in wanted:
        row = {"semester": _name(begin), "due": begin + timedelta(days=_DAYS_TO_DUE), "state": State.DUE.value}
        made = {"id": new_id(), "made": datetime.now(UTC), "file": "", "remark": ""}
        rows.execute(insert(own.reports).values(scholar=scholar, **row, **made))
    if wanted:
        events.record(rows, "report.planned", "scholar", scholar, person=person.id, count=len(wanted))
    return len(wanted)


def hand_in(
    rows: Connection, person: Person, report: str, *, average: str, scale: str, name: str, kept: Stored
) -> str | None:
    """Hand a report in as its scholar; gives the key of the blob that it replaces, to be deleted once this is kept.

    Raises
    ------
    Refusal
        C001, C002; C009, C014, C220, C223 for the fields, C231 if it is not open, C232 without consent.
    """
    found, _ = get(rows, person, report, Seat.OWN)
    if not found.open:
        raise Refusal(ReportSettled(state=STATES[found.state]))
    if not consents.stands(rows, found.scholar, consents.Kind.COLLECTION):
        raise Refusal(NoConsent())
    top = within(scale or "4.5", say("The scale"), *_SCALE, "scale")
    values: dict[str, Any] = {
        "average": within(average, say("The grade average"), 0.0, top, "average"), "scale": top,
        "file": clean(name, say("Name"), at="file"), "hash": kept.hash, "blob": kept.key,
        "state": State.HANDED.value, "handed": datetime.now(UTC),
    }  # fmt: skip
    rows.execute(update(own.reports).where(own.reports.c.id == report).values(**values))
    events.record(rows, "report.handed", "scholar", found.scholar, person=person.id, semester=found.semester)
    return found.blob


def judge(rows: Connection, person: Person, report: str, *, accepted: bool, remark: str = "") -> str:
    """Accept a report that was handed in, or return it with what is missing; gives its scholar.

    Raises
    ------
    Refusal
        C001, C002; C009 where it is returned without a word, C220, C231.
    """
    found, _ = get(rows, person, report, Seat.OFFICE, Seat.MENTOR)
    if found.state is not State.HANDED:
        raise Refusal(ReportSettled(state=STATES[found.state]))
    told = clean(remark, say("What is missing"), most=LONG, empty=accepted, at="remark")
    state = State.ACCEPTED if accepted else State.RETURNED
    rows.execute(update(own.reports).where(own.reports.c.id == report).values(state=state.value, remark=told))
    act = "report.accepted" if accepted else "report.returned"
    events.record(rows, act, "scholar", found.scholar, person=person.id, semester=found.semester)
    return found.scholar


def remind(rows: Connection, person: Person, today: date) -> int:
    """A letter to each scholar with an account whose report is late or due within two weeks; gives how many.

    Nobody gets two that wait.
    """
    need_office(person)
    table, out = own.reports.c, schema.outbox
    asked = (
        select(table.semester, table.due, schema.people.c.email)
        .join(own.scholars, own.scholars.c.id == table.scholar)
        .join(schema.people, schema.people.c.id == own.scholars.c.person)
        .where(table.state.in_([State.DUE.value, State.RETURNED.value]), table.due < today + SOON)
    )
    count = 0
    for row in rows.execute(asked.order_by(table.due)).all():
        subject, body = _letter(row.semester, row.due)
        waits = select(out.c.id).where(out.c.to == row.email, out.c.subject == subject, out.c.sent.is_(None))
        if rows.scalar(waits) is None:
            outbox.write(rows, person, to=row.email, subject=subject, body=body, replace=False)
            count += 1
    if count:
        events.record(rows, "report.reminded", "organisation", person.organisation, person=person.id, count=count)
    return count


def _letter(semester: str, due: date) -> tuple[str, str]:
    """Subject and text in both languages."""
    subject: Text = say("Report of semester {semester}", semester=semester)
    said = say("The report of semester {semester} of your scholarship is due on {due}.", semester=semester, due=due)
    how = say("Sign in to the workbench, and hand it in on the page of your scholarship.")
    parts = [f"{said.render(language)}\n{how.render(language)}" for language in reversed(LANGUAGES)]
    return " · ".join(subject.render(language) for language in reversed(LANGUAGES)), "\n\n".join(parts) + "\n"


def _semesters(record: Record) -> list[date]:
    """The first days of the semesters that are supported."""
    if not record.versions:
        return []
    first = min(one.since for one in record.versions)
    end = max(one.until for one in record.versions) + DAY
    return [one for one in months(first, end) if one.month in SEMESTERS and record.on(max(one, first)).payable]


def _name(begin: date) -> str:
    return f"{begin.year}-{1 + SEMESTERS.index(begin.month)}"
