"""A runner: one process that takes jobs from the queue, one at a time, and has each carried out by a worker process."""

from __future__ import annotations

import logging
import multiprocessing
import os
import platform
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any, Final

from sqlalchemy.exc import SQLAlchemyError

from sanhak.finding import Finding, Refusal
from sanhak.jobs.carry import carry
from sanhak.jobs.findings import NotKept, TooMuchMemory, TooMuchWork, WorkerEnded
from sanhak.jobs.handler import Handler, Handlers
from sanhak.jobs.job import Job, State, why
from sanhak.jobs.queue import ATTEMPTS, LEASE, Queue
from sanhak.jobs.watch import Pace, Stop, Watch
from sanhak.jobs.worker import Ended, Worker
from sanhak.run import Cancelled
from sanhak.store import Blobs, Database
from sanhak.text import Amount

_LOG: Final = logging.getLogger(__name__)
_GIGABYTE: Final = 1e9
_MOST_WORDS: Final = 200
"""Characters of an error's own words that a finding repeats."""
_LONGEST_RETRY: Final = 300.0


class Runner:
    """Carries out the jobs of the kinds that it has handlers for, until it is told to leave.

    Parameters
    ----------
    queue, blobs
        Where jobs come from, and where the files are that they read and bring.
    handlers
        How each kind of job is carried out.
    pace
        The seconds between its acts.
    leaving
        Asked all the time: whether to end. A job in hand is then given back at once, and the attempt is not counted.
    """

    def __init__(
        self,
        queue: Queue,
        blobs: Blobs,
        handlers: Handlers,
        pace: Pace | None = None,
        leaving: Callable[[], bool] = lambda: False,
    ) -> None:
        self._queue, self._blobs, self._handlers = queue, blobs, handlers
        self._pace = pace or Pace()
        self._leaving = leaving
        self._worker: Worker | None = None
        self._carried_out = 0
        self.name = f"{platform.node()}:{os.getpid()}"

    def run(self, rest: Callable[[float], object] = time.sleep) -> None:
        """Carry out one job after another, and look for one ever less often (up to ``pace.idle``) while there is none.

        Parameters
        ----------
        rest
            Waits for the seconds given, or less if there is a reason to look about earlier.
        """
        first, longest = self._pace.idle
        pause = first
        try:
            while not self._leaving():
                if self.turn():
                    pause = first
                else:
                    rest(pause)
                    pause = min(1.5 * pause, longest)
        finally:
            self._end_worker()

    def turn(self) -> bool:
        """Carry out the job whose turn it is; whether there was one. A database that is away for a while is no end."""
        try:
            job = self._queue.claim(self.name, tuple(self._handlers))
        except SQLAlchemyError as error:
            _LOG.warning("The queue does not answer: %s", error)
            return False
        if job is None:
            return False
        try:
            self._carry_out(job)
        except SQLAlchemyError as error:  # its lease runs out, and it has its turn again
            _LOG.warning("Job %s was left: %s", job.id, error)
        return True

    def _carry_out(self, job: Job) -> None:
        handler = self._handlers[job.kind]
        worker = self._ready_worker()
        with Watch(self._queue, job, handler.limits, self._pace, self._leaving, worker.pid) as watch:
            work = partial(carry, handler.carry_out, handler.name, job.payload, self._blobs.folder)
            end = worker.carry_out(work, watch.tell, watch.cancelled)
            self._carried_out += 1
            watch.keeping()
            self._settle(job, handler, watch, end)

    def _settle(self, job: Job, handler: Handler, watch: Watch, end: Any) -> None:
        """Say what became of a job: each of its ends is one transaction that takes effect only while it is ours."""
        settle = partial(self._queue.settle, job, trace=watch.trace, cpu=watch.cpu)
        match end:
            case Ended():
                self._killed(job, handler, watch, end)
            case Cancelled():
                settle(State.CANCELLED)
            case Refusal():
                settle(State.REFUSED, why(end))
            case _:
                self._keep(job, handler, watch, end)

    def _keep(self, job: Job, handler: Handler, watch: Watch, result: Any) -> None:
        settle = partial(self._queue.settle, job, trace=watch.trace, cpu=watch.cpu)
        try:
            kept = handler.keep(result, job, self._blobs)
            ours = settle(State.DONE, kept.outcome, kept.within)
        except Refusal as refusal:
            settle(State.REFUSED, why(refusal))
        except Exception as error:  # noqa: BLE001 - the disk, the database, the handler: the runner goes on
            # The blobs stay: the transaction may have been kept although word of it was lost.
            _LOG.exception("What job %s brought could not be kept", job.id)
            said = f"{type(error).__name__}: {error}".splitlines()[0][:_MOST_WORDS]
            self._later(job, watch, NotKept(name=handler.name, because=said))
        else:
            for key in () if ours else kept.keys:
                self._blobs.delete(key)

    def _killed(self, job: Job, handler: Handler, watch: Watch, end: Ended) -> None:
        """The worker's process has ended in the middle of a job: by our hand, by another's, or by itself."""
        settle = partial(self._queue.settle, job, trace=watch.trace, cpu=watch.cpu)
        match watch.stop:
            case Stop.LOST:
                return
            case Stop.LEAVING:
                self._queue.give_back(job, counted=False, cpu=watch.cpu)
            case Stop.MEMORY | Stop.CPU:
                settle(State.REFUSED, why([_over(handler, watch)]))
            case _ if watch.cancel_asked:
                settle(State.CANCELLED)
            case _:
                ended = WorkerEnded(name=handler.name, status=end.status)
                if end.status < 0:  # a signal: out of memory, or somebody's hand; a second try may do
                    self._later(job, watch, ended)
                else:
                    settle(State.FAILED, why([ended]))

    def _later(self, job: Job, watch: Watch, because: Finding) -> None:
        """Let a job be tried again after a while, or fail if it was tried often enough."""
        if job.attempts >= self._queue.attempts:
            self._queue.settle(job, State.FAILED, why([because]), cpu=watch.cpu)
        else:
            seconds = min(self._pace.retry * 2 ** (job.attempts - 1), _LONGEST_RETRY)
            self._queue.give_back(job, counted=True, seconds=seconds, cpu=watch.cpu)

    def _ready_worker(self) -> Worker:
        if self._worker is not None and (not self._worker.alive or self._carried_out >= self._pace.jobs):
            self._end_worker()
        if self._worker is None:
            self._worker, self._carried_out = Worker(bound=True), 0
        return self._worker

    def _end_worker(self) -> None:
        if self._worker is not None:
            self._worker.end()
            self._worker = None


