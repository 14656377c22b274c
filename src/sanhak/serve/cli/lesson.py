"""Lessons on the command line: what there is, the task in a folder, and the grade of a decision.

The plant stays at the workbench: the command asks it in the name of a token, and knows no more than it prints.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sanhak.finding import Refusal
from sanhak.serve.cli.console import Voice, WrongUsageError, out
from sanhak.serve.cli.help import told
from sanhak.text import Amount, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sanhak.serve.client.workbench import Workbench
    from sanhak.study.lesson import Grade

_TOKEN = "SANHAK_TOKEN"  # noqa: S105 - where it stands, not what it is


def lesson(
    context: typer.Context,
    name: Annotated[
        str | None,
        typer.Argument(
            metavar=told(say("LESSON")), help=told(say("The lesson, as in process.setpoints; none lists all."))
        ),
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Argument(
            metavar=told(say("NAME=VALUE")),
            help=told(say("With --decide: the settings, or the filled-in sheet, or the folder of an answer.")),
        ),
    ] = None,
    *,
    whom: Annotated[
        str | None, typer.Option("--for", metavar="me", help=told(say("Fetch the task into a folder: --for me.")))
    ] = None,
    decide: Annotated[
        bool, typer.Option("--decide", help=told(say("Hand the decision in, and see its grade.")))
    ] = False,
    folder: Annotated[
        Path | None,
        typer.Option(
            "-o", "--out", metavar=told(say("FOLDER")),
            help=told(say("Where to write the task; by default a folder with the name of the lesson.")),
        ),
    ] = None,
    workbench: Annotated[
        str | None,
        typer.Option(
            "--workbench", envvar="SANHAK_WORKBENCH", metavar="URL",
            help=told(say("The address of the workbench; your token is read from SANHAK_TOKEN.")),
        ),
    ] = None,
) -> None:  # fmt: skip
    """List the lessons, fetch the task of one, or hand a decision in."""
    voice = Voice(context.obj)
    if settings and not decide:
        raise WrongUsageError(say("Settings are handed in with --decide."))
    if decide and name is None:
        raise WrongUsageError(say("Name the lesson that the decision is for."))
    with _connected(voice, workbench) as there:
        if name is None:
            _list(voice, there)
        elif decide:
            _hand_in(voice, there, name, settings or [])
        else:
            _fetch(voice, there, name, whom, folder)


def _connected(voice: Voice, address: str | None) -> Workbench:
    from sanhak.serve.cli.lesson_findings import NoWorkbenchNamed
    from sanhak.serve.client import connect

    token = os.environ.get(_TOKEN)
    if not address or not token:
        raise Refusal(NoWorkbenchNamed(missing=_TOKEN if address else "SANHAK_WORKBENCH"))
    return connect(address, token, voice.language)


def _list(voice: Voice, there: Workbench) -> None:
    """Every lesson with what one has reached in it."""
    from rich.padding import Padding

    for one in there.lessons():
        out().print(one.name, style="bold")
        reached = say("Not tried yet.")
        if one.best is not None:
            reached = say("{attempts:attempt|attempts} graded, the best with {points} of 100 points.",
                          attempts=one.graded, points=Amount(one.best, None, 0))  # fmt: skip
        for text in (one.title, voice.words(reached)):
            out().print(Padding(text, (0, 0, 0, 4)))
        if one.open:
            out().print(Padding(voice.words(say("An attempt waits for your decision.")), (0, 0, 0, 4)))
    voice.say(say("Fetch a task with: sanhak lesson {lesson} --for me", lesson="process.setpoints"), style="dim")


def _fetch(voice: Voice, there: Workbench, name: str, whom: str | None, folder: Path | None) -> None:
    """The task of the open attempt, or of the next one, in a folder."""
    from sanhak.serve.cli.lesson_findings import OnlyForMe, TaskNotWritten

    if whom not in (None, "me"):
        raise Refusal(OnlyForMe(given=str(whom)))
    chosen = there.lesson(name)
    if whom is None and chosen.open is None:
        out().print(chosen.title, style="bold")
        out().print(chosen.story)
        voice.say(say("Fetch a task with: sanhak lesson {lesson} --for me", lesson=name), style="dim")
        return
    attempt = chosen.begin()
    out().print(attempt.question)
    place = folder or Path(f"lesson-{name}-{attempt.number}")
    try:
        written = attempt.fetch(place)
    except OSError as error:
        raise Refusal(TaskNotWritten(folder=str(place), because=error.strerror or str(error))) from None
    for path in written:
        voice.say(say("Written: {path}", path=str(path)))
    voice.say(say("Hand in with: sanhak lesson {lesson} --decide NAME=VALUE …", lesson=name), style="dim")


def _hand_in(voice: Voice, there: Workbench, name: str, words: Sequence[str]) -> None:
    graded = there.lesson(name).attempt().hand_in(_settings(words))
    if graded.grade is not None:
        _print(voice, graded.grade)


def _print(voice: Voice, grade: Grade) -> None:
    """The grade with its explanation."""
    voice.say(grade.headline, style="bold")
    voice.say(grade.catch)
    for reason in grade.reasons:
        voice.say(reason)


def _settings(words: Sequence[str]) -> Mapping[str, float | str]:
    """What is decided: words with an equals sign, or one file or folder.

    Raises
    ------
    Refusal
        W131 if a file or a folder names no settings, W134 if one is named twice; T- and R-codes if it cannot be read.
    WrongUsageError
        If a word is neither.
    """
    if len(words) == 1 and "=" not in words[0]:
        return _from_place(Path(words[0]))
    pairs = []
    for word in words:
        name, equals, value = word.partition("=")
        if not equals:
            raise WrongUsageError(say("{word} is no setting; write it as in feed_rate=210.", word=word))
        pairs.append((name.strip(), value))
    return _once(pairs)


def _once(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Settings by name, each named once."""
    from sanhak.serve.cli.lesson_findings import SettingWrittenTwice

    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise Refusal(SettingWrittenTwice(name=name))
        found[name] = value
    return found


def _from_place(path: Path) -> Mapping[str, float | str]:
    """The settings of a sheet, names first and decided values last, or of an answer's decision."""
    from sanhak.serve.cli.lesson_findings import NoDecisionThere
    from sanhak.serve.report import read_folder
    from sanhak.table import Table

    pairs: list[tuple[str | None, Any]] = []
    if path.is_dir():
        pairs = [(action.column, action.value) for action in read_folder(path).decision]
    elif (frame := Table.read(path).frame).width > 1:
        pairs = list(zip(frame.to_series(0).cast(str), frame.to_series(-1), strict=True))
    settings = _once((name, value) for name, value in pairs if name is not None and value is not None)
    if not settings:
        raise Refusal(NoDecisionThere(path=str(path)))
    return {name: value if isinstance(value, int | float) else str(value) for name, value in settings.items()}
