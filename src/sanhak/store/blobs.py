"""Blobs: files by key in a folder. A key belongs to one row, so deleting a row's blob takes nothing from another.

A blob appears whole or not at all: it is written beside its place, brought to the disk and renamed.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO, Final

from sanhak.finding import Refusal
from sanhak.store.findings import BlobMissing

_KEY: Final = re.compile(r"[0-9a-f]{32}")
_UNFINISHED: Final = ".unfinished"


@dataclass(frozen=True, slots=True)
class Stored:
    """A blob that is in its place: its key, the SHA-256 of its content and its size in bytes."""

    key: str
    hash: str
    size: int


class _Writing:
    """A blob as it grows; its place in memory does not grow with it."""

    def __init__(self, file: BinaryIO, key: str) -> None:
        self._file, self._key = file, key
        self._digest = hashlib.sha256()
        self._size = 0

    def write(self, part: bytes) -> None:
        """Add ``part`` at the end."""
        self._file.write(part)
        self._digest.update(part)
        self._size += len(part)

    def sync(self) -> None:
        """Bring what was written to the disk."""
        self._file.flush()
        os.fsync(self._file.fileno())

    @property
    def size(self) -> int:
        """Bytes so far."""
        return self._size

    @property
    def stored(self) -> Stored:
        """What it is called; it can be read once the block has ended."""
        return Stored(self._key, self._digest.hexdigest(), self._size)


class Blobs:
    """A folder of blobs.

    Parameters
    ----------
    folder
        Made if it is not there.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def writing(self) -> Iterator[_Writing]:
        """A new blob to be written piece by piece; nothing stays of it if the block ends in an error."""
        key = secrets.token_hex(16)
        target = self._place(key)
        target.parent.mkdir(exist_ok=True)
        unfinished = target.with_suffix(_UNFINISHED)
        try:
            with unfinished.open("wb") as file:
                growing = _Writing(file, key)
                yield growing
                growing.sync()
            unfinished.replace(target)
        finally:
            unfinished.unlink(missing_ok=True)

    def put(self, content: bytes) -> Stored:
        """Keep ``content``."""
        with self.writing() as blob:
            blob.write(content)
        return blob.stored

    def take(self, file: Path) -> Stored:
        """Keep the content of ``file``, read piece by piece."""
        with file.open("rb") as source:
            return self.pour(source)

    def pour(self, source: IO[bytes]) -> Stored:
        """Keep what ``source`` still holds, read piece by piece."""
        with self.writing() as blob:
            shutil.copyfileobj(source, blob, 1 << 20)
        return blob.stored

    @contextmanager
    def keeping(self, stored: Stored | None) -> Iterator[None]:
        """A blob that stays only if the block does: an error in it deletes the blob again."""
        try:
            yield
        except BaseException:
            if stored is not None:
                self.delete(stored.key)
            raise

    def put_back(self, key: str, content: IO[bytes]) -> None:
        """Keep ``content`` under the key that it had in a backup."""
        place = self._place(key)
        place.parent.mkdir(exist_ok=True)
        unfinished = place.with_suffix(_UNFINISHED)
        with unfinished.open("wb") as file:
            shutil.copyfileobj(content, file, 1 << 20)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(place)

    def path(self, key: str) -> Path:
        """Where the blob lies, for reading alone.

        Raises
        ------
        Refusal
            R023 if it is not there.
        """
        place = self._place(key)
        if not place.is_file():
            raise Refusal(BlobMissing(key=key, folder=str(self.folder)))
        return place

    def read(self, key: str) -> bytes:
        """The whole content; :class:`Refusal` R023 if it is not there."""
        return self.path(key).read_bytes()

    def delete(self, key: str) -> None:
        """Remove the blob; one that is gone already is no error."""
        self._place(key).unlink(missing_ok=True)

    def older(self, seconds: float) -> Iterator[str]:
        """Keys of the blobs that were written longer ago than this; the unfinished ones among them are removed."""
        before = time.time() - seconds
        for file in self.folder.glob("??/*"):
            if file.stat().st_mtime >= before:
                continue
            if file.suffix == _UNFINISHED:
                file.unlink(missing_ok=True)
            elif _KEY.fullmatch(file.parent.name + file.name):
                yield file.parent.name + file.name

    def _place(self, key: str) -> Path:
        """The file of a key; a key is made here, and whatever else comes is no key."""
        if not _KEY.fullmatch(key):
            raise Refusal(BlobMissing(key=key[:64], folder=str(self.folder)))
        return self.folder / key[:2] / key[2:]
