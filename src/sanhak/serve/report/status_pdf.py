"""The status report on paper: A4, tables that break between rows, numbers to the right, in both languages."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any, Final
from xml.sax.saxutils import escape

from sanhak.serve.report.grid import Grid, Shape, words
from sanhak.serve.report.letters import LATIN, runs
from sanhak.text import Language, Text

_MILLIMETRE: Final = 72 / 25.4
_MARGIN: Final = 16 * _MILLIMETRE
_FRAME: Final = 6.0
"""What the frame of a page keeps free on each side, in points."""
_BODY: Final = 8.5
_INK, _QUIET, _LINE, _GROUND = "#1a1a1a", "#5c5c5c", "#d9d9d9", "#f5f6f7"
_NARROW, _WIDE, _AIR = 6, 46, 2
"""Widths of columns in letters: the least, the most, and what stays free beside the longest text."""


def write_pdf(title: Text, above: Sequence[Text], grids: Sequence[Grid], language: Language, foot: str) -> bytes:
    """Title, the sentences ``above`` and all grids as a PDF, with ``foot`` and the number on each page."""
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

    content, styles = io.BytesIO(), _styles()
    width = A4[0] - 2 * _MARGIN - 2 * _FRAME
    story: list[Any] = [Paragraph(_safe(title.render(language)), styles["title"])]
    story += [Paragraph(_safe(text.render(language)), styles["lede"]) for text in above]
    for grid in grids:
        story += [Spacer(1, 10), Paragraph(_safe(grid.title.render(language)), styles["head"])]
        story.append(_table(grid, language, styles, width))
    document = SimpleDocTemplate(
        content, pagesize=A4, leftMargin=_MARGIN, rightMargin=_MARGIN, topMargin=_MARGIN, bottomMargin=_MARGIN + 8,
        title=title.render(language), author="Sanhak", lang=language,
    )  # fmt: skip

    def on_page(canvas: Any, page: Any) -> None:
        canvas.saveState()
        for text, style, at in (
            (foot, "column", _MARGIN + _FRAME),
            (str(page.page), "right column", A4[0] / 2 - _FRAME),
        ):
            line = Paragraph(_safe(text), styles[style])
            line.wrap(A4[0] / 2 - _MARGIN, 12)
            line.drawOn(canvas, at, 9 * _MILLIMETRE)
        canvas.restoreState()

    document.build(story, onFirstPage=on_page, onLaterPages=on_page)
    return content.getvalue()


def _styles() -> dict[str, Any]:
    from reportlab.lib.enums import TA_RIGHT
    from reportlab.lib.styles import ParagraphStyle

    body = ParagraphStyle("body", fontName=LATIN, fontSize=_BODY, leading=12, textColor=_INK)
    return {
        "body": body,
        "right": ParagraphStyle("right", body, alignment=TA_RIGHT),
        "column": ParagraphStyle("column", body, fontSize=7.5, leading=10, textColor=_QUIET),
        "right column": ParagraphStyle(
            "right column", body, fontSize=7.5, leading=10, textColor=_QUIET, alignment=TA_RIGHT
        ),
        "title": ParagraphStyle("title", body, fontSize=16, leading=21, spaceAfter=6),
        "lede": ParagraphStyle("lede", body, fontSize=10.5, leading=15, spaceAfter=3),
        "head": ParagraphStyle("head", body, fontSize=11.5, leading=15, spaceAfter=3, keepWithNext=1),
    }


def _table(grid: Grid, language: Language, styles: dict[str, Any], width: float) -> Any:
    from reportlab.platypus import Paragraph, Table

    right = [head.shape is Shape.NUMBER for head in grid.heads]
    heads = [head.title.render(language) + (f" [{head.unit}]" if head.unit else "") for head in grid.heads]
    texts = [[words(cell, language) if cell is not None else "" for cell in row] for row in grid.rows]
    lines = [[Paragraph(_safe(head), styles["right column" if number else "column"])
              for head, number in zip(heads, right, strict=True)]]  # fmt: skip
    lines += [
        [Paragraph(_safe(text), styles["right" if number else "body"]) for text, number in zip(row, right, strict=True)]
        for row in texts
    ]
    made = Table(lines, colWidths=_widths([heads, *texts], width), repeatRows=1, hAlign="LEFT")
    rules = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"), ("LINEBELOW", (0, 0), (-1, 0), 0.7, _INK),
        ("LINEBELOW", (0, 1), (-1, -1), 0.4, _LINE), ("LEFTPADDING", (0, 0), (-1, -1), 2),
        ("RIGHTPADDING", (0, 0), (-1, -1), 6), ("TOPPADDING", (0, 0), (-1, -1), 2.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
    ]  # fmt: skip
    made.setStyle([*rules, *(("BACKGROUND", (0, row + 1), (-1, row + 1), _GROUND) for row in sorted(grid.strong))])
    return made


def _widths(lines: Sequence[Sequence[str]], width: float) -> list[float]:
    """Widths of columns by their longest words and texts, so that together they fill the page."""
    longest = [
        min(_WIDE, max(_NARROW, *(_letters(text) + _AIR for text in column))) for column in zip(*lines, strict=True)
    ]
    return [width * one / sum(longest) for one in longest]


def _letters(text: str) -> int:
    """How wide a text is in letters; Korean ones take two."""
    return sum(2 if ord(letter) > 0x1100 else 1 for letter in text)  # noqa: PLR2004 - Hangul starts there


def _safe(text: str) -> str:
    """A text as a paragraph takes it: each run in its font, and nothing in it is markup."""
    told = (f'<font name="{font}">{escape(run)}</font>' for font, run in runs(text.replace("\n", "\u2028")))
    return "".join(told).replace("\u2028", "<br/>")
