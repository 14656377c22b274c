"""Formulas and structures: what describes them, standardised by the teaching rows; counts of groups stay as they are.

A column of the table becomes many columns of the matrix, all of which bear its name: what matters is asked of the
formula or of the structure as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sanhak.model.codes.category import texts_of
from sanhak.model.codes.number import DIGITS
from sanhak.model.prediction import Floats
from sanhak.table.column import Column, Kind
from sanhak.table.table import Table

_FARTHEST: Final = 10.0
"""Deviations at which a descriptor ends: one that a hundredth of the rows has lies as far out, and a line through rarer
ones would be drawn from single rows."""


@dataclass(frozen=True, slots=True, eq=False)
class Description:
    """What describes some texts: ``values`` has shape (texts, columns) and is finite; ``names`` has one a column.

    The first ``parts`` columns are shares of parts (elements): one that no teaching row had is something new. The last
    ``counts`` are counts of groups of atoms, by which two texts are compared, and which stay as they are.
    """

    names: tuple[str, ...]
    values: Floats
    parts: int = 0
    counts: int = 0


Describe: TypeAlias = Callable[[Sequence[str]], Description]
"""Describes texts, one row each; :class:`~sanhak.finding.Refusal` for what cannot be read."""


def _formulas(texts: Sequence[str]) -> Description:
    from sanhak.model.composition import describe

    return describe(texts)


def _molecules(texts: Sequence[str]) -> Description:
    from sanhak.model.molecule import describe

    return describe(texts)


DESCRIBED: Final[Mapping[Kind, Describe]] = {Kind.FORMULA: _formulas, Kind.MOLECULE: _molecules}
"""Who describes a kind of column."""


@dataclass(frozen=True, slots=True, eq=False)
class DescribedCode:
    """How one column of formulas or structures becomes matrix columns.

    ``kept`` are the positions of the descriptors that become columns: those that vary among the teaching rows, and all
    counts. ``centre`` and ``scale`` have one value a kept column (0 and 1 for counts). ``strange`` are the positions of
    parts that no teaching row had; ``counts`` as in :class:`Description`; ``gaps``: whether teaching rows had any.
    """

    column: Column
    kept: tuple[int, ...]
    centre: tuple[float, ...]
    scale: tuple[float, ...]
    strange: tuple[int, ...]
    counts: int
    gaps: bool

    @classmethod
    def fit(cls, column: Column, table: Table) -> Self:
        """The code that these teaching rows ask for."""
        texts = texts_of(column, table)
        told, rows = _described(column.kind, texts)
        known = told.values[rows[rows >= 0]]
        centre, scale = known.mean(axis=0), known.std(axis=0)
        varies = scale > 1e-12 * np.maximum(np.abs(known).max(axis=0, initial=0.0), np.finfo(float).tiny)
        first = known.shape[1] - told.counts
        varies[first:], centre[first:], scale[first:] = True, 0.0, 1.0
        kept = np.flatnonzero(varies)
        strange = np.flatnonzero((known[:, : told.parts] == 0).all(axis=0))
        lists = (part.tolist() for part in (kept, centre[kept], scale[kept], strange))
        places, centres, scales, parts = map(tuple, lists)
        return cls(column, places, centres, scales, parts, told.counts, None in texts)

    @property
    def width(self) -> int:
        """Number of matrix columns; counts stand last but for the column of gaps."""
        return len(self.kept) + self.gaps

    def read(self, table: Table) -> list[str | None]:
        """The column's texts, one a row; missing is None."""
        return texts_of(self.column, table)

    def transform(self, values: Sequence[str | None]) -> Floats:
        """Matrix columns of shape (rows, width); a gap is as the mean."""
        told, rows = _described(self.column.kind, values)
        matrix = np.zeros((len(values), self.width))
        known = rows >= 0
        standard = (told.values[:, self.kept] - self.centre) / self.scale
        scaled = len(self.kept) - self.counts
        standard[:, :scaled] = np.clip(standard[:, :scaled], -_FARTHEST, _FARTHEST)
        matrix[known, : len(self.kept)] = np.round(standard, DIGITS)[rows[known]]
        if self.gaps:
            matrix[~known, -1] = 1.0
        return matrix

    def unseen(self, values: Sequence[str | None]) -> NDArray[np.bool_]:
        """Rows with a part that no teaching row had, or a gap where none was taught; shape (rows,)."""
        told, rows = _described(self.column.kind, values)
        odd = np.append((told.values[:, self.strange] > 0).any(axis=1), not self.gaps)
        return np.asarray(odd[rows])

    @classmethod
    def of_facts(cls, column: Column, facts: Mapping[str, Any]) -> Self:
        """The code that was stored."""
        rest: dict[str, Any] = {name: tuple(fact) if isinstance(fact, list) else fact for name, fact in facts.items()}
        return cls(column, **rest)


def _described(kind: Kind, texts: Sequence[str | None]) -> tuple[Description, NDArray[np.intp]]:
    """The description of each distinct text, and the place of each row's text among them, -1 for a gap."""
    distinct = list(dict.fromkeys(text for text in texts if text is not None))
    place: dict[str | None, int] = {text: at for at, text in enumerate(distinct)}
    return DESCRIBED[kind](distinct), np.array([place.get(text, -1) for text in texts], dtype=np.intp)
