"""What it is expected to cost to renew an asset at a time: the risk of waiting against the life that is given away.

The cost of one renewal is that of the failure where it comes first, else that of the planned job; a day of life that a
renewal gives away costs what a day of life is worth. The last is what follows the horizon: with it, renewing early is
not free, and not renewing at all is judged by the cheapest time after the horizon (renewal reward; Barlow & Hunter
1960, *Oper. Res.* 8, 90, with the long-run cost of a day as the price of a day).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sanhak.model.life import Lives
from sanhak.model.prediction import Floats


@dataclass(frozen=True, slots=True)
class Prices:
    """What a failure and a planned job cost, and what a day of life is worth; each of shape (n,), in one currency."""

    failure: Floats
    planned: Floats
    life: Floats

    @staticmethod
    def of(count: int, failure: ArrayLike, planned: ArrayLike, life: ArrayLike) -> Prices:
        """The same for all assets, or one for each."""
        wide = (np.broadcast_to(np.asarray(one, dtype=float), (count,)).copy() for one in (failure, planned, life))
        return Prices(*wide)


def worth_of_life(lives: Lives, planned: ArrayLike) -> float:
    """What a day of life is worth where nobody says: a planned job's cost over the life of a new asset.

    In a fleet of mixed ages the mean remaining life is about half of the life of a new asset (renewal theory: E[L²] /
    2 E[L]), so that twice the median of the expected remaining lives stands for it.
    """
    usual = 2 * float(np.median(lives.expected(float(lives.times[-1]))))
    return float(np.mean(np.asarray(planned, dtype=float))) / max(usual, np.finfo(float).tiny)


def used(lives: Lives, times: ArrayLike) -> Floats:
    """Expected time in use until failure or each of ``times``, which rise from above 0; shape (n, m).

    The mean of survival by trapezoids between the times that are asked for.
    """
    at = np.append(0.0, np.asarray(times, dtype=float))
    alive = np.column_stack([np.ones(len(lives)), lives.on(at[1:])])
    return np.asarray(np.cumsum((alive[:, 1:] + alive[:, :-1]) / 2 * np.diff(at), axis=1))


def renewal_costs(lives: Lives, times: ArrayLike, prices: Prices) -> tuple[Floats, Floats]:
    """Expected cost of renewing each asset at each of ``times``, shape (n, m), and of leaving it for after them, (n,).

    Later costs what the cheapest time from the last one on costs, were there a crew for everyone. Where lives are known
    no further than the last time, that is the cost at that time.
    """
    at = np.asarray(times, dtype=float)
    beyond = lives.times[lives.times > at[-1]]
    if len(beyond) > len(at):
        beyond = beyond[np.linspace(0, len(beyond) - 1, len(at)).round().astype(int)]
    grid = np.append(at, np.unique(beyond))
    alive, use = lives.on(grid), used(lives, grid)
    cost = (
        prices.failure[:, None] * (1 - alive)
        + prices.planned[:, None] * alive
        + prices.life[:, None] * (use[:, -1:] - use)
    )
    return cost[:, : len(at)], cost[:, len(at) - 1 :].min(axis=1)
