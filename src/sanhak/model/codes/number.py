"""Numbers and ordered levels: standardised by the teaching rows and rounded, so that units cannot change a result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sanhak.finding import Refusal
from sanhak.model.codes.category import texts_of
from sanhak.model.findings_learning import OtherKind, OtherUnit
from sanhak.model.prediction import Floats
from sanhak.table import units
from sanhak.table.column import Column, Kind
from sanhak.table.table import Table

DIGITS: Final = 9
"""Decimal places that survive standardisation: another unit changes the rest, and must not change a result."""
_FARTHEST: Final = 1e9
"""Deviations from the mean beyond which a value is taken for this far: it is outside of all that is known either way,
and powers of it would be no numbers."""
_MICROSECONDS_A_DAY: Final = 86_400e6


@dataclass(frozen=True, slots=True)
class NumberCode:
    """How one column of numbers, dates or ordered levels becomes a standardised column (and one for its gaps).

    ``centre`` and ``scale`` are mean and deviation of the teaching rows (dates: days since 1970, levels: ranks); a
    ``scale`` of 0 marks a column that never varied. ``gaps``: whether teaching rows had any.
    """

    column: Column
    centre: float
    scale: float
    gaps: bool

    @classmethod
    def fit(cls, column: Column, table: Table) -> Self:
        """The code that these teaching rows ask for."""
        values = numbers_of(column, table)
        known = values[np.isfinite(values)]
        centre = float(known.mean()) if len(known) else 0.0
        scale = float(known.std()) if len(known) else 0.0
        constant = scale <= 1e-12 * max(abs(centre), float(np.abs(known).max(initial=0.0)))
        return cls(column, centre, 0.0 if constant else scale, len(known) < len(values))

    @property
    def width(self) -> int:
        """Number of matrix columns."""
        return 1 + self.gaps

    def read(self, table: Table) -> Floats:
        """The column's values in the unit of the teaching rows, shape (rows,); missing is NaN."""
        return numbers_of(self.column, table)

    def transform(self, values: Floats) -> Floats:
        """Matrix columns of shape (rows, width)."""
        gap = ~np.isfinite(values)
        with np.errstate(over="ignore"):
            far = np.zeros(len(values)) if self.scale == 0 else (values - self.centre) / self.scale
        standard = np.round(np.clip(far, -_FARTHEST, _FARTHEST), DIGITS)
        standard[gap] = 0.0
        return np.column_stack([standard, gap] if self.gaps else [standard]).astype(float)

    def unseen(self, values: Floats) -> NDArray[np.bool_]:
        """Rows with a gap where none was taught, or a change in a column that never varied; shape (rows,)."""
        gap = ~np.isfinite(values)
        odd = np.zeros(len(values), dtype=bool) if self.gaps else gap
        if self.scale == 0:
            odd = odd | (~gap & (np.abs(values - self.centre) > 1e-9 * max(abs(self.centre), 1e-300)))
        return odd

    @classmethod
    def of_facts(cls, column: Column, facts: Mapping[str, Any]) -> Self:
        """The code that was stored."""
        return cls(column, **facts)


def numbers_of(column: Column, table: Table) -> Floats:
    """A column of ``table`` as numbers in the unit and kind of ``column``; missing is NaN."""
    given, series = table[column.name], table.frame[column.name]
    if column.kind is Kind.ORDINAL:
        rank: dict[str | None, float] = {level: float(position) for position, level in enumerate(column.levels)}
        return np.array([rank.get(text, np.nan) for text in texts_of(column, table)], dtype=np.float64)
    if column.kind is Kind.DATE:
        if not series.dtype.is_temporal():
            _refuse_other_kind(column, given, series.drop_nulls())
            return np.full(len(series), np.nan)
        return series.cast(pl.Datetime("us")).to_physical().cast(pl.Float64).fill_null(np.nan).to_numpy() / (
            _MICROSECONDS_A_DAY
        )
    if series.dtype != pl.Float64:
        empty = pl.repeat(None, len(series), dtype=pl.Float64, eager=True)
        numbers = empty if series.dtype.is_temporal() else series.cast(pl.Float64, strict=False)
        _refuse_other_kind(column, given, series.filter(numbers.is_null() & series.is_not_null()))
        series = numbers
    return _in_unit(column, given, series.to_numpy())  # NumPy has no null: missing becomes NaN


def _refuse_other_kind(column: Column, given: Column, unreadable: pl.Series) -> None:
    if len(unreadable):
        kinds = {"expected": column.kind.value, "given": given.kind.value}
        raise Refusal(OtherKind(column=column.name, **kinds, example=str(unreadable[0])))


def _in_unit(column: Column, given: Column, values: Floats) -> Floats:
    if given.unit is None or column.unit is None or given.unit == column.unit:
        return values
    if units.compatible(given.unit, column.unit):
        return units.convert(values, given.unit, column.unit)
    raise Refusal(OtherUnit(column=column.name, expected=column.unit, given=given.unit))
