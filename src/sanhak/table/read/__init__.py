"""Readers: a file becomes a Table by what it contains, whatever its name ends with.

The one ending that is heard is that of a list of structures (``.smi``): small molecules look like words.

The road of a file: :mod:`packed` unpacks it, and :mod:`container` says what it is; :mod:`delimited`, :mod:`workbook` or
:mod:`markup` makes a grid of texts; :mod:`grid` finds the names, units and rows of values; :mod:`build` reads each
column. Nothing is lost on the way without a finding: the rows read and the rows left out are all rows of the file.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from os import PathLike
from pathlib import Path
from typing import Final

import polars as pl

from sanhak.finding import Finding, Refusal, near
from sanhak.table.column import Kind
from sanhak.table.read.build import LONG, WIDE, Stated, build
from sanhak.table.read.container import Container, container
from sanhak.table.read.delimited import decode, read_delimited
from sanhak.table.read.exports.historian import read_pairs, read_shared, without_words
from sanhak.table.read.exports.laboratory import read_tests
from sanhak.table.read.exports.lists import name_fields, read_list
from sanhak.table.read.exports.long import read_long
from sanhak.table.read.extent import hold
from sanhak.table.read.grid import Body, Grid, clean, lay_out
from sanhak.table.read.layout_findings import OtherSheets
from sanhak.table.read.names import Head, read_heads
from sanhak.table.read.packed import unpacked
from sanhak.table.read.panic import read_arrow, refusing
from sanhak.table.read.refusals import BrokenFile, FolderGiven, NoRows, NoSuchFile, NoSuchSheet, NoTable, NotATable
from sanhak.table.read.structures import holds_structures, read_structures
from sanhak.table.read.together import files_in, read_together
from sanhak.table.table import Source, Table
from sanhak.text import say

__all__ = ["file_at", "read", "read_bytes", "read_text"]

_TABLE_ENDINGS: Final = (
    ".xlsx",
    ".xlsm",
    ".xlsb",
    ".xls",
    ".ods",
    ".csv",
    ".tsv",
    ".txt",
    ".smi",
    ".smiles",
    ".dat",
    ".parquet",
    ".htm",
    ".html",
    ".mht",
    ".zip",
)
_SHOWN: Final = 5  # names listed in a finding
_LONGEST_NAME: Final = 60  # characters of a file's name in a finding
_PEEK: Final = 100  # rows that show whether a sheet holds a table


def read(  # noqa: PLR0913 - one argument a fact
    source: str | PathLike[str],
    *,
    units: Mapping[str, str] | None = None,
    kinds: Mapping[str, Kind | str] | None = None,
    sheet: str | int | None = None,
    time: str | None = None,
    asset: str | None = None,
    lot: str | None = None,
    layout: str | None = None,
    held: timedelta | None = None,
) -> Table:
    """Read a file by what it contains; see :meth:`sanhak.table.Table.read`.

    Raises
    ------
    Refusal
        T001–T018: the file, the sheet, a column, a unit or a kind cannot be read as asked; T140–T142: the layout;
        T153: ``held``; T250–T253: the file would fill the memory, or a cell lies beyond the calendar.
    """
    path = Path(source)
    try:
        data = file_at(path).read_bytes()
    except OSError as error:
        name = path.name if len(path.name) <= _LONGEST_NAME else f"{path.name[: _LONGEST_NAME - 1]}…"
        raise Refusal(BrokenFile(name=name, what=say("a file"), detail=error.strerror or str(error))) from error
    stated = Stated(units or {}, kinds or {}, time, asset, lot, layout, held)
    return read_bytes(data, path.name, stated, sheet)


def file_at(source: str | PathLike[str]) -> Path:
    """The path of a file that is there.

    Raises
    ------
    Refusal
        T007 if there is none, T008 if it is a folder.
    OSError
        If it cannot be looked for, such as a text that is no path.
    """
    path = Path(source)
    if path.is_dir():
        files = sorted(entry.name for entry in path.iterdir() if entry.suffix.lower() in _TABLE_ENDINGS)
        raise Refusal(FolderGiven(path=str(path), files=tuple(files[:_SHOWN])))
    if not path.is_file():
        names = [entry.name for entry in path.parent.iterdir()] if path.parent.is_dir() else []
        raise Refusal(NoSuchFile(path=str(path), near=near(path.name, names)))
    return path


def read_bytes(data: bytes, name: str, stated: Stated | None = None, sheet: str | int | None = None) -> Table:
    """Read the bytes of a file, as uploaded; ``name`` is what findings call it. Raises as :func:`read` does."""
    stated = stated or Stated()
    data = unpacked(data, name)
    files = files_in(data, name)
    if files:
        return read_together(files, name, lambda part, own: _read_part(part, own, stated, sheet), stated)
    form = container(data, name)
    if sheet and form not in (Container.WORKBOOK, Container.MARKUP):
        raise Refusal(NoSuchSheet(sheet=str(sheet), sheets=()))
    match form:
        case Container.PARQUET:
            return _typed(data, name, stated, pl.read_parquet)
        case Container.ARROW:
            return _typed(data, name, stated, read_arrow)
        case Container.WORKBOOK:
            from sanhak.table.read.workbook import open_workbook

            book = open_workbook(data, name)
            return _first_table(_Sheets(name, book.sheets, book.grid), stated, sheet)
        case Container.MARKUP:
            from sanhak.table.read.markup import read_markup

            grids = {grid.name or "": grid for grid in read_markup(data, name)}
            return _first_table(_Sheets(name, tuple(grids), lambda table, _rows: grids[table]), stated, sheet)
        case Container.TEXT:
            decoded = decode(data, name)
            return _from_text(decoded.text, name, stated, decoded.findings)


def _read_part(data: bytes, name: str, stated: Stated, sheet: str | int | None) -> Table:
    """One file of an archive, with what is stated of the columns that it has; an archive within one is none."""
    if files_in(data, name):
        raise Refusal(NotATable(name=name, what=say("a packed archive")))
    bare = Stated(layout=stated.layout, held=stated.held)
    table = read_bytes(data, name, bare, sheet)
    time, asset, lot = (fact if fact and fact in table else None for fact in (stated.time, stated.asset, stated.lot))
    units = {column: unit for column, unit in stated.units.items() if column in table}
    kinds = {column: kind for column, kind in stated.kinds.items() if column in table}
    own = Stated(units, kinds, time, asset, lot, stated.layout, stated.held)
    return table if own == bare else read_bytes(data, name, own, sheet)


def read_text(  # noqa: PLR0913 - one argument a fact
    text: str,
    *,
    units: Mapping[str, str] | None = None,
    kinds: Mapping[str, Kind | str] | None = None,
    time: str | None = None,
    asset: str | None = None,
    lot: str | None = None,
    layout: str | None = None,
    held: timedelta | None = None,
    name: str = "pasted table",
) -> Table:
    """Read a table that was pasted as text, as from the clipboard of a spreadsheet. Raises as :func:`read` does."""
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # halves of signs mean nothing alone
    container(text.encode(), name)
    return _from_text(text, name, Stated(units or {}, kinds or {}, time, asset, lot, layout, held), ())


@dataclass(frozen=True, slots=True)
class _Sheets:
    """The sheets of a file by name; ``load`` gives all cells of one, or those of its first rows."""

    name: str
    names: tuple[str, ...]
    load: Callable[[str, int | None], Grid]


def _first_table(sheets: _Sheets, stated: Stated, sheet: str | int | None) -> Table:
    """The asked sheet, or the first that holds a table, with a finding on the others."""
    if sheet is not None:
        chosen = _chosen(sheets, sheet)
        return _from_grid(sheets.load(chosen, None), Source(sheets.name, chosen), stated, ())
    bodies = {name: body for name in sheets.names if (body := lay_out(sheets.load(name, _PEEK))) is not None}
    if not bodies:
        raise Refusal(NoTable(name=sheets.name, looked=", ".join(sheets.names) or "-"))
    filled = [name for name, body in bodies.items() if body.frame.height]
    chosen = next(iter((*filled, *bodies)))
    findings = (OtherSheets(sheet=chosen, others=tuple(filled[1:])),) if filled[1:] else ()
    return _from_grid(sheets.load(chosen, None), Source(sheets.name, chosen), stated, findings)


def _chosen(sheets: _Sheets, sheet: str | int) -> str:
    if isinstance(sheet, int) and 0 <= sheet < len(sheets.names):
        return sheets.names[sheet]
    if sheet in sheets.names:
        return str(sheet)
    raise Refusal(NoSuchSheet(sheet=str(sheet), sheets=sheets.names))


def _from_text(text: str, name: str, stated: Stated, findings: Sequence[Finding]) -> Table:
    if holds_structures(text, name):
        heads, frame, kinds = read_structures(text)
        if frame.height == 0:
            raise Refusal(NoRows(name=name, columns=frame.width))
        return build(heads, frame, replace(stated, kinds=kinds | dict(stated.kinds)), Source(name), findings)
    grid, more = read_delimited(text)
    return _from_grid(grid, Source(name), stated, (*findings, *more))


def _from_grid(grid: Grid, source: Source, stated: Stated, findings: Sequence[Finding]) -> Table:
    """The table in a grid: an export that is known by its look, else names over values; or the refusal of none."""
    if stated.layout is None and (pairs := read_pairs(grid, stated.kinds, stated.held)) is not None:
        return build(pairs.heads, pairs.frame, stated, source, [*findings, *pairs.findings])
    if (shared := read_shared(grid)) is not None:
        header, more = shared
        body = lay_out(grid, header)
        return _from_body(body and without_words(body, stated.kinds), source, stated, (*findings, *more))
    if (printed := read_list(grid)) is not None:
        grid, more = printed
        body = lay_out(grid)
        if body is not None:
            body, kinds = name_fields(body, (*stated.kinds, *stated.units, stated.time or ""))
            stated = replace(stated, kinds=kinds | dict(stated.kinds))
        return _from_body(body, source, stated, (*findings, *more))
    return _from_body(lay_out(grid), source, stated, findings)


def _from_body(body: Body | None, source: Source, stated: Stated, findings: Sequence[Finding]) -> Table:
    """The table of a body, or the refusal that there is none."""
    if body is None:
        raise Refusal(NoTable(name=source.name, looked=source.sheet or source.name))
    if body.frame.height == 0:
        raise Refusal(NoRows(name=source.name, columns=len(body.heads)))
    account = body.account
    left_out = account.rows - account.read - account.header
    notes = [*findings, *([account] if left_out else []), *body.findings]
    return _from_columns(body.heads, body.frame, stated, source, notes)


def _from_columns(
    heads: Sequence[Head], frame: pl.DataFrame, stated: Stated, source: Source, notes: Sequence[Finding]
) -> Table:
    """The table of named columns: one row a sample or one column a tag where the rows are surely tests or records."""
    if stated.layout is None and (tests := read_tests(heads, frame)) is not None:
        samples, time = tests
        known = replace(stated, time=stated.time or time)
        return build(samples.heads, samples.frame, known, source, [*notes, *samples.findings])
    if stated.layout != WIDE:
        asked = stated.layout == LONG
        long = read_long(heads, frame, source.name, stated.kinds, asked=asked, limit=stated.held)
        if long is not None:
            return build(long.heads, long.frame, stated, source, [*notes, *long.findings])
    return build(heads, frame, stated, source, notes)


def _typed(data: bytes, name: str, stated: Stated, reader: Callable[[io.BytesIO], pl.DataFrame]) -> Table:
    """Parquet or Arrow: columns that bring their types."""

    def broken(told: str) -> Refusal:
        return Refusal(BrokenFile(name=name, what=say("a Parquet or Arrow file"), detail=told))

    with refusing(broken, pl.exceptions.PolarsError, OSError, ValueError):
        frame = reader(io.BytesIO(data))
    if frame.height == 0:
        raise Refusal(NoRows(name=name, columns=frame.width))
    hold(frame.height, frame.width, frame.height * frame.width)
    heads = read_heads(frame.columns)
    frame.columns = [str(place) for place in range(frame.width)]  # Polars takes names such as * for patterns
    if pl.String in frame.dtypes:
        frame = frame.with_columns(clean(frame.select(pl.col(pl.String))))
    return _from_columns(heads, frame, stated, Source(name), ())
