"""Whether an old workbook has room for what it claims: what is believed without looking takes all memory at once."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import Final

_HEADER: Final = 512
_SECTORS: Final = (9, 12)  # sectors of 512 or 4096 bytes, as powers of two
# The first record (BOF) of the workbook or of a sheet, BIFF5 or BIFF8 ([MS-XLS] 2.4.21).
_BEGINNING: Final = re.compile(rb"\x09\x08[\x08\x10]\x00\x00[\x05\x06]", re.DOTALL)
_TEXTS, _DIMENSIONS, _END = 0x00FC, 0x0200, 0x000A
_LONGEST: Final = 8_224  # bytes of a record
_LEAST: Final = 3  # bytes of a text
_ROWS: Final = 65_536
_COLUMNS: Final = 256


def has_what_it_claims(data: bytes) -> bool:
    """Whether the sectors of the file, the texts of the workbook and the extent of its sheets can be as they are told.

    Records are followed as far as they lie one behind the other ([MS-CFB] 2.2, [MS-XLS] 2.4.90 and 2.4.265).
    """
    if len(data) < _HEADER:
        return False
    shift, directory, table = struct.unpack_from("<30xH8x2I", data)
    small, further = struct.unpack_from("<64xI4xI", data)
    if shift not in _SECTORS or max(directory, table, small, further) > len(data) >> shift:
        return False
    return all(_possible(kind, body, len(data)) for kind, body in _records(data))


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The records of each part that is read ahead, from its first on."""
    for beginning in _BEGINNING.finditer(data):
        place = beginning.start()
        while place + 4 <= len(data):
            kind, length = struct.unpack_from("<2H", data, place)
            if kind == _END or length > _LONGEST:
                break
            if kind in (_TEXTS, _DIMENSIONS):
                yield kind, data[place + 4 : place + 4 + length]
            place += 4 + length


def _possible(kind: int, body: bytes, size: int) -> bool:
    if kind == _TEXTS:
        return len(body) < 8 or struct.unpack_from("<4xI", body)[0] * _LEAST <= size  # noqa: PLR2004 - two counts
    form = {10: "<4H", 14: "<2I2H"}.get(len(body))
    if form is None:
        return True
    first, last, left, right = struct.unpack_from(form, body)
    return bool(first <= last <= _ROWS and left <= right <= _COLUMNS)
