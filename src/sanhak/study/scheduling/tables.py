"""The tables of a schedule: every batch, every order, every unit, the measures and the rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl

from sanhak.study.answer import Listed
from sanhak.study.scheduling.measures import loads
from sanhak.table import Column, Kind, Source, Table
from sanhak.text import Text, say

if TYPE_CHECKING:
    from sanhak.study.scheduling.planning import Planned

RULE_NAMES: Final[Mapping[str, Text]] = {
    "first come": say("first come, first served"),
    "earliest due date": say("earliest due date"),
    "least slack": say("least slack"),
    "modified due date by weight": say("due date by priority"),
    "least changeover": say("least changeover"),
    "shortest batch": say("shortest batch"),
    "most work left": say("most work left"),
}
MEASURES: Final[Mapping[str, Text]] = {
    "one more unit": say("one more unit"),
    "changeovers halved": say("changeovers halved"),
    "no closed times": say("work in closed times"),
    "as it is": say("as it is"),
}
_WORDS: Final[Mapping[str, Text]] = {
    "order": say("Order"),
    "product": say("Product"),
    "batch": say("Batch no."),
    "batches": say("Batches"),
    "step": say("Step"),
    "unit": say("Equipment"),
    "start": say("Start"),
    "end": say("End"),
    "waited": say("Waited before"),
    "due": say("Due date"),
    "ready": say("Ready"),
    "ready with 95 %": say("Ready with 95 %"),
    "late": say("Late"),
    "chance late": say("Chance to be late"),
    "working": say("Working"),
    "changeovers": say("Changeovers"),
    "closed": say("Closed"),
    "idle": say("Idle"),
    "load": say("Load of the open time"),
    "measure": say("Measure"),
    "about": say("About"),
    "rule": say("Rule"),
    "lateness": say("Lateness of all orders"),
    "saved": say("Less lateness"),
    "last order": say("Until the last order is ready"),
    "sooner": say("Sooner"),
    **RULE_NAMES,
    **MEASURES,
}


def listed(plan: Planned) -> tuple[Listed, ...]:
    """The tables as a report shows them."""
    best = say("proved to be the best on paper") if plan.best else say("not proved to be the best")
    return (
        Listed(
            "orders",
            say("When each order is ready"),
            say("An order is ready with its last batch. Where durations scatter, chances come from simulated courses."),
            _WORDS,
        ),
        Listed(
            "measures",
            say("What binds, and what a measure would bring"),
            say(
                "Busiest for its open time: {group}. Each measure was planned again, begun from the plan and with less"
                " search, so that it may bring more than is listed.",
                group=plan.group[0],
            ),
            _WORDS,
        ),
        Listed(
            "load",
            say("What each unit does until the last order is ready"),
            say("Load: working and changeovers as a share of the time in which the unit is open."),
            _WORDS,
        ),
        Listed(
            "rules",
            say("What simple rules give"),
            say("As planned, without scatter."),
            _WORDS,
        ),
        Listed(
            "schedule",
            say("Every batch in the order of its start"),
            say("On each unit the batches follow one another as listed; this plan is {best}.", best=best),
            _WORDS,
        ),
    )


def tables_of(plan: Planned) -> dict[str, Table]:
    """The answer's tables by name."""
    return {
        "schedule": _schedule(plan),
        "orders": _orders(plan),
        "measures": _measures(plan),
        "load": _loads(plan),
        "rules": _rules(plan),
    }


def _schedule(plan: Planned) -> Table:
    problem, asked = plan.problem, plan.asked
    numbers: dict[int, int] = {}
    first: dict[int, int] = {}
    for job, given in enumerate(problem.jobs):
        first.setdefault(given.order, job)
        numbers[job] = job - first[given.order] + 1
    rows = []
    for start, job, step in sorted((plan.plan.starts[job][step], job, step) for job, step, _ in problem.operations()):
        order, product = asked.orders[problem.jobs[job].order], asked.product(job)
        before = plan.plan.end(problem, job, step - 1) if step else start
        rows.append(
            {
                "order": order.name,
                "product": product,
                "batch": f"{numbers[job]}/{order.batches}",
                "step": asked.steps[product][step],
                "unit": problem.units[plan.plan.units[job][step]],
                "start": f"{asked.moment(start):%Y-%m-%d %H:%M}",
                "end": f"{asked.moment(plan.plan.end(problem, job, step)):%Y-%m-%d %H:%M}",
                "waited": asked.hours(start - before),
            }
        )
    return _table("schedule", rows, {"waited": "h"})


