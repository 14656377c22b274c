"""What answers about lives hold alike: from when lives are counted and until when they are asked about, and health.

Next to the tables ``assets`` and ``lives`` (:meth:`sanhak.model.life.Lives.table`) stand

``horizon``
    one row: ``now``, from when lives are counted, and ``until``, both as the reader writes them (a date as in
    2026-06-01, or a number with its unit); ``ahead``, the time between, with the unit of the lives. Both are empty
    where lives are counted from the last reading of each asset, or no date is known.
``health``
    one row for each asset and moment, in the order of time: what tells of its health, the 90 % interval ``lower`` to
    ``upper`` where it was foretold and was not measured, and the ``limit`` that it must not reach.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Self

import polars as pl

from sanhak.table import Column, Kind, Source, Table
from sanhak.text import Param

HORIZON: Final = "horizon"
HEALTH: Final = "health"
ASSETS: Final = "assets"
LIVES: Final = "lives"
ASSET: Final = "asset"
TIME: Final = "time"
_BESIDE: Final = ("lower", "upper", "limit")


@dataclass(frozen=True, slots=True)
class Horizon:
    """From when lives are counted, until when they are asked about, and the time between in ``unit``."""

    now: str
    until: str
    ahead: float
    unit: str | None

    @classmethod
    def between(cls, now: date, until: date, ahead: float, unit: str | None) -> Self:
        """From one day to another."""
        return cls(f"{now:%Y-%m-%d}", f"{until:%Y-%m-%d}", ahead, unit)

    def table(self) -> Table:
        """One row."""
        facts = (Column("now", Kind.TEXT), Column("until", Kind.TEXT), Column("ahead", unit=self.unit))
        row = {"now": [self.now], "until": [self.until], "ahead": [float(self.ahead)]}
        schema = {"now": pl.String, "until": pl.String, "ahead": pl.Float64}
        return Table(pl.DataFrame(row, schema=schema), facts, source=Source(HORIZON))

    @classmethod
    def read(cls, table: Table) -> Self:
        """What :meth:`table` wrote."""
        row = table.frame.row(0, named=True)
        return cls(row["now"], row["until"], float(row["ahead"]), table["ahead"].unit)

    @property
    def start(self) -> date | None:
        """The day from which lives are counted; None where they are in no dates."""
        return day_of(self.now)


def day_of(written: Any) -> date | None:
    """A day as answers write it, as in 2026-06-01; None where it is no date."""
    text = f"{written}"[:10]
    try:
        return date.fromisoformat(text) if text[4:5] == "-" else None
    except ValueError:
        return None


def said(written: float | str) -> Param:
    """A moment as answers write it, for a sentence: the day in the reader's way where it is one."""
    return day_of(written) or written


def health_table(of: Column, clock: Column, rows: Mapping[str, Sequence[Any]]) -> Table:
    """The table ``health``: ``rows`` by ``asset``, ``time``, ``value``, ``lower``, ``upper`` and ``limit``.

    ``of`` is the column whose values tell of health; called like another column, it is called ``condition``.
    """
    name = of.name if of.name not in {ASSET, TIME, *_BESIDE} else "condition"
    beside = tuple(Column(end, unit=of.unit) for end in _BESIDE)
    columns = (
        Column(ASSET, Kind.IDENTIFIER),
        Column(TIME, clock.kind, clock.unit),
        Column(name, unit=of.unit),
        *beside,
    )
    given = (rows[ASSET], rows[TIME], rows["value"], *(rows[end] for end in _BESIDE))
    frame = pl.DataFrame(
        {
            column.name: pl.Series(values, dtype=pl.Float64, strict=False).fill_nan(None)
            if column.kind is Kind.NUMBER
            else pl.Series(values, dtype=pl.String)
            for column, values in zip(columns, given, strict=True)
        }
    )
    return Table(frame, columns, source=Source(HEALTH))


def health_of(table: Table) -> str:
    """The column of a table ``health`` whose values tell of health."""
    return next(name for name in table.names if name not in {ASSET, TIME, *_BESIDE})
