"""Delimited text: encoding, separator and quotation marks are found, never asked for."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from typing import Final

import polars as pl

from sanhak.finding import Finding, Refusal
from sanhak.table.read.container import is_utf16
from sanhak.table.read.extent import hold
from sanhak.table.read.grid import Grid, clean
from sanhak.table.read.layout_findings import EncodingRead, QuoteNeverClosed
from sanhak.table.read.numbers import is_number
from sanhak.table.read.refusals import EncodingUnknown

_SEPARATORS: Final = ("\t", ";", "|", ",")
"""In the order in which they win a draw: a comma is the one that texts and decimals hold too."""
_SAMPLE: Final = 300  # lines from which the separator is told
LONGEST_CELL: Final = 50
"""Lines; a cell with more was opened by a quotation mark that is never closed."""
_MARKS: Final = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_DIRECTIVE: Final = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)  # Excel's own way of naming the separator
BLANKS: Final = " "
"""Any number of blanks between the cells."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text and what was found in decoding it."""

    text: str
    findings: tuple[Finding, ...] = ()


def decode(data: bytes, name: str) -> Decoded:
    """Bytes as text.

    UTF-8 and UTF-16, with or without a byte order mark; CP949; CP1252 where letters beyond ASCII stand alone, as in
    ``°C`` of Western instruments (Korean letters take two bytes).

    Raises
    ------
    Refusal
        T014 if none of them fits.
    """
    encoding = encoding_of(data)
    try:
        return Decoded(data.decode(encoding), encoding_findings(encoding))
    except UnicodeDecodeError as error:
        raise Refusal(EncodingUnknown(name=name, position=error.start)) from error


def encoding_of(data: bytes) -> str:
    """The encoding of a text, as Python names it; these bytes must not end within a letter."""
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            return encoding
    wide = is_utf16(data[:4096])
    if wide:
        return wide
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252" if _stand_alone(data) else "cp949"
    return "utf-8"


def whole_lines(data: bytes) -> bytes:
    """The beginning of a text up to its last end of a line, so that it does not end within a letter."""
    return data[: data.rfind(b"\n") + 1] or data


def encoding_findings(encoding: str) -> tuple[Finding, ...]:
    """The finding on an encoding that is not the usual one."""
    if encoding in ("utf-8", "utf-8-sig"):
        return ()
    shown = {"utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}.get(encoding, encoding.upper())
    return (EncodingRead(encoding=shown),)


def _stand_alone(data: bytes) -> bool:
    """Whether most bytes beyond ASCII stand alone, as Western letters do and Korean ones, of two bytes, do not."""
    runs = [len(run) for run in re.findall(rb"[\x80-\xff]+", data)]
    return 2 * sum(run == 1 for run in runs) > len(runs)


def read_delimited(text: str) -> tuple[Grid, tuple[Finding, ...]]:
    """Text as a grid, one row for each record of the text, and what was found."""
    separator = separator_of(text)
    findings: tuple[Finding, ...] = ()
    if '"' not in text:
        frame = _split(text, separator)
    else:
        records = _records(text, separator)
        line = next((place for place, record in enumerate(records, 1) if _swallows(record)), None)
        if line is not None:
            findings = (QuoteNeverClosed(line=line),)
            frame = _split(text, separator)
        else:
            frame = _transposed(records)
    return Grid(clean(frame), labels=True), findings


def separator_of(text: str) -> str:
    """The sign that the text names itself, else the one that divides the most lines into the same number of cells.

    ``BLANKS`` only where nothing else divides them.
    """
    directive = _DIRECTIVE.match(text)
    if directive:
        return directive[1]
    plain = re.sub(r'"[^"]*"', "", text[: _SAMPLE * 1000])
    lines = [line for line in plain.splitlines()[:_SAMPLE] if line.strip()]
    if 2 * sum(line.count("\t") > 1 for line in lines) > len(lines):
        return "\t"  # no text holds tabs, while a decimal comma stands once in every line
    best, score = "", 0.0
    for separator in _SEPARATORS:
        counts = Counter(line.count(separator) for line in lines)
        count, times = max(
            ((count, times) for count, times in counts.items() if count), key=lambda pair: pair[1], default=(0, 0)
        )
        if times > score and count:
            best, score = separator, times
    if best and 2 * score > len(lines):
        return best
    return BLANKS if lines and _divided_by_blanks(lines) else best or ","


def _divided_by_blanks(lines: list[str]) -> bool:
    """Whether all lines, but perhaps a header, hold the same number of words and most of these are numbers."""
    cells = [line.split() for line in lines]
    count, times = Counter(map(len, cells)).most_common(1)[0]
    numbers = sum(is_number(word) for line in cells for word in line)
    return count > 1 and times >= max(2, len(lines) - 1) and 2 * numbers > count * len(lines)


def _split(text: str, separator: str) -> pl.DataFrame:
    """Text without quotation marks, cut at each separator."""
    end = "\n" if "\n" in text else "\r"  # a lone carriage return ended lines on old instruments
    lines = pl.Series("line", text.removesuffix(end).split(end), dtype=pl.String)
    if separator == BLANKS:
        lines = lines.str.strip_chars().str.replace_all(r"\s+", BLANKS)
    cells = lines.str.split(separator)
    counts = cells.list.len().to_list()
    hold(len(counts), max(counts, default=0), sum(counts))
    names = [str(place) for place in range(max(counts, default=0))]
    return cells.list.to_struct(fields=names).struct.unnest()


def _records(text: str, separator: str) -> list[list[str]]:
    """Text with quotation marks, as records of cells (RFC 4180, lenient)."""
    csv.field_size_limit(max(len(text), 131_072))
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True))


def _swallows(record: list[str]) -> bool:
    return any(cell.count("\n") > LONGEST_CELL for cell in record)


def _transposed(records: list[list[str]]) -> pl.DataFrame:
    width = max(map(len, records), default=0)
    hold(len(records), width, sum(map(len, records)))
    padded = [record if len(record) == width else record + [""] * (width - len(record)) for record in records]
    columns = zip(*padded, strict=True)
    return pl.DataFrame([pl.Series(str(place), cells, dtype=pl.String) for place, cells in enumerate(columns)])
