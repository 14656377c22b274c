"""Checks of columns of formulas: what cannot be read, shares that miss their whole, one composition in two ways."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final

from sanhak.finding import Finding
from sanhak.table.check.rows import EXAMPLES
from sanhak.table.column import Kind
from sanhak.table.formula import Composition, read_formulas
from sanhak.table.formula.findings import SharesOff, UnreadableFormulas, WrittenInTwoWays
from sanhak.table.table import Table

_CLAIM, _EXACT, _OFF = 0.8, 0.005, 0.01
"""Share of the formulas that must sum to a whole for a claim, how exactly, and from where on a row misses it."""
_LEAST_ELEMENTS: Final = 3
"""A compound of two elements may sum to anything; an alloy of three whose atoms sum to 100 was given in per cent."""
_LEAST_CLAIMS: Final = 5


def formulas(table: Table) -> Iterator[Finding]:
    """What stands against the formulas of each column of formulas."""
    for column in table.of_kind(Kind.FORMULA):
        rows = [(row, text) for row, text in enumerate(table.texts(column.name), start=1) if text is not None]
        read = list(read_formulas(text for _, text in rows))
        pairs = list(zip(rows, read, strict=True))
        known = [(row, text, one) for (row, text), one in pairs if isinstance(one, Composition)]
        unread = [(row, text, one) for (row, text), one in pairs if isinstance(one, Finding)]
        if unread:
            shown = tuple(f"{row}: {_short(text)} ({against.code})" for row, text, against in unread[:EXAMPLES])
            yield UnreadableFormulas(column=column.name, rows=len(unread), examples=shown)
        yield from chain(_off(column.name, known), _twice(column.name, known))


def _off(column: str, known: Sequence[tuple[int, str, Composition]]) -> Iterator[Finding]:
    """Rows whose shares miss the whole to which those of most rows sum."""
    sums = [
        (row, text, sum(one.amounts))
        for row, text, one in known
        if len(one.elements) >= _LEAST_ELEMENTS and "-" not in text
    ]
    for whole in (1.0, 100.0):
        exact = sum(abs(total - whole) <= _EXACT * whole for _, _, total in sums)
        if exact < max(_LEAST_CLAIMS, _CLAIM * len(sums)):
            continue
        off = [(row, text, total) for row, text, total in sums if abs(total - whole) > _OFF * whole]
        if off:
            shown = tuple(f"{row}: {_short(text)} ({total:.6g})" for row, text, total in off[:EXAMPLES])
            yield SharesOff(column=column, whole=whole, rows=len(off), examples=shown)


def _twice(column: str, known: Sequence[tuple[int, str, Composition]]) -> Iterator[Finding]:
    """Compositions that are written in more than one way."""
    ways: dict[str, dict[str, None]] = {}
    for _, text, one in known:
        ways.setdefault(one.key, {})[text.strip()] = None
    several = [tuple(texts) for texts in ways.values() if len(texts) > 1]
    if several:
        shown = tuple(" = ".join(_short(text) for text in texts) for texts in several[:EXAMPLES])
        yield WrittenInTwoWays(column=column, sets=len(several), examples=shown)


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


_SHOWN: Final = 40

CHECKS: Final = (formulas,)
"""The checks of this file."""
