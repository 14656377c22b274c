"""From a table to the matrix that learners read, and back: standardised, rounded, blind to names and units.

The same numbers reach every learner whatever the columns are called, in which unit they are given and how categories
are named: numbers are standardised by the teaching rows and rounded, categories are coded in order of first appearance.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, Final, Self, cast

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sanhak.finding import Refusal
from sanhak.model.cycles import cycles_in, turned, width_of
from sanhak.model.findings_learning import NotAnInput, NothingToLearnFrom, OtherKind, OtherUnit
from sanhak.model.learner import State
from sanhak.model.prediction import Floats
from sanhak.table import units
from sanhak.table.column import Column, Kind
from sanhak.table.table import Table

DIGITS: Final = 9
"""Decimal places that survive standardisation: another unit changes the rest, and must not change a result."""
_FARTHEST: Final = 1e9
"""Deviations from the mean beyond which a value is taken for this far: it is outside of all that is known either way,
and powers of it would be no numbers."""
_MOST_LEVELS: Final = 200
"""A category keeps at most so many columns of its own; the rarer levels share one."""
_FEWEST_ROWS: Final = 2
"""A level seen less often shares a column with the other rare ones."""
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
        values = _numbers(column, table)
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
        return _numbers(self.column, table)

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
        texts = _texts(column, table)
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
        return _texts(self.column, table)

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


@dataclass(frozen=True, slots=True)
class DateCode:
    """How one column of dates becomes matrix columns: the course of time, then its place in each of the ``cycles``."""

    course: NumberCode
    cycles: tuple[str, ...]

    @classmethod
    def fit(cls, column: Column, table: Table) -> Self:
        """The code that these teaching rows ask for."""
        return cls(NumberCode.fit(column, table), cycles_in(_numbers(column, table)))

    @property
    def column(self) -> Column:
        """The facts about the column."""
        return self.course.column

    @property
    def width(self) -> int:
        """Number of matrix columns."""
        return self.course.width + width_of(self.cycles)

    def read(self, table: Table) -> Floats:
        """Days since 1970, shape (rows,); missing is NaN."""
        return self.course.read(table)

    def transform(self, values: Floats) -> Floats:
        """Matrix columns of shape (rows, width)."""
        return np.hstack([self.course.transform(values), turned(values, self.cycles)])

    def unseen(self, values: Floats) -> NDArray[np.bool_]:
        """Rows with a gap where none was taught; shape (rows,)."""
        return self.course.unseen(values)


Code = NumberCode | CategoryCode | DateCode


@dataclass(frozen=True)
class Encoder:
    """The inputs' codes, in order. Build it with :meth:`fit`."""

    codes: tuple[Code, ...]

    @classmethod
    def fit(cls, table: Table, inputs: Sequence[str]) -> Encoder:
        """Learn means, deviations and levels from the teaching rows.

        Parameters
        ----------
        table
            The teaching rows only: nothing may be learned from rows that judge.
        inputs
            Names of the input columns, in the order of the matrix.

        Raises
        ------
        Refusal
            T001 for a name that is not there, M001 for an input that is an identifier, text, molecule or formula, M004
            without inputs or rows.
        """
        columns = [table[name] for name in inputs]
        unreadable = [column for column in columns if column.kind not in _READABLE]
        if unreadable:
            raise Refusal(*(NotAnInput(column=column.name, kind=column.kind.value) for column in unreadable))
        if not columns or not len(table):
            raise Refusal(NothingToLearnFrom(inputs=len(columns), rows=len(table)))
        return cls(tuple(_code(column).fit(column, table) for column in columns))

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """Facts about the inputs, in order."""
        return tuple(code.column for code in self.codes)

    @cached_property
    def width(self) -> int:
        """Number of matrix columns."""
        return sum(code.width for code in self.codes)

    @cached_property
    def features(self) -> tuple[str, ...]:
        """The input from which each matrix column came, ``width`` names."""
        return tuple(code.column.name for code in self.codes for _ in range(code.width))

    @cached_property
    def blocks(self) -> tuple[slice, ...]:
        """The matrix columns that belong to one category, a slice for each category."""
        ends = np.cumsum([code.width for code in self.codes]).tolist()
        pairs = zip(self.codes, ends, strict=True)
        return tuple(slice(end - code.width, end) for code, end in pairs if isinstance(code, CategoryCode))

    def transform(self, table: Table) -> Floats:
        """The matrix, shape (rows, width): numbers standardised to 9 decimals, without gaps.

        Raises
        ------
        Refusal
            T001 for a column that is not there, M002 for another kind of value, M003 for a unit of another quantity.
        """
        return self.encode(table)[0]

    def encode(self, table: Table) -> tuple[Floats, NDArray[np.bool_]]:
        """The matrix as :meth:`transform` gives it, and the rows that hold something new, shape (rows,).

        New is a level, a gap or a change of a kind that no teaching row had.
        """
        read = [code.read(table) for code in self.codes]
        parts: list[tuple[Any, Any]] = list(zip(self.codes, read, strict=True))
        matrix = np.hstack([code.transform(values) for code, values in parts])
        return matrix, np.asarray(np.any([code.unseen(values) for code, values in parts], axis=0))

    def state(self) -> dict[str, str]:
        """The codes as one JSON text, for storage."""
        return {"codes": json.dumps([asdict(code) for code in self.codes], ensure_ascii=False)}

    @classmethod
    def from_state(cls, state: State) -> Encoder:
        """The encoder that :meth:`state` describes; it gives the same matrix to the last digit."""
        return cls(tuple(_code_of(facts) for facts in json.loads(str(state["codes"]))))


