"""The tables of a set-point answer: the confirmation trial to run next, and the held-out rows behind the promise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl

from sanhak.areas.process.trade import trade_table
from sanhak.decide.space import Category
from sanhak.study.evidence.tables import held_out
from sanhak.table import Column, Source, Table

if TYPE_CHECKING:
    from sanhak.areas.process.evidence import Evidence
    from sanhak.areas.process.plan import Recommendation
    from sanhak.decide.setpoints import Problem

_TRIAL: Final = (0.5, 1.0, 1.0)
"""Shares of the move in the confirmation trial: half of it first, then the whole move twice."""


def tables_of(evidence: Evidence, plan: Recommendation) -> dict[str, Table]:
    """The answer's tables by name: ``trial``, for several goals ``trade-off`` and, for each outcome, ``held out``.

    Where there is a context, ``conditions`` holds those that the set-points have to serve, all equally likely.
    """
    proofs = {f"held out {number}": held_out(model) for number, model in enumerate(evidence.models.values(), start=1)}
    traded = {"trade-off": trade_table(plan.trade_off, plan.problem)} if plan.trade_off else {}
    served = {"conditions": _conditions(plan.problem)} if plan.problem.conditions[0] else {}
    return {"trial": _trial(evidence, plan), **traded, **served, **proofs}


def _conditions(problem: Problem) -> Table:
    """What cannot be set, as the models were asked: a row for each condition."""
    facts = tuple(column for column in problem.goal.model.inputs if column.name in problem.conditions[0])
    data = {column.name: [condition[column.name] for condition in problem.conditions] for column in facts}
    return Table(pl.DataFrame(data), facts, source=Source("conditions"))


def _trial(evidence: Evidence, plan: Recommendation) -> Table:
    """Three runs that would confirm the recommendation, each with what should be measured."""
    problem = plan.problem
    settings: dict[str, Any] = {}
    for factor in problem.space.factors:
        now, then = problem.today[factor.name], plan.settings[factor.name]
        if isinstance(factor, Category):
            settings[factor.name] = np.array([then] * len(_TRIAL))
        else:
            settings[factor.name] = np.array([float(now) + share * (float(then) - float(now)) for share in _TRIAL])
    held = problem.conditions[0] if len(problem.conditions) == 1 else {}
    facts = [column for column in problem.goal.model.inputs if column.name in settings or column.name in held]
    columns = [Column("run"), *facts]
    data: dict[str, Any] = {"run": np.arange(1.0, len(_TRIAL) + 1)}
    data |= {column.name: settings.get(column.name, [held.get(column.name)] * len(_TRIAL)) for column in facts}
    for name, model in evidence.models.items():
        said = problem.predict(model, settings)
        lower, upper = said.interval(0.9)
        for suffix, values in (("expected", said.mean), ("lower 90 %", lower), ("upper 90 %", upper)):
            data[f"{name} {suffix}"] = values
            columns.append(Column(f"{name} {suffix}", unit=said.unit))
    return Table(pl.DataFrame(data), tuple(columns), source=Source("confirmation trial"))
