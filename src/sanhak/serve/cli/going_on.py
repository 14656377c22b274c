"""The next rows of a study that goes on: planned, and written into the file that a person keeps."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sanhak.finding import Refusal
from sanhak.serve.cli.console import Voice, WrongUsageError, out
from sanhak.text import say

if TYPE_CHECKING:
    from sanhak.study import Answer, Given, Growing
    from sanhak.table import Table


@dataclass(frozen=True, slots=True)
class Asked:
    """What the user asked to be planned."""

    study: Path
    data: tuple[str, ...]
    out: Path | None
    seed: int
    effort: float
    more: bool


@dataclass(frozen=True, slots=True)
class _Kept:
    """The file that holds the table that goes on: what it held, the table in it, and its sheet in a workbook."""

    path: Path
    before: bytes | None
    table: Table | None
    sheet: str | None


def go_on(voice: Voice, asked: Asked) -> None:
    """Plan the next rows and write them under the rows so far; where enough still wait, say which.

    Raises
    ------
    Refusal
        If the question cannot be answered, or S062–S067 if the file cannot be written; it is then as it was.
    WrongUsageError
        If the study is a text and no file is named for its table.
    """
    from sanhak.study.file.keep import exchange, held
    from sanhak.study.file.planned import planned
    from sanhak.study.file.rows import added
    from sanhak.study.file.titles import titles_of

    _check(asked)
    path = _target(asked)
    with held(path):
        study = _study(asked)
        kept = _kept(study, asked, path)
        waiting = study.waiting(kept.table)
        count = study.several if asked.more else study.several - len(waiting)
        if count <= 0:
            _say_open(voice, waiting, path)
            return
        answer = _solved(voice, asked, study.further(count), kept)
        rows = planned(study, kept.table, answer.tables[study.grows], voice.language)
        after = added(kept.before, str(path), rows, titles_of(study.grows, voice.language), kept.sheet)
        backup = exchange(path, kept.before, after)
    _tell(voice, asked, study, answer, path, backup)


def _check(asked: Asked) -> None:
    from sanhak.study.findings import NoWriter
    from sanhak.writers import WRITERS

    if asked.effort <= 0:
        raise WrongUsageError(say("--effort must be above 0."))
    if asked.out is not None and asked.out.suffix.lower() not in WRITERS:
        raise Refusal(NoWriter(path=str(asked.out), known=tuple(suffix or "folder" for suffix in WRITERS)))


def _study(asked: Asked) -> Growing:
    """The study, if it is of a kind that goes on."""
    from sanhak.serve.cli.kinds import Kinds
    from sanhak.study import Growing
    from sanhak.study.file import read_study
    from sanhak.study.file.findings import NoNextRows

    kinds = Kinds()
    study = read_study(asked.study, kinds)
    if not isinstance(study, Growing):
        known = tuple(kind for kind in kinds if issubclass(kinds[kind], Growing))
        raise Refusal(NoNextRows(kind=study.kind, known=known))
    return study


def _target(asked: Asked) -> Path:
    """The file that holds the table that goes on: the one that is named, else the study's own workbook."""
    from sanhak.serve.cli.answering import named_files

    study = _study(asked)
    named = named_files(asked.data, study).get(study.grows)
    if named is not None:
        return Path(named)
    from sanhak.study.file import content_of
    from sanhak.study.file.book import is_book

    if is_book(content_of(asked.study)):
        return asked.study
    raise WrongUsageError(say("{path} is a text: name the file of its rows with --data.", path=str(asked.study)))


def _kept(study: Growing, asked: Asked, path: Path) -> _Kept:
    """The file as it is, and the table in it; a workbook of the study may not have its sheet yet."""
    from sanhak.study.file.book import is_book
    from sanhak.study.file.sheets import sheet_for, table_on

    if not path.exists():
        return _Kept(path, None, None, None)
    content = path.read_bytes()
    sheet = sheet_for(content, str(path), study.grows) if is_book(content) else None
    if sheet is None and path == asked.study:
        return _Kept(path, content, None, None)  # the sheet is still to be made
    table = table_on(content, str(path), sheet, study.known(study.grows))
    return _Kept(path, content, table, sheet or (table.source.sheet if table is not None else None))


def _solved(voice: Voice, asked: Asked, study: Growing, kept: _Kept) -> Answer:
    """The answer, with every other table from its file or its sheet."""
    from sanhak.jobs import Task, here
    from sanhak.serve.cli.answering import named_files, tables_beside
    from sanhak.serve.cli.progress import progress
    from sanhak.study.file.sheets import read_table

    tables: dict[str, Given] = tables_beside(asked.study, study)
    for name, file in named_files(asked.data, study).items():
        if name != study.grows and (table := read_table(Path(file), name, study.known(name))) is not None:
            tables[name] = table
    tables.pop(study.grows, None)
    if kept.table is not None:
        tables[study.grows] = kept.table
    with progress(voice, (say("{kind}", kind=study.kind),)) as tell:
        return here(Task(study, tables, asked.seed, asked.effort), lambda step: tell(0, step))


def _say_open(voice: Voice, waiting: tuple[int, ...], path: Path) -> None:
    said = say(
        "{count:row still waits|rows still wait} for results in {path}: {numbers}. Nothing was written.",
        count=len(waiting),
        path=str(path),
        numbers=waiting,
    )
    voice.say(said)
    voice.say(say("Fill in what is known and ask again, or plan further rows all the same with --more."))


def _tell(voice: Voice, asked: Asked, study: Growing, answer: Answer, path: Path, backup: Path | None) -> None:
    """What was planned and where it stands; the whole answer where one is to be written."""
    from sanhak.serve.report import terminal

    terminal(answer, voice.language, out())
    if asked.out is not None:
        answer.write(asked.out, voice.language)
        voice.say(say("The answer was written to {path}", path=str(asked.out)))
    numbers = study.waiting(answer.tables[study.grows])
    voice.say(say("Planned in {path}; rows that wait for results: {numbers}.", path=str(path), numbers=numbers))
    if backup is not None:
        voice.say(say("The file as it was before: {path}", path=str(backup)))
    data = "".join(f" --data {word}" for word in asked.data)
    voice.say(say("Fill in the results, then: sanhak next {path}{data}", path=str(asked.study), data=data))
