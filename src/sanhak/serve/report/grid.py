"""A grid: rows and columns of an answer, ready to be shown as a table of a page, a sheet or a terminal."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, TypeAlias

from sanhak.text import Amount, Language, Text, decimals_for, say, show

_MOST_DECIMALS: Final = 6


class Shape(StrEnum):
    """How a column is set: words to the left, numbers to the right on their decimal point, ranges to the right."""

    WORDS = "words"
    NUMBER = "number"
    RANGE = "range"


@dataclass(frozen=True, slots=True)
class Number:
    """A number with the decimal places at which it is read.

    ``between`` are two values that it comes near but never reaches, such as 0 and 100 % of a chance: what would round
    to one of them reads ``> 99.9``.
    """

    value: float
    decimals: int = 0
    between: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Range:
    """From one end to the other; an open end is None. Allowed levels of a category are words, not a range."""

    lower: float | None
    upper: float | None
    decimals: int = 0


Cell: TypeAlias = "Text | str | Number | Range | date | None"


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column: what it holds, in which unit; ``key`` is its name for style sheets.

    ``brief`` is for a page, where the head of the column to the left says the rest; ``bar`` draws a share in per cent
    as a slim bar under its number.
    """

    key: str
    title: Text
    shape: Shape = Shape.WORDS
    unit: str | None = None
    brief: Text | None = None
    bar: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of cells under heads. ``strong`` rows are in question, ``quiet`` rows are what they are compared with.

    Rows that are ``ordered`` follow one another; a page does not offer to sort them. ``stands`` says what each row
    stands for, in the identities of :mod:`sanhak.figure`; it is empty where rows stand for nothing that is shown twice.
    """

    name: str
    title: Text
    heads: tuple[Head, ...]
    rows: tuple[tuple[Cell, ...], ...]
    strong: frozenset[int] = frozenset()
    quiet: frozenset[int] = frozenset()
    ordered: bool = False
    stands: tuple[str | None, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.rows)


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell in words. ``padding`` is what its number lacks behind the point to stand under the others' points."""

    text: str
    padding: str = ""


def words(cell: Cell, language: Language) -> str:
    """A cell as a reader of ``language`` expects to see it."""
    match cell:
        case Number():
            return show(spoken(cell), language)
        case Range():
            return _span(cell).render(language)
        case _:
            return show(cell, language)


def spoken(number: Number, unit: str | None = None) -> Text:
    """A number in words, with its unit."""
    value, step = round(number.value, number.decimals), 10.0**-number.decimals
    if number.between is not None and value <= number.between[0]:
        return Text("< {value}", {"value": Amount(number.between[0] + step, unit, number.decimals)})
    if number.between is not None and value >= number.between[1]:
        return Text("> {value}", {"value": Amount(number.between[1] - step, unit, number.decimals)})
    return Text("{value}", {"value": Amount(number.value, unit, number.decimals)})


def shown(grid: Grid, language: Language) -> list[list[Shown]]:
    """All cells in words, the numbers of each column padded to one decimal point."""
    columns = [
        [Shown(words(cell, language), padding) for cell, padding in zip(column, _padding(column), strict=True)]
        for column in zip(*grid.rows, strict=True)
    ]
    return [list(row) for row in zip(*columns, strict=True)]


def decimals_of(values: Iterable[float], most: int) -> int:
    """The fewest decimal places, at most ``most``, at which all ``values`` read as they do with ``most``."""
    finite = [value for value in values if math.isfinite(value)]
    for decimals in range(max(0, most)):
        if all(math.isclose(round(value, decimals), round(value, most), abs_tol=10.0**-9) for value in finite):
            return decimals
    return max(0, most)


def resolution(lower: float, upper: float) -> int:
    """Decimal places that tell two settings apart where a control moves between ``lower`` and ``upper``."""
    return min(_MOST_DECIMALS, max(0, decimals_for((upper - lower) / 20)))


def spread_decimals(spreads: Sequence[float], values: Sequence[float]) -> int:
    """Decimal places of a column of values: two digits of the widest spread, or one of the smallest if that is more.

    Where no value has a spread, the values themselves are shown to three digits.
    """
    known = [spread for spread in spreads if spread > 0 and math.isfinite(spread)]
    if known:
        return min(_MOST_DECIMALS, max(0, decimals_for(max(known)), decimals_for(min(known)) - 1))
    return min(_MOST_DECIMALS, max(0, decimals_for(min((abs(value) / 10 for value in values if value), default=0.0))))


def _span(cell: Range) -> Text:
    """A range in words, open ends named."""
    lower, upper = (None if end is None else Amount(end, None, cell.decimals) for end in (cell.lower, cell.upper))
    if cell.lower is None and cell.upper is None:
        return say("any")
    if cell.lower is None:
        return say("at most {b}", b=upper)
    if cell.upper is None:
        return say("at least {a}", a=lower)
    return say("{a} to {b}" if cell.lower < 0 else "{a}–{b}", a=lower, b=upper)


def _padding(column: Sequence[Cell]) -> list[str]:
    """What each number of a column lacks behind its point. Digits are as wide as each other (tabular figures)."""
    places = [cell.decimals if isinstance(cell, Number) else None for cell in column]
    most = max((place for place in places if place is not None), default=0)
    tail = "." + "0" * most if most else ""
    return ["" if place is None else tail[place + 1 if place > 0 else 0 :] for place in places]
