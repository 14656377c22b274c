"""The pictures of a monitor's answer: the statistic over time, who is to blame, and the tags that moved first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

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
from sanhak.text import Amount, Param, say

if TYPE_CHECKING:
    from sanhak.model.normal.episodes import Episode
    from sanhak.study.monitoring.course import Course
    from sanhak.study.monitoring.learning import Learnt

_BINS: Final = 1500
"""Points of a course at most; beyond, each is the largest of the rows that it stands for."""
_BARS: Final = 12
_SMALL: Final = 4
"""Tags of the heaviest episode that are drawn one by one."""
_BEFORE: Final = 0.6
"""Rows before an episode that are drawn, as a share of its length."""
_LEAST_BEFORE: Final = 40
_WIDTH: Final = 3.0


def pictures(learnt: Learnt) -> tuple[Figure, ...]:
    """The statistic first; then, where something is clear, the heaviest episode's tags."""
    if not learnt.clear:
        return (_statistic(learnt),)
    worst = learnt.clear[0]
    return (_statistic(learnt), _blame(learnt, worst), *_first(learnt, worst))


def _time(course: Course, field: str, **more: Any) -> dict[str, Any]:
    """The horizontal axis: moments, or numbers of rows where the table has no time."""
    if course.times is None:
        return x_axis(field, say("Row"), **more)
    return {"field": field, "type": "temporal", "title": None,
            "axis": {"format": "%m-%d %H:%M", "labelOverlap": True, "tickCount": 5}, **more}  # fmt: skip


def _place(course: Course, row: int) -> str | int:
    place = min(max(row, 0), len(course) - 1)
    return int(course.source[place]) + 1 if course.times is None else f"{course.times[place]:%Y-%m-%d %H:%M:%S}"


