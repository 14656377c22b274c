"""A file that is too long for memory: its rows are read as a stream while steps make them fewer."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from typing import Any, Final, Protocol

import polars as pl

from sanhak.finding import Finding, Refusal
from sanhak.table.column import Column, Kind
from sanhak.table.prepare.flow import Flow
from sanhak.table.prepare.long_smiles import LongSmiles
from sanhak.table.prepare.long_text import FIRST, LongText
from sanhak.table.prepare.scan_findings import RECORDS, HeadDecided, NotScanned, TooLongToHold
from sanhak.table.prepare.step import Step, carried
from sanhak.table.prepare.steps import step_of
from sanhak.table.read import file_at
from sanhak.table.read.build import LONG, Stated
from sanhak.table.read.container import Container, container
from sanhak.table.read.delimited import encoding_of, whole_lines
from sanhak.table.read.packed import is_packed, opened
from sanhak.table.read.structures import holds_structures
from sanhak.table.table import Source, Table
from sanhak.text import say

_MOST: Final = 2_000_000_000
"""Bytes of rows that are held at once before a step has made them few."""
_BLOCK: Final = 100_000
"""Rows of a Parquet file that are read at once."""
_BEGINNING: Final = 1 << 16  # bytes that say what a file is


@dataclass(frozen=True)
class Scan:
    """A long file of which only the rows that steps have made few are held: Parquet, or text with one column a tag.

    A study takes it in place of a :class:`sanhak.table.Table`. A list of structures (``.smi``) is read as two columns,
    ``smiles`` and ``name`` unless its first line names them. Text may be packed with gzip (``.smi.gz``, ``.csv.gz``).

    ``path`` names the file, or several Parquet files of one layout, as in ``history/*.parquet``. ``units`` and
    ``kinds`` by column, ``time``, ``asset`` and ``lot`` are what is known of the columns; ``layout`` is ``wide`` where
    rows that look like records stand as they are meant.
    """

    path: str | PathLike[str]
    units: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, Kind | str] = field(default_factory=dict)
    time: str | None = None
    asset: str | None = None
    lot: str | None = None
    layout: str | None = None

    def prepare(self, *steps: Step | Mapping[str, Any], **others: Table) -> Table:
        """The table after preparation steps; up to the first that makes rows few, such as ``resample``, none is held.

        The kinds of the columns are told from the first 10,000 rows, read as those of any file.

        Parameters
        ----------
        steps
            Steps of :mod:`sanhak.table.prepare`, or mappings as in a study file.
        others
            Further tables by name, for joins.

        Raises
        ------
        Refusal
            T217 if the file cannot be streamed, T220 if it is too long for the steps; T-codes of reading and of steps.
        """
        rows = self._rows()
        first = rows.first
        flow = Flow(
            rows.frame, first.columns, 0, first.time, first.asset, first.lot, first.findings, first.source,
            others=others, waits=True, begun=rows.frame, long=self._too_long(rows.size),
        )  # fmt: skip
        table = carried(flow, [step_of(step) if isinstance(step, Mapping) else step for step in steps]).table()
        return table.with_findings(rows.findings())

    def blocks(self) -> Iterator[pl.DataFrame]:
        """The rows in blocks of no certain size, in their order; cells that cannot be read are missing.

        Raises
        ------
        Refusal
            T217 if the file cannot be streamed; T-codes of reading.
        """
        return self._rows().blocks()

    @property
    def source(self) -> Source:
        """Where the rows come from."""
        return Source(Path(self.path).name)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The facts about the columns, from the first rows."""
        return self._rows().first.columns

    @property
    def hash(self) -> str:
        """SHA-256 over the bytes of the file, or of all files in the order of their names (64 hexadecimal digits)."""
        digest = hashlib.sha256()
        for path in _files(self.path):
            with path.open("rb") as file:
                while block := file.read(1 << 20):
                    digest.update(block)
        return digest.hexdigest()

    def _rows(self) -> _Rows:
        paths = _files(self.path)
        with opened(paths[0]) as file:
            beginning = file.read(_BEGINNING)
        form = container(beginning, paths[0].name)
        stated = Stated(self.units, self.kinds, self.time, self.asset, self.lot, self.layout)
        if self.layout == LONG:
            raise Refusal(NotScanned(path=str(self.path), problem=RECORDS))
        if form is Container.PARQUET and not is_packed(paths[0]):
            return _LongParquet(Path(self.path), stated)
        if form is Container.TEXT and len(paths) == 1:
            encoding = encoding_of(whole_lines(beginning))
            if holds_structures(beginning.decode(encoding, "replace"), paths[0].name):
                return LongSmiles(paths[0], encoding)
            return LongText(paths[0], stated)
        raise Refusal(NotScanned(path=str(self.path), problem=say("it is neither Parquet nor one delimited text")))

    def _too_long(self, size: int) -> Finding | None:
        if size <= _MOST:
            return None
        return TooLongToHold(path=str(self.path), size=round(size / 1e9, 1), most=_MOST / 1e9)


class _Rows(Protocol):
    """Rows that lie in a file."""

    @property
    def first(self) -> Table:
        """The first rows."""

    @property
    def size(self) -> int:
        """Bytes that all rows would take in memory."""

    @property
    def frame(self) -> pl.LazyFrame:
        """All rows."""

    def blocks(self) -> Iterator[pl.DataFrame]:
        """All rows, block by block."""

    def findings(self) -> tuple[Finding, ...]:
        """What was found in them, once all were read."""


class _LongParquet:
    """Parquet files whose numbers and dates are stored as such.

    Raises
    ------
    Refusal
        T217 if they are none, or numbers or dates stand in them as texts.
    """

    def __init__(self, path: Path, stated: Stated) -> None:
        try:
            rows = pl.scan_parquet(path)
            self.rows: int = rows.select(pl.len()).collect().item()
            self.first = Table.of(
                rows.head(FIRST).collect(), units=stated.units, kinds=stated.kinds, time=stated.time,
                asset=stated.asset, lot=stated.lot, source=Source(path.name),
            )  # fmt: skip
        except (OSError, pl.exceptions.PolarsError) as broken:
            raise Refusal(NotScanned(path=str(path), problem=say("{kind}", kind=type(broken).__name__))) from None
        schema = rows.collect_schema()
        facts = self.first.columns[: len(schema)]
        self.size = self.rows * len(schema) * 8
        self.frame = rows.select(
            _typed(name, kind, column) for (name, kind), column in zip(schema.items(), facts, strict=True)
        )

    def blocks(self) -> Iterator[pl.DataFrame]:
        """All rows, block by block."""
        return (self.frame.slice(start, _BLOCK).collect() for start in range(0, self.rows, _BLOCK))

    def findings(self) -> tuple[Finding, ...]:
        """That the first rows have decided, if there are more."""
        held = len(self.first)
        return (HeadDecided(path=self.first.source.name, rows=held),) if self.rows > held else ()


def _files(source: str | PathLike[str]) -> list[Path]:
    """The files that a path names; a pattern of names may name several."""
    path = Path(source)
    found: Iterable[Path] = path.parent.glob(path.name) if "*" in path.name else ()
    return sorted(found) or [file_at(path)]


def _typed(name: str, given: pl.DataType, column: Column) -> pl.Expr:
    """A raw column with the type that a Table holds.

    Raises
    ------
    Refusal
        T217 if numbers or dates stand in it as texts: these need to be read cell by cell.
    """
    values = pl.col(name)
    if column.kind is Kind.NUMBER and given.is_numeric():
        return values.cast(pl.Float64).fill_nan(None).alias(column.name)
    if column.kind is Kind.DATE and given.is_temporal():
        return values.cast(pl.Datetime("us")).alias(column.name)
    if column.kind in (Kind.NUMBER, Kind.DATE):
        raise Refusal(NotScanned(path=name, problem=say("numbers or dates stand in it as {given}", given=str(given))))
    return values.cast(pl.String).alias(column.name)
