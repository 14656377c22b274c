"""What is measured, as it is learnt: on its own scale or by its logarithm, within bounds, as a number or as a label."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
import polars as pl

from sanhak.finding import Refusal
from sanhak.model.prediction import Floats, Prediction
from sanhak.study.property.findings import NotPositive
from sanhak.table import Column, Kind, Table
from sanhak.text import Amount, decimals_for

Scale = Literal["auto", "linear", "logarithm"]
_DECADES: Final = 2.0
"""Positive values that span more decades are learnt by their logarithm."""
_TWO: Final = 2


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An outcome: ``column`` with its facts as measured; whether it is learnt by its ``logarithm``, or as a ``label``.

    A logarithm keeps what must be positive positive: no half-life is predicted below zero.
    """

    column: Column
    logarithm: bool
    label: bool

    @property
    def name(self) -> str:
        """The column that is learnt."""
        return f"log10({self.column.name})" if self.logarithm else self.column.name

    @classmethod
    def of(cls, table: Table, name: str, scale: Scale, bounds: tuple[float | None, float | None]) -> Endpoint:
        """The endpoint that a column of the table is.

        Raises
        ------
        Refusal
            T001 for a column that is not there, S021 if a logarithm is asked for of values that are not positive.
        """
        column = table[name]
        low, high = (given if given is not None else own for given, own in zip(bounds, _own(column), strict=True))
        column = replace(column, lower=low, upper=high)
        if column.kind is not Kind.NUMBER:
            return cls(column, logarithm=False, label=True)
        values = table.values(name)
        known = values[np.isfinite(values)]
        if scale == "logarithm" and (known <= 0).any():
            raise Refusal(NotPositive(column=name, count=int((known <= 0).sum()), example=float(known.min())))
        if scale != "logarithm" and len(np.unique(known)) == _TWO:
            return cls(replace(column, kind=Kind.CATEGORY, unit=None), logarithm=False, label=True)
        wide = scale == "auto" and bool(len(known)) and bool((known > 0).all()) and _decades(known) > _DECADES
        return cls(column, logarithm=scale == "logarithm" or wide, label=False)

    def put(self, table: Table) -> Table:
        """The table with the column that is learnt, in place of or beside the measured one."""
        measured = self.column
        if self.logarithm:
            frame = table.frame.with_columns(pl.col(measured.name).cast(pl.Float64).log10().alias(self.name))
            low, high = (None if end is None or end <= 0 else float(np.log10(end)) for end in _own(measured))
            facts = Column(self.name, lower=low, upper=high)
            return replace(table, frame=frame, columns=(*table.columns, facts))
        if self.label and table[measured.name].kind is Kind.NUMBER:
            words = [None if value is None else f"{value:.15g}" for value in table.frame[measured.name].to_list()]
            frame = table.frame.with_columns(pl.Series(measured.name, words, dtype=pl.String))
            columns = tuple(measured if column.name == measured.name else column for column in table.columns)
            return replace(table, frame=frame, columns=columns)
        return table.with_columns(measured)

    def back(self, said: Prediction) -> Prediction:
        """What was said of the learnt column, in the unit of the measured one."""
        if not self.logarithm:
            return said
        return Prediction(10**said.quantiles, said.domain, 10**said.centre, self.column.unit)

    def amount(self, value: float, lower: float, upper: float) -> Amount:
        """A value rounded as its interval allows; across decades by its own size."""
        if self.logarithm:
            return Amount(value, self.column.unit, None)
        return Amount(value, self.column.unit, decimals_for((upper - lower) / 2))


def _own(column: Column) -> tuple[float | None, float | None]:
    return column.lower, column.upper


def _decades(values: Floats) -> float:
    low, high = np.quantile(values, (0.02, 0.98))
    return float(np.log10(high / low))
