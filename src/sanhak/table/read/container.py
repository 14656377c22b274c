"""What a file is, told from its bytes alone; the ending of its name is not looked at."""

from __future__ import annotations

import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Mapping
from enum import Enum, auto
from typing import Final

from sanhak.finding import Refusal
from sanhak.table.read.compound import has_what_it_claims
from sanhak.table.read.refusals import (
    BrokenFile,
    DocumentSecurity,
    EmptyFile,
    NotATable,
    PackedTooTightly,
    PasswordProtected,
)
from sanhak.text import Text, say


class Container(Enum):
    """The forms that are read."""

    WORKBOOK = auto()
    PARQUET = auto()
    ARROW = auto()
    MARKUP = auto()
    TEXT = auto()


_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WRAPPED: Final = {b"SCDSA00": "SoftCamp Document Security", b"\x9b\x20DRMONE": "Fasoo Enterprise DRM"}
# The first record of an old workbook (BOF of BIFF8) followed by FILEPASS: everything behind it is encrypted ([MS-XLS]).
_FILE_PASS: Final = re.compile(rb"\x09\x08\x10\x00\x00\x06\x05\x00.{12}\x2f\x00", re.DOTALL)
_RIGHTS_MANAGEMENT: Final = "Microsoft Purview / Rights Management"
# First bytes → what it is. Longer signatures first where one begins another.
_OTHERS: Final[Mapping[bytes, Text]] = {
    b"%PDF": say("a PDF document"),
    b"\x89PNG": say("a picture"),
    b"\xff\xd8\xff": say("a picture"),
    b"GIF8": say("a picture"),
    b"BM": say("a picture"),
    b"II*\x00": say("a picture"),
    b"MM\x00*": say("a picture"),
    b"\x00\x01\x00\x00Standard": say("an Access database"),
    b"SQLite format 3\x00": say("an SQLite database"),
    b"\x89HDF\r\n\x1a\n": say("an HDF5 file"),
    b"MATLAB 5.0": say("a MATLAB file"),
    b"HWP Document File": say("a Hangul document"),
    b"{\\rtf": say("a text document"),
    b"7z\xbc\xaf\x27\x1c": say("a packed archive"),
    b"Rar!": say("a packed archive"),
    b"\x1f\x8b": say("a packed archive"),
    b"BZh": say("a packed archive"),
    b"\xfd7zXZ": say("a packed archive"),
    b"MZ": say("a program"),
    b"\x7fELF": say("a program"),
}
_OLE_STREAMS: Final[Mapping[str, Text]] = {
    "HwpSummaryInformation": say("a Hangul document"),
    "WordDocument": say("a text document"),
    "PowerPoint Document": say("a presentation"),
    "__properties_version1.0": say("an e-mail"),
}
_ZIPPED: Final[Mapping[str, Text]] = {
    "word/": say("a text document"),
    "ppt/": say("a presentation"),
    "Contents/section0.xml": say("a Hangul document"),
}
_UNKNOWN: Final = say("a binary file of an unknown kind")
EXCEL: Final = say("an Excel file")
BROKEN_ZIP: Final = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, RuntimeError, OSError, EOFError, ValueError,
)  # fmt: skip
"""What Python raises where an archive is damaged, packed in a way that it does not know, or locked."""
_UTF16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
# Markup begins so within its first lines; comments and byte order marks may stand before it.
_MARKUP: Final = re.compile(
    rb"^\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|table|style|meta|\?xml|div)|^MIME-Version:|^From:.*\nMIME-Version:",
    re.IGNORECASE | re.DOTALL,
)
_JSON: Final = re.compile(rb"^\s*(?:\{\s*[\"}]|\[\s*[\[{\"])")
_FEW_ZEROS: Final = 4
"""In UTF-16 zeros are so many times as frequent on one side of each pair of bytes as on the other."""
# Text holds no NUL and hardly any other control sign; more than this share of them in the beginning is binary.
_CONTROLS: Final = 0.02
_BEGINNING: Final = 4096
# A workbook is seldom packed to less than a fiftieth; beyond this size and this share it is no table.
_UNPACKED: Final = 1_000_000_000
_TIGHTEST: Final = 200


def container(data: bytes, name: str) -> Container:
    """What the bytes of a file are.

    Raises
    ------
    Refusal
        T009 empty, T010 no table, T011 document security, T012 password, T013 damaged, T253 packed too tightly.
    """
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise Refusal(EmptyFile(name=name))
    for signature, product in _WRAPPED.items():
        if data.startswith(signature):
            raise Refusal(DocumentSecurity(name=name, product=product))
    if data.startswith(b"PK"):
        return _zipped(data, name)
    if data.startswith(_OLE):
        return _compound(data, name)
    if data.startswith(b"PAR1"):
        return Container.PARQUET
    if data.startswith(b"ARROW1"):
        return Container.ARROW
    return _text(data, name)


