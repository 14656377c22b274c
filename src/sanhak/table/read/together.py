"""Several files of one kind in an archive, one for each asset, become one table with a column of assets."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import takewhile
from pathlib import PurePosixPath
from typing import Final

import polars as pl

from sanhak.finding import Finding, Refusal, near
from sanhak.table.column import Column, Kind
from sanhak.table.findings import NoSuchColumn
from sanhak.table.read import together_findings as found
from sanhak.table.read.build import Stated
from sanhak.table.read.container import BROKEN_ZIP, EXCEL, most_unpacked
from sanhak.table.read.names import names_asset
from sanhak.table.read.refusals import BrokenFile, NotATable, PackedTooTightly, PasswordProtected
from sanhak.table.table import Source, Table
from sanhak.table.units import compatible, convert
from sanhak.text import say

_LOCKED: Final = 0x1
_UTF8: Final = 0x800
_MOST: Final = 10_000
"""Files of an archive that are read."""
_SHOWN: Final = 5
_TRADE: Final = ("xl/", "word/", "ppt/", "META-INF/", "Contents/")
"""Folders of archives that are one document."""
_HANGUL: Final = re.compile("[가-힣]")
_ENDS: Final = re.compile(r"[_\s.\-]")


def files_in(data: bytes, name: str) -> dict[str, bytes] | None:
    """The files of an archive by path; None if the bytes are no archive of several files but one document.

    Raises
    ------
    Refusal
        T012 if a file is locked by a password, T013 if the archive is damaged, T253 if it is packed too tightly, T411
        if it holds too many files.
    """
    if not data.startswith(b"PK"):
        return None
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        parts = [part for part in archive.infolist() if not part.is_dir()]
        names = [part.filename for part in parts]
        if "content.xml" in names or "mimetype" in names or any(entry.startswith(_TRADE) for entry in names):
            return None
        wanted = {path: part for part in parts if (path := _path(part)) is not None}
        _refuse(wanted, len(data), name)
        return {path: archive.read(part) for path, part in wanted.items()}
    except BROKEN_ZIP as error:
        raise Refusal(BrokenFile(name=name, what=EXCEL, detail=str(error))) from error


def _refuse(wanted: Mapping[str, zipfile.ZipInfo], size: int, name: str) -> None:
    unpacked = sum(part.file_size for part in wanted.values())
    if unpacked > most_unpacked(size):
        raise Refusal(PackedTooTightly(name=name, packed=size, unpacked=unpacked))
    if len(wanted) > _MOST:
        raise Refusal(found.TooManyFiles(name=name, files=len(wanted), most=_MOST))
    if any(part.flag_bits & _LOCKED for part in wanted.values()):
        raise Refusal(PasswordProtected(name=name))


def _path(part: zipfile.ZipInfo) -> str | None:
    """The path of a file as its writer called it; None for what no person put there."""
    path = part.filename
    if not part.flag_bits & _UTF8:  # Windows writes names in the code page of the machine, and zip calls it CP437
        try:
            path = path.encode("cp437").decode("cp949")
        except (UnicodeEncodeError, UnicodeDecodeError):
            path = part.filename
    pieces = PurePosixPath(path).parts
    hidden = any(piece.startswith((".", "__MACOSX", "~$")) for piece in pieces) or pieces[-1:] in (
        ("Thumbs.db",),
        ("desktop.ini",),
    )
    return None if hidden else path


def read_together(files: Mapping[str, bytes], name: str, read: Callable[[bytes, str], Table], stated: Stated) -> Table:
    """One table of all files: rows one below the other, each with the asset that its file is called after.

    Parameters
    ----------
    files
        Content by path.
    name
        What findings call the whole.
    read
        Reads one file; what it refuses is left out and told.
    stated
        What is stated of the whole.

    Raises
    ------
    Refusal
        T001 for a column that no file has; what a single file was refused for, T010 if none of several can be read;
        T412 if a column has units that cannot be converted.
    """
    tables: dict[str, Table] = {}
    refused: dict[str, Refusal] = {}
    for path, data in files.items():
        try:
            tables[path] = read(data, PurePosixPath(path).name)
        except Refusal as refusal:
            refused[path] = refusal
    if not tables and len(files) == 1:
        raise next(iter(refused.values()))
    if not tables:
        raise Refusal(NotATable(name=name, what=say("a packed archive")))
    notes: list[Finding] = []
    if refused:
        codes = {path: refusal.findings[0].code for path, refusal in refused.items()}
        shown = tuple(f"{path} ({code})" for path, code in codes.items())[:_SHOWN]
        notes.append(found.FilesLeftOut(count=len(refused), files=shown))
    if len(tables) == 1:
        return next(iter(tables.values())).with_findings(notes)
    return _stacked(tables, name, notes, stated)


def _stacked(tables: Mapping[str, Table], name: str, notes: list[Finding], stated: Stated) -> Table:
    names = list(dict.fromkeys(column for table in tables.values() for column in table.names))
    lacking = {column: [path for path, table in tables.items() if column not in table] for column in names}
    columns = {column: _column(column, tables, notes) for column in names}
    frames = [_frame(table, columns) for table in tables.values()]
    notes += _lacking(lacking)
    told = stated.asset if stated.asset in names else None
    told = told or next((column for column in names if names_asset(column) and not lacking[column]), None)
    if told is None:
        told = _free("설비" if any(map(_HANGUL.search, names)) else "asset", names)
        words = _assets(list(tables))
        frames = [
            frame.insert_column(0, pl.Series(told, [word] * frame.height, dtype=pl.String))
            for word, frame in zip(words, frames, strict=True)
        ]
        columns = {told: Column(told, Kind.CATEGORY), **columns}
    for column in (*stated.units, *stated.kinds, *filter(None, (stated.time, stated.asset, stated.lot))):
        if column not in columns:
            raise Refusal(NoSuchColumn(column=column, near=near(column, list(columns))))
    whole = pl.concat(frames, how="vertical")
    times = [table.time for table in tables.values()]
    time = stated.time or max(filter(None, times), key=times.count, default=None)
    notes.insert(0, found.FilesTogether(files=len(tables), rows=whole.height, column=told))
    return Table(
        whole, tuple(columns.values()), time=time, asset=told, lot=stated.lot,
        findings=(*notes, *_once(tables.values())), source=Source(name),
    )  # fmt: skip


def _lacking(lacking: Mapping[str, list[str]]) -> list[Finding]:
    partly = {column: paths for column, paths in lacking.items() if paths}
    if not partly:
        return []
    column, paths = next(iter(partly.items()))
    return [found.ColumnsLacking(columns=tuple(partly)[:_SHOWN], column=column, files=len(paths), example=paths[0])]


def _column(name: str, tables: Mapping[str, Table], notes: list[Finding]) -> Column:
    """What a column is in all files: the unit that comes first, and words where one file holds words."""
    here = {path: table[name] for path, table in tables.items() if name in table}
    said = [(path, one) for path, one in here.items() if tables[path].frame[name].count()] or list(here.items())
    first = said[0][1]
    kinds = {one.kind for _, one in said}
    words = {Kind.CATEGORY, Kind.ORDINAL, Kind.IDENTIFIER, Kind.TEXT}
    if len(kinds) > 1 and not kinds <= words:
        odd = next(path for path, one in said if one.kind is not first.kind)
        notes.append(found.ColumnUnlike(column=name, file=odd))
        return Column(name, Kind.TEXT)
    if len(kinds) > 1:
        return Column(name, Kind.CATEGORY if Kind.CATEGORY in kinds else Kind.TEXT)
    unit = next((one.unit for _, one in said if one.unit), None)
    others = [(path, one.unit) for path, one in said if one.unit and one.unit != unit]
    if others and unit:
        path, other = others[0]
        if not compatible(str(other), unit):
            raise Refusal(found.UnitsUnlike(column=name, unit=unit, other=str(other), file=path))
        notes.append(found.UnitsBrought(column=name, unit=unit, files=len(others), file=path, other=str(other)))
    return replace(first, unit=unit)


def _frame(table: Table, columns: Mapping[str, Column]) -> pl.DataFrame:
    """The rows of one file in the columns of all."""
    made = []
    for name, column in columns.items():
        kind = {Kind.NUMBER: pl.Float64(), Kind.DATE: pl.Datetime("us")}.get(column.kind, pl.String())
        if name not in table:
            made.append(pl.Series(name, [None] * len(table), dtype=kind))
            continue
        values, unit = table.frame[name], table[name].unit
        if column.kind is Kind.NUMBER and unit and column.unit and unit != column.unit:
            values = pl.Series(name, convert(table.values(name), unit, column.unit)).fill_nan(None)
        if kind == pl.String() and table[name].kind in (Kind.NUMBER, Kind.DATE):
            values = pl.Series(name, table.texts(name), dtype=pl.String)
        made.append(values.cast(kind).alias(name))
    return pl.DataFrame(made)


def _assets(paths: Sequence[str]) -> list[str]:
    """A name for each file: its own without the ending and without what all names end with, behind a sign."""
    stems = [PurePosixPath(path).stem for path in paths]
    if len(set(stems)) < len(stems):
        stems = [str(PurePosixPath(path).with_suffix("")) for path in paths]
    same = takewhile(lambda signs: len(set(signs)) == 1, zip(*(reversed(stem) for stem in stems), strict=False))
    shared = "".join(signs[0] for signs in same)[::-1]
    start = _ENDS.search(shared)
    tail = shared[start.start() :] if start and not shared.strip("_ .-").isdigit() else ""
    bare = [stem.removesuffix(tail) for stem in stems]
    return bare if all(bare) and len(set(bare)) == len(bare) else stems


def _free(name: str, names: Sequence[str]) -> str:
    while name in names:
        name += "_"
    return name


def _once(tables: Iterable[Table]) -> list[Finding]:
    """What was found in the files; what was found of one column in many is told of the first."""
    kept: dict[tuple[str, object], Finding] = {}
    for table in tables:
        for finding in table.findings:
            kept.setdefault((finding.code, finding.params.get("column")), finding)
    return list(kept.values())
