"""Whether a single column makes a table: molecules and formulas do, words only where they are labels of a text file."""

from __future__ import annotations

import re
from typing import Final

import polars as pl

from sanhak.table.column import Kind
from sanhak.table.read.kinds import has_signs_of_smiles, kind_of_words

_SAMPLE: Final = 300  # cells that show what a column is
_HANDFUL: Final = 5
"""So many words under each other are a remark as often as a column."""
_MOSTLY: Final = 0.9
_LABEL: Final = re.compile(r"\w[\w\-.()/+'\[\]:#%°·]{0,39}")
"""One word as it stands on a drum: no blank within, and neither the signs nor the length of markup, code or keys."""


def is_column_alone(name: str, cells: pl.Series, *, words: bool) -> bool:
    """Whether cells that stand below each other with nothing beside them are the column of a table.

    Parameters
    ----------
    name
        What stands above them, or nothing.
    cells
        The texts, shape (rows,).
    words
        Whether more than a handful of labels are enough, as in a text that no sign divides; the lines of a cover sheet
        are none.
    """
    texts = cells.drop_nulls().head(_SAMPLE)
    if kind_of_words(name, texts)[0] in _MATTER:
        return True
    if not words or texts.len() <= _HANDFUL:
        return False
    labels = sum(_LABEL.fullmatch(text) is not None or has_signs_of_smiles(text) for text in texts)
    return labels >= _MOSTLY * texts.len()


_MATTER: Final = (Kind.MOLECULE, Kind.FORMULA)
_LETTER: Final = re.compile("[A-Za-z]")


def is_one_of(cell: str, below: list[str | None]) -> bool:
    """Whether a cell is a molecule or a formula like those below it, and so no name of their column."""
    if not any(_LETTER.search(text) for text in below if text):
        return False  # matter is written with letters; told at once, since a table may have ten thousand columns
    cells = pl.Series(below, dtype=pl.String).drop_nulls()
    if has_signs_of_smiles(cell) and cells.len():
        if all(map(has_signs_of_smiles, cells)):
            return True
        if kind_of_words("", cells)[0] is Kind.MOLECULE:
            return True
    is_formula = kind_of_words("formula", pl.Series([cell]))[0] is Kind.FORMULA
    return is_formula and kind_of_words("", cells)[0] is Kind.FORMULA
