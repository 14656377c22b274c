"""What stands in the cells of a form: from a study's values to cells, and from what was posted to lines of cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, TypeAlias

from sanhak.serve.form.cells import number_of, shown, shown_list, shown_text
from sanhak.study.describe import FieldDescription, KindDescription, Role
from sanhak.study.file import ColumnSeen
from sanhak.study.file.entries import Entry, entries

Pairs: TypeAlias = tuple[tuple[str, str], ...]
"""Names and values as a browser posts them, in the order of the page."""

MOST_OFFERED: Final = 40
"""Columns up to which all of them are offered at a glance; more are sought by typing."""
_MOST_LEVELS: Final = 30
_LINE: Final = re.compile(r"(\w+)\.(\d{1,6})\.(column|value|lower|upper|levels|level|step)")
_PASTED: Final = "pasted"
_WITH_UNIT: Final = 3


class Widget(StrEnum):
    """How a field is asked."""

    COLUMN = "column"
    NAMES = "names"
    """Every column with a box to tick."""
    LINES = "lines"
    """Lines of cells: a column and what belongs to it."""
    CHOICE = "choice"
    NUMBER = "number"
    TEXT = "text"
    LIST = "list"
    """Texts or conditions, one below the other."""
    STEPS = "steps"


_WIDGETS: Final = {
    Role.COLUMN: Widget.COLUMN, Role.RANGES: Widget.LINES, Role.AMOUNTS: Widget.LINES, Role.CHOICE: Widget.CHOICE,
    Role.NUMBER: Widget.NUMBER, Role.CONDITIONS: Widget.LIST, Role.STEPS: Widget.STEPS,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Offer:
    """The columns to choose from, and whether others may be named too, as where a plan is made before its table."""

    columns: Mapping[str, ColumnSeen]
    free: bool

    @classmethod
    def of(cls, kind: KindDescription, columns: Sequence[ColumnSeen]) -> Offer:
        """What a kind offers: only the table's columns where it needs one."""
        return cls({column.name: column for column in columns}, free=not kind.tables or not columns)

    @property
    def typing(self) -> bool:
        """Whether a column is named by typing, with those that are known as suggestions."""
        return self.free or len(self.columns) > MOST_OFFERED

    def widget(self, part: FieldDescription) -> Widget:
        """How the field is asked."""
        if part.role is Role.TEXT or part.table:  # only the first table's columns are known
            return Widget.LIST if part.levels else Widget.TEXT
        if part.role is Role.COLUMNS:
            return Widget.LINES if part.pairs or self.typing else Widget.NAMES
        return _WIDGETS[part.role]

    def levels(self, part: FieldDescription, column: str) -> tuple[str, ...]:
        """The levels of a category that are offered as boxes to tick; none where they are typed or not taken."""
        seen = self.columns.get(column)
        if seen is None or not part.levels or part.role is not Role.RANGES or len(seen.levels) > _MOST_LEVELS:
            return ()
        return seen.levels


@dataclass(frozen=True, slots=True)
class Typed:
    """Cells by name: ``single`` with all values of a name, ``lines`` by field and number of the line."""

    single: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lines: Mapping[str, Mapping[int, Mapping[str, tuple[str, ...]]]] = field(default_factory=dict)

    @classmethod
    def of(cls, pairs: Sequence[tuple[str, str]]) -> Typed:
        """The cells that were posted, those of one line together."""
        single: dict[str, tuple[str, ...]] = {}
        lines: dict[str, dict[int, dict[str, tuple[str, ...]]]] = {}
        for name, value in pairs:
            told = value.replace("\r\n", "\n")
            if place := _LINE.fullmatch(name):
                cells = lines.setdefault(place[1], {}).setdefault(int(place[2]), {})
                cells[place[3]] = (*cells.get(place[3], ()), told) if place[3] == "level" else (told,)
            else:
                single[name] = (*single.get(name, ()), told)
        return cls(single, {name: dict(sorted(rows.items())) for name, rows in lines.items()})

    def cell(self, name: str) -> str:
        """The last value of a name, empty where nothing was posted."""
        return self.single.get(name, ("",))[-1]

    def filled(self, name: str) -> dict[int, Mapping[str, tuple[str, ...]]]:
        """The lines of a field in which anything stands."""
        return {
            number: cells
            for number, cells in self.lines.get(name, {}).items()
            if any(value.strip() for values in cells.values() for value in values)
        }


def cells_of(part: FieldDescription) -> tuple[str, ...]:
    """The cells of one line of a field."""
    if part.role is not Role.RANGES:
        return ("column", "value") if part.pairs else ("column",)
    limits = ("lower", "upper") if part.limits else ()
    return ("column", *limits, *(("levels",) if part.levels or part.numbers else ()))