_READABLE: Final = frozenset({Kind.NUMBER, Kind.DATE, Kind.ORDINAL, Kind.CATEGORY})


def _code(column: Column) -> type[Code]:
    if column.kind is Kind.DATE:
        return DateCode
    ordered = column.kind is Kind.NUMBER or bool(column.levels and column.kind is Kind.ORDINAL)
    return NumberCode if ordered else CategoryCode


def _code_of(facts: dict[str, Any]) -> Code:
    if "cycles" in facts:
        course = _code_of(facts["course"])
        return DateCode(cast("NumberCode", course), tuple(facts["cycles"]))
    raw = facts.pop("column")
    column = Column(**raw | {"kind": Kind(raw["kind"]), "levels": tuple(raw["levels"])})
    if "levels" in facts:
        return CategoryCode(column, tuple(facts["levels"]), tuple(facts["rare"]), facts["gaps"])
    return NumberCode(column, **facts)


def _numbers(column: Column, table: Table) -> Floats:
    """A column of ``table`` as numbers in the unit and kind of ``column``; missing is NaN."""
    given, series = table[column.name], table.frame[column.name]
    if column.kind is Kind.ORDINAL:
        rank: dict[str | None, float] = {level: float(position) for position, level in enumerate(column.levels)}
        return np.array([rank.get(text, np.nan) for text in _texts(column, table)], dtype=np.float64)
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


def _texts(column: Column, table: Table) -> list[str | None]:
    """A column of ``table`` as texts; whole numbers are written without decimals, as a category's levels are."""
    series = table.frame[table[column.name].name]
    if series.dtype.is_float():
        return [None if value is None else f"{value:.15g}" for value in series.to_list()]
    return series.cast(pl.String).to_list()


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


@dataclass(frozen=True, slots=True)
class OutcomeScale:
    """Mean and deviation of an outcome on the teaching rows: learners see standardised numbers only."""

    centre: float
    deviation: float

    @classmethod
    def fit(cls, values: Floats) -> OutcomeScale:
        """The scale of ``values``, shape (rows,), without gaps; an outcome that never varies has the deviation 1."""
        centre, deviation = float(np.mean(values)), float(np.std(values))
        return cls(centre, deviation if deviation > 1e-12 * max(abs(centre), float(np.abs(values).max())) else 1.0)

    def forward(self, values: Floats) -> Floats:
        """Standardised to 9 decimals, same shape."""
        return np.round((values - self.centre) / self.deviation, DIGITS)

    def back(self, values: Floats) -> Floats:
        """In the outcome's unit again, same shape."""
        return values * self.deviation + self.centre

    def state(self) -> dict[str, float]:
        """The two numbers, for storage."""
        return asdict(self)

    @classmethod
    def from_state(cls, state: State) -> OutcomeScale:
        """The scale that :meth:`state` describes."""
        return cls(float(state["centre"]), float(state["deviation"]))


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels of an outcome in order of first appearance; learners see their positions only."""

    names: tuple[str, ...]

    @classmethod
    def fit(cls, texts: Sequence[str]) -> Labels:
        """The labels of the teaching rows."""
        return cls(tuple(dict.fromkeys(texts)))

    def __len__(self) -> int:
        return len(self.names)

    def codes(self, texts: Sequence[str | None]) -> NDArray[np.intp]:
        """Position of each label, shape (rows,); -1 for one that no teaching row had."""
        place = {name: position for position, name in enumerate(self.names)}
        return np.array([-1 if text is None else place.get(text, -1) for text in texts], dtype=np.intp)

    def state(self) -> dict[str, str]:
        """The names as one JSON text, for storage."""
        return {"names": json.dumps(self.names, ensure_ascii=False)}

    @classmethod
    def from_state(cls, state: State) -> Labels:
        """The labels that :meth:`state` describes."""
        return cls(tuple(json.loads(str(state["names"]))))
