"""Periods as planners name them: 202403, 2024.03, 2024-W05, 2024년 1분기, Q1 2024 or Jan-24, read as their first day.

The reader of files leaves these as numbers or words, because a number such as 202403 may as well be a part. Once a
column was named as the one that holds time, they can only be periods. Weeks are those of ISO 8601.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final

from sanhak.finding import Finding
from sanhak.table.column import Kind
from sanhak.table.series_findings import PeriodsRead
from sanhak.text import Text, say

if TYPE_CHECKING:
    from sanhak.table.table import Table

_YEAR: Final = r"(?P<year>(?:19|20)\d\d)"
_GAP: Final = r"\s*[-./_]?\s*"
_NAMES: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME: Final = rf"(?P<name>{'|'.join(_NAMES)})[a-z]*\.?"
_WAYS: Final[tuple[tuple[str, Text], ...]] = (
    (rf"{_YEAR}{_GAP}(?P<month>0[1-9]|1[0-2])", say("months")),
    (rf"{_YEAR}\s*년?{_GAP}(?:(?:w|wk|week)\s*(?P<week>\d\d?)|(?P<week2>\d\d?)\s*주차?)", say("weeks")),
    (rf"{_YEAR}\s*년?{_GAP}(?:q\s*(?P<quarter>[1-4])|(?P<quarter2>[1-4])\s*(?:q|분기))", say("quarters")),
    (rf"(?:q\s*(?P<quarter>[1-4])|(?P<quarter2>[1-4])\s*(?:q|분기)){_GAP}(?P<year>(?:(?:19|20)?\d\d))",
     say("quarters")),
    (rf"{_NAME}[\s'’,./-]*(?P<year>(?:(?:19|20)?\d\d))", say("months")),
    (rf"{_YEAR}{_GAP}{_NAME}", say("months")),
    (rf"{_YEAR}\s*년?", say("years")),
)  # fmt: skip
_CENTURY: Final = 100


def dated(table: Table, time: str) -> tuple[Table, tuple[Finding, ...]]:
    """The table with the column ``time`` as dates where it names periods, and what was read (T350).

    The table comes back as it is where the column holds dates, or where any of its cells names no period: one way of
    writing has to fit all of them.
    """
    import polars as pl

    if table[time].kind is Kind.DATE:
        return table, ()
    words = _words(table.frame[time].to_list())
    known = tuple(dict.fromkeys(word for word in words if word is not None))
    found = _days(known)
    if found is None:
        return table, ()
    days, way = found
    column = pl.Series(time, [None if word is None else days[word] for word in words], dtype=pl.Date)
    frame = table.frame.with_columns(column.cast(pl.Datetime("us")))
    columns = tuple(replace(one, kind=Kind.DATE, unit=None) if one.name == time else one for one in table.columns)
    note = PeriodsRead(column=time, example=known[0], periods=way, day=days[known[0]])
    return replace(table, frame=frame, columns=columns), (note,)


def _words(cells: Sequence[object]) -> list[str | None]:
    """The cells as they were probably written: 202403 without a fraction, 2024.1 as October where all have months."""
    numbers = [cell for cell in cells if isinstance(cell, float)]
    fractions = any(number % 1 for number in numbers)
    return [
        None if cell is None else (f"{cell:.2f}" if fractions else f"{cell:.0f}") if isinstance(cell, float) else
        str(cell).strip().casefold() or None
        for cell in cells
    ]  # fmt: skip


def _days(words: Sequence[str]) -> tuple[dict[str, date], Text] | None:
    """The first day of each period, and of what length they are; None where no way of writing fits all."""
    for pattern, way in _WAYS:
        matches = [re.fullmatch(pattern, word) for word in words]
        if words and all(matches):
            try:
                return {word: _first(match) for word, match in zip(words, matches, strict=True) if match}, way
            except ValueError:  # a week that the year does not have
                return None
    return None


def _first(match: re.Match[str]) -> date:
    parts = {name.rstrip("2"): part for name, part in match.groupdict().items() if part}
    year = int(parts["year"])
    year += 2000 if year < _CENTURY else 0
    if "week" in parts:
        return date.fromisocalendar(year, int(parts["week"]), 1)
    if "name" in parts:
        return date(year, _NAMES.index(parts["name"]) + 1, 1)
    return date(year, 3 * int(parts["quarter"]) - 2 if "quarter" in parts else int(parts.get("month", 1)), 1)
