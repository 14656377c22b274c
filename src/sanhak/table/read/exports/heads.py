"""Rows of tags, descriptions and units above the values, in any order, with labels or without."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from sanhak.table.read.dates import is_date
from sanhak.table.read.exports.words import Part, like_a_tag, part_of
from sanhak.table.read.grid import Row
from sanhak.table.read.isa import read_tag
from sanhak.table.read.missing import AMONG_NUMBERS
from sanhak.table.read.names import Head, read_heads, unit_of_cell
from sanhak.table.read.numbers import is_number

WITHIN: Final = 80
"""Rows within which the first record is looked for."""
_SERIALS: Final = (20_000.0, 60_000.0)  # Excel's day numbers from 1954 to 2064
_NO_UNIT: Final = frozenset({"-", "–", "[-]", "(-)", "none", "n/a"})
_LABELS: Final = (Part.TAG, Part.DESCRIPTION, Part.UNIT)
Span: TypeAlias = tuple[int, int]
"""Where one tag stands: the column of its times and that of its values."""


@dataclass(frozen=True, slots=True)
class _TopRow:
    """A row above the values: its place, what its label says, and one text for each tag."""

    place: int
    part: Part | None
    texts: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Top:
    """What stands above the values.

    ``heads`` and ``descriptions`` have one entry a tag; ``time`` is what the file calls the time, ``first`` the first
    row used. ``tagged`` says that one row surely holds tags, ``apart`` that more than names over units stands there.
    """

    heads: tuple[Head, ...]
    descriptions: tuple[str | None, ...]
    time: str
    first: int
    tagged: bool
    apart: bool


def first_record(rows: Sequence[Row]) -> int | None:
    """The first row that begins with a time: a date, or Excel's number of a day under a name of times.

    A word for a missing value stands there where the first tag has no record and others have.
    """
    named = False
    for place, row in enumerate(rows[:WITHIN]):
        cell = next((cell for cell in row if cell is not None), None)
        if cell is None:
            continue
        empty = cell.casefold() in AMONG_NUMBERS and any(other is not None and is_date(other) for other in row)
        if is_date(cell) or empty or (named and _is_serial(cell)):
            return place
        named = part_of(cell) is Part.TIME
    return None


def _is_serial(cell: str) -> bool:
    try:
        return _SERIALS[0] <= float(cell) <= _SERIALS[1]
    except ValueError:
        return False


def read_top(rows: Sequence[Row], spans: Sequence[Span], *, shared: bool) -> Top | None:
    """Heads from the rows above the first record, one a span; None where these rows are not those of tags.

    Where the spans share one time column (``shared``) the cells of that column are labels; otherwise a span's two cells
    belong together, and a text may stand in either.
    """
    used: list[_TopRow] = []
    for place, row in enumerate(rows):
        texts = _labelled(row, spans) if shared else _paired(row, spans)
        if texts is None:
            return None
        part = next((part for time, _ in spans if (part := part_of(row[time])) in _LABELS), None)
        full = sum(text is not None for text in texts)
        title = len(spans) > 1 and len(set(texts)) == 1 and not _says_of_each(texts[0])
        if full and (part is not None or (2 * full >= len(texts) and not title and not any(map(_is_value, texts)))):
            used.append(_TopRow(place, part, texts))
    return _top(used, _time_name(rows, spans)) if used else None


def _says_of_each(text: str | None) -> bool:
    """Whether a text that stands over all columns is a tag or a unit; otherwise it is a title that was merged."""
    return text is not None and (read_tag(text) is not None or unit_of_cell(text) is not None)


def _labelled(row: Row, spans: Sequence[Span]) -> tuple[str | None, ...]:
    """One text for each span of a row, in the column of its values."""
    return tuple(None if part_of(row[value]) is Part.VALUE else row[value] for _, value in spans)


def _paired(row: Row, spans: Sequence[Span]) -> tuple[str | None, ...] | None:
    """One text for each span of a row; None where two cells of one span contradict each other."""
    alike = len({row[time] for time, _ in spans}) == 1
    texts: list[str | None] = []
    for time, value in spans:
        left, right = row[time], row[value]
        part = part_of(left)
        right = None if part_of(right) is Part.VALUE else right
        if (
            part in _LABELS
            or left is None
            or left == right
            or (part is Part.TIME and (alike or (right is not None and right in left)))
        ):
            texts.append(right)
        elif right is None and part is not Part.TIME:
            texts.append(left)
        else:
            return None
    return tuple(texts)


def _time_name(rows: Sequence[Row], spans: Sequence[Span]) -> str:
    """What the file calls the time, ``time`` if it gives no name or one for each tag."""
    said = {cell for row in rows for time, _ in spans if part_of(cell := row[time]) is Part.TIME and cell is not None}
    return said.pop() if len(said) == 1 else "time"


def _top(rows: Sequence[_TopRow], time: str) -> Top | None:
    """The rows as tags, units and descriptions."""
    units = next((row for row in rows if row.part is Part.UNIT), None) or next(
        (row for row in rows if row.part is None and _are_units(row.texts)), None
    )
    words = [row for row in rows if row is not units and row.part is not Part.UNIT]
    if not words:
        return None
    named = next((row for row in words if row.part is Part.TAG), None)
    tags = named or max(words, key=lambda row: (row.part is None) * sum(map(_tag_like, row.texts)))
    others = [row for row in words if row is not tags]
    names = [tag or _first(others, place) or f"tag_{place + 1}" for place, tag in enumerate(tags.texts)]
    heads = read_heads(names)
    if units is not None:
        heads = [_with_unit(head, text) for head, text in zip(heads, units.texts, strict=True)]
    said = [" ".join(text for row in others if (text := row.texts[place])) or None for place in range(len(names))]
    tagged = len(set(names)) == len(names) and (named is not None or all(map(_tag_like, tags.texts)))
    apart = bool(others) or (units is not None and units.place != tags.place + 1)
    return Top(tuple(heads), tuple(said), time, min(row.place for row in rows), tagged, apart)


def _first(rows: Sequence[_TopRow], place: int) -> str | None:
    return next((row.texts[place] for row in rows if row.texts[place] is not None), None)


def _is_value(text: str | None) -> bool:
    return text is not None and (is_number(text) or is_date(text))


def _tag_like(text: str | None) -> bool:
    return text is not None and like_a_tag(text) and not is_number(text)


def _are_units(texts: Sequence[str | None]) -> bool:
    """Whether each text is a unit or says that there is none, and at least one is a unit."""
    filled = [text for text in texts if text is not None]
    units = [text for text in filled if unit_of_cell(text) is not None]
    return bool(units) and all(text in units or text.casefold() in _NO_UNIT for text in filled)


def _with_unit(head: Head, text: str | None) -> Head:
    """The head with the unit of its row; a text that is no known unit is told as one that was not read."""
    if text is None or text.casefold() in _NO_UNIT:
        return head
    unit = unit_of_cell(text)
    return replace(head, unit=unit, doubtful=None) if unit else replace(head, doubtful=text)
