"""Applying: an application is begun, kept as it is typed, handed in, changed until the end, withdrawn.

Every act is for the applicant alone; to everybody else the application is not there (:class:`Refusal` C001).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, func, insert, select, update

from sanhak.center import events, people
from sanhak.center.calls import applications, calls, letters, moments, schema
from sanhak.center.calls.applications import Application, State
from sanhak.center.calls.calls import Call
from sanhak.center.calls.findings import HandedInStands, NoApplications
from sanhak.center.calls.form import Kind
from sanhak.center.calls.values import faults, refuse_resident, taken
from sanhak.center.finding.schema import problems
from sanhak.center.findings import NotHere
from sanhak.center.holding import hold
from sanhak.center.people import Person
from sanhak.center.rights import Right
from sanhak.finding import Refusal
from sanhak.store import new_id
from sanhak.text import say

_RUNNING: Final = (calls.State.OPEN, calls.State.REVIEW, calls.State.SELECTION)


def takes(call: Call, at: datetime) -> bool:
    """Whether a call takes applications at a moment, in time or late."""
    return call.state is calls.State.OPEN and call.opens <= at and (at < call.end or call.late)


def begin(
    rows: Connection, person: Person, call: str, at: datetime | None = None, *, problem: str | None = None
) -> str:
    """A new draft, or the one that the person has in this call already; gives its identifier.

    With a ``problem`` it is the draft of this problem; that the person may hand it in is asked before.

    Raises
    ------
    Refusal
        C001, C002, or C100 if the call takes none now.
    """
    people.need(person, Right.CONTENT, say("to apply"))
    one, now = calls.get(rows, person, call), at or datetime.now(UTC)
    table = schema.applications.c
    here = [table.call == call, table.person == person.id, table.state == State.DRAFT.value]
    here += [table.problem == problem] if problem else []
    begun: str | None = rows.scalar(select(table.id).where(*here).order_by(table.changed.desc()).limit(1))
    if begun is not None:
        return begun
    _need_open(one, now)
    made = new_id()
    row = {"call": call, "state": State.DRAFT.value, "values": {}, "late": False, "changed": now, "made": now}
    rows.execute(insert(schema.applications).values(id=made, person=person.id, problem=problem, **row))
    events.record(rows, "application.begun", "application", made, person=person.id)
    return made


def mine(rows: Connection, person: Person, application: str) -> tuple[Call, Application]:
    """One's own application and its call; :class:`Refusal` C001 for everybody else, also for those who run calls."""
    found = applications.get(rows, person, application)
    if found.person != person.id:
        raise Refusal(NotHere())
    return calls.get(rows, person, found.call), found


def changeable(call: Call, application: Application, at: datetime) -> bool:
    """Whether an application may be changed at a moment: a draft while the call takes any, else until the end."""
    if application.state is State.DRAFT:
        return takes(call, at)
    in_time = at < call.end or application.late
    return application.state is State.SUBMITTED and takes(call, at) and in_time


def save(
    rows: Connection, person: Person, application: str, given: Mapping[str, str], at: datetime | None = None
) -> None:
    """Keep a draft as it was typed, right or wrong; only fields that were sent change.

    Raises
    ------
    Refusal
        C001; C100 if the call takes none now; C101 if it was handed in (that changes by :func:`hand_in` alone);
        C129 for a resident registration number, and then nothing of it is kept.
    """
    one, found = mine(rows, person, application)
    now = at or datetime.now(UTC)
    _need_changeable(one, found, now)
    if found.state is not State.DRAFT:
        raise Refusal(HandedInStands(end=moments.told(one.end, one.zone)))
    _keep(rows, found, _typed(one, found, given, person), now)


