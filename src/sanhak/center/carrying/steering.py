"""Steering: all that a project's one page and its report show, gathered once; and all joint projects side by side.

Those who plan see of projects that they do not belong to where each stands in figures, as they see its question: never
what milestones, risks or spendings are called.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import Connection, or_, select

from sanhak.center import days, decisions, people, projects, schema
from sanhak.center.carrying import deliverables, gates, imports, load, money, risks, stages, terms
from sanhak.center.carrying import schema as own
from sanhak.center.carrying.standing import Course, Facts, Gated, Next, Standing, following, standing
from sanhak.center.carrying.value import Value, values
from sanhak.center.carrying.words import Reads
from sanhak.center.decisions import Decision
from sanhak.center.findings import NotAllowed
from sanhak.center.people import Person
from sanhak.center.projects import Member, Milestone, Project, State
from sanhak.center.rights import Part, Right
from sanhak.finding import Finding, Refusal
from sanhak.study.answer import Estimate
from sanhak.text import say

_Thing = TypeVar("_Thing", deliverables.Deliverable, risks.Risk, stages.Stage)


@dataclass(frozen=True, slots=True)
class Kpi:
    """The agreed indicator today: measured after a decision, or promised by the latest judged run."""

    value: Estimate
    measured: bool
    day: date


@dataclass(frozen=True, slots=True)
class Steering:
    """A project as its steering page shows it."""

    project: Project
    today: date
    facts: Facts
    standing: Standing
    following: tuple[Next, ...]
    findings: tuple[Finding, ...]
    members: tuple[Member, ...]
    loads: tuple[load.Load, ...]
    spendings: tuple[money.Spending, ...]
    agreed: terms.Terms | None
    proposals: tuple[terms.Proposal, ...]
    past: tuple[stages.Past, ...]
    workbooks: tuple[imports.Import, ...]
    values: tuple[Value, ...]
    kpi: Kpi | None


@dataclass(frozen=True, slots=True)
class Line:
    """A project as the list of all shows it, in figures; ``mine`` says whether the reader belongs to it."""

    id: str
    title: str
    organisation_name: str
    state: State
    mine: bool
    course: Course
    passed: int
    milestones: int
    late: int
    due: date | None
    planned: int
    spent: int
    forecast: int
    high: int
    overloaded: int

    @property
    def share(self) -> float | None:
        """The share of the plan that was spent; None without a plan."""
        return self.spent / self.planned if self.planned else None


def of(rows: Connection, person: Person, project: str, today: date) -> Steering:
    """A project with all that steering it needs; :class:`Refusal` C001."""
    here = projects.enter(rows, person, project)
    taken = decisions.of(rows, person, project)
    listed = projects.members(rows, person, project)
    facts = _facts(rows, [project], today)[project]
    shown = facts.overloads if here.may(Part.LEAD) else _own(facts.overloads, person)
    return Steering(
        project=here,
        today=today,
        facts=facts,
        standing=standing(facts),
        following=following(facts),
        findings=(*facts.money.findings, *(one.finding for one in shown)),
        members=listed,
        loads=load.of(rows, project),
        spendings=money.spendings(rows, project),
        agreed=terms.of(rows, project),
        proposals=terms.proposals(rows, project),
        past=stages.past(rows, project),
        workbooks=imports.of(rows, project),
        values=values(taken),
        kpi=_kpi(here, taken, facts.gated),
    )


def every(rows: Connection, person: Person, today: date) -> tuple[Line, ...]:
    """All joint projects for those who plan, one's own for everybody else; by title. :class:`Refusal` C002."""
    if not (person.may(Right.PORTFOLIO) or person.may(Right.CONTENT)):
        raise Refusal(NotAllowed(needed=say("to see where projects stand")))
    mine = {one.id for one in projects.of(rows, person)}
    table = schema.projects.c
    asked = select(table.id, table.title, table.state, schema.organisations.c.name).join(schema.organisations)
    if not person.may(Right.PORTFOLIO):
        asked = asked.where(table.id.in_(mine))
    joint = or_(table.private.is_(False), table.state == State.PROPOSED)
    found = rows.execute(asked.where(joint).order_by(table.title, table.id)).all()
    facts = _facts(rows, [row.id for row in found], today)
    return tuple(_line(row, row.id in mine, facts[row.id]) for row in found)


