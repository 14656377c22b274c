"""What waits for those who run calls: for each call the one act that brings it on, or how it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection, func, select

from sanhak.center.calls import calls, moments, schema
from sanhak.center.calls.applications import State as Application
from sanhak.center.calls.calls import STATES, Call, State
from sanhak.center.people import Person
from sanhak.center.reviewing import assigned, passages, pool
from sanhak.center.selection import appealing, letters
from sanhak.center.waiting.wait import Wait
from sanhak.text import say


def waits(rows: Connection, person: Person, now: datetime) -> Iterator[Wait]:
    """The calls that are not closed for good."""
    for call in calls.of(rows, person):
        path = f"/office/calls/{call.id}"
        if call.state is State.DRAFT:
            yield Wait(call.title, say("check the draft and open the call"), path)
        elif call.state is State.OPEN:
            yield _open(rows, call, path, now)
        elif call.state is State.REVIEW:
            yield _reviewed(rows, person, call, path)
        elif call.state is State.SELECTION:
            yield Wait(call.title, say("settle the selection with the committee"), f"{path}/selection")
        elif call.state is State.DECIDED:
            yield _decided(rows, person, call, path, now)


def _open(rows: Connection, call: Call, path: str, now: datetime) -> Wait:
    end = moments.wall(call.end, call.zone).date()
    if call.end <= now:
        return Wait(call.title, say("close the call, and begin its review"), path, end)
    table = schema.applications.c
    asked = select(table.state, func.count()).where(table.call == call.id).group_by(table.state)
    counted: dict[str, int] = {state: count for state, count in rows.execute(asked).all()}  # noqa: C416 - rows are no pairs
    handed, begun = (counted.get(state.value, 0) for state in (Application.SUBMITTED, Application.DRAFT))
    said = say("{handed:application|applications} handed in, {begun} begun", handed=handed, begun=begun)
    return Wait(call.title, said, path, end, STATES[call.state])


def _reviewed(rows: Connection, person: Person, call: Call, path: str) -> Wait:
    entries = pool.entries(rows, call.id)
    given = [one for one in assigned.of_call(rows, call.id) if one.state is assigned.State.ASSIGNED]
    open_ = sum(one.state is passages.State.OPEN for one in passages.of_call(rows, person, call.id))
    if open_:
        said = say("look at {count:passage|passages} that may tell who applies", count=open_)
        return Wait(call.title, said, f"{path}/passages")
    each = Counter(one.application for one in given)
    lacking = sum(max(0, call.reviews - each[one.application.id]) for one in entries)
    if lacking:
        said = say("{count:review has|reviews have} no reviewer yet", count=lacking)
        return Wait(call.title, said, f"{path}/review")
    handed = sum(one.submitted is not None for one in given)
    if handed == len(given):
        return Wait(call.title, say("all reviews are in: begin the selection"), f"{path}/selection")
    said = say("{handed} of {all} reviews are in", handed=handed, all=len(given))
    return Wait(call.title, said, f"{path}/review", state=STATES[call.state])


def _decided(rows: Connection, person: Person, call: Call, path: str, now: datetime) -> Wait:
    waiting = sum(one.answered is None for one in appealing.of_call(rows, person, call.id))
    if waiting:
        said = say("{count:appeal waits|appeals wait} for an answer", count=waiting)
        return Wait(call.title, said, f"{path}/selection")
    settled = rows.scalar(select(schema.selections.c.settled).where(schema.selections.c.call == call.id))
    if settled is not None and now > settled + letters.APPEAL:
        return Wait(call.title, say("the time of appeals is over: close the call for good"), f"{path}/selection")
    until = (settled + letters.APPEAL).astimezone(now.tzinfo).date() if settled else None
    return Wait(call.title, say("appeals are heard"), f"{path}/selection", until, STATES[call.state])
