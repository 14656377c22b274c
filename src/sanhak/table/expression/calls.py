"""The functions that look at one row only. Where an argument is missing the result is missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final, TypeAlias

import polars as pl

from sanhak.finding import Refusal, near
from sanhak.table.column import Kind
from sanhak.table.expression.conditions import same_kind
from sanhak.table.expression.findings import KindNotFit, LevelOrDifference, NotFixed, NothingToConvert, UnitsClash
from sanhak.table.expression.functions import FUNCTIONS
from sanhak.table.expression.piece import Piece, Stands, Truth, finite, let, need, place_of, said
from sanhak.table.expression.scales import alike, as_difference, as_level, powered, shifted, unit_not_fit
from sanhak.table.expression.tree import Call, Words, part
from sanhak.table.units import compatible, known, names
from sanhak.text import Text, say

Planned: TypeAlias = Callable[..., Piece]
MOST_PLACES: Final = 15
"""Decimal places of a float."""


def _abs(node: Call, x: Piece) -> Piece:
    need(Kind.NUMBER, x)
    return x.becomes(node, x.expr.abs())


def _sqrt(node: Call, x: Piece) -> Piece:
    need(Kind.NUMBER, x)
    half = Piece(node, pl.lit(0.5), fixed=0.5)
    return powered(node, x, half)


def _pure(node: Call, x: Piece) -> Piece:
    """Exponential and logarithms; the result is a pure number."""
    need(Kind.NUMBER, x)
    if x.unit:
        raise unit_not_fit(x)
    function = {"exp": pl.Expr.exp, "log": pl.Expr.log, "log10": pl.Expr.log10}[node.function]
    return x.counts(node, finite(function(x.expr)))


def _extreme(node: Call, *given: Piece) -> Piece:
    """The smallest or largest of several in a row, in the unit of the first that has one."""
    need(Kind.NUMBER, *given)
    pieces, chosen = alike(node, given)
    fields = [pl.field(f"x{place}") for place in range(len(pieces))]
    best = pl.min_horizontal(fields) if node.function == "min" else pl.max_horizontal(fields)
    all_there = pl.all_horizontal([field.is_not_null() for field in fields])
    named = {f"x{place}": piece.expr for place, piece in enumerate(pieces)}
    made = chosen.becomes(node, let(pl.when(all_there).then(best), **named), *given)
    return replace(made, free=any(piece.free for piece in given) and made.unit is None)


def _round(node: Call, x: Piece, places: Piece | None = None) -> Piece:
    """Rounded to so many decimal places, halves away from zero."""
    need(Kind.NUMBER, x)
    digits = 0.0 if places is None else places.fixed
    if places and (digits is None or places.unit or digits != int(digits) or not 0 <= digits <= MOST_PLACES):
        raise _not_fixed(node, places, say("a whole number from 0 to 15"))
    return x.becomes(node, x.expr.round(int(digits or 0), mode="half_away_from_zero"))


def _not_fixed(node: Call, given: Piece, expected: Text) -> Refusal:
    usage = FUNCTIONS[node.function].usage
    return Refusal(NotFixed(part=part(given.node), place=place_of(given), expected=expected, usage=usage))


def _clip(node: Call, x: Piece, low: Piece, high: Piece) -> Piece:
    """Held within bounds; where they cross, the upper one counts."""
    need(Kind.NUMBER, x, low, high)
    (value, least, most), chosen = alike(node, (x, low, high))
    fields = [pl.field(name) for name in ("x", "low", "high")]
    held = pl.min_horizontal(pl.max_horizontal(fields[:2]), fields[2])
    all_there = pl.all_horizontal([field.is_not_null() for field in fields])
    expr = let(pl.when(all_there).then(held), x=value.expr, low=least.expr, high=most.expr)
    return chosen.becomes(node, expr, x, low, high)


def _if(node: Call, condition: Piece, then: Piece, other: Piece) -> Piece:
    """One value where the condition is true and another where it is false; missing where the condition is."""
    need(Truth.TRUTH, condition)
    first, second = same_kind(node, (then, other))
    truth = pl.field("truth")
    chosen = pl.when(truth).then(pl.field("a")).when(~truth).then(pl.field("b"))
    expr = let(chosen, truth=condition.expr, a=first.expr, b=second.expr)
    model = next((piece for piece in (first, second) if piece.unit and piece.stands is not Stands.LITERAL), first)
    model = model if model.unit else replace(model, unit=second.unit, stands=second.stands)
    free = (first.free or second.free) and model.unit is None
    return replace(model.becomes(node, expr, condition, first, second), free=free)


def _convert(node: Call, x: Piece, target: Piece) -> Piece:
    """The same quantity in another unit; a difference stays a difference."""
    need(Kind.NUMBER, x)
    text = target.node.value if isinstance(target.node, Words) else ""
    unit = known(text)
    if unit is None:
        nearest = Text("{near}", {"near": near(text, names())})
        raise _not_fixed(node, target, nearest if nearest.params["near"] else say("a unit in quotes"))
    if x.unit is None:
        raise Refusal(NothingToConvert(part=part(x.node), place=place_of(x), unit=unit))
    if not compatible(x.unit, unit):
        raise Refusal(UnitsClash(part=part(node), place=node.at + 1, first=x.unit, second=unit))
    if x.stands is Stands.DIFFERENCE:
        if shifted(unit):
            raise Refusal(LevelOrDifference(part=part(node), place=node.at + 1, first=unit, second=x.unit))
        converted = as_difference(x, unit)
        return replace(converted.becomes(node, finite(converted.expr)), unit=unit)
    level = as_level(x, unit)
    stands = Stands.LEVEL if shifted(x.unit) or x.stands is Stands.LEVEL else Stands.OPEN
    return replace(level.becomes(node, finite(level.expr)), unit=unit, stands=stands)


def _number(node: Call, x: Piece) -> Piece:
    """The bare number: of a number without its unit, in a text (commas for thousands), 1 and 0 of a condition."""
    if x.kind is Kind.DATE:
        raise Refusal(KindNotFit(part=part(x.node), place=place_of(x), given=said(x.kind), needed=said(Kind.NUMBER)))
    expr = x.expr
    if x.kind is Kind.CATEGORY:
        expr = expr.str.strip_chars().str.replace_all(",", "", literal=True)
    values = finite(expr.cast(pl.Float64, strict=False)) if x.kind is not Kind.NUMBER else expr
    return x.counts(node, values)


def _calendar(node: Call, x: Piece) -> Piece:
    """Hour 0–23, weekday 1 (Monday) – 7, month 1–12, year."""
    need(Kind.DATE, x)
    moment = x.expr.dt
    found = {"hour": moment.hour, "weekday": moment.weekday, "month": moment.month, "year": moment.year}[
        node.function
    ]()
    return x.counts(node, found.cast(pl.Float64))


ROW_WISE: Final[Mapping[str, Planned]] = {
    "abs": _abs,
    "sqrt": _sqrt,
    "exp": _pure,
    "log": _pure,
    "log10": _pure,
    "min": _extreme,
    "max": _extreme,
    "round": _round,
    "clip": _clip,
    "if": _if,
    "convert": _convert,
    "number": _number,
    **dict.fromkeys(("hour", "weekday", "month", "year"), _calendar),
}
"""What each function makes of the call and its planned arguments."""
