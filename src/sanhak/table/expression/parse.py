"""From a text to its tree: words, then parts by how tightly their signs bind."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, NoReturn

from sanhak.finding import Refusal
from sanhak.table.expression.findings import NotUnderstood, TooLong
from sanhak.table.expression.tree import (
    COMPARISONS,
    KEYWORDS,
    SIGNS,
    Among,
    Call,
    Missing,
    Name,
    Number,
    Pair,
    Part,
    Turned,
    Words,
)
from sanhak.table.units import known
from sanhak.text import Text, say

LONGEST: Final = 2000
DEEPEST: Final = 24
_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_UNIT: Final = re.compile(r"\s*((?:[^\W\d_]|[°%℃℉Ω])[^\s,()<>=!+*^\-\[\]`'\"]*)")
_NAME: Final = re.compile(r"[^\W\d]\w*")
_QUOTED: Final = re.compile(r"`([^`]+)`|\[([^\[\]]+)\]")
_WORDS: Final = re.compile(r"'([^']*)'|\"([^\"]*)\"")
_SIGN: Final = re.compile(r"<=|>=|==|!=|[-+*/^<>=≤≥≠(),]")
_SAME: Final = {"=": "==", "≤": "<=", "≥": ">=", "≠": "!=", "그리고": "and", "또는": "or"}


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: what it is (``number``, ``name``, ``column``, ``words``, ``sign``, ``end``) and where."""

    what: str
    text: str
    place: int
    unit: str | None = None


def parse(text: str) -> Part:
    """The tree of a text.

    Raises
    ------
    Refusal
        T110 with the place where it is not understood, T111 if it is too long or too deep.
    """
    if len(text) > LONGEST:
        raise Refusal(TooLong(shown=f"{text[:40]}…", most=LONGEST))
    reader = _Reader(text, _words(text))
    part = reader.part(0)
    reader.expect("end", say("nothing more"))
    return part


def _words(text: str) -> list[Word]:
    words, place = [], 0
    while place < len(text):
        if text[place].isspace():
            place += 1
            continue
        word, place = _word(text, place)
        words.append(word)
    return [*words, Word("end", "", len(text))]


def _word(text: str, place: int) -> tuple[Word, int]:
    """The word that begins at ``place``, and the place after it."""
    if match := _NUMBER.match(text, place):
        unit, end = _unit(text, match.end())
        return Word("number", match[0], place, unit), end
    if match := _QUOTED.match(text, place):
        return Word("column", (match[1] or match[2]).strip(), place), match.end()
    if match := _WORDS.match(text, place):
        return Word("words", match[1] if match[1] is not None else match[2], place), match.end()
    if match := _NAME.match(text, place):
        return Word("name", _SAME.get(match[0], match[0]), place), match.end()
    if match := _SIGN.match(text, place):
        return Word("sign", _SAME.get(match[0], match[0]), place), match.end()
    raise _refused(text, place, say("a column, a number or a sign"))


def _unit(text: str, place: int) -> tuple[str | None, int]:
    """The longest unit behind a number, so that ``5 m3/h`` is a flow and ``5 m/speed`` divides by a column."""
    match = _UNIT.match(text, place)
    written = match[1] if match else ""
    for length in range(len(written), 0, -1):
        found = None if written[:length].casefold() in KEYWORDS else known(written[:length])
        inside = length < len(written) and (written[length].isalnum() or written[length] == "_")
        if match and found and not inside:
            return found, match.start(1) + length
    return None, place


def _refused(text: str, place: int, expected: Text) -> Refusal:
    shown = f"{text[:place]}▸{text[place:]}"
    start = max(0, place - 30)
    return Refusal(NotUnderstood(place=place + 1, shown=shown[start : start + 60], expected=expected))


class _Reader:
    """Reads parts from words; ``part(rank)`` takes as much as signs of at least this rank bind together."""

    def __init__(self, text: str, words: list[Word]) -> None:
        self._text = text
        self._words = words
        self._next = 0
        self._depth = 0

    def part(self, rank: int) -> Part:
        self._depth += 1
        if self._depth > DEEPEST:
            raise Refusal(TooLong(shown=f"{self._text[:40]}…", most=DEEPEST))
        left = self._first()
        while (sign := self._sign(rank)) is not None:
            left = self._after(left, sign)
        self._depth -= 1
        return left

    def expect(self, text: str, said: Text) -> Word:
        """The next word, which must be this sign or word (``end`` for the end)."""
        word = self._words[self._next]
        if (word.what if text == "end" else word.text) != text or word.what in ("column", "words"):
            self._refuse(said)
        self._next += 1
        return word

    @property
    def _word(self) -> Word:
        return self._words[self._next]

    def _refuse(self, expected: Text) -> NoReturn:
        raise _refused(self._text, self._word.place, expected)

    def _is(self, *texts: str) -> bool:
        return self._word.what in ("name", "sign") and self._word.text in texts

    def _take(self, *texts: str) -> bool:
        found = self._is(*texts)
        self._next += found
        return found

    def _sign(self, rank: int) -> str | None:
        """The sign that comes next, if it binds at least as tightly as ``rank``."""
        word = self._word
        if word.what not in ("name", "sign"):
            return None
        binds = 4 if word.text in ("is", "in", "between", "not") else SIGNS.get(word.text, -1)
        return word.text if binds >= max(rank, 0) and binds > 0 else None

    def _after(self, left: Part, sign: str) -> Part:
        self._next += 1
        match sign:
            case "is":
                negated = self._take("not")
                self.expect("missing", say("missing"))
                return Turned("not", Missing(left)) if negated else Missing(left)
            case "not":
                self.expect("in", say("in"))
                return Turned("not", Among(left, self._options()))
            case "in":
                return Among(left, self._options())
            case "between":
                low = self.part(5)
                if not self._take("and"):
                    self._refuse(say("and, with the upper end"))
                return Pair("and", Pair(">=", left, low), Pair("<=", left, self.part(5)))
            case _:
                right = self.part(SIGNS[sign] + (sign != "^"))
                if sign in COMPARISONS and self._is(*COMPARISONS):
                    self._refuse(say("and, or the end: comparisons do not chain"))
                return Pair(sign, left, right)

    def _first(self) -> Part:
        if self._take("-"):
            inner = self.part(7)
            return Number(-inner.value, inner.unit) if isinstance(inner, Number) else Turned("-", inner)
        if self._take("not"):
            return Turned("not", self.part(3))
        if self._take("("):
            inner = self.part(0)
            self.expect(")", say("a closing parenthesis"))
            return inner
        return self._leaf()

    def _leaf(self) -> Part:
        word = self._word
        if word.what in ("end", "sign") or (word.what == "name" and word.text.casefold() in KEYWORDS):
            self._refuse(say("a column, a number or a text"))
        self._next += 1
        match word.what:
            case "number":
                return Number(float(word.text), word.unit)
            case "words":
                return Words(word.text)
            case "name" if self._take("("):
                return Call(word.text, self._listed())
            case _:
                return Name(word.text)

    def _options(self) -> tuple[Part, ...]:
        self.expect("(", say("an opening parenthesis"))
        return self._listed()

    def _listed(self) -> tuple[Part, ...]:
        """Parts between commas, up to and with the closing parenthesis."""
        parts: list[Part] = []
        while not self._take(")"):
            if parts:
                self.expect(",", say("a comma or a closing parenthesis"))
            parts.append(self.part(0))
        return tuple(parts)
