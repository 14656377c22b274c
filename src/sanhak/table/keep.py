"""A table kept: one Parquet file, with the facts about its columns in the file's own metadata."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import polars as pl

from sanhak.finding import Finding
from sanhak.table.column import Column, Kind
from sanhak.table.table import Source, Table
from sanhak.text import dump, load

_FACTS: Final = "sanhak"
"""The key of the file's metadata under which the facts stand."""

_BLOCK: Final = 16_384
"""Rows that are unpacked together: few, so that a page of a long table costs little."""


def write_table(table: Table, path: Path) -> None:
    """Write rows, facts, findings and source to a Parquet file; :func:`read_table` gives an equal table."""
    told = {"findings": [finding.dump() for finding in table.findings]}
    facts = json.dumps(dump(_facts(table)) | told, ensure_ascii=False)
    table.frame.write_parquet(path, compression="lz4", row_group_size=_BLOCK, metadata={_FACTS: facts})


def read_table(path: Path, most: int | None = None) -> Table:
    """The table that :func:`write_table` wrote.

    Parameters
    ----------
    path
        The file.
    most
        Where it has more rows than this, so many of them at even distances are enough; they are read piece by piece.

    Raises
    ------
    KeyError
        If the file holds no facts.
    """
    rows = pl.scan_parquet(path).select(pl.len()).collect().item() if most else 0
    if most and rows > most:
        frame = pl.scan_parquet(path).gather_every(-(-rows // most)).collect(engine="streaming")
        facts = json.loads(pl.read_parquet_metadata(path)[_FACTS])
    else:
        content = path.read_bytes()
        frame = pl.read_parquet(io.BytesIO(content))
        facts = json.loads(pl.read_parquet_metadata(io.BytesIO(content))[_FACTS])
    columns = tuple(Column(**load(column) | {"kind": Kind(column["kind"])}) for column in facts["columns"])
    return Table(
        frame=frame,
        columns=columns,
        findings=tuple(map(Finding.load, facts["findings"])),
        source=Source(**facts["source"]),
        **facts["roles"],
    )


@dataclass(frozen=True, slots=True)
class Scanned:
    """A table that was kept, with its rows still in the file: ``frame`` reads what is asked of it."""

    frame: pl.LazyFrame
    columns: tuple[Column, ...]
    time: str | None
    asset: str | None
    rows: int


def scan_table(path: Path) -> Scanned:
    """The table that :func:`write_table` wrote, without its rows.

    Raises
    ------
    KeyError
        If the file holds no facts.
    """
    facts = json.loads(pl.read_parquet_metadata(path)[_FACTS])
    columns = tuple(Column(**load(column) | {"kind": Kind(column["kind"])}) for column in facts["columns"])
    frame = pl.scan_parquet(path)
    rows = int(frame.select(pl.len()).collect().item())
    return Scanned(frame, columns, facts["roles"]["time"], facts["roles"]["asset"], rows)


def _facts(table: Table) -> dict[str, Any]:
    return {
        "columns": [
            {
                "name": column.name,
                "kind": column.kind.value,
                "unit": column.unit,
                "lower": column.lower,
                "upper": column.upper,
                "levels": column.levels,
            }
            for column in table.columns
        ],
        "roles": {"time": table.time, "asset": table.asset, "lot": table.lot},
        "source": {
            "name": table.source.name,
            "sheet": table.source.sheet,
            "provenance": table.source.provenance,
        },
    }