def _orders(plan: Planned) -> Table:
    problem, asked = plan.problem, plan.asked
    ready, late = plan.plan.finished(problem), plan.plan.late(problem)
    courses = plan.courses.get("plan")
    chances = None if courses is None else 100 * (courses.late > 0).mean(axis=1)
    rows: list[dict[str, Any]] = []
    for place, order in enumerate(asked.orders):
        row: dict[str, Any] = {
            "order": order.name,
            "product": order.product,
            "batches": str(order.batches),
            "due": "" if order.due is None else f"{order.due:%Y-%m-%d %H:%M}",
            "ready": f"{asked.moment(ready[place]):%Y-%m-%d %H:%M}",
            "late": asked.hours(late[place]),
        }
        if courses is not None and chances is not None:
            surely = asked.moment(float(np.quantile(courses.ready[place], 0.95)))
            row |= {"ready with 95 %": f"{surely:%Y-%m-%d %H:%M}", "chance late": float(chances[place])}
        rows.append(row)
    return _table("orders", rows, {"late": "h", "chance late": "%"})


def _measures(plan: Planned) -> Table:
    """Lateness and end as they are, then with each measure; both simulated where durations scatter."""
    asked, courses = plan.asked, plan.courses.get("plan")
    tardy: float = plan.plan.tardiness(plan.problem)
    span: float = plan.plan.makespan(plan.problem)
    if courses is not None:
        tardy, span = float(courses.tardiness.mean()), float(courses.makespan.mean())
    found = [
        ("as it is", "", tardy, span),
        *((one.kind, one.group, one.tardiness, one.makespan) for one in plan.measures),
    ]
    rows = [
        {
            "measure": kind,
            "about": group if kind == "one more unit" else "",
            "lateness": round(asked.hours(late) / asked.scale, 1),
            "saved": round(asked.hours(tardy - late) / asked.scale, 1),
            "last order": round(asked.hours(end), 1),
            "sooner": round(asked.hours(span - end), 1),
        }
        for kind, group, late, end in found
    ]
    return _table("measures", rows, dict.fromkeys(("lateness", "saved", "last order", "sooner"), "h"))


def _loads(plan: Planned) -> Table:
    rows = [
        {
            "unit": plan.problem.units[one.unit],
            "working": plan.asked.hours(one.work),
            "changeovers": plan.asked.hours(one.change),
            "closed": plan.asked.hours(one.closed),
            "idle": plan.asked.hours(one.idle),
            "load": round(100 * one.share),
        }
        for one in loads(plan.problem, plan.plan)
    ]
    return _table("load", rows, {**dict.fromkeys(("working", "changeovers", "closed", "idle"), "h"), "load": "%"})


def _rules(plan: Planned) -> Table:
    asked = plan.asked
    rows = [
        {
            "rule": name,
            "lateness": asked.hours(one.tardiness(plan.problem)) / asked.scale,
            "last order": asked.hours(one.makespan(plan.problem)),
        }
        for name, one in plan.rules.items()
    ]
    return _table("rules", rows, {"lateness": "h", "last order": "h"})


def _table(name: str, rows: Sequence[Mapping[str, Any]], units: Mapping[str, str]) -> Table:
    """A table of rows; columns with a unit are numbers, the others words."""
    heads = list(rows[0])
    schema = {head: pl.Float64 if head in units else pl.String for head in heads}
    columns = tuple(
        Column(head, Kind.NUMBER if head in units else Kind.TEXT if head in _DATED else Kind.CATEGORY, units.get(head))
        for head in heads
    )
    data = {head: [float(row[head]) if head in units else row[head] for row in rows] for head in heads}
    return Table(pl.DataFrame(data, schema=schema), columns, source=Source(name))


_DATED: Final = ("start", "end", "due", "ready", "ready with 95 %")
