"""The tables of an answer on lives to a limit: all assets, their lives, and their rates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from sanhak.table import Column, Kind, Table
from sanhak.text import Text, say

if TYPE_CHECKING:
    from sanhak.model.prediction import Floats
    from sanhak.study.condition.learning import Learnt

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
    """``assets``, the least likely to last first, the ``worst`` of them, ``lives`` for a plan, and ``rates``."""
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
    return {
        "worst": every.rows(np.arange(min(_WORST, len(every)))).select(_SHOWN),
        "assets": every,
        "lives": learnt.lives.table(),
        "rates": _made(learnt, rates),
    }


def _made(learnt: Learnt, columns: Mapping[Column, Floats]) -> Table:
    frame = pl.DataFrame({"asset": list(learnt.lives.assets)}).with_columns(
        pl.Series(column.name, np.where(np.isfinite(values), values, np.nan)).fill_nan(None)
        for column, values in columns.items()
    )
    return Table(frame, (Column("asset", Kind.IDENTIFIER), *columns), asset="asset")
