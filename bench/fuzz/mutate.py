"""Accidents of files on their way: bytes changed, lost or doubled; lines and cells moved; parts replaced."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from random import Random
from typing import Final

from cells import cell

_BYTES: Final = (
    b"\x00",
    b"\xff",
    b"\xff\xfe",
    b"\n",
    b"\r",
    b'"',
    b",",
    b"\t",
    b"9" * 30,
    b"<",
    b">",
    b"&",
    b"%",
    b"-",
)
_NUMBER: Final = re.compile(rb"-?\d+(?:\.\d+)?")
_TEXT: Final = re.compile(rb">([^<>]{1,40})<|\"([^\"<>]{1,40})\"")
_LARGE: Final = (
    b"0", b"-1", b"1", b"2", b"255", b"65536", b"16384", b"1048577", b"2147483648", b"4294967296", b"99999999999",
    b"18446744073709551616", b"1e308", b"1e999", b"-1e300", b"NaN", b"0.5", b"",
)  # fmt: skip


def bytes_of(pick: Random, data: bytes, most: int = 6) -> bytes:
    """The bytes with a few accidents."""
    changed = bytearray(data)
    for _ in range(pick.randint(1, most)):
        place = pick.randrange(len(changed) + 1)
        length = pick.choice((1, 1, 2, 4, 16, 200))
        match pick.randrange(8):
            case 0:
                del changed[place : place + length]
            case 1:
                changed[place:place] = changed[place : place + length]
            case 2:
                changed[place:place] = pick.choice(_BYTES)
            case 3:
                changed[place : place + 1] = bytes([pick.randrange(256)])
            case 4:
                changed[place : place + 4] = struct.pack("<I", pick.choice((0, 1, 0x7FFFFFFF, 0xFFFFFFFF, 1 << 20)))
            case 5:
                other = pick.randrange(len(changed) + 1)
                changed[place : place + length] = changed[other : other + length]
            case 6 if pick.random() < 0.3:
                del changed[place:]
            case _ if place < len(changed):
                changed[place] ^= 1 << pick.randrange(8)
    return bytes(changed)


def words_of(pick: Random, data: bytes, most: int = 4) -> bytes:
    """The text with a few of its numbers and words replaced: by large ones, by others of the text, by odd cells."""
    for _ in range(pick.randint(1, most)):
        found = list((_NUMBER if pick.random() < 0.6 else _TEXT).finditer(data))
        if not found:
            return bytes_of(pick, data)
        hit = pick.choice(found)
        start, end = hit.span()
        if not hit[0][:1].isdigit() and hit[0][:1] != b"-":
            start, end = start + 1, end - 1
        other = pick.choice((pick.choice(_LARGE), pick.choice(found)[0].strip(b'<>"'), cell(pick).encode()))
        data = data[:start] + other + data[end:]
    return data


def lines_of(pick: Random, text: str) -> str:
    """The lines of a text with a few accidents, and some of its cells replaced."""
    lines = text.split("\n")
    for _ in range(pick.choice((0, 1, 3))):
        place = pick.randrange(len(lines))
        match pick.randrange(4):
            case 0:
                del lines[place : place + pick.choice((1, 1, 50))]
            case 1:
                lines.insert(place, lines[pick.randrange(len(lines))])
            case 2:
                other = pick.randrange(len(lines))
                lines[place], lines[other] = lines[other], lines[place]
            case _:
                lines.insert(place, cell(pick))
        lines = lines or [""]
    for _ in range(pick.choice((1, 3, 10))):
        place = pick.choice((0, min(2, len(lines) - 1), pick.randrange(len(lines))))
        parts = re.split(r"([,\t;: ])", lines[place])
        parts[pick.randrange(len(parts))] = cell(pick)
        lines[place] = "".join(parts)
    return "\n".join(lines)


def archive_of(pick: Random, data: bytes) -> bytes:
    """A zip archive with accidents inside one or two of its parts, packed again, so that they are read at all."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for _ in range(pick.choice((1, 1, 2))):
        name = pick.choice(list(parts))
        chance = pick.random()
        if chance < 0.05:
            del parts[name]
        elif chance < 0.1:
            parts[pick.choice(list(parts))] = parts[name]
        else:
            parts[name] = (words_of if chance < 0.75 else bytes_of)(pick, parts[name])
        if not parts:
            break
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()
