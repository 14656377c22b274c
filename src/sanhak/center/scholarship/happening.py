"""What happens to a scholar, as it is written down: checked against how things stand, annulled and never deleted."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection, insert, select, update

from sanhak.center import events
from sanhak.center.findings import NotHere
from sanhak.center.people import Person
from sanhak.center.scholarship import schema
from sanhak.center.scholarship.agreement import ENDS, HAPPENINGS, PAUSES, Event, Happening, Standing, course
from sanhak.center.scholarship.findings import DoesNotFollow
from sanhak.center.scholarship.scholars import Seat, enter
from sanhak.center.scholarship.typed import clean
from sanhak.center.words import LONG, choice, day
from sanhak.finding import Refusal
from sanhak.store import new_id
from sanhak.text import Text, say


def write(rows: Connection, person: Person, scholar: str, *, kind: str, on: str, note: str = "") -> str:
    """Write down what happened to a scholar; gives its identifier.

    Parameters
    ----------
    kind
        One of :class:`Happening`.
    on
        The first day on which it counts; of an end, the first day without support.

    Raises
    ------
    Refusal
        C001, C002; C009, C013, C015, C220 for the fields, C226 if it cannot follow.
    """
    record, _ = enter(rows, person, scholar, Seat.OFFICE)
    event = Event(choice(kind, Happening, "kind"), day(on, "on"))
    refuse_impossible(record.events, event)
    told = clean(note, say("Note"), most=LONG, empty=True, at="note")
    made = new_id()
    row = {"scholar": scholar, "kind": event.kind.value, "on": event.on, "note": told, "because": "", "by": person.id}
    rows.execute(insert(schema.happenings).values(id=made, made=datetime.now(UTC), **row))
    events.record(rows, "scholar.event", "scholar", scholar, person=person.id)  # what it is concerns few
    return made


def annul(rows: Connection, person: Person, happened: str, because: str) -> str:
    """Take back what was written down by mistake; gives its scholar.

    Raises
    ------
    Refusal
        C001, C002; C009 without a reason, C220.
    """
    table, scholar = schema.happenings, scholar_of(rows, person, happened)
    why = clean(because, say("Reason"), most=LONG, at="because")
    values = {"annulled": datetime.now(UTC), "because": why}
    if rows.execute(update(table).where(table.c.id == happened, table.c.annulled.is_(None)).values(**values)).rowcount:
        events.record(rows, "scholar.annulled", "scholar", scholar, person=person.id)
    return scholar


def scholar_of(rows: Connection, person: Person, happened: str) -> str:
    """To whom something happened, for the office; :class:`Refusal` C001, C002."""
    table = schema.happenings.c
    scholar: str | None = rows.scalar(select(table.scholar).where(table.id == happened))
    if scholar is None:
        raise Refusal(NotHere())
    enter(rows, person, scholar, Seat.OFFICE)
    return scholar


def possible(standing: Standing) -> tuple[Happening, ...]:
    """What could be written down as things stand."""
    return tuple(one for one in Happening if _against(standing, one) is None)


def refuse_impossible(before: tuple[Event, ...], event: Event) -> None:
    """Go on only if an event can follow those that stand; :class:`Refusal` C226."""
    standing = course((), [one for one in before if one.on <= event.on]).on(event.on)
    if (state := _against(standing, event.kind)) is not None:
        raise Refusal(DoesNotFollow(what=HAPPENINGS[event.kind], on=event.on, state=state), field="kind")


def _against(standing: Standing, kind: Happening) -> Text | None:
    """What stands against an event, if anything."""
    over = standing.ended is not None
    if kind is Happening.RESUME and not standing.paused:
        return say("nothing pauses")
    if kind in standing.paused:
        return say("it pauses already for this reason")
    if kind in PAUSES and over and not standing.serving:
        return say("support has ended")
    if kind is Happening.LEFT and not standing.serving:
        return say("nobody was hired")
    if kind is Happening.HIRED and standing.serving:
        return say("service runs already")
    if kind in ENDS - {Happening.HIRED, Happening.LEFT, Happening.RELEASED} and over:
        return say("support has ended")
    return None
