"""Random expressions, and how slow plain Python works them out: one row after the other."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping, Sequence

from hypothesis import strategies as st

from sanhak.table.expression.functions import FUNCTIONS
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
    children,
)
from sanhak.table.units import known
from table.expression.plant import COLUMNS

Row = Mapping[str, float | None]

UNITS = ["°C", "bar", "kJ/(mol·K)", "1/h", "W/(m²·K)", "m³/h", "%", "kgf/cm²G", "원/kg", "%RH", "°", "Nm³/h", "min"]
assert all(known(unit) == unit for unit in UNITS)

numbers = st.builds(Number, st.floats(0, allow_infinity=False, allow_nan=False), st.none() | st.sampled_from(UNITS))
words = st.builds(Words, st.text(max_size=8))
names = st.builds(
    Name, st.sampled_from(["x", "압력", "and", "T jacket", "a]b", "`", "__class__", "min", "TIC-1203.PV"])
)
options = st.lists(numbers | words | st.builds(Negative, numbers), min_size=1, max_size=3).map(tuple)


def _calls(below: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    def call(name: str) -> st.SearchStrategy[Node]:
        function = FUNCTIONS[name]
        most = function.most or function.least + 1
        return st.builds(Call, st.just(name), st.lists(below, min_size=function.least, max_size=most).map(tuple))

    return st.sampled_from(sorted(FUNCTIONS)).flatmap(call)


def _above(below: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    signs = st.sampled_from([*"+-*/^", *COMPARISONS, "and", "or"])
    return (
        st.builds(Pair, signs, below, below)
        | st.builds(Negative, below)
        | st.builds(Not, below)
        | st.builds(Between, below, below, below)
        | st.builds(Among, below, options)
        | st.builds(Missing, below, st.booleans())
        | _calls(below)
    )


trees = st.recursive(numbers | words | names, _above, max_leaves=10)
"""Any tree that can be written, sensible or not."""


_small = st.builds(
    Number,
    st.sampled_from([0.0, 0.5, 1.0, 2.0, 10.0]),
    st.sampled_from([None, "°C", "K", "°F", "bar", "barg", "h", "min", "%", "kg/h"]),
)
_quoted = st.builds(Words, st.sampled_from(["A", "kPa", "K", "2026-01-01"]))
mixed = st.recursive(st.builds(Name, st.sampled_from(sorted(COLUMNS))) | _small | _quoted, _above, max_leaves=6)
"""Trees over the columns of the plant; most have no meaning."""


def _numeric(below: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    comparisons = st.builds(Pair, st.sampled_from(COMPARISONS), below, below)
    joined = st.builds(Pair, st.sampled_from(["and", "or"]), comparisons, comparisons)
    conditions = (
        comparisons
        | joined
        | st.builds(Not, joined)
        | st.builds(Missing, below)
        | st.builds(Between, below, below, below)
    )
    one = st.sampled_from(["abs", "sqrt", "exp", "log", "log10", "number"])
    several = st.sampled_from(["min", "max"])
    return (
        st.builds(Pair, st.sampled_from("+-*/^"), below, below)
        | st.builds(Negative, below)
        | st.builds(lambda name, x: Call(name, (x,)), one, below)
        | st.builds(lambda name, x, y: Call(name, (x, y)), several, below, below)
        | st.builds(lambda *parts: Call("clip", parts), below, below, below)
        | st.builds(lambda *parts: Call("if", parts), conditions, below, below)
    )


_plain = st.builds(Number, st.sampled_from([0.0, 0.5, 1.0, 2.0, 3.0]))
numeric = st.recursive(_plain | st.builds(Name, st.sampled_from(["x", "y", "z"])), _numeric, max_leaves=8)
"""Trees of bare numbers over the columns x, y and z."""


def _finite(function: Callable[..., float | complex], *arguments: float) -> float | None:
    try:
        value = function(*arguments)
    except (ZeroDivisionError, ValueError, OverflowError):
        return None
    return None if isinstance(value, complex) or not math.isfinite(value) else value


_BOTH: Mapping[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "^": operator.pow,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
_ONE: Mapping[str, Callable[[float], float]] = {
    "abs": abs,
    "sqrt": math.sqrt,
    "exp": math.exp,
    "log": math.log,
    "log10": math.log10,
    "number": float,
}
_MANY: Mapping[str, Callable[..., float]] = {
    "min": min,
    "max": max,
    "clip": lambda x, low, high: min(max(x, low), high),
}


def slow(node: Node, row: Row) -> float | bool | None:
    """The value of a numeric tree in one row; None where it is missing."""
    match node:
        case Number():
            return node.value
        case Name():
            return row[node.name]
        case Negative() | Not():
            return _worked(operator.neg if isinstance(node, Negative) else operator.not_, [slow(node.operand, row)])
        case Missing():
            return (slow(node.operand, row) is None) == node.absent
        case Between():
            lower = slow(Pair(">=", node.operand, node.low), row)
            return _kleene("and", lower, slow(Pair("<=", node.operand, node.high), row))
        case Pair(sign="and" | "or"):
            return _kleene(node.sign, slow(node.left, row), slow(node.right, row))
        case Call(function="if"):
            truth = slow(node.arguments[0], row)
            return None if truth is None else slow(node.arguments[1 if truth else 2], row)
    function = {**_BOTH, **_ONE, **_MANY}[node.sign if isinstance(node, Pair) else node.function]
    return _worked(function, [slow(child, row) for child in children(node)])


def _worked(function: Callable[..., float], given: Sequence[float | None]) -> float | None:
    there = [value for value in given if value is not None]
    return _finite(function, *there) if len(there) == len(given) else None


def _kleene(sign: str, left: float | None, right: float | None) -> bool | None:
    decisive = sign == "or"
    if decisive in (left, right):
        return decisive
    return None if None in (left, right) else not decisive
