"""Rows that were delivered, read and joined to those of a version: one file that holds all of them."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sanhak.run import Run
from sanhak.store import Blobs, Stored
from sanhak.text import say

if TYPE_CHECKING:
    from sanhak.table import Table


@dataclass(frozen=True, slots=True)
class Delivered:
    """All rows, the file that holds them, and how many came, with what it is read by."""

    table: Table
    file: Stored
    told: Mapping[str, Any]


def read_file(blobs: Blobs, key: str, name: str, reading: Mapping[str, Any]) -> Table:
    """The table in a file, by what is stated about it; raises what reading refuses."""
    from sanhak.table.read import read_bytes
    from sanhak.table.read.build import Stated

    stated = {part: value for part, value in reading.items() if part not in ("source", "query")}
    sheet, held = stated.pop("sheet", None), stated.pop("held", None)
    known = Stated(**stated, held=timedelta(seconds=held) if held else None)
    return read_bytes(blobs.read(key), name, known, sheet)


def joining_of(blobs: Blobs, payload: Mapping[str, Any], run: Run) -> Delivered:
    """Read what was delivered as the rows that are there were read, and join both.

    Raises
    ------
    Refusal
        T-codes if it cannot be read; C280–C283 and C291 if it does not fit. What was delivered stays as it is.
    """
    from sanhak.center import days
    from sanhak.center.joining import joined
    from sanhak.table.keep import read_table, write_table

    base, sent = payload["base"], payload["delivered"]
    run.step(say("Reading the rows that were delivered"), 0, 4)
    if base["read"]:
        known = read_table(blobs.path(base["read"]))
    else:
        known = read_file(blobs, base["file"], base["name"], base["reading"])
    found = joined(known, _read_like(blobs, sent, known), days.today())
    with tempfile.TemporaryDirectory(dir=blobs.folder) as place:
        file = Path(place) / "rows.parquet"
        write_table(found.table, file)
        kept = blobs.take(file)
    told = {"added": found.added, "known": found.known, "reading": reading_of(found.table)}
    return Delivered(found.table, kept, told)


def _read_like(blobs: Blobs, sent: Mapping[str, str], known: Table) -> Table:
    """What was delivered, its columns read as the kinds that they have in the data."""
    table = read_file(blobs, sent["file"], sent["name"], {"layout": "wide"})
    kinds = {one.name: one.kind for one in known.columns if one.name in table and table[one.name].kind != one.kind}
    return read_file(blobs, sent["file"], sent["name"], {"layout": "wide", "kinds": kinds}) if kinds else table


def reading_of(table: Table) -> dict[str, Any]:
    """By which statements a file of these rows is read to the same facts."""
    roles = {"time": table.time, "asset": table.asset, "lot": table.lot}
    return {
        "layout": "wide",
        "kinds": {column.name: column.kind.value for column in table.columns},
        "units": {column.name: column.unit for column in table.columns if column.unit},
        **{role: name for role, name in roles.items() if name},
    }
