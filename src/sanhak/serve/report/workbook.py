"""The workbook: an answer as an Excel file with real numbers, units in the heads, ready to print."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sanhak.serve.report import sections
from sanhak.serve.report.grid import Cell, Grid, Number, Range, Shape, words
from sanhak.table import Kind, Table
from sanhak.text import Language, Text, decimals_for, say

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from sanhak.study.answer import Answer

_MOST_ROWS: Final = 1_048_000
_NARROWEST: Final = 8
_WIDEST: Final = 60
_PADDING: Final = 3
_NAME_LENGTH: Final = 31
_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\']")
_STYLES: Final[Mapping[str, Mapping[str, Any]]] = {
    "title": {"bold": True, "font_size": 14, "text_wrap": True, "valign": "top"},
    "catch": {"text_wrap": True, "valign": "top", "font_size": 12, "font_color": "#9a5b00"},
    "head": {"bold": True, "text_wrap": True, "valign": "vcenter", "bottom": 1, "bg_color": "#f2f2f2"},
    "number head": {
        "align": "right",
        "bold": True,
        "text_wrap": True,
        "valign": "vcenter",
        "bottom": 1,
        "bg_color": "#f2f2f2",
    },
    "words": {"text_wrap": True, "valign": "top"},
    "right": {"align": "right", "valign": "top"},
}


def write_workbook(answer: Answer, path: Path, language: Language) -> None:
    """Write ``answer`` to the Excel file ``path`` with every name in ``language``."""
    from xlsxwriter import Workbook

    content = io.BytesIO()
    with Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        writer = _Writer(book, language)
        above = [(answer.headline, "title"), (answer.catch, "catch")]
        writer.sheet(say("Decision"), sections.decision(answer), above)
        writer.sheet(say("Compared"), sections.outcomes(answer))
        writer.sheet(say("Settings compared"), sections.settings(answer))
        writer.sheet(say("Scores"), sections.scores(answer))
        writer.sheet(say("Coverage"), sections.coverage(answer))
        writer.sheet(say("Findings"), sections.findings(answer))
        writer.sheet(say("Preparation"), sections.preparation(answer))
        shown = {part.table: (part.title, grid) for part, grid in sections.listed(answer)}
        for name, table in answer.tables.items():
            if name in shown:
                writer.sheet(*shown[name])
            else:
                writer.table(name, table)
        writer.sheet(say("Provenance"), sections.provenance(answer.provenance))
        book.set_properties({"title": answer.headline.render(language)[:255], "comments": "Sanhak"})
    path.write_bytes(content.getvalue())


def grids_workbook(title: Text, above: Sequence[tuple[Text, str]], grids: Sequence[Grid], language: Language) -> bytes:
    """Grids as an Excel file, a sheet each; ``above`` stands over the first, each text with its style."""
    from xlsxwriter import Workbook

    content = io.BytesIO()
    with Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        writer = _Writer(book, language)
        for place, grid in enumerate(grids):
            writer.sheet(grid.title, grid, () if place else above)
        book.set_properties({"title": title.render(language)[:255], "comments": "Sanhak"})
    return content.getvalue()


class _Writer:
    """Writes grids and tables as sheets of one workbook, each with a frozen head and a print set-up."""

    def __init__(self, book: Workbook, language: Language) -> None:
        self._book = book
        self._language = language
        self._formats: dict[str, Format] = {name: book.add_format(dict(style)) for name, style in _STYLES.items()}
        self._names: set[str] = set()

    def sheet(self, name: Text, grid: Grid, above: Sequence[tuple[Text, str]] = ()) -> None:
        """A grid as a sheet; an empty grid makes none, unless something stands above it."""
        if not grid and not above:
            return
        heads = list(_split_heads(grid, self._language))
        lines = [list(_split_cells(grid, row, self._language)) for row in grid.rows]
        sheet, first = self._prepared(name.render(self._language), heads, lines, above)
        for at, line in enumerate(lines, first + 1):
            for column, cell in enumerate(line):
                self._put(sheet, at, column, cell)

    def table(self, name: str, table: Table) -> None:
        """A table as a sheet, units in the heads; Excel holds a million rows, more are left in the Parquet file."""
        shown = table.frame.head(_MOST_ROWS)
        columns = [_column_cells(table, column.name, shown[column.name].to_list()) for column in table.columns]
        lines = [list(line) for line in zip(*columns, strict=True)]
        heads = [(column.label, column.kind is Kind.NUMBER) for column in table.columns]
        sheet, first = self._prepared(name, heads, lines, ())
        for at, line in enumerate(lines, first + 1):
            for column, cell in enumerate(line):
                self._put(sheet, at, column, cell)

    def _prepared(
        self, name: str, heads: list[tuple[str, bool]], lines: list[list[Any]], above: Sequence[tuple[Text, str]]
    ) -> tuple[Worksheet, int]:
        """A new sheet with its heads written; the second value is the row of the heads."""
        sheet = self._book.add_worksheet(self._name(name))
        last = max(len(heads) - 1, 1)
        for row, (text, style) in enumerate(above):
            sheet.merge_range(row, 0, row, last, text.render(self._language), self._formats[style])
            sheet.set_row(row, 44)
        first = len(above) + 1 if above else 0
        for column, (title, number) in enumerate(heads):
            sheet.write_string(first, column, title, self._formats["number head" if number else "head"])
            sheet.set_column(column, column, _width(title, [line[column] for line in lines[:200]], self._language))
        sheet.freeze_panes(first + 1, 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(first)
        sheet.set_footer("&L&A&R&P / &N")
        return sheet, first

    def _put(self, sheet: Worksheet, row: int, column: int, cell: Any) -> None:
        match cell:
            case None | "":
                return
            case Number(value, decimals):
                sheet.write_number(row, column, value, self._number_format(decimals))
            case datetime():
                form = self._format("moment", {"num_format": "yyyy-mm-dd hh:mm"})
                sheet.write_datetime(row, column, cell.replace(tzinfo=None), form)
            case date():
                sheet.write_datetime(
                    row, column, cell, self._format("day", {"num_format": "yyyy-mm-dd", "valign": "top"})
                )
            case _:
                sheet.write_string(row, column, words(cell, self._language), self._formats["words"])

    def _number_format(self, decimals: int) -> Format:
        places = "." + "0" * decimals if decimals > 0 else ""
        return self._format(f"number {decimals}", {"num_format": f"#,##0{places}", "valign": "top"})

    def _format(self, name: str, style: Mapping[str, Any]) -> Format:
        if name not in self._formats:
            self._formats[name] = self._book.add_format(dict(style))
        return self._formats[name]

    def _name(self, wanted: str) -> str:
        """A sheet name that Excel takes: at most 31 characters, no brackets or slashes, unlike every other."""
        plain = _FORBIDDEN.sub(" ", wanted).strip()[:_NAME_LENGTH] or "Sheet"
        name, count = plain, 1
        while name.lower() in self._names:
            count += 1
            name = f"{plain[: _NAME_LENGTH - 4]} {count}"
        self._names.add(name.lower())
        return name


def _split_heads(grid: Grid, language: Language) -> Iterator[tuple[str, bool]]:
    """The heads as words, with whether numbers stand under them; a range takes two columns."""
    for head in grid.heads:
        title = head.title.render(language) + (f" [{head.unit}]" if head.unit else "")
        if head.shape is Shape.RANGE and _has_ranges(grid, head.key):
            yield say("{title}, from", title=title).render(language), True
            yield say("{title}, to", title=title).render(language), True
        else:
            yield title, head.shape is Shape.NUMBER


def _split_cells(grid: Grid, row: tuple[Cell, ...], language: Language) -> Iterator[Cell]:
    for head, cell in zip(grid.heads, row, strict=True):
        if head.shape is not Shape.RANGE or not _has_ranges(grid, head.key):
            yield cell
        elif isinstance(cell, Range):
            yield None if cell.lower is None else Number(cell.lower, cell.decimals)
            yield None if cell.upper is None else Number(cell.upper, cell.decimals)
        else:
            yield words(cell, language) if cell is not None else None
            yield None


def _has_ranges(grid: Grid, key: str) -> bool:
    at = [place for place, head in enumerate(grid.heads) if head.key == key]
    return any(isinstance(row[place], Range) for row in grid.rows for place in at)


def _column_cells(table: Table, name: str, values: list[Any]) -> list[Any]:
    """A table's column as cells: numbers to the digits that tell its values apart."""
    if table[name].kind is not Kind.NUMBER:
        return values
    known = [value for value in values if value is not None]
    decimals = min(6, max(0, decimals_for((max(known) - min(known)) / 200))) if known else 0
    return [None if value is None else Number(value, decimals) for value in values]


def _width(title: str, cells: list[Any], language: Language) -> int:
    """Width of a column in characters; Korean letters take two."""
    texts = [title, *(words(cell, language) for cell in cells if not isinstance(cell, date) and cell is not None)]
    longest = max(sum(2 if ord(letter) > 0x1100 else 1 for letter in text) for text in texts)  # noqa: PLR2004 - Hangul starts there
    return min(_WIDEST, max(_NARROWEST, longest + _PADDING))
