"""An answer as the fleet reads it: what its tables say of each asset, whatever kind of question it answers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, Self

import numpy as np
import polars as pl

from sanhak.center.studies import KeptAnswer
from sanhak.model.life import Lives
from sanhak.model.prediction import Floats
from sanhak.study.lives import ASSET, ASSETS, HEALTH, HORIZON, LIVES, TIME, Horizon, day_of
from sanhak.table import Kind, Table
from sanhak.table.units import compatible, convert

AREA: Final = "maintenance."
"""How the kinds of questions begin whose answers tell of assets."""
PLAN: Final = "maintenance.plan"
WARNING: Final = "maintenance.early_warning"
"""Its health is the distance from the normal course, in multiples of the limit."""
CALENDAR: Final = "calendar"
EPISODES: Final = "episodes"
READ: Final = (ASSETS, LIVES, HORIZON, HEALTH, CALENDAR, EPISODES)
"""The tables that are read of an answer, where it has them."""
_ENDS: Final = ("life 5", "life 50", "life 95")
_LAST: Final = "last reading"
_TIMES: Final = 500
"""Times at which the lives of a fleet are looked at: thousands of assets are listed in half a second."""


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """An answer, and its tables that tell of assets; ``horizon`` is None where it has none."""

    answer: KeptAnswer
    tables: Mapping[str, Table]
    horizon: Horizon | None

    @classmethod
    def of(cls, answer: KeptAnswer, tables: Mapping[str, Table]) -> Self:
        """An answer with those of its tables that are read."""
        known = tables.get(HORIZON)
        return cls(answer, tables, Horizon.read(known) if known is not None and len(known) else None)

    @property
    def plan(self) -> bool:
        """Whether it is a plan, whose lives are those of another answer."""
        return self.answer.kind == PLAN

    @property
    def sees(self) -> bool:
        """Whether it saw the condition of assets, and not their age alone."""
        return HEALTH in self.tables

    @property
    def unit(self) -> str | None:
        """The unit of time of its lives."""
        return self.horizon.unit if self.horizon else None

    @property
    def day(self) -> float | None:
        """A day in the unit of its lives; None where that is no time on a calendar."""
        return convert(1.0, "d", self.unit) if self.unit and compatible(self.unit, "d") else None

    def names(self) -> list[str]:
        """The assets whose lives it tells, as they stand in its table."""
        table = self.tables.get(LIVES)
        return [] if table is None or self.horizon is None else table.frame[ASSET].cast(pl.String).to_list()

    def known(self) -> list[str]:
        """All assets that it tells of, those without a life too."""
        table = self.tables.get(ASSETS)
        own = table.frame[ASSET].cast(pl.String).to_list() if table is not None and ASSET in table.names else []
        return list(dict.fromkeys([*self.names(), *own]))

    def only(self, assets: Collection[str]) -> Source:
        """The same answer with the lives of some assets alone."""
        table = self.tables.get(LIVES)
        if table is None:
            return self
        frame = table.frame.filter(pl.col(ASSET).cast(pl.String).is_in(list(assets)))
        return replace(self, tables={**self.tables, LIVES: Table(frame, table.columns, asset=ASSET)})

    def lives(self) -> Lives:
        """The lives that it tells."""
        table = self.tables[LIVES]
        known = table.frame.select(pl.exclude(ASSET))
        if known.select(pl.max_horizontal(pl.all().max())).item() is None:  # beyond all that is known
            ahead, names = self.horizon.ahead if self.horizon else 1.0, tuple(self.names())
            return Lives(names, np.array([ahead]), np.ones((len(names), 1)), self.unit or "")
        return Lives.read(table, _TIMES)

    def ends(self) -> Floats:
        """5, 50 and 95 % of each life, shape (n, 3); NaN where it is open."""
        found = self.tables[LIVES].frame.select(_ENDS).to_numpy().astype(float)
        return np.asarray(found)

    def last(self) -> Floats:
        """The time until which each life is known, shape (n,); 0 where nothing is."""
        known = self.tables[LIVES].frame.select(pl.max_horizontal(pl.exclude(ASSET)).fill_null(0.0)).to_series()
        return np.asarray(known.to_numpy(), dtype=float)

    def reads(self) -> dict[str, date]:
        """The last reading of each asset, where it is a day."""
        health, assets, horizon = self.tables.get(HEALTH), self.tables.get(ASSETS), self.horizon
        if assets is not None and _LAST in assets.names and assets[_LAST].kind is Kind.TEXT:
            pairs = assets.frame.select(pl.col(ASSET).cast(pl.String), _LAST).iter_rows()
        elif health is not None and health[TIME].kind is Kind.TEXT:
            seen = health.frame.filter(pl.col("lower").is_null())
            pairs = seen.group_by(pl.col(ASSET).cast(pl.String)).agg(pl.col(TIME).max()).iter_rows()
        else:
            start = horizon.start if horizon else None
            return dict.fromkeys(self.names(), start) if start else {}
        days = ((name, day_of(last)) for name, last in pairs)
        return {name: day for name, day in days if day is not None}

    def start(self, read: date | None) -> date | None:
        """The day from which the life of an asset, last read on a day, is counted; None where it is on no calendar."""
        return ((self.horizon.start if self.horizon else None) or read) if self.day is not None else None

    def ahead(self, start: date | None, until: date | None) -> float:
        """The time between two days in the unit of its lives; the time that it was asked about where one is none."""
        if start is None or until is None or self.day is None:
            return self.horizon.ahead if self.horizon else 1.0
        return max(float((until - start).days), 0.0) * self.day

    def row(self, table: str, asset: str) -> dict[str, Any]:
        """What a table with one row for each asset says of one; empty where it says nothing."""
        return next(iter(self.rows(table, asset)), {})

    def rows(self, table: str, asset: str) -> list[dict[str, Any]]:
        """The rows of a table that are about an asset."""
        found = self.tables.get(table)
        if found is None or ASSET not in found.names:
            return []
        return found.frame.filter(pl.col(ASSET).cast(pl.String) == asset).to_dicts()
