"""PNG and JPEG files without EXIF, XMP, comments and thumbnails; the picture itself is not coded anew.

Sources: PNG specification, third edition (W3C 2025), section 5; ITU-T T.81 (JPEG), annex B; Exif 2.32, section 4.6.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

from sanhak.center.reviewing.blind.copy import Copy, Unfit
from sanhak.text import say

PNG: Final = b"\x89PNG\r\n\x1a\n"
_KEPT: Final = frozenset(
    (b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"bKGD", b"pHYs", b"acTL",
     b"fcTL", b"fdAT")
)  # fmt: skip
"""Chunks that make the picture; all others may hold words (profiles name the screen that they are of)."""
_START, _END, _SCAN, _JFIF, _ADOBE, _EXIF, _LAST_APP, _COMMENT = 0xD8, 0xD9, 0xDA, 0xE0, 0xEE, 0xE1, 0xEF, 0xFE
_RESTARTS: Final = frozenset(range(0xD0, 0xD8))
_MARK, _HEADER, _TIFF = 0xFF, 18, 8
"""What begins a mark; bytes of a JFIF segment and of the head of a TIFF block."""
_ORIENTATION: Final = 0x0112


def blind(content: bytes) -> Copy:
    """The copy of a picture; somebody has to look at what it shows."""
    png = content.startswith(PNG)
    return Copy(png_of(content) if png else jpeg_of(content), "png" if png else "jpg", "", seen=False)


def clean(content: bytes) -> bytes | None:
    """A picture inside a document without its words; None for a picture of another sort."""
    if content.startswith(PNG):
        return png_of(content)
    return jpeg_of(content) if content.startswith(b"\xff\xd8\xff") else None


def png_of(content: bytes) -> bytes:
    """A PNG file with the chunks that make the picture, and nothing after its end."""
    kept, at = [PNG], len(PNG)
    while at + 12 <= len(content):
        size = int.from_bytes(content[at : at + 4], "big")
        kind, after = content[at + 4 : at + 8], at + 12 + size
        if after > len(content):
            break
        if kind in _KEPT:
            kept.append(content[at:after])
        if kind == b"IEND":
            return b"".join(kept)
        at = after
    raise Unfit(say("it is cut short"))


def jpeg_of(content: bytes) -> bytes:
    """A JPEG file with the segments that make the picture, which way up it is, and nothing after its end."""
    kept = [b"\xff\xd8"]
    for mark, segment in _segments(content):
        if mark == _EXIF:
            kept.extend(_upright(segment))
        elif (
            not (_JFIF < mark <= _LAST_APP and mark != _ADOBE)
            and mark != _COMMENT
            and not segment[4:].startswith(b"JFXX")
        ):
            kept.append(_plain_header(segment) if mark == _JFIF else segment)
        if mark == _END:
            return b"".join(kept)
    raise Unfit(say("it is cut short"))


def _segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """The segments after the first mark; that of a scan goes with its data."""
    at = 2
    while at + 1 < len(content):
        if content[at] != _MARK:
            raise Unfit(say("it is damaged"))
        mark = content[at + 1]
        if mark == _MARK:  # filling
            at += 1
            continue
        if mark == _END or mark in _RESTARTS:
            after = at + 2
        else:
            after = at + 2 + int.from_bytes(content[at + 2 : at + 4], "big")
            after = _end_of_scan(content, after) if mark == _SCAN else after
        yield mark, content[at:after]
        at = after


def _end_of_scan(content: bytes, at: int) -> int:
    """Where the next mark stands that is none of the data of a scan."""
    while (at := content.find(b"\xff", at)) >= 0 and at + 1 < len(content):
        if content[at + 1] not in (0x00, _MARK) and content[at + 1] not in _RESTARTS:
            return at
        at += 1 if content[at + 1] == _MARK else 2
    raise Unfit(say("it is cut short"))


def _plain_header(segment: bytes) -> bytes:
    """The JFIF header without its thumbnail."""
    return b"\xff\xe0\x00\x10" + segment[4:16] + b"\x00\x00" if len(segment) >= _HEADER else segment


def _upright(segment: bytes) -> Iterator[bytes]:
    """An Exif segment that says which way up the picture is, and nothing else."""
    tiff = segment[10:]
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if segment[4:10] != b"Exif\x00\x00" or order is None or len(tiff) < _TIFF:
        return
    first = struct.unpack_from(f"{order}I", tiff, 4)[0]
    if first + 2 > len(tiff):
        return
    for place in range(first + 2, first + 2 + 12 * struct.unpack_from(f"{order}H", tiff, first)[0], 12):
        if place + 12 <= len(tiff) and struct.unpack_from(f"{order}H", tiff, place)[0] == _ORIENTATION:
            turned = struct.unpack_from(f"{order}H", tiff, place + 8)[0]
            entry = struct.pack(">HHIHHI", _ORIENTATION, 3, 1, turned & 0xF, 0, 0)
            block = b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01" + entry
            yield b"\xff\xe1" + (len(block) + 2).to_bytes(2, "big") + block
            return
