"""Letters for paper: Pretendard embedded from the fonts that pages bring, piece by piece as a text needs it.

The font comes as 92 pieces by range of letters, variable and packed (WOFF2); the pieces that a text needs are unpacked
at its regular weight and registered with the writer of PDFs, which embeds the letters that are used. Where the fonts
are not installed, and for letters that none of them has, the standard fonts of PDF stand in: Helvetica, and for Korean
HYGothic-Medium of Adobe-Korea1, which a reader replaces by a Korean font of its machine.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from typing import Final

from sanhak.serve.assets import VENDOR

KOREAN: Final = "HYGothic-Medium"
LATIN: Final = "Helvetica"
_FACE: Final = re.compile(r"fonts/(pretendard\.\d+\.woff2)\)[^}]*?unicode-range:([^;}]+)")
_VARYING: Final = ("fvar", "gvar", "avar", "HVAR", "MVAR", "STAT", "GDEF", "GPOS", "GSUB")
"""What a font of one weight does without."""
_NAMES: Final = (1, 4, 6)
"""The numbers of family, full and PostScript name in a font, by OpenType's table ``name``."""


def runs(text: str) -> Iterator[tuple[str, str]]:
    """A text as runs of one font: the name of the font, registered, and the letters."""
    for font, letters in groupby(text, key=_font_of):
        yield font, "".join(letters)


@cache
def _font_of(letter: str) -> str:
    piece = _pieces().get(ord(letter))
    if piece is not None and (made := _embedded(piece)) is not None and ord(letter) in made:
        return piece
    try:
        letter.encode("cp1252")
    except UnicodeEncodeError:
        return _korean()
    return LATIN


@cache
def _pieces() -> dict[int, str]:
    """The piece that each letter stands in, as the sheet of the fonts tells; none where they are not installed."""
    sheet = VENDOR / "pretendard.css"
    if not sheet.is_file():
        return {}
    found: dict[int, str] = {}
    for name, ranges in _FACE.findall(sheet.read_text(encoding="utf-8")):
        for part in ranges.split(","):
            first, _, last = part.strip().removeprefix("U+").partition("-")
            found |= dict.fromkeys(range(int(first, 16), int(last or first, 16) + 1), name)
    return found


@cache
def _embedded(piece: str) -> frozenset[int] | None:
    """Unpack and register a piece under its name; the letters that it has, or None where that cannot be done."""
    from fontTools.ttLib import TTFont
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont as Embedded

    path = VENDOR / "fonts" / piece
    if not path.is_file():
        return None
    font, plain = TTFont(path), io.BytesIO()
    letters = frozenset(font.getBestCmap())
    font.flavor = None
    for table in _VARYING:
        if table in font:
            del font[table]
    for written in font["name"].names:
        if written.nameID in _NAMES:  # the writer of PDFs takes fonts of one name for one font
            written.string = path.stem.replace(".", "-")
    font.save(plain)
    plain.seek(0)
    pdfmetrics.registerFont(Embedded(piece, plain))
    return letters


@cache
def _korean() -> str:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont

    pdfmetrics.registerFont(UnicodeCIDFont(KOREAN))
    return KOREAN
