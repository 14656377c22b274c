"""What waits for whoever applies: calls that are open to them, drafts, and how applications stand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection, select

from sanhak.center.calls import applications, applying, calls, moments, schema
from sanhak.center.calls.applications import STATES, Application, State
from sanhak.center.calls.calls import Call, Purpose
from sanhak.center.people import Person
from sanhak.center.reviewing import pool
from sanhak.center.rights import Right, Role
from sanhak.center.scholarship import scholars
from sanhak.center.selection import appealing, letters
from sanhak.center.waiting.wait import Wait
from sanhak.text import say


def waits(rows: Connection, person: Person, now: datetime) -> Iterator[Wait]:
    """Open calls, one's own drafts, and applications until their call is closed for good."""
    everything, own = {one.id: one for one in calls.of(rows, person)}, applications.mine(rows, person)
    for one in own:
        yield from _own(rows, person, everything[one.call], one, now)
    begun = {one.call for one in own}
    for call in everything.values():
        if call.id not in begun and applying.takes(call, now) and _meant(rows, person, call):
            yield Wait(
                call.title, say("open for applications"), f"/calls/{call.id}", moments.wall(call.end, call.zone).date()
            )


def _meant(rows: Connection, person: Person, call: Call) -> bool:
    """Whether a call speaks to somebody: not to those who run or review it.

    A scholarship does not speak to its own house, nor to those who have one.
    """
    if person.may(Right.CALLS) or person.role is Role.REVIEWER or pool.is_reviewer(rows, call.id, person.id):
        return False
    if call.purpose is not Purpose.SCHOLARSHIPS:
        return True
    has = any(seat is scholars.Seat.OWN for _, seat in scholars.mine(rows, person))
    return person.organisation != call.organisation and not has


def _own(rows: Connection, person: Person, call: Call, one: Application, now: datetime) -> Iterator[Wait]:
    path = f"/applications/{one.id}"
    if one.state is State.DRAFT:
        if applying.takes(call, now):
            said = say("your application is begun and not handed in")
            yield Wait(call.title, said, path, moments.wall(call.end, call.zone).date())
    elif call.state is not calls.State.ENDED and one.state is not State.WITHDRAWN:
        result = call.state is calls.State.DECIDED
        until = _appeal_until(rows, person, one, now) if result else None
        said = say("your application {number}", number=one.number or 0)
        if until is not None:
            said = say("your application {number}; you may appeal until {moment}", number=one.number or 0, moment=until)
        state = STATES[one.state] if result else calls.STATES[call.state]
        yield Wait(call.title, said, f"{path}/result" if result else path, until and until.date(), state)


def _appeal_until(rows: Connection, person: Person, one: Application, now: datetime) -> datetime | None:
    """Until when an appeal is heard; None where none is possible."""
    if appealing.possible(rows, person, one, now) is not None:
        return None
    settled = rows.scalar(select(schema.selections.c.settled).where(schema.selections.c.call == one.call))
    return (settled + letters.APPEAL).astimezone(now.tzinfo) if settled else None
