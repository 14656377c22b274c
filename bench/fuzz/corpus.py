"""Files as programs write them, from which accidents are made: exports of the virtual site, workbooks, pages."""

from __future__ import annotations

import io
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from sanhak.areas.process.setpoints import SetPoints
from sanhak.plants import site
from sanhak.plants.site_exports import write_grades, write_laboratory, write_pi
from sanhak.study.file import write_study

_OFFICE: Final = "urn:oasis:names:tc:opendocument:xmlns"
_SHEET: Final = "urn:schemas-microsoft-com:office:spreadsheet"
_PAGE: Final = (
    "<html><head><meta charset='utf-8'></head><body><table><caption>Data</caption><tr><th colspan='2'>Reactor</th>"
    "<th rowspan='2'>y</th></tr><tr><td>T (°C)</td><td>P</td></tr>{}</table>"
    "<table><tr><td>x</td></tr></table></body></html>"
)
_ROW: Final = "<tr><td>{0}</td><td>{0}.5</td><td>2026-03-0{0}</td></tr>"
_MIME: Final = (
    'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="X"\n\n--X\nContent-Type: text/html; charset=utf-8\n'
    "Content-Transfer-Encoding: 8bit\n\n{}\n--X\nContent-Type: image/png\n\nx\n--X--\n"
)
_CELL: Final = '<Cell ss:Index="{}"><Data ss:Type="Number">{}</Data></Cell>'
STUDY: Final = """study: process.setpoints
prepare:
  - where: "T_jacket > 50 and grade == 'A'"
    reason: plant in operation
  - resample: 10 min
    rules: {feed: sum}
  - join: laboratory
    delay: 35 min
    within: 20 min
  - exclude:
      - {start: "2026-03-05 08:00", end: "2026-03-05 16:00", reason: shutdown}
  - derive: {ratio: "feed / air"}
  - fill: [feed]
    by: hold
controls: {T_jacket: [60, 95], catalyst: [A, B]}
maximize: yield
keep: {purity: [99, null]}
safety: {pressure: [null, 8]}
context: {feed: 20, weather: }
today: {T_jacket: 80}
assurance: 0.9
moves: {T_jacket: 5}
"""


@dataclass(frozen=True)
class Corpus:
    """What accidents are made of: texts, archives and other files, and study files, each with its name."""

    texts: dict[str, str]
    archives: dict[str, bytes]
    files: dict[str, bytes]
    studies: dict[str, bytes]


def gathered(folder: Path) -> Corpus:
    """The files, written into the folder first."""
    record = site.record(2, 900.0, 1, "drift")
    for ending in ("csv", "xlsx"):
        write_pi(record, folder / f"pi.{ending}")
        write_laboratory(record, folder / f"laboratory.{ending}")
        write_grades(record, folder / f"grades.{ending}")
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.csv"))}
    short = {f"short_{name}": "\n".join(text.split("\n")[:12]) for name, text in texts.items()}
    archives = {path.name: path.read_bytes() for path in sorted(folder.glob("*.xlsx"))}
    archives["sheet.ods"] = _opendocument()
    return Corpus(texts | short, archives, _files(record), _studies(folder))


def _files(record: site.SiteRecord) -> dict[str, bytes]:
    frame = record.tests.head(30)
    parquet, arrow = io.BytesIO(), io.BytesIO()
    frame.write_parquet(parquet)
    frame.write_ipc(arrow)
    page = _PAGE.format("".join(_ROW.format(place) for place in range(1, 6)))
    rows = "".join(
        f'<Row ss:Index="{row}">{"".join(_CELL.format(c, row * c) for c in (1, 3))}</Row>' for row in (1, 2, 4)
    )
    spreadsheet = (
        f'<?xml version="1.0"?><Workbook xmlns="{_SHEET}" xmlns:ss="{_SHEET}"><Worksheet ss:Name="S"><Table>'
        f'<Row><Cell ss:MergeAcross="1"><Data>T</Data></Cell><Cell><Data>y</Data></Cell></Row>{rows}</Table>'
        "</Worksheet></Workbook>"
    )
    return {
        "x.parquet": parquet.getvalue(),
        "x.arrow": arrow.getvalue(),
        "x.html": page.encode(),
        "x.mht": _MIME.format(page).encode(),
        "x.xml": spreadsheet.encode(),
        "x.xls": _old_workbook(),
    }


def _old_workbook() -> bytes:
    """A workbook of Excel 97, as the tests write it."""
    sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))
    from table.old_excel import workbook

    cells: dict[tuple[int, int], str | float] = {(0, 0): "T [degC]", (0, 1): "y"}
    return bytes(workbook(cells | {(row, column): row + column / 3 for row in range(1, 6) for column in (0, 1)}))


def _opendocument() -> bytes:
    cell = '<table:table-cell office:value-type="{}" {}><text:p>{}</text:p></table:table-cell>'
    names = "".join(cell.format("string", 'table:number-columns-spanned="1"', name) for name in ("T", "y"))
    values = "".join(cell.format("float", f'office:value="{value}"', value) for value in (1.5, 2))
    date = cell.format("date", 'office:date-value="2026-03-05T08:00:00"', "5.3.2026") * 2
    rows = "".join(
        f'<table:table-row table:number-rows-repeated="{place}">{row}</table:table-row>'
        for place, row in enumerate((names, values, values, date), 1)
    )
    content = (
        f'<?xml version="1.0"?><office:document-content xmlns:office="{_OFFICE}:office:1.0" '
        f'xmlns:table="{_OFFICE}:table:1.0" xmlns:text="{_OFFICE}:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="S">{rows}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)
    return packed.getvalue()


def _studies(folder: Path) -> dict[str, bytes]:
    steps = ({"where": "load > 50 %"}, {"resample": "10 min"}, {"derive": {"ratio": "feed / air"}})
    study = SetPoints.model_validate(
        {
            "prepare": steps,
            "controls": {"T_jacket": (60, 95), "catalyst": ["A", "B"]},
            "maximize": "yield",
            "keep": {"purity": (99, None)},
            "context": {"feed": 20},
            "today": {"T_jacket": 80},
        }
    )
    written = [write_study(study, folder / f"study{ending}") for ending in (".yaml", ".json", ".xlsx")]
    return {"by_hand.yaml": STUDY.encode()} | {path.name: path.read_bytes() for path in written}


def plant() -> tuple[dict[str, object], pl.DataFrame]:
    """The columns and the rows over which expressions are worked out, as the tests have them."""
    sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))
    from table.expression.plant import COLUMNS, FRAME

    return COLUMNS, FRAME
