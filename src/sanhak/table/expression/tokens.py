"""The words of an expression, one after the other, each with its place; a number comes with the unit that follows it.

A unit is written with its number, and a sign without blanks belongs to it: ``3 kg/h`` is a flow, ``3 kg / h`` is
divided by the column ``h``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sanhak.finding import Refusal, near
from sanhak.table.expression.findings import NoSuchUnitHere, NotReadable
from sanhak.table.expression.functions import KEYWORDS
from sanhak.table.expression.tree import PLAIN_NAME
from sanhak.table.units import known, names
from sanhak.text import Text, say


class Sort(StrEnum):
    """What a token is."""

    NUMBER = "number"
    TEXT = "text"
    NAME = "name"
    COLUMN = "column"
    KEYWORD = "keyword"
    SIGN = "sign"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """One word: ``value`` is what it says, ``at`` where it begins (0-based), ``end`` where it is over."""

    sort: Sort
    value: str
    at: int
    end: int
    unit: str | None = None


_BLANK: Final = re.compile(r"\s+")
_DIGITS: Final = re.compile(r"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_SIGN: Final = re.compile(r"\*\*|<=|>=|==|!=|<>|[-+*/^()<>=,\[\]≤≥≠×÷·−]")
_SAME: Final = {
    "**": "^", "<>": "!=", "=": "==", "≤": "<=", "≥": ">=", "≠": "!=", "×": "*", "·": "*", "÷": "/", "−": "-",
}  # fmt: skip
_QUOTES: Final = {"'": Sort.TEXT, '"': Sort.TEXT, "`": Sort.COLUMN, "[": Sort.COLUMN}
_UNIT_BEGINS: Final = re.compile(r"(?:1/)?(?=[^\W\d]|[°%$€₩℃℉㎥Å])")
_UNIT_GOES_ON: Final = re.compile(r"(?:[\w°%·⋅*²³⁻$€₩℃℉㎥/()]|\^[+-]?[0-9]){0,40}")
_INSIDE: Final = re.compile(r"\([^()]*\)")


def tokens(text: str) -> list[Token]:
    """The tokens of an expression, the last one its end.

    Raises
    ------
    Refusal
        T110 for a character that means nothing or a quotation that does not end, T118 for an unknown unit.
    """
    found: list[Token] = []
    at = _blanks(text, 0)
    while at < len(text):
        # A bracket after "in" opens a list, anywhere else the name of a column.
        list_follows = bool(found) and (found[-1].sort, found[-1].value) == (Sort.KEYWORD, "in")
        found.append(_token(text, at, list_follows=list_follows))
        at = _blanks(text, found[-1].end)
    found.append(Token(Sort.END, "", len(text), len(text)))
    return found


def _blanks(text: str, at: int) -> int:
    blank = _BLANK.match(text, at)
    return blank.end() if blank else at


def _token(text: str, at: int, *, list_follows: bool) -> Token:
    if text[at] in _QUOTES and not (list_follows and text[at] == "["):
        return _quotation(text, at)
    for pattern, make in _READERS:
        if match := pattern.match(text, at):
            return make(text, match)
    raise unreadable(text, at, text[at], say("a value, a name or a sign"))


def unreadable(text: str, at: int, given: str, expected: Text) -> Refusal:
    """T110: what stands at a place (0-based) and what was expected there."""
    shown = say("the end") if at >= len(text) else Text("{given}", {"given": given})
    return Refusal(NotReadable(given=shown, place=at + 1, expected=expected))


def _quotation(text: str, at: int) -> Token:
    """What stands in quotes; a doubled closing quote stands for itself."""
    closing = "]" if text[at] == "[" else text[at]
    value, end = "", at + 1
    while True:
        stop = text.find(closing, end)
        if stop < 0:
            raise unreadable(text, len(text), "", Text("{given}", {"given": closing}))
        value += text[end:stop]
        end = stop + 1
        if text[end : end + 1] != closing:
            break
        value += closing
        end += 1
    sort = _QUOTES[text[at]]
    if sort is Sort.COLUMN and not value.strip():
        raise unreadable(text, at, text[at:end], say("the name of a column"))
    return Token(sort, value, at, end)


def _number(text: str, match: re.Match[str]) -> Token:
    if not math.isfinite(float(match[0])):
        raise unreadable(text, match.start(), match[0], say("a smaller number"))
    unit, end = _unit(text, match.end())
    return Token(Sort.NUMBER, match[0], match.start(), end, unit)


def _unit(text: str, at: int) -> tuple[str | None, int]:
    """The longest known unit after a number and where it ends; None where no unit can be meant."""
    begin = _blanks(text, at)
    word = PLAIN_NAME.match(text, begin)
    if not _UNIT_BEGINS.match(text, begin) or (word and word[0].casefold() in KEYWORDS):
        return None, at
    run = _UNIT_GOES_ON.match(text, begin)
    stop = run.end() if run else begin
    for end in range(stop, begin, -1):
        if _whole(text, begin, end) and (unit := known(text[begin:end])):
            return unit, end
    given = word[0] if word else text[begin:stop]
    raise Refusal(NoSuchUnitHere(unit=given, place=begin + 1, near=near(given, names())))


def _whole(text: str, begin: int, end: int) -> bool:
    """Whether a unit could end here: not within a word, after a sign or in parentheses, where ``*`` belongs to it."""
    unit, following = text[begin:end], text[end : end + 1]
    inside = unit.count("(") != unit.count(")") or unit.rfind("(") > unit.rfind(")")
    return not (inside or "*" in _INSIDE.sub("", unit) or unit[-1] in "/·⋅" or following.isalnum() or following == "_")


def _name(_: str, match: re.Match[str]) -> Token:
    keyword = KEYWORDS.get(match[0].casefold())
    if keyword:
        return Token(Sort.KEYWORD, keyword, match.start(), match.end())
    if match[0].startswith("__"):
        raise unreadable(match.string, match.start(), match[0], say("a value, a name or a sign"))
    return Token(Sort.NAME, match[0], match.start(), match.end())


def _sign(_: str, match: re.Match[str]) -> Token:
    return Token(Sort.SIGN, _SAME.get(match[0], match[0]), match.start(), match.end())


_READERS: Final[tuple[tuple[re.Pattern[str], Callable[[str, re.Match[str]], Token]], ...]] = (
    (_DIGITS, _number),
    (PLAIN_NAME, _name),
    (_SIGN, _sign),
)
