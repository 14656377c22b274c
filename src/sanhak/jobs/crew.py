"""A crew: the runners of one machine, kept at their number, and gone when the process that keeps them is gone."""

from __future__ import annotations

import atexit
import logging
import os
import threading
import time
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Final, Self

from sanhak.jobs.runner import Post, serve

_LOG: Final = logging.getLogger(__name__)
_LOOK: Final = 0.2
_KILLED: Final = 0.2
"""The pause after a runner that was killed; one that ended by an error of its own is followed after a growing one."""
_SHORT: Final = 60.0
"""A runner that lived for more seconds lets the pause begin anew."""
_LONGEST: Final = 30.0
_FAREWELL: Final = 10.0


@dataclass(slots=True)
class _Place:
    """The place of one runner in the crew."""

    process: BaseProcess | None = None
    since: float = 0.0
    start_at: float = 0.0
    pause: float = 0.0


class Crew:
    """A number of runners; leaving the ``with`` block ends them, and jobs in hand are given back.

    Each runner is a process of its own. One that is killed is replaced at once, one that ends by an error after a pause
    that grows up to 30 s. If the process that keeps the crew is killed, they notice it and end as if they were asked.

    Parameters
    ----------
    post
        Where they work.
    runners
        How many there are, and so how many jobs are under way at once; by default one less than processor cores.
    """

    def __init__(self, post: Post, runners: int | None = None) -> None:
        self._post = post
        self._places = [_Place() for _ in range(runners or max(1, (os.cpu_count() or 2) - 1))]
        self._leaving = threading.Event()
        self._keeper = threading.Thread(target=self._keep, name="crew", daemon=True)

    def __enter__(self) -> Self:
        atexit.register(self.stop)  # before multiprocessing waits for them
        try:
            for place in self._places:
                _start(place, self._post)
            self._keeper.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def pids(self) -> tuple[int, ...]:
        """The numbers of the runners' processes."""
        return tuple(place.process.pid for place in self._places if place.process and place.process.pid)

    def stop(self) -> None:
        """End the runners and wait for them; those that do not end in ten seconds are killed."""
        atexit.unregister(self.stop)
        self._leaving.set()
        if self._keeper.is_alive():
            self._keeper.join()
        processes = [place.process for place in self._places if place.process]
        for process in processes:
            process.terminate()
        until = time.monotonic() + _FAREWELL
        for process in processes:
            process.join(max(0.0, until - time.monotonic()))
            if process.is_alive():
                process.kill()
                process.join()
        for place in self._places:
            place.process = None

    def _keep(self) -> None:
        while not self._leaving.is_set():
            now = time.monotonic()
            for place in self._places:
                self._see_to(place, now)
            alive = [place.process.sentinel for place in self._places if place.process]
            if wait(alive, _LOOK) if alive else self._leaving.wait(_LOOK):
                continue

    def _see_to(self, place: _Place, now: float) -> None:
        """Bury the runner of a place if it is dead, and start one where there is none and its time has come."""
        if place.process is not None and not place.process.is_alive():
            status = place.process.exitcode or 0
            again = status > 0 and now - place.since < _SHORT
            place.pause = min(2 * place.pause, _LONGEST) if again and place.pause else _KILLED
            place.start_at = now + place.pause
            _LOG.warning("Runner %s ended with %s", place.process.pid, status)
            place.process = None
        if place.process is None and now >= place.start_at:
            try:
                _start(place, self._post)
            except OSError as error:  # the machine has no process to give just now
                _LOG.warning("No runner could be started: %s", error)
                place.start_at = now + _LONGEST


def _start(place: _Place, post: Post) -> None:
    process = get_context("spawn").Process(target=serve, args=(post,), name="sanhak-runner")
    process.start()
    place.process, place.since = process, time.monotonic()
