"""The same question under other names, other level names and other units, and the way back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

from sanhak.study import FieldDescription, Role, Study, describe
from sanhak.study.maintenance_plan import MaintenancePlanning
from sanhak.study.scheduling import Scheduling
from sanhak.table import Column, Kind, Table
from sanhak.table.expression import Expression

FACTOR, OFFSET = 1.8, 32.0
"""A positive affine map as between degrees Celsius and Fahrenheit, applied to every number column."""

_READ = ("substances", "status", "defectives", "defects", "sizes", "quantity", "price", "on_hand", "failed",
         "duration", "event", "order_type")  # fmt: skip
"""Fields of studies that name columns which are read for what they mean."""


@dataclass(frozen=True)
class Mask:
    """New names for columns and levels, and which columns are numbers."""

    names: Mapping[str, str]
    levels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    numbers: frozenset[str] = frozenset()

    @staticmethod
    def of(table: Table, read: frozenset[str] = frozenset()) -> Mask:
        """A mask for one table: meaningless names, levels that change places, other units.

        Columns that are ``read`` for what they mean keep their words and numbers.
        """
        count = len(table.columns)
        names = {column.name: f"k{count - place}" for place, column in enumerate(table.columns)}
        levels = {column.name: _turned(table.texts(column.name)) for column in table.of_kind(Kind.CATEGORY)
                  if column.name not in read}  # fmt: skip
        numbers = {column.name for column in table.of_kind(Kind.NUMBER)} - read
        return Mask(names, levels, frozenset(numbers))

    @staticmethod
    def of_tables(tables: Mapping[str, Table], read: frozenset[str] = frozenset()) -> dict[str, Mask]:
        """A mask for each table; where tables are joined by what stands in them, equal words stay equal.

        Tables without a common column are each masked alone.
        """
        masks = {name: Mask.of(table, read) for name, table in tables.items()}
        words = {(name, column): set(turned) for name, mask in masks.items() for column, turned in mask.levels.items()}
        joined = {
            key for key, one in words.items() if any(one & other for to, other in words.items() if to[0] != key[0])
        }
        if not joined:
            return masks
        names: dict[str, str] = {}
        for table in tables.values():
            for column in table.names:
                names.setdefault(column, f"k{sum(map(len, (one.names for one in tables.values()))) - len(names)}")
        shared = _turned(sorted(set().union(*(words[key] for key in joined))))
        return {
            name: Mask(
                {column: names[column] for column in tables[name].names},
                {column: shared if (name, column) in joined else turned for column, turned in mask.levels.items()},
                mask.numbers,
            )
            for name, mask in masks.items()
        }

    @staticmethod
    def of_question(study: Study) -> Mask:
        """A mask for a question that stands on its own: its columns are those that its fields name."""
        ranges: dict[str, Any] = {}
        named: dict[str, None] = {}
        for part in describe(type(study)).fields:
            given = getattr(study, part.name)
            if part.role is Role.RANGES:
                ranges |= given
            if part.role in (Role.RANGES, Role.COLUMNS):
                named |= dict.fromkeys(given)
        names = {name: f"k{len(named) - place}" for place, name in enumerate(named)}
        words = {name: ends for name, ends in ranges.items() if any(isinstance(end, str) for end in ends)}
        levels = {name: _turned(list(ends)) for name, ends in words.items()}
        return Mask(names, levels, frozenset(ranges.keys() - words.keys()))

    def table(self, table: Table) -> Table:
        """The table as the mask shows it."""
        frame = table.frame.select(self._column(table.frame[name]).alias(self.names[name]) for name in table.names)
        facts = {fact: self.names.get(getattr(table, fact)) for fact in ("time", "asset", "lot")}
        return replace(table, frame=frame, columns=tuple(map(self._facts, table.columns)), findings=(), **facts)

    def study(self, study: Study) -> Study:
        """The same question in the mask's words; what :func:`plain` leaves out is left out."""
        given = plain(study).model_dump(mode="json")
        fields = {part.name: part for part in describe(type(study)).fields}
        return type(study).model_validate({name: self._asked(fields[name], value) for name, value in given.items()})

    def back(self, column: str, value: float | str | None) -> float | str | None:
        """A value of the masked answer, of what was once called ``column``, in the words of the question."""
        if column in self.numbers and isinstance(value, float | int):
            return (value - OFFSET) / FACTOR
        return {new: old for old, new in self.levels.get(column, {}).items()}.get(value, value)

    def _column(self, values: pl.Series) -> pl.Series:
        if values.name in self.numbers:
            return values * FACTOR + OFFSET
        turned = self.levels.get(values.name)
        return values.replace_strict(turned, default=None, return_dtype=pl.String) if turned else values

    def _facts(self, column: Column) -> Column:
        bounds = {end: self._value(column.name, getattr(column, end)) for end in ("lower", "upper")}
        return replace(column, name=self.names[column.name], **bounds)

    def _value(self, column: str, value: Any) -> Any:
        if isinstance(value, list | tuple):
            return type(value)(self._value(column, part) for part in value)
        if column in self.numbers and isinstance(value, float | int):
            return value * FACTOR + OFFSET
        return self.levels.get(column, {}).get(value, value) if isinstance(value, str) else value

    def _asked(self, asked: FieldDescription, value: Any) -> Any:
        if asked.role is Role.CONDITIONS:
            return [self._condition(text) for text in value]
        if asked.role not in (Role.COLUMN, Role.COLUMNS, Role.RANGES):
            return value
        if isinstance(value, Mapping):
            return {self.names[column]: self._value(column, part) for column, part in value.items()}
        return [self.names[column] for column in value] if isinstance(value, list) else self.names.get(value, value)

    def _condition(self, text: str) -> str:
        """A condition in the mask's names, its numbers brought back to the old unit."""
        columns = {old: Expression.parse(new) for old, new in self.names.items() if old not in self.numbers}
        back = {old: Expression.parse(f"({self.names[old]} - {OFFSET}) / {FACTOR}") for old in self.numbers}
        return str(Expression.parse(text).filled(columns | back))


def read_as_meant(study: Study, tables: Mapping[str, Table]) -> frozenset[str]:
    """Columns that a study reads for what they mean, which no change of units or names leaves as it is.

    Names of substances, states of runs and shares of a whole; counts and the sizes of what was inspected, which have no
    other unit; quantities that are sold, and all numbers of a schedule, which have a zero.
    """
    if isinstance(study, Scheduling | MaintenancePlanning):
        return frozenset(column.name for table in tables.values() for column in table.of_kind(Kind.NUMBER))
    found = [getattr(study, part, None) for part in _READ]
    lists = [(one,) if isinstance(one, str) else one for one in found if isinstance(one, str | list | tuple)]
    named = {name for one in lists for name in one}
    if hasattr(study, "substances"):
        named |= {column.name for table in tables.values() for column in table.columns if column.unit == "%"}
    return frozenset(named)


def plain(study: Study) -> Study:
    """A study without what is counted in differences or in money, and without conditions in words of their own."""
    kept = {
        part.name: getattr(study, part.name)
        for part in describe(type(study)).fields
        if part.required or part.role not in (Role.AMOUNTS, Role.NUMBER, Role.CONDITIONS)
    }
    return type(study).model_validate(kept)


def _turned(values: list[str | None]) -> dict[str, str]:
    """Each level by the name of its neighbour."""
    levels = sorted({value for value in values if value is not None})
    return dict(zip(levels, levels[1:] + levels[:1], strict=True))
