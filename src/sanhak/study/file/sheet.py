"""Study files as an Excel sheet: one row for each value, with drop-downs for columns and choices.

The columns of the sheet are field, column of the table, value (or lower limit), upper limit, level, unit and remark. A
row without a value is passed over, so that spare rows do no harm; an empty first cell continues the field above it,
and a level or a value beside an empty name the column above it.
Numbers keep fifteen digits, as in Excel.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sanhak.finding import Refusal
from sanhak.study.describe import FieldDescription, Role, describe
from sanhak.study.file import text
from sanhak.study.file.draft import Draft
from sanhak.study.file.entries import Entry, entries, numbers_as_levels
from sanhak.study.file.node import Node, Scalar
from sanhak.study.file.titles import title_of
from sanhak.study.findings import NotAStudyFile
from sanhak.study.growing import Growing
from sanhak.text import Language, Text, say, show

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_SPARE: Final = 3
_SPARE_RANGES: Final = 15
"""Spare rows where nothing is given yet and each level takes a row."""
_FIELD, _COLUMN, _VALUE, _UPPER, _LEVEL, _UNIT, _REMARK = range(7)
_WIDTHS: Final = (20, 24, 18, 12, 16, 10, 90)
_LIMIT_OF_LISTS: Final = 1000
_EMPTY: Final = "–"
"""Stands for "no value" where an empty cell means the default."""
_NOTHING: Final = Entry(values=(None,))


def is_workbook(content: bytes) -> bool:
    """Whether the content is an Excel workbook, new or old."""
    return content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))


def read(content: bytes, path: str) -> Node:
    """The values in the first sheet of a workbook.

    Raises
    ------
    Refusal
        S005 if the workbook cannot be read or its first sheet holds no study.
    """
    rows = _rows(content, path)
    start = next((place for place, row in enumerate(rows) if row[_FIELD] == "study"), None)
    if start is None:
        raise Refusal(
            NotAStudyFile(path=path, because=say("the first column of its first sheet has no row called study"))
        )
    fields: dict[str, list[tuple[int, list[Scalar]]]] = {}
    name = ""
    for number, row in enumerate(rows[start:], start=start + 1):
        name = _text(row[_FIELD]) or name
        if any(cell is not None for cell in row[_COLUMN : _LEVEL + 1]):
            fields.setdefault(name, []).append((number, row))
    return Node({name: _gathered(rows) for name, rows in fields.items()}, start + 1)


def _rows(content: bytes, path: str) -> list[list[Scalar]]:
    from python_calamine import CalamineError, CalamineWorkbook

    from sanhak.table.read.container import BROKEN_ZIP, container
    from sanhak.table.read.panic import refusing
    from sanhak.table.read.workbook import hold_opened, look_before, sheet_of

    def broken(_told: str) -> Refusal:
        return Refusal(NotAStudyFile(path=path, because=say("Excel's form of it is broken or locked")))

    with refusing(broken, CalamineError, Refusal, *BROKEN_ZIP, ValueError, IndexError, OverflowError):
        container(content, path)
        look_before(content, path)
        sheet_of(content, 0)
        opened = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        hold_opened(opened, content)
        found = opened.to_python(skip_empty_area=False)
    return [[*map(_cell, row), *[None] * (_REMARK + 1 - len(row))][: _REMARK + 1] for row in found]


def _cell(cell: Any) -> Scalar:
    """A cell's value: empty cells as None, dates as they read."""
    if isinstance(cell, str | bool | int | float):
        return None if cell == "" else cell
    return str(cell)


