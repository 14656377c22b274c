"""Projects: who works on what with which data, until which milestone, for which value; and who belongs to them.

Every read and act of a project begins with :func:`enter`, which opens it for those who belong to it, in the part that
the act needs. Nothing else decides on access to content.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, and_, delete, func, insert, or_, select, update

from sanhak.center import events, people, schema
from sanhak.center.carrying.findings import GateStands
from sanhak.center.carrying.schema import gates
from sanhak.center.findings import LastLead, NobodyHere, NotAllowed, NotHere, RoleTooSmall
from sanhak.center.people import Person
from sanhak.center.rights import MOST, PARTS, ROLES, Part, Right
from sanhak.center.words import LONG, SHORT, choice, day, number, words
from sanhak.finding import Refusal
from sanhak.store import new_id
from sanhak.text import Text, say

if TYPE_CHECKING:
    from collections.abc import Mapping


class State(StrEnum):
    """Where a project stands."""

    OPEN = "open"
    PROPOSED = "proposed"
    DONE = "done"


STATES: Final = {State.OPEN: say("open"), State.PROPOSED: say("proposed as a joint project"), State.DONE: say("done")}


@dataclass(frozen=True, slots=True)
class Project:
    """A project as one who belongs to it sees it; ``part`` is that person's own.

    ``start`` and ``target`` are the goal's indicator (``kpi``) in ``unit``, before and at the end. A ``private``
    project is somebody's own room.
    """

    id: str
    organisation: str
    organisation_name: str
    title: str
    question: str
    area: str
    goal: str
    kpi: str
    unit: str
    start: float | None
    target: float | None
    state: State
    private: bool
    person: str
    made: datetime
    part: Part

    def may(self, part: Part) -> bool:
        """Whether the reader's part includes ``part``."""
        return self.part.allows(part)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who belongs to a project."""

    person: str
    name: str
    organisation_name: str
    role: str
    part: Part
    active: bool


@dataclass(frozen=True, slots=True)
class Milestone:
    """A day by which something holds. The gate is a study: the milestone is passed by an answer of it."""

    id: str
    title: str
    due: date
    study: str | None
    answer: str | None
    passed: datetime | None


_PROJECT = schema.projects.c
_SHOWN = select(
    schema.projects, schema.organisations.c.name.label("organisation_name"), schema.members.c.part
).join_from(schema.projects, schema.organisations, _PROJECT.organisation == schema.organisations.c.id)


def _mine(person: Person) -> Any:
    """All that somebody may enter, to be narrowed."""
    member = and_(schema.members.c.project == _PROJECT.id, schema.members.c.person == person.id)
    return _SHOWN.join(schema.members, member)


def enter(rows: Connection, person: Person, project: str, part: Part = Part.GUEST) -> Project:
    """The project, if the person belongs to it and ``part`` is open to them.

    Raises
    ------
    Refusal
        C001 if there is no such project for this person, C002 if their part is too small.
    """
    row = None
    if person.may(Right.CONTENT):
        row = rows.execute(_mine(person).where(_PROJECT.id == project)).mappings().first()
    if row is None:
        raise Refusal(NotHere())
    found = _project(row)
    if not found.may(part):
        raise Refusal(NotAllowed(needed=PARTS[part]))
    return found


def of(rows: Connection, person: Person) -> tuple[Project, ...]:
    """All projects that somebody belongs to: their own first, then by title."""
    if not person.may(Right.CONTENT):
        return ()
    found = rows.execute(_mine(person).order_by(_PROJECT.private.desc(), _PROJECT.title)).mappings()
    return tuple(map(_project, found))


def portfolio(rows: Connection, person: Person) -> tuple[Mapping[str, Any], ...]:
    """What joint projects there are, for those who plan: titles, questions, states and counts, never content."""
    people.need(person, Right.PORTFOLIO, say("to see all joint projects"))
    counted = select(func.count()).where(schema.members.c.project == _PROJECT.id).scalar_subquery()
    asked = (
        select(schema.projects, schema.organisations.c.name.label("organisation_name"), counted.label("people"))
        .join_from(schema.projects, schema.organisations, _PROJECT.organisation == schema.organisations.c.id)
        .where(or_(_PROJECT.private.is_(False), _PROJECT.state == State.PROPOSED))
        .order_by(_PROJECT.title)
    )
    return tuple(dict(row) for row in rows.execute(asked).mappings())


def open_project(rows: Connection, person: Person, lead: Person | None = None, /, **given: str) -> Project:
    """A new joint project; ``given`` are its fields as typed, the title at least.

    It is led by ``lead``, and belongs to their organisation; by default by the person who opens it.

    Raises
    ------
    Refusal
        C002 without the right, C009 and C014 for the fields.
    """
    people.need(person, Right.PROJECTS, say("to open a joint project"))
    return _insert(rows, person, _facts(**{"title": "", **given}), private=False, lead=lead)


def own(rows: Connection, person: Person, title: str) -> Project | None:
    """The private project of somebody, made at its first use; None where their role has no content."""
    if not person.may(Right.CONTENT):
        return None
    mine = rows.scalar(select(_PROJECT.id).where(_PROJECT.person == person.id, _PROJECT.private.is_(True)).limit(1))
    if mine is not None:
        return enter(rows, person, mine)
    return _insert(rows, person, _facts(title=title), private=True)


def change(rows: Connection, person: Person, project: str, **given: str) -> None:
    """Change what is given of what a project says of itself; :class:`Refusal` C001, C002, C009 or C014."""
    here = enter(rows, person, project, Part.LEAD)
    if not (facts := _facts(**given)):
        return
    rows.execute(update(schema.projects).where(_PROJECT.id == here.id).values(**facts))
    events.record(rows, "project.changed", "project", here.id, person=person.id, project=here.id)


def set_state(rows: Connection, person: Person, project: str, state: str) -> None:
    """Say where a project stands: a private one may be proposed as a joint one, the office opens it, a lead ends it.

    Raises
    ------
    Refusal
        C001, C002; C013 for no state.
    """
    proposed = rows.scalar(select(_PROJECT.state).where(_PROJECT.id == project)) == State.PROPOSED
    if state == State.OPEN and proposed and person.may(Right.PEOPLE):
        wanted, values = State.OPEN, {"state": State.OPEN.value, "private": False}
    else:
        here, wanted = enter(rows, person, project, Part.LEAD), choice(state, State)
        if wanted is State.OPEN and here.state is State.PROPOSED and not here.private:
            raise Refusal(NotAllowed(needed=say("to accept a joint project")))
        values = {"state": wanted.value}
    rows.execute(update(schema.projects).where(_PROJECT.id == project).values(**values))
    events.record(rows, f"project.{wanted}", "project", project, person=person.id, project=project)


def members(rows: Connection, person: Person, project: str) -> tuple[Member, ...]:
    """Who belongs to the project, leads first."""
    enter(rows, person, project)
    return _members(rows, project)


def admit(rows: Connection, person: Person, project: str, email: str, part: str) -> None:
    """Let somebody who is here take part, or change their part.

    Raises
    ------
    Refusal
        C001, C002; C016 if nobody here has this address, C011 if the role is too small, C010 if no lead would be left.
    """
    here, wanted = enter(rows, person, project, Part.LEAD), choice(part, Part, "part")
    row = rows.execute(people.shown().where(schema.people.c.email == email.strip().lower())).mappings().first()
    if row is None or not row["active"]:
        raise Refusal(NobodyHere(email=email.strip()[:SHORT]), field="email")
    new = people.person_of(row)
    if not new.may(Right.CONTENT) or wanted.rank > MOST.get(new.role, Part.LEAD).rank:
        raise Refusal(RoleTooSmall(name=new.name, role=ROLES[new.role]), field="part")
    if wanted is not Part.LEAD:
        _keep_a_lead(rows, here.id, new.id, new.name)
    place(rows, here.id, new.id, wanted)
    facts = {"name": new.name, "part": wanted.value}
    events.record(rows, "member.admitted", "person", new.id, person=person.id, project=here.id, **facts)


def dismiss(rows: Connection, person: Person, project: str, member: str) -> None:
    """Somebody no longer belongs to the project; everybody may leave. :class:`Refusal` C001, C002 or C010."""
    here = enter(rows, person, project, Part.GUEST if member == person.id else Part.LEAD)
    leaving = people.get(rows, member)
    _keep_a_lead(rows, here.id, member, leaving.name)
    both = and_(schema.members.c.project == here.id, schema.members.c.person == member)
    rows.execute(delete(schema.members).where(both))
    events.record(rows, "member.left", "person", member, person=person.id, project=here.id, name=leaving.name)


def milestones(rows: Connection, person: Person, project: str) -> tuple[Milestone, ...]:
    """The milestones by their day."""
    enter(rows, person, project)
    table = schema.milestones.c
    asked = select(table.id, table.title, table.due, table.study, table.answer, table.passed)
    found = rows.execute(asked.where(table.project == project).order_by(table.due, table.made))
    return tuple(Milestone(*row) for row in found)


def set_milestone(
    rows: Connection, person: Person, project: str, *, title: str = "", due: str = "", study: str = ""
) -> str:
    """A new milestone, with a study of the project as its gate if one is named; gives its identifier.

    Raises
    ------
    Refusal
        C001, C002, C009, C015.
    """
    here = enter(rows, person, project, Part.LEAD)
    gate = study or None
    studies = schema.studies.c
    if gate and not rows.scalar(select(studies.id).where(studies.id == gate, studies.project == here.id)):
        raise Refusal(NotHere())
    made = new_id()
    title = words(title, say("Title"), at="title")
    values = {"title": title, "due": day(due, "due"), "study": gate, "person": person.id}
    rows.execute(insert(schema.milestones).values(id=made, project=here.id, made=datetime.now(UTC), **values))
    events.record(rows, "milestone.set", "milestone", made, person=person.id, project=here.id, title=title)
    return made


def pass_milestone(rows: Connection, person: Person, project: str, milestone: str, answer: str = "") -> None:
    """A milestone is reached; where it has a gate, by an answer of that study.

    Raises
    ------
    Refusal
        C001, C002; C002 if the gate is a study and no answer of it is named, C203 if a number is agreed as its gate.
    """
    here = enter(rows, person, project, Part.LEAD)
    table, given = schema.milestones.c, schema.answers.c
    row = rows.execute(select(schema.milestones).where(table.id == milestone, table.project == here.id)).first()
    if row is None:
        raise Refusal(NotHere())
    if rows.scalar(select(gates.c.milestone).where(gates.c.milestone == milestone)):
        raise Refusal(GateStands(title=row.title))
    fits = rows.scalar(select(given.id).where(given.id == answer, given.study == row.study)) if row.study else None
    if row.study and fits is None:
        raise Refusal(NotAllowed(needed=say("an answer of the study that is this milestone's gate")))
    changed = update(schema.milestones).where(table.id == milestone)
    rows.execute(changed.values(passed=datetime.now(UTC), answer=fits))
    events.record(rows, "milestone.passed", "milestone", milestone, person=person.id, project=here.id, title=row.title)


def _project(row: Mapping[Any, Any]) -> Project:
    values = {name: row[name] for name in Project.__slots__}
    return Project(**values | {"state": State(row["state"]), "part": Part(row["part"])})


def _facts(**given: str) -> dict[str, Any]:
    """The fields of a project as typed, each checked; those not given are not among them."""
    long: dict[str, Text] = {"question": say("Question"), "goal": say("Goal")}
    short = {"area": say("Area"), "kpi": say("Indicator"), "unit": say("Unit")}
    facts: dict[str, Any] = {"title": words(given["title"], say("Title"), at="title")} if "title" in given else {}
    facts |= {
        name: words(given[name], field, most=LONG, empty=True, at=name) for name, field in long.items() if name in given
    }
    facts |= {
        name: words(given[name], field, most=40 if name != "kpi" else 200, empty=True, at=name)
        for name, field in short.items()
        if name in given
    }
    numbers = (name for name in ("start", "target") if name in given)
    return facts | {name: number(given[name], facts.get("unit"), name) for name in numbers}


def _insert(
    rows: Connection, person: Person, facts: Mapping[str, Any], *, private: bool, lead: Person | None = None
) -> Project:
    project, lead = new_id(), lead or person
    empty = dict.fromkeys(("question", "area", "goal", "kpi", "unit"), "")
    values = {"organisation": lead.organisation, "person": person.id, "state": State.OPEN.value, "private": private}
    rows.execute(insert(schema.projects).values(id=project, made=datetime.now(UTC), **empty | values | dict(facts)))
    place(rows, project, lead.id, Part.LEAD)
    events.record(rows, "project.opened", "project", project, person=person.id, project=project, title=facts["title"])
    return enter(rows, lead, project)


def place(rows: Connection, project: str, person: str, part: Part) -> None:
    """Somebody has this part in the project from now on."""
    both = and_(schema.members.c.project == project, schema.members.c.person == person)
    changed = rows.execute(update(schema.members).where(both).values(part=part.value))
    if not changed.rowcount:
        values = {"project": project, "person": person, "part": part.value, "made": datetime.now(UTC)}
        rows.execute(insert(schema.members).values(**values))


def _members(rows: Connection, project: str) -> tuple[Member, ...]:
    asked = people.shown().add_columns(schema.members.c.part)
    asked = asked.join(schema.members, schema.members.c.person == schema.people.c.id)
    found = rows.execute(asked.where(schema.members.c.project == project).order_by(schema.people.c.name)).mappings()
    listed = [
        Member(row["id"], row["name"], row["organisation_name"], row["role"], Part(row["part"]), row["active"])
        for row in found
    ]
    return tuple(sorted(listed, key=lambda member: -member.part.rank))


def _keep_a_lead(rows: Connection, project: str, leaving: str, name: str) -> None:
    """Raise C010 if ``leaving`` is the only lead."""
    leads = [member.person for member in _members(rows, project) if member.part is Part.LEAD and member.active]
    if leads == [leaving]:
        raise Refusal(LastLead(name=name))
