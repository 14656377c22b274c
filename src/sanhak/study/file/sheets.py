"""The tables of a study that stand as sheets in its own workbook, named as the tables are in English or Korean."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path, PurePath

import polars as pl

from sanhak.finding import Refusal
from sanhak.study.file.book import is_book, sheets_of
from sanhak.study.file.titles import titles_of
from sanhak.study.study import Study
from sanhak.table import Column, Kind, Source, Table
from sanhak.table.read import file_at, read_bytes
from sanhak.table.read.build import WIDE, Stated
from sanhak.table.read.grid import lay_out
from sanhak.table.read.names import unique
from sanhak.table.read.refusals import NoRows, NoTable
from sanhak.table.read.workbook import open_workbook


def sheet_for(content: bytes, path: str, table: str) -> str | None:
    """The sheet of a workbook behind its first that holds a table, by its name; None where there is none."""
    wanted = {title.casefold() for title in titles_of(table)}
    return next((name for name in sheets_of(content, path) if name.strip().casefold() in wanted), None)


def tables_in(content: bytes, path: str, study: Study) -> dict[str, Table]:
    """The tables of the study that stand in its workbook.

    Parameters
    ----------
    content, path
        What the workbook holds, and its name.
    study
        The study; columns whose kind it settles (:meth:`~sanhak.study.Study.known`) are read as that.

    Returns
    -------
    dict
        Tables by name. A sheet of names alone gives a table without rows; an empty one gives none.

    Raises
    ------
    Refusal
        T-codes, if a sheet cannot be read as a table.
    """
    found = {}
    for table in study.takes:
        sheet = sheet_for(content, path, table)
        if sheet is not None and (read := table_on(content, path, sheet, study.known(table))) is not None:
            found[table] = read
    return found


def read_table(path: Path, table: str, known: Iterable[Column] = ()) -> Table | None:
    """A table from the sheet of its name in a workbook, or from a file that holds it alone.

    Raises
    ------
    Refusal
        T-codes, if it cannot be read.
    """
    content = file_at(path).read_bytes()
    sheet = sheet_for(content, str(path), table) if is_book(content) else None
    return table_on(content, str(path), sheet, known)


def table_on(content: bytes, path: str, sheet: str | None, known: Iterable[Column] = ()) -> Table | None:
    """The table on one sheet (None: the first that holds one), its rows as they stand; None where that is empty.

    Raises
    ------
    Refusal
        T-codes, if it cannot be read.
    """
    name = PurePath(path).name
    try:
        table = read_bytes(content, name, Stated(layout=WIDE), sheet)
    except Refusal as refusal:
        if isinstance(refusal.findings[0], NoRows):
            return _names_alone(content, name, sheet) if sheet else None
        if isinstance(refusal.findings[0], NoTable):
            return None
        raise
    kinds = {column.name: column.kind for column in known if column.name in table}
    kinds = {column: kind for column, kind in kinds.items() if table[column].kind is not kind}
    return read_bytes(content, name, Stated(layout=WIDE, kinds=kinds), sheet) if kinds else table


def _names_alone(content: bytes, name: str, sheet: str) -> Table | None:
    """A table without rows, with the units that stand beside its names."""
    body = lay_out(open_workbook(content, name).grid(sheet))
    if body is None:
        return None
    heads, _, _ = unique(body.heads)
    columns = tuple(Column(head.name, Kind.NUMBER, head.unit) for head in heads)
    frame = pl.DataFrame(schema={column.name: pl.Float64 for column in columns})
    return Table(frame, columns, source=Source(name, sheet))
