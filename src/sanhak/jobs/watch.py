"""What happens beside a job under way: its lease is held, its caps are watched, wishes to stop are passed on."""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from types import TracebackType
from typing import Final, Self

from sqlalchemy.exc import SQLAlchemyError

from sanhak.jobs.handler import Limits
from sanhak.jobs.job import Job, Mark, Reached
from sanhak.jobs.queue import Queue
from sanhak.jobs.usage import kill, spent, usage
from sanhak.run import Step

_LOG: Final = logging.getLogger(__name__)
_MOST_MARKS: Final = 256
"""Lines of a trace; beyond them every second one goes."""


@dataclass(frozen=True, slots=True)
class Pace:
    """The seconds between the acts of a runner, and how long its worker is used."""

    beat: float = 2.0
    look: float = 0.5
    """Between two looks at what a job holds and uses."""
    grace: float = 10.0
    """For a job to stop at its next step, once it was asked."""
    keep: float = 600.0
    """For what a job has brought to be written; after that its lease is no longer held."""
    idle: tuple[float, float] = (0.2, 1.0)
    """Between two looks for a job: at first, and after a while without any."""
    retry: float = 1.0
    """Before a job is begun again whose process was killed; doubled each time."""
    jobs: int = 50
    """After so many jobs a worker is replaced."""


class Stop(Enum):
    """Why a worker was killed in the middle of a job."""

    LOST = auto()
    """The job is another runner's, or ended."""
    LEAVING = auto()
    """The runner itself was asked to end."""
    LATE = auto()
    """It was asked to stop and did not."""
    MEMORY = auto()
    CPU = auto()


class Watch:
    """Stands by a job from its claim to its settlement; a thread of its own holds the lease.

    Parameters
    ----------
    queue, job, limits, pace
        What is watched, and how closely.
    leaving
        Asked whether the runner is to end.
    worker
        The number of the worker's process.
    """

    def __init__(
        self, queue: Queue, job: Job, limits: Limits, pace: Pace, leaving: Callable[[], bool], worker: int
    ) -> None:
        self._queue, self._job, self._limits, self._pace = queue, job, limits, pace
        self._leaving, self._worker = leaving, worker
        self._begun = time.monotonic()
        self._held_until = self._begun + queue.lease
        self._beats_until = float("inf")
        self._look_at = self._begun + pace.look
        self._asked_at: float | None = None
        self._ours, self._cancel_asked = True, False
        self._told: Counter[tuple[str, int, int]] = Counter()
        self._reached: Reached | None = None
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)
        self._before = spent(worker)
        self.peak = 0
        self.stop: Stop | None = None
        self.trace: list[Mark] = []
        self.cpu = 0.0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    @property
    def cancel_asked(self) -> bool:
        """Whether somebody wants the job stopped."""
        return self._cancel_asked

    def tell(self, step: Step) -> None:
        """A step has come."""
        seconds = time.monotonic() - self._begun
        words = step.doing.message
        same = (words, step.done, step.of)
        self._reached = Reached(step, seconds, self._told[same])
        self._told[same] += 1
        self.trace.append(Mark(round(seconds, 3), words, step.done, step.of))
        if len(self.trace) > _MOST_MARKS:
            del self.trace[1::2]

    def cancelled(self) -> bool:
        """Whether the worker is to stop at its next step; asked all the time, and so the place where it is killed."""
        now = time.monotonic()
        if now >= self._look_at:
            self._look_at = now + self._pace.look
            self.look()
        if self._cancel_asked and self._asked_at is None:
            self._asked_at = now
        if not self._ours:
            self._kill(Stop.LOST)
        elif self._leaving():
            self._kill(Stop.LEAVING)
        elif self._asked_at is not None and now - self._asked_at > self._pace.grace:
            self._kill(Stop.LATE)
        return self._cancel_asked

    def look(self) -> None:
        """See what the job holds and uses, and kill its worker if that is too much."""
        seen = usage(self._worker)
        self.cpu = max(self.cpu, seen.cpu - self._before)
        self.peak = max(self.peak, seen.memory)
        if seen.memory > self._limits.memory:
            self._kill(Stop.MEMORY)
        elif self.cpu > self._limits.cpu:
            self._kill(Stop.CPU)

    def keeping(self) -> None:
        """The work is done, and what it brought is being kept: from now on the lease is not held for ever."""
        self.cpu = max(self.cpu, spent(self._worker) - self._before)
        self._beats_until = time.monotonic() + self._pace.keep

    def _kill(self, because: Stop) -> None:
        if self.stop is None:
            self.stop = because
            kill(self._worker)

    def _beat(self) -> None:
        told: Reached | None = None
        while not self._over.wait(self._pace.beat) and time.monotonic() < self._beats_until:
            reached = self._reached
            try:
                beat = self._queue.beat(self._job, None if reached is told else reached, tuple(self.trace))
            except SQLAlchemyError as error:
                _LOG.warning("No beat for job %s: %s", self._job.id, error)
                self._ours = time.monotonic() < self._held_until
            else:
                told = reached
                self._held_until = time.monotonic() + self._queue.lease
                self._ours, self._cancel_asked = beat.still_ours, beat.cancel_asked
            if not self._ours:
                return
