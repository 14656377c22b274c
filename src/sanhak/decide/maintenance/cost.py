"""What it is expected to cost to renew an asset at a time: the risk of waiting against the life that is given away.

The cost of one renewal is that of the failure where it comes first, else that of the planned job; a day of life that a
renewal gives away costs what a day of life is worth. That worth is the long-run cost of a day, the failures that no
renewal averts included: a new asset fails too (renewal reward; Barlow & Hunter 1960, *Oper. Res.* 8, 90). With it,
renewing early is not free, and not renewing at all is judged by the cheapest time after the horizon.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from sanhak.model.life import Lives
from sanhak.model.prediction import Floats

_HALVINGS: Final = 20
_STEPS: Final = 128
"""Times at which the use until a moment is added up, where lives are known at more of them."""


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


def cost_of_a_day(new: Lives, failure: float, planned: float, wasted: float = 0.0) -> float:
    """The long-run cost of a day of an asset that is renewed at its best age: what a day of life is worth.

    Parameters
    ----------
    new
        The life of a new asset, one row.
    failure, planned, wasted
        Cost of a failure, of a planned job, and of a day of life that is given away.
    """
    alive, use = new.survival[0], used(new, new.times)[0]
    cost = failure * (1 - alive) + planned * alive + wasted * (use[-1] - use)
    return float((cost / np.maximum(use, np.finfo(float).tiny)).min())


def worth_of_life(lives: Lives, times: ArrayLike, failure: ArrayLike, planned: ArrayLike) -> float:
    """What a day of life is worth where nobody says: the long-run cost of a day of an asset of this fleet.

    In a fleet of mixed ages as many assets fail or are renewed each day as in the long run. So the day's worth is the
    one at which the cheapest renewals, with a crew for everyone, cost just as much for each day in use until the last
    of ``times`` (a fixed point, found by bisection).
    """
    at, count = np.asarray(times, dtype=float), len(lives)
    alive, use, rows = lives.on(at), used(lives, at), np.arange(count)
    prices = Prices.of(count, failure, planned, 0.0)

    def spent(worth: float) -> float:
        cost, later = renewal_costs(lives, at, Prices.of(count, prices.failure, prices.planned, worth))
        first = cost.argmin(axis=1)
        done = cost[rows, first] < later
        lasts = np.where(done, alive[rows, first], alive[:, -1])
        days = np.where(done, use[rows, first], use[:, -1]).sum()
        return float((prices.failure * (1 - lasts) + prices.planned * lasts * done).sum() / days)

    low, high = 0.0, float(prices.failure.max()) / float(at[0])
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if spent(middle) > middle else (low, middle)
    return (low + high) / 2


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


def cost_of_waiting(lives: Lives, until: ArrayLike, prices: Prices) -> Floats:
    """What it costs more to renew each asset at ``until`` than to renew it now, shape (n,); below 0 waiting pays.

    The failure may come first, and costs more than the planned job; the life until then is not given away. ``until`` is
    one time for all, or one for each asset; beyond the last known time it counts as that.
    """
    ends = np.clip(np.broadcast_to(np.asarray(until, dtype=float), (len(lives),)), 0.0, lives.times[-1])
    last = max(float(ends.max(initial=0.0)), float(lives.times[0]))
    grid = lives.times if len(lives.times) <= _STEPS else np.linspace(last / _STEPS, last, _STEPS)
    at, rows = np.append(0.0, grid), np.arange(len(lives))
    alive = np.column_stack([np.ones(len(lives)), lives.on(grid)])
    use = np.column_stack([np.zeros(len(lives)), used(lives, grid)])
    step = np.clip(np.searchsorted(at, ends, side="right"), 1, len(grid)) - 1
    lasts = lives.lasts(ends)
    lived = use[rows, step] + (alive[rows, step] + lasts) / 2 * (ends - at[step])
    return np.asarray((prices.failure - prices.planned) * (1 - lasts) - prices.life * lived)
