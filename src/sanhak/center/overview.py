"""What somebody should see first: what needs them, what runs, what came, and what decisions have brought so far."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from sanhak.center import decisions, projects, schema, studies
from sanhak.center.decisions import Decision
from sanhak.center.findings_asking import KeeperOut
from sanhak.center.people import Person
from sanhak.center.projects import Project
from sanhak.center.rights import Part
from sanhak.center.studies import KeptAnswer, KeptStudy
from sanhak.jobs.job import Job, State
from sanhak.jobs.schema import jobs

_ANSWERS = 8


@dataclass(frozen=True, slots=True)
class Value:
    """What was decided and what came of it: counts of decisions, of those with an outcome, and of those kept."""

    taken: int
    reported: int
    kept: int


@dataclass(frozen=True, slots=True)
class Overview:
    """The first page of somebody.

    ``refused`` are studies of theirs that could not be answered the last time; ``missed`` those that could not even be
    asked again when it was time, and in projects that they lead also those whose keeper has left.
    """

    projects: tuple[Project, ...]
    running: tuple[Job, ...]
    missed: tuple[KeptStudy, ...]
    refused: tuple[KeptStudy, ...]
    unreported: tuple[Decision, ...]
    answers: tuple[KeptAnswer, ...]
    value: Value


def overview(rows: Connection, person: Person) -> Overview:
    """All of it, from the projects that the person belongs to."""
    mine = projects.of(rows, person)
    names = [project.id for project in mine]
    taken, kept = decisions.among(rows, names), studies.among(rows, names)
    leads = {project.id for project in mine if project.may(Part.LEAD)}
    return Overview(
        projects=mine,
        running=_running(rows, names),
        missed=tuple(one for one in kept if _needs(person, leads, one)),
        refused=tuple(
            one
            for one in kept
            if one.person == person.id and one.job and one.job.state in (State.REFUSED, State.FAILED) and not one.missed
        ),
        unreported=tuple(one for one in taken if one.person == person.id and not one.outcomes),
        answers=studies.answers_among(rows, names, _ANSWERS),
        value=Value(len(taken), sum(bool(one.outcomes) for one in taken), sum(one.kept is True for one in taken)),
    )


def counts(rows: Connection, project: str) -> dict[str, int]:
    """How many things a project holds, by place; the reader has entered it already."""
    tables = {
        "data": schema.datasets,
        "studies": schema.studies,
        "decisions": schema.decisions,
        "people": schema.members,
    }
    counted = [
        select(func.count()).select_from(table).where(table.c.project == project).scalar_subquery().label(name)
        for name, table in tables.items()
    ]
    return {str(name): int(value) for name, value in rows.execute(select(*counted)).mappings().one().items()}


def _needs(person: Person, leads: Collection[str], study: KeptStudy) -> bool:
    """Whether a study was missed that is theirs, or whose keeper may not ask any more in a project that they lead."""
    if study.missed is None:
        return False
    left = any(isinstance(finding, KeeperOut) for finding in study.missed.findings)
    return study.person == person.id or (left and study.project in leads)


def _running(rows: Connection, names: Sequence[str]) -> tuple[Job, ...]:
    asked = select(jobs).where(jobs.c.project.in_(names), jobs.c.state.in_([State.WAITING, State.RUNNING]))
    return tuple(map(Job.of, rows.execute(asked.order_by(jobs.c.made)).mappings()))
