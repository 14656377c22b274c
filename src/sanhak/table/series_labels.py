"""Which columns of words name series, from the coarsest to the finest, and which are remarks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from sanhak.table.column import Kind

if TYPE_CHECKING:
    from sanhak.table.table import Table

_ROWS_A_LABEL: Final = 3


def label_columns(table: Table, without: Sequence[str]) -> tuple[str, ...]:
    """Columns of words that can name series, the one with the fewest labels first; remarks name none."""
    remarks = remark_columns(table, without)
    named = [name for name in _word_columns(table, without) if name not in remarks]
    return tuple(sorted(named, key=lambda name: (table.frame[name].n_unique(), table.names.index(name))))


def remark_columns(table: Table, without: Sequence[str]) -> tuple[str, ...]:
    """Columns of words that cannot name series: a word of theirs stands in fewer than three rows on the mean."""
    words = ((name, table.frame[name].drop_nulls()) for name in _word_columns(table, without))
    return tuple(name for name, cells in words if cells.n_unique() * _ROWS_A_LABEL > len(cells))


def _word_columns(table: Table, without: Sequence[str]) -> list[str]:
    return [
        column.name
        for column in table.of_kind(Kind.CATEGORY, Kind.ORDINAL, Kind.TEXT, Kind.IDENTIFIER)
        if column.name not in without and table.frame[column.name].null_count() < len(table)
    ]
