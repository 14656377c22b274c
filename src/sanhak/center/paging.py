"""Rows of a version, page by page: only the columns and rows that a page needs are read from its file.

Nothing is kept between two pages. A page is sorted by one column with the order of the file behind it, so that every
row stands on exactly one page.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import polars as pl

from sanhak.center.findings import NoSuchChoice, NotACondition
from sanhak.finding import Refusal
from sanhak.table.column import Column, Kind
from sanhak.table.expression.piece import column as named
from sanhak.table.keep import Scanned, scan_table

ROWS: Final = 100
COLUMNS: Final = 30
_CELLS: Final = 4_000_000
"""Cells that are in memory at one time."""
_SIGNS: Final = frozenset("<>=!()")
_DATED: Final = frozenset("0123456789-:")
_LINKING: Final = (" in ", " between ", " is ")


@dataclass(frozen=True, slots=True)
class Asked:
    """Which page is asked for, from 1, and which :data:`COLUMNS` columns of a wide table, from ``start``.

    ``by`` is a column to sort by, or empty; ``words`` a filter: words, or an expression.
    """

    page: int = 1
    start: int = 0
    by: str = ""
    down: bool = False
    words: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Rows as they are shown: ``places`` counts them from 1 in the whole table, ``values`` stand row by row.

    ``first`` is the place of the first of them among the ``found`` rows of ``all``; ``columns`` those that are shown,
    from ``start`` of ``width``.
    """

    columns: tuple[Column, ...]
    start: int
    width: int
    places: tuple[int, ...]
    values: tuple[tuple[Any, ...], ...]
    number: int
    first: int
    found: int
    all: int

    @property
    def pages(self) -> int:
        """How many there are."""
        return max(1, math.ceil(self.found / ROWS))


def page(file: Path, asked: Asked) -> Page:
    """A page of the table in a file; a number beyond the last is the last.

    Raises
    ------
    Refusal
        C013 for no such column, C030 for an expression that is no condition, T-codes for what cannot be read as one.
    """
    table = scan_table(file)
    names = [column.name for column in table.columns]
    if asked.by and asked.by not in names:
        raise Refusal(NoSuchChoice(given=asked.by[:200], known=tuple(names[:20])))
    kept = _kept(table, asked.words)
    found = table.rows if kept is None else len(kept)
    number = min(max(1, asked.page), max(1, math.ceil(found / ROWS)))
    start = (number - 1) * ROWS
    places = _places(table, asked, kept, start)
    left = asked.start if 0 <= asked.start < len(names) else 0
    shown = table.columns[left : left + COLUMNS]
    return Page(
        columns=shown,
        start=left,
        width=len(names),
        places=tuple(place + 1 for place in places),
        values=_rows(table, shown, places),
        number=number,
        first=start + 1 if found else 0,
        found=found,
        all=table.rows,
    )


def _places(table: Scanned, asked: Asked, kept: pl.Series | None, start: int) -> list[int]:
    """Where in the file the rows of a page stand, in the order of the page."""
    if not asked.by:
        if kept is None:
            return list(range(start, min(start + ROWS, table.rows)))
        return kept.slice(start, ROWS).to_list()
    values = table.frame.select(named(asked.by)).collect().to_series()
    ranked = pl.DataFrame({"value": values, "place": pl.int_range(table.rows, eager=True)})
    if kept is not None:
        ranked = ranked[kept]
    ranked = ranked.sort("value", descending=asked.down, nulls_last=True, maintain_order=True)
    return ranked["place"].slice(start, ROWS).to_list()


def _rows(table: Scanned, shown: Sequence[Column], places: Sequence[int]) -> tuple[tuple[Any, ...], ...]:
    """The rows at these places; of a long table few columns at a time stand in memory."""
    wanted = [named(column.name) for column in shown]
    if not places or list(places) == list(range(places[0], places[0] + len(places))):
        return tuple(table.frame.select(wanted).slice(places[0] if places else 0, len(places)).collect().rows())
    together = max(1, _CELLS // table.rows)
    parts = [table.frame.select(part).collect()[list(places)] for part in _batched(wanted, together)]
    return tuple(pl.concat(parts, how="horizontal").rows())


def _kept(table: Scanned, words: str) -> pl.Series | None:
    """The places of the rows that a filter keeps; None where there is no filter."""
    typed = unicodedata.normalize("NFC", words).strip()
    if not typed:
        return None
    kept = _condition(table, typed) if _is_expression(typed) else _with_words(table, typed)
    return table.frame.select(kept.fill_null(value=False).arg_true()).collect().to_series()


def _is_expression(typed: str) -> bool:
    return bool(_SIGNS & set(typed)) or any(word in f" {typed} " for word in _LINKING)


def _condition(table: Scanned, typed: str) -> pl.Expr:
    from sanhak.table.expression import Expression

    planned = Expression.parse(typed).plan({one.name: one for one in table.columns}, table.time, table.asset)
    if not planned.truth:
        raise Refusal(NotACondition(given=typed[:200]))
    return planned.expr


def _with_words(table: Scanned, typed: str) -> pl.Expr:
    """Rows that hold every word, in a text, a date or as a number."""
    every = [
        pl.any_horizontal([expr for column in table.columns if (expr := _holds(column, word)) is not None] or [False])
        for word in typed.casefold().split()
    ]
    return pl.all_horizontal(every)


def _holds(column: Column, word: str) -> pl.Expr | None:
    cell = named(column.name)
    if column.kind is Kind.NUMBER:
        try:
            return cell == float(word.replace(",", ""))
        except ValueError:
            return None
    if column.kind is Kind.DATE:
        written = cell.dt.to_string("%Y-%m-%d %H:%M:%S").str.contains(word, literal=True)
        return written if set(word) <= _DATED else None
    return cell.str.contains(f"(?i){re.escape(word)}")


def _batched(columns: Sequence[pl.Expr], many: int) -> list[Sequence[pl.Expr]]:
    return [columns[at : at + many] for at in range(0, len(columns), many)]
