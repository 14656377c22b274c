"""Comparisons, memberships and what joins them. A comparison with a missing value is missing.

Conditions are joined as in SQL (the logic of Kleene): ``false and missing`` is false and ``true or missing`` is true,
whatever the missing one may be; all else with a missing condition is missing.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

import polars as pl

from sanhak.finding import Refusal
from sanhak.table.column import Kind
from sanhak.table.expression.findings import DateNotRead, KindNotFit
from sanhak.table.expression.piece import Piece, Truth, differ, let, need, place_of, said
from sanhak.table.expression.scales import alike
from sanhak.table.expression.tree import Among, Between, Missing, Node, Not, Pair, Words, part

_COMPARE: Final[Mapping[str, Callable[[pl.Expr, pl.Expr], pl.Expr]]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip


def same_kind(node: Node, pieces: Sequence[Piece]) -> list[Piece]:
    """Pieces that can be compared or stand for one another: of one kind, numbers in one unit, texts beside dates read.

    Raises
    ------
    Refusal
        T114 and T123 for units, T115 for kinds that differ, T124 for a text that is no date.
    """
    if any(piece.kind is Kind.DATE for piece in pieces):
        pieces = [_date(piece) if isinstance(piece.node, Words) else piece for piece in pieces]
    first = pieces[0]
    for other in pieces[1:]:
        if other.kind is not first.kind:
            raise differ(node, first, other)
    return alike(node, pieces)[0] if first.kind is Kind.NUMBER else list(pieces)


def _date(piece: Piece) -> Piece:
    """A date in quotes."""
    text = piece.node.value if isinstance(piece.node, Words) else ""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is not None:
        raise Refusal(DateNotRead(part=part(piece.node), place=place_of(piece)))
    return replace(piece, expr=pl.lit(moment, dtype=pl.Datetime("us")), kind=Kind.DATE)


def compared(node: Pair, left: Piece, right: Piece) -> Piece:
    """A comparison; which of two is larger is asked of numbers and dates only."""
    first, second = same_kind(node, (left, right))
    if node.sign not in ("==", "!=") and first.kind not in (Kind.NUMBER, Kind.DATE):
        raise _unordered(left)
    return left.holds(node, _COMPARE[node.sign](first.expr, second.expr), right)


def _unordered(piece: Piece) -> Refusal:
    given, needed = said(piece.kind), said(Kind.NUMBER)
    return Refusal(KindNotFit(part=part(piece.node), place=place_of(piece), given=given, needed=needed))


def between(node: Between, value: Piece, low: Piece, high: Piece) -> Piece:
    """Whether a number or a date lies within bounds that count in."""
    x, least, most = same_kind(node, (value, low, high))
    if x.kind not in (Kind.NUMBER, Kind.DATE):
        raise _unordered(value)
    return value.holds(node, x.expr.is_between(least.expr, most.expr), low, high)


def among(node: Among, value: Piece, options: Sequence[Piece]) -> Piece:
    """Whether a value is one of those that are written out."""
    x, *others = same_kind(node, (value, *options))
    found = pl.any_horizontal([pl.field("x") == other.expr for other in others])
    return value.holds(node, let(found, x=x.expr))


def missing(node: Missing, value: Piece) -> Piece:
    """Whether a value is missing; never missing itself."""
    return value.holds(node, value.expr.is_null() if node.absent else value.expr.is_not_null())


def joined(node: Pair, left: Piece, right: Piece) -> Piece:
    """Two conditions joined by and or or."""
    need(Truth.TRUTH, left, right)
    return left.holds(node, left.expr & right.expr if node.sign == "and" else left.expr | right.expr, right)


def opposite(node: Not, value: Piece) -> Piece:
    """The opposite of a condition."""
    need(Truth.TRUTH, value)
    return value.holds(node, ~value.expr)
