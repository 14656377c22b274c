"""The pictures of an answer on lives to a limit: lives of the worst, their courses, whether levels held, and rates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sanhak.figure import (
    PAST,
    Figure,
    band,
    diagonal,
    layers,
    limit,
    line,
    points,
    quantity,
    ranges,
    x_axis,
    y_axis,
)
from sanhak.study.lives import said
from sanhak.text import Amount, Param, say

if TYPE_CHECKING:
    from sanhak.study.condition.learning import Learnt

_WORST: Final = 15
_COURSES: Final = 3
_START: Final = datetime(1970, 1, 1)  # noqa: DTZ001 - as columns of dates are


def pictures(learnt: Learnt) -> tuple[Figure, ...]:
    """Lives first, then three courses, whether past lives ended as foretold, and which rates are an asset's own."""
    return (
        _lives(learnt),
        *(_course(learnt, place) for place in range(min(_COURSES, len(learnt.rows)))),
        *_levels(learnt),
        _rates(learnt),
    )


def _lives(learnt: Learnt) -> Figure:
    asked, lives = learnt.asked, learnt.lives
    last = 4 * asked.until
    low, high = (np.minimum(end, last) for end in lives.interval())
    middle = np.minimum(lives.quantile(0.5), last)
    rows = [
        {"asset": lives.assets[at], "low": round(float(low[at]), 2), "life": round(float(middle[at]), 2),
         "high": round(float(high[at]), 2)}
        for at in range(min(_WORST, len(lives)))
    ]  # fmt: skip
    x = x_axis("life", quantity(say("remaining life"), asked.unit))
    facts: dict[str, Param] = {
        "asset": lives.assets[0], "until": said(asked.moment(asked.courses.now + asked.until)), "count": len(rows),
        "most": Amount(last, asked.unit, 0), "risk": float(1 - learnt.lasts[0]),
    }  # fmt: skip
    return Figure(
        name="along lives",
        title=say("{asset} does not last until {until} with a chance of {risk:%}", **facts),
        caption=say(
            "The {count} assets that are least likely to last: median and 90 % interval of life. Lives are cut off at"
            " {most}. Dashed: the turnaround.",
            **facts,
        ),
        alternative=say(
            "Remaining life of the {count} assets that are least likely to last until {until}; the chance that {asset}"
            " does not is {risk:%}.",
            **facts,
        ),
        spec=layers(ranges(rows, x, "low", "high", "asset"), limit(asked.until, say("turnaround"), along="x")),
        aspect=0.8,
    )


def _course(learnt: Learnt, place: int) -> Figure:
    """One asset's readings with the fan to its limit."""
    asked, row = learnt.asked, int(learnt.rows[place])
    courses = asked.courses
    count = int(courses.counts[row])
    when, sign = asked.dated, asked.sign
    seen = [
        {"at": _when(float(at), dated=when), "value": round(float(sign * value), 6)}
        for at, value in zip(courses.at[row, :count], courses.value[row, :count], strict=True)
    ]
    fan = list(_fan(learnt, place))
    x: dict[str, Any] = (
        {"field": "at", "type": "temporal", "title": None} if when else x_axis("at", quantity(say("time"), asked.unit))
    )
    y = y_axis("value", quantity(asked.column.name, asked.column.unit))
    bound = float(sign * courses.limit[row])
    facts: dict[str, Param] = {
        "asset": learnt.lives.assets[place], "until": said(asked.moment(courses.now + asked.until)),
        "lasts": float(learnt.lasts[place]), "column": asked.column.name, "count": count,
        "last": Amount(float(sign * courses.last[row]), asked.column.unit),
        "limit": Amount(bound, asked.column.unit),
    }  # fmt: skip
    return Figure(
        name=f"response {place + 1}",
        title=say("{asset} lasts until {until} with a chance of {lasts:%}", **facts),
        caption=say("Points: readings. Bands: where later readings are expected, 50 % and 90 %. Dashed: the limit."),
        alternative=say(
            "{column} of {asset}: {count:reading|readings}, the last {last}, the limit {limit}; it lasts until {until}"
            " with a chance of {lasts:%}.",
            **facts,
        ),
        spec=layers(
            band(fan, x, "low", "high"),
            band(fan, x, "q1", "q3", strong=True),
            line(fan, x, y),
            line(seen, x, y, color=PAST, strokeWidth=1),
            points(seen, x, y, size=26, opacity=0.9),
            limit(bound, say("limit")),
        ),
        aspect=0.5,
    )


