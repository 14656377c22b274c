"""How long assets stood still, by the cause of the failure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import polars as pl

from sanhak.study.answer import Listed
from sanhak.study.work_orders.reading import WorkOrders
from sanhak.table import Column, Kind, Source, Table
from sanhak.text import Text, say

NAME: Final = "downtime"
HEADS: Final[Mapping[str, Text]] = {
    "cause": say("Cause"),
    "failures": say("Failures"),
    "downtime known": say("Failures with a downtime"),
    "downtime": say("Downtime"),
    "mean time to repair": say("Mean time to repair"),
    "repair cost": say("Cost of repair"),
}
_OTHER: Final = "–"


def downtimes(orders: WorkOrders) -> Table | None:
    """Failures by cause with their hours down, the longest in all first; None where no downtime is known."""
    down = np.where(orders.failed, orders.downtime, np.nan)
    if not np.isfinite(down).any():
        return None
    causes = np.array([cause or _OTHER for cause in orders.cause])
    rows = []
    for cause in dict.fromkeys(causes[orders.failed].tolist()):
        mine = orders.failed & (causes == cause)
        hours, cost = down[mine & np.isfinite(down)], orders.cost[mine & np.isfinite(orders.cost)]
        mean = float(hours.mean()) if len(hours) else None
        rows.append((cause, float(mine.sum()), float(len(hours)), float(hours.sum()), mean,
                     float(cost.sum()) if len(cost) else None))  # fmt: skip
    rows.sort(key=lambda row: -row[3])
    frame = pl.DataFrame(rows, schema=dict.fromkeys(HEADS, pl.Float64) | {"cause": pl.String}, orient="row")
    facts = (
        Column("cause", Kind.CATEGORY), Column("failures"), Column("downtime known"), Column("downtime", unit="h"),
        Column("mean time to repair", unit="h"), Column("repair cost", unit=orders.cost_unit),
    )  # fmt: skip
    return Table(frame, facts, source=Source(NAME))


def listed() -> Listed:
    """The table as a report shows it."""
    told = say(
        "Hours from the beginning to the end of the malfunction; failures without both are left out of the mean."
    )
    return Listed(NAME, say("How long assets stood still"), told, HEADS)
