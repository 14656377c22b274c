"""The answer folder: everything of an answer in plain files, to be shown again and asked for predictions.

::

    answer/
      manifest.json            format, version, what is where, and a fingerprint of all that is read back
      answer.json              the answer without tables and models
      report.en.html report.ko.html answer.xlsx
      tables/1_window.parquet  one file a table, its columns' facts in the file's own metadata
      model/1/                 one folder a model
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from sanhak.finding import Finding, Refusal
from sanhak.serve.report.findings import DamagedAnswer, NewerAnswer, NotAnAnswer
from sanhak.study.answer import ANSWER_FILE, Answer
from sanhak.table.keep import read_table, write_table
from sanhak.text import LANGUAGES, Language

FORMAT: Final = 2
"""The format that this version writes; it reads all formats up to this one."""
MANIFEST: Final = "manifest.json"
_SHOWN: Final = 3


def write_folder(answer: Answer, folder: Path, language: Language) -> None:
    """Write everything of ``answer`` into ``folder``, which must not exist yet; the workbook is in ``language``."""
    from sanhak.serve.report.page import html
    from sanhak.serve.report.workbook import write_workbook

    tables = {name: f"tables/{_file_name(at, name)}.parquet" for at, name in enumerate(answer.tables, 1)}
    models = {name: f"model/{at}" for at, name in enumerate(answer.models, 1)}
    for new in (folder, folder / "tables", folder / "model"):
        new.mkdir()
    (folder / ANSWER_FILE).write_text(json.dumps(answer.dump(), ensure_ascii=False, indent=1), encoding="utf-8")
    for name, place in tables.items():
        write_table(answer.tables[name], folder / place)
    for name, place in models.items():
        answer.models[name].save(folder / place)
    manifest = {
        "format": FORMAT,
        "sanhak": version("sanhak"),
        "tables": tables,
        "models": models,
        "fingerprints": _fingerprints(folder),
    }
    for spoken in LANGUAGES:
        (folder / f"report.{spoken}.html").write_text(html(answer, spoken), encoding="utf-8")
    write_workbook(answer, folder / "answer.xlsx", language)
    (folder / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")


def read_folder(path: str | Path) -> Answer:
    """The answer that was written to the folder ``path``, with its tables and models.

    Raises
    ------
    Refusal
        R050 if there is no answer, R051 if a newer version wrote it, R052 if a file is missing or was changed.
    """
    folder = Path(path)
    manifest = _manifest(folder)
    _check(folder, manifest)
    answer = Answer.load(json.loads((folder / ANSWER_FILE).read_text(encoding="utf-8")))
    tables = {name: read_table(folder / place) for name, place in manifest["tables"].items()}
    return replace(answer, tables=tables, models=_models(folder, manifest["models"]))


def _models(folder: Path, places: Mapping[str, str]) -> dict[str, Any]:
    if not places:
        return {}
    from sanhak.model.model import Model
    from sanhak.study.lasting import load_predictor, of_folder

    found = {name: folder / place for name, place in places.items()}
    return {name: load_predictor(one) if of_folder(one) else Model.load(one) for name, one in found.items()}


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except OSError:
        raise Refusal(NotAnAnswer(path=str(folder), missing=MANIFEST)) from None
    except ValueError:
        raise Refusal(_damaged(folder, [MANIFEST])) from None
    written = manifest.get("format") if isinstance(manifest, dict) else None
    if not isinstance(written, int):
        raise Refusal(_damaged(folder, [MANIFEST]))
    if written > FORMAT:
        raise Refusal(NewerAnswer(path=str(folder), version=str(manifest.get("sanhak")), format=written, known=FORMAT))
    return manifest


def _check(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Refuse the folder unless every file that is read back is the one that was written."""
    expected = manifest.get("fingerprints")
    if not isinstance(expected, dict) or ANSWER_FILE not in expected:
        raise Refusal(_damaged(folder, [MANIFEST]))
    found = _fingerprints(folder)
    wrong = sorted(name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name))
    named = {*manifest["tables"].values(), *(f"{place}/" for place in manifest["models"].values())}
    wrong += sorted(place for place in named if not any(name.startswith(place) for name in expected))
    if wrong:
        raise Refusal(_damaged(folder, wrong))


def _damaged(folder: Path, wrong: list[str]) -> Finding:
    return DamagedAnswer(path=str(folder), files=len(wrong), examples=tuple(wrong[:_SHOWN]))


def _fingerprints(folder: Path) -> dict[str, str]:
    """SHA-256 of the answer and of every file of its tables and models, by path with forward slashes."""
    read_back = [folder / ANSWER_FILE, *(folder / "tables").rglob("*"), *(folder / "model").rglob("*")]
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in read_back
        if file.is_file()
    }


def _file_name(at: int, name: str) -> str:
    """A file name that every system takes: a number and the letters of the table's name."""
    return f"{at}_" + re.sub(r"\W+", "-", name).strip("-")[:40]
