"""Lists of structures as suppliers send them: a SMILES in each line, then a blank or a tab and the compound's name.

Such lists mostly have no names of columns, and no sign divides their cells: a SMILES ends at the first blank, and
whatever follows is the name (the convention of Daylight's ``.smi`` files).
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Final

import polars as pl

from sanhak.table.column import Column, Kind
from sanhak.table.read.kinds import has_signs_of_smiles, kind_of_words, names_molecules
from sanhak.table.read.names import Head, read_heads, unique
from sanhak.table.read.numbers import is_number

_ENDINGS: Final = (".smi", ".smiles", ".ism")
_NAMES: Final = ("smiles", "name")
"""The columns of a list that does not name them."""
_SAMPLE: Final = 300  # lines that show whether a text is such a list
_LETTERS: Final = 1 << 16
_FEW: Final = 3
"""Lines that a list needs where its name does not say what it is."""
_OTHER_SIGNS: Final = "\t;|"
"""A text with one of them is delimited, whatever its first words are."""


def holds_structures(text: str, name: str) -> bool:
    """Whether a text is such a list: one that is called so, or a molecule and a name in every line.

    What is called so is one unless more than half of its lines begin with something else, or its first line names
    three columns: then it is delimited text like any other.
    """
    lines = [line for line in text[:_LETTERS].splitlines()[:_SAMPLE] if line.strip()]
    if not lines:
        return False
    headed = columns_named(lines[0]) is not None
    rows = [line.split(maxsplit=1) for line in lines[headed:]]
    first = [row[0] for row in rows]
    if name.lower().removesuffix(".gz").endswith(_ENDINGS):
        parted = headed and lines[0].count("\t") > 1
        return not parted and 2 * sum(map(has_signs_of_smiles, first)) >= len(first)
    called = [row[1] for row in rows if len(row) > 1]
    return (
        len(rows) >= _FEW
        and 2 * len(called) > len(rows)
        and not any(sign in line for line in lines for sign in _OTHER_SIGNS)
        and 2 * sum(map(is_number, called)) <= len(called)
        and kind_of_words("", pl.Series(first))[0] is Kind.MOLECULE
    )


def columns_named(line: str) -> tuple[str, str] | None:
    """The names of both columns if this first line of a list names them, else None: it is a structure."""
    words = [word.strip() for word in (line.split("\t", 1) if "\t" in line else line.split(maxsplit=1))]
    if not words or not names_molecules(words[0]) or has_signs_of_smiles(words[0]):
        return None
    heads, _, _ = unique(read_heads([words[0], *(words[1:] or _NAMES[1:])]))
    return heads[0].name, heads[1].name


def columns_of(named: tuple[str, str] | None) -> tuple[Column, Column]:
    """The facts about both columns."""
    structure, name = named or _NAMES
    return Column(structure, Kind.MOLECULE), Column(name, Kind.TEXT)


def rows_of(lines: Sequence[str], columns: tuple[Column, Column]) -> pl.DataFrame:
    """Lines as structures and names, shape (lines, 2); an empty line is a row without structure."""
    parts = [line.split(maxsplit=1) for line in lines]
    structures = [part[0] if part else None for part in parts]
    names = [part[1].strip() if len(part) > 1 else None for part in parts]
    first, second = (column.name for column in columns)
    return pl.DataFrame({first: structures, second: names}, schema=dict.fromkeys((first, second), pl.String()))


def read_structures(text: str) -> tuple[list[Head], pl.DataFrame, dict[str, Kind]]:
    """A whole list as heads, rows and kinds; without the second column where it has neither a name nor a value."""
    lines = list(io.StringIO(text, newline=None))
    named = columns_named(lines[0])
    columns = columns_of(named)
    frame = rows_of(lines[named is not None :], columns)
    kept = [column for column in columns if column.kind is Kind.MOLECULE or named or frame[column.name].count()]
    names = [column.name for column in kept]
    return [Head(name) for name in names], frame.select(names), {column.name: column.kind for column in kept}
