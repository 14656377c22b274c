"""Tables as files for other programmes. What a sheet would take for a formula is written as the text that it is."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from sanhak.finding import Refusal
from sanhak.serve.pages.data_findings import TooManyCells
from sanhak.table.column import Kind

if TYPE_CHECKING:
    from sanhak.table import Table

MOST_CELLS: Final = 500_000
MOST_ROWS: Final = 1_000_000
_FORMULA: Final = r"^[=+\-@\x00-\x1f]"
"""How a cell begins that Excel, LibreOffice or Google would carry out, or that hides what follows."""
_DATES: Final = "yyyy-mm-dd hh:mm:ss"


def harmless(text: str) -> str:
    """A text that no sheet takes for a formula: with an apostrophe before it if it begins like one."""
    return f"'{text}" if text[:1] in tuple("=+-@") or text[:1] < " " else text


def write_csv(table: Table, file: Path | BytesIO) -> None:
    """Write rows as CSV in UTF-8 with the mark by which Excel knows it; units stand behind the names in the head."""
    texts = [column.name for column in table.columns if column.kind not in (Kind.NUMBER, Kind.DATE)]
    frame = table.frame.with_columns(
        pl.when(table.frame[name].str.contains(_FORMULA))
        .then("'" + table.frame[name])
        .otherwise(table.frame[name])
        .alias(name)
        for name in texts
    )
    frame.columns = [harmless(column.label) if column.label else column.label for column in table.columns]
    frame.write_csv(file, include_bom=True, datetime_format="%Y-%m-%d %H:%M:%S")


def write_sheet(table: Table, file: Path) -> None:
    """Write rows as an Excel file with a head that stays; texts are marked as texts, so that none becomes a formula.

    Raises
    ------
    Refusal
        W080 if it would be too large for Excel.
    """
    from xlsxwriter import Workbook

    cells = len(table) * len(table.columns)
    if cells > MOST_CELLS or len(table) > MOST_ROWS:
        raise Refusal(TooManyCells(most=MOST_CELLS, cells=cells))
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(str(file), {**options, "strings_to_numbers": False, "nan_inf_to_errors": True}) as book:
        sheet, head = book.add_worksheet(), book.add_format({"bold": True, "bottom": 1, "quote_prefix": True})
        dates, words = book.add_format({"num_format": _DATES}), book.add_format({"quote_prefix": True})
        formats = {Kind.NUMBER: None, Kind.DATE: dates}
        for at, column in enumerate(table.columns):
            sheet.set_column(at, at, 20 if column.kind is Kind.DATE else 12)
            sheet.write_string(0, at, column.label, head)
        sheet.freeze_panes(1, 0)
        writers = [(_writer(sheet, column.kind), formats.get(column.kind, words)) for column in table.columns]
        for row, values in enumerate(table.frame.iter_rows(), 1):
            for at, value in enumerate(values):
                if value is not None:
                    writers[at][0](row, at, value, writers[at][1])


def _writer(sheet: Any, kind: Kind) -> Callable[..., Any]:
    name = {Kind.NUMBER: "write_number", Kind.DATE: "write_datetime"}.get(kind, "write_string")
    written: Callable[..., Any] = getattr(sheet, name)
    return written
