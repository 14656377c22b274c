"""A process that carries out one piece of work after another; it loads nothing heavy before the first one arrives."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.connection import Connection

    from sanhak.run import Step

Work: TypeAlias = "Callable[[Callable[[Step], None], Callable[[], bool]], Any]"

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


@dataclass(frozen=True, slots=True)
class Ended:
    """The process ended before its work was done: with this status, or by the signal of its negative."""

    status: int


class Worker:
    """One process with a line to it. It carries out one piece of work at a time, for one thread at a time.

    The process is started anew (spawn) on every system, so that nothing is inherited by accident, and with one
    numerical thread, so that several workers share the cores evenly and give the same numbers on every machine.

    Parameters
    ----------
    bound
        Whether the process is ended by the system (Linux) together with the thread that has started it, even if that
        one is killed. On other systems, and otherwise, it ends when it next looks at its line.
    """

    def __init__(self, *, bound: bool = False) -> None:
        context = get_context("spawn")
        self._line, far_end = context.Pipe()
        self._process = context.Process(target=_serve, args=(far_end, os.getpid() if bound else None), daemon=True)
        with _one_thread():
            self._process.start()
        far_end.close()

    def carry_out(self, work: Work, progress: Callable[[Step], None], cancelled: Callable[[], bool]) -> Any:
        """What comes of the work: what it gives back, the ``Refusal`` or ``Cancelled`` that it raises, or ``Ended``.

        Parameters
        ----------
        work
            Anything that can be pickled, is called with two functions (tell a step, ask whether to stop), and gives
            back something that can be pickled.
        progress
            Told of each step.
        cancelled
            Asked ten times a second, and at each step.

        Returns
        -------
        object
            After ``Ended`` the worker must be replaced (:attr:`alive`); so it must after any error that the work
            raises besides these two, because the process then ends with it.
        """
        asked = False
        try:
            self._line.send(work)
            while True:
                heard = self._line.poll(_ASKED_EVERY)
                if cancelled() and not asked:
                    asked = True
                    self._line.send(None)
                if not heard:
                    continue
                step, end = self._line.recv()
                if step is None:
                    return end
                progress(step)
        except (EOFError, OSError):
            self._process.join()
            return Ended(self._process.exitcode or 0)

    @property
    def alive(self) -> bool:
        """Whether the process can take another piece of work."""
        return self._process.is_alive()

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid or 0

    def end(self) -> None:
        """End the process, whatever it is doing."""
        self._process.terminate()
        self._process.join()


_ASKED_EVERY: Final = 0.1
"""Seconds between two questions whether the user has cancelled."""


class _Told:
    """The worker's end of the line while one piece of work is under way."""

    def __init__(self, line: Connection) -> None:
        self._line = line
        self._stop = False

    def tell(self, step: Step) -> None:
        """Send a step; without anybody to hear it there is nothing more to do."""
        try:
            self._line.send((step, None))
        except OSError:
            os._exit(_ALONE)

    def stop(self) -> bool:
        """Whether we were asked to stop: all that arrives during work is that."""
        try:
            if not self._stop and self._line.poll():
                self._line.recv()
                self._stop = True
        except (EOFError, OSError):
            os._exit(_ALONE)
        return self._stop


_ALONE: Final = 70


def _serve(line: Connection, parent: int | None) -> None:
    """Carry out what arrives until the line is closed. Runs in the worker's process."""
    # Ctrl-C reaches every process of the terminal; the first process decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if parent is not None:
        _end_with(parent)
    from sanhak.finding import Refusal
    from sanhak.run import Cancelled

    while True:
        try:
            work = line.recv()
        except (EOFError, OSError):
            return
        if work is None:  # a wish to stop that came when the work was done
            continue
        told = _Told(line)
        try:
            end = work(told.tell, told.stop)
        except (Refusal, Cancelled) as raised:
            end = raised
        line.send((None, end))
        del work, end  # a worker that waits holds nothing


def _end_with(parent: int) -> None:
    """Have the system end this process when the thread that started it ends (prctl(2), PR_SET_PDEATHSIG)."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    if os.getppid() != parent:  # it was gone before we could ask
        os._exit(_ALONE)


_PR_SET_PDEATHSIG: Final = 1


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
