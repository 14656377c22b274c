"""The pictures of an answer on early warning: the fleet today, the worst assets over time, and what speaks of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np

from sanhak.figure import (
    ACCENT,
    IDENTITY,
    LIMIT,
    PAST,
    WARN,
    Figure,
    identity,
    layers,
    limit,
    names_axis,
    quantity,
    x_axis,
    y_axis,
)
from sanhak.model.normal.fleet import Warned
from sanhak.study.early_warning.learning import Learnt, State
from sanhak.study.early_warning.tables import at, course
from sanhak.study.lives import said
from sanhak.text import Amount, Param, say

_BARS: Final = 14
_WORST: Final = 6
"""Assets whose health is drawn over time."""
_VOICES: Final = 3
"""Sensors of the worst asset that are drawn."""
_READ: Final = 400
"""Readings of a sensor that are drawn, about."""
_WIDTH: Final = 3.0
_TWO: Final = 2
_MOST: Final = 6
"""False alarms of an asset from which on they are drawn as one bar."""


def pictures(learnt: Learnt) -> tuple[Figure, ...]:
    """The fleet first, then the worst assets over time, and the sensors of the worst."""
    worst = [one for one in learnt.states if one.peak > 0][:_WORST]
    spoken = next((one for one in worst if one.told is not None), None)
    return (
        _fleet(learnt),
        *(_health(learnt, one) for one in worst),
        *(() if spoken is None or spoken.told is None else _voices(learnt, spoken.told)),
        _ways(learnt),
    )


def _clock(learnt: Learnt, field: str) -> dict[str, Any]:
    if learnt.ready.zero is None:
        return x_axis(field, quantity(learnt.ready.clock.name, learnt.ready.clock.unit))
    return {"field": field, "type": "temporal", "title": None,
            "axis": {"format": "%Y-%m", "labelOverlap": True, "tickCount": 5}}  # fmt: skip


def _times(value: float) -> Amount:
    return Amount(value, None, 1 if value > _TWO else 2)


def _fleet(learnt: Learnt) -> Figure:
    shown = learnt.states[:_BARS]
    rows = [{"name": learnt.ready.assets[one.asset], "value": one.now, "state": "off" if one.now > 1 else "normal"}
            for one in shown]  # fmt: skip
    off, worst = len(learnt.standing), shown[0]
    values: dict[str, Param] = {
        "count": off, "of": len(learnt.states), "asset": learnt.ready.assets[worst.asset], "now": _times(worst.now),
        "shown": len(shown),
    }  # fmt: skip
    colour = {"condition": {"test": "datum.state == 'off'", "value": WARN}, "value": ACCENT}
    bars = {"data": {"values": rows}, "mark": {"type": "bar", "height": {"band": 0.6}},
            "encoding": {"x": x_axis("value", say("distance from normal, times the limit"), scale={"zero": True}),
                         "y": names_axis("name"), "color": colour}}  # fmt: skip
    return Figure(
        name="along fleet",
        title=say("{count} of {of:asset is|assets are} off course today; {asset} stands at {now} times its limit",
                  **values)
        if off
        else say("No asset is off course today; {asset} comes nearest, at {now} times its limit", **values),
        caption=say("How far each asset is from normal at its newest reading. Beyond the dashed line an alarm stands."),
        alternative=say("The {shown:asset|assets} to look at first by their distance from normal; {asset} at {now}"
                        " times the limit.", **values),
        spec=layers(bars, limit(1.0, say("limit"), along="x")),
    )  # fmt: skip


def _health(learnt: Learnt, one: State) -> Figure:
    rows = course(learnt, one.asset)
    asset, told = learnt.ready.assets[one.asset], one.told
    x, y = _clock(learnt, "at"), y_axis("value", say("times the limit"), scale={"zero": True})
    drawn = {"data": {"values": rows}, "mark": {"type": "line", "color": ACCENT, "strokeWidth": 1.5},
             "encoding": {"x": x, "y": y, "detail": {"field": "course"}}}  # fmt: skip
    spans = _normal(rows)
    over = {"x": _clock(learnt, "from"), "x2": {"field": "to"}}
    shade = {"data": {"values": spans}, "mark": {"type": "rect", "color": PAST, "opacity": 0.18}, "encoding": over}
    values: dict[str, Param] = {
        "asset": asset, "now": _times(one.now), "peak": _times(one.peak),
        "since": "" if told is None else said(at(learnt, told.first)),
    }  # fmt: skip
    title = say("{asset} is on its normal course: {now} times its limit", **values)
    if told is not None:
        title = (
            say("{asset} has been off course since {since}; now {now} times its limit", **values)
            if told.standing
            else say("{asset} was off course, last from {since} on; now {now} times its limit", **values)
        )
    return Figure(
        name=f"response health {asset}",
        title=title,
        caption=say("Distance from normal over time. Shaded: the normal period; dashed: the limit. It begins anew"
                    " after each renewal."),
        alternative=say("Distance of {asset} from normal over time: now {now}, at most {peak} times the limit.",
                        **values),
        spec=layers(shade, drawn, limit(1.0, say("limit"))),
        aspect=0.36,
    )  # fmt: skip


def _normal(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The stretches of a course that count as normal."""
    spans: list[dict[str, Any]] = []
    for row in rows:
        if not row["calm"]:
            continue
        if spans and spans[-1]["course"] == row["course"]:
            spans[-1]["to"] = row["at"]
        else:
            spans.append({"from": row["at"], "to": row["at"], "course": row["course"]})
    return spans


