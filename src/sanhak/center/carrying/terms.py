"""Terms of a joint project as data, and the proposals for what follows it.

The publication hold and the confidentiality keep a deliverable from becoming public; the rest is shown where it
matters.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from sqlalchemy import Connection, delete, insert, select

from sanhak.center import events, people, projects
from sanhak.center.carrying import schema as own
from sanhak.center.carrying.words import whole
from sanhak.center.people import Person
from sanhak.center.rights import Part
from sanhak.center.words import LONG, day, words
from sanhak.store import new_id
from sanhak.text import Param, say

LONGEST_HOLD: Final = 3650


@dataclass(frozen=True, slots=True)
class Terms:
    """Who owns what comes of it, until when (that day included) it is confidential, and how many days results are held.

    ``scope`` says which data may be used for what.
    """

    owner: str
    confidential: date | None
    hold: int
    scope: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """What might follow a project."""

    id: str
    title: str
    text: str
    name: str
    made: datetime


def agree(rows: Connection, person: Person, project: str, **given: str) -> None:
    """Write down what both sides agreed: ``owner``, ``confidential``, ``hold`` in days and ``scope``.

    Raises
    ------
    Refusal
        C001, C002; C009, C015, C209 for the fields.
    """
    here = projects.enter(rows, person, project, Part.LEAD)
    until = given.get("confidential", "").strip()
    row = {
        "owner": words(given.get("owner", ""), say("Owner of the results"), at="owner"),
        "confidential": day(until, "confidential") if until else None,
        "hold": whole(given.get("hold", "") or "0", say("Publication hold"), 0, LONGEST_HOLD, "hold"),
        "scope": words(given.get("scope", ""), say("Data"), most=LONG, empty=True, at="scope"),
        "person": person.id,
        "made": datetime.now(UTC),
    }
    rows.execute(delete(own.terms).where(own.terms.c.project == here.id))
    rows.execute(insert(own.terms).values(project=here.id, **row))
    facts: dict[str, Param] = {"owner": str(row["owner"]), "hold": int(str(row["hold"]))}
    events.record(rows, "terms.agreed", "project", here.id, person=person.id, project=here.id, **facts)


def of(rows: Connection, project: str) -> Terms | None:
    """The terms of a project that the reader has entered already; None where none are agreed."""
    return by_project(rows, [project]).get(project)


def by_project(rows: Connection, projects: Collection[str]) -> Mapping[str, Terms]:
    """The terms of those of the projects for which some are agreed; the reader has entered them already."""
    table = own.terms.c
    asked = select(table.project, table.owner, table.confidential, table.hold, table.scope)
    return {row[0]: Terms(*row[1:]) for row in rows.execute(asked.where(table.project.in_(projects)))}


def propose(rows: Connection, person: Person, project: str, title: str, text: str) -> str:
    """Propose what might follow; gives its identifier. :class:`Refusal` C001, C002, C009."""
    here, made = projects.enter(rows, person, project, Part.MEMBER), new_id()
    row = {
        "title": words(title, say("Title"), at="title"),
        "text": words(text, say("Why"), most=LONG, empty=True, at="text"),
        "person": person.id,
    }
    rows.execute(insert(own.proposals).values(id=made, project=here.id, made=datetime.now(UTC), **row))
    events.record(rows, "followup.proposed", "project", here.id, person=person.id, project=here.id, title=row["title"])
    return made


def proposals(rows: Connection, project: str) -> tuple[Proposal, ...]:
    """What was proposed to follow a project that the reader has entered already, the first first."""
    table = own.proposals
    found = rows.execute(select(table).where(table.c.project == project).order_by(table.c.made)).all()
    names = people.names(rows, [row.person for row in found])
    return tuple(Proposal(row.id, row.title, row.text, names[row.person], row.made) for row in found)
