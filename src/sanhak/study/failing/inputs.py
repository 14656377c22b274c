"""What assets are, as numbers that models read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from sanhak.model.encoder import Encoder
from sanhak.model.prediction import Floats
from sanhak.study.words import words_of
from sanhak.table import Kind, Table

if TYPE_CHECKING:
    from sanhak.study.failing.failing import Failing

_READABLE: Final = frozenset({Kind.NUMBER, Kind.CATEGORY, Kind.ORDINAL})
_MANY: Final = 12
"""A category with more words than these is a name."""


def taken_by(encoder: Encoder | None) -> tuple[str, ...]:
    """The columns that tell what assets are."""
    return tuple(column.name for column in encoder.columns) if encoder else ()


def matrix_of(
    study: Failing, table: Table, columns: dict[str, str], encoder: Encoder | None
) -> tuple[Encoder | None, Floats]:
    """What assets are as numbers: the columns that were named, or all that may matter and do differ."""
    if encoder is not None:
        return encoder, encoder.transform(table)
    taken = [table[name].name for name in study.inputs]
    if not study.inputs:
        used = set(columns.values())
        taken = [
            column.name
            for column in table.columns
            if column.kind in _READABLE
            and column.name not in used
            and len(levels := set(words_of(table, column.name))) > 1
            and (column.kind is Kind.NUMBER or len(levels) <= _MANY)
        ]
    if not taken or not len(table):
        return None, np.zeros((len(table), 0))
    learnt = Encoder.fit(table, taken)
    return learnt, learnt.transform(table)
