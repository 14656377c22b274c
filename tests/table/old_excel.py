"""Writes the smallest workbooks of Excel 97: [MS-XLS] records in one [MS-CFB] stream."""

from __future__ import annotations

import struct
from collections.abc import Mapping

SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def workbook(cells: Mapping[tuple[int, int], str | float], *, password: bool = False) -> bytes:
    """An .xls file with one sheet, Data."""
    sheet = _begin(0x10) + _record(0x0200, struct.pack("<IIHHH", 0, 9, 0, 9, 0))
    for (row, column), value in cells.items():
        if isinstance(value, str):
            sheet += _record(0x0204, struct.pack("<HHHHB", row, column, 0, len(value), 0) + value.encode("latin-1"))
        else:
            sheet += _record(0x0203, struct.pack("<HHHd", row, column, 0, value))
    sheet += _record(0x000A, b"")
    return compound(_globals(len(_globals(0, password)), password) + sheet, "Workbook")


def compound(stream: bytes, name: str) -> bytes:
    """An OLE compound file that holds one stream."""
    padded = stream.ljust(max(4096, -(-len(stream) // SECTOR) * SECTOR), b"\0")
    sectors = len(padded) // SECTOR
    chain = [FAT, END, *range(3, sectors + 2), END]
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<9I", 0, 1, 1, 0, 4096, END, 0, END, 0) + struct.pack("<I", 0) + b"\xff" * 432
    directory = _entry("Root Entry", 5, 1, END, 0) + _entry(name, 2, FREE, 2, len(padded)) + bytes(256)
    return header + struct.pack("<128I", *chain, *[FREE] * (128 - len(chain))) + directory + padded


def _globals(place: int, password: bool) -> bytes:
    locked = _record(0x002F, struct.pack("<3H", 0, 0x1234, 0x5678)) if password else b""
    pages = _record(0x0042, struct.pack("<H", 1200)) + _record(0x0085, struct.pack("<I4B", place, 0, 0, 4, 0) + b"Data")
    return _begin(0x05) + locked + pages + _record(0x000A, b"")


def _begin(kind: int) -> bytes:
    return _record(0x0809, struct.pack("<4H2I", 0x0600, kind, 0x0DBB, 0x07CC, 0, 6))


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<2H", kind, len(data)) + data


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    ends = struct.pack("<H2B3I", len(raw), kind, 1, FREE, FREE, child) + bytes(36)
    return raw.ljust(64, b"\0") + ends + struct.pack("<IQ", start, size)
