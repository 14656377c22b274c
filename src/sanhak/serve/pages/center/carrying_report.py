"""The status report and the empty workbook as files; both from the same words as the pages."""

from __future__ import annotations

import io

from sanhak.center.carrying.heads import SHEETS
from sanhak.center.carrying.steering import Steering
from sanhak.serve.report.status import grids, paragraphs, title_of
from sanhak.serve.report.status_pdf import write_pdf
from sanhak.serve.report.workbook import grids_workbook
from sanhak.text import Language, say, show


def write_report(seen: Steering, ending: str, language: Language) -> bytes:
    """The status of a project as ``pdf`` or ``xlsx``."""
    title, above, tables = title_of(seen), list(paragraphs(seen)), grids(seen, language)
    if ending == "pdf":
        return write_pdf(title, above, tables, language, f"Sanhak · {show(seen.today, language)}")
    styled = [(title, "title"), *((text, "catch" if place else "title") for place, text in enumerate(above))]
    return grids_workbook(title, styled, tables, language)


def empty_workbook(language: Language) -> bytes:
    """A workbook with all sheets and heads, the needed ones bold."""
    from xlsxwriter import Workbook

    content = io.BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        needed, other = book.add_format({"bold": True, "bottom": 1}), book.add_format({"bottom": 1})
        for sheet in SHEETS.values():
            page = book.add_worksheet(sheet.named.title(language))
            for place, head in enumerate(sheet.columns.values()):
                page.write_string(0, place, head.title(language), needed if head.needed else other)
            page.set_column(0, len(sheet.columns) - 1, 18)
            page.freeze_panes(1, 0)
        book.set_properties({"title": say("Running project").render(language)})
    return content.getvalue()
