"""Progress on the terminal: what is being done now, how far it is, and that it may be left alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeAlias

from sanhak.run import Step
from sanhak.serve.cli.console import Voice, aside
from sanhak.text import Text, say

Told: TypeAlias = Callable[[int, Step], None]
"""Told the place of a piece of work and its step."""


@contextmanager
def progress(voice: Voice, works: Sequence[Text]) -> Iterator[Told]:
    """Bars for pieces of work; where nobody watches (a file, a pipe) one line for each new activity."""
    if not aside().is_terminal:
        yield _lines(voice)
        return
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=24),
        TimeElapsedColumn(),
    )
    voice.complain(say("This may be left alone; Ctrl-C stops it, and nothing half done is kept."))
    with Progress(*columns, console=aside(), transient=True) as bars:
        shown = [bars.add_task(voice.words(work), total=None) for work in works]

        def tell(place: int, step: Step) -> None:
            doing = voice.words(step.doing)
            said = doing if len(works) == 1 else f"{voice.words(works[place])}: {doing}"
            bars.update(shown[place], description=said, completed=step.done, total=step.of)

        yield tell


def _lines(voice: Voice) -> Told:
    before: dict[int, str] = {}

    def tell(place: int, step: Step) -> None:
        doing = voice.words(step.doing)
        if before.get(place) != doing:
            before[place] = doing
            aside().print(doing)

    return tell
