"""How keys and names of two tables are compared, and names that are still free."""

from __future__ import annotations

import unicodedata
from typing import Final

import polars as pl

from sanhak.table.column import Column, Kind

_WHOLE: Final = r"^(-?\d+)\.0$"


def spelled(column: Column) -> pl.Expr:
    """A key as text, whatever its case and blanks; a whole number as it is written, an empty text as missing.

    Texts stay as the reader left them: ``00123`` is another lot than ``123``, and the number 123 is the text ``123``.
    """
    text = pl.col(column.name).cast(pl.String).str.to_lowercase().str.replace_all(r"\s+", "")
    if column.kind is Kind.NUMBER:
        text = text.str.replace(_WHOLE, "$1")
    return pl.when(text != "").then(text)


def written(column: Column) -> pl.Expr:
    """A key as a reader knows it: as it stands, without blanks around it."""
    return spelled(column) if column.kind is Kind.NUMBER else pl.col(column.name).cast(pl.String).str.strip_chars()


def folded(name: str) -> str:
    """A name of equipment by its letters and digits only, whatever its case: ``R-101``, ``r 101`` → ``r101``.

    Leading zeros stay: ``R-101`` and ``R-0101`` are two names.
    """
    plain = unicodedata.normalize("NFKC", name).casefold()
    return "".join(sign for sign in plain if sign.isalnum())


def free_name(name: str, table: str, taken: set[str]) -> str:
    """A name that no column of the main table has; it counts as taken from then on."""
    free = name if name not in taken else f"{name} ({table})"
    while free in taken:
        free += "*"
    taken.add(free)
    return free