def takes_words(part: FieldDescription) -> bool:
    """Whether a value of the field may be a word as well as a number."""
    return "string" in part.takes


def takes_numbers(part: FieldDescription) -> bool:
    """Whether a value of the field may be a number."""
    return bool(part.takes & {"number", "integer"})


def typed_of(kind: KindDescription, values: Mapping[str, Any], offer: Offer) -> Pairs:
    """A study's values as a form would post them; fields that are not given as their defaults."""
    found: list[tuple[str, str]] = []
    for part in kind.fields:
        value = values[part.name] if part.name in values else getattr(part.default, "value", part.default)
        found += _cells(part, value, offer)
    return tuple(found)


def _cells(part: FieldDescription, value: Any, offer: Offer) -> Iterator[tuple[str, str]]:
    widget = offer.widget(part)
    lines = [] if value is None else list(entries(part, value))
    match widget:
        case Widget.LINES:
            for number, entry in enumerate(lines):
                yield from _line(part, f"{part.name}.{number}", entry, offer)
        case Widget.STEPS:
            for number, entry in enumerate(lines):
                yield f"{part.name}.{number}.step", entry.values[0]
        case Widget.NAMES:
            for entry in lines:
                yield part.name, shown_text(entry.column)
        case Widget.LIST:
            yield part.name, shown_list([entry.values[0] for entry in lines], or_number=False, separator="\n")
        case _:
            yield part.name, shown(value, or_number=widget is Widget.NUMBER)


def _line(part: FieldDescription, place: str, entry: Entry, offer: Offer) -> Iterator[tuple[str, str]]:
    yield f"{place}.column", shown_text(entry.column)
    if part.role is not Role.RANGES:
        for value in entry.values:
            yield f"{place}.value", _value(part, entry.column, value, offer)
        return
    for name, value in zip(("lower", "upper"), entry.values, strict=False):
        yield f"{place}.{name}", shown(value)
    if entry.levels and offer.levels(part, entry.column):
        for level in entry.levels:
            yield f"{place}.level", shown(level, or_number=part.numbers)
    elif entry.levels:
        yield f"{place}.levels", shown_list(entry.levels, or_number=part.numbers)


def _value(part: FieldDescription, column: str, value: Any, offer: Offer) -> str:
    """A value beside a column: a word that is one of its levels needs no marks, a number like one a point."""
    seen = offer.columns.get(column)
    if seen is None or not takes_words(part):
        return shown(value, or_number=takes_numbers(part))
    if isinstance(value, str) and value in seen.levels and shown_text(value) == value:
        return value
    cell = shown(value, or_number=takes_numbers(part), with_unit=seen.lower is not None)
    return f"{cell}.0" if isinstance(value, int | float) and cell in seen.levels else cell


def spread(pairs: Sequence[tuple[str, str]], kind: KindDescription) -> Pairs:
    """The pairs with every pasted block, lines of cells parted by tabs, spread over lines of its field."""
    parts = {part.name: part for part in kind.fields}
    free = {part.name: 1 + max(Typed.of(pairs).lines.get(part.name, {-1: {}})) for part in kind.fields}
    found: list[tuple[str, str]] = []
    for name, value in pairs:
        head, _, rest = name.partition(".")
        block = rest == _PASTED or (rest.endswith(".column") and "\t" in value)
        if not block or head not in parts:
            found.append((name, value))
            continue
        for line in filter(str.strip, value.splitlines()):
            found += _pasted(parts[head], f"{head}.{free[head]}", line)
            free[head] += 1
    return tuple(found)


def _pasted(part: FieldDescription, place: str, line: str) -> Iterator[tuple[str, str]]:
    """One line from a spreadsheet: the name, then limits, a value or levels, and perhaps the unit of both limits."""
    column, *rest = (cell.strip() for cell in line.split("\t"))
    yield f"{place}.column", shown_text(column)
    cells = cells_of(part)
    if "value" in cells:
        yield f"{place}.value", rest[0] if rest else ""
        return
    unit = f" {rest.pop()}" if len(rest) == _WITH_UNIT and "lower" in cells and not number_of(rest[-1]) else ""
    numbers = all(not cell or number_of(cell) for cell in rest)
    if "lower" in cells and (numbers or "levels" not in cells) and (len(rest) < _WITH_UNIT or "levels" not in cells):
        for name, cell in zip(("lower", "upper"), rest, strict=False):
            yield f"{place}.{name}", f"{cell}{unit}" if cell else ""
    elif "levels" in cells:
        yield f"{place}.levels", ", ".join(filter(None, rest))