def _text(cell: Scalar) -> str:
    """A cell as a name; Excel knows only one kind of number, so 7.0 is the name 7."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    return f"{cell:.15g}" if isinstance(cell, float) else str(cell)


def _gathered(rows: Sequence[tuple[int, list[Scalar]]]) -> Node:
    """The rows of one field as its value: by column where columns are named, else one value or several."""
    line = rows[0][0]
    if not any(row[_COLUMN] is not None for _, row in rows):
        values = tuple(_leaf(row[_VALUE], number) for number, row in rows)
        return values[0] if len(values) == 1 else Node(values, line)
    named: dict[str, list[tuple[int, list[Scalar]]]] = {}
    column = ""
    for number, row in rows:
        column = _text(row[_COLUMN]) or column
        named.setdefault(column, []).append((number, row))
    return Node({column: _inner(parts) for column, parts in named.items()}, line)


def _inner(rows: Sequence[tuple[int, list[Scalar]]]) -> Node:
    """What stands beside one column: its levels, or else the lower and the upper limit."""
    line = rows[0][0]
    levels = tuple(_leaf(row[_LEVEL], number, _text(row[_LEVEL])) for number, row in rows if row[_LEVEL] is not None)
    if levels:
        return Node(levels, line, levels=True)
    limits = tuple(_leaf(rows[0][1][place], line) for place in (_VALUE, _UPPER))
    return Node(limits, line)


def _leaf(cell: Scalar, line: int, level: str = "") -> Node:
    if level:
        return Node(cell if isinstance(cell, float) else level, line, level)
    return Node(None, line, None) if cell is None or cell == _EMPTY else Node(cell, line, _text(cell))


def shaped(node: Node, part: FieldDescription) -> Node:
    """The node as the field expects it: a list of columns, a value for each column, or limits as they stand."""
    if part.role is Role.STEPS:
        cells = node.value if isinstance(node.value, tuple) else (node,)
        return Node(tuple(text.read((cell.text or "").encode(), part.name) for cell in cells), node.line)
    if not isinstance(node.value, dict):
        return node
    if part.role is Role.RANGES:
        return Node({name: _ranged(inner, part) for name, inner in node.value.items()}, node.line)
    if not part.pairs:
        names = tuple(Node(name, inner.line, name) for name, inner in node.value.items())
        return names[0] if part.role is Role.COLUMN and len(names) == 1 else Node(names, node.line)
    firsts = {name: inner.value[0] if isinstance(inner.value, tuple) else inner for name, inner in node.value.items()}
    return Node(firsts, node.line)


def _ranged(node: Node, part: FieldDescription) -> Node:
    """Levels as the field takes them: as numbers where it takes several and all of them are, else as names."""
    if not node.levels or not isinstance(node.value, tuple):
        return node
    cells = node.value
    if part.numbers and all(isinstance(cell.value, float) for cell in cells):
        return Node(numbers_as_levels(part, cells), node.line)
    return Node(tuple(replace(cell, value=cell.text) for cell in cells), node.line)


def write(draft: Draft, path: Path, language: Language) -> None:
    """Write the workbook: the study on its first sheet, the columns of the table and the lists on further ones."""
    from xlsxwriter.workbook import Workbook

    workbook = Workbook(str(path))
    try:
        _Sheet(workbook, draft, language).fill()
    finally:
        workbook.close()


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of the sheet before it is written."""

    field: str
    column: str = ""
    values: tuple[Any, ...] = ()
    level: str | float = ""
    unit: str = ""
    remark: str = ""
    lead: bool = False


