"""The tables of an answer on early warning: assets by how far they are from normal, episodes, and health over time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl

from sanhak.study.lives import health_table
from sanhak.table import Column, Kind, Source, Table
from sanhak.text import Text, say

if TYPE_CHECKING:
    from sanhak.model.normal.fleet import Warned
    from sanhak.study.early_warning.learning import Learnt, Seen, State

FALSE: Final = "false alarms"
MISSED: Final = "missed disturbances"
WITHIN: Final = "weeks without false alarm"
WEEKLY: Final = "1/week"
"""The unit of alarms of one asset."""
WORDS: Final[Mapping[str, Text]] = {
    "asset": say("Asset"),
    "last reading": say("Last reading"),
    "state": say("State"),
    "off": say("off its course"),
    "was off": say("was off, is back"),
    "sensor": say("a sensor is stuck"),
    "normal": say("on its normal course"),
    "learning": say("still in its normal period"),
    "now": say("Now, times the limit"),
    "peak": say("At most, times the limit"),
    "episodes": say("Episodes"),
    "since": say("Alarm began"),
    "until": say("Alarm until"),
    "speaks": say("Sensors that speak, with since when"),
    "against": say("It left"),
    "own": say("its own course, as its siblings did"),
    "fleet": say("the course of its siblings"),
    "both": say("its own course and that of its siblings"),
    "cause": say("It looks like"),
    "the asset": say("the asset"),
    "stuck": say("the sensor: stuck"),
    "jumped": say("the sensor: jumped"),
    "against others": say("the sensor: against the others"),
    "one sensor": say("one sensor alone"),
    "like": say("Most like, earlier"),
    "like since": say("whose alarm began"),
    "time": say("Time"),
}
"""Heads and cells that are words."""
_VOICES: Final = 3
_MOST: Final = 15
"""Assets and episodes that a report shows in full."""
_FIRST: Final = ("asset", "state", "now", "since", "speaks", "cause")
_SHOWN: Final = ("asset", "since", "until", "peak", "speaks", "against", "cause", "like", "like since")
COURSE: Final = 160
"""Readings of an asset at which its health is told, at most; between two, the largest is."""


def tables_of(learnt: Learnt) -> dict[str, Table]:
    """``first`` and ``latest``: those to look at; all ``assets``, ``episodes``, ``health`` over time, and ``ways``."""
    assets, episodes = assets_of(learnt), _episodes(learnt)
    first = assets.select(_FIRST).rows(range(min(_MOST, len(assets))))
    latest = episodes.select(_SHOWN).rows(range(len(episodes) - 1, max(-1, len(episodes) - 1 - _MOST), -1))
    return {"first": first, "latest": latest, "assets": assets, "episodes": episodes, "health": _health(learnt),
            "ways": _ways(learnt)}  # fmt: skip


def _moment(learnt: Seen, name: str) -> Column:
    ready = learnt.ready
    return Column(name, Kind.TEXT) if ready.zero else Column(name, unit=ready.clock.unit)


def at(learnt: Seen, row: int) -> float | str:
    """When a row was read, as a reader writes it."""
    return learnt.ready.moment(float(learnt.ready.courses.time[row]))


def cause_of(one: Warned) -> str:
    """Its word among :data:`WORDS`."""
    return "the asset" if one.cause == "asset" else one.cause


def _state(one: State) -> str:
    if one.standing:
        return "off"
    if one.stuck:
        return "sensor"
    if one.learning:
        return "learning"
    return "was off" if one.episodes else "normal"


def assets_of(learnt: Seen) -> Table:
    """Each asset: how far it is from its normal course, and since when which sensors say so."""
    columns = (
        Column("asset", Kind.IDENTIFIER), _moment(learnt, "last reading"), Column("state", Kind.CATEGORY),
        Column("now"), Column("peak"), Column("episodes"), _moment(learnt, "since"), Column("speaks", Kind.TEXT),
        Column("against", Kind.CATEGORY), Column("cause", Kind.CATEGORY),
    )  # fmt: skip
    rows = []
    for one in learnt.states:
        told = one.told
        more: tuple[Any, ...] = (None, _still(learnt, one) or None, None, "stuck" if one.stuck else None)
        if told is not None and (one.standing or not one.stuck):  # a sensor that is stuck goes before what is over
            more = (at(learnt, told.first), spoken(learnt, told), told.against, cause_of(told))
        rows.append((learnt.ready.assets[one.asset], at(learnt, one.row), _state(one), round(one.now, 3),
                     round(one.peak, 3), float(len(one.episodes)), *more))  # fmt: skip
    return _table(columns, rows)


def _still(learnt: Seen, one: State) -> str:
    return ", ".join(f"{learnt.ready.sensors[sensor].name} ({at(learnt, since)})" for sensor, since in one.stuck)


def _episodes(learnt: Learnt) -> Table:
    columns = (
        Column("asset", Kind.IDENTIFIER), _moment(learnt, "since"), _moment(learnt, "until"), Column("peak"),
        Column("speaks", Kind.TEXT), Column("against", Kind.CATEGORY), Column("cause", Kind.CATEGORY),
        Column("like", Kind.IDENTIFIER), _moment(learnt, "like since"),
    )  # fmt: skip
    rows: list[tuple[Any, ...]] = []
    for one in learnt.watched.episodes:
        like = None if one.like is None else learnt.watched.episodes[one.like]
        rows.append((learnt.ready.assets[one.asset], at(learnt, one.first),
                     None if one.standing else at(learnt, one.end - 1), round(one.peak, 3), spoken(learnt, one),
                     one.against, cause_of(one), None if like is None else learnt.ready.assets[like.asset],
                     None if like is None else at(learnt, like.first)))  # fmt: skip
    return _table(columns, rows)


def spoken(learnt: Seen, one: Warned) -> str:
    """``vibration (2026-03-02), current (2026-04-11)``: names and moments, which need no language."""
    return ", ".join(
        f"{learnt.ready.sensors[voice.sensor].name} ({at(learnt, voice.since)})" for voice in one.voices[:_VOICES]
    )


def course(learnt: Learnt, asset: int) -> list[dict[str, Any]]:
    """The statistic of an asset over time in multiples of the limit, in at most so many steps, each its largest."""
    courses = learnt.ready.courses
    rows = np.flatnonzero(courses.asset[courses.course] == asset)
    rows = rows[np.argsort(courses.time[rows], kind="stable")]
    size = -(-len(rows) // COURSE)
    shown = []
    for first in range(0, len(rows), size):
        some = rows[first : first + size]
        row = int(some[np.argmax(learnt.watched.statistic[some])])
        shown.append({"at": at(learnt, row), "value": round(float(learnt.watched.statistic[row]), 4),
                      "course": int(courses.course[row]), "calm": bool(courses.calm[row])})  # fmt: skip
    return shown


def _health(learnt: Learnt) -> Table:
    """How far each asset was from its normal course over time, in multiples of the limit, which is 1."""
    told = [(learnt.ready.assets[one.asset], row["at"], row["value"]) for one in learnt.states
            for row in course(learnt, one.asset)]  # fmt: skip
    assets, times, values = zip(*told, strict=True) if told else ((), (), ())
    nothing = [None] * len(told)
    rows = {"asset": assets, "time": times, "value": values, "lower": nothing, "upper": nothing,
            "limit": [1.0] * len(told)}  # fmt: skip
    return health_table(Column("distance"), _moment(learnt, "time"), rows)


def _ways(learnt: Learnt) -> Table:
    """Ways of watching: false alarms on held-out normal readings, and what each misses."""
    columns = (Column("way", Kind.IDENTIFIER), *(Column(name, unit=WEEKLY) for name in (FALSE, "lower", "upper")),
               Column(MISSED, unit="%"), Column(WITHIN, unit="%"))  # fmt: skip
    rows = []
    for key, one in learnt.contest.candidates.items():
        rate = one.false_alarms
        rows.append((key, *(round(end, 6) for end in (rate.value, rate.lower, rate.upper)),
                     round(100 * one.error, 3), round(100 * max(0.0, 1 - rate.value), 3)))  # fmt: skip
    return _table(columns, rows)


def _table(columns: tuple[Column, ...], rows: list[tuple[Any, ...]]) -> Table:
    types = {one.name: pl.Float64 if one.kind is Kind.NUMBER else pl.String for one in columns}
    return Table(pl.DataFrame(rows, schema=types, orient="row"), columns, source=Source("early warning"))