def hand_in(
    rows: Connection, person: Person, application: str, given: Mapping[str, str], at: datetime | None = None
) -> int:
    """Hand an application in, or change what was handed in; gives its number within the call.

    Raises
    ------
    Refusal
        C001, C129; C100 if the call takes none now, C101 after the end for what was handed in; everything that is
        wrong with the fields, with the first of them as its field. What was handed in before then stands as it was.
    """
    one, found = mine(rows, person, application)
    now = at or datetime.now(UTC)
    _need_changeable(one, found, now)
    values = _typed(one, found, given, person)
    given_files = {file.field for file in applications.files(rows, person, application)}
    wrong = faults(one.form, values, given_files, person.language, all_=True)
    if wrong:
        raise Refusal(*wrong.values(), field=next(iter(wrong)))
    first, number = found.number is None, found.number or _number(rows, one.id)
    late = now >= one.end
    values = {field.name: values.get(field.name) for field in one.form if field.kind is not Kind.FILE}
    state = {"state": State.SUBMITTED.value, "number": number, "submitted": now, "late": late}
    state["measured"] = rows.scalar(select(problems.c.intake).where(problems.c.id == found.problem))
    _keep(rows, found, values, now, **state)
    act = "application.submitted" if first else "application.changed"
    events.record(rows, act, "application", application, person=person.id, number=number)
    if first:
        letters.received(rows, one, person, number, moments.told(one.end, one.zone))
    return number


def withdraw(rows: Connection, person: Person, application: str) -> tuple[str, ...]:
    """Take an application back; a draft goes for good, and the keys of its blobs are given, to be deleted then.

    Raises
    ------
    Refusal
        C001, or C100 once the committee has decided.
    """
    one, found = mine(rows, person, application)
    table = schema.applications
    if found.state is State.DRAFT:
        keys = tuple(file.blob for file in applications.files(rows, person, application))
        rows.execute(table.delete().where(table.c.id == application))
        events.record(rows, "application.deleted", "application", application, person=person.id)
        return keys
    if found.state is not State.SUBMITTED or one.state not in _RUNNING or found.number is None:
        raise Refusal(NoApplications(because=calls.STATES[one.state]))
    rows.execute(update(table).where(table.c.id == application).values(state=State.WITHDRAWN.value))
    events.record(rows, "application.withdrawn", "application", application, person=person.id, number=found.number)
    letters.withdrawn(rows, one, person, found.number)
    return ()


def need_changeable(rows: Connection, person: Person, application: str, at: datetime | None = None) -> Application:
    """One's own application, if it may be changed now; :class:`Refusal` C001, C100 or C101."""
    one, found = mine(rows, person, application)
    _need_changeable(one, found, at or datetime.now(UTC))
    return found


def _need_open(call: Call, now: datetime) -> None:
    if takes(call, now):
        return
    if call.state is not calls.State.OPEN:
        because = calls.STATES[call.state]
    elif now < call.opens:
        because = say("it opens at {opens}", opens=moments.told(call.opens, call.zone))
    else:
        because = say("it ended at {end}", end=moments.told(call.end, call.zone))
    raise Refusal(NoApplications(because=because))


def _need_changeable(call: Call, application: Application, now: datetime) -> None:
    _need_open(call, now)
    if application.state not in (State.DRAFT, State.SUBMITTED):
        raise Refusal(NoApplications(because=applications.STATES[application.state]))
    if not changeable(call, application, now):
        raise Refusal(HandedInStands(end=moments.told(call.end, call.zone)))


def _typed(call: Call, application: Application, given: Mapping[str, str], person: Person) -> dict[str, Any]:
    """The values of an application with those that were typed in their place; :class:`Refusal` C129."""
    fields = [field for field in call.form if field.name in given and field.kind is not Kind.FILE]
    for field in fields:
        refuse_resident(field, given[field.name], person.language)
    return {**application.values, **{field.name: taken(field, given[field.name]) for field in fields}}


def _keep(rows: Connection, application: Application, values: Mapping[str, Any], now: datetime, **more: Any) -> None:
    this = update(schema.applications).where(schema.applications.c.id == application.id)
    rows.execute(this.values(values=dict(values), changed=now, **more))


def _number(rows: Connection, call: str) -> int:
    """The next number in a call; the row of the call is held, so that no two get the same."""
    hold(rows, schema.calls, call)
    last = rows.scalar(select(func.max(schema.applications.c.number)).where(schema.applications.c.call == call))
    return (last or 0) + 1
