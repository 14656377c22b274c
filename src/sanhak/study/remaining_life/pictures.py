"""The pictures of an answer on remaining life: the assets, the worst ones over time, and what speaks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np

from sanhak.figure import (
    ACCENT,
    IDENTITY,
    LIMIT,
    PAST,
    Figure,
    band,
    diagonal,
    identity,
    layers,
    limit,
    line,
    names_axis,
    points,
    quantity,
    ranges,
    x_axis,
    y_axis,
)
from sanhak.model.life.speaking import weights
from sanhak.study.lives import said
from sanhak.study.remaining_life.learning import Learnt, Told, survival
from sanhak.study.remaining_life.tables import course
from sanhak.text import Amount, Param, say

_BARS: Final = 14
_WORST: Final = 4
"""Assets whose health is drawn over time."""
_GREY: Final = 40
"""Other assets whose chance to last is drawn in grey."""
_HELD: Final = 900
_READ: Final = 800
"""Readings of a sensor that are drawn, about."""
_STEPS: Final = 60


def pictures(learnt: Learnt) -> tuple[Figure, ...]:
    """The assets first, then the worst ones, what speaks, and how true it was on held-out assets."""
    worst = learnt.told[:_WORST]
    return (
        _assets(learnt),
        *(_health(learnt, one) for one in worst),
        _chance(learnt, worst[0]),
        *_voice(learnt, worst[0]),
        _held(learnt),
        _matters(learnt),
    )


def _clock(learnt: Learnt, field: str) -> dict[str, Any]:
    if learnt.ready.zero is None:
        return x_axis(field, quantity(learnt.ready.clock.name, learnt.ready.unit))
    return {"field": field, "type": "temporal", "title": None,
            "axis": {"format": "%Y-%m", "labelOverlap": True, "tickCount": 5}}  # fmt: skip


def _assets(learnt: Learnt) -> Figure:
    shown, cap = learnt.told[:_BARS], learnt.asked.cap
    rows = [{"name": one.history.asset, "value": one.expected, "low": one.lower, "high": min(one.upper, cap)}
            for one in shown]  # fmt: skip
    late = sum(one.lasts < 0.5 for one in learnt.told)  # noqa: PLR2004 - more likely than not
    values: dict[str, Param] = {
        "count": late, "of": len(learnt.told), "ahead": learnt.amount(learnt.ahead), "worst": shown[0].history.asset,
        "lasts": shown[0].lasts, "cap": learnt.amount(cap), "shown": len(shown),
    }  # fmt: skip
    axis = x_axis("value", quantity(say("remaining life"), learnt.ready.unit), scale={"zero": True, "nice": True})
    return Figure(
        name="along lives",
        title=say("{count} of {of:running asset|running assets} will sooner fail than last {ahead}", **values)
        if late
        else say("All {of:running asset|running assets} will sooner last {ahead} than fail", **values),
        caption=say("Bar: 90 % interval of remaining life; dot: expected. Bars that end at {cap} are open there."
                    " Dashed: the time ahead.", **values),
        alternative=say("The {shown:asset|assets} least likely to last {ahead}; first {worst}, with a chance of"
                        " {lasts:%}.", **values),
        spec=layers(ranges(rows, axis, "low", "high", "name"), _until(learnt)),
    )  # fmt: skip


def _health(learnt: Learnt, one: Told) -> Figure:
    rows = course(learnt, one)
    x, title = _clock(learnt, "at"), quantity(say("remaining life"), learnt.ready.unit)
    values: dict[str, Param] = {
        "asset": one.history.asset, "expected": learnt.amount(one.expected), "lasts": one.lasts,
        "ahead": learnt.amount(learnt.ahead), "lower": learnt.amount(one.lower),
        "upper": learnt.amount(min(one.upper, learnt.asked.cap)), "cap": learnt.amount(learnt.asked.cap),
    }  # fmt: skip
    return Figure(
        name=f"response health {one.history.asset}",
        title=say("{asset}: {expected} expected, and {lasts:%} to last {ahead}", **values),
        caption=say("Remaining life as it would have been told at each reading. Band: 90 %; it is open at {cap}.",
                    **values),
        alternative=say("Remaining life of {asset} over time; now {expected}, 90 % interval {lower} to {upper}.",
                        **values),
        spec=layers(band(rows, x, "low", "high"), line(rows, x, y_axis("value", title, scale={"zero": True}))),
        aspect=0.5,
    )  # fmt: skip


def _chance(learnt: Learnt, worst: Told) -> Figure:
    times = np.linspace(0.0, learnt.asked.cap, _STEPS)
    x = x_axis("at", quantity(say("from now"), learnt.ready.unit))
    y = y_axis("share", say("chance to last"), scale={"domain": [0, 1]}, axis={"format": ".0%"})

    def drawn(one: Told) -> list[dict[str, Any]]:
        alive = survival(one, learnt.lives, times)
        return [{"at": float(at), "share": float(share)} for at, share in zip(times, alive, strict=True)]

    others = [line(drawn(one), x, y, color=PAST, strokeWidth=1, opacity=0.5) for one in learnt.told[1:_GREY]]
    values: dict[str, Param] = {
        "asset": worst.history.asset, "lasts": worst.lasts, "ahead": learnt.amount(learnt.ahead),
        "half": learnt.amount(min(float(learnt.lives.of([_place(learnt, worst)]).quantile(0.5)[0]), learnt.asked.cap)),
    }  # fmt: skip
    return Figure(
        name="response chance",
        title=say("{asset} lasts {ahead} with a chance of {lasts:%}; even odds at {half}", **values),
        caption=say("Blue: {asset}. Grey: the other running assets. Dashed: the time ahead.", **values),
        alternative=say("The chance to last over time from now. {asset}: {lasts:%} at {ahead}, even odds at {half}.",
                        **values),
        spec=layers(*others, line(drawn(worst), x, y), _until(learnt)),
        aspect=0.5,
    )  # fmt: skip


def _until(learnt: Learnt) -> dict[str, Any]:
    """The time ahead, as a line across the axis of time."""
    return limit(learnt.ahead, say("in {ahead}", ahead=learnt.amount(learnt.ahead)), along="x")


def _place(learnt: Learnt, one: Told) -> int:
    return learnt.lives.assets.index(one.history.asset)


def _voice(learnt: Learnt, one: Told) -> Iterator[Figure]:
    """The loudest sensor of the worst asset over its life, in scatters away from what young assets show."""
    if not one.voices:
        return
    voice = one.voices[0]
    column = learnt.ready.sensors[voice.sensor]
    normal = learnt.model.young.normal(one.history).values[:, voice.sensor]
    known = np.flatnonzero(~np.isnan(normal))
    shown = known[:: max(1, len(known) // _READ)]
    rows = [{"at": learnt.ready.moment(float(one.history.time[row])), "value": float(normal[row]),
             IDENTITY: identity("column", column.name)} for row in shown]  # fmt: skip
    x, y = _clock(learnt, "at"), y_axis("value", say("scatters from what young assets show"))
    since = learnt.ready.moment(voice.since)
    mark = {"data": {"values": [{"at": since}]}, "encoding": {"x": x},
            "mark": {"type": "rule", "color": LIMIT, "strokeDash": [5, 4], "strokeWidth": 1.5}}  # fmt: skip
    values: dict[str, Param] = {
        "asset": one.history.asset, "sensor": column.name, "since": said(since),
        "away": Amount(abs(voice.away), None, 1),
        "share": voice.share,
    }  # fmt: skip
    yield Figure(
        name="response voice",
        title=say("{sensor} of {asset} has been off its normal course since {since}", **values),
        caption=say("Readings at equal settings, in scatters of young assets. Dashed: since when its mean stays off."),
        alternative=say("{sensor} of {asset} over time; off since {since}, now by {away} of the usual scatters of its"
                        " mean, with {share:%} of what is told.", **values),
        spec=layers(points(rows, x, y), mark),
        aspect=0.45,
    )  # fmt: skip


def _held(learnt: Learnt) -> Figure:
    held, cap = learnt.held, learnt.asked.cap
    said, came = held.said[learnt.chosen], held.capped
    rows = np.unique(np.linspace(0, len(said) - 1, min(_HELD, len(said))).astype(int))
    drawn = [{"at": float(said[row]), "came": float(came[row])} for row in rows]
    scale = {"scale": {"domain": [0, cap], "nice": False}}
    unit = learnt.ready.unit
    error, spread = held.error(learnt.chosen)
    values: dict[str, Param] = {
        "error": Amount.within(error, error - spread, error + spread, unit), "lives": len(np.unique(held.asset)),
        "cap": learnt.amount(cap), "rows": len(said),
    }  # fmt: skip
    return Figure(
        name="held out lives",
        title=say("On {lives:held-out life|held-out lives} the expectation is {error} off", **values),
        caption=say("Each point is a reading of an asset that taught nothing. On the dashed line expectation equals"
                    " truth; what lasted beyond {cap} stands at the upper edge.", **values),
        alternative=say("Remaining life told against true, {rows:reading|readings} of {lives:life|lives}: error"
                        " {error}.", **values),
        spec=layers(
            diagonal(0.0, cap),
            points(drawn, x_axis("at", quantity(say("remaining life told"), unit)) | scale,
                   y_axis("came", quantity(say("remaining life that came"), unit)) | scale),
        ),
        aspect=1.0,
    )  # fmt: skip


def _matters(learnt: Learnt) -> Figure:
    columns = learnt.ready.sensors
    share = weights(learnt.model, learnt.ready.failed)
    order = np.argsort(-share, kind="stable")[:_BARS].tolist()
    rows = [{"name": columns[at].name, "share": float(share[at]), IDENTITY: identity("column", columns[at].name)}
            for at in order]  # fmt: skip
    told = tuple(say("{sensor} {share:%}", sensor=columns[at].name, share=float(share[at])) for at in order)
    x = {"field": "share", "type": "quantitative", "title": say("share of what the sensors tell"),
         "axis": {"format": ".0%"}, "scale": {"domainMin": 0}}  # fmt: skip
    return Figure(
        name="matters sensors",
        title=say("{sensor} tells most of remaining life: {share:%}", sensor=columns[order[0]].name,
                  share=float(share[order[0]])),
        caption=say("What each sensor brought in learning, over all its features. Sensors that move alike share it."),
        alternative=say("Shares of the sensors: {told}.", told=told),
        spec={"data": {"values": rows}, "mark": {"type": "bar", "color": ACCENT, "height": {"band": 0.6}},
              "encoding": {"x": x, "y": names_axis("name")}},
    )  # fmt: skip
