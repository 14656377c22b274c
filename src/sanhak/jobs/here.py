"""Carry a study out in this process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sanhak.finding import Refusal
from sanhak.jobs.findings import MemoryFull
from sanhak.jobs.task import Task
from sanhak.run import Run, Step

if TYPE_CHECKING:  # see task.py
    from sanhak.study import Answer


def here(
    task: Task,
    progress: Callable[[Step], None] = lambda _step: None,
    cancelled: Callable[[], bool] = lambda: False,
    folder: Path | None = None,
) -> Answer:
    """The answer to a task, carried out in this process.

    Parameters
    ----------
    task
        What to carry out.
    progress, cancelled
        Told of each step; asked at each step whether to stop.
    folder
        Where long work keeps what is done, so that it goes on after it was cut off; by default nowhere.

    Raises
    ------
    Refusal
        If the question cannot be answered, or memory runs out (R002).
    Cancelled
        If the user has asked to stop.
    """
    try:
        return task.study.solve(task.tables, Run(task.seed, task.effort, progress, cancelled, folder))
    except MemoryError:
        raise Refusal(MemoryFull(name=task.name)) from None
