"""HWP 5 files with the words of their summary, preview and links blanked in place, at the same length.

Sources: Hancom, "Hwp Document File Formats 5.0", revision 1.3; [MS-OLEPS] for the summary.
"""

from __future__ import annotations

import io
import re
import struct
import zlib
from collections.abc import Iterator
from typing import Any, Final

from sanhak.center.reviewing.blind import pictures
from sanhak.center.reviewing.blind.copy import Copy, Unfit
from sanhak.text import say

_SIGNATURE: Final = b"HWP Document File"
_PACKED, _LOCKED, _DISTRIBUTED, _HISTORY, _SCRAMBLED = 0x1, 0x2, 0x4, 0x40, 0x100 | 0x200 | 0x400
_BLANKED: Final = ("PrvText", "DocOptions/_LinkDoc", "XMLTemplate")
_SUMMARY: Final = "\x05HwpSummaryInformation"
_PARAGRAPH: Final = 0x10 + 51
"""The tag of the text of a paragraph."""
_SHORT: Final = frozenset((0, 10, 13, *range(24, 32)))
"""Control signs that take the place of one sign; the others below a space take eight."""
_SPACE, _LARGE = 32, 0xFFF
"""The first sign that is none of control, and the size that says that the size follows."""
_LONG_STRING, _SHORT_STRING = 0x1F, 0x1E
_MOST: Final = 100 << 20
_WORDS: Final = re.compile(r"[\w@.\-]{2,}[\w@.\- ]*")


def blind(content: bytes) -> Copy:
    """The copy of an HWP file, in whose body names are looked for and nothing is changed."""
    import olefile

    held = io.BytesIO(content)
    with olefile.OleFileIO(held, write_mode=True) as file:
        if not file.exists("FileHeader") or not file.openstream("FileHeader").read().startswith(_SIGNATURE):
            raise Unfit(say("it is an older office file"))
        packed = _packed(file)
        text, rest, seen = _words(file, packed=packed)
        _blank(file)
    return Copy(held.getvalue(), "hwp", text, rest, seen=seen)


def _packed(file: Any) -> bool:
    """Whether its streams are compressed; :class:`Unfit` if they cannot be read."""
    properties = int.from_bytes(file.openstream("FileHeader").read()[36:40], "little")
    if properties & (_LOCKED | _DISTRIBUTED | _SCRAMBLED) or file.exists("ViewText"):
        raise Unfit
    if properties & _HISTORY or file.exists("DocHistory"):
        raise Unfit(say("it holds earlier versions of itself"))
    return bool(properties & _PACKED)


def _words(file: Any, *, packed: bool) -> tuple[str, str, bool]:
    """The text of the body, other words, and whether no picture or object says something."""
    text, rest, seen = list[str](), list[str](), True
    for path in file.listdir(streams=True, storages=False):
        name = "/".join(path)
        if path[0] == "BodyText":
            for tag, record in _records(_unpacked(file, path, packed=packed)):
                (text if tag == _PARAGRAPH else rest).append(
                    "".join(_signs(record)) if tag == _PARAGRAPH else _guessed(record)
                )
        elif path[0] == "DocInfo":
            rest.extend(_guessed(record) for _, record in _records(_unpacked(file, path, packed=packed)))
        elif path[0] == "BinData":
            seen, raw = False, file.openstream(path).read()
            if _picture(raw) is None:
                rest.extend((_guessed(_opened(raw) or raw), (_opened(raw) or raw).decode("utf-8", "ignore")))
        elif path[0] not in ("FileHeader", "PrvImage", _SUMMARY) and name not in _BLANKED:
            rest.append(_guessed(file.openstream(path).read()))
    return "\n".join(text), "\n".join(filter(None, rest)), seen


def _unpacked(file: Any, path: list[str], *, packed: bool) -> bytes:
    raw: bytes = file.openstream(path).read()
    if not packed:
        return raw
    opened = zlib.decompressobj(-15)
    found = opened.decompress(raw, _MOST)
    if opened.unconsumed_tail:
        raise Unfit(say("it holds more than {most} MB when unpacked", most=_MOST >> 20))
    return found


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    """The records of a stream: their tag and content."""
    at = 0
    while at + 4 <= len(stream):
        head = int.from_bytes(stream[at : at + 4], "little")
        tag, size, at = head & 0x3FF, head >> 20, at + 4
        if size == _LARGE:
            size, at = int.from_bytes(stream[at : at + 4], "little"), at + 4
        yield tag, stream[at : at + size]
        at += size


def _signs(record: bytes) -> Iterator[str]:
    """The signs of a paragraph without its controls."""
    at = 0
    while at + 2 <= len(record):
        sign = int.from_bytes(record[at : at + 2], "little")
        if sign >= _SPACE:
            yield record[at : at + 2].decode("utf-16-le", "ignore")
        elif chr(sign) in "\t\n\r":
            yield chr(sign)
        at += 2 if sign >= _SPACE or sign in _SHORT else 16


def _guessed(record: bytes) -> str:
    """Words that stand somewhere in a record, at even or odd places."""
    found = [_WORDS.findall(record[odd:].decode("utf-16-le", "ignore")) for odd in (0, 1)]
    return " ".join(word for words in found for word in words)


def _blank(file: Any) -> None:
    """Overwrite what says who made the file; streams keep their lengths."""
    for path in file.listdir(streams=True, storages=False):
        name = "/".join(path)
        raw = file.openstream(path).read()
        if name in _BLANKED or path[0] == "XMLTemplate":
            file.write_stream(path, b" \x00" * (len(raw) // 2) + b"\x00" * (len(raw) % 2))
        elif name == "PrvImage":
            file.write_stream(path, bytes(len(raw)))
        elif name == _SUMMARY:
            file.write_stream(path, _summary(raw))
        elif path[0] == "BinData" and (cleaned := _picture(raw)) is not None:
            file.write_stream(path, cleaned)


def _picture(raw: bytes) -> bytes | None:
    """A picture without its words, filled up to its length; None where it is of another sort."""
    cleaned = pictures.clean(raw)
    if cleaned is None and (opened := _opened(raw)) is not None:
        plain = pictures.clean(opened)
        packing = zlib.compressobj(9, wbits=-15)
        cleaned = None if plain is None else packing.compress(plain) + packing.flush()
    if cleaned is None:
        return None
    if len(cleaned) > len(raw):
        raise Unfit(say("a picture in it could not be made blind"))
    return cleaned + bytes(len(raw) - len(cleaned))


def _opened(raw: bytes) -> bytes | None:
    """A packed stream unpacked; None if it is not packed."""
    try:
        return zlib.decompressobj(-15).decompress(raw, _MOST)
    except zlib.error:
        return None


def _summary(raw: bytes) -> bytes:
    """The property set with every string blanked; all of it where it cannot be followed."""
    try:
        blanked = bytearray(raw)
        start = struct.unpack_from("<I", raw, 44)[0]
        for place in range(struct.unpack_from("<I", raw, start + 4)[0]):
            at = start + struct.unpack_from("<I", raw, start + 12 + 8 * place)[0]
            kind, count = struct.unpack_from("<II", raw, at)
            if kind in (_LONG_STRING, _SHORT_STRING):
                size = count * (2 if kind == _LONG_STRING else 1)
                blanked[at + 8 : at + 8 + size] = bytes(size)
    except struct.error:
        return bytes(len(raw))
    return bytes(blanked[: len(raw)])
