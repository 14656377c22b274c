"""A field's value line by line, as people fill it in: a column with its value, its two limits, or its levels.

The Excel sheet and the web form lay a study out in these lines; both read their cells back to the same value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from sanhak.study.describe import FieldDescription, Role
from sanhak.study.file import text

_PAIR: Final = 2
_Level = TypeVar("_Level")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: a column where the field names columns, and a value, two limits or levels as far as it has them."""

    column: str = ""
    values: tuple[Any, ...] = ()
    levels: tuple[Any, ...] = ()


def entries(part: FieldDescription, value: Any) -> Iterator[Entry]:
    """The lines of a field's value, which is plain data as in :func:`sanhak.study.file.file_values`."""
    match value:
        case Mapping():
            for column, inner in value.items():
                yield _of_column(part, str(column), inner)
        case list() | tuple() if part.role is Role.STEPS:
            for inner in value:
                yield Entry(values=("\n".join(text.lines_of(inner)),))
        case list() | tuple():
            for inner in value:
                yield Entry(column=str(inner)) if part.role is Role.COLUMNS else Entry(values=(inner,))
        case _:
            yield Entry(values=(value,))


def _of_column(part: FieldDescription, column: str, inner: Any) -> Entry:
    match inner:
        case [str(), *_]:
            return Entry(column, levels=tuple(inner))
        case list() | tuple() if part.numbers and (len(inner) != _PAIR or not part.limits):
            return Entry(column, levels=tuple(inner))
        case list() | tuple():
            return Entry(column, tuple(inner))
        case _:
            return Entry(column, (inner,))


def numbers_as_levels(part: FieldDescription, levels: Sequence[_Level]) -> tuple[_Level, ...]:
    """Levels that are numbers. Two alone would be limits, so one is named twice, which makes it no second level."""
    return (*levels, levels[-1]) if part.limits and len(levels) == _PAIR else tuple(levels)
