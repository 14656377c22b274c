"""Carrying a study out from its file, and showing its answer again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING

from sanhak.finding import Refusal
from sanhak.serve.cli.console import Voice, WrongUsageError, out
from sanhak.text import say

if TYPE_CHECKING:
    from sanhak.serve.cli.looking import Reading
    from sanhak.study import Given, Study


@dataclass(frozen=True, slots=True)
class Asked:
    """What the user asked to be carried out."""

    study: Path
    data: tuple[str, ...]
    out: Path
    seed: int
    effort: float
    reading: Reading
    scan: bool = False


def run_study(voice: Voice, asked: Asked) -> None:
    """Carry the study out with progress, print the answer and write it.

    Raises
    ------
    Refusal
        If the question cannot be answered or the answer cannot be written.
    Cancelled
        If the user has asked to stop.
    """
    from sanhak.jobs import Task, here
    from sanhak.serve.cli.kinds import Kinds
    from sanhak.serve.cli.progress import progress
    from sanhak.serve.report import terminal
    from sanhak.study.file import read_study
    from sanhak.study.findings import NoWriter
    from sanhak.writers import WRITERS

    if asked.effort <= 0:
        raise WrongUsageError(say("--effort must be above 0."))
    if asked.out.suffix.lower() not in WRITERS:  # told now rather than after the work
        raise Refusal(NoWriter(path=str(asked.out), known=tuple(suffix or "folder" for suffix in WRITERS)))
    study = read_study(asked.study, Kinds())
    task = Task(study, _tables(study, asked), asked.seed, asked.effort)
    unfinished = asked.out.with_name(f".{asked.out.name}-unfinished")
    with progress(voice, (say("{kind}", kind=study.kind),)) as tell:
        answer = here(task, lambda step: tell(0, step), folder=unfinished)
    answer.write(asked.out, voice.language)
    rmtree(unfinished, ignore_errors=True)
    terminal(answer, voice.language, out())
    voice.say(say("The answer was written to {path}", path=str(asked.out)))


def show_answer(voice: Voice, folder: Path) -> None:
    """Print a stored answer.

    Raises
    ------
    Refusal
        R050–R052 if there is none, or none that this version can read.
    """
    from sanhak.serve.report import read_folder, terminal

    terminal(read_folder(folder), voice.language, out())


def _tables(study: Study, asked: Asked) -> dict[str, Given]:
    """The study's tables by name, from ``--data FILE`` or ``--data NAME=FILE``; the first may be a long file.

    What is not given so is taken from the sheets of the study's own workbook.
    """
    names = study.takes
    own = tables_beside(asked.study, study) if not asked.data else {}
    if not set(study.asks) <= own.keys() and not asked.data:
        raise WrongUsageError(say("{kind} needs a table: --data is missing.", kind=study.kind))
    tables: dict[str, Given] = dict(own)
    for name, path in named_files(asked.data, study).items():
        if asked.scan and name == names[0]:
            tables[name] = asked.reading.scan(path)
        else:
            streamed = asked.reading.streamed(path) if name in study.streamed else None
            tables[name] = streamed or asked.reading.table(path, study.known(name))
    return tables


def tables_beside(path: Path, study: Study) -> dict[str, Given]:
    """The tables that stand as sheets in the study's own workbook; none where the study is a text."""
    from sanhak.study.file import content_of
    from sanhak.study.file.book import is_book
    from sanhak.study.file.sheets import tables_in

    content = content_of(path)
    return dict(tables_in(content, str(path), study)) if is_book(content) else {}


def named_files(words: Sequence[str], study: Study) -> dict[str, str]:
    """The files of tables by name; one without a name is of the first table that has none.

    Raises
    ------
    WrongUsageError
        If there are more files than tables, or a name is none of the study's.
    """
    from sanhak.serve.cli.looking import named_file

    names = study.takes
    free = [name for name in names if not any(word.startswith(f"{name}=") for word in words)]
    files: dict[str, str] = {}
    for word in words:
        name, path = named_file(word, names)
        if name is None and not free:
            raise WrongUsageError(
                say("{word} is one table too many for {kind}.", word=word, kind=study.kind), known=names
            )
        files[name or free.pop(0)] = path
    return files
