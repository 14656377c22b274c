"""What every run has to keep: comparisons of factors, sums of parts, and how many parts are present."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sanhak.decide.region.linear import Linear, linear_of
from sanhak.decide.space import Category, Settings, Space
from sanhak.table import Column, Kind
from sanhak.table.expression import Expression
from sanhak.table.expression.piece import column
from sanhak.table.expression.tree import Pair

PRESENT: Final = 1e-9
"""From which amount on a part counts as present."""
_ROUNDING: Final = 1e-9
"""Share by which two sides may miss each other and still be equal."""


def columns_of(space: Space, units: Mapping[str, str | None] | None = None) -> dict[str, Column]:
    """The facts about the factors by name; categories have no unit."""
    known = units or {}
    return {
        factor.name: Column(factor.name, Kind.CATEGORY)
        if isinstance(factor, Category)
        else Column(factor.name, Kind.NUMBER, known.get(factor.name))
        for factor in space.factors
    }


@dataclass(frozen=True, slots=True, eq=False)
class Condition:
    """What the settings of one run decide by themselves.

    ``text`` is as it was written. ``kept`` is never missing: false where it cannot be told, and true where a comparison
    misses equality by no more than rounding. ``linear`` is the same over numbers, None where it is not linear.
    """

    text: str
    kept: pl.Expr
    linear: Linear | None = None

    @classmethod
    def of(cls, text: str, columns: Mapping[str, Column]) -> Condition | None:
        """Read a condition over factors with these facts; None where it does not say yes or no for one run.

        Raises
        ------
        Refusal
            T110–T126 where it cannot be read, or where names, kinds or units do not fit.
        """
        rule = Expression.parse(text)
        planned = rule.plan(columns)
        if not planned.truth or not planned.row_wise:
            return None
        kept = (planned.expr | _rounded(rule, columns)).fill_null(value=False)
        return cls(text, kept, _linear(rule, columns))

    @classmethod
    def sum(cls, parts: Sequence[str], whole: float) -> Condition:
        """The parts of a mixture add up to the whole, as nearly as a search along slopes keeps an equality."""
        linear = Linear(dict.fromkeys(parts, 1.0), whole, whole)
        kept = (pl.sum_horizontal([column(part) for part in parts]) - whole).abs() <= linear.slack
        return cls(f"{' + '.join(parts)} == {whole:g}", kept, linear)

    @property
    def opposite(self) -> Condition:
        """What holds exactly where this does not."""
        return Condition(f"not ({self.text})", ~self.kept)


def _rounded(rule: Expression, columns: Mapping[str, Column]) -> pl.Expr:
    """Whether the sides of a comparison that equal ones keep differ by no more than rounding; without conversions."""
    tree = rule.tree
    if isinstance(tree, Pair) and tree.sign in ("<=", ">=", "=="):
        left, right = (Expression(side).plan(columns) for side in (tree.left, tree.right))
        if left.kind is Kind.NUMBER and (left.unit == right.unit or None in (left.unit, right.unit)):
            return (left.expr - right.expr).abs() <= _ROUNDING * (1 + right.expr.abs())
    return pl.lit(value=False)


def _linear(rule: Expression, columns: Mapping[str, Column]) -> Linear | None:
    """The rule as a linear condition; None where it is none, or where units would have to be converted."""
    linear = linear_of(rule)
    facts = [columns.get(name) for name in linear.coefficients] if linear else []
    numbers = [fact for fact in facts if fact is not None and fact.kind is Kind.NUMBER]
    return linear if len(numbers) == len(facts) and len({fact.unit for fact in numbers} - {None}) <= 1 else None


@dataclass(frozen=True, slots=True)
class Choice:
    """Of these parts at least ``least`` and at most ``most`` are present, the others are zero."""

    names: tuple[str, ...]
    least: int
    most: int

    def holds(self, values: Settings) -> NDArray[np.bool_]:
        """Whether each row keeps it, shape (rows,)."""
        present = sum((np.asarray(values[name], dtype=float) > PRESENT).astype(int) for name in self.names)
        return np.asarray((present >= self.least) & (present <= self.most))
