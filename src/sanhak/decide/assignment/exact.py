"""The fairest assignment: the worst served application as well as possible, then the best total.

An application's sum is that of the affinities of its reviewers. First the smallest sum is made as large as it can be,
then, at that, the total: leximin in its first step, after N. Garg, T. Kavitha, A. Kumar, K. Mehlhorn, J. Mestre,
*Algorithmica* 58 (2010) 119. A programme that maximises the smallest sum directly is slow, since its relaxation sees no
single pairs. Here the smallest sum is a constraint of the total's programme and is searched for by bisection: each
question is nearly a transport problem, which a solver settles mostly without branching. Large calls are searched within
a core of good pairs (as knapsacks are: E. Balas, E. Zemel, *Oper. Res.* 28 (1980) 1130); what all pairs cannot reach
then bounds what the core reached.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement
from math import comb
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from sanhak.decide.assignment.programme import TOLERANCE, Programme
from sanhak.decide.assignment.question import Floats, Places, Question, Truths

_LOOSE: Final = 0.01
"""The gap of the total at which a question whether a smallest sum can be reached is settled."""
_SMALL: Final = 10_000
"""Up to so many pairs without a conflict all of them are searched at once; of more, first a core of good ones."""
_TRIALS: Final = 40
"""So many smallest sums are tried."""
_FINE: Final = 0.002
"""Of the largest affinity: so finely a large call is searched within its core."""
_STEPS: Final = (0.004, 0.012, 0.04)
"""Of the largest affinity: so much more than the core reached is asked of all pairs, until it is too much."""
_BRANCHES, _FEW_BRANCHES = 500_000, 10
"""So many branches, over the pairs, are taken in each trial of a small call; and so many of a large one, where cuts
settle a trial or nothing does. What is left open stands in the gap."""
_GRID: Final = 20_000
"""So many sums at most are listed, where affinities have few values (bids); else the bisection is on the line."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """Pairs (application, reviewer) in the order of the applications, shape (all reviews, 2).

    ``worst`` is the smallest sum of an application and ``total`` that of all, in units of the affinity; no assignment
    has a worst above ``worst_bound``, nor, at this worst, a total above ``total_bound``.
    """

    pairs: Places
    worst: float
    total: float
    worst_bound: float
    total_bound: float

    @property
    def gap(self) -> float:
        """The most that could still be gained, as a share of what is reached: the larger of worst and total."""
        return max(
            (bound - value) / max(abs(value), TOLERANCE)
            for value, bound in ((self.worst, self.worst_bound), (self.total, self.total_bound))
        )

    @property
    def proved(self) -> bool:
        """Whether both are the best there are."""
        return self.gap <= _PROVED


_PROVED: Final = 1e-6


def assign(
    affinity: ArrayLike,
    allowed: ArrayLike,
    reviews: ArrayLike,
    load: ArrayLike,
    fixed: ArrayLike | None = None,
    *,
    applications: Sequence[str] = (),
    reviewers: Sequence[str] = (),
) -> Assignment:
    """The fairest assignment of :meth:`Question.of`; a question that has none is refused there (D200–D207)."""
    question = Question.of(affinity, allowed, reviews, load, fixed, applications=applications, reviewers=reviewers)
    return assigned(question)


def assigned(question: Question) -> Assignment:
    """The fairest assignment of a question that was checked."""
    programme = Programme.of(question)
    alone, prices = programme.alone()
    most = programme.total(alone)
    fairest, bound = _fairest(programme, alone, prices)
    reached = programme.worst(fairest)
    if reached <= programme.worst(alone):
        return _as_assignment(programme, alone, bound, most)
    last = programme.best(reached - TOLERANCE, nodes=_branches(programme))
    if last.chosen is None:
        return _as_assignment(programme, fairest, bound, most)
    return _as_assignment(programme, last.chosen, bound, min(last.bound, most))


def _fairest(programme: Programme, chosen: Truths, prices: Floats) -> tuple[Truths, float]:
    """Pairs with the highest smallest sum that was found, and what no smallest sum can be above; scaled."""
    high = _simple_bound(programme)
    if len(programme.value) <= _SMALL:
        return _bisected(programme, chosen, high, TOLERANCE, _branches(programme))
    core = programme.core(chosen, prices)
    inside, _ = _bisected(programme.within(core), chosen[core], high, _FINE, _FEW_BRANCHES)
    found = np.zeros(len(core), dtype=bool)
    found[core] = inside
    return _bounded(programme, found, high)


def _branches(programme: Programme) -> int:
    return max(_FEW_BRANCHES, _BRANCHES // len(programme.value)) if len(programme.value) <= _SMALL else _FEW_BRANCHES


def _bisected(programme: Programme, chosen: Truths, high: float, fine: float, branches: int) -> tuple[Truths, float]:
    """The same by bisection: sums that the pairs of the programme cannot reach bound it from above."""
    reached = programme.worst(chosen)
    sums, bound, trial = _sums(programme), high, high
    for _ in range(_TRIALS):
        if reached >= high - fine:
            break
        found = programme.best(trial - TOLERANCE, _LOOSE, branches)
        if found.chosen is not None:
            if programme.worst(found.chosen) > reached:
                chosen, reached = found.chosen, programme.worst(found.chosen)
        else:
            high = trial
            bound = _below(sums, trial) if found.bound == -np.inf else bound
        between = sums[(sums > reached + TOLERANCE) & (sums < high - TOLERANCE)]
        if sums.size and not between.size:
            break
        trial = float(between[between.size // 2]) if sums.size else (reached + high) / 2
    return chosen, bound if bound > reached + 2 * TOLERANCE else reached


def _bounded(programme: Programme, chosen: Truths, high: float) -> tuple[Truths, float]:
    """The same where ``chosen`` is the best of the core: asks in growing steps what all pairs cannot reach either."""
    sums, reached = _sums(programme), programme.worst(chosen)
    for step in _STEPS:
        trial = reached + step
        if trial >= high:
            break
        found = programme.best(trial - TOLERANCE, _LOOSE, _FEW_BRANCHES)
        if found.bound == -np.inf:
            return chosen, max(_below(sums, trial), reached)
        if found.chosen is not None:
            chosen, reached = found.chosen, programme.worst(found.chosen)
    return chosen, max(high, reached)


def _below(sums: Floats, trial: float) -> float:
    """The highest sum under one that cannot be reached."""
    under = sums[sums < trial - TOLERANCE]
    return float(under[-1]) if under.size else trial


def _simple_bound(programme: Programme) -> float:
    """No smallest sum is above the smallest of what each application would choose for itself."""
    question = programme.question
    wished = np.where(question.fixed, np.inf, np.where(question.allowed, question.affinity, -np.inf))
    order = np.argsort(-wished, axis=1, kind="stable")
    mine = np.arange(order.shape[1]) < question.reviews[:, None]
    own = np.where(mine, np.take_along_axis(question.affinity, order, axis=1), 0.0)
    return float(own.sum(axis=1).min()) / programme.scale


def _sums(programme: Programme) -> Floats:
    """All sums that an application can have, rising; none listed where there are too many."""
    values, counts = np.unique(programme.value), np.unique(programme.question.reviews).tolist()
    if sum(comb(len(values) + reviews - 1, reviews) for reviews in counts) > _GRID:
        return np.empty(0)
    drawn = (combinations_with_replacement(values, reviews) for reviews in counts)
    sums: Floats = np.unique([sum(one) for each in drawn for one in each])
    return sums[np.append(np.diff(sums) > TOLERANCE, np.True_)]


def _as_assignment(programme: Programme, chosen: Truths, worst_bound: float, total_bound: float) -> Assignment:
    pairs = np.column_stack([programme.row[chosen], programme.column[chosen]])
    worst, total = programme.worst(chosen), programme.total(chosen)
    bounds = max(worst_bound, worst), max(total_bound, total)
    return Assignment(pairs, *(value * programme.scale for value in (worst, total, *bounds)))
