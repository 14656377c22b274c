"""The tables of an answer on remaining life: running assets, their lives as quantiles, and their health over time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl

from sanhak.study.lives import Horizon, health_table
from sanhak.table import Column, Kind, Source, Table
from sanhak.text import Text, say

if TYPE_CHECKING:
    from sanhak.study.remaining_life.learning import Learnt, Told

FAILED: Final = "failed before"
WASTED: Final = "unused life"
LEFT: Final = "remaining life"
WORDS: Final[Mapping[str, Text]] = {
    "asset": say("Asset"),
    "last reading": say("Last reading"),
    "age": say("Age"),
    LEFT: say("Remaining life"),
    "lower": say("at least"),
    "upper": say("at most"),
    "lasts": say("Chance to last"),
    "renew before": say("Renew before"),
    "speaks": say("Sensors off their course, with since when"),
    "like": say("Most like"),
    "like left": say("which then had left"),
    "distance": say("Distance to it, usual is up to 1"),
    "seen before": say("Seen before"),
    "yes": say("yes"),
    "like nothing": say("like nothing seen before"),
    "time": say("Time"),
    "failed": say("Failed"),
}
"""Heads and cells that are words."""
_VOICES: Final = 3
_FIRST: Final = ("asset", "age", LEFT, "lower", "upper", "lasts", "like", "like left")
_MOST: Final = 15
"""Assets that a report shows in full, and what it shows of them."""
_COURSE: Final = 120
"""Readings of an asset at which its health is told, at most."""


def tables_of(learnt: Learnt) -> dict[str, Table]:
    """``first``: those to look at; all ``assets``, ``lives`` as quantiles, which a plan reads, and ``health``."""
    assets = _assets(learnt)
    first = assets.select(_FIRST).rows(range(min(_MOST, len(assets))))
    horizon = Horizon("", "", learnt.ahead, learnt.ready.unit)
    return {
        "first": first,
        "assets": assets,
        "lives": learnt.lives.table(),
        "horizon": horizon.table(),
        "health": _health(learnt),
    }


def _assets(learnt: Learnt) -> Table:
    ready, unit = learnt.ready, learnt.ready.unit
    past = ready.failed
    moment = Kind.TEXT if ready.zero else Kind.NUMBER
    columns = (
        Column("asset", Kind.IDENTIFIER), Column("last reading", moment, None if ready.zero else unit),
        Column("age", unit=unit), Column(LEFT, unit=unit), Column("lower", unit=unit), Column("upper", unit=unit),
        Column("lasts", unit="%"), Column("renew before", moment, None if ready.zero else unit),
        Column("speaks", Kind.TEXT), Column("like", Kind.IDENTIFIER), Column("like left", unit=unit),
        Column("distance"), Column("seen before", Kind.CATEGORY),
    )  # fmt: skip
    rows = [
        (one.history.asset, ready.moment(one.history.last), _short(learnt, one.history.span),
         _short(learnt, one.expected), _short(learnt, one.lower), _short(learnt, one.upper),
         round(100 * one.lasts, 1), renew_before(learnt, one), spoken(learnt, one), past[one.like.life].asset,
         _short(learnt, one.like.left), round(one.like.distance, 2), "like nothing" if one.unlike else "yes")
        for one in learnt.told
    ]  # fmt: skip
    return _table(columns, rows)


def renew_before(learnt: Learnt, one: Told) -> float | str:
    """The moment by which one in ten such assets has failed; the cap where that is not known."""
    return learnt.ready.moment(one.history.last + min(one.tenth, learnt.asked.cap))


def spoken(learnt: Learnt, one: Told) -> str:
    """``vibration (2026-03-02), current (2026-04-11)``: names and moments, which need no language."""
    names = learnt.ready.sensors
    return ", ".join(
        f"{names[voice.sensor].name} ({learnt.ready.moment(voice.since)})" for voice in one.voices[:_VOICES]
    )


def course(learnt: Learnt, one: Told) -> list[dict[str, Any]]:
    """What would have been told of an asset at its earlier readings: expected life and its 90 % interval."""
    from sanhak.model.life.remaining import interval

    keep = np.unique(np.linspace(0, len(one.history) - 1, min(_COURSE, len(one.history))).astype(int))
    said = learnt.model.course(one.history, keep)
    lower, upper = (np.minimum(end, learnt.asked.cap) for end in interval(learnt.model.spread.of(said)))
    return [
        {"at": learnt.ready.moment(float(one.history.time[row])), "value": float(value), "low": float(low),
         "high": float(high)}
        for row, value, low, high in zip(keep, said, lower, upper, strict=True)
    ]  # fmt: skip


def _health(learnt: Learnt) -> Table:
    """Expected life at each reading, as it would have been told; at none left an asset has failed."""
    ready = learnt.ready
    told = [(one.history.asset, row) for one in learnt.told for row in course(learnt, one)]
    ends = {name: [_short(learnt, row[end]) for _, row in told] for name, end in (("lower", "low"), ("upper", "high"))}
    rows = {
        "asset": [asset for asset, _ in told],
        "time": [row["at"] for _, row in told],
        "value": [_short(learnt, row["value"]) for _, row in told],
        "limit": [0.0] * len(told),
        **ends,
    }
    clock = Column("time", Kind.TEXT if ready.zero else Kind.NUMBER, None if ready.zero else ready.unit)
    return health_table(Column(LEFT, unit=ready.unit), clock, rows)


def _short(learnt: Learnt, value: float) -> float | None:
    """A time rounded for reading; None where it is open."""
    return None if np.isinf(value) else round(value, 1 if learnt.asked.cap > 20 else 4)  # noqa: PLR2004 - days or less


def _table(columns: tuple[Column, ...], rows: list[tuple[Any, ...]]) -> Table:
    types = {one.name: pl.Float64 if one.kind is Kind.NUMBER else pl.String for one in columns}
    return Table(pl.DataFrame(rows, schema=types, orient="row"), columns, source=Source("remaining life"))
