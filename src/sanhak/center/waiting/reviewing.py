"""What waits for reviewers: reviews that are not handed in, and calls that ask what would suit them.

Nothing here comes from an application: a call has a title, and applications are counted.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, select

from sanhak.center.calls import schema
from sanhak.center.calls.calls import State
from sanhak.center.people import Person
from sanhak.center.reviewing import writing
from sanhak.center.waiting.wait import Wait
from sanhak.text import say


def waits(rows: Connection, person: Person) -> Iterator[Wait]:
    """One line for each call that waits for reviews, or asks what one would review."""
    mine = writing.tasks(rows, person)
    for call in writing.calls(rows, person):
        given = [one for one in mine if one.call.id == call.id]
        open_ = sum(one.assigned.submitted is None for one in given)
        if open_:
            said = say("{count:review|reviews} of {all} not handed in", count=open_, all=len(given))
            yield Wait(call.title, said, "/reviewing")
        elif not given and call.state is State.REVIEW and not _asked(rows, person, call.id):
            said = say("say which applications suit you, and with which you have a conflict")
            yield Wait(call.title, said, f"/reviewing/{call.id}")


def _asked(rows: Connection, person: Person, call: str) -> bool:
    """Whether somebody has told a bid in a call."""
    bids, here = schema.bids.c, schema.applications.c
    asked = select(bids.application).join(schema.applications, here.id == bids.application)
    return rows.scalar(asked.where(bids.person == person.id, here.call == call).limit(1)) is not None
