"""What a tree means for the columns of a table: kinds and units are checked on the way down to Polars."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from typing import Final

import polars as pl

from sanhak.finding import Refusal, near
from sanhak.table.column import Column, Kind
from sanhak.table.expression.findings import KindsClash, NotWithUnit, UnknownFunction
from sanhak.table.expression.functions import FUNCTIONS, Asked
from sanhak.table.expression.tree import (
    COMPARISONS,
    Among,
    Call,
    Missing,
    Name,
    Number,
    Pair,
    Part,
    Turned,
    Words,
)
from sanhak.table.expression.value import KINDS, Value, added, aligned, divided, multiplied, needed
from sanhak.table.findings import NoSuchColumn
from sanhak.table.units import product
from sanhak.text import say

_HIGHEST: Final = 9
"""Highest power of an amount with a unit."""


_ALIKE: Final = 1e-12
"""Share of their size within which two numbers are equal."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """Turns parts into values, for columns whose facts are known."""

    columns: Mapping[str, Column]
    time: str | None
    asset: str | None

    def of(self, part: Part) -> Value:
        """The value of a part.

        Raises
        ------
        Refusal
            T001, T112–T117; see :meth:`sanhak.table.expression.Expression.plan`.
        """
        match part:
            case Number():
                return Value(pl.lit(part.value), "number", part.unit)
            case Words():
                return Value(pl.lit(part.text), "label")
            case Name():
                return self._column(part.name)
            case Call():
                return self._call(part)
            case Pair():
                return self._pair(part)
            case Turned():
                return self._turned(part)
            case Missing():
                inner = self.of(part.part)
                return Value(inner.expr.is_null(), "truth", None, inner.across)
            case Among():
                equal = [self._pair(Pair("==", part.part, option)) for option in part.options]
                either = reduce(lambda left, right: left | right, [value.expr for value in equal], pl.lit(value=False))
                return Value(either, "truth", None, any(value.across for value in equal))

    def _column(self, name: str) -> Value:
        if name not in self.columns:
            raise Refusal(NoSuchColumn(column=name, near=near(name, self.columns)))
        column = self.columns[name]
        if column.kind is Kind.NUMBER:
            return Value(pl.col(name), "number", column.unit)
        return Value(pl.col(name), "date" if column.kind is Kind.DATE else "label")

    def _call(self, part: Call) -> Value:
        if part.function not in FUNCTIONS:
            nearest = near(part.function, FUNCTIONS)
            raise Refusal(UnknownFunction(function=part.function, near=nearest, known=tuple(FUNCTIONS)))
        return FUNCTIONS[part.function](Asked(part, tuple(map(self.of, part.arguments)), self.time, self.asset))

    def _turned(self, part: Turned) -> Value:
        inner = self.of(part.part)
        if part.sign == "not":
            return Value(~needed(inner, "truth", part, part.part).expr, "truth", None, inner.across)
        return Value(-needed(inner, "number", part, part.part).expr, "number", inner.unit, inner.across)

    def _pair(self, part: Pair) -> Value:
        left, right = self.of(part.left), self.of(part.right)
        if part.sign in ("and", "or"):
            first, second = (
                needed(value, "truth", part, side).expr for value, side in ((left, part.left), (right, part.right))
            )
            expr = first & second if part.sign == "and" else first | second
            return Value(expr, "truth", None, left.across or right.across)
        if part.sign in COMPARISONS:
            return self._compared(part, left, right)
        for value, side in ((left, part.left), (right, part.right)):
            needed(value, "number", part, side)
        match part.sign:
            case "+" | "-":
                return added(left, right, part.sign, part)
            case "*":
                return multiplied(left, right)
            case "/":
                return divided(left, right)
            case _:
                return self._power(part, left, right)

    def _compared(self, part: Pair, left: Value, right: Value) -> Value:
        left, right = _as_date(left, part.left, right.kind), _as_date(right, part.right, left.kind)
        if left.kind != right.kind or "truth" in (left.kind, right.kind):
            given, kind = (part.right, right.kind) if left.kind != "truth" else (part.left, left.kind)
            needs = KINDS[left.kind] if left.kind != "truth" else say("a value")
            raise Refusal(KindsClash(part=str(part), needs=needs, given=str(given), kind=KINDS[kind]))
        if left.kind == "number":
            left, right = aligned(left, right, part)
        elif left.kind == "label" and part.sign not in ("==", "!="):
            raise Refusal(KindsClash(str(part), say("a number or a date"), str(part.left), KINDS["label"]))
        expr = _holds(part.sign, left.expr, right.expr, close=left.kind == "number")
        return Value(expr, "truth", None, left.across or right.across)

    def _power(self, part: Pair, left: Value, right: Value) -> Value:
        if right.unit is not None:
            raise Refusal(NotWithUnit(part=str(part), given=str(part.right), unit=right.unit))
        unit = left.unit
        if unit is not None:
            exponent = part.right.value if isinstance(part.right, Number) else 0.5
            if exponent % 1 or not 0 < abs(exponent) <= _HIGHEST:
                raise Refusal(NotWithUnit(part=str(part), given=str(part.left), unit=unit))
            unit = product(None, unit, int(exponent))
        raised = left.expr.pow(right.expr)
        return Value(pl.when(raised.is_finite()).then(raised), "number", unit, left.across or right.across)


def _holds(sign: str, first: pl.Expr, second: pl.Expr, *, close: bool) -> pl.Expr:
    """A comparison; numbers that were converted are equal up to their last digits."""
    if sign in ("==", "!="):
        near = _ALIKE * pl.max_horizontal(first.abs(), second.abs()) if close else None
        equal = first == second if near is None else (first - second).abs() <= near
        return equal if sign == "==" else ~equal
    return {"<": first < second, "<=": first <= second, ">": first > second, ">=": first >= second}[sign]


def _as_date(value: Value, part: Part, beside: str) -> Value:
    """A text beside a date as the moment that it names."""
    if beside != "date" or not isinstance(part, Words):
        return value
    try:
        moment = datetime.fromisoformat(part.text)
    except ValueError:
        needs = say("a date such as {example}", example="'2026-03-05 14:30'")
        raise Refusal(KindsClash(str(part), needs, str(part), KINDS["label"])) from None
    return Value(pl.lit(moment.replace(tzinfo=None)), "date")
