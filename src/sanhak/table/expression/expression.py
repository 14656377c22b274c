"""An expression, from its text to a plan for Polars."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import reduce
from operator import and_

import polars as pl

from sanhak.finding import Refusal, near
from sanhak.table.column import Column, Kind
from sanhak.table.expression.arithmetic import negative, reckoned
from sanhak.table.expression.calls import ROW_WISE
from sanhak.table.expression.conditions import among, between, compared, joined, missing, opposite
from sanhak.table.expression.findings import ColumnNotThere
from sanhak.table.expression.parse import parse
from sanhak.table.expression.past import planned_past
from sanhak.table.expression.piece import Piece, Stands, Truth, Values, constant, finite
from sanhak.table.expression.piece import column as named
from sanhak.table.expression.scales import shifted
from sanhak.table.expression.tree import (
    COMPARISONS,
    Among,
    Between,
    Call,
    Missing,
    Name,
    Negative,
    Node,
    Not,
    Number,
    Pair,
    Words,
    everything,
    filled,
    written,
)


@dataclass(frozen=True, slots=True)
class Planned:
    """How an expression is worked out, and what comes out.

    ``expr`` gives one value a row, without a name of its own: a Float64 in ``unit`` that is never infinite or NaN, a
    String, a Datetime or a Boolean, as ``kind`` says; missing is null. ``lost`` is true in the rows where all columns
    that are read have a value and the result has none: a division by zero, the logarithm of a negative number, a text
    that is no number, rows before the first one to look back at. ``row_wise`` is false where a row looks at others:
    then ``expr`` needs all rows at once.
    """

    expr: pl.Expr
    kind: Values
    unit: str | None
    row_wise: bool
    lost: pl.Expr

    @property
    def truth(self) -> bool:
        """Whether it is a condition, by which rows can be kept."""
        return self.kind is Truth.TRUTH


@dataclass(frozen=True, slots=True)
class Expression:
    """A formula over the columns of a table, read once and then planned for any table; equal ones have equal trees.

    ``str`` gives its canonical text, which reads back as an equal expression.
    """

    tree: Node

    @staticmethod
    def parse(text: str) -> Expression:
        """Read an expression.

        Raises
        ------
        Refusal
            T110–T113 and T118, each with the place, what stands there and what was expected or is nearest.
        """
        return Expression(parse(text))

    def __str__(self) -> str:
        return written(self.tree)

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns that are read, in the order of their first mention."""
        return tuple(dict.fromkeys(node.name for node in everything(self.tree) if isinstance(node, Name)))

    def filled(self, values: Mapping[str, Expression]) -> Expression:
        """The expression in which some names stand for other expressions, such as a price for its amount."""
        return Expression(filled(self.tree, {name: value.tree for name, value in values.items()}))

    def plan(self, columns: Mapping[str, Column], time: str | None = None, asset: str | None = None) -> Planned:
        """How to work it out over these columns.

        Parameters
        ----------
        columns
            The facts about the columns by name: units and kinds are checked against them.
        time
            The column, of kind date, that says when rows were taken; needed to look back by a span of time.
        asset
            The column that says on what rows were taken: what looks back stays on the same asset.

        Raises
        ------
        Refusal
            T114–T117 and T119–T126 where names, kinds, units or times do not fit.
        """
        plan = _Plan(columns, time)
        piece = plan.piece(self.tree)
        read = [*plan.read, *([time] if not piece.row_wise and plan.time is not None and time else [])]
        inputs = reduce(and_, [_present(name, columns) for name in dict.fromkeys(read)], pl.lit(value=True))
        expr = piece.expr if piece.row_wise or asset is None else piece.expr.over(named(asset))
        return Planned(expr, piece.kind, piece.unit, piece.row_wise, inputs & expr.is_null())


def _present(name: str, columns: Mapping[str, Column]) -> pl.Expr:
    """Whether a column has a value in a row."""
    return (_values(columns[name]) if columns[name].kind is Kind.NUMBER else named(name)).is_not_null()


