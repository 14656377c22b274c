"""The pictures of an answer on demand: what comes, how far it was off, and what more service would cost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np

from sanhak.figure import ACCENT, PAST, Figure, band, identity, layers, line, points, quantity, spot, x_axis, y_axis
from sanhak.model.prediction import Floats
from sanhak.study.demand.learning import LEVELS, Learnt
from sanhak.study.demand.tables import rounding
from sanhak.table.series import words_of
from sanhak.text import Amount, Param, Text, say

_YEARS: Final = 4
_ITEMS: Final = 3
_LOW, _QUARTER, _HIGH = 0, 1, len(LEVELS) - 1


def figures(learnt: Learnt, column: str, unit: str | None, service: float) -> tuple[Figure, ...]:
    """The whole first, then stock against service, the error by distance, and the largest items."""
    coarsest = 0
    items = np.arange(len(learnt.hierarchy.level) - learnt.hierarchy.items, len(learnt.hierarchy.level))
    largest = items[np.argsort(-learnt.supply.expected, kind="stable")][:_ITEMS].tolist()
    return (
        _fan(learnt, coarsest, column, unit, "along whole"),
        _service(learnt, column, unit, service),
        _by_distance(learnt, column, unit),
        *(_fan(learnt, node, column, unit, f"response {at}") for at, node in enumerate(largest, 1) if node != coarsest),
    )


def _fan(learnt: Learnt, node: int, column: str, unit: str | None, name: str) -> Figure:
    """History, the forecast as it was made before the held-out periods, and the one from today."""
    x = {"field": "date", "type": "temporal", "title": None}
    shown = min(learnt.known, max(_YEARS * learnt.series.season, 3 * learnt.horizon))
    past = list(_history(learnt, node, learnt.known - shown))
    then = list(_ahead(learnt, node, learnt.taught, learnt.then_said.expected, learnt.then_ends))
    now = list(_ahead(learnt, node, learnt.known, learnt.now_said.expected, learnt.now_ends))
    y = y_axis("value", quantity(column, unit))
    spec = layers(
        *(
            part
            for rows in (then, now)
            for part in (band(rows, x, "low", "high"), band(rows, x, "q1", "q3", strong=True))
        ),
        line(past, x, y, color=PAST, strokeWidth=1.2),
        points(past[-learnt.horizon :], x, y, size=26, opacity=0.9),
        line(then, x, y, strokeDash=[5, 3]),
        line(now, x, y),
    )
    error, inside = _told(learnt, node)
    sums = [float(learnt.now_said.expected[node].sum()), float(np.nansum(learnt.nodes.values[node, -learnt.horizon :]))]
    decimals = rounding(learnt, np.array(sums))
    facts: dict[str, Param] = {
        "name": learnt.name(node), "column": column, "horizon": learnt.horizon, "periods": learnt.periods,
        "total": Amount(sums[0], unit, decimals), "before": Amount(sums[1], unit, decimals), "inside": inside,
        "error": error, "from": learnt.series.date(learnt.known), "held": learnt.series.date(learnt.taught),
    }  # fmt: skip
    return Figure(
        name=name,
        title=say("{name}: {total} in the next {horizon} {periods}, after {before} in the last {horizon}", **facts),
        caption=say(
            "Grey: sold. Dashed: forecast made before {held}, its bands holding 50 % and 90 %; the grey points came "
            "later."
            " Solid: forecast from {from} on.",
            **facts,
        ),
        alternative=say(
            "{column} of {name}: {total} expected over {horizon} {periods} from {from} on. Of the held-out periods "
            "from "
            "{held} on {inside:%} lay inside the 90 % band, and the forecast was off by {error:%} of what came.",
            **facts,
        ),
        spec=spec,
        aspect=0.45,
    )


def _told(learnt: Learnt, node: int) -> tuple[float, float]:
    """The error of the held-out periods over what came, and the share inside the band."""
    came, ends = learnt.came[node], learnt.then_ends[node]
    known = ~np.isnan(came)
    off = float(np.abs(came - learnt.then_said.expected[node])[known].sum())
    inside = (came >= ends[:, _LOW]) & (came <= ends[:, _HIGH])
    return off / max(float(came[known].sum()), 1e-12), float(inside[known].mean()) if known.any() else 0.0


def _history(learnt: Learnt, node: int, start: int) -> Iterator[dict[str, Any]]:
    for at in range(start, learnt.known):
        value = learnt.nodes.values[node, at]
        if not np.isnan(value):
            yield {"date": learnt.series.date(at).isoformat(), "value": float(value)}


def _ahead(learnt: Learnt, node: int, start: int, expected: Floats, ends: Floats) -> Iterator[dict[str, Any]]:
    for step in range(learnt.horizon):
        low, q1, _, q3, high = (round(float(end), 3) for end in ends[node, step])
        yield {
            "date": learnt.series.date(start + step).isoformat(),
            "value": round(float(expected[node, step]), 3),
            "low": low, "q1": q1, "q3": q3, "high": high,
        }  # fmt: skip


def _service(learnt: Learnt, column: str, unit: str | None, service: float) -> Figure:
    """What more service costs in stock, on held-out windows, beside the tuned simple rule and last year's sales."""
    x = x_axis("served", quantity(say("lead times served"), "%"))
    y = y_axis("stock", quantity(say("stock"), unit))
    curves = {
        way: [{"asked": round(100 * asked, 1), "served": round(100 * share, 2), "stock": round(held, 2)}
              for asked, share, held in learnt.trial.curve[way]]
        for way in ("forecast", "simple")
    }  # fmt: skip
    ours, rule, naive = (learnt.trial.served[way] for way in ("forecast", "simple", "last year"))
    spec = layers(
        line(curves["simple"], x, y, color=PAST, strokeDash=[4, 3], interpolate="linear"),
        line(curves["forecast"], x, y),
        points(curves["forecast"], x, y, color=ACCENT, opacity=0.9),
        spot(
            round(100 * ours.share, 2), round(ours.held, 2), say("recommended"), filled=True, of=identity("option", 0)
        ),
        spot(
            round(100 * rule.share, 2), round(rule.held, 2), say("simple rule"), filled=False, of=identity("option", 1)
        ),
        spot(
            round(100 * naive.share, 2), round(naive.held, 2), say("a year ago"), filled=False, of=identity("option", 2)
        ),
    )
    facts: dict[str, Param] = {
        "asked": service, "share": ours.share, "held": Amount(ours.held, unit, 0), "rule": rule.share,
        "rule_held": Amount(rule.held, unit, 0), "naive": naive.share, "naive_held": Amount(naive.held, unit, 0),
        "windows": ours.windows, "lead": learnt.lead, "periods": learnt.lead_periods, "column": column,
    }  # fmt: skip
    return Figure(
        name="compared service",
        title=say("{share:%} of lead times served with {held}; the simple rule: {rule:%} with {rule_held}", **facts),
        caption=say(
            "Each curve: the same way at services from 50 to 98 %, on {windows:held-out lead time|held-out lead "
            "times} of "
            "{lead} {periods}. Further right and lower is better.",
            **facts,
        ),
        alternative=say(
            "Stock of {column} against the share of held-out lead times that were served in full. Asked {asked:%}: "
            "recommended {share:%} with {held}, tuned simple rule {rule:%} with {rule_held}, a year ago {naive:%} with "
            "{naive_held}.",
            **facts,
        ),
        spec=spec,
        aspect=0.55,
    )