def _over(handler: Handler, watch: Watch) -> Finding:
    """The finding on a job that took more than one job may."""
    limits = handler.limits
    if watch.stop is Stop.MEMORY:
        held, most = (Amount(value / _GIGABYTE, "GB", 2) for value in (watch.peak, limits.memory))
        return TooMuchMemory(name=handler.name, held=held, most=most)
    worked, most = (Amount(value, "s", 0) for value in (watch.cpu, limits.cpu))
    return TooMuchWork(name=handler.name, worked=worked, most=most)


@dataclass(frozen=True, slots=True)
class Post:
    """Where a runner's process works and how: all of it can be pickled.

    ``url`` and ``durable`` are those of the :class:`~sanhak.store.Database`, ``folder`` that of the blobs.
    """

    url: str
    folder: Path
    handlers: Handlers
    pace: Pace = field(default_factory=Pace)
    lease: float = LEASE
    attempts: int = ATTEMPTS
    durable: bool = True


def serve(post: Post) -> None:
    """Run until the process is asked to end (SIGTERM), or the process that started it is no more.

    The worker ends with this process, even if that is killed.
    """
    asked = False

    def ask(_signal: int, _frame: object) -> None:
        nonlocal asked
        asked = True

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches every process of a terminal; the first one decides
    parent = multiprocessing.parent_process()
    known = [parent.sentinel] if parent else []

    def leaving() -> bool:
        return asked or bool(known and wait(known, 0))

    database = Database(post.url, durable=post.durable)
    try:
        queue = Queue(database, post.lease, post.attempts)
        runner = Runner(queue, Blobs(post.folder), post.handlers, post.pace, leaving)
        runner.run(lambda seconds: wait(known, seconds) if known else time.sleep(seconds))
    finally:
        database.close()
