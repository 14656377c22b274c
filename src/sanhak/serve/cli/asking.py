"""A new study from a table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sanhak.finding import Refusal
from sanhak.serve.cli.console import Voice, WrongUsageError
from sanhak.text import say

if TYPE_CHECKING:
    from sanhak.serve.cli.looking import Reading
    from sanhak.study import Study


def new_study(voice: Voice, word: str, data: Path | None, out: Path | None, reading: Reading, *, replace: bool) -> None:
    """Write a study of the named kind, filled in from the table where there is one, and say what to do with it.

    Raises
    ------
    WrongUsageError
        If there is no such kind, or if it needs a table and none was given.
    Refusal
        If the table cannot be read, or the file is there and is not to be replaced.
    """
    from sanhak.serve.cli.kinds import Kinds
    from sanhak.serve.new import fill
    from sanhak.study.file import Draft, command_of, write_draft
    from sanhak.study.findings import FileExists

    kind = Kinds().named(word)
    out = out or _place(kind)
    verb = command_of(kind)
    if data is None and kind.tables:
        raise WrongUsageError(say("{kind} needs a table: --data is missing.", kind=word))
    if out.exists() and not replace:
        raise Refusal(FileExists(path=str(out)))
    if data is None:
        write_draft(Draft(kind, {}, data=None), out, voice.language)
        voice.say(say("{path} was written, with every field of the kind.", path=str(out)))
        voice.say(say("Fill it in, then: sanhak {verb} {file}", verb=verb, file=str(out)))
        return
    draft = fill(kind, reading.table(data), str(data))
    write_draft(draft, out, voice.language)
    voice.say(
        say("{path} was written, filled in from {data} as far as could be guessed.", path=str(out), data=str(data))
    )
    said = say(
        "Check every line marked as guessed, then: sanhak {verb} {path} --data {data}",
        verb=verb,
        path=str(out),
        data=str(data),
    )
    voice.say(said)


def _place(kind: type[Study]) -> Path:
    """Where a study goes that was given no place: a workbook if rows are to be added to it, else a text."""
    from sanhak.study import Growing

    return Path(f"{kind.kind.rpartition('.')[2]}.xlsx") if issubclass(kind, Growing) else Path("study.yaml")
