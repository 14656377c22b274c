"""The run sheet of a question that is asked again and again: an editable grid of the rows so far and of those planned.

What is typed makes a new version of the dataset that holds the rows. The next batch is planned by asking again; when
its answer is there, its planned rows are put under the others.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter
from markupsafe import Markup
from starlette.responses import Response

from sanhak.center import data, studies
from sanhak.center.data import Dataset, Version
from sanhak.center.rights import Part
from sanhak.center.studies import KeptAnswer, KeptStudy
from sanhak.finding import Finding, Refusal
from sanhak.jobs.job import State
from sanhak.serve.live.archive import LEAD, read_answer, read_archive
from sanhak.serve.pages.findings import NotThatCell
from sanhak.serve.pages.questions import kind_of, question_of
from sanhak.serve.style import Head
from sanhak.serve.web.door import Form, Me
from sanhak.serve.web.showing import go, part
from sanhak.store import Blobs
from sanhak.study import Growing
from sanhak.study.file.planned import planned
from sanhak.table import Kind, Table
from sanhak.text import LANGUAGES, Language, show

if TYPE_CHECKING:
    from sanhak.study import Study
    from sanhak.table import Column

pages = APIRouter()
_PLANNED, _DONE = "planned", "done"
_MOST: Final = 400
"""Rows that can be edited on a page: the last ones, and all that still wait."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the sheet: its place in the table, its number as people call it, whether it waits, and its cells."""

    place: int
    number: int
    waits: bool
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A run sheet as it is shown.

    ``version`` is the version that the rows are of, None before the first; ``asked`` are the columns that are filled
    in, by their places; ``choices`` the words of a column that has its own. ``further`` is how many planned rows of the
    answer ``answer`` are not in the sheet yet; ``busy`` whether a new version is being read, ``findings`` why one could
    not be. ``picture`` is the course so far, with the address of its figures.
    """

    version: str | None
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    asked: frozenset[int]
    choices: Mapping[int, tuple[str, ...]]
    waiting: int
    further: int
    answer: str | None
    busy: bool
    findings: tuple[Finding, ...]
    picture: Markup | None = None
    figures: str = ""

    @property
    def numbered(self) -> bool:
        """Whether the first column holds the numbers of the rows."""
        return bool(self.rows) and all(row.cells[0] == str(row.number) for row in self.rows)


def sheet_of(
    me: Me, study: KeptStudy, kind: type[Study], datasets: Sequence[Dataset], answers: Sequence[KeptAnswer]
) -> Sheet | None:
    """The run sheet of a study of a kind that goes on; None for other kinds, and while its question is not complete."""
    asked = _growing(study, kind)
    if asked is None:
        return None
    dataset, blobs = _dataset(study, asked, datasets), me.center.blobs
    ready = dataset.ready if dataset else None
    path = blobs.path(ready.table) if ready and ready.table else None
    newest = dataset.newest.job if dataset else None
    latest = answers[0] if answers else None
    fresh = latest if latest and latest.tables.get(asked.grows) == (ready.id if ready else None) else None
    further = _count_planned(blobs.path(fresh.archive), asked.grows, ready.rows or 0 if ready else 0) if fresh else 0
    heads, rows, places, choices = _grid(_Key(asked), path, me.language)
    return Sheet(
        version=ready.id if ready else None,
        heads=heads,
        rows=rows,
        asked=places,
        choices=choices,
        waiting=sum(row.waits for row in rows),
        further=further,
        answer=fresh.id if fresh else None,
        busy=newest is not None and newest.state in (State.WAITING, State.RUNNING),
        findings=newest.findings if newest else (),
        picture=_picture(me, latest),
        figures=me.to(f"/answers/{latest.id}/figures.json?v={latest.hash[:12]}-{me.language}") if latest else "",
    )


@pages.get("/studies/{study}/sheet")
def show_sheet(me: Me, study: str) -> Response:
    """The sheet as a part of the page of its study."""
    with me.center.database.reading() as rows:
        project, found = studies.get(rows, me.person, study)
        known = data.datasets(rows, me.person, project.id)
        answers = studies.answers_to(rows, found)
    kind = kind_of(found)
    sheet = sheet_of(me, found, kind, known, answers) if kind else None
    if not me.partial or sheet is None:
        return go(me, f"/studies/{study}")
    return part(me, "study_sheet.html", study=found, sheet=sheet, may=project.may(Part.MEMBER))


@pages.post("/studies/{study}/sheet")
def save_sheet(me: Me, study: str, form: Form) -> Response:
    """Keep what was filled in as a new version of the rows.

    Raises
    ------
    Refusal
        C001, C002; W092 if the rows are others by now.
    """
    _, dataset, asked = _opened(me, study)
    ready = dataset.ready if dataset else None
    table = _table(me.center.blobs, ready)
    if dataset is None or ready is None or table is None or form["version"] != ready.id:
        raise Refusal(NotThatCell())
    rows = _rows_of(table)
    before = [dict(row) for row in rows]
    for name, value in form.pairs:
        _, _, cell = name.partition("cell.")
        at, _, column = cell.partition(".")
        if at.isdecimal() and column.isdecimal() and int(at) < len(rows) and int(column) < len(table.names):
            rows[int(at)][table.names[int(column)]] = value.strip()
    if rows != before:
        _mark_done(asked, before, rows)
        _keep(me, study, dataset, asked, table.columns, rows, table)
    return go(me, f"/studies/{study}#sheet")


@pages.post("/studies/{study}/sheet/further")
def put_under(me: Me, study: str, form: Form) -> Response:
    """Put the planned rows of the latest answer under the rows so far; a sheet that is not there yet is begun.

    Raises
    ------
    Refusal
        C001, C002; W092 if the answer was given other rows.
    """
    found, dataset, asked = _opened(me, study)
    with me.center.database.reading() as rows:
        _, kept = studies.answer(rows, me.person, form["answer"])
    ready = dataset.ready if dataset else None
    if kept.study != study or kept.tables.get(asked.grows) != (ready.id if ready else None):
        raise Refusal(NotThatCell())
    table = _table(me.center.blobs, ready)
    further = _planned(me.center.blobs, kept, asked, table, me.language)
    so_far = _rows_of(table) if table is not None else []
    new = [{name: _typed(value) for name, value in row.items()} for row in further.rows]
    _keep(me, study, dataset, asked, further.columns, [*so_far, *new], table, found)
    return go(me, f"/studies/{study}#sheet")


def _mark_done(asked: Growing, before: Sequence[Mapping[str, str]], rows: Sequence[dict[str, str]]) -> None:
    """A planned row whose first result has come is done, unless something else was said of it."""
    if not {_PLANNED, _DONE} <= asked.words.keys():
        return
    results = [column.name for column in asked.known(asked.grows) if column.kind is Kind.TEXT]
    planned_, done = ([word, *(show(asked.words[word], one) for one in LANGUAGES)] for word in (_PLANNED, _DONE))
    for old, new in zip(before, rows, strict=True):
        came = any(new.get(name) and _is_number(new[name]) and not old.get(name) for name in results)
        for name, cell in old.items():
            if came and cell in planned_ and new[name] == cell:
                new[name] = done[planned_.index(cell)]


def _opened(me: Me, study: str) -> tuple[KeptStudy, Dataset | None, Growing]:
    with me.center.database.reading() as rows:
        project, found = studies.get(rows, me.person, study, Part.MEMBER)
        known = data.datasets(rows, me.person, project.id)
    kind = kind_of(found)
    asked = _growing(found, kind) if kind else None
    if asked is None:
        raise Refusal(NotThatCell())
    return found, _dataset(found, asked, known), asked


def _keep(
    me: Me,
    study: str,
    dataset: Dataset | None,
    asked: Growing,
    columns: Sequence[Column],
    rows: Sequence[Mapping[str, str]],
    table: Table | None,
    begun: KeptStudy | None = None,
) -> None:
    """A new version of the rows, or the dataset that holds the first ones."""
    names = [column.name for column in columns]
    content = io.StringIO(newline="")
    writer = csv.DictWriter(content, names, restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    stored = me.center.blobs.put(content.getvalue().encode())
    reading = _reading(asked, columns, rows, table)
    name = dataset.name if dataset else f"{begun.title if begun else asked.grows} {asked.grows}.csv"
    with me.center.database.writing() as open_:
        project, kept = studies.get(open_, me.person, study, Part.MEMBER)
        made = data.add(
            open_,
            me.center.queue,
            me.person,
            project.id,
            name=name[:200],
            file=stored,
            into=dataset.id if dataset else None,
            reading=reading,
        )
        if dataset is None:
            held = data.version(open_, me.person, made)[1].id
            studies.save(open_, me.person, study, tables={**kept.tables, asked.grows: held})


def _reading(
    asked: Growing, columns: Sequence[Column], rows: Sequence[Mapping[str, str]], table: Table | None
) -> dict[str, Any]:
    """How the rows are read again: with the units and roles that they had, and words where the question says so."""
    known = {column.name: column.kind for column in asked.known(asked.grows)}
    kinds = {}
    for column in columns:
        kind = known.get(column.name, column.kind)
        if kind is Kind.TEXT and all(_is_number(row.get(column.name, "")) for row in rows):
            kind = Kind.NUMBER
        kinds[column.name] = kind.value
    roles = {"time": table.time, "asset": table.asset, "lot": table.lot} if table is not None else {}
    units = {column.name: column.unit for column in columns if column.unit}
    return {"units": units, "kinds": kinds} | {role: name for role, name in roles.items() if name}


def _is_number(cell: str) -> bool:
    try:
        float(cell.replace(",", "") or "0")
    except ValueError:
        return False
    return True


def _growing(study: KeptStudy, kind: type[Study]) -> Growing | None:
    """The question, if it is of a kind that goes on and complete."""
    asked = question_of(study) if issubclass(kind, Growing) else None
    return asked if isinstance(asked, Growing) else None


def _dataset(study: KeptStudy, asked: Growing, datasets: Sequence[Dataset]) -> Dataset | None:
    return next((one for one in datasets if one.id == study.tables.get(asked.grows)), None)


def _table(blobs: Blobs, version: Version | None) -> Table | None:
    from sanhak.table.keep import read_table

    return read_table(blobs.path(version.table)) if version is not None and version.table is not None else None


def _planned(blobs: Blobs, kept: KeptAnswer, asked: Growing, table: Table | None, language: Language) -> Any:
    full = read_answer(blobs.path(kept.archive))
    return planned(asked, table, full.tables[asked.grows], language)


def _picture(me: Me, kept: KeptAnswer | None) -> Markup | None:
    """The first figure of the latest answer, which is the course of the campaign."""
    if kept is None:
        return None
    drawn = read_archive(me.center.blobs.path(kept.archive), LEAD.format(me.language)).decode()
    return Markup(drawn)  # noqa: S704 - written by the report's own templates


def _rows_of(table: Table) -> list[dict[str, str]]:
    return [{name: _typed(value) for name, value in row.items()} for row in table.frame.iter_rows(named=True)]


def _typed(value: Any) -> str:
    """A cell as it stands in the sheet."""
    match value:
        case None:
            return ""
        case float():
            return f"{value:.10g}" if math.isfinite(value) else ""
        case _:
            return value.isoformat(sep=" ") if hasattr(value, "hour") else str(value)


@dataclass(frozen=True, slots=True)
class _Key:
    """A question as a key: questions of one wording are the same."""

    asked: Growing

    def __hash__(self) -> int:
        return hash(repr(self.asked))


@lru_cache(maxsize=256)
def _count_planned(archive: Path, table: str, before: int) -> int:
    """How many rows of an answer's table stand under those that it was given."""
    return len(read_answer(archive).tables[table]) - before


