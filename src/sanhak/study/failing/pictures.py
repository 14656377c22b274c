"""The pictures of failures: assets by risk, cost by age, calibration, causes, and the mean number of failures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sanhak.figure import (
    ACCENT,
    INK,
    LIMIT,
    PAST,
    WARN,
    Figure,
    band,
    diagonal,
    layers,
    limit,
    line,
    names_axis,
    points,
    quantity,
    x_axis,
    y_axis,
)
from sanhak.text import Amount, Param, Text, say

if TYPE_CHECKING:
    from sanhak.study.failing.estimating import Estimates
    from sanhak.study.failing.reading import History

_SHOWN: Final = 20
_POINTS: Final = 120
_TALLEST: Final = 2.0
"""Costs are drawn up to so many times that of running to failure."""
_COLOURS: Final = (ACCENT, LIMIT, WARN, PAST, INK)
_DASHES: Final = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [3, 6])


def pictures(history: History, found: Estimates) -> tuple[Figure, ...]:
    """The risks first, then what they rest on."""
    drawn = [_risks(history, found)] if len(found.risk) else []
    drawn += [_cost(history, found), _calibration(found)]
    if found.taken is not None:
        drawn.append(_causes(history, found))
    if found.mean_count is not None:
        drawn.append(_counts(history, found))
    return tuple(drawn)


def _risks(history: History, found: Estimates) -> Figure:
    order = np.argsort(-found.risk, kind="stable")[:_SHOWN]
    names = history.assets
    rows = [
        {"asset": names[at], "risk": 100 * float(found.risk[at]), "fresh": 100 * float(found.fresh[at])} for at in order
    ]
    value = x_axis("risk", quantity(say("chance to fail"), "%"), scale={"zero": True})
    bar: dict[str, Any] = {
        "data": {"values": rows},
        "mark": {"type": "bar", "color": ACCENT, "height": {"band": 0.6}},
        "encoding": {"x": value, "y": names_axis("asset")},
    }
    new: dict[str, Any] = {
        "data": {"values": rows},
        "mark": {"type": "tick", "color": INK, "thickness": 2, "height": {"band": 0.8}},
        "encoding": {"x": {**value, "field": "fresh"}, "y": names_axis("asset")},
    }
    told: dict[str, Param] = {
        "asset": names[int(order[0])],
        "risk": float(found.risk[order[0]]),
        "assets": len(found.risk),
        "ahead": Amount(history.horizon, history.unit or None, None),
        "mean": float(found.risk.mean()),
    }
    return Figure(
        name="along risk",
        title=say("{asset} is the likeliest to fail within {ahead}: {risk:%}", **told),
        caption=say("Bars: chance of each asset to fail in the time ahead. Ticks: the same asset, were it new."),
        alternative=say(
            "Of {assets:asset|assets} {asset} is the likeliest to fail within {ahead}, with {risk:%}; the mean is"
            " {mean:%}.",
            **told,
        ),
        spec=layers(bar, new),
    )


def _cost(history: History, found: Estimates) -> Figure:
    fleet, unit = found.fleet, history.unit or None
    finite = found.ages[np.isfinite(found.ages)]
    end = 2.5 * (fleet.best if np.isfinite(fleet.best) else float(history.spells.left.max()) / 1.5)
    inner = np.flatnonzero(fleet.ages <= max(end, float(np.quantile(finite, 0.95)) if len(finite) else 0.0))
    inner = inner[fleet.cost[inner] <= _TALLEST * fleet.unplanned]
    shown = inner[np.unique(np.linspace(0, len(inner) - 1, _POINTS).astype(int))]
    low, high = found.costs
    rows = [
        {"age": float(fleet.ages[at]), "cost": 100 * float(fleet.cost[at]) / fleet.unplanned,
         "low": 100 * float(low[at]), "high": 100 * float(min(high[at], _TALLEST))}
        for at in shown
    ]  # fmt: skip
    x = x_axis("age", quantity(say("planned renewal at the age of"), unit))
    y = y_axis("cost", quantity(say("cost against running to failure"), "%"), scale={"zero": True})
    planned = bool(np.isfinite(fleet.best))
    told: dict[str, Param] = {"age": Amount(fleet.best, unit, 0) if planned else None, "saved": fleet.saved}
    parts = [band(rows, x, "low", "high"), line(rows, x, y), limit(100.0, say("running to failure"))]
    if planned:
        parts += _best(found, x, y)
    return Figure(
        name="price age",
        title=say("Renewal at {age} costs least: {saved:%} less than running to failure", **told)
        if planned
        else say("No age of planned renewal is cheaper than running to failure", **told),
        caption=say(
            "Line: mean cost per time by the age of planned renewal. Band: 90 % of resampled fleets. Point: the"
            " cheapest age, with the ages that were cheapest in 90 % of resampled fleets."
        )
        if planned
        else say("Line: mean cost per time by the age of planned renewal. Band: 90 % of resampled fleets."),
        alternative=say("Renewal at {age} saves {saved:%} of the cost of running to failure.", **told)
        if planned
        else say("The cost falls with the age of renewal; running to failure is cheapest.", **told),
        spec=layers(*parts),
    )


def _best(found: Estimates, x: dict[str, Any], y: dict[str, Any]) -> list[dict[str, Any]]:
    """The cheapest age, and between which ages it lies."""
    fleet = found.fleet
    low, high = (float(np.quantile(found.ages, end, method="nearest")) for end in (0.05, 0.95))
    last = float(fleet.ages[np.flatnonzero(fleet.ages <= 2.5 * fleet.best)[-1]])
    at = {"age": float(fleet.best), "cost": 100 * float(fleet.least) / fleet.unplanned,
          "from": min(low, fleet.best), "to": min(high, last)}  # fmt: skip
    between: dict[str, Any] = {
        "data": {"values": [at]},
        "mark": {"type": "rule", "color": INK, "strokeWidth": 2},
        "encoding": {"x": {**x, "field": "from"}, "x2": {"field": "to"}, "y": y},
    }
    return [between, points([at], x, y, size=90, opacity=1, color=INK)]


def _calibration(found: Estimates) -> Figure:
    rows = [
        {"told": 100 * one.told, "seen": 100 * one.seen, "low": 100 * one.lower, "high": 100 * one.upper}
        for one in found.bands
    ]
    top = max(max(row["high"], row["told"]) for row in rows) * 1.05
    scale = {"scale": {"domain": [0, top], "nice": False}}
    x = x_axis("told", quantity(say("chance told"), "%")) | scale
    y = y_axis("seen", quantity(say("share that failed"), "%")) | scale
    whisker: dict[str, Any] = {
        "data": {"values": rows},
        "mark": {"type": "rule", "color": ACCENT, "strokeWidth": 2},
        "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
    }
    ratio = found.chosen.ratio
    held = sum(one.lower <= one.told <= one.upper for one in found.bands)
    told: dict[str, Param] = {"held": held, "groups": len(rows), "ratio": Amount(ratio[0], None, 2),
                              "low": Amount(ratio[1], None, 2), "high": Amount(ratio[2], None, 2)}  # fmt: skip
    return Figure(
        name="held out risk",
        title=say("In {held} of {groups:group|groups} what was told lies within what happened", **told),
        caption=say(
            "Held-out assets in groups of like risk, with 90 % intervals; on the dashed line chances are true."
        ),
        alternative=say(
            "Held-out assets had {ratio} times the failures expected (90 % interval {low}–{high}); {held} of"
            " {groups:group|groups} hold.",
            **told,
        ),
        spec=layers(diagonal(0.0, top), whisker, points(rows, x, y, size=70, opacity=1, color=ACCENT)),
        aspect=1.0,
    )


def _causes(history: History, found: Estimates) -> Figure:
    assert found.taken is not None  # noqa: S101 - asked before
    ages, told, seen = found.taken.ages, found.taken.told, found.taken.seen
    names: list[str | Text] = [*found.taken.names, say("other or not told")]
    unit = history.unit or None
    x = x_axis("age", quantity(say("age"), unit))
    y = y_axis("share", quantity(say("share that has failed"), "%"), scale={"zero": True})
    parts: list[dict[str, Any]] = []
    for place, name in enumerate(names[: len(told)]):
        colour, dash = _COLOURS[place % len(_COLOURS)], _DASHES[place % len(_DASHES)]
        rows = [{"age": float(age), "share": 100 * float(value)} for age, value in zip(ages, told[place], strict=True)]
        counted = [
            {"age": float(age), "share": 100 * float(value)} for age, value in zip(ages, seen[place], strict=True)
        ]
        parts += [
            line(rows, x, y, color=colour, strokeDash=dash),
            points(counted[::3], x, y, color=colour, size=18),
            {"data": {"values": rows[-1:]}, "mark": {"type": "text", "align": "right", "dy": -9, "fontSize": 12,
             "color": colour, "text": name}, "encoding": {"x": x, "y": y}},
        ]  # fmt: skip
    first = int(np.argmax(told[:, -1]))
    values: dict[str, Param] = {
        "cause": names[first], "share": float(told[first, -1]), "age": Amount(float(ages[-1]), unit, 0),
        "counted": float(seen[first, -1]),
    }  # fmt: skip
    return Figure(
        name="matters causes",
        title=say("Most fail of {cause}: {share:%} until {age}", **values),
        caption=say("Lines: share of assets that has failed of each cause, by a model for each. Points: as counted."),
        alternative=say("Until {age} {share:%} fail of {cause} by the models; counted were {counted:%}.", **values),
        spec=layers(*parts),
    )


def _counts(history: History, found: Estimates) -> Figure:
    assert found.mean_count is not None  # noqa: S101 - asked before
    count, unit = found.mean_count, history.unit or None
    shown = np.unique(np.linspace(0, len(count.ages) - 1, _POINTS).astype(int))
    rows = [
        {"age": float(count.ages[at]), "mean": float(count.mean[at]), "low": float(count.lower[at]),
         "high": float(min(count.upper[at], 3 * count.mean[-1]))}
        for at in shown
    ]  # fmt: skip
    x = x_axis("age", quantity(say("time since installation"), unit))
    y = y_axis("mean", quantity(say("failures of one asset, mean")), scale={"zero": True})
    growth = found.trend
    told: dict[str, Param] = {
        "mean": Amount(float(count.mean[-1]), None, 2),
        "age": Amount(float(count.ages[-1]), unit, 0),
        "between": Amount(found.between.value, unit, 0),
        "low": Amount(found.between.lower, unit, 0),
        "high": Amount(found.between.upper, unit, 0),
        "growth": Amount(growth.growth, None, 2) if growth else None,
    }
    return Figure(
        name="matters count",
        title=say("An asset fails every {between} of use on average ({low}–{high})", **told),
        caption=say("Mean number of failures of an asset by its time in service, with 90 % interval (Nelson)."),
        alternative=say(
            "After {age} an asset has had {mean} failures on average; growth of the power law {growth}.", **told
        ),
        spec=layers(band(rows, x, "low", "high"), line(rows, x, y)),
    )
