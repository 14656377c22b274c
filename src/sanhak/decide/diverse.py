"""A diverse choice under a budget: the best first, no two that are much alike, and money left for the others.

The choice is that of sphere exclusion (D. Butina, J. Chem. Inf. Comput. Sci. 39 (1999) 747), in the order of merit
instead of that of neighbours; where too few are far enough apart, the one furthest from those chosen follows (MaxMin).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sanhak.model.prediction import Floats

_CENT: Final = 1e-9


def choose_diverse(
    apart: Floats, count: int, least: float, prices: Floats | None = None, budget: float | None = None
) -> NDArray[np.intp]:
    """Places of the chosen, in the order in which they were chosen.

    Parameters
    ----------
    apart
        Distances between candidates, the best first, shape (candidates, candidates).
    count
        How many at most.
    least
        Distance that any two of them should have.
    prices, budget
        What each costs, shape (candidates,), and what all chosen may cost together. One is taken only if what is left
        buys the cheapest for all other places, as far as it would have done so anyway.
    """
    costs = np.zeros(len(apart)) if prices is None else prices
    left = np.inf if budget is None else budget
    chosen: list[int] = []
    open_ = np.ones(len(apart), dtype=bool)
    far = np.full(len(apart), np.inf)
    places = _affordable(costs, count, left)
    while len(chosen) < places:
        reserve = _reserve(costs, open_, places - len(chosen))
        able = np.flatnonzero(open_ & (costs + reserve <= left + _CENT))
        if not len(able):
            break
        good = able[far[able] >= least]
        taken = int(good[0] if len(good) else able[np.argmax(far[able])])
        chosen.append(taken)
        open_[taken] = False
        left -= costs[taken]
        far = np.minimum(far, apart[taken])
    return np.array(chosen, dtype=np.intp)


def _affordable(costs: Floats, count: int, budget: float) -> int:
    """How many can be had at most: the cheapest."""
    return min(count, int((np.cumsum(np.sort(costs)) <= budget + _CENT).sum()))


def _reserve(costs: Floats, open_: NDArray[np.bool_], places: int) -> Floats:
    """What the cheapest others cost for the places that remain after each candidate, shape (candidates,)."""
    cheapest = np.flatnonzero(open_)[np.argsort(costs[open_], kind="stable")[:places]]
    others = np.full(len(costs), costs[cheapest[: places - 1]].sum())
    among = cheapest[: places - 1]
    others[among] = costs[cheapest].sum() - costs[among]
    return others