@lru_cache(maxsize=16)
def _grid(
    key: _Key, path: Path | None, language: Language
) -> tuple[tuple[Head, ...], tuple[Row, ...], frozenset[int], dict[int, tuple[str, ...]]]:
    """Heads and rows, the places of columns that are filled in, and the words that some of them take."""
    from sanhak.table.keep import read_table

    asked, table = key.asked, read_table(path) if path else None
    if table is None or not len(table):
        return (), (), frozenset(), {}
    heads = tuple(
        Head(column.name, column.unit, "number" if column.kind is Kind.NUMBER else "text") for column in table.columns
    )
    try:
        waiting, numbers = frozenset(asked.waiting(table)), asked.numbers(table)
    except Refusal:
        waiting, numbers = frozenset(), tuple(range(1, len(table) + 1))
    cells = _rows_of(table)
    rows = [
        Row(place, number, number in waiting, tuple(cells[place].values()))
        for place, number in enumerate(numbers[: len(table)])
    ]
    results = {column.name for column in asked.known(asked.grows) if column.kind is Kind.TEXT}
    words = {show(text, language): text for text in asked.words.values()}
    worded = {
        column.name
        for column in asked.known(asked.grows)
        if column.name in table and {row[column.name] for row in cells} & {*asked.words, *words}
    }
    places = frozenset(at for at, name in enumerate(table.names) if name in results | worded)
    choices = {at: tuple(words) for at, name in enumerate(table.names) if name in worded}
    shown = [row for row in rows if row.waits or row.place >= len(rows) - _MOST]
    return heads, tuple(shown), places, choices
