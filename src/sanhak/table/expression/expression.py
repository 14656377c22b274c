"""An expression and what it means for the columns of a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import polars as pl

from sanhak.table.column import Column, Kind
from sanhak.table.expression.parse import parse
from sanhak.table.expression.tree import Part, columns_of


@dataclass(frozen=True, slots=True, eq=False)
class Planned:
    """What an expression computes for each row.

    ``expr`` gives the values; ``kind`` and ``unit`` say what they are, ``truth`` that they are true or false (``kind``
    then means nothing). ``lost`` is true for rows that have no value although all columns that are read have one.
    ``row_wise`` is False where other rows are looked at: these must then stand in the order of time.
    """

    expr: pl.Expr
    kind: Kind
    unit: str | None
    truth: bool
    lost: pl.Expr
    row_wise: bool


@dataclass(frozen=True)
class Expression:
    """A text of the language, understood."""

    part: Part

    @classmethod
    def parse(cls, text: str) -> Self:
        """Understand a text.

        Raises
        ------
        Refusal
            T110 with the place where it is not understood, T111 if it is too long or too deep.
        """
        return cls(parse(text))

    def __str__(self) -> str:
        return str(self.part)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns that it reads, each once, in order."""
        return columns_of(self.part)

    def plan(self, columns: Mapping[str, Column], time: str | None = None, asset: str | None = None) -> Planned:
        """What the expression computes for a table.

        Parameters
        ----------
        columns
            The facts about the table's columns by name.
        time, asset
            The columns that say when and on what a row was taken: windows look back in time on the same asset.

        Raises
        ------
        Refusal
            T001 for an unknown column, T112–T117 where functions, units or kinds do not fit.
        """
        from sanhak.table.expression.meaning import Meaning

        value = Meaning(columns, time, asset).of(self.part)
        there = [pl.col(name).is_not_null() for name in self.columns]
        known = pl.all_horizontal(there) if there and not value.across else pl.lit(value=False)
        kinds = {"number": Kind.NUMBER, "label": Kind.CATEGORY, "date": Kind.DATE, "truth": Kind.CATEGORY}
        return Planned(
            expr=value.expr,
            kind=kinds[value.kind],
            unit=value.unit,
            truth=value.kind == "truth",
            lost=known & value.expr.is_null(),
            row_wise=not value.across,
        )
