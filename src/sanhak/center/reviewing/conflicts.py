"""Conflicts of interest: declared by reviewers, and found in what the workbench knows, each with its facts in words.

One stands until the office sets it aside with a reason; nobody ever reviews an application of their own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection, insert, select, update

from sanhak.center import events, people
from sanhak.center.calls import schema as calling
from sanhak.center.calls.calls import Call
from sanhak.center.findings import NotHere
from sanhak.center.people import Person
from sanhak.center.reviewing import pool
from sanhak.center.reviewing.findings import NeverSetAside
from sanhak.center.reviewing.pool import Entry, Reviewer
from sanhak.center.reviewing.relations import Relations, relations
from sanhak.center.words import LONG, words
from sanhak.finding import Refusal
from sanhak.store import new_id
from sanhak.text import Text, dump, load, say


class Reason(StrEnum):
    """Why somebody should not review an application."""

    SELF = "self"
    NAMED = "named"
    LABORATORY = "laboratory"
    DOMAIN = "domain"
    PROJECT = "project"
    TOGETHER = "together"
    MENTORED = "mentored"
    SUPERVISOR = "supervisor"
    MENTOR = "mentor"
    COAUTHOR = "coauthor"
    MANAGER = "manager"
    COLLEAGUE = "colleague"
    FAMILY = "family"
    COMPETITOR = "competitor"
    INTEREST = "interest"


REASONS: Final[Mapping[Reason, Text]] = {
    Reason.SELF: say("the reviewer is the applicant"),
    Reason.NAMED: say("the application names the reviewer"),
    Reason.LABORATORY: say("the same laboratory"),
    Reason.DOMAIN: say("e-mail addresses of the same organisation"),
    Reason.PROJECT: say("partners in a project"),
    Reason.TOGETHER: say("an earlier application together"),
    Reason.MENTORED: say("mentor of a scholarship"),
    Reason.SUPERVISOR: say("supervisor or student"),
    Reason.MENTOR: say("mentor"),
    Reason.COAUTHOR: say("co-author in the last three years"),
    Reason.MANAGER: say("line manager"),
    Reason.COLLEAGUE: say("works together closely"),
    Reason.FAMILY: say("family or friends"),
    Reason.COMPETITOR: say("competitor"),
    Reason.INTEREST: say("money or patents at stake"),
}
DECLARED: Final = tuple(list(Reason)[list(Reason).index(Reason.SUPERVISOR) :])
"""What a reviewer can declare; the others are found."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A conflict of a reviewer with an application; ``overridden`` is the reason for which it was set aside."""

    id: str
    application: str
    person: str
    reason: Reason
    facts: Text
    overridden: str | None
    by: str

    @property
    def stands(self) -> bool:
        """Whether it keeps the reviewer from the application."""
        return self.overridden is None

    @property
    def found(self) -> bool:
        """Whether it was found and not declared."""
        return self.reason not in DECLARED


def of_call(rows: Connection, call: str) -> tuple[Conflict, ...]:
    """All conflicts of a call; who may see them is asked before."""
    own = select(calling.applications.c.id).where(calling.applications.c.call == call)
    table = calling.conflicts
    asked = select(table).where(table.c.application.in_(own)).order_by(table.c.made, table.c.id)
    return tuple(map(_conflict, rows.execute(asked).mappings()))


def standing(rows: Connection, application: str, person: str) -> Conflict | None:
    """The first conflict that keeps somebody from an application."""
    table = calling.conflicts
    asked = select(table).where(
        table.c.application == application, table.c.person == person, table.c.overridden.is_(None)
    )
    row = rows.execute(asked.order_by(table.c.made).limit(1)).mappings().first()
    return None if row is None else _conflict(row)


def infer(rows: Connection, person: Person, call: str) -> int:
    """Find conflicts in what the workbench knows; gives how many are new. :class:`Refusal` C001."""
    here = pool.running(rows, person, call)
    everything, everybody = pool.entries(rows, here.id), pool.reviewers(rows, here)
    known = {(one.application, one.person, one.reason) for one in of_call(rows, here.id)}
    between = relations(rows, everything, everybody)
    new = 0
    for entry in everything:
        for reviewer in everybody:
            for reason, facts in found(here, entry, reviewer, between).items():
                if (entry.application.id, reviewer.person.id, reason) not in known:
                    _keep(rows, entry.application.id, reviewer.person.id, reason, facts, person.id)
                    new += 1
    events.record(rows, "conflicts.found", "call", here.id, person=person.id, number=new)
    return new


