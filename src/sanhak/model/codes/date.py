"""Dates: the course of time, and its place in each cycle that the teaching rows pass through."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from sanhak.model.codes.number import NumberCode, numbers_of
from sanhak.model.cycles import cycles_in, turned, width_of
from sanhak.model.prediction import Floats
from sanhak.table.column import Column
from sanhak.table.table import Table


@dataclass(frozen=True, slots=True)
class DateCode:
    """How one column of dates becomes matrix columns: the course of time, then its place in each of the ``cycles``."""

    course: NumberCode
    cycles: tuple[str, ...]

    @classmethod
    def fit(cls, column: Column, table: Table) -> Self:
        """The code that these teaching rows ask for."""
        return cls(NumberCode.fit(column, table), cycles_in(numbers_of(column, table)))

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

    @classmethod
    def of_facts(cls, column: Column, facts: Mapping[str, Any]) -> Self:
        """The code that was stored."""
        course = {name: fact for name, fact in facts["course"].items() if name != "column"}
        return cls(NumberCode.of_facts(column, course), tuple(facts["cycles"]))