def _values(column: Column) -> pl.Expr:
    return finite(named(column.name).cast(pl.Float64))


class _Plan:
    """The walk over one tree: each part is planned from the plans of the parts below it."""

    def __init__(self, columns: Mapping[str, Column], time: str | None) -> None:
        self._columns = columns
        self._composed = {unicodedata.normalize("NFC", name): name for name in columns}
        dated = time is not None and time in columns and columns[time].kind is Kind.DATE
        self.time = named(time) if dated and time else None
        self.read: list[str] = []

    def piece(self, node: Node) -> Piece:
        """The plan of a part; what reads no column is worked out at once."""
        read = len(self.read)
        made = self._made(node)
        if len(self.read) > read or isinstance(node, Number | Words):
            return made
        values = pl.select(made.expr).to_series()
        made = replace(made, expr=pl.lit(values.item(0), dtype=values.dtype))
        if made.kind is not Kind.NUMBER:
            return made
        stands = Stands.LITERAL if made.stands is Stands.OPEN else made.stands
        return replace(made, stands=stands, fixed=values.item(0))

    def _made(self, node: Node) -> Piece:
        match node:
            case Number():
                stands = Stands.LITERAL
                return Piece(node, pl.lit(node.value), unit=node.unit, stands=stands, fixed=node.value)
            case Words():
                return Piece(node, pl.lit(node.value), Kind.CATEGORY)
            case Name():
                return self._column(node)
            case Call():
                return self._call(node)
            case Pair():
                return self._pair(node)
            case _:
                return self._asked(node)

    def _asked(self, node: Negative | Not | Missing | Between | Among) -> Piece:
        match node:
            case Negative():
                return negative(node, self.piece(node.operand))
            case Not():
                return opposite(node, self.piece(node.operand))
            case Missing():
                return missing(node, self.piece(node.operand))
            case Between():
                return between(node, self.piece(node.operand), self.piece(node.low), self.piece(node.high))
            case Among():
                return among(node, self.piece(node.operand), [self.piece(option) for option in node.options])

    def _column(self, node: Name) -> Piece:
        """A column: numbers finite, all kinds of words as text."""
        # The same Hangul may come composed or in single letters; a keyboard cannot tell them apart.
        name = node.name if node.name in self._columns else self._composed.get(unicodedata.normalize("NFC", node.name))
        if name is None:
            within = [other for other in self._columns if node.name.casefold() in other.casefold()]
            nearest = tuple(dict.fromkeys([*near(node.name, self._columns), *within]))[:3]
            raise Refusal(ColumnNotThere(column=node.name, place=node.at + 1, near=nearest))
        self.read.append(name)
        column = replace(self._columns[name], name=name)
        if column.kind is Kind.NUMBER:
            stands = Stands.LEVEL if shifted(column.unit) else Stands.OPEN
            return Piece(node, _values(column), unit=column.unit, stands=stands, free=column.unit is None)
        if column.kind is Kind.DATE:
            return Piece(node, named(name).cast(pl.Datetime("us")), Kind.DATE)
        return Piece(node, named(name).cast(pl.String), Kind.CATEGORY)

    def _call(self, node: Call) -> Piece:
        arguments = [self.piece(argument) for argument in node.arguments]
        if node.function in ROW_WISE:
            return ROW_WISE[node.function](node, *arguments)
        if not any(isinstance(part, Name) for part in everything(node.arguments[0])):
            raise constant(arguments[0])
        return planned_past(node, arguments[0], arguments[1] if len(arguments) > 1 else None, self.time)

    def _pair(self, node: Pair) -> Piece:
        left, right = self.piece(node.left), self.piece(node.right)
        if node.sign in COMPARISONS:
            return compared(node, left, right)
        return joined(node, left, right) if node.sign in ("and", "or") else reckoned(node, left, right)
