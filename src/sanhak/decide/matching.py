"""Two sides that rank each other: a matching in which no two would rather have each other, and one within budgets.

Deferred acceptance with capacities, after D. Gale and L. S. Shapley, *Am. Math. Monthly* 69 (1962) 9: no pair blocks
the result, and each of the proposing side has the best partner that it has in any such matching. Money knows no
stability (places that cost differently leave no such matching in general), so where budgets bind an integer programme
matches as many as it can, in the best places, and says which pairs would rather have each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import heappush, heappushpop
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sanhak.decide.findings.matching import PreferencesUnreadable, SidesDoNotFit
from sanhak.finding import Refusal

Ranks: TypeAlias = "Sequence[dict[int, int]]"
NOBODY: Final = -1
"""The partner of who stays alone."""
_BRANCHES: Final = 20_000


@dataclass(frozen=True, slots=True)
class Sides:
    """Who ranks whom: lists of places on the other side, the best first; who is not on a list is not accepted.

    ``first`` proposes and has one partner each, ``second`` receives up to ``capacity`` each.
    """

    first: Sequence[Sequence[int]]
    second: Sequence[Sequence[int]]
    capacity: Sequence[int]

    def __post_init__(self) -> None:
        """Refuse lists that cannot be used (D210) and capacities that do not fit (D211)."""
        for names, lists, others in (("→", self.first, self.second), ("←", self.second, self.first)):
            for place, given in enumerate(lists):
                seen: set[int] = set()
                for other in given:
                    if other in seen or not 0 <= other < len(others):
                        raise Refusal(PreferencesUnreadable(f"{names} {place + 1}", str(other + 1)))
                    seen.add(other)
        if len(self.capacity) != len(self.second) or any(most < 0 for most in self.capacity):
            raise Refusal(SidesDoNotFit(len(self.capacity), len(self.second)))

    @property
    def ranks(self) -> tuple[Ranks, Ranks]:
        """For each of either side the rank (0 is the best) of those whom it accepts."""
        of_first, of_second = (
            [{other: rank for rank, other in enumerate(given)} for given in side] for side in (self.first, self.second)
        )
        return of_first, of_second


def stable(sides: Sides) -> list[int]:
    """The partner of each of the first side, or ``NOBODY``: no pair blocks it, and none of that side can do better."""
    partner = [NOBODY] * len(sides.first)
    _, liking = sides.ranks
    held: list[list[tuple[int, int]]] = [[] for _ in sides.second]  # the worst that is held comes first
    proposals = [iter(given) for given in sides.first]
    waiting = list(range(len(sides.first) - 1, -1, -1))
    while waiting:
        one = waiting.pop()
        other = next((place for place in proposals[one] if one in liking[place] and sides.capacity[place]), NOBODY)
        if other == NOBODY:
            continue
        partner[one] = other
        entry = -liking[other][one], one
        if len(held[other]) < sides.capacity[other]:
            heappush(held[other], entry)
            continue
        _, refused = heappushpop(held[other], entry)
        partner[refused] = NOBODY
        waiting.append(refused)
    return partner


def blocking(sides: Sides, partner: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Pairs that accept each other and would both rather have each other than what the matching gives them."""
    wishes, liking = sides.ranks
    held = _held(sides, partner)
    for one, given in enumerate(sides.first):
        now = len(given) if partner[one] == NOBODY else wishes[one][partner[one]]
        for other in given[:now]:
            if one not in liking[other]:
                continue
            room = len(held[other]) < sides.capacity[other]
            if room or any(liking[other][held_one] > liking[other][one] for held_one in held[other]):
                yield one, other


def within(sides: Sides, partner: Sequence[int]) -> bool:
    """Whether every pair accepts each other and no capacity is passed."""
    wishes, liking = sides.ranks
    accepted = all(
        other == NOBODY or (other in wishes[one] and one in liking[other]) for one, other in enumerate(partner)
    )
    return accepted and all(
        len(those) <= most for those, most in zip(_held(sides, partner), sides.capacity, strict=True)
    )


