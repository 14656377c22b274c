"""Categories: one-hot columns in order of first appearance, so that names cannot change a result."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sanhak.model.prediction import Floats
from sanhak.table.column import Column
from sanhak.table.table import Table

_MOST_LEVELS: Final = 200
"""A category keeps at most so many columns of its own; the rarer levels share one."""
_FEWEST_ROWS: Final = 2
"""A level seen less often shares a column with the other rare ones."""


@dataclass(frozen=True, slots=True)
class CategoryCode:
    """How one category becomes one-hot columns: one for each level in order of first appearance.

    ``levels`` have a column of their own; after them comes one that the ``rare`` levels share, and one for gaps, each
    only where teaching rows had such.
    """

    column: Column
    levels: tuple[str, ...]
    rare: tuple[str, ...]
    gaps: bool

    @classmethod
    def fit(cls, column: Column, table: Table) -> Self:
        """The code that these teaching rows ask for."""
        texts = texts_of(column, table)
        counts = Counter(text for text in texts if text is not None)  # in order of first appearance
        frequent = sorted(counts, key=lambda level: -counts[level])[:_MOST_LEVELS]
        kept = {level for level in frequent if counts[level] >= _FEWEST_ROWS}
        own = tuple(level for level in counts if level in kept)
        return cls(column, own, tuple(level for level in counts if level not in kept), None in texts)

    @property
    def width(self) -> int:
        """Number of matrix columns."""
        return len(self.levels) + bool(self.rare) + self.gaps

    def read(self, table: Table) -> list[str | None]:
        """The column's levels, one a row; missing is None."""
        return texts_of(self.column, table)

    def transform(self, values: Sequence[str | None]) -> Floats:
        """Matrix columns of shape (rows, width); an unseen level is all zeros."""
        place = self._places()
        hot = np.zeros((len(values), self.width))
        positions = [place.get(text, -1) for text in values]
        known = np.flatnonzero(np.array(positions) >= 0)
        hot[known, np.array(positions, dtype=np.intp)[known]] = 1.0
        return hot

    def unseen(self, values: Sequence[str | None]) -> NDArray[np.bool_]:
        """Rows whose level, or whose gap, no teaching row had; shape (rows,)."""
        place = self._places()
        return np.array([text not in place for text in values], dtype=bool)

    def _places(self) -> dict[str | None, int]:
        place: dict[str | None, int] = {level: position for position, level in enumerate(self.levels)}
        place |= dict.fromkeys(self.rare, len(self.levels))
        return place | ({None: self.width - 1} if self.gaps else {})

    @classmethod
    def of_facts(cls, column: Column, facts: Mapping[str, Any]) -> Self:
        """The code that was stored."""
        return cls(column, tuple(facts["levels"]), tuple(facts["rare"]), facts["gaps"])


def texts_of(column: Column, table: Table) -> list[str | None]:
    """A column of ``table`` as texts; whole numbers are written without decimals, as a category's levels are."""
    series = table.frame[table[column.name].name]
    if series.dtype.is_float():
        return [None if value is None else f"{value:.15g}" for value in series.to_list()]
    return series.cast(pl.String).to_list()
