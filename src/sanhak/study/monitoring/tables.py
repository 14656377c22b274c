"""The tables of a monitor's answer: its episodes, the ways of watching, and every watched row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl

from sanhak.table import Column, Kind, Table
from sanhak.text import Text, say

if TYPE_CHECKING:
    from sanhak.study.monitoring.course import Course
    from sanhak.study.monitoring.learning import Learnt

FALSE: Final = "false alarms"
MISSED: Final = "missed disturbances"
WITHIN: Final = "within limit"
_NAMED: Final = 6
"""Tags that a row of the list of episodes names."""
WORDS: Final[Mapping[str, Text]] = {
    "since": say("Off since"),
    "alarm": say("Alarm from"),
    "until": say("Alarm until"),
    "count": say("Alarms"),
    WITHIN: say("Normal rows within"),
    "peak": say("Times the limit"),
    "first": say("Look at first"),
    "order": say("Tags in the order in which they moved"),
    "weight": say("Judgement"),
    "clear": say("clear"),
    "may be false": say("may be a false alarm"),
    "way": say("Way of watching"),
    FALSE: say("False alarms"),
    "lower": say("at least"),
    "upper": say("at most"),
    MISSED: say("Missed"),
    "delay": say("Rows until noticed"),
    "part": say("Part"),
    "chosen": say("chosen"),
    "baseline": say("baseline"),
    "by hand": say("by hand"),
}


def episodes_table(learnt: Learnt) -> Table:
    """One row for each episode in time order."""
    rows: list[dict[str, Any]] = []
    for one in learnt.episodes:
        order = [f"{learnt.tags[moved.tag].name} ({100 * moved.share:.0f} %)" for moved in one.moved[:_NAMED]]
        rows.append({
            "since": _written(learnt.watched, one.lead.onset), "alarm": _written(learnt.watched, one.first),
            "until": _written(learnt.watched, one.end - 1), "count": float(one.alarms), "peak": round(one.peak, 2),
            "first": learnt.tags[one.lead.tag].name, "order": ", ".join(order),
            "weight": "clear" if one.clear else "may be false",
        })  # fmt: skip
    columns = (
        Column("since", Kind.TEXT), Column("alarm", Kind.TEXT), Column("until", Kind.TEXT),
        Column("count", Kind.NUMBER), Column("peak", Kind.NUMBER), Column("first", Kind.CATEGORY),
        Column("order", Kind.TEXT), Column("weight", Kind.CATEGORY),
    )  # fmt: skip
    return _table(rows, columns)


def monitors_table(learnt: Learnt) -> Table:
    """One row for each way of watching, at the same budget; the last is what is drawn by hand."""
    rows = []
    for one in (*learnt.contest.candidates.values(), learnt.contest.simple):
        counted = one.false_alarms
        part = {learnt.contest.simple.key: "by hand", learnt.contest.baseline.key: "baseline"}.get(one.key, "")
        rows.append({
            "way": str(one.key), FALSE: round(100 * counted.value, 2), "lower": round(100 * counted.lower, 2),
            "upper": round(100 * counted.upper, 2),
            MISSED: round(100 * one.error, 1), "delay": one.delay, WITHIN: round(100 * (1 - counted.value), 2),
            "part": "chosen" if one.key == learnt.contest.chosen else part,
        })  # fmt: skip
    columns = (
        Column("way", Kind.CATEGORY), Column(FALSE, Kind.NUMBER, "%"), Column("lower", Kind.NUMBER, "%"),
        Column("upper", Kind.NUMBER, "%"), Column(MISSED, Kind.NUMBER, "%"), Column("delay", Kind.NUMBER),
        Column(WITHIN, Kind.NUMBER, "%"), Column("part", Kind.CATEGORY),
    )  # fmt: skip
    return _table(rows, columns)


def watched_table(learnt: Learnt) -> Table:
    """One row for each watched row: its statistic in multiples of the limit, and whether it raised an alarm."""
    course = learnt.watched
    moments = [_written(course, row) for row in range(len(course))] if course.times is None else list(course.times)
    frame = pl.DataFrame({
        "time": moments, "row": (course.source + 1).astype(float), "statistic": learnt.statistic,
        "alarm": np.where(learnt.statistic > 1, "yes", "no"),
    })  # fmt: skip
    columns = (
        Column("time", Kind.TEXT if course.times is None else Kind.DATE), Column("row", Kind.NUMBER),
        Column("statistic", Kind.NUMBER), Column("alarm", Kind.CATEGORY),
    )  # fmt: skip
    return Table(frame, columns, time=None if course.times is None else "time")


def _written(course: Course, row: int) -> str:
    """A moment as a table holds it."""
    place = min(max(row, 0), len(course) - 1)
    return str(int(course.source[place]) + 1) if course.times is None else f"{course.times[place]:%Y-%m-%d %H:%M}"


def _table(rows: list[dict[str, Any]], columns: tuple[Column, ...]) -> Table:
    types = {one.name: pl.Float64 if one.kind is Kind.NUMBER else pl.String for one in columns}
    return Table(pl.DataFrame(rows, schema=types), columns)
