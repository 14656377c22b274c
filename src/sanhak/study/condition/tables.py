"""The tables of an answer on lives to a limit: all assets, their lives, and their rates."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl

from sanhak.study.lives import Horizon, health_table
from sanhak.table import Column, Kind, Table
from sanhak.text import Text, say

if TYPE_CHECKING:
    from sanhak.model.prediction import Floats
    from sanhak.study.condition.learning import Learnt
    from sanhak.study.condition.reading import Asked

_WORST: Final = 20
_SHOWN: Final = ("asset", "lasts", "last reading", "limit", "life 5 %", "life 50 %", "life 95 %", "advice")
HEADS: Final[Mapping[str, Text]] = {
    "asset": say("Asset"),
    "lasts": say("Lasts until the turnaround"),
    "last reading": say("Last reading"),
    "limit": say("Limit"),
    "life 5 %": say("Life, 5 %"),
    "life 50 %": say("Life, 50 %"),
    "life 95 %": say("Life, 95 %"),
    "advice": say("What to do"),
    "renew": say("renew before"),
    "inspect": say("inspect again"),
    "leave": say("leave"),
    "inspect within": say("Inspect within"),
    "rate": say("Rate of wear"),
    "own share": say("Share of its own"),
    "fleet share": say("Share of the fleet"),
    "readings": say("Readings"),
}


def tables_of(learnt: Learnt, renew: np.ndarray) -> dict[str, Table]:
    """``assets``, the least likely to last first, the ``worst`` of them, their ``lives``, ``rates`` and ``health``."""
    asked = learnt.asked
    courses, rows = asked.courses, learnt.rows
    unit, life = asked.column.unit, asked.unit
    advice = np.where(renew, "renew", np.where(np.isfinite(learnt.look), "inspect", "leave"))
    quantiles = {f"life {level:.0%}".replace("%", " %"): learnt.lives.quantile(level) for level in (0.05, 0.5, 0.95)}
    assets: dict[Column, Floats] = {
        Column("lasts", unit="%"): np.round(100 * learnt.lasts, 1),
        Column("last reading", unit=unit): asked.sign * courses.last[rows],
        Column("limit", unit=unit): asked.sign * courses.limit[rows],
        **{Column(name, unit=life): np.round(values, 1) for name, values in quantiles.items()},
        Column("inspect within", unit=life): np.round(learnt.look, 0),
    }
    made = _made(learnt, assets)
    words = Column("advice", Kind.TEXT)
    frame = made.frame.with_columns(pl.Series("advice", advice.tolist()))
    own = np.round(100 * learnt.own, 1)
    rates: dict[Column, Floats] = {
        Column("rate", unit=f"{unit}/{life}" if unit else f"1/{life}"): asked.sign * learnt.rate,
        Column("readings", unit="1"): courses.counts[rows].astype(float),
        Column("own share", unit="%"): own,
        Column("fleet share", unit="%"): np.round(100 - own, 1),
    }
    every = Table(frame, (*made.columns, words), asset="asset")
    horizon = Horizon(asked.moment(courses.now), asked.moment(courses.now + asked.until), asked.until, life)
    return {
        "worst": every.rows(np.arange(min(_WORST, len(every)))).select(_SHOWN),
        "assets": every,
        "lives": learnt.lives.table(),
        "rates": _made(learnt, rates),
        "horizon": horizon.table(),
        "health": _health(learnt),
    }


def _health(learnt: Learnt) -> Table:
    """The readings of each running life, and where its later ones are expected."""
    asked, courses = learnt.asked, learnt.asked.courses
    rows: dict[str, list[Any]] = {name: [] for name in ("asset", "time", "value", "lower", "upper", "limit")}
    for place, row in enumerate(learnt.rows):
        count, limit = int(courses.counts[row]), float(asked.sign * courses.limit[row])
        foretold = np.sort(asked.sign * learnt.ahead.points[place], axis=1)
        times = (*courses.at[row, :count], *(courses.now + learnt.ahead.times))
        rows["asset"].extend([learnt.lives.assets[place]] * len(times))
        rows["time"].extend(_time(asked, float(at)) for at in times)
        rows["value"].extend([*(asked.sign * courses.value[row, :count]), *foretold[:, 1]])
        rows["lower"].extend([math.nan] * count + foretold[:, 0].tolist())
        rows["upper"].extend([math.nan] * count + foretold[:, 2].tolist())
        rows["limit"].extend([limit] * len(times))
    clock = Column("time", Kind.TEXT if asked.dated else Kind.NUMBER, None if asked.dated else asked.unit)
    return health_table(asked.column, clock, rows)


def _time(asked: Asked, at: float) -> str | float:
    return asked.moment(at) if asked.dated else round(at, 6)


def _made(learnt: Learnt, columns: Mapping[Column, Floats]) -> Table:
    frame = pl.DataFrame({"asset": list(learnt.lives.assets)}).with_columns(
        pl.Series(column.name, np.where(np.isfinite(values), values, np.nan)).fill_nan(None)
        for column, values in columns.items()
    )
    return Table(frame, (Column("asset", Kind.IDENTIFIER), *columns), asset="asset")
