"""New rows, predicted by the models of an answer: a small file or a pasted table, back as a table or a workbook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter
from starlette.responses import Response

from sanhak.center import studies
from sanhak.center.projects import Project
from sanhak.center.studies import KeptAnswer
from sanhak.center.words import number
from sanhak.finding import Finding, Refusal, Severity
from sanhak.serve.live.archive import read_answer
from sanhak.serve.live.rows import Predicted, needed, predicted, read_like, tells_of
from sanhak.serve.pages.answering import frame_as_file
from sanhak.serve.pages.downloads import content
from sanhak.serve.pages.findings import NothingPredicts, TooManyRows
from sanhak.serve.style import Head
from sanhak.serve.web.door import Form, Me, Sent
from sanhak.serve.web.findings import NoUpload
from sanhak.serve.web.showing import page, size
from sanhak.serve.web.statuses import status_of
from sanhak.text import Amount, decimals_for, say

if TYPE_CHECKING:
    import polars as pl

    from sanhak.table import Column, Table

pages = APIRouter()
_BYTES: Final = 2 << 20
_ROWS: Final = 10_000
_SHOWN: Final = 200
_OF_OUTCOME: Final = 4
"""Columns that are predicted of each outcome."""
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class _Asked:
    project: Project
    kept: KeptAnswer
    models: Mapping[str, Any]
    inputs: Mapping[str, Column]


@pages.get("/answers/{answer}/predict")
def ask(me: Me, answer: str) -> Response:
    """The form for new rows."""
    return _page(me, _asked(me, answer))


@pages.post("/answers/{answer}/predict")
def predict(me: Me, answer: str, form: Form) -> Response:
    """What is to be expected of the rows that were sent."""
    asked = _asked(me, answer)
    if not asked.models:
        raise Refusal(NothingPredicts())
    try:
        table = _table(form, asked.inputs)
        said = predicted(asked.models, table, me.language, number(form["ahead"], at="ahead"))
    except Refusal as refusal:
        return _page(me, asked, form, findings=refusal.findings)
    if form["act"] == "xlsx":
        name = f"{asked.kept.title} {say('predicted').render(me.language)}.xlsx"
        return content(frame_as_file(said.beside(), "xlsx"), name, _XLSX)
    doubts = tuple(one for one in table.findings if one.severity is not Severity.NOTE)
    doubts = tuple(one for one in doubts if one.params.get("column") in asked.inputs)
    return _page(me, asked, form, said, (*doubts, *said.findings))


def _asked(me: Me, answer: str) -> _Asked:
    with me.center.database.reading() as rows:
        project, kept = studies.answer(rows, me.person, answer)
    models = read_answer(me.center.blobs.path(kept.archive)).models
    return _Asked(project, kept, models, {column.name: column for one in models.values() for column in one.inputs})


def _table(form: Sent, inputs: Mapping[str, Column]) -> Table:
    """The rows that were sent, their columns read as the kinds that the models learned.

    Raises
    ------
    Refusal
        W006 if nothing came, W090 if it is too much; T-codes if it cannot be read.
    """
    from sanhak.table.read import read_bytes, read_text
    from sanhak.table.read.build import Stated

    chosen, pasted = form.file("file"), form["rows"]
    if chosen is None and not pasted.strip():
        raise Refusal(NoUpload())
    if chosen is None:
        sent = pasted.encode()
    else:
        with chosen.file as file:
            sent = file.read(_BYTES + 1)
    if len(sent) > _BYTES:
        raise Refusal(TooManyRows(size=say("more than {size}", size=size(_BYTES)), most=size(_BYTES)))

    def read(kinds: Mapping[str, Any]) -> Table:
        if chosen is None:
            return read_text(pasted, kinds=kinds)
        return read_bytes(sent, chosen.filename or "rows", Stated(kinds=kinds))

    table = read_like(read, inputs.values())
    if len(table) > _ROWS:
        told = say("{rows:row|rows}", rows=len(table))
        raise Refusal(TooManyRows(size=told, most=say("{rows:row|rows}", rows=_ROWS)))
    return table


def _page(
    me: Me,
    asked: _Asked,
    form: Sent | None = None,
    said: Predicted | None = None,
    findings: tuple[Finding, ...] = (),
) -> Response:
    heads, shown = _grid(said) if said is not None else ((), ())
    groups = needed(asked.models)
    refused = any(one.severity is Severity.REFUSE for one in findings)
    return page(
        me,
        "answer_predict.html",
        project=asked.project,
        place="studies",
        status=int(status_of(findings)) if refused else 200,
        answer=asked.kept,
        inputs=tuple(tuple(column.label for column in group) for group in groups if group),
        example="\t".join(column.name for column in groups[0]),
        told=tells_of(asked.models),
        pasted=form["rows"] if form is not None else "",
        ahead=form["ahead"] if form is not None else "",
        findings=findings,
        heads=heads,
        rows=shown,
        count=len(said.table) if said is not None else 0,
    )


def _grid(said: Predicted) -> tuple[tuple[Head, ...], tuple[tuple[Any, ...], ...]]:
    """The predictions, then the rows that they are for, as a table of a page; numbers as fine as they differ.

    Assets stand before what is told of them, in place of the number of a row.
    """
    own = [(column.name, column.unit, said.table.frame[column.name]) for column in said.table.columns]
    told = [(one.name, None, one) for one in said.columns]
    fine: list[int | None] = [None] * len(own)
    every = [*own, *told] if said.of_assets else [*told, *own]
    digits = [*fine, *_digits(said.columns)] if said.of_assets else [*_digits(said.columns), *fine]
    heads = [] if said.of_assets else [Head(say("Row"), shape="number")]
    heads += [Head(name, unit, "number" if one.dtype.is_numeric() else "text") for name, unit, one in every]
    cells = [_cells(one.head(_SHOWN), digit) for (_, _, one), digit in zip(every, digits, strict=True)]
    rows = zip(*cells, strict=True)
    return tuple(heads), tuple(rows) if said.of_assets else tuple((at, *row) for at, row in enumerate(rows, start=1))


def _digits(columns: list[pl.Series]) -> list[int | None]:
    """Decimals of the columns of each outcome: value, lower and upper end as fine as the interval is wide."""
    found: list[int | None] = []
    for first in range(0, len(columns), _OF_OUTCOME):
        value, lower, upper, _ = columns[first : first + _OF_OUTCOME]
        wide = float((upper - lower).median() or 0.0) if value.dtype.is_float() and lower.dtype.is_float() else 0.0  # type: ignore[arg-type]
        fine = decimals_for(wide) if wide > 0 else None
        chance = columns[first + _OF_OUTCOME - 1].dtype.is_float()
        found += [fine] * (_OF_OUTCOME - 1) + [1 if chance else fine]
    return found


def _cells(values: pl.Series, decimals: int | None) -> list[Any]:
    if not values.dtype.is_float():
        return ["–" if value is None else value if values.dtype.is_integer() else str(value) for value in values]
    import numpy as np

    if decimals is None:
        known = values.drop_nulls().drop_nans().to_numpy()
        span = float(np.ptp(known)) if len(known) else 0.0
        decimals = decimals_for(span) if span > 0 else None
    return ["–" if value is None else Amount(value, None, decimals) for value in values.fill_nan(None)]
