"""Study files: a question as commented text (YAML 1.2), as an Excel sheet with drop-downs, or as JSON.

Nothing in a study file is ever evaluated: names and values only, each checked against the fields of its kind.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, TypeAlias

from sanhak.finding import Refusal
from sanhak.study.answer import whole
from sanhak.study.file.build import study_of
from sanhak.study.file.draft import ColumnSeen, Draft, command_of, draft_of, file_values
from sanhak.study.file.node import LARGEST, LARGEST_BOOK
from sanhak.study.findings import NoStudyFile, NoStudyWriter, NotAStudyFile
from sanhak.study.study import Study
from sanhak.text import Language, say

__all__ = [
    "ColumnSeen",
    "Draft",
    "command_of",
    "content_of",
    "draft_of",
    "file_values",
    "read_study",
    "write_draft",
    "write_study",
]

Writer: TypeAlias = Callable[[Draft, Path, Language], None]


def read_study(path: str | Path, kinds: Mapping[str, type[Study]]) -> Study:
    """The study in a file, whose content tells whether it is an Excel sheet or text.

    Parameters
    ----------
    path
        A file that :func:`write_study` or :func:`write_draft` wrote, or one written by hand.
    kinds
        The study classes by name, as in ``process.setpoints``; only the one that is named is looked up.

    Raises
    ------
    Refusal
        S004–S016 with every remark on the file; D-codes of the kind itself where its fields contradict each other.
    """
    from sanhak.study.file import sheet, text

    content = content_of(path)
    if sheet.is_workbook(content):
        return study_of(sheet.read(content, str(path)), kinds, str(path), sheet.shaped)
    return study_of(text.read(content, str(path)), kinds, str(path))


def content_of(path: str | Path) -> bytes:
    """What a study file holds.

    Raises
    ------
    Refusal
        S004 if it is not there, S005 if it is longer than any study: a megabyte of text, or 64 of a workbook, which may
        hold tables and pictures besides.
    """
    from sanhak.study.file import sheet

    file = Path(path)
    try:
        size = file.stat().st_size
        with file.open("rb") as opened:
            book = sheet.is_workbook(opened.read(8))
        content = b"" if size > (LARGEST_BOOK if book else LARGEST) else file.read_bytes()
    except (OSError, ValueError):  # a sign that no path may hold is a ValueError
        raise Refusal(NoStudyFile(path=str(path))) from None
    if size and not content:
        large = say("it is larger than 64 megabytes") if book else say("it is larger than one megabyte")
        raise Refusal(NotAStudyFile(path=str(path), because=large))
    return content


def write_study(study: Study, path: str | Path, language: Language = "en") -> Path:
    """Write a study to ``.yaml``, ``.xlsx`` or ``.json``; :func:`read_study` gives an equal one. Returns the path.

    Raises
    ------
    Refusal
        S017 if the ending is unknown, S003 if the disk is full.
    """
    return write_draft(draft_of(study), path, language)


def write_draft(draft: Draft, path: str | Path, language: Language = "en") -> Path:
    """Write a study that is still to be completed by hand, with its remarks. Returns the path.

    Raises
    ------
    Refusal
        S017 if the ending is unknown, S003 if the disk is full.
    """
    target = Path(path)
    writer = _writers().get(target.suffix.lower())
    if writer is None:
        raise Refusal(NoStudyWriter(path=str(path), known=ENDINGS))
    with whole(target) as unfinished:
        writer(draft, unfinished, language)
    return target


ENDINGS: Final = (".yaml", ".yml", ".xlsx", ".json")
"""The endings under which a study can be written."""


def _writers() -> dict[str, Writer]:
    from sanhak.study.file import sheet, text

    return dict(zip(ENDINGS, (text.write_yaml, text.write_yaml, sheet.write, text.write_json), strict=True))
