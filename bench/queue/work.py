"""The work of a small job, in a module of its own that loads little: each worker's process loads it."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sanhak.finding import Refusal
from sanhak.jobs.findings import MemoryFull
from sanhak.run import Cancelled, Step
from sanhak.text import say

STEPS = 4


def work(
    payload: dict[str, Any], _folder: Path, progress: Callable[[Step], None], cancelled: Callable[[], bool]
) -> bytes:
    """Four steps and a little time."""
    for part in range(STEPS):
        if cancelled():
            raise Cancelled
        progress(Step(say("{part}", part=part), part, STEPS))
        time.sleep(payload["seconds"] / STEPS)
    if payload["refuse"]:
        raise Refusal(MemoryFull(name=say("{name}", name="bench")))
    return str(payload["number"]).encode()
