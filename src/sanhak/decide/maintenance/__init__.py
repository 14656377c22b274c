"""Maintenance: which asset is renewed when, by whom, with which part, so that waiting and wasting cost least."""

from __future__ import annotations

from sanhak.decide.maintenance.cost import Prices, cost_of_a_day, cost_of_waiting, renewal_costs, worth_of_life
from sanhak.decide.maintenance.judged import CLASHES, Clash, Judged, broken, costs, judged
from sanhak.decide.maintenance.planning import planned
from sanhak.decide.maintenance.problem import Plan, Problem
from sanhak.decide.maintenance.rules import evenly, quantile_rule, tuned_rule
from sanhak.decide.maintenance.ties import LATER, NONE, Ties

__all__ = [
    "CLASHES",
    "LATER",
    "NONE",
    "Clash",
    "Judged",
    "Plan",
    "Prices",
    "Problem",
    "Ties",
    "broken",
    "cost_of_a_day",
    "cost_of_waiting",
    "costs",
    "evenly",
    "judged",
    "planned",
    "quantile_rule",
    "renewal_costs",
    "tuned_rule",
    "worth_of_life",
]
