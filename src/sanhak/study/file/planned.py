"""The rows that an answer has planned, as they are written under those that a person keeps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sanhak.study.file.rows import Cell, Further
from sanhak.table import Column, Kind
from sanhak.text import Language, show

if TYPE_CHECKING:
    from sanhak.study.growing import Growing
    from sanhak.table import Table


def planned(study: Growing, before: Table | None, after: Table, language: Language) -> Further:
    """The planned rows of an answer as cells, their words in the reader's language.

    Parameters
    ----------
    study
        The question.
    before
        The rows so far, as the answer was given them; None where there were none.
    after
        The table of the answer: the rows so far with the planned ones under them. Its columns that neither the rows so
        far have nor the planned ones fill are left.
    language
        Of the words that are written, such as the state of a planned row.
    """
    said = {word: show(text, language) for word, text in study.words.items()}
    new = after.frame.slice(0 if before is None else len(before))
    rows: list[Mapping[str, Cell]] = [
        {name: _cell(said, after[name], value) for name, value in row.items() if value is not None}
        for row in new.iter_rows(named=True)
    ]
    worded = {name for row in new.iter_rows(named=True) for name, value in row.items() if value in said}
    filled = {name for row in rows for name in row}
    asked = {name for name in after.names if before is None or not len(before) or name in before or name in filled}
    columns = tuple(column for column in after.columns if column.name in asked)
    return Further(columns, tuple(rows), dict.fromkeys(worded, tuple(said.values())))


def _cell(said: Mapping[str, str], column: Column, value: float | str) -> float | str:
    """A word in the reader's language; a running number as a number."""
    if column.kind is Kind.IDENTIFIER and isinstance(value, str) and value.isdecimal():
        return float(value)
    return said.get(value, value) if isinstance(value, str) else value
