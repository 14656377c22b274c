"""How a kind of job is carried out and what is kept of it; the rooms above say it, the runners do it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from sqlalchemy import Connection

from sanhak.jobs.carry import CarryOut
from sanhak.jobs.job import Job
from sanhak.store import Blobs
from sanhak.text import Text

_MEMORY: Final = 4 << 30
_CPU: Final = 4 * 3600.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What one job may take: bytes held at one time, and processor seconds, its process's children included."""

    memory: int = _MEMORY
    cpu: float = _CPU


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a result.

    ``outcome`` goes into the job's row (plain JSON data). ``within`` writes the other rows, in the transaction that
    settles the job. ``keys`` are the blobs that were written for it: they are deleted if the job is another's by now.
    """

    outcome: Any = None
    within: Callable[[Connection], None] = lambda _rows: None
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Handler:
    """How one kind of job is carried out.

    ``carry_out(payload, blobs' folder, progress, cancelled)`` runs in a process of its own that may be ended at any
    moment, and more than once for one job; it is a function of a module's top level, and what it gives back can be
    pickled. The process loads that module and what this one loads, so it should be light. It raises :class:`Refusal`
    for a question that cannot be answered, and ``Cancelled`` when it was asked to stop.

    ``keep(result, job, blobs)`` then runs in the runner. ``name`` is what a reader calls such a job.
    """

    carry_out: CarryOut
    keep: Callable[[Any, Job, Blobs], Kept]
    name: Text
    limits: Limits = field(default_factory=Limits)


Handlers: TypeAlias = Mapping[str, Handler]
"""The handlers by kind of job."""
