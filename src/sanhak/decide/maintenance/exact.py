"""The plan by constraint programming, where lengths, skills or parts couple: OR-Tools CP-SAT, begun from a plan.

Strategies run on one thread under a deterministic limit, so that the same seed gives the same plan on any load.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from sanhak.decide.maintenance.problem import Plan, Problem, priced
from sanhak.decide.maintenance.ties import LATER, NONE
from sanhak.decide.maintenance.tying import tied

MOST_CHOICES: Final = 40_000
"""Beyond so many choices of job, crew and period the relaxation's rounding is as good as what the solver would find."""
_GRAINS: Final = 10_000_000
"""The largest cost in whole numbers, as the solver counts."""
_HOURS: Final = 100
"""An hour in whole numbers."""


def choices(problem: Problem) -> int:
    """How many choices of job, crew and period there are."""
    return int(problem.alone.sum())


def searched(problem: Problem, known: Plan, limit: float, seed: int) -> Plan:
    """The best plan found within ``limit`` deterministic seconds, never worse than ``known``."""
    from ortools.sat.python import cp_model

    model: Any = cp_model.CpModel()
    spots = list(zip(*np.nonzero(problem.alone), strict=True))
    does = {tuple(map(int, spot)): model.new_bool_var("") for spot in spots}
    left = [model.new_bool_var("") for _ in range(len(problem))]
    _rows(model, problem, does, left)
    stops = tied(model, problem, does, known)
    stop = problem.ties.stop if problem.ties is not None else np.zeros(0)
    # Leaving what must be done counts a thousandfold; it stays out, or the grain would be that much coarser.
    bounded = np.concatenate([problem.cost[np.isfinite(problem.cost)], problem.later[~problem.must], stop])
    scale = _GRAINS / max(1e-9, float(np.abs(bounded).max(initial=0.0)))
    model.minimize(
        sum(round(scale * problem.cost[job, period]) * one for (job, _, period), one in does.items())
        + sum(round(scale * problem.left[job]) * one for job, one in enumerate(left))
        + sum(round(scale * stop[shutdown]) * one for (shutdown, _), one in stops.items())
    )
    for (job, crew, period), one in does.items():
        model.add_hint(one, int(known.period[job] == period and known.crew[job] == crew))
    for job, one in enumerate(left):
        model.add_hint(one, int(known.period[job] == LATER))
    solver = cp_model.CpSolver()
    solver.parameters.max_deterministic_time = limit
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed % 2**31
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return known
    when, who = np.full(len(problem), LATER), np.full(len(problem), LATER)
    for (job, by, at), one in does.items():
        if solver.value(one):
            when[job], who[job] = at, by
    cost = priced(problem, when)
    # Costs are rounded to whole numbers for the solver: its proof holds to that grain.
    bound = max(known.bound, solver.best_objective_bound / scale - (len(problem) + len(stops)) / scale)
    bound = cost if status == cp_model.OPTIMAL else min(bound, cost)
    if cost < known.cost:
        return Plan(when, who, cost, bound)
    return Plan(known.period, known.crew, known.cost, min(bound, known.cost))


def _rows(model: Any, problem: Problem, does: dict[tuple[int, ...], Any], left: list[Any]) -> None:
    """Each job once or later; hours of crews; parts that have come."""
    mine: dict[int, list[Any]] = {job: [] for job in range(len(problem))}
    loads: dict[tuple[int, int], list[Any]] = {}
    parts: dict[int, list[tuple[int, Any]]] = {}
    for (job, crew, period), one in does.items():
        mine[job].append(one)
        loads.setdefault((crew, period), []).append(int(np.ceil(_HOURS * problem.hours[job] - 1e-6)) * one)
        if problem.part[job] != NONE:
            parts.setdefault(int(problem.part[job]), []).append((period, one))
    for job, own in mine.items():
        model.add_exactly_one([*own, left[job]])
    for (crew, period), load in loads.items():
        model.add(sum(load) <= int(_HOURS * problem.capacity[crew, period] + 1e-6))
    for part, uses in parts.items():
        row = problem.supply[part]
        for period in range(problem.periods):
            if period == problem.periods - 1 or row[period + 1] > row[period]:
                model.add(sum(one for at, one in uses if at <= period) <= int(row[period]))
