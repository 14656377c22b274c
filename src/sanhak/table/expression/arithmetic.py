"""The signs ``+ - * / ^`` between numbers, and ``+ -`` between dates and times."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from sanhak.finding import Refusal
from sanhak.table.column import Kind
from sanhak.table.expression.findings import UnitsClash
from sanhak.table.expression.piece import Piece, Stands, differ, need, ratio
from sanhak.table.expression.scales import added, as_difference, multiplied, powered
from sanhak.table.expression.tree import Negative, Pair, part
from sanhak.table.units import compatible

_HOUR = 3_600_000_000
"""Microseconds."""


def reckoned(node: Pair, left: Piece, right: Piece) -> Piece:
    """The result of one of the five signs.

    Raises
    ------
    Refusal
        T114, T116, T122 or T123 for units that do not go together, T115 and T120 for kinds.
    """
    if node.sign in "+-" and Kind.DATE in (left.kind, right.kind):
        return _moved(node, left, right)
    need(Kind.NUMBER, left, right)
    if node.sign in "+-":
        return added(node, left, right)
    return powered(node, left, right) if node.sign == "^" else multiplied(node, left, right)


def negative(node: Negative, value: Piece) -> Piece:
    """The number with its sign turned; a written number stays one."""
    need(Kind.NUMBER, value)
    turned = value.becomes(node, -value.expr)
    if value.fixed is None:
        return turned
    return replace(turned, expr=pl.lit(-value.fixed), fixed=-value.fixed, stands=value.stands)


def _moved(node: Pair, left: Piece, right: Piece) -> Piece:
    """A date less a date, in hours; or a date moved by a time."""
    if left.kind is right.kind and node.sign == "-":
        hours = ratio((left.expr - right.expr).dt.total_microseconds(), pl.lit(_HOUR))
        return replace(left.counts(node, hours, right), unit="h", stands=Stands.DIFFERENCE)
    date, time = (left, right) if left.kind is Kind.DATE else (right, left)
    if time.kind is not Kind.NUMBER or (date is right and node.sign == "-"):
        raise differ(node, left, right)
    if time.unit is None or not compatible(time.unit, "h"):
        raise Refusal(UnitsClash(part=part(node), place=node.at + 1, first=time.unit or "–", second="h"))
    microseconds = (as_difference(time, "h").expr * _HOUR).round().cast(pl.Int64, strict=False)
    span = microseconds.cast(pl.Duration("us"))
    return date.becomes(node, date.expr + span if node.sign == "+" else date.expr - span, time)
