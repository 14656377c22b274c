"""What a process and all that it has started hold and use, and how they are ended together."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

import psutil


@dataclass(frozen=True, slots=True)
class Usage:
    """Bytes of resident memory, and processor seconds since the start."""

    memory: int = 0
    cpu: float = 0.0


def usage(pid: int) -> Usage:
    """What a process and its descendants use now; nothing for one that is gone."""
    memory, cpu = 0, 0.0
    for process in _family(pid):
        cpu += spent(process.pid)
        with suppress(psutil.Error):
            memory += process.memory_info().rss
    return Usage(memory, cpu)


def spent(pid: int) -> float:
    """Processor seconds of a process and of those of its children that have ended; quicker than :func:`usage`."""
    try:
        times = psutil.Process(pid).cpu_times()
    except psutil.Error:
        return 0.0
    return float(times.user + times.system + times.children_user + times.children_system)


def kill(pid: int) -> None:
    """End a process and its descendants, whatever they are doing."""
    for process in _family(pid):
        with suppress(psutil.Error):
            process.kill()


def _family(pid: int) -> list[psutil.Process]:
    try:
        first = psutil.Process(pid)
        return [first, *first.children(recursive=True)]
    except psutil.Error:
        return []
