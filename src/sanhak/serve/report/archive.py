"""The answer folder in one file: what the workbench keeps of an answer, and what a program fetches."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path

from sanhak.serve.report.folder import read_folder, write_folder
from sanhak.study.answer import Answer
from sanhak.text import Language


def write_archive(answer: Answer, path: Path, language: Language) -> None:
    """Write everything of ``answer`` into one ``.zip`` file at ``path``; the workbook is in ``language``."""
    with tempfile.TemporaryDirectory(dir=path.parent) as place:
        folder = Path(place) / "answer"
        write_folder(answer, folder, language)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(folder.rglob("*")):
                archive.write(file, file.relative_to(folder))


def read_archive(path: Path) -> Answer:
    """The answer that :func:`write_archive` wrote, with its tables and models.

    Raises
    ------
    Refusal
        R050–R052 if it is none, a newer one, or was changed.
    zipfile.BadZipFile
        If the file is no archive at all.
    """
    with tempfile.TemporaryDirectory() as place, zipfile.ZipFile(path) as archive:
        archive.extractall(place)
        return read_folder(place)
