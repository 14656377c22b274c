"""Rows added to an Excel workbook by editing its parts (ECMA-376, Office Open XML): all else stays byte for byte.

A library that reads a workbook and writes it anew loses what it does not know (pictures, charts, pivot tables, form
controls). Here one sheet gets cells, the tables and rules that end at its last row are drawn down, and every other part
of the archive is copied as it is.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from posixpath import dirname, join, normpath
from typing import Any, Final

import polars as pl
from lxml import etree

from sanhak.finding import Refusal
from sanhak.study.file.findings import CannotGoOn
from sanhak.study.file.rows import Cell, Further, Layout, laid_out
from sanhak.table.read.extent import column_of
from sanhak.table.read.grid import Grid
from sanhak.table.read.workbook import open_workbook

ENDINGS: Final = (".xlsx", ".xlsm")
_BOOK: Final = "xl/workbook.xml"
_TYPES: Final = "[Content_Types].xml"
_RELATIONS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_CONTENT: Final = "http://schemas.openxmlformats.org/package/2006/content-types"
_SHEET_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_SAFE: Final = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
_XML_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_CORNERS: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})(?::([A-Z]{1,3})([0-9]{1,7}))?")
_WIDE_FROM: Final = 0x1100
"""Letters from Hangul on are twice as wide."""
_OFFERED: Final = 1000
"""Rows in which words are offered."""
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def is_book(content: bytes) -> bool:
    """Whether the content is a workbook whose parts can be edited."""
    if not content.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {_BOOK, _TYPES, "xl/_rels/workbook.xml.rels"} <= set(archive.namelist())
    except zipfile.BadZipFile:
        return False


@dataclass(slots=True)
class _Parts:
    """The parts of a workbook: as they came, and as they are changed."""

    content: bytes
    changed: dict[str, bytes] = field(default_factory=dict)

    def read(self, name: str) -> Any:
        if name in self.changed:
            return etree.fromstring(self.changed[name], _SAFE)
        with zipfile.ZipFile(io.BytesIO(self.content)) as archive:
            return etree.fromstring(archive.read(name), _SAFE)

    def names(self) -> list[str]:
        with zipfile.ZipFile(io.BytesIO(self.content)) as archive:
            return archive.namelist()

    def write(self, name: str, root: Any) -> None:
        self.changed[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)

    def packed(self) -> bytes:
        """The archive with the changed parts in their places and new ones behind."""
        held = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(self.content)) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
            left = dict(self.changed)
            for part in old.infolist():
                new.writestr(part, left.pop(part.filename, b"") or old.read(part), part.compress_type)
            for name, content in left.items():
                new.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
        return held.getvalue()

    def related(self, part: str) -> dict[str, str]:
        """The parts that a part names, by the number of the relation."""
        path = f"{dirname(part)}/_rels/{part.rpartition('/')[2]}.rels"
        if path not in self.names():
            return {}
        return {
            one.get("Id"): normpath(join("/" + dirname(part), one.get("Target"))).lstrip("/")
            for one in self.read(path)
            if one.get("TargetMode") != "External"
        }


def made(further: Further, title: str) -> bytes:
    """A new workbook with one sheet of names and rows."""
    from xlsxwriter.workbook import Workbook

    held = io.BytesIO()
    with Workbook(held, {"in_memory": True}) as workbook:
        workbook.add_worksheet(title)
    return with_rows(held.getvalue(), title, further, (title,), title)


def with_rows(content: bytes, path: str, further: Further, titles: Sequence[str], sheet: str | None) -> bytes:
    """The workbook with the rows under those of the sheet, which is made at the end where there is none.

    Raises
    ------
    Refusal
        S065 if its parts cannot be read, T012 or T013 if it is locked or damaged.
    """
    parts = _Parts(content)
    try:
        opened = open_workbook(content, path)
        name = sheet or next((name for name in opened.sheets if name.casefold() in _folded(titles)), None)
        part, grid = _new_sheet(parts, titles[0]) if name is None else (_part_of(parts, name), opened.grid(name))
        layout = laid_out(grid, further)
        root = parts.read(part)
        if not grid.frame.height:
            _furnish(root, further, layout)
        _fill(root, further, layout)
        _draw_down(parts, part, root, layout, len(further.rows))
        parts.write(part, root)
        _recount(parts)
        return parts.packed()
    except (etree.XMLSyntaxError, KeyError, zipfile.BadZipFile) as error:
        raise Refusal(CannotGoOn(path=path, form=str(error))) from error


def _folded(titles: Sequence[str]) -> set[str]:
    return {title.casefold() for title in titles}


def _part_of(parts: _Parts, name: str) -> str:
    """The part that holds the sheet of this name."""
    related = parts.related(_BOOK)
    for one in parts.read(_BOOK).iter("{*}sheet"):
        if one.get("name") == name:
            return related[next(value for key, value in one.attrib.items() if key.endswith("}id"))]
    raise KeyError(name)


def _new_sheet(parts: _Parts, title: str) -> tuple[str, Grid]:
    """An empty sheet behind the others."""
    book, names = parts.read(_BOOK), set(parts.names())
    number = next(number for number in range(1, 10_000) if f"xl/worksheets/sheet{number}.xml" not in names)
    part = f"xl/worksheets/sheet{number}.xml"
    main = str(etree.QName(book).namespace)
    root = etree.Element(f"{{{main}}}worksheet", nsmap={None: main})
    etree.SubElement(root, f"{{{main}}}sheetData")
    parts.write(part, root)
    relations = parts.read("xl/_rels/workbook.xml.rels")
    key = f"rId{1 + max(int('0' + re.sub('[^0-9]', '', one.get('Id'))) for one in relations)}"
    kind = next(one.get("Type") for one in relations if one.get("Type").endswith("/worksheet"))
    target = f"worksheets/sheet{number}.xml"
    etree.SubElement(relations, f"{{{_RELATIONS}}}Relationship", Id=key, Type=kind, Target=target)
    parts.write("xl/_rels/workbook.xml.rels", relations)
    types = parts.read(_TYPES)
    etree.SubElement(types, f"{{{_CONTENT}}}Override", PartName=f"/{part}", ContentType=_SHEET_TYPE)
    parts.write(_TYPES, types)
    sheets = book.find("{*}sheets")
    name_of_id = next(name for name in sheets[0].attrib if name.endswith("}id"))
    last = max(int(one.get("sheetId")) for one in sheets)
    etree.SubElement(sheets, f"{{{main}}}sheet", {"name": title, "sheetId": str(last + 1), name_of_id: key})
    parts.write(_BOOK, book)
    return part, Grid(pl.DataFrame(), title)


def _furnish(root: Any, further: Further, layout: Layout) -> None:
    """Make an empty sheet easy to fill in: names that stay in view, columns as wide as their names, words to choose."""
    data = root.find("{*}sheetData")
    main = etree.QName(root).namespace

    def element(parent: Any, name: str, **facts: str) -> Any:
        return etree.SubElement(parent, f"{{{main}}}{name}", facts)

    if root.find("{*}sheetViews") is None:
        views = etree.Element(f"{{{main}}}sheetViews")
        element(views, "sheetView", workbookViewId="0")
        (root.find("{*}sheetFormatPr") if root.find("{*}sheetFormatPr") is not None else data).addprevious(views)
    view = root.find("{*}sheetViews/{*}sheetView")
    if not len(view):
        corner = f"A{layout.header + 2}"
        element(
            view, "pane", ySplit=str(layout.header + 1), topLeftCell=corner, activePane="bottomLeft", state="frozen"
        )
    if root.find("{*}cols") is None:
        columns = etree.Element(f"{{{main}}}cols")
        for column in further.columns:
            number = str(layout.places[column.name] + 1)
            width = min(sum(2 if ord(letter) > _WIDE_FROM else 1 for letter in column.label) + 4, 60)
            element(columns, "col", min=number, max=number, width=str(max(width, 10)), customWidth="1")
        data.addprevious(columns)
    if further.choices and root.find("{*}dataValidations") is None:
        rules = etree.Element(f"{{{main}}}dataValidations", count=str(len(further.choices)))
        for name, words in further.choices.items():
            letters = _letters(layout.places[name])
            area = f"{letters}{layout.header + 2}:{letters}{layout.header + 1 + _OFFERED}"
            rule = element(rules, "dataValidation", type="list", allowBlank="1", errorStyle="warning", sqref=area)
            element(rule, "formula1").text = '"' + ",".join(words) + '"'
        before = root.find("{*}sheetProtection")
        (data if before is None else before).addnext(rules)


def _fill(root: Any, further: Further, layout: Layout) -> None:
    """Write the names of new columns, and the rows, each cell in the style of the one above it."""
    data = root.find("{*}sheetData")
    rows = _numbered(data)
    labels = {column.name: column.label for column in further.columns}
    for name in layout.new:
        left = _style(rows.get(layout.header + 1), layout.places[name] - 1)
        _set(_row(data, rows, layout.header + 1), layout.places[name], labels[name], left)
    for count, row in enumerate(further.rows):
        number = layout.free + 1 + count
        for name, value in sorted(row.items(), key=lambda cell: layout.places[cell[0]]):
            if value is not None:
                place = layout.places[name]
                _set(_row(data, rows, number), place, value, _style(rows.get(layout.free), place))
    _stretch(root, layout, len(further.rows))


def _numbered(data: Any) -> dict[int, Any]:
    """The rows by number, with every row and cell saying where it stands: some programs leave that to be counted."""
    rows = {}
    number = 0
    for row in data:
        number = int(row.get("r", number + 1))
        row.set("r", str(number))
        rows[number] = row
        place = -1
        for cell in row:
            place = _place(cell.get("r", f"{_letters(place + 1)}1"))
            cell.set("r", f"{_letters(place)}{number}")
    return rows


def _row(data: Any, rows: dict[int, Any], number: int) -> Any:
    """The row of this number, put in its place where it is new."""
    if number not in rows:
        row = etree.Element(f"{{{etree.QName(data).namespace}}}row", r=str(number))
        later = [other for other in rows if other > number]
        if later:
            rows[min(later)].addprevious(row)
        else:
            data.append(row)
        rows[number] = row
    rows[number].attrib.pop("spans", None)  # a hint on the first and the last cell, now outdated
    return rows[number]


def _set(row: Any, place: int, value: Cell, style: str | None) -> None:
    """Write a cell that is empty; one that holds anything stays as it is."""
    letters = _letters(place)
    cells = {_place(cell.get("r")): cell for cell in row}
    cell = cells.get(place)
    if cell is not None and len(cell):
        return
    main = etree.QName(row).namespace
    if cell is None:
        cell = etree.Element(f"{{{main}}}c", r=f"{letters}{row.get('r')}")
        if style is not None:
            cell.set("s", style)
        later = [other for other in cells if other > place]
        if later:
            cells[min(later)].addprevious(cell)
        else:
            row.append(cell)
    if isinstance(value, str):
        cell.set("t", "inlineStr")
        text = etree.SubElement(etree.SubElement(cell, f"{{{main}}}is"), f"{{{main}}}t")
        text.text = _CONTROL.sub("", value)
        text.set(_XML_SPACE, "preserve")
    else:
        cell.attrib.pop("t", None)
        number = float(value or 0.0)
        etree.SubElement(cell, f"{{{main}}}v").text = repr(int(number)) if number.is_integer() else repr(number)


def _style(row: Any, place: int) -> str | None:
    if row is None:
        return None
    return next((cell.get("s") for cell in row if _place(cell.get("r")) == place), None)


def _place(reference: str) -> int:
    return column_of(re.sub("[^A-Z]", "", reference).encode()) - 1


def _letters(place: int) -> str:
    """The letters of a column, from 0."""
    letters = ""
    number = place + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _stretch(root: Any, layout: Layout, count: int) -> None:
    """Let the noted extent of the sheet hold the new cells."""
    extent = root.find("{*}dimension")
    match = _CORNERS.fullmatch(extent.get("ref", "")) if extent is not None else None
    if match:
        right = max(_place(match[3] or match[1]), *layout.places.values())
        bottom = max(int(match[4] or match[2]), layout.free + count)
        extent.set("ref", f"{match[1]}{match[2]}:{_letters(right)}{bottom}")


def _draw_down(parts: _Parts, part: str, root: Any, layout: Layout, count: int) -> None:
    """Let what ends at the last row so far (tables, drop-downs, rules of colour) end at the last new one."""
    last, end = layout.free, layout.free + count
    for one in (*root.iter("{*}dataValidation"), *root.iter("{*}conditionalFormatting")):
        if one.get("sqref"):
            one.set("sqref", " ".join(_drawn(area, last, end) for area in one.get("sqref").split()))
    for path in parts.related(part).values():
        if not re.fullmatch(r"xl/tables/[^/]+\.xml", path):
            continue
        table = parts.read(path)
        if int(table.get("totalsRowCount", "0")):
            continue
        for one in (table, *table.iter("{*}autoFilter")):
            one.set("ref", _drawn(one.get("ref"), last, end))
        parts.write(path, table)


def _drawn(area: str, last: int, end: int) -> str:
    match = _CORNERS.fullmatch(area)
    if match is None or int(match[4] or match[2]) != last:
        return area
    return f"{match[1]}{match[2]}:{match[3] or match[1]}{end}"


def _recount(parts: _Parts) -> None:
    """Ask Excel to work out all formulas anew when it opens the workbook."""
    book = parts.read(_BOOK)
    for one in book.iter("{*}calcPr"):
        one.set("fullCalcOnLoad", "1")
        parts.write(_BOOK, book)


def sheets_of(content: bytes, path: str) -> Iterator[str]:
    """The names of the sheets behind the first, visible ones first."""
    opened = open_workbook(content, path)
    first = opened.book.sheet_names[0]
    yield from (name for name in opened.sheets if name != first)
