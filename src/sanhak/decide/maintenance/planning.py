"""The plan of least expected cost: exact where only capacity binds, searched from there where more couples or ties."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from sanhak.decide.maintenance.exact import MOST_CHOICES, choices, searched
from sanhak.decide.maintenance.problem import Plan, Problem
from sanhak.decide.maintenance.relaxed import relaxed
from sanhak.decide.maintenance.rounded import rounded

if TYPE_CHECKING:
    from sanhak.run import Run

_LIMIT, _SHORT = 2.0, 0.5
"""Deterministic seconds of the solver, and where a good plan is known."""


def planned(problem: Problem, run: Run | None = None, known: Plan | None = None) -> Plan:
    """The plan of least expected cost that was found, with what no plan can be below.

    Parameters
    ----------
    run
        Its seed and effort, for the search by OR-Tools where the relaxation is not whole; None for none.
    known
        A plan that can be carried out here too, as with one more crew than it was made for. The search begins from the
        better of it and its own, and is shorter.
    """
    plan, limit = rounded(problem, relaxed(problem)), _LIMIT
    if known is not None:
        limit = _SHORT
        if known.cost < plan.cost:
            plan = Plan(known.period, known.crew, known.cost, plan.bound)
    if run is None or plan.proved or not installed() or choices(problem) > MOST_CHOICES:
        return plan
    return searched(problem, plan, limit * run.effort, run.seed)


def installed() -> bool:
    """Whether OR-Tools is there."""
    return find_spec("ortools") is not None
