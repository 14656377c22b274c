"""Imports: a workbook given, looked at, and kept as a project; the workbook itself stays with the project.

Nothing is kept while a row cannot be read. What is there already is known again, so that the same workbook, or one that
has grown, adds only what is new.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from sanhak.center import events, people, projects, schema
from sanhak.center.carrying import gates, money
from sanhak.center.carrying import schema as own
from sanhak.center.carrying.findings import KeptBefore, NobodyOfThisAddress
from sanhak.center.carrying.workbook import Decided, Joined, Plan, Spent
from sanhak.center.findings import NotHere
from sanhak.center.people import Person
from sanhak.center.rights import MOST, Part, Right
from sanhak.center.words import words
from sanhak.finding import Finding, Refusal, Severity
from sanhak.store import Stored, new_id
from sanhak.text import say


@dataclass(frozen=True, slots=True)
class Import:
    """A workbook that was given; ``project`` and ``kept`` are None until it is kept."""

    id: str
    project: str | None
    name: str
    blob: str
    hash: str
    kept: datetime | None
    person: str
    made: datetime


@dataclass(frozen=True, slots=True)
class Preview:
    """What keeping a workbook would add: ``new`` of its plan, to ``project`` or to a new one, and what is found."""

    plan: Plan
    new: Plan
    project: str | None
    title: str
    findings: tuple[Finding, ...]

    @property
    def refused(self) -> bool:
        """Whether something stands against keeping it."""
        return any(finding.severity is Severity.REFUSE for finding in self.findings)


def lay(rows: Connection, person: Person, name: str, media: str, kept: Stored) -> tuple[str, bool]:
    """Give a workbook; its identifier, and whether it is new: a file given before keeps its first blob.

    Raises
    ------
    Refusal
        C002 without the right to open projects; C009.
    """
    people.need(person, Right.PROJECTS, say("to open a joint project"))
    table = own.imports.c
    before: str | None = rows.scalar(select(table.id).where(table.person == person.id, table.hash == kept.hash))
    if before is not None:
        return before, False
    made = new_id()
    row = {"name": words(name, say("Name"), at="file"), "media": media[:200], "size": kept.size, "blob": kept.key}
    row |= {"hash": kept.hash, "person": person.id, "made": datetime.now(UTC)}
    rows.execute(insert(own.imports).values(id=made, **row))
    return made, True


def get(rows: Connection, person: Person, id_: str) -> Import:
    """A workbook that one gave oneself, or that was kept in a project that one belongs to; :class:`Refusal` C001."""
    row = rows.execute(select(own.imports).where(own.imports.c.id == id_)).first()
    if row is None:
        raise Refusal(NotHere())
    if row.person != person.id or not person.may(Right.CONTENT):
        projects.enter(rows, person, row.project or "")
    return _import(row)


def of(rows: Connection, project: str) -> tuple[Import, ...]:
    """The workbooks that were kept in a project that the reader has entered already."""
    table = own.imports
    return tuple(map(_import, rows.execute(select(table).where(table.c.project == project).order_by(table.c.made))))


def discard(rows: Connection, person: Person, id_: str) -> str:
    """Forget a workbook that was not kept; gives the key of its blob, to be deleted once this is kept. C001."""
    found = get(rows, person, id_)
    if found.person != person.id or found.project is not None:
        raise Refusal(NotHere())
    rows.execute(delete(own.imports).where(own.imports.c.id == id_))
    return found.blob


def preview(rows: Connection, person: Person, given: Import, plan: Plan) -> Preview:
    """What keeping a workbook would add to which project."""
    here = _target(rows, person, given, plan)
    new, before = _new(rows, here.id if here else None, plan)
    findings = [*plan.findings, *(_stranger(one) for one in plan.members if _able(rows, one) is None)]
    if before and here:
        findings.append(KeptBefore(rows=before, title=here.title))
    ordered = sorted(findings, key=lambda one: -one.severity.rank)
    return Preview(plan, new, here.id if here else None, here.title if here else plan.facts["title"], tuple(ordered))


def keep(rows: Connection, person: Person, given: Import, plan: Plan) -> str:
    """Keep what a workbook tells, all of it in one transaction; gives the project.

    Raises
    ------
    Refusal
        Whatever stands against the workbook, the codes of the plan's findings; C001 if it is somebody else's.
    """
    if given.person != person.id:
        raise Refusal(NotHere())
    seen = preview(rows, person, given, plan)
    if seen.refused:
        raise Refusal(*(one for one in seen.findings if one.severity is Severity.REFUSE))
    project = seen.project or projects.open_project(rows, person, **plan.facts).id
    _keep_milestones(rows, person, project, seen.new)
    lines = {
        (one.kind, one.title, one.year): _keep_line(rows, person, project, one) for one in plan.lines
    }  # every line, for spendings name lines that are there already
    _keep_members(rows, person, project, seen.new.members)
    for spent in seen.new.spendings:
        _write(rows, own.spendings, person, project, line=lines[spent.kind, spent.title, spent.year], day=spent.day,
               won=spent.won, note=spent.note, origin=_origin(spent))  # fmt: skip
    for one in seen.new.past:
        values = {"day": one.day, "title": one.title, "reason": one.reason, "who": one.who, "origin": _origin(one)}
        _write(rows, own.past, person, project, verdict=one.verdict.value if one.verdict else None, **values)
    now = given.kept or datetime.now(UTC)
    rows.execute(update(own.imports).where(own.imports.c.id == given.id).values(project=project, kept=now))
    events.record(rows, "project.imported", "project", project, person=person.id, project=project, name=given.name)
    return project


def _target(rows: Connection, person: Person, given: Import, plan: Plan) -> projects.Project | None:
    """The project that the workbook was kept in, or one of this title that the person leads; None for a new one."""
    led = [one for one in projects.of(rows, person) if one.may(Part.LEAD) and not one.private]
    title = plan.facts["title"].strip()
    return next((one for one in led if given.project in (one.id, None) and (given.project or one.title == title)), None)


def _new(rows: Connection, project: str | None, plan: Plan) -> tuple[Plan, int]:
    """What of a plan is not in a project yet, and how many rows are."""
    if project is None:
        return plan, 0
    marks = schema.milestones.c
    asked_due = select(marks.title, marks.due).where(marks.project == project)
    due = {tuple(row) for row in rows.execute(asked_due)}
    table = own.budget_lines.c
    asked = select(table.kind, table.title, table.year, table.planned).where(table.project == project)
    lines = {tuple(row) for row in rows.execute(asked)}
    origins = {
        origin
        for kept in (own.spendings.c, own.past.c)
        for origin in rows.scalars(select(kept.origin).where(kept.project == project))
    }
    belong = {
        row.email: row.id
        for row in rows.execute(select(schema.people.c.email, schema.people.c.id).join(
            schema.members, schema.members.c.person == schema.people.c.id
        ).where(schema.members.c.project == project))
    }  # fmt: skip
    loads = own.loads.c
    asked_loads = select(loads.person, loads.share, loads.starts, loads.ends).where(loads.project == project)
    planned = {tuple(row) for row in rows.execute(asked_loads)}
    new = replace(
        plan,
        milestones=tuple(one for one in plan.milestones if (one.title, one.due) not in due),
        lines=tuple(one for one in plan.lines if (one.kind.value, one.title, one.year, one.planned) not in lines),
        spendings=tuple(one for one in plan.spendings if _origin(one) not in origins),
        members=tuple(one for one in plan.members if not _joined(one, belong, planned)),
        past=tuple(one for one in plan.past if _origin(one) not in origins),
    )
    parts = ("milestones", "lines", "spendings", "members", "past")
    return new, sum(len(getattr(plan, part)) - len(getattr(new, part)) for part in parts)


def _joined(one: Joined, belong: Mapping[str, str], planned: set[tuple[Any, ...]]) -> bool:
    """Whether a member and their share are there already."""
    who = belong.get(one.email)
    return who is not None and (one.share is None or (who, float(one.share), one.starts, one.ends) in planned)


def _keep_milestones(rows: Connection, person: Person, project: str, new: Plan) -> None:
    for one in new.milestones:
        made = projects.set_milestone(rows, person, project, title=one.title, due=one.due.isoformat())
        if one.done and made not in gates.of(rows, [made]):
            passed = datetime.combine(one.passed, time(), UTC) if one.passed else datetime.now(UTC)
            rows.execute(update(schema.milestones).where(schema.milestones.c.id == made).values(passed=passed))


def _keep_line(rows: Connection, person: Person, project: str, one: Any) -> str:
    facts = {"kind": one.kind.value, "title": one.title, "year": one.year}
    return money.keep_line(rows, person, project, facts, one.planned)[0]


def _keep_members(rows: Connection, person: Person, project: str, new: Sequence[Joined]) -> None:
    """Admit those who are here and do not belong yet, and plan their shares; nobody's part is changed."""
    for one in new:
        who = _able(rows, one)
        if who is None:
            continue
        members = schema.members.c
        if rows.scalar(select(members.part).where(members.project == project, members.person == who.id)) is None:
            projects.admit(rows, person, project, one.email, one.part.value)
        if one.share is not None:
            facts = {"share": float(one.share), "starts": one.starts, "ends": one.ends}
            values = {"person": who.id, "setter": person.id, "made": datetime.now(UTC), **facts}
            rows.execute(insert(own.loads).values(id=new_id(), project=project, **values))


