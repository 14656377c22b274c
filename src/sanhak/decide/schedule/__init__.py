"""Schedules of batches on units: what has to be done, rules that always answer, and a solver that proves how good."""

from sanhak.decide.schedule.dispatch import RULES, dispatched, improved, inserted
from sanhak.decide.schedule.exact import Proven, proven
from sanhak.decide.schedule.problem import FOREVER, Goal, Job, Operation, Order, Plan, Problem, broken, tightened

__all__ = [
    "FOREVER",
    "RULES",
    "Goal",
    "Job",
    "Operation",
    "Order",
    "Plan",
    "Problem",
    "Proven",
    "broken",
    "dispatched",
    "improved",
    "inserted",
    "proven",
    "tightened",
]
