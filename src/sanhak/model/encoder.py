"""From a table to the matrix that learners read: standardised, rounded, blind to names and units.

The same numbers reach every learner whatever the columns are called, in which unit they are given and how categories
are named: numbers are standardised by the teaching rows and rounded, categories are coded in order of first appearance.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, Final, TypeGuard

import numpy as np
from numpy.typing import NDArray

from sanhak.finding import Refusal
from sanhak.model.codes.category import CategoryCode
from sanhak.model.codes.date import DateCode
from sanhak.model.codes.described import DESCRIBED, DescribedCode
from sanhak.model.codes.number import NumberCode
from sanhak.model.findings_learning import NotAnInput, NothingToLearnFrom
from sanhak.model.learner import State
from sanhak.model.prediction import Floats
from sanhak.table.column import Column, Kind
from sanhak.table.table import Table

Code = NumberCode | CategoryCode | DateCode | DescribedCode


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
            T001 for a name that is not there, M001 for an input that is an identifier or text, M004
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

    @cached_property
    def counts(self) -> tuple[slice, ...]:
        """The matrix columns that count groups of atoms, a slice for each column of structures; they are not scaled."""
        ends = np.cumsum([code.width for code in self.codes]).tolist()
        pairs = [(code, end - code.gaps) for code, end in zip(self.codes, ends, strict=True) if _counts(code)]
        return tuple(slice(end - code.counts, end) for code, end in pairs)

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


_READABLE: Final = frozenset({Kind.NUMBER, Kind.DATE, Kind.ORDINAL, Kind.CATEGORY, *DESCRIBED})


def _counts(code: Code) -> TypeGuard[DescribedCode]:
    return isinstance(code, DescribedCode) and code.counts > 0


def _code(column: Column) -> type[Code]:
    if column.kind is Kind.DATE:
        return DateCode
    if column.kind in DESCRIBED:
        return DescribedCode
    ordered = column.kind is Kind.NUMBER or bool(column.levels and column.kind is Kind.ORDINAL)
    return NumberCode if ordered else CategoryCode


def _code_of(facts: dict[str, Any]) -> Code:
    """The code that was stored, told by the facts that only its kind has."""
    if "cycles" in facts:
        return DateCode.of_facts(_column(facts["course"]["column"]), facts)
    column = _column(facts.pop("column"))
    if "kept" in facts:
        return DescribedCode.of_facts(column, facts)
    return CategoryCode.of_facts(column, facts) if "levels" in facts else NumberCode.of_facts(column, facts)


def _column(facts: dict[str, Any]) -> Column:
    return Column(**facts | {"kind": Kind(facts["kind"]), "levels": tuple(facts["levels"])})
