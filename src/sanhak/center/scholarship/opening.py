"""From a selected application to an agreement, by one act: the scholar, and a draft of the first version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import Connection, and_, select
from sqlalchemy.exc import IntegrityError

from sanhak.center import events, people, schema
from sanhak.center.calls import applications as applying
from sanhak.center.calls import calls as calling
from sanhak.center.calls.applications import Application, told_of
from sanhak.center.calls.calls import Call
from sanhak.center.calls.form import Part, of_part
from sanhak.center.calls.schema import applications, calls
from sanhak.center.people import Person
from sanhak.center.scholarship import agreeing, offering, scholars
from sanhak.center.scholarship import schema as own
from sanhak.center.scholarship.findings import NotASelection
from sanhak.center.scholarship.scholars import need_office
from sanhak.center.words import SHORT
from sanhak.finding import Refusal
from sanhak.text import Language

_SELECTED: Final = and_(applications.c.state == "selected", calls.c.purpose == "scholarships")
_NEAR: Final = timedelta(days=3 * 365)
"""Further away a day is mistyped."""
_CAME: Final = select(own.agreements.c.application).where(own.agreements.c.application.is_not(None))


@dataclass(frozen=True, slots=True)
class Selected:
    """An application that was selected: its number in its call, the call's title by language, and who applied."""

    id: str
    number: int | None
    title: Mapping[Language, str]
    name: str


def selected(rows: Connection, person: Person) -> tuple[Selected, ...]:
    """Applications that were selected for a scholarship and have no agreement yet; :class:`Refusal` C002."""
    need_office(person)
    asked = (
        select(applications.c.id, applications.c.number, calls.c.title, schema.people.c.name)
        .join(calls, calls.c.id == applications.c.call)
        .join(schema.people, schema.people.c.id == applications.c.person)
        .where(_SELECTED, applications.c.id.not_in(_CAME))
    )
    return tuple(Selected(*row) for row in rows.execute(asked.order_by(calls.c.opens, applications.c.number)))


def opened(rows: Connection, found: list[str]) -> Mapping[str, str]:
    """The scholars that came of applications, by application, for acts that have decided on access."""
    table = own.agreements.c
    asked = select(table.application, table.scholar).where(table.application.in_(found))
    return {row.application: row.scholar for row in rows.execute(asked)}


def agree(rows: Connection, person: Person, application: str, today: date) -> str:
    """Open the agreement of a selected application; gives the scholar, the same one however often it is asked.

    The scholar is the one with the applicant's account, or a new one by what the application says. The version offers
    what the call did, for the course and from the day that the application names; it waits to be signed.

    Raises
    ------
    Refusal
        C002; C236 if it is not selected in a call for scholarships, C016 if the applicant can no longer sign in.
    """
    need_office(person)
    if known := opened(rows, [application]).get(application):
        return known
    call, here = _selected(rows, person, application)
    scholar = _scholar(rows, person, call, here)
    version = offering.of(rows, call).version(
        agreeing.following(rows, scholar), _begins(call, here, today), _answer(call, here, Part.COURSE)
    )
    try:
        with rows.begin_nested():
            agreeing.draft(rows, person, scholar, version, application)
    except IntegrityError:  # another press came between
        return opened(rows, [application])[application]
    events.record(rows, "agreement.opened", "application", application, person=person.id, number=here.number or 0)
    return scholar


def _selected(rows: Connection, person: Person, application: str) -> tuple[Call, Application]:
    asked = select(applications.c.id).join(calls, calls.c.id == applications.c.call)
    if rows.scalar(asked.where(_SELECTED, applications.c.id == application)) is None:
        raise Refusal(NotASelection(), field="application")
    here = applying.get(rows, person, application)
    return calling.get(rows, person, here.call), here


def _scholar(rows: Connection, person: Person, call: Call, here: Application) -> str:
    """The scholar who has the applicant's account, or a new one."""
    known: str | None = rows.scalar(select(own.scholars.c.id).where(own.scholars.c.person == here.person))
    if known is not None:
        return known
    applicant = people.get(rows, here.person)
    said = {
        name: told_of(call, here, part, applicant.language).partition("\n")[0].strip()[:SHORT]
        for name, part in (("university", Part.ORGANISATION), ("degree", Part.COURSE), ("supervisor", Part.NAMES))
    }
    said["university"] = said["university"] or applicant.organisation_name
    return scholars.add(rows, person, name=applicant.name, email=applicant.email, **said)


def _answer(call: Call, here: Application, part: Part) -> str:
    """What was filled into the field that means this; empty where there is none."""
    return next((str(here.values.get(field.name) or "") for field in of_part(call.form, part)), "")


def _begins(call: Call, here: Application, today: date) -> date:
    """The day on which support begins: the one that was named, if it is near, or the next semester's first."""
    try:
        named = date.fromisoformat(_answer(call, here, Part.BEGINS))
    except ValueError:
        named = date.max
    return named if abs(named - today) < _NEAR else offering.first_semester(today)