def _held(sides: Sides, partner: Sequence[int]) -> list[list[int]]:
    held: list[list[int]] = [[] for _ in sides.second]
    for one, other in enumerate(partner):
        if other != NOBODY:
            held[other].append(one)
    return held


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a place that one of the first side would rather have is not theirs.

    ``unlisted``: it does not accept them; ``holds``: those whom it prefers and holds, its capacity being full; neither:
    there is no capacity, or a budget keeps them apart.
    """

    other: int
    unlisted: bool
    holds: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """One of the first side with its partner: the rank of either on the other's list (1 is the best); why no better.

    Ranks are None for who stays alone.
    """

    first: int
    second: int
    wish: int | None
    liking: int | None
    better: tuple[Reason, ...]


def explained(sides: Sides, partner: Sequence[int]) -> Iterator[Pair]:
    """Each of the first side with its partner, and for each place that it would rather have why it is not theirs."""
    wishes, liking = sides.ranks
    held = _held(sides, partner)
    for one, other in enumerate(partner):
        alone = other == NOBODY
        now = len(sides.first[one]) if alone else wishes[one][other]
        reasons = []
        for place in sides.first[one][:now]:
            mine = liking[place].get(one)
            preferred = (
                tuple(sorted(those for those in held[place] if liking[place][those] < mine)) if mine is not None else ()
            )
            full = len(preferred) >= sides.capacity[place]
            reasons.append(Reason(place, mine is None, preferred if full else ()))
        wish, liked = (None, None) if alone else (now + 1, liking[other][one] + 1)
        yield Pair(one, other, wish, liked, tuple(reasons))


def match_within(sides: Sides, cost: ArrayLike, budget: ArrayLike) -> list[int]:
    """As many pairs as budgets allow, and among these the pairs that rank each other best; not stable in general.

    Parameters
    ----------
    sides
        Who ranks whom, and the capacities.
    cost
        What each of the first side costs where it is matched, shape (first,) or (first, budgets), none below zero.
    budget
        What there is, one number or shape (budgets,).

    Raises
    ------
    Refusal
        If costs do not fit (D211).
    """
    budgets = np.atleast_1d(np.asarray(budget, dtype=float))
    costs = np.asarray(cost, dtype=float).reshape(-1, len(budgets))
    if len(costs) != len(sides.first) or not (costs >= 0).all():
        raise Refusal(SidesDoNotFit(len(costs), len(sides.first)))
    wishes, liking = sides.ranks
    pairs = [(one, other) for one, given in enumerate(sides.first) for other in given if one in liking[other]]
    partner = [NOBODY] * len(sides.first)
    if pairs:
        ranks = np.array([wishes[one][other] + liking[other][one] for one, other in pairs], dtype=float)
        for place in np.flatnonzero(_chosen(sides, np.array(pairs), ranks, costs, budgets)):
            one, other = pairs[place]
            partner[one] = other
    return partner


def _chosen(
    sides: Sides, pairs: NDArray[np.intp], ranks: NDArray[np.float64], costs: NDArray[np.float64],
    budgets: NDArray[np.float64],
) -> NDArray[np.bool_]:  # fmt: skip
    """First as many pairs as can be, then, of so many, those with the smallest sum of ranks."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    place, one = np.arange(len(pairs)), np.ones(len(pairs))
    unit = np.maximum(budgets, costs.max(axis=0, initial=1.0))  # the solver's tolerance is for numbers of about one
    kept = [
        LinearConstraint(csr_array((one, (pairs[:, 0], place)), shape=(len(sides.first), len(pairs))), -np.inf, 1),
        LinearConstraint(
            csr_array((one, (pairs[:, 1], place)), shape=(len(sides.second), len(pairs))), -np.inf, sides.capacity
        ),
        LinearConstraint((costs / unit)[pairs[:, 0]].T, -np.inf, budgets / unit),
    ]
    chosen = np.zeros(len(pairs), dtype=bool)
    for worth in (-one, ranks):
        found = milp(
            worth, constraints=kept, bounds=Bounds(0, 1), integrality=np.ones(len(pairs), dtype=int),
            options={"mip_rel_gap": 0.0, "node_limit": _BRANCHES},
        )  # fmt: skip
        if found.x is not None:
            chosen = found.x > 1 / 2
        kept.append(LinearConstraint(one[None], chosen.sum(), np.inf))
    return chosen
