"""A process that carries out one study after another; it loads nothing heavy before its first task arrives."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from contextlib import contextmanager
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.connection import Connection
    from multiprocessing.synchronize import Event

    from sanhak.jobs.task import Outcome, Task
    from sanhak.run import Step

_THREADS: Final = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "POLARS_MAX_THREADS",
)
"""What numerical libraries ask, when they are loaded, for the number of their threads."""
_START: Final = threading.Lock()


class Worker:
    """One process with a line to it. It takes one task at a time, from one thread at a time.

    The process is started anew (spawn) on every system, so that nothing is inherited by accident, and with one
    numerical thread, so that several workers share the cores evenly and give the same numbers on every machine.
    """

    def __init__(self) -> None:
        context = get_context("spawn")
        self._line, far_end = context.Pipe()
        self._cancel: Event = context.Event()
        self._process = context.Process(target=_serve, args=(far_end, self._cancel), daemon=True)
        with _one_thread():
            self._process.start()
        far_end.close()

    def carry_out(self, task: Task, progress: Callable[[Step], None], cancelled: Callable[[], bool]) -> Outcome:
        """What comes of the task; the worker must be replaced when its process has ended (:attr:`alive`)."""
        from sanhak.finding import Refusal
        from sanhak.jobs.findings import WorkerEnded

        self._cancel.clear()
        try:
            self._line.send(task)
            while True:
                heard = self._line.poll(_ASKED_EVERY)
                if cancelled():
                    self._cancel.set()
                if not heard:
                    continue
                message = self._line.recv()
                if not _is_step(message):
                    outcome: Outcome = message
                    return outcome
                progress(message)
        except (EOFError, OSError):
            self._process.join()
            return Refusal(WorkerEnded(name=task.name, status=self._process.exitcode or 0))

    @property
    def alive(self) -> bool:
        """Whether the process can take another task."""
        return self._process.is_alive()

    def end(self) -> None:
        """End the process, whatever it is doing."""
        self._process.terminate()
        self._process.join()


_ASKED_EVERY: Final = 0.1
"""Seconds between two questions whether the user has cancelled."""


def _is_step(message: Any) -> bool:
    from sanhak.run import Step

    return isinstance(message, Step)


def _serve(line: Connection, cancel: Event) -> None:
    """Carry out the tasks that arrive until the line is closed. Runs in the worker's process."""
    # Ctrl-C reaches every process of the terminal; the first process decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from sanhak.finding import Refusal
    from sanhak.jobs.here import here
    from sanhak.run import Cancelled

    while True:
        try:
            task = line.recv()
        except EOFError:
            return
        outcome: Outcome
        try:
            outcome = here(task, line.send, cancel.is_set)
        except (Refusal, Cancelled) as end:
            outcome = end
        line.send(outcome)


@contextmanager
def _one_thread() -> Iterator[None]:
    """For as long as a process is being started: the surroundings that it inherits ask for one numerical thread.

    Set before the start and not inside the new process, because that may load numerical libraries (with the user's own
    script) before it comes to us.
    """
    with _START:
        before = {name: os.environ.get(name) for name in _THREADS}
        os.environ.update(dict.fromkeys(_THREADS, "1"))
        try:
            yield
        finally:
            for name, value in before.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value