def overloads(rows: Connection, person: Person, today: date) -> tuple[Finding, ...]:
    """What is said to somebody about their own load."""
    people.need(person, Right.CONTENT, say("to take part in projects"))
    return tuple(one.finding for one in load.over(rows, [person.id], today))


def _facts(rows: Connection, ids: Sequence[str], today: date) -> Mapping[str, Facts]:
    """The facts of each of the projects, in as many questions to the database for all as for one."""
    gated, budgets, full = _gated(rows, ids), money.by_project(rows, ids, today), _overloads(rows, ids, today)
    put, dared = _by_project(stages.of(rows, *ids)), _by_project(risks.of(rows, *ids))
    promised = _by_project(deliverables.of(rows, *ids))
    return {one: Facts(today, gated[one], put[one], budgets[one], full[one], dared[one], promised[one]) for one in ids}


def _gated(rows: Connection, ids: Sequence[str]) -> Mapping[str, Sequence[Gated]]:
    table = schema.milestones.c
    asked = select(table.project, table.id, table.title, table.due, table.study, table.answer, table.passed)
    found = rows.execute(asked.where(table.project.in_(ids)).order_by(table.due, table.made)).all()
    names = [row.id for row in found]
    agreed, judged = gates.of(rows, names), gates.judgements(rows, names)
    gated: dict[str, list[Gated]] = defaultdict(list)
    for project, *row in found:
        one = Milestone(*row)
        gated[project].append(Gated(one, agreed.get(one.id), judged.get(one.id, ())))
    return gated


def _overloads(rows: Connection, ids: Sequence[str], today: date) -> Mapping[str, Sequence[load.Overload]]:
    """Where somebody is planned for too much who belongs to a project and is planned there."""
    belong, planned = schema.members.c, own.loads.c
    asked = select(belong.project, belong.person).where(belong.project.in_(ids))
    there = asked.intersect(select(planned.project, planned.person).where(planned.project.in_(ids)))
    persons: dict[str, set[str]] = defaultdict(set)
    for project, person in rows.execute(there):
        persons[project].add(person)
    found = load.over(rows, set().union(*persons.values()), today)
    return {project: tuple(one for one in found if one.person in persons[project]) for project in ids}


def _by_project(found: Iterable[_Thing]) -> Mapping[str, Sequence[_Thing]]:
    by: dict[str, list[_Thing]] = defaultdict(list)
    for one in found:
        by[one.project].append(one)
    return by


def _own(found: Sequence[load.Overload], person: Person) -> tuple[load.Overload, ...]:
    return tuple(one for one in found if one.person == person.id)


def _line(row: Any, mine: bool, facts: Facts) -> Line:  # noqa: FBT001 - a column of the line
    waiting = [one.milestone for one in facts.gated if one.milestone.passed is None]
    return Line(
        id=row.id,
        title=row.title,
        organisation_name=row.name,
        state=State(row.state),
        mine=mine,
        course=standing(facts).course,
        passed=len(facts.gated) - len(waiting),
        milestones=len(facts.gated),
        late=sum(one.due < facts.today for one in waiting),
        due=min((one.due for one in waiting), default=None),
        planned=facts.money.planned,
        spent=facts.money.spent,
        forecast=facts.money.forecast,
        high=sum(one.level == "high" for one in facts.risks),
        overloaded=len({one.person for one in facts.overloads}),
    )


def _kpi(project: Project, taken: Sequence[Decision], gated: Sequence[Gated]) -> Kpi | None:
    """The latest outcome in the unit of the indicator, else what the latest judged run promises."""
    unit = project.unit or None
    outcomes = [one for decision in taken for one in decision.outcomes if one.unit == unit]
    if outcomes:
        last = max(outcomes, key=lambda one: (one.measured, one.made))
        low = last.value if last.lower is None else last.lower
        high = last.value if last.upper is None else last.upper
        return Kpi(Estimate(last.value, low, high, unit), measured=True, day=last.measured)
    runs = [one for each in gated for one in each.judgements if one.gate.reads is Reads.AFTER and one.met.unit == unit]
    if runs:
        run = max(runs, key=lambda one: one.made)
        return Kpi(run.met, measured=False, day=days.day_of(run.made))
    return None
