"""From words to a tree, by plain descent: ``or``, ``and``, ``not``, comparisons, sums, products, signs, powers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sanhak.finding import Refusal, near
from sanhak.table.expression.findings import NoSuchFunction, TooLarge, WrongCount
from sanhak.table.expression.functions import FUNCTIONS, MEANT, SPELLINGS
from sanhak.table.expression.tokens import Sort, Token, tokens, unreadable
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
    depth,
    written,
)
from sanhak.text import Text, say

LONGEST: Final = 2_000
"""Characters of an expression, as given and as written canonically."""
DEEPEST: Final = 50
"""Levels of an expression."""

_OR, _AND, _NOT, _QUESTION, _SUM, _PRODUCT = range(6)
"""How tightly signs hold their operands together."""
_RANKS: Final = {
    (Sort.KEYWORD, "or"): _OR,
    (Sort.KEYWORD, "and"): _AND,
    **dict.fromkeys(((Sort.KEYWORD, word) for word in ("between", "in", "is", "not", "missing")), _QUESTION),
    **dict.fromkeys(((Sort.SIGN, sign) for sign in COMPARISONS), _QUESTION),
    **dict.fromkeys(((Sort.SIGN, sign) for sign in "+-"), _SUM),
    **dict.fromkeys(((Sort.SIGN, sign) for sign in "*/"), _PRODUCT),
}


def parse(text: str) -> Node:
    """The tree of an expression.

    Raises
    ------
    Refusal
        T110 where it cannot be read, T111 if it is too long or too deep, T112 for an unknown function, T113 for a wrong
        number of arguments, T118 for an unknown unit.
    """
    _hold(len(text), LONGEST, say("characters"))
    tree = _Parser(text).whole()
    _hold(depth(tree), DEEPEST, say("levels"))
    _hold(len(written(tree)), LONGEST, say("characters"))
    return tree


def _hold(given: int, limit: int, counted: Text) -> None:
    if given > limit:
        raise Refusal(TooLarge(given=given, limit=limit, counted=counted))


def _sign(sign: str) -> Text:
    """A sign or a word of the language, the same in every tongue."""
    return Text("{given}", {"given": sign})


class _Parser:
    """The words of one expression and how far it has been read."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = tokens(text)
        self._read = 0
        self._levels = 0

    def whole(self) -> Node:
        """The expression from beginning to end."""
        tree = self._joined()
        if self._next.sort is not Sort.END:
            raise self._unexpected(say("a sign such as + or >, and, or, or the end"))
        return tree

    @property
    def _next(self) -> Token:
        return self._tokens[self._read]

    def _take(self) -> Token:
        self._read += 1
        return self._tokens[self._read - 1]

    def _taken(self, sort: Sort, *values: str) -> str | None:
        """The value of the next token where it is one of these, which is then read."""
        if self._next.sort is sort and self._next.value in values:
            return self._take().value
        return None

    def _need(self, sign: str) -> None:
        if not self._taken(Sort.SIGN, sign):
            raise self._unexpected(_sign(sign))

    def _unexpected(self, expected: Text) -> Refusal:
        token = self._next
        return unreadable(self._text, token.at, self._text[token.at : token.end], expected)

    @contextmanager
    def _level(self) -> Iterator[None]:
        self._levels += 1
        _hold(self._levels, DEEPEST, say("levels"))
        yield
        self._levels -= 1

    def _joined(self, rank: int = 0) -> Node:
        """Operands with signs between them that hold at least as tightly as ``rank``, equal ones from left to right.

        One loop for all signs, not one function for each rank: so a deep expression needs no deep stack.
        """
        left, tightest = self._first(rank)
        while True:
            token = self._next
            own = _RANKS.get((token.sort, token.value), -1)
            if not rank <= own <= tightest:
                return left
            if own == _QUESTION:
                left, tightest = self._question(left), _AND
            else:
                self._take()
                left, tightest = Pair(token.value, left, self._joined(own + 1), token.at), own

    def _first(self, rank: int) -> tuple[Node, int]:
        """The operand before the first sign, and the rank of the tightest sign that may follow it."""
        at = self._next.at
        if rank <= _NOT and self._taken(Sort.KEYWORD, "not"):
            with self._level():
                return Not(self._joined(_NOT), at), _AND
        return self._signed(), _PRODUCT

    def _question(self, left: Node) -> Node:
        """A comparison, or one of the questions between, in and is missing; at most one, for no chain of them reads."""
        at = self._next.at
        sign = self._taken(Sort.SIGN, *COMPARISONS)
        if sign:
            return Pair(sign, left, self._joined(_SUM), at)
        if self._taken(Sort.KEYWORD, "missing"):
            return Missing(left, not self._taken(Sort.KEYWORD, "not"), at)
        if self._taken(Sort.KEYWORD, "is"):
            absent = not self._taken(Sort.KEYWORD, "not")
            if not self._missing():
                raise self._unexpected(_sign("missing"))
            return Missing(left, absent, at)
        if self._taken(Sort.KEYWORD, "not"):
            return Not(self._membership(left), at)
        return self._membership(left)

    def _missing(self) -> bool:
        token = self._next
        if token.sort in (Sort.NAME, Sort.KEYWORD) and token.value.casefold() == "missing":
            self._take()
            return True
        return False

    def _membership(self, left: Node) -> Node:
        at = self._next.at
        if self._taken(Sort.KEYWORD, "between"):
            low = self._joined(_SUM)
            if not self._taken(Sort.KEYWORD, "and"):
                raise self._unexpected(_sign("and"))
            return Between(left, low, self._joined(_SUM), at)
        if not self._taken(Sort.KEYWORD, "in"):
            raise self._unexpected(say("between or in"))
        closing = {"(": ")", "[": "]"}.get(self._taken(Sort.SIGN, "(", "[") or "")
        if closing is None:
            raise self._unexpected(say("a list in parentheses"))
        options = [self._option()]
        while self._taken(Sort.SIGN, ","):
            options.append(self._option())
        self._need(closing)
        return Among(left, tuple(options), at)

    def _option(self) -> Node:
        """A fixed value in a list."""
        at = self._next.at
        negative = self._taken(Sort.SIGN, "-")
        if self._next.sort is Sort.NUMBER:
            number = self._number()
            return Negative(number, at) if negative else number
        if self._next.sort is Sort.TEXT and not negative:
            return Words(self._take().value, at)
        raise self._unexpected(say("a number or a text in quotes"))

    def _signed(self) -> Node:
        at = self._next.at
        if self._taken(Sort.SIGN, "-"):
            with self._level():
                return Negative(self._signed(), at)
        if self._taken(Sort.SIGN, "+"):
            with self._level():
                return self._signed()
        return self._power()

    def _power(self) -> Node:
        """A power; ``a ^ b ^ c`` is not read, for spreadsheets and mathematics read it differently."""
        base = self._value()
        at = self._next.at
        if not self._taken(Sort.SIGN, "^"):
            return base
        sign_at = self._next.at
        negative = self._taken(Sort.SIGN, "-")
        exponent = self._value()
        power = Pair("^", base, Negative(exponent, sign_at) if negative else exponent, at)
        if (self._next.sort, self._next.value) == (Sort.SIGN, "^"):
            raise self._unexpected(say("parentheses around one of the two powers"))
        return power

    def _value(self) -> Node:
        token = self._next
        if token.sort is Sort.NUMBER:
            return self._number()
        if token.sort is Sort.TEXT:
            return Words(self._take().value, token.at)
        if token.sort is Sort.COLUMN:
            return Name(self._take().value, token.at)
        if token.sort is Sort.NAME:
            self._take()
            return self._call(token) if self._taken(Sort.SIGN, "(") else Name(token.value, token.at)
        if self._taken(Sort.SIGN, "("):
            with self._level():
                inner = self._joined()
            self._need(")")
            return inner
        raise self._unexpected(say("a number, a text in quotes, a column, a function or ("))

    def _number(self) -> Number:
        token = self._take()
        return Number(float(token.value), token.unit, token.at)

    def _call(self, token: Token) -> Node:
        name = SPELLINGS.get(token.value.casefold())
        if name is None:
            word = token.value.casefold()
            shown = (MEANT[word],) if word in MEANT else near(word, SPELLINGS)
            raise Refusal(NoSuchFunction(function=token.value, place=token.at + 1, near=shown))
        arguments: list[Node] = []
        with self._level():
            while not self._taken(Sort.SIGN, ")"):
                if arguments:
                    self._need(",")
                arguments.append(self._joined())
        function = FUNCTIONS[name]
        if not function.least <= len(arguments) <= (function.most or len(arguments)):
            raise Refusal(WrongCount(function=name, place=token.at + 1, arguments=len(arguments), usage=function.usage))
        return Call(name, tuple(arguments), token.at)
