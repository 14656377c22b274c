"""Progress on the terminal: what is being done now, how far it is, and that it may be left alone."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final, TypeAlias

from sanhak.run import Step
from sanhak.serve.cli.console import Voice, aside
from sanhak.text import Text, say

Told: TypeAlias = Callable[[int, Step], None]
"""Told the place of a piece of work and its step."""
_LINE_EVERY: Final = 10.0
"""Seconds between two lines in a log file."""


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
    """A line of what is being done, then again whenever some time has passed: enough for a log file."""
    last = -_LINE_EVERY

    def tell(_place: int, step: Step) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= _LINE_EVERY:
            last = now
            voice.complain(step.doing)

    return tell
