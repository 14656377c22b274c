"""The pictures of a maintenance plan: the calendar as a Gantt chart, cost beside the rules, load of the crews."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sanhak.decide.maintenance import LATER
from sanhak.figure import ACCENT, FAINT, LIMIT, PAST, Figure, layers, names_axis, quantity
from sanhak.study.maintenance_plan.posing import WEEK
from sanhak.study.maintenance_plan.tables import RULES
from sanhak.study.scheduling.pictures import gantt
from sanhak.text import Amount, Param, Text, say

if TYPE_CHECKING:
    from sanhak.study.maintenance_plan.planning import Solved

_SEEN: Final = 160
"""A bar is at least so small a share of the horizon wide."""
_KINDS: Final[tuple[Text, Text]] = (say("by its risk"), say("hard date"))


def pictures(solved: Solved) -> tuple[Figure, ...]:
    """Calendar, cost and load."""
    return (*_calendar(solved), _costs(solved), _loads(solved))


def _calendar(solved: Solved) -> tuple[Figure, ...]:
    asked = solved.asked
    if not solved.visits:
        return ()
    least = asked.weeks * WEEK / _SEEN
    bars: list[dict[str, Any]] = [
        {
            "unit": asked.crews[one.crew].name,
            "from": asked.moment(one.start).isoformat(),
            "to": asked.moment(max(one.finish, one.start + least)).isoformat(),
            "product": _KINDS[asked.jobs[one.job].hard is not None],
            "order": asked.jobs[one.job].asset,
            "late": False,
        }
        for one in solved.visits
    ]
    hard = sum(asked.jobs[one.job].hard is not None for one in solved.visits)
    said: dict[str, Param] = {"jobs": len(bars), "crews": len(asked.crews), "end": asked.end.date(), "hard": hard}
    figure = Figure(
        name="along crews",
        title=say("{jobs:job|jobs} by {crews:crew|crews} until {end}, {hard} on hard dates", **said),
        caption=say(
            "A bar is a job with its asset, short ones wide enough to be seen; hard dates have a colour of their own."
        ),
        alternative=say("{jobs:job|jobs} by {crews:crew|crews} until {end}, {hard} of them on hard dates.", **said),
        spec=gantt(list(_KINDS), bars, [], [], step=14 if asked.weeks <= 16 else 61),  # noqa: PLR2004
    )
    return (figure,)


def _costs(solved: Solved) -> Figure:
    rows = []
    for name, course in solved.courses.items():
        lower, upper = np.quantile(course.costs, [0.05, 0.95])
        rows.append({"rule": RULES[name], "cost": float(course.costs.mean()), "lower": float(lower),
                     "upper": float(upper), "plan": name == "plan"})  # fmt: skip
    x = {"type": "quantitative", "title": quantity(say("Cost until the horizon"), "만원")}
    colour = {"condition": {"test": "datum.plan", "value": ACCENT}, "value": PAST}
    bars = {"data": {"values": rows}, "mark": {"type": "bar", "height": {"band": 0.55}},
            "encoding": {"x": {"field": "cost", **x}, "y": names_axis("rule"), "color": colour}}  # fmt: skip
    ends = {"data": {"values": rows}, "mark": {"type": "rule", "color": LIMIT, "strokeWidth": 2},
            "encoding": {"x": {"field": "lower", **x}, "x2": {"field": "upper"}, "y": names_axis("rule")}}  # fmt: skip
    plan, rule = (Amount(float(solved.courses[name].costs.mean()), "만원", 0) for name in ("plan", "quantile rule"))
    return Figure(
        name="compared cost",
        title=say("The plan is expected to cost {plan}, a tuned quantile rule {rule}", plan=plan, rule=rule),
        caption=say("Failures and planned jobs until the horizon; the line is the 90 % interval."),
        alternative=say("Expected cost: the plan {plan}, a tuned quantile rule {rule}.", plan=plan, rule=rule),
        spec=layers(bars, ends),
    )


def _loads(solved: Solved) -> Figure:
    """Hours of all crews by week, against what they have."""
    problem, plan = solved.problem, solved.plan
    done = plan.period != LATER
    load = np.bincount(plan.period[done], problem.hours[done], problem.periods)
    rows = [
        {"week": at + 1, "hours": float(load[at]), "all": float(problem.capacity[:, at].sum())}
        for at in range(problem.periods)
    ]
    share = float(load.sum() / max(1e-9, problem.capacity.sum()))
    x = {"field": "week", "type": "quantitative", "title": say("Week of the plan")}
    y = {"type": "quantitative", "title": quantity(say("Work"), "h")}
    have = {"data": {"values": rows}, "mark": {"type": "area", "interpolate": "step", "color": FAINT},
            "encoding": {"x": x, "y": {"field": "all", **y}}}  # fmt: skip
    bar = {"type": "bar", "color": ACCENT, "width": {"expr": f"width / {1.3 * len(rows)}"}}
    work = {"data": {"values": rows}, "mark": bar,
            "encoding": {"x": x, "y": {"field": "hours", **y}}}  # fmt: skip
    busy = int(load.argmax()) + 1
    return Figure(
        name="matters load",
        title=say(
            "Planned jobs take {share:%} of the crews' hours; week {busy} is the fullest", share=share, busy=busy
        ),
        caption=say(
            "Bars: planned hours of all crews. Grey: the hours that planned jobs may take, without those kept free for"
            " failures."
        ),
        alternative=say("Planned jobs take {share:%} of the crews' hours.", share=share),
        spec=layers(have, work),
    )
