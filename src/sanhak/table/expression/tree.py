"""What a text of the language is made of. Each part writes itself so that reading it again gives an equal part."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, TypeAlias

SIGNS: Final = {
    "or": 1, "and": 2, "==": 4, "!=": 4, "<": 4, "<=": 4, ">": 4, ">=": 4, "+": 5, "-": 5, "*": 6, "/": 6, "^": 8,
}  # fmt: skip
"""Signs between two parts; those with a higher number bind more tightly."""
COMPARISONS: Final = frozenset(sign for sign, rank in SIGNS.items() if rank == 4)  # noqa: PLR2004 - as listed above
_NOT, _NEGATIVE, _ALONE = 3, 7, 9
_PLAIN: Final = re.compile(r"[^\W\d]\w*")
KEYWORDS: Final = frozenset({"and", "or", "not", "in", "is", "missing", "between", "그리고", "또는"})


@dataclass(frozen=True, slots=True)
class Number:
    """A number, with the unit behind it or None."""

    value: float
    unit: str | None = None

    def __str__(self) -> str:
        return f"{self.value:.17g} {self.unit}" if self.unit else f"{self.value:.17g}"


@dataclass(frozen=True, slots=True)
class Words:
    """A text in quotation marks."""

    text: str

    def __str__(self) -> str:
        mark = '"' if "'" in self.text else "'"
        return f"{mark}{self.text}{mark}"


@dataclass(frozen=True, slots=True)
class Name:
    """A column."""

    name: str

    def __str__(self) -> str:
        if _PLAIN.fullmatch(self.name) and self.name.casefold() not in KEYWORDS:
            return self.name
        return f"`{self.name}`" if "]" in self.name or "[" in self.name else f"[{self.name}]"


@dataclass(frozen=True, slots=True)
class Call:
    """A function of the list with its arguments."""

    function: str
    arguments: tuple[Part, ...]

    def __str__(self) -> str:
        return f"{self.function}({', '.join(map(str, self.arguments))})"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two parts with a sign of :data:`SIGNS` between them."""

    sign: str
    left: Part
    right: Part

    def __str__(self) -> str:
        rank = SIGNS[self.sign]
        # Comparisons do not chain, powers bind from the right, everything else from the left.
        left = _within(self.left, rank + (self.sign in COMPARISONS or self.sign == "^"))
        right = _within(self.right, rank + (self.sign != "^"))
        return f"{left} {self.sign} {right}"


@dataclass(frozen=True, slots=True)
class Turned:
    """A part with ``-`` or ``not`` before it."""

    sign: str
    part: Part

    def __str__(self) -> str:
        return f"not {_within(self.part, _NOT)}" if self.sign == "not" else f"-{_within(self.part, _NEGATIVE)}"


@dataclass(frozen=True, slots=True)
class Missing:
    """Whether a part has no value."""

    part: Part

    def __str__(self) -> str:
        return f"{_within(self.part, 5)} is missing"


@dataclass(frozen=True, slots=True)
class Among:
    """Whether a part equals one of several."""

    part: Part
    options: tuple[Part, ...]

    def __str__(self) -> str:
        return f"{_within(self.part, 5)} in ({', '.join(map(str, self.options))})"


Part: TypeAlias = Number | Words | Name | Call | Pair | Turned | Missing | Among


def _rank(part: Part) -> int:
    match part:
        case Pair():
            return SIGNS[part.sign]
        case Turned():
            return _NOT if part.sign == "not" else _NEGATIVE
        case Missing() | Among():
            return 4
        case Number() if part.value < 0:
            return _NEGATIVE
        case _:
            return _ALONE


def _within(part: Part, rank: int) -> str:
    """The part, in parentheses where it would otherwise bind less tightly than ``rank``."""
    return str(part) if _rank(part) >= rank else f"({part})"


def columns_of(part: Part) -> tuple[str, ...]:
    """The columns that a part reads, each once, in order."""
    match part:
        case Name():
            return (part.name,)
        case Call():
            below: tuple[Part, ...] = part.arguments
        case Pair():
            below = (part.left, part.right)
        case Turned() | Missing():
            below = (part.part,)
        case Among():
            below = (part.part, *part.options)
        case _:
            below = ()
    return tuple(dict.fromkeys(name for inner in below for name in columns_of(inner)))