def _by_distance(learnt: Learnt, column: str, unit: str | None) -> Figure:
    """The mean error of the items by how far ahead it was said, beside last year's value."""
    items = slice(len(learnt.hierarchy.level) - learnt.hierarchy.items, None)
    came = learnt.came[items]
    ours, naive = (
        np.nanmean(np.abs(came - said[items]), axis=0)
        for said in (learnt.then_said.expected, learnt.then_said.methods["naive"])
    )
    x = x_axis("ahead", quantity(words_of(learnt.series.period)), axis={"tickMinStep": 1})
    y = {"field": "error", "type": "quantitative", "title": quantity(say("mean error of an item"), unit)}
    mine, theirs = (
        [{"ahead": step + 1, "error": round(float(value), 4)} for step, value in enumerate(found)]
        for found in (ours, naive)
    )
    gain = 1 - float(ours.mean()) / max(float(naive.mean()), 1e-12)
    facts: dict[str, Param] = {
        "gain": abs(gain), "mean": Amount(float(ours.mean()), unit), "naive": Amount(float(naive.mean()), unit),
        "first": Amount(float(ours[0]), unit), "last": Amount(float(ours[-1]), unit), "horizon": learnt.horizon,
        "periods": learnt.periods, "column": column,
    }  # fmt: skip
    return Figure(
        name="held distance",
        title=_gain(gain, facts),
        caption=say("Solid: the forecast. Dashed grey: last year's value. Both on the held-out periods.", **facts),
        alternative=say(
            "Mean absolute error of an item in {column}: {first} one ahead, {last} at {horizon} {periods}; on average "
            "{mean}, against {naive} by last year's value.",
            **facts,
        ),
        spec=layers(
            line(theirs, x, y, color=PAST, strokeDash=[4, 3]),
            line(mine, x, y),
            points(mine, x, y, color=ACCENT),
        ),
        aspect=0.45,
    )


def _gain(gain: float, facts: dict[str, Param]) -> Text:
    if gain > 0:
        return say("The forecast is off by {gain:%} less than last year's value", **facts)
    return say("The forecast is off by {gain:%} more than last year's value", **facts)
