"""The demonstration: every case of every area answered, its report written, and an index page over all of them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sanhak.areas import areas
from sanhak.finding import Refusal
from sanhak.jobs import Outcome, Task, solve_many
from sanhak.run import Cancelled
from sanhak.serve.cli.console import Voice, out
from sanhak.serve.cli.kinds import first_kind
from sanhak.serve.cli.progress import progress
from sanhak.serve.report import Entry, index_page
from sanhak.serve.workbench.laying import Answered
from sanhak.study import Case
from sanhak.study.answer import Value, whole
from sanhak.text import Amount, Param, say

if TYPE_CHECKING:
    from sanhak.table import Table

_MOST_WORKERS: Final = 4


@dataclass(frozen=True, slots=True)
class _Set:
    """A case whose tables are there, and where its answer goes."""

    area: str
    case: Case
    folder: Path
    tables: Mapping[str, Table]


def demonstrate(voice: Voice, folder: Path, workers: int | None = None) -> list[Answered | None]:
    """Answer all cases at once, print each decision in a few lines, write the reports and the index page.

    A case whose data are not installed is skipped with a line that says how to get them. The last line printed is the
    command for the reader's own file.

    Returns
    -------
    list
        Each case that was carried out with its answer, or None where it was not answered.

    Raises
    ------
    Refusal
        If the reports cannot be written.
    """
    ready = [one for area in areas() for case in area.cases() if (one := _set(voice, folder, area.name, case))]
    tasks = [Task(one.case.study(), one.tables, name=one.case.title) for one in ready]
    with progress(voice, [one.case.title for one in ready]) as tell:
        outcomes = solve_many(tasks, workers or min(_MOST_WORKERS, os.cpu_count() or 1), tell)
    entries = [_report(voice, folder, *pair) for pair in zip(ready, outcomes, strict=True)]
    _index(voice, folder, [entry for entry in entries if entry])
    out().print()
    voice.say(say("With your own file:"))
    out().print(f"sanhak new {first_kind()} --data your-file.xlsx", style="bold", soft_wrap=True)
    return [
        Answered(one.area, one.case, one.tables, entry.answer) if entry else None
        for one, entry in zip(ready, entries, strict=True)
    ]


def _set(voice: Voice, folder: Path, area: str, case: Case) -> _Set | None:
    """The case with its tables; None, with a line that says why, where its data are not installed."""
    try:
        return _Set(area, case, folder / area / case.name, case.tables())
    except Refusal as refusal:
        voice.say(say("Skipped: {title}", title=case.title), style="yellow")
        voice.findings(refusal.findings)
        return None


def _report(voice: Voice, folder: Path, one: _Set, outcome: Outcome) -> Entry | None:
    """Print what became of a case and write its report; the entry for the index where it was answered."""
    out().print()
    voice.say(one.case.title, style="bold")
    if isinstance(outcome, Cancelled):
        raise outcome
    if isinstance(outcome, Refusal):
        voice.findings(outcome.findings)
        return None
    voice.say(outcome.headline)
    voice.say(outcome.catch, style="dim")
    for action in outcome.decision:
        voice.say(
            say(
                "  {what}: {today} → {value}",
                what=action.what,
                today=_amount(action.today, action.unit),
                value=_amount(action.value, action.unit),
            )
        )
    outcome.write(one.folder, voice.language)
    report = one.folder / f"report.{voice.language}.html"
    voice.say(say("  Report: {path}", path=str(report)))
    links = ((say("Report"), report), (say("Excel"), one.folder / "answer.xlsx"))
    beside = tuple((name, path.relative_to(folder).as_posix()) for name, path in links)
    return Entry(one.case.title, one.case.story, outcome, beside)


def _amount(value: Value, unit: str | None) -> Param:
    return Amount(value, unit) if isinstance(value, int | float) else value


def _index(voice: Voice, folder: Path, entries: list[Entry]) -> None:
    with whole(folder / "index.html") as page:
        page.write_text(index_page(entries, voice.language), encoding="utf-8")
    out().print()
    voice.say(say("All reports: {path}", path=str(folder / "index.html")))
