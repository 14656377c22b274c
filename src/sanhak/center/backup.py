"""Backup and restore: everything of a centre in one file, taken while people work, and independent of the database.

::

    backup.zip
      manifest.json        version, form of the database, moment, tables with their counts, blobs
      rows/people.jsonl    one line a row, in an order in which they can be put back
      blobs/<key>          each blob that a row names

Rows are read in one transaction that sees one state of them. Sessions are left out: whoever held one signs in again.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Date, DateTime, MetaData, Table, func, insert, select, text
from sqlalchemy.exc import SQLAlchemyError

import sanhak.center.tables  # noqa: F401 - all of them
from sanhak.center.backup_findings import NotABackup, NotEmpty
from sanhak.finding import Refusal
from sanhak.store import BlobKey, Blobs, Database, metadata
from sanhak.store.migrations import form_of, upgrade
from sanhak.study.answer import whole

FORMAT: Final = 1
_LEFT_OUT: Final = frozenset({"sessions", "attempts", "requests"})
_MANY: Final = 500


@dataclass(frozen=True, slots=True)
class Contents:
    """What is in a backup."""

    made: datetime
    form: str
    rows: Mapping[str, int]
    blobs: int
    missing: tuple[str, ...]


def back_up(database: Database, blobs: Blobs, target: Path) -> Contents:
    """Write everything to ``target``, which appears when it is complete and replaces an earlier one.

    A blob that somebody deletes while this runs is named in ``missing``; nothing else can be.

    Raises
    ------
    Refusal
        S003 or S061 if the file cannot be written.
    """
    with whole(target) as unfinished, zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as file:
        keys: list[str] = []
        with database.reading() as rows:
            if database.dialect == "postgresql":
                rows.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
            form = form_of(rows)
            counts = {table.name: _write_rows(rows, table, file, keys) for table in _tables(metadata)}
        missing = tuple(key for key in keys if not _write_blob(blobs, key, file))
        contents = Contents(datetime.now(UTC), form, counts, len(keys) - len(missing), missing)
        told = {"format": FORMAT, "sanhak": version("sanhak"), "made": contents.made.isoformat(), "form": form}
        told |= {"rows": counts, "blobs": contents.blobs, "missing": missing}
        file.writestr("manifest.json", json.dumps(told, indent=1))
    return contents


def restore(source: Path, database: Database, blobs: Blobs) -> Contents:
    """Put everything back into an empty database and a folder of blobs; nothing is kept if it does not end well.

    Raises
    ------
    Refusal
        C020 if the file is no backup, C021 if there are people already, R024 if a newer version wrote it.
    """
    try:
        with zipfile.ZipFile(source) as file:
            told = json.loads(file.read("manifest.json"))
            contents = _contents(told)
            _fill(file, database, contents)
            for name in file.namelist():
                if name.startswith("blobs/"):
                    with file.open(name) as content:
                        blobs.put_back(name.removeprefix("blobs/"), content)
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, TypeError) as error:
        raise Refusal(NotABackup(path=str(source), because=str(error) or type(error).__name__)) from None
    return contents


def _fill(file: zipfile.ZipFile, database: Database, contents: Contents) -> None:
    """All rows in one transaction, in the form that they had; then the database comes to the present form."""
    upgrade(database, contents.form)
    known = MetaData()
    known.reflect(database.engine)
    with database.writing() as rows:
        if rows.scalar(select(func.count()).select_from(known.tables["people"])):
            raise Refusal(NotEmpty(url=database.url.render_as_string(hide_password=True)))
        try:
            for table in _tables(known):
                if table.name in contents.rows:
                    _read_rows(rows, table, file)
        except SQLAlchemyError as error:
            raise ValueError(str(getattr(error, "orig", error)).splitlines()[0]) from None
        if database.dialect == "postgresql":
            rows.execute(text("SELECT setval('events_id_seq', (SELECT COALESCE(MAX(id), 1) FROM events))"))
    upgrade(database)


def _contents(told: Mapping[str, Any]) -> Contents:
    if told["format"] > FORMAT:
        raise ValueError(f"format {told['format']}")
    made = datetime.fromisoformat(told["made"])
    return Contents(made, told["form"], told["rows"], told["blobs"], tuple(told["missing"]))


def _tables(known: MetaData) -> Iterator[Table]:
    """The tables that are kept, those first to which others point."""
    return (table for table in known.sorted_tables if table.name not in _LEFT_OUT | {"alembic_version"})


def _write_rows(rows: Connection, table: Table, file: zipfile.ZipFile, keys: list[str]) -> int:
    blobs = [column.name for column in table.columns if isinstance(column.type, BlobKey)]
    count = 0
    with file.open(f"rows/{table.name}.jsonl", "w", force_zip64=True) as lines:
        for row in rows.execute(select(table).order_by(*table.primary_key)).mappings():
            keys += [row[name] for name in blobs if row[name]]
            lines.write(json.dumps(dict(row), default=_plain, ensure_ascii=False).encode() + b"\n")
            count += 1
    return count


def _write_blob(blobs: Blobs, key: str, file: zipfile.ZipFile) -> bool:
    try:
        file.write(blobs.path(key), f"blobs/{key}", zipfile.ZIP_STORED)
    except (Refusal, FileNotFoundError):
        return False
    return True


def _read_rows(rows: Connection, table: Table, file: zipfile.ZipFile) -> None:
    kept: list[dict[str, Any]] = []
    with io.TextIOWrapper(file.open(f"rows/{table.name}.jsonl"), encoding="utf-8") as lines:
        for line in lines:
            kept.append(_row(table, json.loads(line)))
            if len(kept) == _MANY:
                rows.execute(insert(table), kept)
                kept = []
    if kept:
        rows.execute(insert(table), kept)


def _row(table: Table, plain: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _typed(table.columns[name].type, value) for name, value in plain.items()}


def _typed(kind: Any, value: Any) -> Any:
    if value is not None and isinstance(kind, DateTime):
        return datetime.fromisoformat(value).replace(tzinfo=None)
    if value is not None and isinstance(kind, Date):
        return date.fromisoformat(value)
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{value!r} cannot be kept in a backup")
