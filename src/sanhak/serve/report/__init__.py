"""The report: how an answer looks as a page, a workbook, a folder and in a terminal.

:func:`html`, :func:`write_workbook` and :func:`terminal` show an answer, :func:`write` puts it where its ending says,
:func:`read_folder` brings it back, :func:`look_page` shows a table, :func:`index_page` leads to several reports.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sanhak.serve.report.folder import read_folder, write_folder
from sanhak.serve.report.index import Entry, index_page
from sanhak.serve.report.look import look_page
from sanhak.serve.report.page import html
from sanhak.serve.report.terminal import terminal
from sanhak.serve.report.workbook import write_workbook

if TYPE_CHECKING:
    from sanhak.study.answer import Answer
    from sanhak.text import Language

__all__ = [
    "Entry",
    "html",
    "index_page",
    "look_page",
    "read_folder",
    "terminal",
    "write",
    "write_workbook",
]


def write(answer: Answer, path: Path, language: Language) -> None:
    """Write ``answer`` to ``path``, which does not exist yet: a page, a workbook, or a folder."""
    match path.suffix.lower():
        case ".html":
            path.write_text(html(answer, language), encoding="utf-8")
        case ".xlsx":
            write_workbook(answer, path, language)
        case _:
            write_folder(answer, path, language)
