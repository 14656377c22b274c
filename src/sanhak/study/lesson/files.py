"""What a trainee takes home: the history as an Excel file, a sheet for the decision, and the question as a text.

Nothing is written into them but what the task shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from sanhak.text import Language, say

if TYPE_CHECKING:
    from sanhak.study.lesson.lesson import Lesson, Task


def history(task: Task, language: Language) -> bytes:
    """The table as an Excel file: heads in the reader's language, with units in brackets."""
    from polars import DataFrame

    given = task.given(language, "")
    frame: DataFrame = given.frame
    return _book([[column.label for column in given.columns], *map(list, frame.rows())])


def sheet(task: Task, language: Language) -> bytes:
    """A sheet for the decision, one line a knob; what is decided is written into its last column."""
    heads = (say("control"), say("unit"), say("lowest"), say("highest"), say("today"), say("decided"))
    rows = [
        [knob.title.render(language), knob.unit or "", knob.lower, knob.upper, knob.today, ""] for knob in task.knobs
    ]
    return _book([[head.render(language) for head in heads], *rows])


def question(lesson: Lesson, task: Task, language: Language) -> str:
    """The question as a plain text."""
    lines = [lesson.title, lesson.story, *task.told]
    return "\n\n".join(line.render(language) for line in lines) + "\n"


def _book(rows: Sequence[Sequence[object]]) -> bytes:
    from xlsxwriter import Workbook

    content = BytesIO()
    with Workbook(content, {"in_memory": True, "default_date_format": "yyyy-mm-dd hh:mm"}) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
        sheet.set_column(0, max(map(len, rows)) - 1, 18)
        sheet.freeze_panes(1, 0)
    return content.getvalue()
