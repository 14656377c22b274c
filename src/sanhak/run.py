"""The context in which a study is carried out: its seed, its budget, whom to tell and when to stop."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sanhak.text import Text

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, slots=True)
class Step:
    """One sign of progress: what is being done now, and how many of how many parts are behind it."""

    doing: Text
    done: int
    of: int


class Cancelled(Exception):  # noqa: N818 - a wish of the user, not an error
    """The user cancelled the run; nothing of it is kept."""


@dataclass(frozen=True, slots=True)
class Run:
    """Seed, effort and the two lines to the outside: ``progress`` is told each step, ``cancelled`` is asked at each.

    ``effort`` scales every count that bounds work (trials, candidates, repeats); 1 is the default of each method.
    Counts bind the work, never wall time: the same seed gives the same answer on a loaded machine too.
    """

    seed: int = 0
    effort: float = 1.0
    progress: Callable[[Step], None] = lambda _step: None
    cancelled: Callable[[], bool] = lambda: False
    folder: Path | None = None
    """Where long work may keep what is done, so that a run that was killed goes on; by default nowhere."""

    def keep(self, name: str) -> Path | None:
        """A folder of this name for what is done so far; None where nothing is to be kept.

        What stands there may be of another question or cut off: who reads it checks that it is his own and whole.
        """
        if self.folder is None:
            return None
        place = self.folder / name
        place.mkdir(parents=True, exist_ok=True)
        return place

    def step(self, doing: Text, done: int = 0, of: int = 1) -> None:
        """Tell what is being done.

        Raises
        ------
        Cancelled
            If the user has asked to stop.
        """
        if self.cancelled():
            raise Cancelled
        self.progress(Step(doing, done, of))

    def rng(self, *purpose: str | int) -> np.random.Generator:
        """A random stream of its own for each purpose, so that a new consumer never shifts the others' numbers."""
        import numpy as np

        digest = hashlib.sha256("/".join(map(str, (self.seed, *purpose))).encode()).digest()
        return np.random.default_rng(np.frombuffer(digest, dtype=np.uint32))

    def count(self, default: int, least: int = 1) -> int:
        """A work count scaled by the effort, never under ``least``."""
        return max(least, round(default * self.effort))


@contextmanager
def one_thread() -> Iterator[None]:
    """Linear algebra on one thread inside the block.

    Small matrices gain nothing from a second thread, and on a busy machine the threads wait for each other: the same
    study took three times the CPU seconds with two.
    """
    import scipy.linalg  # noqa: F401 - only libraries that are loaded can be limited, and SciPy brings its own
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1):
        yield
