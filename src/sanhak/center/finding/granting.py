"""What a selected application brings to its project: its facts, money, people and deliverables.

Each is read from the field of its part; what the form did not ask for stays open in the project.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from sqlalchemy import Connection, select, update

from sanhak.areas import areas
from sanhak.center import days, events, people, projects, schema
from sanhak.center.calls import schema as calling
from sanhak.center.calls.applications import Application, told_of
from sanhak.center.calls.calls import Call
from sanhak.center.calls.form import FormField, Kind, Part, of_part, told
from sanhak.center.calls.values import promised, typed
from sanhak.center.carrying import deliverables, money
from sanhak.center.carrying.words import Kind as Cost
from sanhak.center.people import Person
from sanhak.center.rights import MOST, Right
from sanhak.center.rights import Part as Share
from sanhak.center.words import LONG, SHORT
from sanhak.text import Language, say

_UNIT: Final = re.compile(r"(?P<name>.+?)\s*\[(?P<unit>[^\[\]]{1,40})\]")
_ADDRESS: Final = re.compile(r"[^\s@<>(),;:]+@[^\s@<>(),;:]+\.[^\s@<>(),;:.]+")


def facts(call: Call, application: Application, language: Language) -> dict[str, str]:
    """The fields of a project as they would be typed; those that the application says nothing of are not among them."""
    said = {part: told_of(call, application, part, language) for part in (Part.PROBLEM, Part.GOAL, Part.INDICATOR)}
    named = _UNIT.fullmatch(said[Part.INDICATOR])
    given = {
        "title": told_of(call, application, Part.TITLE, language)[:SHORT],
        "question": said[Part.PROBLEM][:LONG],
        "area": _area(call, application),
        "goal": said[Part.GOAL][:LONG],
        "kpi": (named["name"] if named else said[Part.INDICATOR])[:SHORT],
        "unit": named["unit"] if named else "",
        "start": _number(call, application, Part.START),
        "target": _number(call, application, Part.TARGET),
    }
    return {name: value for name, value in given.items() if value}


def carry(rows: Connection, person: Person, lead: Person, project: str, call: Call, application: Application) -> None:
    """Plan the money of an application in its project, promise its deliverables, and let the people whom it names in.

    Parameters
    ----------
    person
        Who opens the project.
    lead
        Who leads it, and in whose name money and deliverables are planned.
    """
    for cost, title, year, won in lines(call, application, lead.language):
        money.plan(rows, lead, project, kind=cost.value, title=title, year=str(year), planned=str(won))
    for field in of_part(call.form, Part.DELIVERABLES):
        for due, title in promised(str(application.values.get(field.name) or "")):
            deliverables.promise(rows, lead, project, title, due.isoformat())
    known = set(rows.scalars(select(schema.members.c.person).where(schema.members.c.project == project)))
    for member in _people(rows, call, application):
        if member.id not in known:
            part = min(Share.MEMBER, MOST.get(member.role, Share.MEMBER), key=lambda one: one.rank)
            projects.place(rows, project, member.id, part)
            named = {"name": member.name, "part": part.value}
            events.record(rows, "member.admitted", "person", member.id, person=person.id, project=project, **named)


def settle(rows: Connection, person: Person, application: Application, project: str) -> None:
    """The application names its project from now on."""
    table = calling.applications
    rows.execute(update(table).where(table.c.id == application.id).values(project=project))
    number = application.number or 0
    events.record(
        rows, "application.started", "application", application.id, person=person.id, project=project, number=number
    )


def lines(call: Call, application: Application, language: Language) -> Iterator[tuple[Cost, str, int, int]]:
    """Budget lines: kind, purpose, year and won. What is asked for is split where its overheads are told.

    Direct costs d and overheads of r % of them add up to the amount: d is amount × 100 / (100 + r), rounded half up,
    and the overheads are the rest. An amount without a year counts for the present one.
    """
    share, asking = _overhead(call, application), of_part(call.form, Part.AMOUNT)
    for field in asking:
        asked = application.values.get(field.name)
        if not isinstance(asked, int) or isinstance(asked, bool) or not asked:
            continue
        year, title = field.year or days.today().year, _purpose(field, asking, language)
        direct = int(Fraction(asked * 100) / (100 + share) + Fraction(1, 2))
        yield Cost.DIRECT, title, year, direct
        if asked > direct:
            yield Cost.INDIRECT, title, year, asked - direct


def _overhead(call: Call, application: Application) -> Fraction:
    values = (application.values.get(field.name) for field in of_part(call.form, Part.OVERHEAD))
    return next((Fraction(str(one)) for one in values if isinstance(one, int | float)), Fraction())


def _purpose(field: FormField, asking: Sequence[FormField], language: Language) -> str:
    """What the money of a field is for: what the field is called, where several ask for money in its year."""
    if sum(one.year == field.year for one in asking) == 1:
        return say("as applied for").render(language)
    return told(field.title, language)[:SHORT]


def _area(call: Call, application: Application) -> str:
    """The area of a project, where the application chose one of the workbench's."""
    known = {one.name for one in areas()}
    chosen = (str(application.values.get(field.name) or "") for field in of_part(call.form, Part.AREA))
    return next((one for one in chosen if one in known), "")


def _number(call: Call, application: Application, part: Part) -> str:
    values = (application.values.get(field.name) for field in of_part(call.form, part) if field.kind is Kind.NUMBER)
    return next((typed(one) for one in values if isinstance(one, int | float)), "")


def _people(rows: Connection, call: Call, application: Application) -> tuple[Person, ...]:
    """Those whom the application names by an e-mail address that is known here, and who may take part in projects."""
    named = " ".join(str(application.values.get(field.name) or "") for field in of_part(call.form, Part.NAMES))
    addresses = {one.lower() for one in _ADDRESS.findall(named)}
    table = schema.people.c
    found = rows.execute(people.shown().where(table.email.in_(addresses), table.active)).mappings()
    return tuple(one for one in map(people.person_of, found) if one.may(Right.CONTENT))
