"""How far the cells of a file lie apart: a few cells over millions of empty ones are refused before memory is taken."""

from __future__ import annotations

import re
from typing import Final

from sanhak.finding import Refusal
from sanhak.table.read.refusals import CellsFarApart, TooManyColumns

MANY_PLACES: Final = 10_000_000
"""A sheet with more places is read if at least one of so many …"""
_SPARSE: Final = 50
"""… of its places is filled."""
_SOME_PLACES: Final = 2_000_000
"""A sheet with more places is read if at least every second row can hold something."""
LAST_ROW: Final = 1_048_576
LAST_COLUMN: Final = 16_384
"""The last row and column of an Excel sheet, counted from 1."""

_CELL: Final = re.compile(rb"<(?:\w+:)?c\s(?:[^>]*?\s)?r\s*=\s*[\"']([A-Za-z]{1,8})([0-9]{1,20})[\"'][^>]*(?<!/)>")
"""A filled cell with its place."""
_PLACELESS: Final = re.compile(rb"<(?:\w+:)?c(?:\s(?![^>]*\br\s*=)[^>]*)?>")
"""A cell that stands behind the one before it, in the row that is said last."""
_ROW: Final = re.compile(rb"<(?:\w+:)?row\s[^>]*?\br\s*=\s*[\"']([0-9]{1,20})[\"']")
_OPEN_ROW: Final = re.compile(rb"<table:table-row\b([^>]*)>|<table:(?:covered-)?table-cell\b([^>]*)>|</table:table>")
_ROWS: Final = re.compile(rb"number-rows-repeated\s*=\s*[\"']([0-9]{1,12})[\"']")
_COLUMNS: Final = re.compile(rb"number-columns-repeated\s*=\s*[\"']([0-9]{1,12})[\"']")


def hold(rows: int, columns: int, cells: int) -> None:
    """Refuse a sheet that spans so many rows and columns with so few filled cells.

    Raises
    ------
    Refusal
        T250 if it has more than :data:`MANY_PLACES` places of which fewer than one in fifty is filled, or more than two
        million in rows of which most are empty; T251 if it has more than :data:`LAST_COLUMN` columns.
    """
    if columns > LAST_COLUMN:
        raise Refusal(TooManyColumns(columns=columns, limit=LAST_COLUMN))
    places = rows * columns
    if places > max(MANY_PLACES, _SPARSE * cells) or (places > _SOME_PLACES and rows > 2 * cells):
        raise Refusal(CellsFarApart(rows=rows, columns=columns, cells=cells))


def hold_sheet(sheet: bytes) -> None:
    """Refuse the XML of a sheet (ECMA-376, SpreadsheetML) whose filled cells lie too far apart.

    Raises
    ------
    Refusal
        T250 as for :func:`hold`.
    """
    columns: set[bytes] = set()
    rows: set[bytes] = set()
    cells = 0
    for match in _CELL.finditer(sheet):
        columns.add(match[1])
        rows.add(match[2])
        cells += 1
    if _PLACELESS.search(sheet):
        rows.update(_ROW.findall(sheet))
    hold(max(map(int, rows), default=0), max(map(column_of, columns), default=1), cells)


def column_of(letters: bytes) -> int:
    """The number of a column from its letters, counted from 1: ``AA`` is 27."""
    column = 0
    for letter in letters.upper():
        column = column * 26 + letter - 64
    return column


def hold_opendocument(content: bytes) -> None:
    """Refuse an OpenDocument sheet whose repeated rows and cells fill more places than any sheet has values.

    Raises
    ------
    Refusal
        T250 as for :func:`hold`.
    """
    row = times = column = cells = last_row = last_column = 0
    for match in _OPEN_ROW.finditer(content):
        opened, cell = match.groups()
        if opened is not None:
            row, times, column = row + times, _repeated(_ROWS, opened), 0
        elif cell is not None:
            column += _repeated(_COLUMNS, cell)
            if b"value-type" in cell:
                cells += 1
                last_row, last_column = max(last_row, row + times), max(last_column, column)
        else:
            hold(last_row, last_column, cells)
            row = times = column = cells = last_row = last_column = 0
    hold(last_row, last_column, cells)


def _repeated(pattern: re.Pattern[bytes], attributes: bytes) -> int:
    found = pattern.search(attributes)
    return int(found[1]) if found else 1
