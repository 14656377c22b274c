"""Making a version of data: what the job does in its own process, and what is kept of it."""

from __future__ import annotations

import gzip
import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, select, update

from sanhak.center import schema
from sanhak.center.joining_file import joining_of, read_file
from sanhak.finding import Finding, Refusal, Severity
from sanhak.jobs.handler import Handler, Kept
from sanhak.jobs.job import Job
from sanhak.run import Run, Step
from sanhak.store import Blobs, Stored
from sanhak.text import Text, dump, say

if TYPE_CHECKING:
    from sanhak.table import Table
    from sanhak.table.table import Prepared


NEVER: Final = frozenset({"T009", "T010", "T011", "T012", "T013", "T253"})
"""Refusals of a file that no way of reading makes a table of: empty, no table, locked, damaged, or a bomb."""


@dataclass(frozen=True, slots=True)
class Made:
    """A version that was made: its table and its profile are blobs already, and so is what ``came`` from a database.

    ``worst`` is the severity of its most severe finding, None where there is none. ``joined`` counts the rows that were
    added and those that were known, where rows were delivered, with the ``reading`` of the file that holds all.
    """

    rows: int
    columns: int
    hash: str
    table: str
    profile: str
    worst: str | None = None
    came: Stored | None = None
    joined: Mapping[str, Any] | None = None


def make(
    payload: Mapping[str, Any], folder: Path, progress: Callable[[Step], None], cancelled: Callable[[], bool]
) -> Made:
    """Read, prepare and profile the rows of a version. Runs in a process of its own.

    Raises
    ------
    Refusal
        T-codes of reading and preparing.
    """
    from sanhak.table.check import check_table
    from sanhak.table.keep import read_table, write_table
    from sanhak.table.profile import profile

    blobs, run = Blobs(folder), Run(progress=progress, cancelled=cancelled)
    delivery = joining_of(blobs, payload, run) if "delivered" in payload else None
    came = delivery.file if delivery else None if payload["file"] else _fetch(blobs, payload, run)
    run.step(say("Reading the file"), 0, 4)
    if delivery:
        table = delivery.table
    else:
        table = read_table(blobs.path(payload["read"])) if payload["read"] else _read(blobs, payload, came)
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
        "steps": [_told(step) for step in table.steps],
        "name": table.source.name,
        "sheet": table.source.sheet,
        "published": table.source.provenance,
    }
    with tempfile.TemporaryDirectory(dir=folder) as place:
        file = Path(place) / "table.parquet"
        write_table(table, file)
        kept = blobs.take(file)
    told = blobs.put(gzip.compress(json.dumps(seen, ensure_ascii=False).encode(), mtime=0))
    size, joined = (len(table), len(table.columns)), delivery.told if delivery else None
    return Made(*size, table.hash, kept.key, told.key, _worst(found), came, joined)


def _told(step: Prepared) -> Any:
    """A step that was carried out, without its figures."""
    return dump({"step": step.step, "said": step.said, "before": step.before, "after": step.after})


def keep(made: Made, job: Job, blobs: Blobs) -> Kept:
    """What the version's row holds from now on; of a version that was deleted meanwhile nothing is left."""
    keys = (made.table, made.profile, *([made.came.key] if made.came else ()))

    def within(rows: Connection) -> None:
        table, files = schema.versions.c, schema.uploads.c
        values = {name: getattr(made, name) for name in ("rows", "columns", "hash", "table", "profile")}
        kept = rows.execute(update(schema.versions).where(table.job == job.id).values(**values))
        if not kept.rowcount:
            for key in keys:
                blobs.delete(key)
        elif made.came:
            upload = select(table.upload).where(table.job == job.id).scalar_subquery()
            came = {"blob": made.came.key, "hash": made.came.hash, "size": made.came.size}
            rows.execute(update(schema.uploads).where(files.id == upload).values(**came))
        if kept.rowcount and made.joined:
            reading = update(schema.versions).where(table.job == job.id)
            rows.execute(reading.values(reading=made.joined["reading"]))

    counted = {name: made.joined[name] for name in ("added", "known")} if made.joined else {}
    return Kept({"rows": made.rows, "worst": made.worst, **counted}, within, keys)


def _worst(found: Sequence[Finding]) -> str | None:
    order = list(Severity)
    return max((finding.severity for finding in found), key=order.index, default=None)


def _fetch(blobs: Blobs, payload: Mapping[str, Any], run: Run) -> Stored:
    """What a database gives for the query of a reading, as a Parquet file."""
    from sanhak.store.sql import fetch, source

    asked = source(blobs.folder.parent, payload["project"], payload["reading"]["source"])
    run.step(say("Asking the database"), 0, 4)
    with tempfile.TemporaryDirectory(dir=blobs.folder) as place:
        file = Path(place) / "rows.parquet"
        fetch(asked, payload["reading"]["query"], file, told=lambda rows: run.step(_rows_came(rows), 0, 4))
        return blobs.take(file)


def _rows_came(rows: int) -> Text:
    return say("{rows:row has|rows have} come from the database", rows=rows)


def _read(blobs: Blobs, payload: Mapping[str, Any], came: Stored | None) -> Table:
    """The table in the file. A file that can never be one is thrown away at once."""
    key = came.key if came else payload["file"]
    try:
        return read_file(blobs, key, payload["name"], payload["reading"])
    except Refusal as refusal:
        if came or any(finding.code in NEVER for finding in refusal.findings):
            blobs.delete(key)
        raise


HANDLER = Handler(make, keep, say("the reading of a file"))
