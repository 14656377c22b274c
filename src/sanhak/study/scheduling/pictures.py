"""The pictures of a schedule: which unit does what when, when orders are ready, and how units are loaded."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sanhak.decide.schedule import FOREVER
from sanhak.figure import ACCENT, FAINT, INK, LIMIT, PAST, UNKNOWN, WARN, Figure, layers, names_axis, quantity
from sanhak.study.scheduling.measures import loads
from sanhak.text import Amount, Param, Text, say

if TYPE_CHECKING:
    from sanhak.study.scheduling.planning import Planned

_COLOURS: Final = ("#56b4e9", "#e69f00", "#5fc9a8", "#d9a3c4", "#b8b8b8", "#f0e442", "#e58a5c", "#9db8e8")
"""Light enough for words on them; the words in the bars are the second mark."""
_SIGN: Final = 7
"""Width of a sign in a bar, in pixels."""
_LONGEST_LEGEND: Final = 8
_MOST_ORDERS: Final = 40


def pictures(plan: Planned) -> tuple[Figure, ...]:
    """The plan by unit, the orders with their dates, and the load of each unit."""
    return (_units(plan), _orders(plan), _loads(plan))


def _time(field: str, step: int = 2) -> dict[str, Any]:
    # Day and month in figures: read alike in both languages.
    axis = {"format": "%m-%d", "labelOverlap": True, "tickCount": {"interval": "day", "step": step}}
    return {"field": field, "type": "temporal", "title": None, "axis": axis}


def _brief(plan: Planned) -> list[str]:
    """What tells orders apart: their names without the letters that all share."""
    names = [order.name for order in plan.asked.orders]
    first, last = min(names), max(names)
    alike = (at for at, (one, other) in enumerate(zip(first, last, strict=False)) if one != other)
    shared = first[: next(alike, min(len(first), len(last)))]
    cut = len(shared.rstrip("0123456789")) if len(names) > 1 else 0
    return [name[cut:] or name for name in names]


def _units(plan: Planned) -> Figure:
    """A bar for each batch on each unit, with closed times and changeovers."""
    problem, asked = plan.problem, plan.asked
    late, brief = plan.plan.late(problem), _brief(plan)
    bars: list[dict[str, Any]] = []
    changes: list[dict[str, Any]] = []
    closed: list[dict[str, Any]] = []
    end = plan.plan.makespan(problem)
    for unit, name in enumerate(problem.units):
        row = plan.plan.sequence(problem, unit)
        for start, stop, job, step in row:
            order = problem.jobs[job].order
            last = step == len(problem.jobs[job].operations) - 1
            bars.append(
                {
                    "unit": name,
                    "from": asked.moment(start).isoformat(),
                    "to": asked.moment(stop).isoformat(),
                    "product": asked.product(job),
                    "order": brief[order],
                    "late": bool(late[order]) and last,
                }
            )
        for before, after in pairwise(row):
            time = problem.change(unit, problem.jobs[before[2]].family, problem.jobs[after[2]].family)
            if time:
                ends = {"from": asked.moment(after[0] - time).isoformat(), "to": asked.moment(after[0]).isoformat()}
                changes.append({"unit": name, **ends})
        for shut, opened in problem.closed.get(unit, ()):
            if shut < end:
                stop = end if opened >= FOREVER else min(opened, end)
                closed.append(
                    {"unit": name, "from": asked.moment(shut).isoformat(), "to": asked.moment(stop).isoformat()}
                )
    group, share = plan.group[0], _share(plan)
    told: dict[str, Param] = {"group": group, "load": share, "end": asked.moment(end)}
    return Figure(
        name="along units",
        title=say("{group} binds: at work or changed over {load:%} of its open time", **told),
        caption=say(
            "A bar is a batch with its order; its colour is the product. Hatched: changeover. Grey: closed. A red"
            " frame: the last step of an order that is late."
        ),
        alternative=say(
            "{batches:batch|batches} of {orders:order|orders} on {units:unit|units} until {end}; {group} is at work or"
            " changed over {load:%} of its open time.",
            batches=len(problem.jobs),
            orders=len(asked.orders),
            units=len(problem.units),
            **told,
        ),
        spec=gantt(list(asked.products), bars, changes, closed),
    )


def gantt(
    products: Sequence[str | Text], bars: list[Any], changes: list[Any], closed: list[Any], step: int = 2
) -> dict[str, Any]:
    """A Gantt chart: bars with ``unit``, ``from``, ``to``, ``product`` (its colour), ``order`` (its word), ``late``.

    ``changes`` and ``closed`` have ``unit``, ``from`` and ``to``; ``step`` is how many days lie between two dates.
    """
    span = {"x": _time("from", step), "x2": {"field": "to"}, "y": names_axis("unit")}
    rests: dict[str, Any] = {
        "data": {"values": closed},
        "mark": {"type": "bar", "color": FAINT, "height": {"band": 0.96}},
        "encoding": span,
    }
    cleans: dict[str, Any] = {
        "data": {"values": changes},
        "mark": {"type": "bar", "color": UNKNOWN, "stroke": PAST, "strokeWidth": 0.5, "height": {"band": 0.4}},
        "encoding": span,
    }
    colour = {
        "field": "product",
        "type": "nominal",
        "scale": {"domain": products, "range": [_COLOURS[at % len(_COLOURS)] for at in range(len(products))]},
        "legend": {"columns": 3, "symbolType": "square"} if len(products) <= _LONGEST_LEGEND else None,
    }
    work: dict[str, Any] = {
        "data": {"values": bars},
        "mark": {"type": "bar", "height": {"band": 0.72}, "cornerRadius": 2},
        "encoding": span | {"color": colour},
    }
    framed: dict[str, Any] = {
        "data": {"values": [bar for bar in bars if bar["late"]]},
        "mark": {"type": "bar", "height": {"band": 0.84}, "fillOpacity": 0, "stroke": LIMIT, "strokeWidth": 2},
        "encoding": span,
    }
    words: dict[str, Any] = {
        "data": {"values": bars},
        # A word is shown where its bar has room for it, which a phone has less often.
        "mark": {
            "type": "text",
            "fontSize": 11,
            "align": "left",
            "dx": 2,
            "opacity": {
                "expr": "scale('x', toDate(datum.to)) - scale('x', toDate(datum.from))"
                f" > {_SIGN} * length(datum.order) + 3 ? 1 : 0"
            },
        },
        "encoding": {"x": _time("from", step), "y": names_axis("unit"), "text": {"field": "order", "type": "nominal"}},
    }
    parts: tuple[dict[str, Any], ...] = (work, rests, cleans, framed, words)
    # The first layer decides the order of the names: the bars of work know every unit.
    return layers(*(part for part in parts if part["data"]["values"]))


def _share(plan: Planned) -> float:
    found = loads(plan.problem, plan.plan)
    members = plan.group[1]
    return sum(found[unit].share for unit in members) / len(members)


def _orders(plan: Planned) -> Figure:
    """For each order: from its earliest start to when it is ready, with its due date."""
    problem, asked = plan.problem, plan.asked
    ready, late = plan.plan.finished(problem), plan.plan.late(problem)
    courses = plan.courses.get("plan")
    shown = sorted(range(len(asked.orders)), key=lambda at: (-late[at], problem.orders[at].due or FOREVER, at))
    shown = sorted(shown[:_MOST_ORDERS], key=lambda at: (problem.orders[at].due or FOREVER, at))
    rows = []
    for at in shown:
        starts = [plan.plan.starts[job][0] for job, given in enumerate(problem.jobs) if given.order == at]
        row: dict[str, Any] = {
            "order": asked.orders[at].name,
            "from": asked.moment(min(starts)).isoformat(),
            "ready": asked.moment(ready[at]).isoformat(),
        }
        due = asked.orders[at].due
        if due is not None:
            row |= {"due": due.isoformat()}
        if courses is not None:
            ends = [float(np.quantile(courses.ready[at], share)) for share in (0.05, 0.95)]
            row |= {name: asked.moment(end).isoformat() for name, end in zip(("lower", "upper"), ends, strict=True)}
        row["state"] = "late" if late[at] else "kept"
        rows.append(row)
    count = sum(map(bool, late))
    told: dict[str, Param] = {
        "late": count,
        "orders": len(asked.orders),
        "hours": Amount(asked.hours(sum(late)), "h", 1),
    }
    return Figure(
        name="window orders",
        title=say("All orders are ready when they are due", **told)
        if not count
        else say("{late:order is|orders are} late, {hours} in all", **told),
        caption=say(
            "From the start of the first batch to the end of the last; the red line is the due date, and a late order"
            " is drawn in amber. The lighter end of a bar is the 90 % interval of when it is ready."
        ),
        alternative=say("Of {orders:order|orders} {late} are late, {hours} in all.", **told),
        spec=_dates(rows),
    )


def _dates(rows: list[dict[str, Any]]) -> dict[str, Any]:
    colour = {
        "field": "state",
        "type": "nominal",
        "scale": {"domain": ["kept", "late"], "range": [ACCENT, WARN]},
        "legend": None,
    }
    parts: list[dict[str, Any]] = [
        {
            "data": {"values": rows},
            "mark": {"type": "bar", "height": {"band": 0.5}},
            "encoding": {"x": _time("from"), "x2": {"field": "ready"}, "y": names_axis("order"), "color": colour},
        }
    ]
    spread = [row for row in rows if "upper" in row]
    if spread:
        parts.append(
            {
                "data": {"values": spread},
                "mark": {"type": "bar", "height": {"band": 0.28}, "opacity": 0.4},
                "encoding": {"x": _time("lower"), "x2": {"field": "upper"}, "y": names_axis("order"), "color": colour},
            }
        )
    due = [row for row in rows if "due" in row]
    if due:
        parts.append(
            {
                "data": {"values": due},
                "mark": {"type": "tick", "color": LIMIT, "thickness": 2, "height": {"band": 0.9}},
                "encoding": {"x": _time("due"), "y": names_axis("order")},
            }
        )
    return layers(*parts)


_STATES: Final = {"working": ACCENT, "changeovers": WARN, "closed": PAST, "idle": FAINT}
_STATE_NAMES: Final[dict[str, Text]] = {
    "working": say("Working"),
    "changeovers": say("Changeovers"),
    "closed": say("Closed"),
    "idle": say("Idle"),
}


def _loads(plan: Planned) -> Figure:
    """Hours of each unit by what it does."""
    found = loads(plan.problem, plan.plan)
    rows = [
        {
            "unit": plan.problem.units[one.unit],
            "state": _STATE_NAMES[state],
            "hours": plan.asked.hours(length),
            "at": at,
        }
        for one in found
        for at, (state, length) in enumerate(zip(_STATES, (one.work, one.change, one.closed, one.idle), strict=True))
    ]
    changes = plan.asked.hours(sum(one.change for one in found))
    busiest = max(found, key=lambda one: one.share)
    told: dict[str, Param] = {
        "hours": Amount(changes, "h", 0),
        "unit": plan.problem.units[busiest.unit],
        "load": busiest.share,
    }
    colour = {
        "field": "state",
        "type": "nominal",
        "scale": {"domain": list(_STATE_NAMES.values()), "range": list(_STATES.values())},
        "legend": {"columns": 2, "symbolType": "square"},
    }
    spec = {
        "data": {"values": rows},
        "mark": {"type": "bar", "stroke": INK, "strokeWidth": 0.3, "height": {"band": 0.6}},
        "encoding": {
            "x": {"field": "hours", "type": "quantitative", "title": quantity(say("Time"), "h"), "stack": True},
            "y": names_axis("unit"),
            "color": colour,
            "order": {"field": "at", "type": "quantitative"},
        },
    }
    return Figure(
        name="matters load",
        title=say("Changeovers take {hours}; the busiest unit is {unit} with {load:%}", **told),
        caption=say("What each unit does from the start of the plan until the last order is ready."),
        alternative=say("Changeovers take {hours} of all units; {unit} is loaded {load:%} of its open time.", **told),
        spec=spec,
    )
