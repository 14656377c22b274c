"""Rows added to delimited text: its separator, encoding, line ends and decimal sign stay as they are."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Final

from sanhak.study.file.rows import Cell, Further, laid_out
from sanhak.table.read.delimited import BLANKS, decode, encoding_of, read_delimited, separator_of
from sanhak.table.read.numbers import decimal_signs

ENDINGS: Final = (".csv", ".tsv", ".txt")
_MARKED: Final = "utf-8-sig"


def made(further: Further, ending: str) -> bytes:
    """A new text with names and rows; Excel takes it for UTF-8 only when it begins with the mark."""
    separator = "\t" if ending == ".tsv" else ","
    names = [column.label for column in further.columns]
    cells = [[_text(row.get(column.name), ".") for column in further.columns] for row in further.rows]
    return _joined([names, *cells], separator, "\r\n").encode(_MARKED)


def with_rows(content: bytes, path: str, further: Further) -> bytes:
    """The text with the rows under it; every earlier line stays as it is, but for names of new columns."""
    text = decode(content, path).text
    grid, _ = read_delimited(text)
    layout = laid_out(grid, further)
    separator = separator_of(text)
    separator = " " if separator == BLANKS else separator
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.splitlines(keepends=False)
    while lines and not lines[-1].strip(separator + " \t"):
        lines.pop()
    if layout.new:
        names = {column.name: column.label for column in further.columns}
        header = _joined([[names[name] for name in layout.new]], separator, "")
        missing = grid.frame.width - len(next(csv.reader([lines[layout.header]], delimiter=separator)))
        lines[layout.header] += separator * (missing + 1) + header
    numbers = grid.frame.slice(layout.header + 1)
    sign = "," if "," in decimal_signs(numbers) and separator != "," else "."
    lines += _rows(further, layout.places, separator, sign)
    written = end.join(lines) + end
    encoding = encoding_of(content)
    try:
        return written.encode(encoding)
    except UnicodeEncodeError:
        return written.encode(_MARKED)


def _rows(further: Further, places: Mapping[str, int], separator: str, sign: str) -> list[str]:
    width = max(places.values()) + 1
    lines = []
    for row in further.rows:
        cells = [""] * width
        for name, value in row.items():
            cells[places[name]] = _text(value, sign)
        lines.append(_joined([cells], separator, ""))
    return lines


def _text(value: Cell, sign: str) -> str:
    """A cell that reads back to the same value."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return repr(int(value)) if float(value).is_integer() else repr(float(value)).replace(".", sign)


def _joined(rows: Sequence[Sequence[str]], separator: str, end: str) -> str:
    held = io.StringIO(newline="")
    csv.writer(held, delimiter=separator, lineterminator=end or "\n").writerows(rows)
    return held.getvalue() if end else held.getvalue().removesuffix("\n")
