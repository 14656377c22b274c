"""What the sheets of tables are called in a study's workbook, in English and Korean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sanhak.text import LANGUAGES, Language, Text, say, show

TITLES: Final[Mapping[str, Text]] = {"data": say("Data"), "runs": say("Runs"), "history": say("History")}
"""What the sheets of tables are called; a table of another name has its own as the sheet's."""


def title_of(table: str, language: Language) -> str:
    """What the sheet of a table is called in this language."""
    return show(TITLES[table], language) if table in TITLES else table


def titles_of(table: str, language: Language = "en") -> tuple[str, ...]:
    """Every name that the sheet of a table may have, the one in this language first."""
    names = (title_of(table, language), *(title_of(table, other) for other in LANGUAGES), table)
    return tuple(dict.fromkeys(names))
