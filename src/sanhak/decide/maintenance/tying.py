"""What ties jobs to each other, as rows of the solver: an order, and shutdowns that are shared."""

from __future__ import annotations

from typing import Any

from sanhak.decide.maintenance.problem import Plan, Problem
from sanhak.decide.maintenance.ties import NONE, Ties

Does = dict[tuple[int, ...], Any]
"""Whether a job is done by a crew in a period, by (job, crew, period)."""


def tied(model: Any, problem: Problem, does: Does, known: Plan) -> dict[tuple[int, int], Any]:
    """Add the rows of all ties; whether a shutdown is needed in a period, by (shutdown, period)."""
    ties = problem.ties
    if ties is None:
        return {}
    for job, first in ties.after.tolist():
        _after(model, problem, does, job, first)
    return _shutdowns(model, ties, does, known)


def _after(model: Any, problem: Problem, does: Does, job: int, first: int) -> None:
    """What waits is done no earlier, and in the same period only by the crew that did the first."""
    crews, periods = range(len(problem.capacity)), range(problem.periods)
    done: list[Any] = []
    begun: list[Any] = []
    for period in periods:
        mine = {crew: does[job, crew, period] for crew in crews if (job, crew, period) in does}
        others = {crew: does[first, crew, period] for crew in crews if (first, crew, period) in does}
        done += mine.values()
        begun += others.values()
        if mine:
            model.add(sum(done) <= sum(begun))
        for crew, one in mine.items():
            rest = [other for by, other in others.items() if by != crew]
            if rest:
                model.add(one + sum(rest) <= 1)


def _shutdowns(model: Any, ties: Ties, does: Does, known: Plan) -> dict[tuple[int, int], Any]:
    stops: dict[tuple[int, int], Any] = {}
    mine: dict[tuple[int, int], list[Any]] = {}
    for (job, _, period), one in does.items():
        shutdown = int(ties.shutdown[job])
        if shutdown != NONE:
            mine.setdefault((job, period), []).append(one)
            if (shutdown, period) not in stops:
                stops[shutdown, period] = model.new_bool_var("")
    for (job, period), own in mine.items():
        stop = stops[int(ties.shutdown[job]), period]
        model.add(sum(own) == stop if ties.once[ties.shutdown[job]] else sum(own) <= stop)
    for (shutdown, period), stop in stops.items():
        jobs = (ties.shutdown == shutdown).nonzero()[0]
        model.add_hint(stop, int((known.period[jobs] == period).any()))
        if ties.once[shutdown] and any((int(job), period) not in mine for job in jobs):
            model.add(stop == 0)
    return stops
