"""Cells and heads as words: how tables name things, whoever wrote them."""

from __future__ import annotations

import math

from sanhak.table import Kind, Table


def plain(word: str) -> str:
    """Letters and digits of a word, in small letters: heads and marks are compared by these."""
    return "".join(sign for sign in word.casefold() if sign.isalnum())


def words_of(table: Table, column: str) -> list[str]:
    """A column as names, blanks at the ends taken off, empty where nothing stands; a number is one too: 7, not 7.0."""
    if table[column].kind is Kind.NUMBER:
        return ["" if math.isnan(value) else f"{value:.15g}" for value in table.values(column)]
    return [(text or "").strip() for text in table.texts(column)]
