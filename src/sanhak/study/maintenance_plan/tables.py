"""The tables of a maintenance plan: calendar, orders, what is not planned, rules, measures, load of crews."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl

from sanhak.study.answer import Listed
from sanhak.study.lives import Horizon
from sanhak.study.maintenance_plan.posing import WEEK
from sanhak.table import Column, Kind, Source, Table
from sanhak.text import Text, say

if TYPE_CHECKING:
    from sanhak.study.maintenance_plan.planning import Solved

_MONEY: Final = "만원"
RULES: Final[Mapping[str, Text]] = {
    "plan": say("The plan"),
    "quantile rule": say("Tuned quantile rule"),
    "fixed interval": say("Fixed interval"),
    "run to failure": say("Run to failure"),
}
_WORDS: Final[Mapping[str, Text]] = {
    "asset": say("Asset"),
    "location": say("Location"),
    "start": say("Start"),
    "finish": say("Finish"),
    "crew": say("Crew"),
    "part": say("Spare part"),
    "hours": say("Hours"),
    "chance": say("Chance to fail before"),
    "reason": say("What for"),
    "rule": say("Rule"),
    "cost": say("Cost until the horizon"),
    "lower": say("from"),
    "upper": say("to"),
    "full": say("Expected cost with life given away"),
    "failures": say("Expected failures, of all assets"),
    "jobs": say("Planned jobs, of all assets"),
    "one more": say("One more"),
    "name": say("Name"),
    "saved": say("Saves"),
    "why": say("Why not"),
    **RULES,
}
_ORDER: Final[Mapping[str, Text]] = {
    "Order type": say("Order type"),
    "Functional location": say("Functional location"),
    "Equipment": say("Equipment"),
    "Short text": say("Short text"),
    "Basic start": say("Basic start"),
    "Basic finish": say("Basic finish"),
    "Work centre": say("Work centre"),
    "Work": say("Work"),
    "Material": say("Material number"),
    "Quantity": say("Quantity"),
}
"""The fields of an order as they are called on its screen, in the order in which they stand in the sheet."""
_KINDS: Final[Mapping[str, Text]] = {"crew": say("Crew"), "part": say("Spare part"), "skill": say("Skill")}
_NEAR, _LEAST, _MOST = 8, 5, 25
"""Weeks whose jobs a page shows before its fold, and the fewest and the most rows of a table there."""


def listed(solved: Solved) -> tuple[Listed, ...]:
    """The tables as a report shows them."""
    soon = sum(visit.start < WEEK * _NEAR for visit in solved.visits)
    out = [
        Listed(
            "calendar",
            say("The calendar"),
            say("Every job in the order of its start; those of the next eight weeks first."),
            _WORDS,
            min(max(soon, _LEAST), _MOST),
        ),
        Listed(
            "rules",
            say("What rules would cost"),
            say(
                "Cost: failures and planned jobs until the horizon, with its 90 % interval. In full: with the life that"
                " renewals give away, and what is left for later; that is what the plan makes small. The quantile rule"
                " was tuned on the same lives."
            ),
            _WORDS,
            first=0,
        ),
        Listed(
            "measures",
            say("What one more is worth"),
            say("Planned again with one more, in full cost."),
            {**_WORDS, **_KINDS},
        ),
        Listed(
            "orders",
            say("Work orders"),
            say("In the form in which SAP PM takes orders; PM02 is a planned one."),
            _ORDER,
            first=0,
        ),
    ]
    if solved.unplanned:
        words = {**_WORDS, **{why.render("en"): why for _, why in solved.unplanned}}
        out.insert(1, Listed("unplanned", say("What is not planned"), say("Each with its reason."), words, _LEAST))
    return tuple(one for one in out if one.table != "measures" or solved.measures)


def tables_of(solved: Solved) -> dict[str, Table]:
    """The answer's tables by name."""
    asked = solved.asked
    found = {
        "calendar": _calendar(solved),
        "rules": _rules(solved),
        "orders": _orders(solved),
        "assets": _assets(solved),
        "lives": asked.lives.table(),
        "horizon": Horizon.between(asked.start, asked.end, 7.0 * asked.weeks, asked.lives.unit).table(),
    }
    if solved.measures:
        rows = [{"one more": one.kind, "name": one.name, "saved": one.saved} for one in solved.measures]
        found["measures"] = _table("measures", rows, {"saved": _MONEY})
    if solved.unplanned:
        jobs = solved.asked.jobs
        rows = [
            {"asset": jobs[at].asset, "location": jobs[at].location, "why": why.render("en")}
            for at, why in solved.unplanned
        ]
        found["unplanned"] = _table("unplanned", rows, {})
    return found