class _Sheet:
    """Writes one draft; the sheet's formats and lists live as long as the writing."""

    def __init__(self, workbook: Workbook, draft: Draft, language: Language) -> None:
        self._draft, self._language = draft, language
        self._sheet: Worksheet = workbook.add_worksheet(show(say("Study"), language))
        self._grows = title_of(draft.kind.grows, language) if issubclass(draft.kind, Growing) else ""
        if self._grows:
            workbook.add_worksheet(self._grows)
        self._lists: Worksheet = workbook.add_worksheet(show(say("Lists"), language))
        self._lists_used = 0
        self._head = workbook.add_format({"bold": True, "bottom": 1, "bg_color": "#f0f0f0"})
        self._name = workbook.add_format({"bold": True, "valign": "top"})
        self._given = workbook.add_format({"bg_color": "#fff8e1", "border": 1, "border_color": "#d9d9d9"})
        self._plain = workbook.add_format({"valign": "top"})
        self._remark = workbook.add_format({"text_wrap": True, "valign": "top", "font_color": "#444444"})
        self._units = {column.name: column.unit or "" for column in draft.columns}

    def fill(self) -> None:
        from xlsxwriter.utility import xl_range_abs

        kind = describe(self._draft.kind)
        self._heading(kind.question)
        columns = self._list(say("Columns of the table"), [column.name for column in self._draft.columns])
        place = 4
        named: dict[str, str] = {}
        for part in kind.fields:
            choices = self._list(part.title, part.choices)
            first = place
            for row in self._rows(part):
                self._write(place, row)
                source = columns or named.get(part.among or "", "")
                self._drop_down(place, _COLUMN if row.column or part.pairs or _is_list(part) else _VALUE, part, source)
                if choices:
                    self._offer(place, _VALUE, choices)
                place += 1
            named[part.name] = f"={xl_range_abs(first, _COLUMN, place - 1, _COLUMN)}"

    def _heading(self, question: Text) -> None:
        self._sheet.write_string(0, _FIELD, show(question, self._language), self._name)
        help_ = (
            say(
                "Fill in the coloured cells; an empty cell means the default. What was run so far may stand on the "
                "sheet {sheet}, names in its first row. Then: sanhak next study.xlsx",
                sheet=self._grows,
            )
            if self._grows
            else say(
                "Fill in the coloured cells; an empty cell means the default. "
                "Then: sanhak run study.xlsx --data data.xlsx"
            )
        )
        self._sheet.write_string(1, _FIELD, show(help_, self._language))
        titles = (
            say("Field"),
            say("Column"),
            say("Value or lower limit"),
            say("Upper limit"),
            say("Level"),
            say("Unit"),
            say("Remark"),
        )
        for place, (title, width) in enumerate(zip(titles, _WIDTHS, strict=True)):
            self._sheet.set_column(place, place, width)
            self._sheet.write_string(2, place, show(title, self._language), self._head)
        self._sheet.freeze_panes(3, 0)
        self._write(3, _Row("study", values=(self._draft.kind.kind,), lead=True))

    def _rows(self, part: FieldDescription) -> Iterator[_Row]:
        """The rows of one field: what is given, then spare ones where more may be named."""
        rows = list(self._given_rows(part))
        many = part.pairs or _is_list(part) or part.role in (Role.STEPS, Role.CONDITIONS)
        empty = _SPARE_RANGES if part.levels and part.required and not rows else _SPARE
        spare = [_Row(part.name)] * (empty if many else not rows)
        first, *others = [*rows, *spare]
        yield replace(first, unit=first.unit or part.unit or "", remark=self._about(part), lead=True)
        yield from others

    def _about(self, part: FieldDescription) -> str:
        """Title, help, whether it must be given, and what was guessed, in one remark."""
        texts = [say("{title}: {help}", title=part.title, help=part.help)]
        texts += [say("{choice}: {words}.", choice=choice, words=words) for choice, words in _told(part)]
        texts += [say("Required.")] if part.required else []
        texts += [say("Default: {value}.", value=_shown(part))] if not part.required and _shown(part) else []
        texts += [self._draft.notes[part.name,]] if (part.name,) in self._draft.notes else []
        return " ".join(show(said, self._language) for said in texts)

    def _note(self, *path: str) -> str:
        return show(self._draft.notes[path], self._language) if path in self._draft.notes else ""

    def _given_rows(self, part: FieldDescription) -> Iterator[_Row]:
        if part.name not in self._draft.values:
            return
        for entry in entries(part, self._draft.values[part.name]):
            unit, note = self._units.get(entry.column, ""), self._note(part.name, entry.column)
            if entry.levels:
                for level in entry.levels:
                    beside = "" if isinstance(level, str) else unit
                    yield _Row(part.name, entry.column, level=level, unit=beside, remark=note)
            elif entry.column and not entry.values:
                yield _Row(part.name, entry.column)
            else:
                values = (_EMPTY,) if entry == _NOTHING else entry.values
                yield _Row(part.name, entry.column, values, unit=unit, remark=note)

    def _write(self, place: int, row: _Row) -> None:
        sheet = self._sheet
        sheet.write_string(place, _FIELD, row.field, self._name if row.lead else self._plain)
        for column in range(_COLUMN, _LEVEL + 1):
            sheet.write_blank(place, column, None, self._given)
        if row.column:
            sheet.write_string(place, _COLUMN, row.column, self._given)
        for column, value in zip((_VALUE, _UPPER), row.values, strict=False):
            _put(sheet, place, column, value, self._given)
        if row.level != "":
            _put(sheet, place, _LEVEL, row.level, self._given)
        sheet.write_string(place, _UNIT, row.unit, self._plain)
        if row.remark:
            sheet.write_string(place, _REMARK, row.remark, self._remark)

    def _drop_down(self, place: int, column: int, part: FieldDescription, columns: str) -> None:
        if columns and not part.table and part.role in (Role.COLUMN, Role.COLUMNS, Role.RANGES, Role.AMOUNTS):
            self._offer(place, column, columns)

    def _offer(self, place: int, column: int, source: str) -> None:
        self._sheet.data_validation(
            place, column, place, column, {"validate": "list", "source": source, "error_type": "warning"}
        )

    def _list(self, title: Text, words: Sequence[str]) -> str:
        """Write a list beside the others and return the reference by which a drop-down finds it; empty for no list."""
        if not words:
            return ""
        column, self._lists_used = self._lists_used, self._lists_used + 1
        self._lists.set_column(column, column, _WIDTHS[_COLUMN])
        self._lists.write_string(0, column, show(title, self._language), self._head)
        for place, word in enumerate(words[:_LIMIT_OF_LISTS], start=1):
            self._lists.write_string(place, column, word)
        name = self._lists.get_name().replace("'", "''")
        from xlsxwriter.utility import xl_range_abs

        return f"='{name}'!{xl_range_abs(1, column, min(len(words), _LIMIT_OF_LISTS), column)}"


def _told(part: FieldDescription) -> Iterator[tuple[str, Text]]:
    """The choices whose words say more than they do."""
    return ((choice, words) for choice, words in part.words.items() if not part.truth)


def _is_list(part: FieldDescription) -> bool:
    return part.role is Role.COLUMNS


def _shown(part: FieldDescription) -> str:
    """The default as a word, empty where there is none."""
    value = getattr(part.default, "value", part.default)
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None or value in ({}, (), []) else str(value)


def _put(sheet: Worksheet, row: int, column: int, value: Any, style: Format) -> None:
    match value:
        case None:
            return
        case bool():
            sheet.write_string(row, column, str(value).lower(), style)
        case int() | float() if math.isfinite(value):
            sheet.write_number(row, column, value, style)
        case _:
            sheet.write_string(row, column, str(value), style)
