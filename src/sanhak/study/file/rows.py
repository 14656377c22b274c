"""Rows that are added to a file which a person keeps: where they go, so that nothing of it is touched.

The file is laid out as the reader of tables does it, so that a row which is added is a row that is read again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Final, TypeAlias

import polars as pl

from sanhak.finding import Refusal
from sanhak.study.file.findings import CannotGoOn, RowsUnder
from sanhak.table import Column
from sanhak.table.read.grid import Body, Grid, lay_out
from sanhak.table.read.names import names_numbering, unique

Cell: TypeAlias = str | float | None
_FORMS: Final = {b"PK\x03\x04": "OpenDocument or xlsb", b"\xd0\xcf\x11\xe0": "xls", b"PAR1": "Parquet"}


@dataclass(frozen=True, slots=True)
class Further:
    """Rows to be added: the facts of the table's columns in order, and the cells that are filled, by column.

    ``choices`` are the words that a new column of a workbook offers in its cells.
    """

    columns: tuple[Column, ...]
    rows: tuple[Mapping[str, Cell], ...]
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def filled(self) -> tuple[str, ...]:
        """The columns in which something is written."""
        return tuple(
            column.name for column in self.columns if any(row.get(column.name) is not None for row in self.rows)
        )


@dataclass(frozen=True, slots=True)
class Layout:
    """Where rows go in a grid: the grid's column of each name, the row of names, and the first free row.

    ``new`` are columns that the grid has not; their names are still to be written. All places count from 0.
    """

    places: Mapping[str, int]
    header: int
    free: int
    new: tuple[str, ...]


def laid_out(grid: Grid, further: Further) -> Layout:
    """Where the rows go: under the last one that has anything in a column that is to be filled.

    A running number that stands there already is no row yet: sheets are numbered in advance.

    Raises
    ------
    Refusal
        S067 where sums or remarks stand under the rows.
    """
    body = lay_out(grid)
    if body is not None:
        _refuse_rows_under(grid, body)
    known = {} if body is None else _named(body)
    start = 0 if body is None else body.start
    header = max(start - 1, 0) if body is None else _header(grid, body)
    width = grid.frame.width
    new = tuple(column.name for column in further.columns if column.name not in known)
    if body is None and grid.frame.height and not _is_empty(grid):
        header = start = grid.frame.height  # words above that are no table stay
        start += 1
    elif body is None:
        start = 1
    places = known | {name: (width if known else 0) + number for number, name in enumerate(new)}
    counted = [known[name] for name in further.filled if name in known and not names_numbering(name)]
    return Layout(places, header, _free(grid, start, counted or list(known.values())), new)


def _refuse_rows_under(grid: Grid, body: Body) -> None:
    """Refuse sums and remarks under the rows: with rows beneath them they would be read as rows themselves."""
    below = grid.frame.slice(body.start)
    filled = below.height - int(below.select(pl.all_horizontal(pl.all().is_null()).sum()).item())
    under = filled - body.account.repeated - body.account.read
    if under:
        raise Refusal(RowsUnder(sheet=grid.name or "-", rows=under))


def _is_empty(grid: Grid) -> bool:
    return all(grid.frame[name].null_count() == grid.frame.height for name in grid.frame.columns)


def _named(body: Body) -> dict[str, int]:
    """The grid's column of each name, as the reader of tables names them."""
    heads, _, _ = unique(body.heads)
    return {head.name: place for head, place in zip(heads, body.places, strict=True)}


def _header(grid: Grid, body: Body) -> int:
    """The row in which a further name belongs: the last one above the values that holds a name, not a unit."""
    names = [head.name for head in body.heads]
    rows = [grid.frame.row(place) for place in range(body.start)]
    fitting = [
        place
        for place, row in enumerate(rows)
        if any(cell is not None and any(name in cell for name in names) for cell in row)
    ]
    return fitting[-1] if fitting else max(body.start - 1, 0)


def _free(grid: Grid, start: int, columns: Sequence[int]) -> int:
    """The first row from ``start`` on under which nothing stands in these columns."""
    used = [grid.frame[:, column].is_not_null().arg_true().to_list() for column in columns]
    return max((start, *(int(rows[-1]) + 1 for rows in used if rows)))


def added(content: bytes | None, path: str, further: Further, titles: Sequence[str], sheet: str | None = None) -> bytes:
    """The content of a file with further rows.

    Parameters
    ----------
    content
        What the file holds; None for one that is to be made.
    path
        Its name, whose ending says what is made.
    further
        The rows.
    titles
        Names under which the sheet of a workbook is looked for; the first is what a new one is called.
    sheet
        The sheet, where it is known.

    Raises
    ------
    Refusal
        S065 for a file of another form, S067 where sums or remarks stand under its rows.
    """
    from sanhak.study.file import book, lines

    ending = PurePath(path).suffix.lower()
    if content is None:
        if ending in book.ENDINGS:
            return book.made(further, titles[0])
        if ending in lines.ENDINGS:
            return lines.made(further, ending)
        raise Refusal(CannotGoOn(path=path, form=ending or "?"))
    if book.is_book(content):
        return book.with_rows(content, path, further, titles, sheet)
    form = next((name for mark, name in _FORMS.items() if content.startswith(mark)), None)
    if form or ending not in lines.ENDINGS:
        raise Refusal(CannotGoOn(path=path, form=form or ending or "?"))
    return lines.with_rows(content, path, further)
