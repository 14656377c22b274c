"""Jobs that are tied to each other move as one: those of one shutdown, and those that come before them."""

from __future__ import annotations

from typing import Final

import numpy as np

from sanhak.decide.maintenance.placing import Store
from sanhak.decide.maintenance.problem import Problem, priced
from sanhak.decide.maintenance.ties import LATER, NONE

_LEAST: Final = 1e-12


def units(problem: Problem) -> list[tuple[int, ...]]:
    """Jobs that can only be done together, each unit once, in the order in which they have to be done."""
    ties = problem.ties
    if ties is None:
        return []
    found = {tuple(sorted(unit)): tuple(unit) for unit in map(ties.together, range(len(problem)))}
    return [unit for unit in found.values() if len(unit) > 1]


def moved_together(problem: Problem, store: Store, unit: tuple[int, ...]) -> bool:
    """Whether a unit has moved to the period in which all of it is done most cheaply, or is left where that is."""
    jobs = list(unit)
    before = [(int(store.crew[job]), int(store.period[job])) for job in jobs]
    best, places = priced(problem, store.period), before
    for period in (LATER, *np.flatnonzero(np.isfinite(problem.cost[jobs[-1]])).tolist()):
        take(store, jobs)
        if not placed(problem, store, jobs, period):
            continue
        cost = priced(problem, store.period)
        if cost < best - _LEAST:
            best, places = cost, [(int(store.crew[job]), int(store.period[job])) for job in jobs]
    take(store, jobs)
    for job, (crew, at) in zip(jobs, places, strict=True):
        if at != LATER:
            store.place(job, crew, at)
    return places != before


def take(store: Store, jobs: list[int]) -> None:
    """Do none of them."""
    for job in jobs:
        store.take(job)


def placed(problem: Problem, store: Store, jobs: list[int], period: int) -> bool:
    """Whether all could be placed with the last of them in a period, and the others not after it."""
    if period == LATER:
        ties = problem.ties
        return ties is not None and not any((store.period[ties.following(job)] != LATER).any() for job in jobs)
    for job in jobs:
        cost = np.where(store.open_(job).any(axis=0), store.costs(job), np.inf)
        cost[period + 1 :] = np.inf
        if job in _last(problem, jobs):
            cost[:period] = np.inf
        at = int(np.argmin(cost))
        if not np.isfinite(cost[at]):
            return False
        store.place(job, store.tightest(job, at), at)
    return True


def _last(problem: Problem, jobs: list[int]) -> set[int]:
    """The last job, with all of its shutdown if that is needed once."""
    ties, last = problem.ties, jobs[-1]
    if ties is None or ties.shutdown[last] == NONE or not ties.once[ties.shutdown[last]]:
        return {last}
    return {last, *map(int, ties.mates(last))}
