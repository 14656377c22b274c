"""Applications as files for other programmes: an Excel file with a sheet in each language, and a zip of all files.

Whatever somebody typed is written as text, so that no cell becomes a formula and no number loses its zeros.
"""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from sanhak.center.calls import applications, moments
from sanhak.center.calls.applications import Application, File
from sanhak.center.calls.calls import Call
from sanhak.center.calls.form import FormField, Kind, told
from sanhak.center.calls.values import shown
from sanhak.serve.pages.data_files import harmless
from sanhak.store import Blobs
from sanhak.text import LANGUAGES, Language, Text, say, show

SHEET_MEDIA: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHEETS: Final = say("Applications")
_HEADS: Final[Sequence[Text]] = (
    say("Number"), say("Applicant"), say("State"), say("Late"), say("Handed in"),
)  # fmt: skip
_MOST_CELL: Final = 32_000
_UNSAFE: Final = frozenset('\\/:*?"<>|')


def workbook(
    call: Call,
    found: Sequence[Application],
    names: Mapping[str, str],
    files: Mapping[str, Sequence[File]],
    first: Language,
) -> bytes:
    """Applications as an Excel file: a row each, a column for each field of the form, the reader's language first."""
    from xlsxwriter import Workbook

    order = sorted(LANGUAGES, key=lambda language: language != first)
    made = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(made, options) as book:
        for language in order:
            sheet = book.add_worksheet(_SHEETS.render(language))
            head = book.add_format({"bold": True, "bottom": 1, "quote_prefix": True, "text_wrap": True})
            formats = {
                str: book.add_format({"quote_prefix": True, "text_wrap": True, "valign": "top"}),
                date: book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"}),
                int: book.add_format({"num_format": "#,##0", "valign": "top"}),
                float: book.add_format({"valign": "top"}),
            }
            titles = [title.render(language) for title in _HEADS]
            titles += [_title(field, language) for field in call.form]
            for at, title in enumerate(titles):
                sheet.set_column(at, at, 18)
                sheet.write_string(0, at, harmless(title), head)
            sheet.freeze_panes(1, 1)
            for row, one in enumerate(found, 1):
                cells = _row(call, one, names.get(one.person, ""), files.get(one.id, ()), language)
                for at, value in enumerate(cells):
                    _write(sheet, row, at, value, formats)
    return made.getvalue()


def zipped(blobs: Blobs, laid: Iterable[tuple[Application, File]]) -> Path:
    """A file in the folder for temporary ones, with a folder for each application; it is the caller's to delete."""
    with tempfile.NamedTemporaryFile(suffix=".zip", delete=False) as target, zipfile.ZipFile(target, "w") as archive:
        for one, file in laid:
            inside = f"{one.number or 0:03d}/{file.field} {_plain(file.name)}"
            with blobs.path(file.blob).open("rb") as source, archive.open(inside, "w", force_zip64=True) as copy:
                shutil.copyfileobj(source, copy, 1 << 20)
    return Path(target.name)


def _title(field: FormField, language: Language) -> str:
    said = told(field.title, language)
    return f"{said} [{say('won').render(language)}]" if field.kind is Kind.MONEY else said


def _row(call: Call, one: Application, name: str, files: Sequence[File], language: Language) -> list[Any]:
    laid = {file.field: file.name for file in files}
    facts: list[Any] = [
        one.number,
        name,
        applications.STATES[one.state].render(language),
        show(one.late, language),
        show(moments.told(one.submitted, call.zone), language) if one.submitted else "",
    ]
    for field in call.form:
        value = one.values.get(field.name)
        if field.kind is Kind.FILE:
            facts.append(laid.get(field.name))
        elif isinstance(value, int | float) or value is None:
            facts.append(value)
        else:
            read = shown(field, value, language)
            facts.append(read if isinstance(read, date) else show(read, language))
    return facts


def _write(sheet: Any, row: int, at: int, value: Any, formats: Mapping[type, Any]) -> None:
    match value:
        case None:
            return
        case int() | float():
            sheet.write_number(row, at, value, formats[type(value)])
        case date():
            sheet.write_datetime(row, at, value, formats[date])
        case _:
            sheet.write_string(row, at, harmless(str(value)[:_MOST_CELL]), formats[str])


def _plain(name: str) -> str:
    """A name of a file that stays in its folder on every system."""
    return "".join("-" if sign in _UNSAFE or not sign.isprintable() else sign for sign in name).strip(" .")[:120]
