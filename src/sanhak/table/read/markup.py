"""Tables in markup: HTML, MHTML and Excel 2003 XML, as reporting programs save them under the name .xls."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from sanhak.finding import Refusal
from sanhak.table.read.extent import LAST_COLUMN, LAST_ROW, hold
from sanhak.table.read.grid import Grid
from sanhak.table.read.refusals import BrokenFile
from sanhak.table.read.workbook import grid_of
from sanhak.text import say

_SPREADSHEET: Final = "urn:schemas-microsoft-com:office:spreadsheet"
_NAMED: Final = f"{{{_SPREADSHEET}}}"


@dataclass(frozen=True, slots=True)
class _Block:
    """One table of the page: texts by row, merged blocks and its name."""

    texts: list[list[str]]
    merges: list[tuple[int, int, int, int]]
    name: str


def read_markup(data: bytes, name: str) -> list[Grid]:
    """Every table of an HTML, MHTML or Excel 2003 XML file, as one grid each, in order.

    Raises
    ------
    Refusal
        T013 if it is damaged, T250 and T251 if its cells lie too far apart.
    """
    from lxml import etree

    blocks: list[_Block] = []
    try:
        for part in _parts(data):
            blocks += _spreadsheet(part) if _SPREADSHEET.encode() in part[:4096] else _page(part)
    except (etree.LxmlError, LookupError, ValueError) as error:
        raise Refusal(BrokenFile(name=name, what=say("a page of markup"), detail=str(error))) from error
    names = [block.name or f"table {place}" for place, block in enumerate(blocks, 1)]
    return [grid_of(block.texts, block.merges, name) for block, name in zip(blocks, names, strict=True)]


def _parts(data: bytes) -> Iterator[bytes]:
    """The pages of a file: one, or those of a MIME archive (RFC 2557)."""
    if not data.lstrip()[:200].lower().startswith((b"mime-version:", b"from:")):
        yield data
        return
    message = email.message_from_bytes(data.lstrip(), policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            yield part.get_content().encode("utf-8", "replace")


def _page(data: bytes) -> list[_Block]:
    from lxml import html

    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    encoding = None if wide or b"charset" in data[:4096].lower() else _encoding(data)
    page = html.document_fromstring(data, parser=html.HTMLParser(encoding=encoding, no_network=True))
    return [_table(node) for node in page.iter("table") if node.find(".//table") is None]


def _encoding(data: bytes) -> str:
    """UTF-8 where it fits, else CP949: what a Korean program writes without saying so."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "cp949"
    return "utf-8"


def _table(table: Any) -> _Block:
    """Cells in their columns; a span becomes a merged block."""
    rows = list(table.iter("tr"))
    cells = sum(1 for _ in table.iter("td", "th"))
    texts: list[list[str | None]] = [[] for _ in rows]
    merges: list[tuple[int, int, int, int]] = []
    for place, row in enumerate(rows):
        column = 0
        for cell in row.iterchildren("td", "th"):
            column = _free(texts[place], column)
            across = max(_count(cell, "colspan", 1, LAST_COLUMN), 1)
            down = min(max(_count(cell, "rowspan", 1, LAST_ROW), 1), len(rows) - place)
            hold(len(rows), column + across, cells)
            for covered in texts[place : place + down]:
                covered.extend([None] * (column + across - len(covered)))
                covered[column : column + across] = [""] * across
            texts[place][column] = " ".join(cell.text_content().split())
            if across > 1 or down > 1:
                merges.append((place, column, place + down - 1, column + across - 1))
            column += across
    caption = table.find("caption")
    name = " ".join(caption.text_content().split()) if caption is not None else ""
    return _Block([[text or "" for text in row] for row in texts], merges, name)


def _free(row: list[str | None], column: int) -> int:
    """The first place of a row, from a column on, that no cell has taken."""
    while column < len(row) and row[column] is not None:
        column += 1
    return column


def _count(node: Any, name: str, usual: int, most: int) -> int:
    """A number that an attribute gives, ``usual`` where it gives none, at most ``most``."""
    text = node.get(name, "").strip()
    return min(int(text), most) if text.isascii() and text.isdigit() and len(text) <= len(str(most)) else usual


def _spreadsheet(data: bytes) -> list[_Block]:
    """Worksheets of Excel 2003 XML; cells and rows may skip places by an index."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    root: Any = etree.fromstring(data, parser)
    return [] if root is None else [_sheet(sheet) for sheet in root.iter(f"{_NAMED}Worksheet")]


def _sheet(sheet: Any) -> _Block:
    count = sum(1 for _ in sheet.iter(f"{_NAMED}Cell"))
    texts: list[list[str]] = []
    merges: list[tuple[int, int, int, int]] = []
    for row in sheet.iter(f"{_NAMED}Row"):
        place = max(_count(row, f"{_NAMED}Index", 0, LAST_ROW) - 1, len(texts))
        cells: list[str] = []
        for cell in row.iter(f"{_NAMED}Cell"):
            cells += [""] * (_count(cell, f"{_NAMED}Index", 0, LAST_COLUMN) - 1 - len(cells))
            across = _count(cell, f"{_NAMED}MergeAcross", 0, LAST_COLUMN)
            down = _count(cell, f"{_NAMED}MergeDown", 0, LAST_ROW)
            if across or down:
                merges.append((place, len(cells), place + down, len(cells) + across))
            cells += ["".join(cell.itertext()).strip(), *[""] * across]
            hold(place + 1, len(cells), count)
        texts += [[] for _ in range(place - len(texts))]
        texts.append(cells)
    hold(len(texts), max(map(len, texts), default=0), count)
    return _Block(texts, merges, sheet.get(f"{_NAMED}Name", ""))
