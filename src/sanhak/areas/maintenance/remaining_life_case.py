"""The case of remaining life: pumps whose bearings wear, read once a week, with the orders of four years."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from sanhak.study import Case
from sanhak.table import Column, Kind, Table
from sanhak.text import say

if TYPE_CHECKING:
    from sanhak.areas.maintenance.remaining_life import RemainingLife

_PUMPS, _YEARS, _SEED = 60, 4.0, 1
_EVERY: Final = 7.0
"""Days between two readings."""


def pumps() -> Mapping[str, Table]:
    """Weekly readings of sixty pumps over four years, and when each bearing failed or another part was renewed."""
    import polars as pl

    from sanhak.plants.fleet import PUMP, Fleet

    course = Fleet(PUMP, assets=_PUMPS, years=_YEARS, seed=_SEED).live()
    orders = course.orders()
    bearing = pl.when(pl.col("cause") == PUMP.mode).then(pl.lit("yes")).otherwise(pl.lit("no")).alias("failed")
    rows = orders.frame.select("asset", pl.col("date").alias("ended"), bearing)
    facts = (orders["asset"], Column("ended", Kind.DATE), Column("failed", Kind.CATEGORY))
    ends = Table(rows, facts, time="ended", asset="asset", source=orders.source)
    return {"data": course.readings(_EVERY), "ends": ends}


def pumps_study() -> RemainingLife:
    """How long the bearings last, at equal load."""
    from sanhak.areas.maintenance.remaining_life import RemainingLife

    return RemainingLife(
        sensors=("vibration", "bearing temperature", "current", "discharge pressure", "seal pot level"),
        settings=("load",),
        failed="failed",
    )


def case() -> Case:
    """The case."""
    return Case(
        name="pump_bearings",
        title=say("Bearings of sixty pumps (virtual)"),
        story=say(
            "Sixty pumps are read once a week: vibration, temperatures, current, pressure, at a load that changes with"
            " the plant. In four years many bearings failed; other lives ended because a seal went. Which of the"
            " running pumps will not last the season? The pumps are simulated, so each true life is known."
        ),
        provenance=say(
            "Simulated, no plant data. Wear is a gamma process whose rate differs from pump to pump and rises with the"
            " square of the load; sensors scatter, drift and drop out."
        ),
        tables=pumps,
        study=pumps_study,
    )
