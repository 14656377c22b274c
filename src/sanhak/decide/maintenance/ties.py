"""What ties jobs to each other: an order that they keep, and shutdowns that they share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sanhak.model.prediction import Floats

NONE: Final = -1
"""No part, no shutdown."""
LATER: Final = -1
"""The period and the crew of a job that is left for after the horizon."""

Places = NDArray[np.int64]
Truths = NDArray[np.bool_]


def _none() -> Places:
    return np.zeros((0, 2), dtype=np.int64)


@dataclass(frozen=True)
class Ties:
    """An order between jobs, and S shutdowns that they share.

    Each row of ``after`` (m, 2) names a job and the one that has to be done before it: in an earlier period, or in the
    same one by the same crew, which does one after the other. ``shutdown`` (n,) is the shutdown that a job is done in
    (``NONE`` for none); each period in which one is needed costs ``stop`` (S,), however many jobs are done in it. Of a
    shutdown that is needed ``once`` (S,) all jobs are done in one period, or none of them.
    """

    shutdown: Places
    stop: Floats
    once: Truths
    after: Places = field(default_factory=_none)

    def __post_init__(self) -> None:
        if self.stop.shape != self.once.shape or (self.shutdown >= len(self.stop)).any() or (self.stop < 0).any():
            raise ValueError("each shutdown needs a cost of at least 0, and whether all is done at once")
        if self.after.ndim != 2 or self.after.shape[1] != 2 or (self.after >= len(self.shutdown)).any():  # noqa: PLR2004
            raise ValueError("an order is between two jobs that there are")

    @staticmethod
    def of(jobs: int) -> Ties:
        """None: each job stands for itself."""
        return Ties(np.full(jobs, NONE), np.zeros(0), np.zeros(0, dtype=bool))

    def __bool__(self) -> bool:
        return bool(len(self.after)) or bool((self.shutdown != NONE).any())

    def before(self, job: int) -> Places:
        """The jobs that have to be done before this one."""
        return np.asarray(self.after[self.after[:, 0] == job, 1])

    def following(self, job: int) -> Places:
        """The jobs that have to wait for this one."""
        return np.asarray(self.after[self.after[:, 1] == job, 0])

    def mates(self, job: int) -> Places:
        """The other jobs of its shutdown."""
        one = self.shutdown[job]
        mates = np.flatnonzero(self.shutdown == one) if one != NONE else np.zeros(0, dtype=np.int64)
        return np.asarray(mates[mates != job])

    def together(self, job: int) -> list[int]:
        """The job with all that can only be done with it: mates of a shutdown, what comes before, and so on.

        In an order in which each comes after what has to be done before it.
        """
        found: list[int] = []

        def visit(one: int, path: frozenset[int]) -> None:
            if one in found or one in path:
                return
            at_once = self.mates(one) if self.shutdown[one] != NONE and self.once[self.shutdown[one]] else ()
            for first in self.before(one):
                visit(int(first), path | {one})
            if one not in found:
                found.append(one)
            for mate in at_once:
                visit(int(mate), path | {one})

        visit(job, frozenset())
        return found

    def stops(self, period: Places) -> Places:
        """How many shutdowns each of them takes under a plan, shape (S,): periods in which one of its jobs is done."""
        needs = (self.shutdown != NONE) & (period != LATER)
        pairs = np.unique(np.column_stack([self.shutdown[needs], period[needs]]), axis=0)
        return np.bincount(pairs[:, 0], minlength=len(self.stop)).astype(np.int64)

    def circle(self) -> tuple[int, ...]:
        """Jobs of which each waits for the next, all round; empty where there are none."""
        waiting = {int(job): {int(one) for one in self.before(int(job))} for job in np.unique(self.after)}
        while ready := [job for job, firsts in waiting.items() if not firsts & waiting.keys()]:
            for job in ready:
                del waiting[job]
        path: list[int] = []
        at = min(waiting, default=NONE)
        while at != NONE and at not in path:
            path.append(at)
            at = min(waiting[at] & waiting.keys())
        return tuple(path[path.index(at) :]) if path else ()
