"""Files packed with gzip (RFC 1952) are read as what they hold, whole or piece by piece."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final, cast

from sanhak.finding import Refusal
from sanhak.table.read.container import most_unpacked
from sanhak.table.read.refusals import BrokenFile, NotATable, PackedTooTightly
from sanhak.text import say

_PACKED: Final = b"\x1f\x8b"
_LOOSENED: Final = 5
"""Times that a table usually grows when it is unpacked."""
_ARCHIVE: Final = (slice(257, 262), b"ustar")
"""Where an archive of several files says that it is one (POSIX.1-1988, tar)."""


def unpacked(data: bytes, name: str) -> bytes:
    """What the bytes of a file hold: the same bytes unless they are packed with gzip.

    Raises
    ------
    Refusal
        T010 if it is an archive of several files, T013 if it is damaged or cut off, T253 if it is packed too tightly.
    """
    if not data.startswith(_PACKED):
        return data
    most = most_unpacked(len(data))
    with _refusing(name, packed=True), gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise Refusal(PackedTooTightly(name=name, packed=len(data), unpacked=len(content)))
    place, mark = _ARCHIVE
    if content[place] == mark:
        raise Refusal(NotATable(name=name, what=say("a packed archive")))
    return content


def is_packed(path: Path) -> bool:
    """Whether a file is packed with gzip, by its first bytes."""
    with path.open("rb") as file:
        return file.read(len(_PACKED)) == _PACKED


def size_of(path: Path) -> int:
    """Bytes that a file holds; an estimate where they are packed."""
    return path.stat().st_size * (_LOOSENED if is_packed(path) else 1)


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """The bytes that a file holds, to be read piece by piece.

    Raises
    ------
    Refusal
        T013 if they cannot be read, or a packed file is damaged or cut off.
    """
    packed = is_packed(path)
    with _refusing(path.name, packed=packed), path.open("rb") as raw:
        if not packed:
            yield raw
            return
        with gzip.GzipFile(fileobj=raw) as file:
            yield cast("Any", file)


@contextmanager
def opened_text(path: Path, encoding: str, newline: str | None = "") -> Iterator[IO[str]]:
    """The text that a file holds; ``newline`` as in :func:`open`. Raises as :func:`opened`."""
    with opened(path) as file, io.TextIOWrapper(cast("Any", file), encoding=encoding, newline=newline) as lines:
        yield lines


@contextmanager
def _refusing(name: str, *, packed: bool) -> Iterator[None]:
    try:
        yield
    except (OSError, EOFError, zlib.error) as error:
        what = say("a file packed with gzip") if packed else say("a file")
        raise Refusal(BrokenFile(name=name, what=what, detail=str(error))) from error