def found(call: Call, entry: Entry, reviewer: Reviewer, between: Relations) -> Mapping[Reason, Text]:
    """The conflicts between an applicant and a reviewer that follow from what is known, each with its facts."""
    applicant, other = entry.applicant, reviewer.person
    if applicant.id == other.id:
        return {Reason.SELF: say("{name} handed this application in.", name=other.name)}
    told: dict[Reason, Text] = {}
    if where := between.named(call, entry, reviewer):
        told[Reason.NAMED] = say("The application says “{words}”.", words=where)
    if shared := between.laboratory(call, entry, reviewer):
        told[Reason.LABORATORY] = say("Both belong to {organisation}; shared words: {words}.",
                                      organisation=other.organisation_name, words=shared)  # fmt: skip
    if domain := between.domain(entry, reviewer):
        told[Reason.DOMAIN] = say("Both write from {domain}.", domain=domain)
    if titles := between.projects.get(frozenset((applicant.id, other.id))):
        told[Reason.PROJECT] = say("Both take part in: {titles}.", titles=titles)
    if calls := between.together(entry, reviewer):
        told[Reason.TOGETHER] = say("One named the other in an application to: {calls}.", calls=calls)
    if frozenset((applicant.id, other.id)) in between.mentored:
        told[Reason.MENTORED] = say("One of them mentors the other’s scholarship, or did.")
    return told


def declare(rows: Connection, person: Person, call: Call, application: str, reason: Reason, told: str) -> None:
    """A reviewer says that they have a conflict with an application; the caller knows that they review the call."""
    _, entry = pool.entry(rows, application)
    if entry.application.call != call.id or reason not in DECLARED:
        raise Refusal(NotHere())
    facts = (
        say("{name} declared it: {words}", name=person.name, words=told)
        if told
        else say("{name} declared it.", name=person.name)
    )
    table = calling.conflicts.c
    this = (table.application == application) & (table.person == person.id) & (table.reason == reason.value)
    if rows.scalar(select(table.id).where(this)) is None:
        _keep(rows, application, person.id, reason, facts, person.id)
        events.record(rows, "conflict.declared", "application", application, person=person.id, number=entry.number)


def set_aside(rows: Connection, person: Person, conflict: str, because: str) -> str:
    """Set a conflict aside with a reason, which stays in the log; gives the call.

    Raises
    ------
    Refusal
        C001; C009 without a reason, C136 for one that nobody can set aside.
    """
    pool.need_runner(person)
    table = calling.conflicts
    row = rows.execute(select(table).where(table.c.id == conflict)).mappings().first()
    if row is None:
        raise Refusal(NotHere())
    here, entry = pool.entry(rows, row["application"])
    pool.running(rows, person, here.id)
    one = _conflict(row)
    if one.reason is Reason.SELF:
        raise Refusal(NeverSetAside(because=REASONS[one.reason]))
    why = words(because, say("Reason"), most=LONG, at="because")
    rows.execute(update(table).where(table.c.id == conflict).values(overridden=why, by=person.id))
    name = people.get(rows, one.person).name
    facts: dict[str, Any] = {"name": name, "number": entry.number, "because": why}
    events.record(rows, "conflict.overridden", "conflict", conflict, person=person.id, **facts)
    return here.id


def keeps_from(found: Sequence[Conflict]) -> frozenset[tuple[str, str]]:
    """Pairs of application and reviewer that conflicts keep apart."""
    return frozenset((one.application, one.person) for one in found if one.stands)


def _keep(rows: Connection, application: str, person: str, reason: Reason, facts: Text, by: str) -> None:
    row = {"application": application, "person": person, "reason": reason.value, "facts": dump(facts), "by": by}
    rows.execute(insert(calling.conflicts).values(id=new_id(), overridden=None, made=datetime.now(UTC), **row))


def _conflict(row: Mapping[Any, Any]) -> Conflict:
    values = {name: row[name] for name in ("id", "application", "person", "overridden", "by")}
    return Conflict(**values, reason=Reason(row["reason"]), facts=load(row["facts"]))


def call_of(rows: Connection, person: Person, conflict: str) -> str:
    """The call to which a conflict belongs, for those who run it; :class:`Refusal` C001."""
    pool.need_runner(person)
    table = calling.conflicts.c
    application = rows.scalar(select(table.application).where(table.id == conflict))
    if application is None:
        raise Refusal(NotHere())
    return pool.running(rows, person, pool.entry(rows, application)[0].id).id
