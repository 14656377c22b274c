"""Matching scholars with mentors: both rank each other, or are taken to wish by the likeness of topic and fields.

A mentor reads a scholar's name and topic here, so only those take part who consent to the provision of their data to
the other organisation; who revokes it is gone from every list at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, select

from sanhak.center import days
from sanhak.center.calls import schema as calling
from sanhak.center.calls.applications import Application, of_row
from sanhak.center.calls.calls import of_row as call_of
from sanhak.center.calls.form import FormField, Part
from sanhak.center.calls.form import Kind as Filled
from sanhak.center.matching.matching import Kind, Parties, Party, Side
from sanhak.center.people import Person
from sanhak.center.scholarship import consents, mentoring, schema
from sanhak.center.scholarship.agreement import Happening
from sanhak.center.scholarship.findings_caring import NobodyToMatch
from sanhak.center.scholarship.record import Record, records
from sanhak.center.scholarship.scholars import everybody, over
from sanhak.finding import Refusal
from sanhak.text import Text, say


@dataclass(frozen=True, slots=True)
class Waiting:
    """A scholar without a mentor whose support is not over; ``why`` says what keeps them out of a matching, if any."""

    id: str
    name: str
    topic: str
    why: Text | None


def waiting(rows: Connection, person: Person) -> tuple[Waiting, ...]:
    """Scholars who have no mentor, by name; :class:`Refusal` C002 for others than the office."""
    today, found = days.today(), everybody(rows, person)
    parties = _scholars(rows, [one.scholar.id for one in found])
    return tuple(
        Waiting(one.scholar.id, one.scholar.name, parties[one.scholar.id].about, _against(one, parties))
        for one in found
        if one.mentor is None and not over(one, today)
    )


def _against(record: Record, parties: Parties) -> Text | None:
    if not record.versions:
        return say("agreement not signed")
    return None if parties[record.scholar.id].shown else say("no consent to provision")


def _scholars(rows: Connection, ids: Sequence[str]) -> Parties:
    today, found = days.today(), records(rows, schema.scholars.c.id.in_(ids))
    consenting = consents.standing(rows, ids, consents.Kind.PROVISION)
    applied = _applied(rows, [came for one in found if (came := _came(one)) is not None])
    parties = {}
    for one in found:
        here, (topic, words) = one.scholar, _told(one, applied)
        shown = here.id in consenting and not over(one, today)
        ready = shown and one.mentor is None and bool(one.versions)
        parties[here.id] = Party(here.id, here.name, here.person, words, topic, ready=ready, shown=shown)
    return parties


def _mentors(rows: Connection, ids: Sequence[str]) -> Parties:
    known = mentoring.read(rows, days.today())
    return {
        one.person: Party(one.person, one.name, one.person, one.fields, one.fields, one.room)
        for one in known.values()
        if one.person in ids
    }


def _ready(rows: Connection, person: Person, held: frozenset[str]) -> tuple[Sequence[str], Sequence[str]]:
    """Scholars who wait for a mentor, and mentors with room; :class:`Refusal` C250 where one side is empty."""
    sought = [one.id for one in waiting(rows, person) if one.why is None and one.id not in held]
    free = [one.person for one in mentoring.mentors(rows, person, days.today()) if one.room]
    if not sought or not free:
        raise Refusal(NobodyToMatch(scholars=len(sought), mentors=len(free)))
    return sought, free


def _take(rows: Connection, person: Person, scholar: str, mentor: str) -> None:
    mentoring.go_with(rows, person, scholar, mentor, days.today())


def _told(record: Record, applied: Mapping[str, tuple[str, Sequence[str]]]) -> tuple[str, str]:
    """A scholar's topic in a line, and all words by which they are compared with fields."""
    said = [one.note for one in record.happened if one.kind is Happening.TOPIC and one.annulled is None and one.note]
    title, more = applied.get(_came(record) or "", ("", ()))
    return (said[-1] if said else title), " ".join([*said, record.scholar.degree, *more])


def _came(record: Record) -> str | None:
    """The application that a scholar's last agreement came of."""
    return next((one.application for one in reversed(record.agreements) if one.application is not None), None)


def _applied(rows: Connection, ids: Sequence[str]) -> Mapping[str, tuple[str, Sequence[str]]]:
    """The titles of applications, and the words of their fields that tell nobody's name."""
    asked = select(calling.applications).where(calling.applications.c.id.in_(ids))
    found = [of_row(row) for row in rows.execute(asked).mappings()]
    asked = select(calling.calls).where(calling.calls.c.id.in_({one.call for one in found}))
    forms = {row["id"]: call_of(row).form for row in rows.execute(asked).mappings()}
    return {one.id: _words(one, forms[one.call]) for one in found}


def _words(here: Application, form: Sequence[FormField]) -> tuple[str, Sequence[str]]:
    open_ = [one for one in form if one.kind in (Filled.LINE, Filled.TEXT) and not one.hidden]
    words = [str(here.values.get(one.name) or "") for one in open_]
    return next((said for one, said in zip(open_, words, strict=True) if one.part is Part.TITLE), ""), words


MENTORS: Final = Kind("mentors", {Side.FIRST: _scholars, Side.SECOND: _mentors}, _ready, _take)
"""The kind of these matchings."""
