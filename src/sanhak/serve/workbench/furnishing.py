"""A furnished workbench: two organisations, people by their roles, and the cases of all areas with their answers."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sanhak.areas import areas
from sanhak.center import answering, data, decisions, making, people, projects, studies
from sanhak.center.center import Center
from sanhak.center.people import Person
from sanhak.center.rights import Part, Role
from sanhak.jobs.handler import Handler, Kept
from sanhak.jobs.job import State
from sanhak.store import Stored
from sanhak.study import Answer, Case
from sanhak.study.describe import area_title
from sanhak.study.file import file_values
from sanhak.table import Table
from sanhak.text import Language, say

PASSWORD: Final = "from a table to a decision"  # noqa: S105 - of a demonstration that listens to its own computer alone
COMPANY, UNIVERSITY = say("Chemical company"), say("University")
PEOPLE: Final = (
    (Role.ADMINISTRATOR, say("Administrator"), COMPANY, "administrator"),
    (Role.OFFICE, say("Office of the centre"), COMPANY, "office"),
    (Role.MANAGER, say("Plant manager"), COMPANY, "manager"),
    (Role.ENGINEER, say("Process engineer"), COMPANY, "engineer"),
    (Role.RESEARCHER, say("University researcher"), UNIVERSITY, "researcher"),
    (Role.SCHOLAR, say("Scholar"), UNIVERSITY, "scholar"),
    (Role.REVIEWER, say("Reviewer"), UNIVERSITY, "reviewer"),
    (Role.AUDITOR, say("Auditor"), COMPANY, "auditor"),
)
"""Everybody of the demonstration: role, name, organisation, and the word before the @ of the address."""
DOMAIN: Final = "demo.example"


@dataclass(frozen=True, slots=True)
class Answered:
    """A case with its tables and its answer."""

    area: str
    case: Case
    tables: Mapping[str, Table]
    answer: Answer


def furnish(center: Center, answered: Sequence[Answered], language: Language) -> bool:
    """Fill an empty workbench; one that has people already is left as it is, and False comes back.

    Parameters
    ----------
    center
        The workbench.
    answered
        The cases that it is to hold.
    language
        In which names and titles are written; everything else speaks both.
    """
    with center.database.reading() as rows:
        if people.organisations(rows):
            return False
    crowd = _people(center, language)
    engineer = crowd["engineer"]
    for area in areas():
        mine = [one for one in answered if one.area == area.name]
        if mine:
            project = _project(center, crowd, area.name, mine, language)
            for one in mine:
                _keep(center, engineer, project, one, language)
    return True


def _people(center: Center, language: Language) -> dict[str, Person]:
    hashed = center.passwords.hash(PASSWORD)
    made = {}
    with center.database.writing() as rows:
        for role, name, organisation, word in PEOPLE:
            home = people.found(rows, organisation.render(language), None)
            made[word] = people.add(
                rows,
                email=f"{word}@{DOMAIN}",
                name=name.render(language),
                role=role,
                organisation=home.id,
                language=language,
                password=hashed,
            )
            projects.own(rows, made[word], say("My work").render(language))
    return made


def _project(
    center: Center, crowd: Mapping[str, Person], area: str, mine: Sequence[Answered], language: Language
) -> str:
    """The joint project of an area, which the people of both sides belong to."""
    title = area_title(next(one for one in areas() if one.name == area))
    with center.database.writing() as rows:
        project = projects.open_project(
            rows,
            crowd["manager"],
            title=say("{area}: cases to try", area=title).render(language),
            question=mine[0].case.story.render(language),
            area=area,
        )
        for word, part in (
            ("engineer", Part.LEAD), ("researcher", Part.MEMBER), ("scholar", Part.MEMBER), ("reviewer", Part.GUEST),
        ):  # fmt: skip
            projects.admit(rows, crowd["manager"], project.id, crowd[word].email, part)
    return project.id


def _keep(center: Center, person: Person, project: str, one: Answered, language: Language) -> None:
    """Lay the tables of a case into the project, and its study with its answer."""
    datasets = {name: _lay(center, person, project, f"{one.case.name} {name}".strip(), table)
                for name, table in one.tables.items()}  # fmt: skip
    study = one.case.study()
    with center.database.writing() as rows:
        kept = studies.begin(
            rows,
            person,
            project,
            kind=study.kind,
            title=one.case.title.render(language),
            tables=datasets,
            values=file_values(study),
        )
        studies.ask(rows, center.queue, person, kept)
    _settle(center, studies.ASK, answering.HANDLER, answering.answered(one.answer, center.blobs))
    with center.database.writing() as rows:
        answer = studies.answers_to(rows, studies.get(rows, person, kept)[1])[0]
        if answer.promise is not None and not decisions.of(rows, person, project):
            note = say("Taken as recommended; the shift was told.").render(language)
            decisions.take(rows, person, answer.id, one.answer, note)


def _lay(center: Center, person: Person, project: str, name: str, table: Table) -> str:
    """A table as the Excel file that somebody would have it in, read like any other."""
    file = _workbook(center, table)
    facts = {"time": table.time, "asset": table.asset, "lot": table.lot}
    reading = {word: column for word, column in facts.items() if column}
    kinds = {column.name: column.kind.value for column in table.columns}
    with center.database.writing() as rows:
        version = data.add(
            rows,
            center.queue,
            person,
            project,
            name=f"{name}.xlsx",
            file=file,
            reading=reading | {"kinds": kinds, "layout": "wide"},
        )
    _settle(center, data.MAKE, making.HANDLER)
    with center.database.reading() as rows:
        return data.version(rows, person, version)[1].id


def _workbook(center: Center, table: Table) -> Stored:
    from xlsxwriter import Workbook

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.xlsx"
        with Workbook(path, {"constant_memory": True}) as book:
            moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, [column.label for column in table.columns])
            dated = [dtype.is_temporal() for dtype in table.frame.dtypes]
            for at, row in enumerate(table.frame.iter_rows(), 1):
                for place, value in enumerate(row):
                    if value is not None:
                        sheet.write(at, place, value, *([moment] if dated[place] else []))
        return center.blobs.take(path)


def _settle(center: Center, kind: str, handler: Handler, result: Any = None) -> None:
    """Carry out the job that was just put, here and now, or keep a ``result`` that is known already."""
    job = center.queue.claim("demo", [kind])
    if job is None:
        raise RuntimeError(f"no job of the kind {kind} waits")
    if result is None:
        result = handler.carry_out(job.payload, center.blobs.folder, lambda _step: None, lambda: False)
    kept: Kept = handler.keep(result, job, center.blobs)
    center.queue.settle(job, State.DONE, kept.outcome, kept.within)
