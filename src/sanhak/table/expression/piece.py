"""A planned part of an expression: how Polars works it out, and what the values are.

Polars keeps expressions as trees, so a part that stands twice in the part above it is worked out twice, and fifty such
levels would never end. ``let`` therefore names the parts that a formula needs more than once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, TypeAlias

import polars as pl

from sanhak.finding import Refusal
from sanhak.table.column import Kind
from sanhak.table.expression.findings import KindNotFit, KindsDiffer
from sanhak.table.expression.tree import Node, part
from sanhak.text import Text, say


class Truth(StrEnum):
    """The kind of a condition: true, false or missing, a Boolean in Polars. No column of a table is one."""

    TRUTH = "truth"


Values: TypeAlias = Kind | Truth
"""What values can be here: ``Kind.NUMBER``, ``Kind.CATEGORY`` for all words, ``Kind.DATE`` or ``Truth.TRUTH``."""


class Stands(StrEnum):
    """What a number stands for on its scale."""

    LEVEL = "level"
    """A point on the scale, such as a temperature."""
    DIFFERENCE = "difference"
    """A distance of two points, which has a true zero."""
    OPEN = "open"
    """Either: a column in K or bar does not say."""
    LITERAL = "literal"
    """A number in the expression; it stands for what its place asks for."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of an expression, planned.

    ``unit`` is None for a pure number and where the unit is unknown (``free``: a column without unit, or what was made
    with one). ``fixed`` is the value of a number that is written out.
    """

    node: Node
    expr: pl.Expr
    kind: Values = Kind.NUMBER
    unit: str | None = None
    stands: Stands = Stands.OPEN
    free: bool = False
    fixed: float | None = None
    row_wise: bool = True

    def becomes(self, node: Node, expr: pl.Expr, *others: Piece) -> Piece:
        """The result of an operation on this piece and others: of the same kind and unit unless it is replaced."""
        row_wise = self.row_wise and all(other.row_wise for other in others)
        stands = Stands.OPEN if self.stands is Stands.LITERAL and self.fixed is None else self.stands
        return replace(self, node=node, expr=expr, fixed=None, stands=stands, row_wise=row_wise)

    def counts(self, node: Node, expr: pl.Expr, *others: Piece) -> Piece:
        """The result of an operation that gives a pure number."""
        made = self.becomes(node, expr, *others)
        return replace(made, kind=Kind.NUMBER, unit=None, stands=Stands.OPEN, free=False)

    def holds(self, node: Node, expr: pl.Expr, *others: Piece) -> Piece:
        """The result of an operation that gives a condition."""
        return replace(self.counts(node, expr, *others), kind=Truth.TRUTH)


_RESULT: Final = "result"


def column(name: str) -> pl.Expr:
    """The column of exactly this name, even where Polars would read the name as a pattern: ``*`` or ``^…$``."""
    pattern = name == "*" or (name.startswith("^") and name.endswith("$"))
    return pl.col(f"^{re.escape(name)}$" if pattern else name)


def let(result: pl.Expr, **parts: pl.Expr) -> pl.Expr:
    """``result`` with the parts that it names by ``pl.field``, each worked out once."""
    named = [part.alias(name) for name, part in parts.items()]
    return pl.struct(named).struct.with_fields(result.alias(_RESULT)).struct.field(_RESULT)


def finite(expr: pl.Expr) -> pl.Expr:
    """The values, missing where they are infinite or not a number."""
    x = pl.field("x")
    return let(pl.when(x.is_finite()).then(x), x=expr)


def ratio(above: pl.Expr, below: pl.Expr) -> pl.Expr:
    """A division, rounded once: by a fixed number Polars would multiply with its reciprocal, and 3 / 10 not be 0.3."""
    return let(pl.field("above") / pl.field("below"), above=above, below=below)


def place_of(piece: Piece) -> int:
    """Where a piece stands in the text, counted from 1."""
    return piece.node.at + 1


def said(kind: Values) -> Text:
    """A kind of value as a reader calls it."""
    match kind:
        case Kind.NUMBER:
            return say("a number")
        case Kind.DATE:
            return say("a date")
        case Truth.TRUTH:
            return say("a condition")
        case _:
            return say("a text")


def need(kind: Values, *pieces: Piece) -> None:
    """Raise T120 for the first piece that is not of this kind."""
    for piece in pieces:
        if piece.kind is not kind:
            given, needed = said(piece.kind), said(kind)
            raise Refusal(KindNotFit(part=part(piece.node), place=place_of(piece), given=given, needed=needed))


def constant(piece: Piece) -> Refusal:
    """T120: a fixed value where there must be a column."""
    given, needed = say("the same in all rows"), say("a column")
    return Refusal(KindNotFit(part=part(piece.node), place=place_of(piece), given=given, needed=needed))


def differ(node: Node, first: Piece, second: Piece) -> Refusal:
    """T115: two pieces whose kinds do not go together."""
    kinds = said(first.kind), said(second.kind)
    return Refusal(KindsDiffer(part=part(node), place=node.at + 1, first=kinds[0], second=kinds[1]))
