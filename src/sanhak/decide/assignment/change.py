"""Why a pair stands, and what another would cost: read off the assignment, or found by solving again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from sanhak.decide.assignment.exact import Assignment, assigned
from sanhak.decide.assignment.question import Question, checked


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a pair stands: the reviewer is the ``rank``-th by affinity for the application, of all (1 is the best).

    Those who suit it better and do not review it are told apart: kept away by a conflict, at their full load with
    others, or with room left, whom only the total keeps away.
    """

    application: int
    reviewer: int
    affinity: float
    rank: int
    conflicts: tuple[int, ...]
    full: tuple[int, ...]
    free: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """The assignment with a pair forced or forbidden, and what it changes: negative where it is worse."""

    assignment: Assignment
    worst: float
    total: float
    others: int
    """Pairs of before that are no longer there, the pair itself not counted."""


def standings(question: Question, assignment: Assignment) -> Iterator[Standing]:
    """Where each pair of an assignment stands, in its order."""
    chosen = np.zeros(question.affinity.shape, dtype=bool)
    chosen[tuple(assignment.pairs.T)] = True
    full = chosen.sum(axis=0) >= question.load
    for row, column in assignment.pairs:
        affinity = question.affinity[row]
        better = (affinity > affinity[column]) & ~chosen[row]
        open_ = better & question.allowed[row]
        yield Standing(
            int(row), int(column), float(affinity[column]), int((affinity > affinity[column]).sum()) + 1,
            *(tuple(map(int, np.flatnonzero(those))) for those in (better & ~question.allowed[row], open_ & full,
                                                                   open_ & ~full)),
        )  # fmt: skip


def cost_of_change(question: Question, before: Assignment, application: int, reviewer: int) -> Change:
    """What it costs to have a pair that is not there, or to do without one that is; the rest is solved again.

    Raises
    ------
    Refusal
        If no assignment is left: a conflict (D203), loads (D204), or too few others (D200–D202).
    """
    stands = bool((before.pairs == (application, reviewer)).all(axis=1).any())
    wanted = question.fixed.copy()
    allowed = question.allowed.copy()
    wanted[application, reviewer] = not stands
    if stands:
        allowed[application, reviewer] = False
    after = assigned(checked(replace(question, fixed=wanted, allowed=allowed)))
    kept = {tuple(pair) for pair in before.pairs.tolist()} - {(application, reviewer)}
    gone = len(kept - {tuple(pair) for pair in after.pairs.tolist()})
    return Change(after, after.worst - before.worst, after.total - before.total, gone)
