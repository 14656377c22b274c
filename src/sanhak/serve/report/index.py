"""An index of several reports: one line of question, sentence and catch for each, with links to its files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sanhak.serve.report import sections
from sanhak.serve.report.page import fill
from sanhak.text import Language, Text, say

if TYPE_CHECKING:
    from sanhak.study.answer import Answer


@dataclass(frozen=True, slots=True)
class Entry:
    """One report of an index: what it is about, its answer, and where its files lie beside the index.

    ``links`` pairs a name (``Report``, ``Excel``) with a relative path.
    """

    title: Text
    story: Text
    answer: Answer
    links: tuple[tuple[Text, str], ...]


def index_page(entries: Sequence[Entry], language: Language) -> str:
    """One HTML page that leads to the reports of ``entries``, in the style of a report."""
    return fill("index.html", language, title=say("Answers"), entries=entries, sections=sections)