def _voices(learnt: Learnt, one: Warned) -> Iterator[Figure]:
    """The sensors that speak of an episode: measured, and what was to be expected at their settings."""
    courses = learnt.ready.courses
    expected, scatter = learnt.contest.views.expected(courses)
    rows = np.flatnonzero(courses.course == one.course)
    for voice in one.voices[:_VOICES]:
        column = learnt.ready.sensors[voice.sensor]
        known = rows[~np.isnan(courses.values[rows, voice.sensor])]
        some = known[:: max(1, len(known) // _READ)]
        drawn = []
        for row in some.tolist():
            usual, half = float(expected[row, voice.sensor]), _WIDTH * float(scatter[row, voice.sensor])
            shown = float(courses.values[row, voice.sensor])
            drawn.append({"at": at(learnt, row), "value": shown, "low": usual - half, "high": usual + half,
                          IDENTITY: identity("column", column.name)})  # fmt: skip
        yield _voice(learnt, one, voice.sensor, drawn, (float(expected[one.at, voice.sensor]), half))


def _voice(learnt: Learnt, one: Warned, sensor: int, drawn: list[dict[str, Any]], usual: tuple[float, float]) -> Figure:
    column = learnt.ready.sensors[sensor]
    voice = next(voice for voice in one.voices if voice.sensor == sensor)
    x, title = _clock(learnt, "at"), quantity(column.name, column.unit)
    band = {"data": {"values": drawn}, "mark": {"type": "area", "color": PAST, "opacity": 0.3},
            "encoding": {"x": x, "y": y_axis("low", title), "y2": {"field": "high"}}}  # fmt: skip
    points = {"data": {"values": drawn}, "mark": {"type": "line", "color": ACCENT, "strokeWidth": 1.2},
              "encoding": {"x": x, "y": y_axis("value", title, scale={"zero": False})}}  # fmt: skip
    mark = {"data": {"values": [{"at": at(learnt, voice.since)}]}, "encoding": {"x": x},
            "mark": {"type": "rule", "color": LIMIT, "strokeDash": [5, 4], "strokeWidth": 1.5}}  # fmt: skip
    digits = Amount.within(usual[1], -usual[1], usual[1]).decimals
    shown = float(learnt.ready.courses.values[one.at, sensor])
    values: dict[str, Param] = {
        "asset": learnt.ready.assets[one.asset], "sensor": column.name, "since": said(at(learnt, voice.since)),
        "share": voice.share, "shown": Amount(shown if np.isfinite(shown) else usual[0], column.unit, digits),
        "usual": Amount(usual[0] if np.isfinite(usual[0]) else shown, column.unit, digits),
    }  # fmt: skip
    return Figure(
        name=f"matters voice {column.name}",
        title=say("{sensor} of {asset} left its course about {since}", **values),
        caption=say("Line: measured. Band: its own course at these settings, three scatters either way. Dashed: since"
                    " when it stays off."),
        alternative=say("{sensor} of {asset} over time: {shown} where {usual} was to be expected, with {share:%} of"
                        " what is told.", **values),
        spec=layers(band, points, mark),
        aspect=0.45,
    )  # fmt: skip


def _ways(learnt: Learnt) -> Figure:
    """False alarms of each asset on held-out normal readings, against the promise."""
    counts = learnt.contest.best.counts
    judged = np.flatnonzero(counts.weeks > 0)
    begun = counts.counted(learnt.budget)[judged]
    assets = np.bincount(np.minimum(begun, _MOST).astype(int))
    rows = [{"alarms": str(at) if at < _MOST else f"{_MOST}+", "assets": count}
            for at, count in enumerate(assets.tolist())]  # fmt: skip
    rate = learnt.contest.best.false_alarms
    values: dict[str, Param] = {
        "rate": Amount(rate.value, None, 3), "budget": Amount(learnt.budget, None, 3),
        "low": Amount(rate.lower, None, 3), "high": Amount(rate.upper, None, 3),
        "weeks": round(float(counts.weeks.sum())), "assets": len(judged),
        "none": int((begun == 0).sum()),
    }  # fmt: skip
    bars = {"data": {"values": rows}, "mark": {"type": "bar", "color": ACCENT, "width": {"band": 0.6}},
            "encoding": {"x": {"field": "alarms", "type": "ordinal", "sort": None, "title": say("false alarms"),
                               "axis": {"labelAngle": 0}},
                         "y": y_axis("assets", say("assets"), scale={"zero": True})}}  # fmt: skip
    return Figure(
        name="held out alarms",
        title=say("{rate} false alarms an asset-week on held-out normal readings; {budget} were asked for", **values),
        caption=say("Assets by their false alarms in {weeks:asset-week|asset-weeks} that taught nothing of them (90 %"
                    " interval of the rate: {low} to {high}).", **values),
        alternative=say("Of {assets:asset|assets} {none} raised no false alarm in the held-out weeks.", **values),
        spec=bars,
        aspect=0.45,
    )  # fmt: skip
