"""What units do in sums, comparisons, products and powers.

* Units of one kind are converted, of different kinds refused. A value without a unit takes the unit of the other.
* Degrees Celsius and Fahrenheit and gauge pressures are levels. A level less a level is a difference, in K or in the
  absolute unit; a level and a difference give a level. A column in K or bar beside such a level does not say which of
  the two it is and is refused; a written number does, by its place.
* A level has no products and no powers, but by a bare number, for means are made that way.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

import polars as pl

from sanhak.finding import Refusal
from sanhak.table.column import Kind
from sanhak.table.expression.findings import LevelOrDifference, NoTrueZero, UnitNotFit, UnitsClash
from sanhak.table.expression.piece import Piece, Stands, finite, place_of, ratio
from sanhak.table.expression.tree import Node, Pair, part
from sanhak.table.units import compatible, convert, raised, step, steps, times

_LOOSE: Final = (Stands.DIFFERENCE, Stands.LITERAL)
_DIGITS: Final = 14
"""Significant digits of a written number after a conversion."""
_MOST_PARTS: Final = 12
"""The largest denominator of a power of a unit."""


def shifted(unit: str | None) -> bool:
    """Whether a unit counts from an agreed point instead of from nothing."""
    return unit is not None and step(unit) != unit


def as_level(piece: Piece, unit: str) -> Piece:
    """The values in another unit, as points on the scale."""
    source = piece.unit or unit
    if source == unit:
        return replace(piece, unit=unit)
    if piece.fixed is not None:
        value = _rounded(convert(piece.fixed, source, unit))
        return replace(piece, expr=pl.lit(value), fixed=value, unit=unit)
    begin = convert(0.0, source, unit) if shifted(source) or shifted(unit) else 0.0
    scaled = piece.expr * steps(source, unit)
    return replace(piece, expr=scaled + begin if begin else scaled, unit=unit)


def as_difference(piece: Piece, unit: str) -> Piece:
    """The values as distances counted in steps of another unit."""
    ratio = steps(piece.unit or unit, unit)
    fixed = None if piece.fixed is None else _rounded(piece.fixed * ratio)
    scaled = piece.expr if ratio == 1 else piece.expr * ratio
    return replace(piece, expr=scaled if fixed is None else pl.lit(fixed), fixed=fixed, unit=unit)


def _rounded(value: float) -> float:
    """A converted number without the last digits that a conversion leaves behind: 80 °C is 176 °F."""
    return float(f"{value:.{_DIGITS}g}")


def clash(node: Node, first: Piece, second: Piece) -> None:
    """Raise T114 where both have units that measure different things."""
    if first.unit and second.unit and not compatible(first.unit, second.unit):
        raise Refusal(UnitsClash(part=part(node), place=node.at + 1, first=first.unit, second=second.unit))


def unclear(node: Node, first: Piece, second: Piece) -> Refusal:
    """T123: a level meets what may be a difference."""
    units = first.unit or "", second.unit or ""
    return Refusal(LevelOrDifference(part=part(node), place=node.at + 1, first=units[0], second=units[1]))


def added(node: Pair, left: Piece, right: Piece) -> Piece:
    """The sum or difference of two numbers."""
    clash(node, left, right)
    minus = node.sign == "-"
    if left.unit is None and right.unit is None:
        unit, stands = None, Stands.OPEN
    elif right.unit is None:
        unit, stands = left.unit, _kept(left)
    elif left.unit is None and not (minus and shifted(right.unit)):
        unit, stands = right.unit, _kept(right)
    else:
        left, right, stands = _together(node, left, right)
        unit = left.unit
    result = left.expr - right.expr if minus else left.expr + right.expr
    free = unit is None and (left.free or right.free)
    return replace(left.becomes(node, finite(result), right), unit=unit, stands=stands, free=free)


def _kept(piece: Piece) -> Stands:
    return Stands.OPEN if piece.stands is Stands.LITERAL else piece.stands


def _together(node: Pair, left: Piece, right: Piece) -> tuple[Piece, Piece, Stands]:
    """Both in the unit of the result, and what the result stands for."""
    if left.unit is None:
        left = replace(left, unit=right.unit)
    first, second = left.unit or "", right.unit or ""
    minus = node.sign == "-"
    if not shifted(first) and not shifted(second):
        return left, as_difference(right, first), _stands(left, right, minus=minus)
    if minus:
        if shifted(first) and not shifted(second) and right.stands in _LOOSE:
            return left, as_difference(right, first), Stands.LEVEL
        doubtful = right.stands is Stands.OPEN and not shifted(second)
        if doubtful or left.stands is Stands.DIFFERENCE:
            raise unclear(node, left, right)
        unit = step(first)
        return as_level(left, unit), as_level(right, unit), Stands.DIFFERENCE
    if right.stands in _LOOSE and shifted(first):
        return left, as_difference(right, first), Stands.LEVEL
    if left.stands in _LOOSE and shifted(second):
        return as_difference(left, second), right, Stands.LEVEL
    if shifted(first) and shifted(second):
        return left, as_level(right, first), Stands.LEVEL
    raise unclear(node, left, right)


def _stands(left: Piece, right: Piece, *, minus: bool) -> Stands:
    """What a sum or difference stands for where zero is nothing."""
    if not minus:
        standing = [piece.stands for piece in (left, right) if piece.stands not in _LOOSE]
        both = Stands.DIFFERENCE if Stands.DIFFERENCE in (left.stands, right.stands) else Stands.OPEN
        return standing[0] if standing else both
    return _kept(left) if right.stands in _LOOSE else Stands.DIFFERENCE


def alike(node: Node, pieces: Sequence[Piece]) -> tuple[list[Piece], Piece]:
    """Numbers in the unit of the first that has one and is no written number, and that piece.

    Raises
    ------
    Refusal
        T114 where units clash, T123 where a difference stands beside a level.
    """
    united = [piece for piece in pieces if piece.unit]
    chosen = next((piece for piece in united if piece.stands is not Stands.LITERAL), united[0] if united else pieces[0])
    return [_beside(node, piece, chosen) for piece in pieces], chosen


def _beside(node: Node, piece: Piece, chosen: Piece) -> Piece:
    if piece is chosen or piece.unit is None or chosen.unit is None:
        return piece
    clash(node, chosen, piece)
    if chosen.stands is Stands.DIFFERENCE and piece.stands in _LOOSE:
        return as_difference(piece, chosen.unit)
    if Stands.DIFFERENCE in (chosen.stands, piece.stands) and (shifted(chosen.unit) or shifted(piece.unit)):
        raise unclear(node, chosen, piece)
    return as_level(piece, chosen.unit)


def multiplied(node: Pair, left: Piece, right: Piece) -> Piece:
    """The product or ratio of two numbers."""
    by = -1 if node.sign == "/" else 1
    _need_true_zero(left, right, by)
    unit, scale = left.unit, 1.0
    if left.unit or right.unit:
        unit, scale = _product_unit(node, left, right, by)
    free = left.free or right.free
    product = left.expr * right.expr if by == 1 else ratio(left.expr, right.expr)
    stands = Stands.OPEN
    if (right.unit is None or left.unit is None) and by == 1:
        stands = left.stands if right.unit is None else right.stands
    elif right.unit is None:
        stands = left.stands
    expr = finite(product if scale == 1 else product * scale)
    made = replace(left.becomes(node, expr, right), unit=None if free else unit, free=free, stands=stands)
    return replace(made, stands=_kept(made))


def _product_unit(node: Pair, left: Piece, right: Piece, by: int) -> tuple[str | None, float]:
    if right.unit is None:
        return left.unit, 1.0
    if left.unit is None and by == 1:
        return right.unit, 1.0
    found = times(left.unit, right.unit, by)
    if found is None:
        raise Refusal(UnitNotFit(part=part(node), place=node.at + 1, unit=right.unit))
    return found


def _need_true_zero(left: Piece, right: Piece, by: int) -> None:
    """Raise T122 where a level is part of a product with more than a bare number."""
    for piece, other in ((left, right), (right, left)):
        divides = by < 0 and piece is right
        if piece.unit and shifted(piece.unit) and (other.unit is not None or divides):
            raise no_true_zero(piece)


def no_true_zero(piece: Piece) -> Refusal:
    """T122: the unit counts from an agreed point."""
    unit = piece.unit or ""
    return Refusal(NoTrueZero(part=part(piece.node), place=place_of(piece), unit=unit, absolute=step(unit)))


def unit_not_fit(piece: Piece) -> Refusal:
    """T116: the unit cannot be carried through."""
    return Refusal(UnitNotFit(part=part(piece.node), place=place_of(piece), unit=piece.unit or ""))


def powered(node: Node, base: Piece, exponent: Piece) -> Piece:
    """A power; that of a unit needs a written exponent which leaves whole exponents in it."""
    if exponent.unit:
        raise unit_not_fit(exponent)
    unit, scale = None, 1.0
    if base.unit:
        if shifted(base.unit):
            raise no_true_zero(base)
        fraction = _fraction(exponent.fixed)
        found = None if fraction is None else raised(base.unit, fraction)
        if found is None:
            raise unit_not_fit(base)
        unit, scale = found
    raw = base.expr.pow(exponent.expr)
    expr = finite(raw if scale == 1 else raw * scale)
    free = base.free or exponent.free
    return replace(base.becomes(node, expr, exponent), kind=Kind.NUMBER, unit=unit, stands=Stands.OPEN, free=free)


def _fraction(exponent: float | None) -> Fraction | None:
    """A written exponent as a simple fraction; None where it is none."""
    if exponent is None or abs(exponent) > _MOST_PARTS:
        return None
    fraction = Fraction(exponent).limit_denominator(_MOST_PARTS)
    return fraction if math.isclose(float(fraction), exponent, rel_tol=1e-9) else None
