"""A value on its way: what it computes, what it is, and how two of them are brought to one unit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

import polars as pl

from sanhak.finding import Refusal
from sanhak.table.expression.findings import KindsClash, UnitsClash
from sanhak.table.expression.tree import Part
from sanhak.table.units import compatible, convert, product
from sanhak.text import Text, say

What: TypeAlias = Literal["number", "label", "date", "truth"]

KINDS: Final[dict[str, Text]] = {
    "number": say("a number"),
    "label": say("a label"),
    "date": say("a date"),
    "truth": say("a condition"),
}
DIFFERENCES: Final = {
    "°C": ("K", 1.0), "°F": ("K", 5 / 9), "barg": ("bar", 1.0), "kPag": ("kPa", 1.0), "MPag": ("MPa", 1.0),
    "psig": ("psi", 1.0), "kgf/cm²G": ("kgf/cm²", 1.0),
}  # fmt: skip
"""Units of points on a scale, each with the unit of their differences and how many of these one degree is."""


@dataclass(frozen=True, slots=True, eq=False)
class Value:
    """What a part computes: its Polars expression, what it is, its unit, and whether it looks at other rows.

    ``apart`` is set for the difference of two points of a scale: beside it ``5 °C`` means five degrees, not a point.
    """

    expr: pl.Expr
    kind: What
    unit: str | None = None
    across: bool = False
    apart: bool = False

    def into(self, unit: str) -> Value:
        """The same amount in another unit that measures the same; points of a scale stay points."""
        if self.unit is None or self.unit == unit:
            return replace(self, unit=unit)
        start, slope = (convert(at, self.unit, unit) for at in (0.0, 1.0))
        return replace(self, expr=self.expr * (slope - start) + start, unit=unit)

    def scaled(self, factor: float, unit: str | None) -> Value:
        """The amount times a factor, then in this unit."""
        return replace(self, expr=self.expr * factor if factor != 1 else self.expr, unit=unit)


def needed(value: Value, kind: What, part: Part, given: Part) -> Value:
    """The value, which must be of this kind.

    Raises
    ------
    Refusal
        T115 if it is of another.
    """
    if value.kind != kind:
        raise Refusal(KindsClash(part=str(part), needs=KINDS[kind], given=str(given), kind=KINDS[value.kind]))
    return value


def aligned(left: Value, right: Value, part: Part) -> tuple[Value, Value]:
    """Both numbers in the unit of the left one; one without a unit takes that of the other.

    Raises
    ------
    Refusal
        T114 if the units measure different things.
    """
    if left.unit is None or right.unit is None:
        unit = left.unit or right.unit
        return replace(left, unit=unit), replace(right, unit=unit)
    if not compatible(left.unit, right.unit):
        raise Refusal(UnitsClash(part=str(part), left=left.unit, right=right.unit))
    if left.apart and not right.apart:
        right = _step(right)
    elif right.apart and not left.apart:
        left = _step(left)
    return left, right.into(str(left.unit))


def _step(value: Value) -> Value:
    """A number of degrees beside a difference: an amount, no point on a scale."""
    unit, size = DIFFERENCES.get(value.unit or "", (value.unit, 1.0))
    return replace(value.scaled(size, unit), apart=True)


def added(left: Value, right: Value, sign: str, part: Part) -> Value:
    """Sum or difference. Two points of a scale differ by an amount (°C − °C is K); point and amount give a point."""
    across = left.across or right.across
    scale = DIFFERENCES.get(left.unit or "")
    if scale and right.unit is not None and right.unit not in DIFFERENCES and compatible(scale[0], right.unit):
        step = right.into(scale[0]).expr / scale[1]
        return Value(left.expr + step if sign == "+" else left.expr - step, "number", left.unit, across)
    pure = left.unit is None or right.unit is None
    left, right = aligned(left, right, part)
    if sign == "+":
        return Value(left.expr + right.expr, "number", left.unit, across)
    difference = Value(left.expr - right.expr, "number", left.unit, across)
    return difference if pure or not scale else replace(difference.scaled(scale[1], scale[0]), apart=True)


def multiplied(left: Value, right: Value) -> Value:
    """Product; a percentage of something is a share of it."""
    across = left.across or right.across
    if right.unit == "%" and left.unit not in (None, "%"):
        return Value(left.expr * right.expr / 100, "number", left.unit, across)
    if left.unit == "%" and right.unit not in (None, "%"):
        return Value(left.expr * right.expr / 100, "number", right.unit, across)
    return Value(left.expr * right.expr, "number", product(left.unit, right.unit), across)


def divided(left: Value, right: Value) -> Value:
    """Quotient, missing where the divisor is zero; amounts of one kind leave a pure number."""
    across = left.across or right.across
    if left.unit and right.unit and left.unit not in DIFFERENCES and compatible(left.unit, right.unit):
        right = right.into(left.unit)
        unit = None
    elif right.unit == "%":
        right, unit = right.scaled(0.01, None), left.unit
    else:
        unit = product(left.unit, right.unit, -1)
    return Value(pl.when(right.expr != 0).then(left.expr / right.expr), "number", unit, across)
