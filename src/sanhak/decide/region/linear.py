"""Linear conditions on a space's numbers, and how one is recognised in an expression."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from sanhak.decide.space import Settings
from sanhak.table.expression import Expression
from sanhak.table.expression.tree import Name, Negative, Node, Number, Pair

TOLERANCE: Final = 1e-7
"""Share of its own size by which a condition may be missed: rounding, no more."""


@dataclass(frozen=True, slots=True)
class Linear:
    """``lower ≤ Σ coefficient · value ≤ upper`` over factors by name, in their own units; infinite where open."""

    coefficients: Mapping[str, float]
    lower: float
    upper: float

    @property
    def slack(self) -> float:
        """By how much it may be missed through rounding."""
        ends = [abs(end) for end in (self.lower, self.upper) if np.isfinite(end)]
        return TOLERANCE * max([1.0, *ends])

    def without(self, names: Sequence[str], values: Settings) -> Linear:
        """What is left for ``names`` when the other factors have these values, each of shape (1,)."""
        others = {name: factor for name, factor in self.coefficients.items() if name not in names}
        taken = float(sum(factor * float(values[name][0]) for name, factor in others.items()))
        left = {name: factor for name, factor in self.coefficients.items() if name in names}
        return Linear(left, self.lower - taken, self.upper - taken)

    @property
    def equal(self) -> bool:
        """Whether it is an equality."""
        return self.upper - self.lower <= self.slack


def linear_of(rule: Expression) -> Linear | None:
    """The rule as a linear condition; None where it is none."""
    tree = rule.tree
    if not isinstance(tree, Pair) or tree.sign not in ("<", "<=", ">", ">=", "=="):
        return None
    left, right = _sum(tree.left), _sum(tree.right)
    if left is None or right is None:
        return None
    terms = {name: left[0].get(name, 0.0) - right[0].get(name, 0.0) for name in left[0] | right[0]}
    terms = {name: factor for name, factor in terms.items() if factor}
    rest = right[1] - left[1]
    if not terms:
        return None
    return Linear(terms, -np.inf if tree.sign[0] == "<" else rest, np.inf if tree.sign[0] == ">" else rest)


def _sum(node: Node) -> tuple[dict[str, float], float] | None:  # noqa: PLR0911 - one return a kind of part
    """Coefficients by name and what stands alone; None where the part is not linear."""
    match node:
        case Number(value, None):
            return {}, value
        case Name(name):
            return {name: 1.0}, 0.0
        case Negative(inner):
            return _scaled(_sum(inner), -1.0)
        case Pair("+" | "-" as sign, first, second):
            left, right = _sum(first), _scaled(_sum(second), 1.0 if sign == "+" else -1.0)
            if left is None or right is None:
                return None
            both = {name: left[0].get(name, 0.0) + right[0].get(name, 0.0) for name in left[0] | right[0]}
            return both, left[1] + right[1]
        case Pair("*" | "/" as sign, first, second):
            left, right = _sum(first), _sum(second)
            if left is None or right is None:
                return None
            if not right[0] and (sign == "*" or right[1]):
                return _scaled(left, right[1] if sign == "*" else 1 / right[1])
            return _scaled(right, left[1]) if sign == "*" and not left[0] else None
        case _:
            return None


def _scaled(terms: tuple[dict[str, float], float] | None, by: float) -> tuple[dict[str, float], float] | None:
    return None if terms is None else ({name: by * factor for name, factor in terms[0].items()}, by * terms[1])