def _fan(learnt: Learnt, place: int) -> Iterator[dict[str, Any]]:
    asked = learnt.asked
    for ahead, ends in zip(learnt.fan["ahead"], learnt.fan["points"][place], strict=True):
        low, q1, middle, q3, high = (round(float(asked.sign * end), 6) for end in ends)
        yield {"at": _when(float(asked.courses.now + ahead), dated=asked.dated), "value": middle, "low": low,
               "high": high, "q1": q1, "q3": q3}  # fmt: skip


def _when(at: float, *, dated: bool) -> str | float:
    return (_START + timedelta(days=at)).isoformat(timespec="minutes") if dated else round(at, 4)


def _levels(learnt: Learnt) -> Iterator[Figure]:
    """Chances at which past lives were foretold to end beside the share that did; none where too few ended."""
    levels = learnt.levels
    if levels is None or not levels.set:
        return
    chance = np.linspace(0, 1, 41)
    real = np.interp(chance, levels.chance, levels.real)
    rows = [{"x": round(100 * float(a), 2), "y": round(100 * float(b), 2)} for a, b in zip(chance, real, strict=True)]
    off = float(np.abs(real - chance).max())
    x = x_axis("x", quantity(say("foretold to have ended"), "%"))
    y = y_axis("y", quantity(say("had ended"), "%"))
    facts: dict[str, Param] = {"count": levels.ended, "off": off}
    yield Figure(
        name="held lives",
        title=say("Past lives ended at most {off:%} off what was foretold", **facts),
        caption=say(
            "Lives of {count:asset|assets} that ended, foretold from an earlier moment on by what was fitted to other"
            " assets. On the line chances came true; intervals are set by this curve.",
            **facts,
        ),
        alternative=say(
            "Share of past lives that had ended against the chance at which they were foretold to: at most {off:%}"
            " apart, on {count:asset|assets}.",
            **facts,
        ),
        spec=layers(diagonal(0, 100), line(rows, x, y)),
        aspect=1.0,
    )


def _rates(learnt: Learnt) -> Figure:
    """Rate of each asset against the share that is its own."""
    asked = learnt.asked
    unit = f"{asked.column.unit or 1}/{asked.unit}"
    rate = np.abs(learnt.rate)
    rows = [{"own": round(100 * float(a), 1), "rate": float(f"{b:.4g}")} for a, b in zip(learnt.own, rate, strict=True)]
    half = float(np.median(learnt.own))
    facts: dict[str, Param] = {
        "own": half, "count": len(rows), "median": Amount(float(np.median(rate)), unit),
        "low": Amount(float(np.quantile(rate, 0.05)), unit), "high": Amount(float(np.quantile(rate, 0.95)), unit),
    }  # fmt: skip
    return Figure(
        name="matters rates",
        title=say("Half of the assets know {own:%} or more of their rate from their own readings", **facts),
        caption=say(
            "Each point: an asset. To the left its rate is the fleet's, to the right its own readings settle it."
        ),
        alternative=say(
            "Rates of wear of {count:asset|assets}: median {median}, 90 % between {low} and {high}; the median share"
            " of its own is {own:%}.",
            **facts,
        ),
        spec=layers(
            points(
                rows, x_axis("own", quantity(say("share of its own"), "%")),
                y_axis("rate", quantity(say("rate of wear"), unit)), size=30,
            )
        ),
        aspect=0.55,
    )  # fmt: skip