def _binned(rows: range) -> Iterator[range]:
    """The rows in at most so many neighbouring bins."""
    size = -(-len(rows) // _BINS) if len(rows) else 1
    return (rows[at : at + size] for at in range(0, len(rows), size))


def _statistic(learnt: Learnt) -> Figure:
    course = learnt.watched
    shown = []
    for rows in _binned(range(len(course))):
        part = learnt.statistic[rows.start : rows.stop]
        shown.append({"at": _place(course, rows.start + int(np.argmax(part))), "value": max(float(part.max()), 1e-3)})
    spans = [
        {
            "from": _place(course, one.first),
            "to": _place(course, one.end - 1),
            "weight": "clear" if one.clear else "weak",
        }
        for one in learnt.episodes
    ]
    over = {"x": _time(course, "from"), "x2": {"field": "to"}}
    shade = {"data": {"values": [one for one in spans if one["weight"] == "clear"]},
             "mark": {"type": "rect", "color": WARN, "opacity": 0.25}, "encoding": over}  # fmt: skip
    axis = y_axis("value", say("Statistic, times its limit"), scale={"type": "log"})
    course_line = {"data": {"values": shown}, "mark": {"type": "line", "color": ACCENT, "strokeWidth": 1.2},
                   "encoding": {"x": _time(course, "at"), "y": axis}}  # fmt: skip
    clear, largest = learnt.clear, int(np.argmax(learnt.statistic))
    values: dict[str, Param] = {
        "count": len(clear),
        "rows": len(course),
        "peak": Amount(float(learnt.statistic[largest]), None, 1),
        "since": course.moment(largest),
    }
    title = (
        say("{count:clear episode|clear episodes}; the largest value is {peak} times the limit, at {since}", **values)
        if clear
        else say("Nothing clear: the largest of {rows:row|rows} is {peak} times the limit, at {since}", **values)
    )
    told = tuple(
        say("from {start} to {end}, {tag} first", start=course.moment(one.first), end=course.moment(one.end - 1),
            tag=learnt.tags[one.lead.tag].name) for one in clear
    )  # fmt: skip
    return Figure(
        name="along statistic",
        title=title,
        caption=say("How far each row lies from the normal course ({name}); above the dashed line it raises an alarm. "
                    "Shaded: clear episodes.", name=learnt.contest.best.name),
        alternative=say("The statistic of {rows:row|rows}, at most {peak} times its limit. Clear episodes: {told}.",
                        told=told, **values),
        spec=layers(shade, course_line, limit(1.0, say("limit"))),
        aspect=0.42,
    )  # fmt: skip


def _blame(learnt: Learnt, one: Episode) -> Figure:
    """What each tag shows beyond what the others let expect, in this episode, largest first."""
    away = learnt.model.residuals(learnt.watched.X[one.first : one.end]) ** 2
    share = away.sum(axis=0) / max(float(away.sum()), 1e-12)
    order = np.argsort(-share, kind="stable")[:_BARS].tolist()
    rows = [
        {"name": learnt.tags[tag].name, "share": float(share[tag]), IDENTITY: identity("column", learnt.tags[tag].name)}
        for tag in order
    ]
    scale = {"axis": {"format": ".0%"}, "scale": {"domainMin": 0}}
    bars = {"data": {"values": rows}, "mark": {"type": "bar", "color": ACCENT, "height": {"band": 0.6}},
            "encoding": {"x": {"field": "share", "type": "quantitative", "title": say("Share of what was "
                    "unusual"), **scale},
                         "y": names_axis("name")}}  # fmt: skip
    first = order[0]
    told = tuple(say("{tag} {share:%}", tag=learnt.tags[tag].name, share=float(share[tag])) for tag in order)
    return Figure(
        name="matters blame",
        title=say("{tag} shows {share:%} of what was unusual since {since}", tag=learnt.tags[first].name,
                  share=float(share[first]), since=learnt.watched.moment(one.first)),
        caption=say("Squared distance of each tag from what all others let expect (reconstruction-based contribution). "
                    "Tags that are close to one another share the blame."),
        alternative=say("Shares of the tags: {told}.", told=told),
        spec=bars,
    )  # fmt: skip


def _first(learnt: Learnt, one: Episode) -> Iterator[Figure]:
    """The tags that moved, one picture each: measured against what the others let expect."""
    for moved in one.moved[:_SMALL]:
        yield _tag(learnt, one, moved.tag, moved.onset)


def _tag(learnt: Learnt, one: Episode, tag: int, onset: int) -> Figure:
    course, column = learnt.watched, learnt.tags[tag]
    before = max(_LEAST_BEFORE, round(_BEFORE * (one.end - one.first)))
    window = range(max(0, min(onset, one.first) - before), min(len(course), one.end + _LEAST_BEFORE))
    expected = learnt.model.expected(course.X[window.start : window.stop])[:, tag]
    half = _WIDTH * float(learnt.model.scatter[tag])
    rows: list[Mapping[str, Any]] = []
    for part in _binned(window):
        row = part.start
        usual = float(expected[row - window.start])
        rows.append({"at": _place(course, row), "value": float(course.X[row, tag]), "low": usual - half,
                     "high": usual + half, IDENTITY: identity("column", column.name)})  # fmt: skip
    time = _time(course, "at")
    band = {
        "data": {"values": rows},
        "mark": {"type": "area", "color": PAST, "opacity": 0.3},
        "encoding": {"x": time, "y": y_axis("low", quantity(column.name, column.unit)), "y2": {"field": "high"}},
    }
    line = {"data": {"values": rows}, "mark": {"type": "line", "color": ACCENT, "strokeWidth": 1.5},
            "encoding": {"x": time, "y": y_axis("value", quantity(column.name, column.unit))}}  # fmt: skip
    mark = {
        "data": {"values": [{"at": _place(course, onset)}]},
        "mark": {"type": "rule", "color": LIMIT, "strokeDash": [5, 4], "strokeWidth": 1.5},
        "encoding": {"x": time},
    }
    shown, usual = (
        float(np.mean(values))
        for values in (course.X[onset : one.end, tag], expected[onset - window.start : one.end - window.start])
    )
    digits = Amount.within(half, -half, half).decimals
    values: dict[str, Param] = {
        "tag": column.name,
        "since": course.moment(onset),
        "shown": Amount(shown, column.unit, digits),
        "usual": Amount(usual, column.unit, digits),
    }
    return Figure(
        name=f"moved {column.name}",
        title=say("{tag} since {since}: {shown} on average, {usual} on its normal course", **values),
        caption=say("Line: measured. Band: what the other tags let expect, three scatters either way. Dashed: when it "
                    "most likely left its course."),
        alternative=say("{tag} over time: {shown} on average since {since}, where {usual} was to be "
                "expected.", **values),
        spec=layers(band, line, mark),
        aspect=0.5,
    )  # fmt: skip