def shown(solved: Solved, day: float) -> str:
    """A moment as tables show it, the same in both languages."""
    return f"{solved.asked.moment(day):%Y-%m-%d %H:%M}"


def _calendar(solved: Solved) -> Table:
    asked = solved.asked
    rows = [
        {
            "asset": asked.jobs[one.job].asset,
            "location": asked.jobs[one.job].location,
            "start": shown(solved, one.start),
            "finish": shown(solved, one.finish),
            "crew": asked.crews[one.crew].name,
            "part": asked.jobs[one.job].part,
            "hours": asked.jobs[one.job].hours,
            "chance": 100 * one.chance,
            "reason": asked.jobs[one.job].reason,
        }
        for one in solved.visits
    ]
    heads = ("asset", "location", "start", "finish", "crew", "part", "hours", "chance", "reason")
    return _table("calendar", rows, {"hours": "h", "chance": "%"}, heads)


def _assets(solved: Solved) -> Table:
    """Every asset with what it costs, its chance to fail until the end if it is left, and its planned start."""
    asked = solved.asked
    risk = 1 - asked.lives.lasts(7.0 * asked.weeks)
    starts = {asked.jobs[one.job].asset: shown(solved, one.start) for one in reversed(solved.visits)}
    rows = [
        {
            "asset": job.asset,
            "location": job.location,
            "failure cost": job.failure,
            "planned cost": job.planned,
            "risk": 100 * risk[at],
            "start": starts.get(job.asset, ""),
        }
        for at, job in enumerate(asked.jobs[: len(asked.lives)])
    ]
    heads = ("asset", "location", "failure cost", "planned cost", "risk", "start")
    return _table("assets", rows, {"failure cost": "만원", "planned cost": "만원", "risk": "%"}, heads)


def _orders(solved: Solved) -> Table:
    """The form in which SAP PM takes orders (transaction IW31): heads as its fields are called."""
    asked = solved.asked
    rows = [
        {
            "Order type": "PM02",
            "Functional location": asked.jobs[one.job].location,
            "Equipment": asked.jobs[one.job].asset,
            "Short text": f"{asked.jobs[one.job].reason or 'Renewal'} {asked.jobs[one.job].asset}"[:40],
            "Basic start": f"{asked.moment(one.start):%Y-%m-%d}",
            "Basic finish": f"{asked.moment(one.finish):%Y-%m-%d}",
            "Work centre": asked.crews[one.crew].name,
            "Work": asked.jobs[one.job].hours,
            "Material": asked.jobs[one.job].part,
            "Quantity": "1" if asked.jobs[one.job].part else "",
        }
        for one in solved.visits
    ]
    return _table("orders", rows, {"Work": "h"}, tuple(_ORDER))


def _rules(solved: Solved) -> Table:
    rows, assets = [], len(solved.asked.jobs)
    for name, course in solved.courses.items():
        lower, upper = np.quantile(course.costs, [0.05, 0.95])
        rows.append({"rule": name, "cost": course.costs.mean(), "lower": lower, "upper": upper, "full": course.full,
                     "failures": 100 * course.failures / assets, "jobs": 100 * course.jobs / assets})  # fmt: skip
    return _table("rules", rows, {**dict.fromkeys(("cost", "lower", "upper", "full"), _MONEY),
                                  "failures": "%", "jobs": "%"})  # fmt: skip


def _table(
    name: str, rows: Sequence[Mapping[str, Any]], units: Mapping[str, str], heads: Sequence[str] | None = None
) -> Table:
    heads = list(heads or rows[0])
    schema = {head: pl.Float64 if head in units else pl.String for head in heads}
    data = {
        head: [_rounded(float(row[head]), units[head]) if head in units else row[head] for row in rows]
        for head in heads
    }
    kinds = [Kind.NUMBER if head in units else Kind.TEXT for head in heads]
    columns = tuple(Column(head, kind, units.get(head)) for head, kind in zip(heads, kinds, strict=True))
    return Table(pl.DataFrame(data, schema=schema), columns, source=Source(name))


def _rounded(value: float, unit: str) -> float:
    """Money to the whole, all else to two places."""
    return round(value, 0 if unit == _MONEY else 2)
