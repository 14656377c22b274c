"""All that waits for somebody, gathered from the programmes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection

from sanhak.center import outbox
from sanhak.center.overview import Overview
from sanhak.center.people import Person
from sanhak.center.rights import Right
from sanhak.center.waiting import applying, carrying, finding, matching, office, reviewing, scholarship, working
from sanhak.center.waiting.wait import Wait
from sanhak.text import say


def of(rows: Connection, person: Person, seen: Overview, now: datetime) -> tuple[Wait, ...]:
    """What waits for a person, the most urgent first, and last what only stands there.

    Parameters
    ----------
    seen
        What they see of their projects.
    now
        The moment, in the zone whose days are counted.
    """
    today = now.date()
    return tuple(sorted(_all(rows, person, seen, now), key=lambda one: one.urgency(today)))


def _all(rows: Connection, person: Person, seen: Overview, now: datetime) -> Iterator[Wait]:
    today = now.date()
    if person.may(Right.CONTENT):
        yield from working.waits(seen)
        yield from carrying.waits(rows, person, today)
        yield from applying.waits(rows, person, now)
        yield from reviewing.waits(rows, person)
        yield from finding.waits(rows, person)
        yield from matching.waits(rows, person)
        yield from scholarship.waits(rows, person, today)
    if person.may(Right.CALLS):
        yield from office.waits(rows, person, now)
        yield from finding.office_waits(rows, person)
        yield from matching.office_waits(rows, person)
        yield from scholarship.office_waits(rows, person, today)
    if person.may(Right.PEOPLE) and (letters := sum(one.sent is None for one in outbox.waiting(rows, person))):
        said = say("{letters:letter waits|letters wait} to be sent, or handed over", letters=letters)
        yield Wait(say("Letters"), said, "/people#outbox")