def _text(data: bytes, name: str) -> Container:
    """Text, markup, or one of the many kinds that hold no table."""
    beginning = data[:_BEGINNING]
    if beginning.startswith(_UTF16_MARKS) or is_utf16(beginning) is not None:
        return Container.MARKUP if _MARKUP.match(beginning[2:].replace(b"\x00", b"")) else Container.TEXT
    if _MARKUP.match(beginning.removeprefix(b"\xef\xbb\xbf")):
        return Container.MARKUP
    for signature, what in _OTHERS.items():
        if data.startswith(signature) and (len(signature) > 2 or _is_binary(beginning)):  # noqa: PLR2004 - BM and MZ may begin words
            raise Refusal(NotATable(name=name, what=what))
    if _is_binary(beginning):
        raise Refusal(NotATable(name=name, what=_UNKNOWN))
    if _JSON.match(beginning):
        raise Refusal(NotATable(name=name, what=say("a JSON file")))
    return Container.TEXT


def is_utf16(beginning: bytes) -> str | None:
    """``utf-16-le`` or ``utf-16-be`` for text without a mark, else None.

    In Western text every other byte is zero; in Korean text only those of blanks, digits and tabs are.
    """
    even, odd = beginning[0::2].count(0), beginning[1::2].count(0)
    half = max(len(beginning) // 2, 1)
    for encoding, zeros, others in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if (zeros > half / 2 and others == 0) or (zeros > _FEW_ZEROS * others and _is_text(beginning, encoding)):
            return encoding
    return None


def _is_text(beginning: bytes, encoding: str) -> bool:
    """Whether bytes in this encoding are nothing but signs that can be written, in lines or cells."""
    even = beginning[: len(beginning) // 2 * 2]
    try:
        text = even.decode(encoding)
    except UnicodeDecodeError as error:
        if error.start < len(even) - 2:  # only the last sign may be cut in half
            return False
        text = even[: error.start].decode(encoding)
    return any(sign in text for sign in "\t\n") and all(sign.isprintable() or sign.isspace() for sign in text)


def _is_binary(beginning: bytes) -> bool:
    controls = sum(byte < 32 and byte not in b"\t\n\r\x0b\x0c\x1a\x1b" for byte in beginning)  # noqa: PLR2004 - ASCII
    return b"\x00" in beginning or controls > _CONTROLS * len(beginning)


def most_unpacked(packed: int) -> int:
    """How many bytes a file of so many may hold when it is unpacked."""
    return max(_UNPACKED, _TIGHTEST * packed)


def _zipped(data: bytes, name: str) -> Container:
    """An Excel or OpenDocument workbook, or another zip archive."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except BROKEN_ZIP as error:
        raise Refusal(BrokenFile(name=name, what=EXCEL, detail=str(error))) from error
    unpacked = sum(part.file_size for part in parts)
    if unpacked > most_unpacked(len(data)):
        raise Refusal(PackedTooTightly(name=name, packed=len(data), unpacked=unpacked))
    names = [part.filename for part in parts]
    if any(entry.startswith("xl/") for entry in names) or "content.xml" in names:
        return Container.WORKBOOK
    what = next((what for mark, what in _ZIPPED.items() if any(entry.startswith(mark) for entry in names)), None)
    raise Refusal(NotATable(name=name, what=what or say("a packed archive")))


def _compound(data: bytes, name: str) -> Container:
    """An OLE compound file: an old workbook, an encrypted new one, or another program's document."""
    if _stream("EncryptedPackage") in data:
        if _stream("DRMEncrypted") in data:
            raise Refusal(DocumentSecurity(name=name, product=_RIGHTS_MANAGEMENT))
        raise Refusal(PasswordProtected(name=name))
    for stream, what in _OLE_STREAMS.items():
        if _stream(stream) in data:
            raise Refusal(NotATable(name=name, what=what))
    if not has_what_it_claims(data):
        raise Refusal(BrokenFile(name=name, what=EXCEL, detail=f"{len(data)} bytes"))
    if _FILE_PASS.search(data):
        raise Refusal(PasswordProtected(name=name))
    if _stream("Workbook") in data or _stream("Book") in data:
        return Container.WORKBOOK
    if len(data) < _BEGINNING:
        raise Refusal(BrokenFile(name=name, what=EXCEL, detail=f"{len(data)} bytes"))
    raise Refusal(NotATable(name=name, what=_UNKNOWN))


def _stream(name: str) -> bytes:
    """The name of a stream as the directory of a compound file spells it."""
    return name.encode("utf-16-le")
