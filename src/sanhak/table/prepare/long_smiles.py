"""Lists of structures that are longer than memory, read in blocks of lines."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any, Final

import polars as pl
from polars.io.plugins import register_io_source

from sanhak.finding import Finding, Refusal
from sanhak.table.read.delimited import encoding_findings
from sanhak.table.read.packed import opened_text, size_of
from sanhak.table.read.refusals import EncodingUnknown, NoRows
from sanhak.table.read.structures import columns_named, columns_of, rows_of
from sanhak.table.table import Source, Table

_FIRST: Final = 10_000
_BLOCK: Final = 100_000


class LongSmiles:
    """A list of structures as rows of two columns, read in blocks; empty lines are rows without structure.

    Parameters
    ----------
    path
        The file, plain or packed with gzip.
    encoding
        That of its text, as Python names it.

    Raises
    ------
    Refusal
        T013 if it ends in the middle, T014 if a byte does not fit the encoding, T016 if it has names but no rows.
    """

    def __init__(self, path: Path, encoding: str) -> None:
        self._path = path
        self._encoding = encoding
        with opened_text(path, encoding, None) as lines:
            self._named = columns_named(lines.readline())
        self._columns = columns_of(self._named)

    @cached_property
    def first(self) -> Table:
        """The first rows as a table."""
        frame = next(self._read(_FIRST), None)
        if frame is None:
            raise Refusal(NoRows(name=self._path.name, columns=len(self._columns)))
        findings = encoding_findings(self._encoding)
        return Table(frame, self._columns, findings=findings, source=Source(self._path.name))

    @property
    def size(self) -> int:
        """Bytes of the text; an estimate where it is packed."""
        return size_of(self._path)

    @cached_property
    def frame(self) -> pl.LazyFrame:
        """The rows, as Polars asks for them."""
        schema = {column.name: pl.String() for column in self._columns}
        return register_io_source(self._scan, schema=schema, is_pure=True)

    def blocks(self) -> Iterator[pl.DataFrame]:
        """All rows, block by block."""
        return self._read(_BLOCK)

    def findings(self) -> tuple[Finding, ...]:
        """Nothing: every line is a row."""
        return ()

    def _scan(self, columns: list[str] | None, predicate: pl.Expr | None, *_: Any) -> Iterator[pl.DataFrame]:
        for block in self.blocks():
            frame = block if predicate is None else block.filter(predicate)
            yield frame if columns is None else frame.select(columns)

    def _read(self, rows: int) -> Iterator[pl.DataFrame]:
        try:
            with opened_text(self._path, self._encoding, None) as lines:
                if self._named is not None:
                    lines.readline()
                while block := list(islice(lines, rows)):
                    yield rows_of(block, self._columns)
        except UnicodeDecodeError as error:
            raise Refusal(EncodingUnknown(name=self._path.name, position=error.start)) from error
