"""The plan of least expected cost: exact where only capacity binds, searched from there where more couples or ties."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from sanhak.decide.maintenance.exact import MOST_CHOICES, choices, searched
from sanhak.decide.maintenance.problem import Plan, Problem
from sanhak.decide.maintenance.relaxed import relaxed
from sanhak.decide.maintenance.rounded import rounded

if TYPE_CHECKING:
    from sanhak.run import Run

_LIMIT: Final = 2.0
"""Deterministic seconds of the solver."""


def planned(problem: Problem, run: Run | None = None) -> Plan:
    """The plan of least expected cost that was found, with what no plan can be below.

    Parameters
    ----------
    run
        Its seed and effort, for the search by OR-Tools where the relaxation is not whole; None for none.
    """
    plan = rounded(problem, relaxed(problem))
    if run is None or plan.proved or not installed() or choices(problem) > MOST_CHOICES:
        return plan
    return searched(problem, plan, _LIMIT * run.effort, run.seed)


def installed() -> bool:
    """Whether OR-Tools is there."""
    return find_spec("ortools") is not None
