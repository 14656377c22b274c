"""The archive: everything of an answer in one file, with what its page shows, and how parts of it are taken out.

The file is a zip of the answer folder (:mod:`sanhak.serve.report.folder`) with a folder ``live`` beside it::

    live/body.ko.html live/figures.ko.json live/settings.ko.html   and the same in English

What a page needs is drawn once, when the answer is written; so showing it takes a look into the file and nothing more.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import struct
import tempfile
import threading
import zipfile
from collections import OrderedDict
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from sanhak.finding import Refusal
from sanhak.serve.live.body import body, lead
from sanhak.serve.live.figures import figures
from sanhak.serve.live.form import what_if_form
from sanhak.serve.report.findings import DamagedAnswer, NotAnAnswer
from sanhak.serve.report.folder import MANIFEST, read_folder, write_folder
from sanhak.study.answer import ANSWER_FILE
from sanhak.table.keep import read_table
from sanhak.text import LANGUAGES

if TYPE_CHECKING:
    from sanhak.study.answer import Answer
    from sanhak.table import Table
    from sanhak.text import Language

BODY: Final = "live/body.{}.html"
FIGURES: Final = "live/figures.{}.json"
LEAD: Final = "live/lead.{}.html"
SETTINGS: Final = "live/settings.{}.html"
"""The form for other settings as it stands at first, without an address; empty where nothing can be tried out."""
REPORT: Final = "report.{}.html"
WORKBOOK: Final = "answer.xlsx"
_PACKED: Final = frozenset({".parquet", ".xlsx", ".npz"})
_READ_BACK: Final = re.compile(rf"{re.escape(MANIFEST)}|{re.escape(ANSWER_FILE)}|(?:tables|model)/.+")
_HEAD: Final = 30
"""Bytes of the head of an entry in a zip file, before its name."""
_GZIP: Final = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_ALWAYS: Final = (1980, 1, 1, 0, 0, 0)
"""The time of each entry, so that the same answer gives the same file."""
_LARGEST: Final = 4 << 30
"""Bytes of an answer when it is unpacked; beyond it a file is no answer."""


def write_archive(answer: Answer, path: Path, language: Language) -> None:
    """Write everything of ``answer`` into one file at ``path``; its workbook is in ``language``."""
    with tempfile.TemporaryDirectory(dir=path.parent) as place:
        folder = Path(place) / "answer"
        write_folder(answer, folder, language)
        (folder / "live").mkdir()
        for spoken in LANGUAGES:
            shown = json.dumps(figures(answer, spoken), ensure_ascii=False, separators=(",", ":"))
            (folder / FIGURES.format(spoken)).write_text(shown, encoding="utf-8")
            (folder / BODY.format(spoken)).write_text(body(answer, spoken), encoding="utf-8")
            (folder / LEAD.format(spoken)).write_text(lead(answer, spoken), encoding="utf-8")
            (folder / SETTINGS.format(spoken)).write_text(what_if_form(answer, spoken), encoding="utf-8")
        _pack(folder, path)


def read_archive(path: Path, name: str) -> bytes:
    """The content of one file of an archive.

    Raises
    ------
    Refusal
        R050 if it is no archive of an answer, R052 if it lacks the file or cannot be unpacked.
    """
    with _opened(path) as archive:
        return _content(archive, name, path)


def read_packed(path: Path, name: str) -> bytes:
    """One file of an archive as a browser takes it packed (gzip, RFC 1952), without packing it anew.

    Raises
    ------
    Refusal
        R050 if it is no archive of an answer, R052 if it lacks the file or holds it otherwise.
    """
    with _opened(path) as archive:
        try:
            entry = archive.getinfo(name)
        except KeyError:
            raise _damaged(path, (name,)) from None
        if entry.compress_type != zipfile.ZIP_DEFLATED:
            return gzip.compress(_content(archive, name, path), mtime=0)
        with path.open("rb") as file:
            file.seek(entry.header_offset)
            head = file.read(_HEAD)
            file.seek(sum(struct.unpack("<HH", head[26:30])), 1)
            packed = file.read(entry.compress_size)
    return _GZIP + packed + struct.pack("<II", entry.CRC, entry.file_size & 0xFFFFFFFF)


def names(path: Path) -> tuple[str, ...]:
    """The files of an archive; :class:`Refusal` R050 if it is none."""
    with _opened(path) as archive:
        return tuple(archive.namelist())


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page of an answer shows: its body, the form for other settings, and the names of its tables."""

    body: str
    settings: str
    tables: tuple[str, ...]


