"""Lists of structures as suppliers send them: a SMILES in each line, then a blank and the compound's name."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from functools import cached_property
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import polars as pl
from polars.io.plugins import register_io_source

from sanhak.finding import Finding, Refusal
from sanhak.table.column import Column, Kind
from sanhak.table.read.refusals import BrokenFile
from sanhak.table.table import Source, Table
from sanhak.text import say

if TYPE_CHECKING:
    from typing import TextIO

COLUMNS: Final = (Column("smiles", Kind.MOLECULE), Column("name", Kind.TEXT))
"""The columns that such a list has."""
_ENDINGS: Final = (".smi", ".smiles", ".ism")
_PACKED: Final = b"\x1f\x8b"
_HEADS: Final = frozenset({"smiles", "smi", "canonical_smiles", "structure", "smile"})
"""A first line that begins so holds names, no structure."""
_FIRST: Final = 10_000
_BLOCK: Final = 100_000
_SCHEMA: Final = {column.name: pl.String() for column in COLUMNS}


def holds_smiles(beginning: bytes, name: str) -> bool:
    """Whether a file is a list of structures, by its name and, where it is packed, by its first bytes."""
    plain = name.lower().removesuffix(".gz")
    return plain.endswith(_ENDINGS) and (plain == name.lower() or beginning.startswith(_PACKED))


class LongSmiles:
    """A list of structures as rows of ``smiles`` and ``name``, read in blocks; empty lines are rows without structure.

    Parameters
    ----------
    path
        The file, plain or packed with gzip.

    Raises
    ------
    Refusal
        T013 if it ends in the middle, or is no text.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    @cached_property
    def first(self) -> Table:
        """The first rows as a table."""
        frame = next(self._read(_FIRST), pl.DataFrame(schema=_SCHEMA))
        return Table(frame, COLUMNS, source=Source(self._path.name))

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return self._path.stat().st_size

    @cached_property
    def frame(self) -> pl.LazyFrame:
        """The rows, as Polars asks for them."""
        return register_io_source(self._scan, schema=_SCHEMA, is_pure=True)

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
            with self._open() as lines:
                head = next(lines, "")
                words = head.split(maxsplit=1)
                kept = [] if words and words[0].lower() in _HEADS else [head]
                while (block := [*kept, *islice(lines, rows - len(kept))]) and block != [""]:
                    kept = []
                    yield _frame(block)
        except (OSError, EOFError, UnicodeDecodeError) as error:
            detail = getattr(error, "reason", None) or str(error)
            raise Refusal(BrokenFile(name=self._path.name, what=say("a list of SMILES"), detail=detail)) from error

    def _open(self) -> TextIO:
        with self._path.open("rb") as file:
            packed = file.read(2) == _PACKED
        if not packed:
            return self._path.open(encoding="utf-8-sig")
        return TextIOWrapper(cast("Any", gzip.open(self._path, "rb")), encoding="utf-8-sig")


def _frame(lines: list[str]) -> pl.DataFrame:
    """A SMILES ends at the first blank; what follows is the name."""
    parts = [line.split(maxsplit=1) for line in lines]
    smiles = [part[0] if part else None for part in parts]
    names = [part[1].strip() if len(part) > 1 else None for part in parts]
    return pl.DataFrame({"smiles": smiles, "name": names}, schema=_SCHEMA)
