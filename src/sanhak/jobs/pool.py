"""Carry many studies out at once, each in a process of its own that no other can disturb.

The pools of the standard library and of joblib break as a whole when one process dies, and cannot stop a single task;
here each worker stands alone: if its process ends, its task is refused with a code and the next one gets a new process.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from types import TracebackType
from typing import Self

from sanhak.finding import Refusal
from sanhak.jobs.findings import WorkerEnded
from sanhak.jobs.here import here
from sanhak.jobs.task import Outcome, Task
from sanhak.jobs.worker import Ended, Worker
from sanhak.run import Cancelled, Step


class Pool:
    """A number of worker processes; leaving the ``with`` block ends them all.

    Parameters
    ----------
    workers
        Processes at most; by default one for each processor core.
    """

    def __init__(self, workers: int | None = None) -> None:
        self._threads = ThreadPoolExecutor(max_workers=workers or os.cpu_count() or 1)
        self._own = threading.local()
        self._all: list[Worker] = []
        self._stopped = threading.Event()

    def submit(
        self,
        task: Task,
        progress: Callable[[Step], None] = lambda _step: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Future[Outcome]:
        """Carry a task out as soon as a worker is free.

        Parameters
        ----------
        task
            What to carry out.
        progress
            Told of each step, from another thread.
        cancelled
            Asked all the time, from another thread; a running task then stops at its next step.

        Returns
        -------
        Future
            What becomes of the task: an answer, a refusal, or the mark that it was cancelled. It never raises these.
        """
        return self._threads.submit(self._carry_out, task, progress, cancelled)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopped.set()
        self._end_workers()
        self._threads.shutdown(cancel_futures=True)
        self._end_workers()  # those that were just being started

    def _carry_out(self, task: Task, progress: Callable[[Step], None], cancelled: Callable[[], bool]) -> Outcome:
        if cancelled() or self._stopped.is_set():
            return Cancelled()
        work = partial(here, task)
        end = self._worker().carry_out(work, progress, lambda: cancelled() or self._stopped.is_set())
        if self._stopped.is_set():
            return Cancelled()
        outcome: Outcome = Refusal(WorkerEnded(name=task.name, status=end.status)) if isinstance(end, Ended) else end
        return outcome

    def _end_workers(self) -> None:
        for worker in tuple(self._all):
            worker.end()

    def _worker(self) -> Worker:
        """The worker of this thread, started when it is first needed or when the one before has ended."""
        worker: Worker | None = getattr(self._own, "worker", None)
        if worker is None or not worker.alive:
            worker = self._own.worker = Worker()
            self._all.append(worker)
        return worker


def solve_many(
    tasks: Sequence[Task],
    workers: int | None = None,
    progress: Callable[[int, Step], None] = lambda _place, _step: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> tuple[Outcome, ...]:
    """What becomes of each task, in the order of the tasks.

    Parameters
    ----------
    tasks
        The studies to carry out.
    workers
        Processes at once; by default one for each processor core, and never more than tasks.
    progress
        Told the task's place and its step, from other threads.
    cancelled
        Asked all the time; running tasks stop at their next step, the others do not begin.
    """
    many = min(workers or os.cpu_count() or 1, len(tasks))
    if not tasks:
        return ()
    with Pool(many) as pool:
        futures = [
            pool.submit(task, lambda step, place=place: progress(place, step), cancelled)  # type: ignore[misc]
            for place, task in enumerate(tasks)
        ]
        return tuple(future.result() for future in futures)
