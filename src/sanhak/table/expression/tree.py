"""What an expression is made of, and how it is written: the tree that the parser builds and its canonical text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

from sanhak.table.expression.functions import RESERVED

PLAIN_NAME: Final = re.compile(r"[^\W\d]\w*")
"""A name that needs no quoting: letters of any script, digits and underscores, no digit first."""
COMPARISONS: Final = ("<", "<=", ">", ">=", "==", "!=")
_SHOWN: Final = 60
"""Characters of a part that a finding shows."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written, not negative, with its unit as :mod:`sanhak.table.units` shows it."""

    value: float
    unit: str | None = None
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Words:
    """A piece of text in quotes."""

    value: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Name:
    """The name of a column."""

    name: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Negative:
    """The operand with its sign turned."""

    operand: Node
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of a condition."""

    operand: Node
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two operands with a sign between them: ``+ - * / ^``, a comparison, ``and`` or ``or``."""

    sign: str
    left: Node
    right: Node
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Between:
    """Whether the operand lies from ``low`` to ``high``, both included."""

    operand: Node
    low: Node
    high: Node
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Among:
    """Whether the operand is one of some fixed values: numbers (a negative one as :class:`Negative`) or texts."""

    operand: Node
    options: tuple[Node, ...]
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Missing:
    """Whether the operand is missing; the opposite where ``absent`` is false."""

    operand: Node
    absent: bool = True
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """One of the listed functions, by its English name, with its arguments."""

    function: str
    arguments: tuple[Node, ...]
    at: int = field(default=0, compare=False)


Node: TypeAlias = "Number | Words | Name | Negative | Not | Pair | Between | Among | Missing | Call"

# How tightly a part holds together; an operand that holds less tightly than its place asks for is put in parentheses.
_ANY, _AND, _NOT, _COMPARISON, _SUM, _PRODUCT, _SIGNED, _POWER, _WHOLE = range(9)
_PLACES: Final = {
    "or": (_ANY, _ANY, _AND),
    "and": (_AND, _AND, _NOT),
    **dict.fromkeys(COMPARISONS, (_COMPARISON, _SUM, _SUM)),
    **dict.fromkeys("+-", (_SUM, _SUM, _PRODUCT)),
    **dict.fromkeys("*/", (_PRODUCT, _PRODUCT, _SIGNED)),
    "^": (_POWER, _WHOLE, _WHOLE),
}


def children(node: Node) -> tuple[Node, ...]:
    """The parts directly below a part, in the order in which they are written."""
    match node:
        case Negative() | Not() | Missing():
            return (node.operand,)
        case Pair():
            return (node.left, node.right)
        case Between():
            return (node.operand, node.low, node.high)
        case Among():
            return (node.operand, *node.options)
        case Call():
            return node.arguments
        case _:
            return ()


def everything(node: Node) -> Iterator[Node]:
    """A part and all parts below it."""
    yield node
    for child in children(node):
        yield from everything(child)


def filled(node: Node, values: Mapping[str, Node]) -> Node:
    """A tree in which some names stand for other trees."""
    match node:
        case Name():
            return values.get(node.name, node)
        case Negative() | Not() | Missing():
            return replace(node, operand=filled(node.operand, values))
        case Pair():
            return replace(node, left=filled(node.left, values), right=filled(node.right, values))
        case Between():
            low, high = filled(node.low, values), filled(node.high, values)
            return replace(node, operand=filled(node.operand, values), low=low, high=high)
        case Among():
            return replace(node, operand=filled(node.operand, values))
        case Call():
            return replace(node, arguments=tuple(filled(part, values) for part in node.arguments))
        case _:
            return node


def depth(node: Node) -> int:
    """Levels of a tree, 1 for a number or a name; counted without recursion, for it may be very deep."""
    levels, below = 0, [node]
    while below:
        levels, below = levels + 1, [child for parent in below for child in children(parent)]
    return levels


def written(node: Node) -> str:
    """The canonical text, which reads back as an equal tree."""
    return _tight(node)[1]


def part(node: Node) -> str:
    """The canonical text of a part, shortened for a finding."""
    text = written(node)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _tight(node: Node) -> tuple[int, str]:
    """How tightly a part holds together, and its text."""
    match node:
        case Number():
            # A unit would take a power that follows it for its own: 3 m^2 is three square metres.
            return (_SIGNED if node.unit else _WHOLE), _number(node)
        case Words():
            return _WHOLE, _quoted(node.value)
        case Name():
            return _WHOLE, _name(node.name)
        case Negative():
            return _SIGNED, f"-{_placed(node.operand, _SIGNED)}"
        case Not():
            return _NOT, f"not {_placed(node.operand, _NOT)}"
        case Pair():
            own, left, right = _PLACES[node.sign]
            return own, f"{_placed(node.left, left)} {node.sign} {_placed(node.right, right)}"
        case Call():
            return _WHOLE, f"{node.function}({', '.join(map(written, node.arguments))})"
        case _:
            return _COMPARISON, _question(node)


def _question(node: Between | Among | Missing) -> str:
    operand = _placed(node.operand, _SUM)
    match node:
        case Between():
            return f"{operand} between {_placed(node.low, _SUM)} and {_placed(node.high, _SUM)}"
        case Among():
            return f"{operand} in ({', '.join(map(written, node.options))})"
        case Missing():
            return f"{operand} is missing" if node.absent else f"{operand} is not missing"


def _placed(node: Node, needed: int) -> str:
    own, text = _tight(node)
    return text if own >= needed else f"({text})"


def _number(node: Number) -> str:
    text = repr(node.value).removesuffix(".0")
    return f"{text} {node.unit}" if node.unit else text


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _name(name: str) -> str:
    plain = PLAIN_NAME.fullmatch(name) and not name.startswith("__") and name.casefold() not in RESERVED
    return name if plain else "[" + name.replace("]", "]]") + "]"
