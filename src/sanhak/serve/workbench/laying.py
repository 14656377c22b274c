"""Laying things into a workbench that is being furnished: answered cases, tables as files, jobs done at once."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sanhak.center import answering, data, decisions, making, studies
from sanhak.center.center import Center
from sanhak.center.people import Person
from sanhak.jobs.handler import Handler, Kept
from sanhak.jobs.job import State
from sanhak.store import Stored
from sanhak.study import Answer, Case
from sanhak.study.file import file_values
from sanhak.table import Table
from sanhak.text import Language, say


@dataclass(frozen=True, slots=True)
class Answered:
    """A case with its tables and its answer."""

    area: str
    case: Case
    tables: Mapping[str, Table]
    answer: Answer


def keep(
    center: Center, person: Person, project: str, one: Answered, language: Language, *, decided: bool = True
) -> tuple[str, str]:
    """Lay the tables of a case into the project, and its study with its answer; the identifiers of both.

    With ``decided`` what the answer recommends is taken.
    """
    datasets = {name: lay(center, person, project, f"{one.case.name} {name}".strip(), table)
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
    settle(center, studies.ASK, answering.HANDLER, answering.answered(one.answer, center.blobs))
    with center.database.writing() as rows:
        answer = studies.answers_to(rows, studies.get(rows, person, kept)[1])[0]
        if decided and answer.promise is not None and not decisions.of(rows, person, project):
            note = say("Taken as recommended; the shift was told.").render(language)
            decisions.take(rows, person, answer.id, one.answer, note)
    return kept, answer.id


def lay(center: Center, person: Person, project: str, name: str, table: Table) -> str:
    """Lay a table as the Excel file that somebody would have it in, read like any other."""
    file = workbook(center, table)
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
    settle(center, data.MAKE, making.HANDLER)
    with center.database.reading() as rows:
        return data.version(rows, person, version)[1].id


def workbook(center: Center, table: Table) -> Stored:
    """Keep a table as an Excel file with one sheet."""
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


def settle(center: Center, kind: str, handler: Handler, result: Any = None) -> None:
    """Carry out the job that was just put, here and now, or keep a ``result`` that is known already."""
    job = center.queue.claim("demo", [kind])
    if job is None:
        raise RuntimeError(f"no job of the kind {kind} waits")
    if result is None:
        result = handler.carry_out(job.payload, center.blobs.folder, lambda _step: None, lambda: False)
    kept: Kept = handler.keep(result, job, center.blobs)
    center.queue.settle(job, State.DONE, kept.outcome, kept.within)
