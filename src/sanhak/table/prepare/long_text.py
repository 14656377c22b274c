"""Delimited text that is longer than memory: the ordinary reader reads its first rows, blocks of lines follow it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import astuple, dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import IO, Final

import polars as pl
from polars.io.plugins import register_io_source

from sanhak.finding import Finding, Refusal
from sanhak.table.column import Column, Kind
from sanhak.table.prepare.long_columns import Reader, Tally, clock_of_column, findings_of, read_block
from sanhak.table.prepare.scan_findings import RECORDS, CellsBeyond, HeadDecided, NotScanned
from sanhak.table.read import cell_findings, read_text
from sanhak.table.read.build import Stated
from sanhak.table.read.clock_findings import SummerTimeTakenOut
from sanhak.table.read.dates import clock_of
from sanhak.table.read.delimited import (
    BLANKS,
    LONGEST_CELL,
    encoding_findings,
    encoding_of,
    read_delimited,
    separator_of,
    whole_lines,
)
from sanhak.table.read.exports.findings import DigitalStates
from sanhak.table.read.exports.historian import read_shared, without_words
from sanhak.table.read.grid import Body, Grid, Header, clean, find_header, lay_out, rows_of_values
from sanhak.table.read.layout_findings import RowsLeftOut, RowsTooLong
from sanhak.table.read.names import unique
from sanhak.table.read.numbers import decimal_signs
from sanhak.table.read.packed import opened, opened_text, size_of
from sanhak.table.read.refusals import EncodingUnknown
from sanhak.table.table import Table
from sanhak.text import say

FIRST: Final = 10_000
"""Rows from which the facts about the columns are taken."""
_SHOWN: Final = 1 << 22  # bytes from which the encoding is told
_BLOCK: Final = 1 << 24  # letters that are read at once
_BEYOND: Final = "beyond"
_OF_CELLS: Final = (
    cell_findings.MissingWords,
    cell_findings.UnreadCells,
    cell_findings.InfiniteValues,
    cell_findings.UnitInCells,
    cell_findings.MixedUnits,
    cell_findings.CensoredValues,
    cell_findings.NoValues,
    cell_findings.SeparatorsTaken,
    DigitalStates,
    RowsLeftOut,
    RowsTooLong,
    SummerTimeTakenOut,
)
"""Findings that count cells or rows, and so are made anew once all have been seen."""


@dataclass(frozen=True)
class _Head:
    """The first rows of a text: how its cells are told apart, where its names stand, and the table that they make."""

    encoding: str
    separator: str
    grid: Grid
    header: Header
    body: Body
    table: Table


@dataclass
class _Counted:
    """What one reading of the file has counted; ``unlike`` is how many rows reach beyond the columns, and the first."""

    tallies: dict[str, Tally]
    rows: list[int] = field(default_factory=list)
    unlike: list[int] = field(default_factory=lambda: [0, 0])


class LongText:
    """A text file as rows that are read in blocks.

    Parameters
    ----------
    path
        The file.
    stated
        What the user has said of its columns.

    Raises
    ------
    Refusal
        T217 if its rows do not stand as they are needed; else as :func:`sanhak.table.read.read`.
    """

    def __init__(self, path: Path, stated: Stated) -> None:
        self._path = path
        self._head = _head_of(path, stated)
        self._readers = _readers_of(path, self._head, stated)
        self._counted: _Counted | None = None

    @property
    def first(self) -> Table:
        """The first rows as a table, with the findings that hold for all rows."""
        table = self._head.table
        kept = (*encoding_findings(self._head.encoding), *table.findings)
        return Table(
            table.frame, table.columns, table.time, table.asset, table.lot,
            tuple(finding for finding in kept if not isinstance(finding, _OF_CELLS)), table.source,
        )  # fmt: skip

    @property
    def size(self) -> int:
        """Bytes of the text, about as many as its numbers take in memory; an estimate where it is packed."""
        return size_of(self._path)

    @cached_property
    def frame(self) -> pl.LazyFrame:
        """The rows, read once however many ask for them."""
        types = {column.name: _TYPES.get(column.kind, pl.String()) for column in self._head.table.columns}
        return register_io_source(self._read, schema=types, is_pure=True).cache()

    def blocks(self) -> Iterator[pl.DataFrame]:
        """All rows, block by block."""
        return self._read(None, None, None, None)

    def findings(self) -> tuple[Finding, ...]:
        """What was counted once all rows were read."""
        counted, head = self._counted, self._head
        if counted is None:
            return ()
        told: list[Finding] = []
        account = RowsLeftOut(*counted.rows)
        if account.rows > account.read + account.header:
            told.append(account)
        rows, line = counted.unlike
        if rows:
            told.append(CellsBeyond(path=self._path.name, rows=rows, columns=len(head.body.heads), line=line))
        told += findings_of(self._readers, counted.tallies)
        if account.read > len(head.table):
            told.append(HeadDecided(path=self._path.name, rows=len(head.table)))
        return tuple(told)

    def _read(
        self, columns: list[str] | None, predicate: pl.Expr | None, rows: int | None, size: int | None
    ) -> Iterator[pl.DataFrame]:
        """The rows in blocks, as Polars asks for them."""
        del rows, size  # all rows are counted, and asked for
        counted = _Counted({reader.column.name: Tally() for reader in self._readers})
        try:
            for block in self._blocks():
                frame = self._values(block, counted)
                frame = frame if predicate is None else frame.filter(predicate)
                yield frame if columns is None else frame.select(columns)
        except UnicodeDecodeError as error:
            raise Refusal(EncodingUnknown(name=self._path.name, position=error.start)) from error
        self._counted = counted

    def _blocks(self) -> Iterator[pl.DataFrame]:
        """The cells below the names, block by block."""
        head = self._head
        names = [*head.grid.frame.columns, _BEYOND]
        with opened_text(self._path, head.encoding) as lines:
            for _ in islice(csv.reader(lines, delimiter=head.separator), head.header.below + _has_units(head.header)):
                pass
            while text := _whole_lines(lines):
                yield clean(
                    pl.read_csv(
                        text.encode(),
                        has_header=False,
                        separator=head.separator,
                        quote_char='"' if text.count('"') % 2 == 0 else None,
                        schema=dict.fromkeys(names, pl.String()),
                        missing_columns="insert",
                        truncate_ragged_lines=True,
                        raise_if_empty=False,
                    )
                )

    def _values(self, block: pl.DataFrame, counted: _Counted) -> pl.DataFrame:
        """A block as values, its rows counted."""
        header, above = self._head.header, self._head.grid.frame
        start = header.below + _has_units(header)
        beyond = block[_BEYOND].is_not_null()
        done = counted.rows[0] if counted.rows else start
        if beyond.any() and not counted.unlike[0]:
            counted.unlike[1] = done + int(beyond.arg_max() or 0) + 1
        counted.unlike[0] += int(beyond.sum())
        above = above.head(start)
        texts, account = rows_of_values(pl.concat([above, block.drop(_BEYOND)]), start, header)
        if not counted.rows:
            counted.rows = list(_numbers(account))
        else:
            again = rows_of_values(above, start, header)[1]
            more = zip(counted.rows, _numbers(account), _numbers(again), strict=True)
            counted.rows = [before + here - names for before, here, names in more]
        return _with_clock(self._head.table, read_block(texts, self._readers, counted.tallies))


_TYPES: Final = {Kind.NUMBER: pl.Float64(), Kind.DATE: pl.Datetime("us")}


def _numbers(account: RowsLeftOut) -> tuple[int, ...]:
    return astuple(account)


def _has_units(header: Header) -> bool:
    return header.units is not None


def _whole_lines(lines: IO[str]) -> str:
    """The next block of a text, up to the end of a line that ends a record; quotation marks may never be closed."""
    text = lines.read(_BLOCK) + lines.readline()
    for _ in range(LONGEST_CELL):
        if text.count('"') % 2 == 0:
            break
        text += lines.readline()
    return text


def _with_clock(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    """The rows with the time of day added to the date where it stands in a column of its own."""
    for finding in table.findings:
        if isinstance(finding, cell_findings.ClockJoined):
            clock = clock_of(frame[finding.clock]).fill_null(pl.duration())
            frame = frame.with_columns((frame[finding.date] + clock).alias(finding.date))
    return frame


def _head_of(path: Path, stated: Stated) -> _Head:
    """The first rows, read as those of any file.

    Raises
    ------
    Refusal
        T217 if they do not stand as they are needed.
    """
    with opened(path) as file:
        shown = file.read(_SHOWN)
    encoding = encoding_of(whole_lines(shown) if len(shown) == _SHOWN else shown)
    try:
        with opened_text(path, encoding) as lines:
            text = "".join(islice(lines, FIRST))
    except UnicodeDecodeError as error:
        raise Refusal(EncodingUnknown(name=path.name, position=error.start)) from error
    table = read_text(
        text, units=stated.units, kinds=stated.kinds, time=stated.time, asset=stated.asset, lot=stated.lot,
        layout=stated.layout, held=stated.held, name=path.name,
    )  # fmt: skip
    grid, _ = read_delimited(text)
    shared = read_shared(grid)
    header = shared[0] if shared else find_header(grid.frame)
    body = lay_out(grid, header)
    separator = separator_of(text)
    if header is None or body is None or separator == BLANKS:
        raise Refusal(NotScanned(path=path.name, problem=say("its cells are not separated by one sign")))
    body = without_words(body, stated.kinds) if shared else body
    return _Head(encoding, separator, grid, header, body, table)


def _readers_of(path: Path, head: _Head, stated: Stated) -> list[Reader]:
    """How each column is read further down, from what it was in the first rows."""
    heads, body = unique(head.body.heads)[0], head.body.frame
    names = [one.name for one in heads]
    facts = {column.name: column for column in head.table.columns}
    if [name for name in facts if name in names] != names:
        raise Refusal(NotScanned(path=path.name, problem=RECORDS))
    order = list(facts)
    readers = []
    for one, cells, decimal in zip(heads, body.columns, decimal_signs(body), strict=True):
        column: Column = facts[one.name]
        behind = order[order.index(one.name) + 1 :][:1]
        marks = behind[0] if behind and behind[0] not in names else None
        dated = column.kind is Kind.DATE
        kind = Kind(stated.kinds[one.name]) if one.name in stated.kinds else None
        clock = clock_of_column(one, body[cells], decimal, kind) if dated else None
        readers.append(Reader(cells, column, decimal, clock, marks))
    return readers
