"""An answer in a terminal: the sentence, the catch, the decision, the evidence and the findings, in a few lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sanhak.finding import Severity
from sanhak.serve.report import sections
from sanhak.serve.report.grid import Grid, Shape, shown
from sanhak.serve.report.trust import facts
from sanhak.text import Language, say

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from sanhak.study.answer import Answer

_COLOURS: Final = {Severity.NOTE: "dim", Severity.WARN: "yellow", Severity.REFUSE: "red"}
_LEFT_OUT: Final = frozenset({"effect", "reason"})
"""Columns of the decision that a terminal has no room for; the report shows them."""


def terminal(answer: Answer, language: Language, console: Console | None = None) -> None:
    """Print ``answer`` to ``console`` (by default to standard output); the whole of it stands in the report."""
    from rich.console import Console
    from rich.text import Text as Line

    console = console or Console()
    worst = answer.worst
    console.print(Line(answer.headline.render(language), style="bold"))
    console.print(Line(answer.catch.render(language), style=_COLOURS[worst.severity] if worst else ""))
    decision = sections.decision(answer)
    if decision:
        console.print(table_of(decision, language))
    for fact in facts(answer, language):
        weak = f" ({say('weak').render(language)})" if fact.weak else ""
        line = Line(f"{fact.title.render(language)}: ")
        line.append(fact.value.render(language) + weak, style="yellow" if fact.weak else "bold")
        line.append(f"  {fact.note.render(language)}", style="dim")
        console.print(line)
    for found in sections.by_weight(answer.findings):
        line = Line(f"{found.code} ", style=_COLOURS[found.severity])
        line.append(found.said.render(language), style="default")
        line.append(f" {found.remedy.render(language)}", style="dim")
        console.print(line)


def table_of(grid: Grid, language: Language) -> Table:
    """A grid as a Rich table, numbers to the right."""
    from rich import box
    from rich.table import Table
    from rich.text import Text as Line

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    kept = [at for at, head in enumerate(grid.heads) if head.key not in _LEFT_OUT]
    for at in kept:
        head = grid.heads[at]
        title = head.title.render(language) + (f" [{head.unit}]" if head.unit else "")
        table.add_column(Line(title), justify="left" if head.shape is Shape.WORDS else "right")
    for at, row in enumerate(shown(grid, language)):
        cells = [Line(row[column].text + " " * len(row[column].padding)) for column in kept]
        table.add_row(*cells, style="bold" if at in grid.strong else None)
    return table