@lru_cache(maxsize=32)
def shown(path: Path, language: Language) -> Shown:
    """What the page of the answer in an archive shows, from memory where it was shown lately.

    Raises
    ------
    Refusal
        R050 if it is no archive of an answer, R052 if it lacks a part.
    """
    with _opened(path) as archive:
        body_, settings = (_content(archive, name.format(language), path).decode() for name in (BODY, SETTINGS))
        return Shown(body_, settings, tuple(json.loads(_content(archive, MANIFEST, path))["tables"]))


def read_answer(path: Path) -> Answer:
    """The answer in an archive, with tables and models, from memory where it was asked for lately.

    An archive never changes once it is written, so its path names the answer. At most eight answers, and of archives of
    256 MB together, are kept in memory; those that nobody asked for longest go first.

    Raises
    ------
    Refusal
        R050 if it is no archive, R051 if a newer version wrote it, R052 if it was damaged.
    """
    return _KEPT.get(path)


def read_tables(path: Path, names: Collection[str]) -> dict[str, Table]:
    """Some of the tables of the answer in an archive, those that it has, without the rest of it.

    Raises
    ------
    Refusal
        R050 if it is no archive of an answer, R052 if it lacks a part.
    """
    with _opened(path) as archive, tempfile.TemporaryDirectory() as place:
        known = json.loads(_content(archive, MANIFEST, path))["tables"]
        found: dict[str, Table] = {}
        for name in names:
            if name in known:
                file = Path(place) / f"{len(found)}.parquet"
                file.write_bytes(_content(archive, known[name], path))
                found[name] = read_table(file)
        return found


def load_answer(path: Path) -> Answer:
    """The answer in an archive, with tables and models, not kept in memory; raises as :func:`read_answer` does."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "answer"
        folder.mkdir()
        unpack(path, folder)
        return read_folder(folder)


def unpack(path: Path, folder: Path) -> None:
    """Write what is read back of an archive into ``folder``: the answer, its tables and models.

    Names that lead out of the folder, and files larger than they claim to be, are refused.

    Raises
    ------
    Refusal
        R050 if it is no archive, R052 if it was damaged.
    """
    with _opened(path) as archive:
        inside = [entry for entry in archive.infolist() if _READ_BACK.fullmatch(entry.filename)]
        if any(_leads_out(entry.filename) for entry in inside) or sum(one.file_size for one in inside) > _LARGEST:
            raise _damaged(path, tuple(entry.filename for entry in inside if _leads_out(entry.filename)))
        for entry in inside:
            target = folder / entry.filename
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(_content(archive, entry.filename, path))


@dataclass(frozen=True, slots=True)
class _Loaded:
    answer: Answer
    size: int


class _Answers:
    """Answers in memory, at most so many and of at most so many bytes of archives."""

    def __init__(self, most: int, bytes_: int) -> None:
        self._most, self._bytes = most, bytes_
        self._kept: OrderedDict[Path, _Loaded] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, path: Path) -> Answer:
        with self._lock:
            if path in self._kept:
                self._kept.move_to_end(path)
                return self._kept[path].answer
        loaded = _Loaded(load_answer(path), path.stat().st_size)
        with self._lock:
            self._kept[path] = loaded
            while len(self._kept) > self._most or (len(self._kept) > 1 and self._size() > self._bytes):
                self._kept.popitem(last=False)
        return loaded.answer

    def _size(self) -> int:
        return sum(one.size for one in self._kept.values())


_KEPT: Final = _Answers(8, 256 << 20)


def _pack(folder: Path, path: Path) -> None:
    """All files of ``folder``, in the order of their names; what is packed already is stored as it is."""
    with zipfile.ZipFile(path, "x") as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                entry = zipfile.ZipInfo(file.relative_to(folder).as_posix(), _ALWAYS)
                entry.compress_type = zipfile.ZIP_STORED if file.suffix in _PACKED else zipfile.ZIP_DEFLATED
                archive.writestr(entry, file.read_bytes())


def _content(archive: zipfile.ZipFile, name: str, path: Path) -> bytes:
    try:
        return archive.read(name)
    except (KeyError, zipfile.BadZipFile, EOFError, ValueError, NotImplementedError, RuntimeError, OSError):
        raise _damaged(path, (name,)) from None


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """An archive, opened for reading."""
    try:
        archive = zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile):
        raise Refusal(NotAnAnswer(path=path.name, missing=MANIFEST)) from None
    with archive:
        yield archive


def _leads_out(name: str) -> bool:
    """Whether a name is none of a file inside a folder, on any system."""
    parts = PurePosixPath(name).parts
    return name.startswith("/") or "\\" in name or ":" in name or ".." in parts or os.sep * 2 in name


def _damaged(path: Path, wrong: tuple[str, ...]) -> Refusal:
    return Refusal(DamagedAnswer(path=path.name, files=len(wrong), examples=wrong[:3]))
