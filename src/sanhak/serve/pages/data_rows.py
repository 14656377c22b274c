"""The rows of a version, a page at a time, and its files to take away."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.background import BackgroundTask
from starlette.responses import Response

from sanhak.center import data, paging
from sanhak.center.data import Dataset, Version
from sanhak.center.findings import NotReady
from sanhak.center.paging import COLUMNS, Asked, Page
from sanhak.center.projects import Project
from sanhak.finding import Finding, Refusal
from sanhak.serve.pages.data_files import write_csv, write_sheet
from sanhak.serve.pages.data_page import chosen_of
from sanhak.serve.pages.downloads import download
from sanhak.serve.style import Head
from sanhak.serve.web.door import Me
from sanhak.serve.web.showing import page as shown_page
from sanhak.serve.web.statuses import status_of
from sanhak.table.column import Column, Kind
from sanhak.table.keep import read_table
from sanhak.text import say

pages = APIRouter()
_SHOWN: Final = 6
"""Significant digits of a number on a page; files hold all of them."""
_LONG: Final = 80
_MEDIA: Final = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}


@pages.get("/data/{dataset}/rows")
def rows_page(
    me: Me, dataset: str, version: str = "", page: int = 1, start: int = 0, sort: str = "", desc: str = "", q: str = ""
) -> Response:
    """A page of rows, sorted and filtered as the address says."""
    here, whole, chosen = ready_version(me, dataset, version)
    file, asked = me.center.blobs.path(chosen.table or ""), Asked(page, start, sort, bool(desc), q[:2000])
    findings: tuple[Finding, ...] = ()
    try:
        found = paging.page(file, asked)
    except Refusal as refusal:
        findings = refusal.findings
        found = paging.page(file, Asked())
    way = _Way(me.to(f"/data/{dataset}/rows"), chosen.id, asked)
    return shown_page(
        me,
        "data_rows.html",
        project=here,
        place="data",
        status=int(status_of(findings)) if findings else 200,
        whole=whole,
        chosen=chosen,
        asked=asked,
        findings=findings,
        found=found,
        heads=[way.head(column) for column in found.columns],
        shapes=["number" if column.kind is Kind.NUMBER else "" for column in found.columns],
        rows=tuple(zip(found.places, zip(*_cells(found), strict=True), strict=True)) if found.places else (),
        around=_around(way, found),
    )


@pages.get("/data/{dataset}/download")
def take_away(me: Me, dataset: str, version: str = "", form: str = "csv") -> Response:
    """A version as a file, or the file that it came from as it was given."""
    _, whole, chosen = ready_version(me, dataset, version, made=form != "original")
    if form == "original":
        with me.center.database.reading() as rows:
            given = data.uploads(rows, me.person, dataset)[chosen.upload]
        return download(me.center.blobs.path(given.blob), given.name)
    if form not in _MEDIA:
        form = "csv"
    kept, name = me.center.blobs.path(chosen.table or ""), f"{whole.name.rpartition('.')[0] or whole.name}.{form}"
    if form == "parquet":
        return download(kept, name, _MEDIA[form])
    with tempfile.NamedTemporaryFile(delete=False, suffix=f".{form}") as place:
        file = Path(place.name)
    try:
        (write_csv if form == "csv" else write_sheet)(read_table(kept), file)
    except BaseException:
        file.unlink()
        raise
    sent = download(file, name, _MEDIA[form])
    sent.background = BackgroundTask(file.unlink)
    return sent


class _Way:
    """Addresses of other pages of the same rows."""

    def __init__(self, path: str, version: str, asked: Asked) -> None:
        self._path, self._asked = path, asked
        self._now = {"version": version, "sort": asked.by, "desc": "1" if asked.down else "", "q": asked.words}

    def to(self, **other: Any) -> str:
        """The address with some of its parts set otherwise."""
        parts: Mapping[str, Any] = {**self._now, "start": self._asked.start or "", **other}
        return f"{self._path}?{urlencode({name: value for name, value in parts.items() if value not in ('', None)})}"

    def head(self, column: Column) -> Head:
        """The head of a column, which sorts by it: first up, then down, then as in the file."""
        mine, down = self._asked.by == column.name, self._asked.down
        other = {"sort": "" if mine and down else column.name, "desc": "1" if mine and not down else ""}
        order = ("descending" if down else "ascending") if mine else None
        shape = "number" if column.kind is Kind.NUMBER else "text"
        return Head(say("{name}", name=column.name), column.unit, shape, self.to(**other), order)  # type: ignore[arg-type]


def _around(way: _Way, found: Page) -> dict[str, str | None]:
    left, right = found.start - COLUMNS, found.start + COLUMNS
    return {
        "before": way.to(page=found.number - 1) if found.number > 1 else None,
        "after": way.to(page=found.number + 1) if found.number < found.pages else None,
        "left": way.to(start=max(0, left) or "", page=found.number) if found.start else None,
        "right": way.to(start=right, page=found.number) if right < found.width else None,
        "plain": way.to(q="", page=""),
    }


def ready_version(me: Me, dataset: str, version: str, *, made: bool = True) -> tuple[Project, Dataset, Version]:
    """A version whose rows are there: the one that is named, or else the newest such one; :class:`Refusal` C017."""
    with me.center.database.reading() as rows:
        here, whole = data.dataset(rows, me.person, dataset)
    chosen = chosen_of(whole, version) if version or not made else whole.ready
    if chosen is None or (made and not chosen.ready):
        raise Refusal(NotReady(what=say("this version of the data")))
    return here, whole, chosen


def _cells(found: Page) -> list[Sequence[str]]:
    """What stands in the cells, column by column."""
    columns = zip(*found.values, strict=True)
    return [_WRITTEN.get(column.kind, _words)(values) for column, values in zip(found.columns, columns, strict=True)]


def _numbers(values: Sequence[float | None]) -> Sequence[str]:
    """Numbers with as many decimals as the one that needs most, up to six significant digits of the largest."""
    known = [value for value in values if value is not None]
    if not known:
        return [""] * len(values)
    most = max(abs(value) for value in known)
    if most >= 10**9 or 0 < most < 10**-4:
        return ["" if value is None else f"{value:.{_SHOWN}g}" for value in values]
    before = len(str(int(most)))
    places = max(0, _SHOWN - before) + (1 if most < 1 else 0)
    written = [f"{value:.{places}f}" for value in known]
    needed = max((len(one.partition(".")[2].rstrip("0")) for one in written), default=0)
    return ["" if value is None else f"{value:,.{needed}f}" for value in values]


def _moments(values: Sequence[datetime | None]) -> Sequence[str]:
    known = [value for value in values if value is not None]
    form = "%Y-%m-%d" if all(value.hour == value.minute == value.second == 0 for value in known) else "%Y-%m-%d %H:%M"
    if any(value.second for value in known):
        form += ":%S"
    return ["" if value is None else value.strftime(form) for value in values]


def _words(values: Sequence[Any]) -> Sequence[str]:
    texts = ("" if value is None else str(value) for value in values)
    return [text if len(text) <= _LONG else f"{text[: _LONG - 1]}…" for text in texts]


_WRITTEN: Final[Mapping[Kind, Any]] = {Kind.NUMBER: _numbers, Kind.DATE: _moments}
