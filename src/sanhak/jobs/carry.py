"""What a worker's process does with a job. It knows no database, so that the process stays small."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

from sanhak.finding import Refusal
from sanhak.jobs.findings import MemoryFull
from sanhak.run import Step
from sanhak.text import Text

CarryOut: TypeAlias = Callable[[Any, Path, Callable[[Step], None], Callable[[], bool]], Any]
"""Carries a payload out, given the folder of blobs, whom to tell a step, and whom to ask about stopping."""


def carry(
    function: CarryOut,
    name: Text,
    payload: Any,
    folder: Path,
    progress: Callable[[Step], None],
    cancelled: Callable[[], bool],
) -> Any:
    """What comes of a payload.

    Raises
    ------
    Refusal
        The function's own, or R002 where memory runs out.
    """
    try:
        return function(payload, folder, progress, cancelled)
    except MemoryError:
        raise Refusal(MemoryFull(name=name)) from None
