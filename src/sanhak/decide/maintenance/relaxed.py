"""The plan's linear relaxation by column generation: exact where only capacity binds, a lower bound everywhere.

Of n jobs and T periods only the columns that matter are made. Prices of hours are found first, from the dual made
smooth, which is small (Nesterov 2005, *Math. Program.* 103, 127; L-BFGS-B: Byrd et al. 1995, *SIAM J. Sci. Comput.* 16,
1190). Each job begins with its cheapest periods at these prices, and columns of negative reduced cost are added until
there is none (Ford & Fulkerson 1958; Gilmore & Gomory 1961, *Oper. Res.* 9, 849): the result is exact, whatever the
first prices. HiGHS solves each round (Huangfu & Hall 2018, *Math. Program. Comput.* 10, 119).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy.optimize import linprog, minimize
from scipy.sparse import csr_array

from sanhak.decide.maintenance.problem import Problem
from sanhak.decide.maintenance.ties import LATER, Places
from sanhak.model.prediction import Floats

_FIRST: Final = 6
"""Each job begins with so many of its cheapest places."""
_FEW: Final = 20_000
"""Up to so many columns all are made at once."""
_ADDED: Final = 4
"""So many columns a job are added in a round at most."""
_TURNS: Final = 60
_SOFT: Final = (0.1, 0.02, 0.004)
"""Shares of the scatter of costs within which jobs choose softly: the dual is smooth, and its best prices are near."""
_ROUNDS: Final = 60
_TOLERANCE: Final = 1e-7
_NOTHING: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Relaxed:
    """What the relaxation says: by job, shape (n,), its largest column's period, crew group and share; and the bound.

    ``gain`` is the reduced cost of leaving a job: what the place in the plan is worth to it.
    """

    period: Places
    group: Places
    share: Floats
    bound: float


@dataclass(frozen=True, slots=True)
class _Rows:
    """Right-hand sides, and which row a column of (group, period) or (part, period) meets."""

    hours: Floats
    capacity: Floats
    arrivals: tuple[tuple[int, int], ...]
    """Rows of parts: (part, last period before more come in)."""
    supply: Floats


def relaxed(problem: Problem) -> Relaxed:
    """Solve the relaxation.

    Raises
    ------
    RuntimeError
        If HiGHS does not end well, which the column for later rules out but for numbers beyond reason.
    """
    places = _Places.of(problem)
    rows = _rows(problem)
    job, place = _begin(places, _priced(problem, places, rows))
    for _ in range(_ROUNDS):
        found, prices = _solved(problem, places, rows, job, place)
        more = _entering(problem, places, rows, prices, job, place)
        if not len(more[0]):
            break
        job, place = np.concatenate([job, more[0]]), np.concatenate([place, more[1]])
    return _told(problem, places, job, place, found)


@dataclass(frozen=True, slots=True)
class _Places:
    """Where jobs can be done: group and period of each place, and the cost of each job there, (n, places)."""

    group: Places
    period: Places
    cost: Floats

    @staticmethod
    def of(problem: Problem) -> _Places:
        _, group = problem.groups
        count = int(group.max(initial=-1)) + 1
        cost = np.full((len(problem), count, problem.periods), np.inf)
        for one in range(count):
            there = problem.alone[:, group == one].any(axis=1)
            cost[:, one] = np.where(there, problem.cost, np.inf)
        flat = cost.reshape(len(problem), -1)
        at = np.flatnonzero(np.isfinite(flat).any(axis=0))
        return _Places(at // problem.periods, at % problem.periods, flat[:, at])


def _rows(problem: Problem) -> _Rows:
    _, group = problem.groups
    count = int(group.max(initial=-1)) + 1
    hours = problem.hours
    capacity = problem.capacity
    if len(hours) and np.ptp(hours) == 0 and hours[0] > 0:  # jobs of one length: whole jobs are counted
        capacity = np.floor(capacity / hours[0] + 1e-9)
        hours = np.ones_like(hours)
    shared = np.stack([capacity[group == one].sum(axis=0) for one in range(count)]) if count else np.zeros((0, 0))
    ends = [
        (part, period)
        for part, row in enumerate(problem.supply)
        for period in range(problem.periods)
        if period == problem.periods - 1 or row[period + 1] > row[period]
    ]
    supply = np.array([problem.supply[end] for end in ends])
    return _Rows(hours, shared, tuple(ends), supply)


def _priced(problem: Problem, places: _Places, rows: _Rows) -> Floats:
    """Costs of all places with the hours that they take at their prices, shape (n, places)."""
    at = places.group * problem.periods + places.period
    limits = rows.capacity.ravel()
    if places.cost.size <= _FEW:
        return places.cost
    known = np.append(places.cost[np.isfinite(places.cost)], problem.left[~problem.must])
    prices = np.zeros(limits.size)
    for softness in _SOFT:
        grain = softness * max(float(np.std(known)), np.finfo(float).tiny)
        prices = minimize(
            _dual, prices, (problem, places, rows, at, grain), "L-BFGS-B", jac=True,
            bounds=[(0.0, None)] * len(prices), options={"maxiter": _TURNS},
        ).x  # fmt: skip
    return np.asarray(places.cost + rows.hours[:, None] * prices[at])


def _dual(
    prices: Floats, problem: Problem, places: _Places, rows: _Rows, at: Places, grain: float
) -> tuple[float, Floats]:
    """The dual with its sign turned, to be small, and its gradient: each job chooses softly by its costs."""
    limits = rows.capacity.ravel()
    full = np.column_stack([places.cost + rows.hours[:, None] * prices[at], problem.left])
    least = full.min(axis=1, keepdims=True)
    chosen = np.exp((least - full) / grain)
    total = chosen.sum(axis=1, keepdims=True)
    load = np.bincount(at, rows.hours @ (chosen[:, :-1] / total), limits.size)
    value = float((least - grain * np.log(total)).sum() - prices @ limits)
    return -value, limits - load


def _begin(places: _Places, cost: Floats) -> tuple[Places, Places]:
    if places.cost.size <= _FEW:
        job, place = np.nonzero(np.isfinite(places.cost))
        return job.astype(np.int64), place.astype(np.int64)
    count = min(_FIRST, places.cost.shape[1])
    if not count:
        none = np.zeros(0, dtype=np.int64)
        return none, none
    first = np.argpartition(cost, count - 1, axis=1)[:, :count]
    job = np.repeat(np.arange(len(first)), count)
    place = first.ravel()
    finite = np.isfinite(places.cost[job, place])
    return job[finite], place[finite]


def _solved(
    problem: Problem, places: _Places, rows: _Rows, job: Places, place: Places
) -> tuple[Floats, tuple[Floats, Floats, Floats, float]]:
    """Shares of the columns and of later, and the prices: of each job, of hours, of parts; and the value."""
    count, columns = len(problem), len(job)
    cost = np.concatenate([places.cost[job, place], problem.left])
    ones = np.ones(columns + count)
    every = np.concatenate([job, np.arange(count)])
    equal: Any = csr_array((ones, (every, np.arange(columns + count))), shape=(count, columns + count))
    slots = rows.capacity.size
    at = places.group[place] * problem.periods + places.period[place]
    data, row, column = [rows.hours[job]], [at], [np.arange(columns)]
    for which, (part, period) in enumerate(rows.arrivals):
        meets = np.flatnonzero((problem.part[job] == part) & (places.period[place] <= period))
        data.append(np.ones(len(meets)))
        row.append(np.full(len(meets), slots + which))
        column.append(meets)
    shape = (slots + len(rows.arrivals), columns + count)
    upper: Any = csr_array((np.concatenate(data), (np.concatenate(row), np.concatenate(column))), shape=shape)
    limits = np.concatenate([rows.capacity.ravel(), rows.supply])
    found: Any = linprog(
        cost, A_ub=upper, b_ub=limits, A_eq=equal, b_eq=np.ones(count), bounds=(0, None), method="highs"
    )
    if found.status != 0:
        raise RuntimeError(f"the relaxation was not solved: {found.message}")
    prices = found.ineqlin.marginals
    return found.x, (found.eqlin.marginals, prices[:slots], prices[slots:], float(found.fun))


def _entering(
    problem: Problem, places: _Places, rows: _Rows, prices: tuple[Floats, Floats, Floats, float],
    job: Places, place: Places,
) -> tuple[Places, Places]:  # fmt: skip
    """The columns of most negative reduced cost of each job that are not there yet."""
    of_job, of_hours, of_parts, _ = prices
    if not places.cost.shape[1]:
        return job[:0], place[:0]
    at = places.group * problem.periods + places.period
    reduced = places.cost - of_job[:, None] - rows.hours[:, None] * of_hours[at][None]
    for which, (part, period) in enumerate(rows.arrivals):
        needs = problem.part == part
        reduced[np.ix_(needs, places.period <= period)] -= of_parts[which]
    reduced[job, place] = np.inf
    most = min(_ADDED, reduced.shape[1])
    best = np.argpartition(reduced, most - 1, axis=1)[:, :most]
    scale = max(1.0, float(np.abs(of_job).max(initial=0.0)))
    jobs = np.repeat(np.arange(len(best)), most)
    enters = reduced[jobs, best.ravel()] < -_TOLERANCE * scale
    return jobs[enters], best.ravel()[enters]


def _told(problem: Problem, places: _Places, job: Places, place: Places, shares: Floats) -> Relaxed:
    count = len(problem)
    period, group = np.full(count, LATER), np.full(count, LATER)
    share = shares[len(job) :].copy()
    order = np.argsort(shares[: len(job)], kind="stable")
    for column in order[shares[order] > _NOTHING]:
        which = job[column]
        if shares[column] >= share[which]:
            share[which] = shares[column]
            period[which], group[which] = places.period[place[column]], places.group[place[column]]
    cost = float(places.cost[job, place] @ shares[: len(job)] + problem.left @ shares[len(job) :])
    return Relaxed(period, group, share, cost)
