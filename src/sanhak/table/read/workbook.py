"""Excel and OpenDocument workbooks: each sheet as a grid of texts, merges filled, formula errors kept as words."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from sanhak.finding import Refusal
from sanhak.table.read.container import BROKEN_ZIP, EXCEL
from sanhak.table.read.extent import column_of, hold, hold_opendocument, hold_sheet
from sanhak.table.read.grid import Grid, clean
from sanhak.table.read.panic import refusing
from sanhak.table.read.refusals import BeyondCalendar, BrokenFile, PasswordProtected

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

_MINUTES: Final = 60
_BEGINNING: Final = 4096
_LEAST: Final = 10  # bytes of a cell in an old workbook
_UNIQUE: Final = re.compile(rb"\buniqueCount\s*=\s*[\"']([0-9]{1,20})[\"']")
_USED: Final = re.compile(rb"\bcount\s*=\s*[\"']([0-9]{1,20})[\"']")
_ERROR_CELL: Final = re.compile(
    rb'<c\b[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*?\bt="e"[^>]*>(?:<f\b.*?(?:</f>|/>))?<v>([^<]+)</v>', re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Workbook:
    """An open workbook: names of its sheets in order, visible ones first."""

    name: str
    data: bytes
    book: CalamineWorkbook
    sheets: tuple[str, ...]
    _failed: dict[str, list[tuple[int, int, str]]] = field(default_factory=dict)

    def grid(self, sheet: str, rows: int | None = None) -> Grid:
        """All cells of a sheet, or those of its first rows."""
        from python_calamine import CalamineError

        failed = self._looked_through(sheet)
        with refusing(self._broken, CalamineError):
            opened = self.book.get_sheet_by_name(sheet)
        hold_opened(opened, self.data)
        with refusing(lambda told: Refusal(BeyondCalendar(name=self.name, sheet=sheet, detail=told)), OverflowError):
            cells = opened.to_python(skip_empty_area=False, nrows=rows)
        texts = [[_text(cell) for cell in row] for row in cells]
        for row, column, word in failed:
            if 0 <= row < len(texts) and column < len(texts[row]):
                texts[row][column] = word
        return grid_of(texts, _merges(opened), sheet)

    def _looked_through(self, sheet: str) -> list[tuple[int, int, str]]:
        """Row, column and word of the cells whose formula failed; before, a sheet is refused that takes all memory."""
        if sheet not in self._failed:
            with refusing(self._broken, *BROKEN_ZIP):
                written = sheet_of(self.data, self.book.sheet_names.index(sheet))
            self._failed[sheet] = list(_errors(written))
        return self._failed[sheet]

    def _broken(self, told: str) -> Refusal:
        return Refusal(BrokenFile(name=self.name, what=EXCEL, detail=told))


def open_workbook(data: bytes, name: str) -> Workbook:
    """A workbook from its bytes.

    Raises
    ------
    Refusal
        T012 if it has a password, T013 if it is damaged.
    """
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    look_before(data, name)
    with refusing(lambda told: Refusal(BrokenFile(name=name, what=EXCEL, detail=told)), CalamineError):
        try:
            book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        except PasswordError as error:
            raise Refusal(PasswordProtected(name=name)) from error
    pages = [page for page in book.sheets_metadata if page.typ == SheetTypeEnum.WorkSheet]
    shown = sorted(pages, key=lambda page: page.visible != SheetVisibleEnum.Visible)
    return Workbook(name, data, book, tuple(page.name for page in shown))


def hold_opened(sheet: CalamineSheet, data: bytes) -> None:
    """Refuse an old workbook whose cells lie too far apart; xlsx was looked through before it was opened.

    Raises
    ------
    Refusal
        T250.
    """
    if not data.startswith(b"PK"):
        hold(sheet.total_height, sheet.total_width, len(data) // _LEAST)


def look_before(data: bytes, name: str) -> None:
    """Refuse an archive that claims more texts or repeats more cells than it has room for: memory would be taken.

    Raises
    ------
    Refusal
        T013 and T250.
    """
    if not data.startswith(b"PK"):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for part in archive.infolist():
                if part.filename == "content.xml":
                    hold_opendocument(archive.read(part))
                if part.filename.lower().endswith("sharedstrings.xml"):
                    with archive.open(part) as opened:
                        begins = opened.read(_BEGINNING)
                    # Each text has room in its part; how often texts are used is up to the cells of all sheets.
                    every = sum(other.file_size for other in archive.infolist())
                    for pattern, room in ((_UNIQUE, part.file_size), (_USED, every)):
                        claimed = max(map(int, pattern.findall(begins)), default=0)
                        if claimed > room:
                            raise Refusal(BrokenFile(name=name, what=EXCEL, detail=f"{part.filename}: {claimed}"))
    except BROKEN_ZIP as error:
        raise Refusal(BrokenFile(name=name, what=EXCEL, detail=str(error))) from error


def grid_of(texts: list[list[str]], merges: Sequence[tuple[int, int, int, int]], name: str | None) -> Grid:
    """A grid from rows of texts; each merged block (top, left, bottom, right) repeats its value."""
    width = max(map(len, texts), default=0)
    for row in texts:
        row.extend([""] * (width - len(row)))
    filled: list[int] = []
    for top, left, bottom, right in merges:
        if top >= len(texts) or left >= width or not texts[top][left]:
            continue
        for place in range(top, min(bottom, len(texts) - 1) + 1):
            for column in range(left, min(right, width - 1) + 1):
                if not texts[place][column]:
                    texts[place][column] = texts[top][left]
                    filled.append(place)
    columns = [pl.Series(str(place), cells, dtype=pl.String) for place, cells in enumerate(zip(*texts, strict=True))]
    return Grid(clean(pl.DataFrame(columns)) if columns else pl.DataFrame(), name, tuple(filled))


def _merges(sheet: CalamineSheet) -> list[tuple[int, int, int, int]]:
    return [(*start, *end) for start, end in sheet.merged_cell_ranges or ()]


def _text(cell: float | str | bool | time | date | datetime | timedelta) -> str:  # noqa: FBT001 - a cell may be a truth value
    """A cell as the text that reads back to the same value."""
    match cell:
        case str() | bool():
            return str(cell)
        case float() if cell.is_integer() and abs(cell) < 1e15:  # noqa: PLR2004 - beyond, digits are not certain
            return str(int(cell))
        case float() | int():
            return repr(cell)
        case timedelta():
            minutes, seconds = divmod(round(cell.total_seconds()), _MINUTES)
            return f"{minutes // _MINUTES}:{minutes % _MINUTES:02}:{seconds:02}"
        case _:
            return cell.isoformat()


def sheet_of(data: bytes, place: int) -> bytes:
    """The XML of one sheet of an xlsx archive; nothing where it is not found, or in another form of file.

    Raises
    ------
    Refusal
        T250 if its cells lie too far apart; where it is not found, those of any sheet.
    """
    if not data.startswith(b"PK"):
        return b""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        path = _sheet_path(archive, place)
        parts = [path] if path else [name for name in archive.namelist() if re.match(r"(?i)xl/.*\.xml$", name)]
        written = b""
        for part in parts:
            written = archive.read(part)
            hold_sheet(written)
    return written if path else b""


def _errors(written: bytes) -> Iterator[tuple[int, int, str]]:
    """Row, column and word of the cells whose formula failed (``#N/A``), in xlsx; calamine gives them as empty."""
    if b't="e"' not in written:
        return
    for letters, digits, word in _ERROR_CELL.findall(written):
        yield int(digits) - 1, column_of(letters) - 1, word.decode("utf-8", "replace")


def _sheet_path(archive: zipfile.ZipFile, place: int) -> str | None:
    """Where the sheet stands in the archive: the workbook names a relation, the relation a file."""
    names = set(archive.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return None
    sheets = re.findall(rb"<(?:\w+:)?sheet\b[^>]*?\br:id=\"([^\"]+)\"", archive.read("xl/workbook.xml"))
    relations = archive.read("xl/_rels/workbook.xml.rels")
    if place >= len(sheets):
        return None
    for relation in re.findall(rb"<Relationship\b[^>]*>", relations):
        if b'Id="' + sheets[place] + b'"' in relation:
            target = re.search(rb'Target="/?(?:xl/)?([^"]+)"', relation)
            path = f"xl/{target[1].decode()}" if target else ""
            return path if path in names else None
    return None
