"""Making a version of data: what the job does in its own process, and what is kept of it."""

from __future__ import annotations

import gzip
import json
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, update

from sanhak.center import schema
from sanhak.jobs.handler import Handler, Kept
from sanhak.jobs.job import Job
from sanhak.run import Step
from sanhak.store import Blobs
from sanhak.text import say


@dataclass(frozen=True, slots=True)
class Made:
    """A version that was made: its table and its profile are blobs already."""

    rows: int
    columns: int
    hash: str
    table: str
    profile: str


def make(
    payload: Mapping[str, Any], folder: Path, progress: Callable[[Step], None], cancelled: Callable[[], bool]
) -> Made:
    """Read, prepare and profile the rows of a version. Runs in a process of its own.

    Raises
    ------
    Refusal
        T-codes of reading and preparing.
    """
    from sanhak.run import Run
    from sanhak.table.check import check_table
    from sanhak.table.keep import read_table, write_table
    from sanhak.table.profile import profile

    blobs, run = Blobs(folder), Run(progress=progress, cancelled=cancelled)
    run.step(say("Reading the file"), 0, 4)
    table = read_table(blobs.path(payload["read"])) if payload["read"] else _read(blobs, payload)
    if payload["steps"]:
        run.step(say("Preparing the rows"), 1, 4)
        others = {name: read_table(blobs.path(key)) for name, key in payload["joined"].items()}
        table = table.prepare(*payload["steps"], **others)
    run.step(say("Looking for what may lead astray"), 2, 4)
    found = (*table.findings, *check_table(table))
    run.step(say("Keeping the rows"), 3, 4)
    seen = {
        "columns": [column.dump() for column in profile(table)],
        "findings": [finding.dump() for finding in found],
        "name": table.source.name,
        "sheet": table.source.sheet,
        "published": table.source.provenance,
    }
    with tempfile.TemporaryDirectory(dir=folder) as place:
        file = Path(place) / "table.parquet"
        write_table(table, file)
        kept = blobs.take(file)
    told = blobs.put(gzip.compress(json.dumps(seen, ensure_ascii=False).encode(), mtime=0))
    return Made(len(table), len(table.columns), table.hash, kept.key, told.key)


def keep(made: Made, job: Job, _blobs: Blobs) -> Kept:
    """What the version's row holds from now on; a version that was deleted meanwhile has none."""

    def within(rows: Connection) -> None:
        values = {name: getattr(made, name) for name in Made.__slots__}
        rows.execute(update(schema.versions).where(schema.versions.c.job == job.id).values(**values))

    return Kept({"rows": made.rows}, within, (made.table, made.profile))


def _read(blobs: Blobs, payload: Mapping[str, Any]) -> Any:
    from sanhak.table import Table

    reading = dict(payload["reading"])
    held = reading.pop("held", None)
    table = Table.read(blobs.path(payload["file"]), **reading, held=timedelta(seconds=held) if held else None)
    return replace(table, source=replace(table.source, name=payload["name"]))


HANDLER = Handler(make, keep, say("the reading of a file"))
