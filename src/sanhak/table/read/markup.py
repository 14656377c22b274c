"""Tables in markup: HTML, MHTML and Excel 2003 XML, as reporting programs save them under the name .xls."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from sanhak.table.read.grid import Grid
from sanhak.table.read.workbook import grid_of

_SPREADSHEET: Final = "urn:schemas-microsoft-com:office:spreadsheet"
_WIDEST_SPAN: Final = 16_384  # columns of an Excel sheet; a larger span is an error of the page


@dataclass(frozen=True, slots=True)
class _Block:
    """One table of the page: texts by row, merged blocks and its name."""

    texts: list[list[str]]
    merges: list[tuple[int, int, int, int]]
    name: str


def read_markup(data: bytes) -> list[Grid]:
    """Every table of an HTML, MHTML or Excel 2003 XML file, as one grid each, in order."""
    blocks: list[_Block] = []
    for part in _parts(data):
        blocks += _spreadsheet(part) if _SPREADSHEET.encode() in part[:4096] else _page(part)
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
            yield part.get_content().encode()


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
    taken: dict[tuple[int, int], str] = {}
    merges: list[tuple[int, int, int, int]] = []
    rows = list(table.iter("tr"))
    for place, row in enumerate(rows):
        column = 0
        for cell in row.iterchildren("td", "th"):
            while (place, column) in taken:
                column += 1
            across, down = _span(cell, "colspan"), min(_span(cell, "rowspan"), len(rows) - place)
            for covered in range(down):
                taken |= {(place + covered, column + step): "" for step in range(across)}
            taken[place, column] = " ".join(cell.text_content().split())
            if across > 1 or down > 1:
                merges.append((place, column, place + down - 1, column + across - 1))
            column += across
    caption = table.find("caption")
    width = max((column for _, column in taken), default=-1) + 1
    texts = [[taken.get((place, column), "") for column in range(width)] for place in range(len(rows))]
    return _Block(texts, merges, " ".join(caption.text_content().split()) if caption is not None else "")


def _span(cell: Any, name: str) -> int:
    text = cell.get(name, "1").strip()
    return min(max(int(text), 1), _WIDEST_SPAN) if text.isdigit() else 1


def _spreadsheet(data: bytes) -> list[_Block]:
    """Worksheets of Excel 2003 XML; cells and rows may skip places by an index."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    name = f"{{{_SPREADSHEET}}}"
    blocks: list[_Block] = []
    for sheet in etree.fromstring(data, parser).iter(f"{name}Worksheet"):
        texts: list[list[str]] = []
        merges: list[tuple[int, int, int, int]] = []
        for row in sheet.iter(f"{name}Row"):
            texts += [[] for _ in range(int(row.get(f"{name}Index", len(texts) + 1)) - len(texts))]
            for cell in row.iter(f"{name}Cell"):
                cells = texts[-1]
                cells += [""] * (int(cell.get(f"{name}Index", len(cells) + 1)) - 1 - len(cells))
                across, down = int(cell.get(f"{name}MergeAcross", 0)), int(cell.get(f"{name}MergeDown", 0))
                if across or down:
                    merges.append((len(texts) - 1, len(cells), len(texts) - 1 + down, len(cells) + across))
                cells += ["".join(cell.itertext()).strip(), *[""] * across]
        blocks.append(_Block(texts, merges, sheet.get(f"{name}Name", "")))
    return blocks