def _able(rows: Connection, one: Joined) -> Person | None:
    """Who has this address and may take this part; None for nobody."""
    row = rows.execute(people.shown().where(schema.people.c.email == one.email)).mappings().first()
    if row is None or not row["active"]:
        return None
    who = people.person_of(row)
    return who if who.may(Right.CONTENT) and one.part.rank <= MOST.get(who.role, Part.LEAD).rank else None


def _stranger(one: Joined) -> Finding:
    return NobodyOfThisAddress(sheet=one.sheet, row=one.row, email=one.email)


def _write(rows: Connection, table: Any, person: Person, project: str, **values: Any) -> None:
    row = {"id": new_id(), "project": project, "person": person.id, "made": datetime.now(UTC)}
    rows.execute(insert(table).values(**row, **values))


def _origin(one: Spent | Decided) -> str:
    """By what a row of a workbook is known again."""
    told: tuple[Any, ...]
    if isinstance(one, Spent):
        told = ("spent", one.kind.value, one.title, one.year, one.day, one.won, one.note, one.count)
    else:
        told = ("past", one.day, one.title, one.count)
    return hashlib.sha256("\n".join(map(str, told)).encode()).hexdigest()


def _import(row: Any) -> Import:
    return Import(*(getattr(row, name) for name in Import.__slots__))
