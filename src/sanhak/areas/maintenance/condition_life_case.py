"""The cases of lives to a limit: virtual pipes that corrode and exchangers that foul, their true lives known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sanhak.study import Case
from sanhak.table import Column, Table
from sanhak.text import say

if TYPE_CHECKING:
    from sanhak.areas.maintenance.condition_life import ConditionLife


def pipes() -> Mapping[str, Table]:
    """The yearly wall thickness of forty pipes of sixteen years, with the thickness at which they are retired."""
    from sanhak.plants.fleet import PIPE, Fleet

    return {"data": with_limit(Fleet(PIPE, assets=40, years=16, seed=2).live().inspections(), PIPE.limit, "mm")}


def with_limit(table: Table, limit: float, unit: str) -> Table:
    """Inspections with the limit in a column of its own."""
    import polars as pl

    frame = table.frame.with_columns(pl.lit(limit).alias("limit"))
    facts = (*table.columns, Column("limit", unit=unit))
    return Table(frame, facts, time=table.time, asset=table.asset, source=table.source)


def _pipes() -> ConditionLife:
    from sanhak.areas.maintenance.condition_life import ConditionLife

    return ConditionLife(condition="wall thickness", asset="asset", time="date", limit="limit", turnaround="2028-04-01")


def pipe_case() -> Case:
    """The case of the pipes."""
    return Case(
        name="pipes",
        title=say("Pipes whose walls grow thin (virtual)"),
        story=say(
            "The walls of forty pipes are measured once a year, and some pipes have been replaced without a note of it."
            " The next turnaround is in April 2028. Which pipes will not last until then, and which need another look?"
        ),
        provenance=say("Simulated, no plant data: corrosion as a gamma process; the true lives are known."),
        tables=pipes,
        study=_pipes,
    )


def exchangers() -> Mapping[str, Table]:
    """Two years of the weekly fouling resistance of thirty exchangers, and the orders by which they were cleaned."""
    from sanhak.plants.fleet import EXCHANGER, Fleet

    course = Fleet(EXCHANGER, assets=30, years=2.0, seed=3).live()
    data = with_limit(course.inspections(), EXCHANGER.limit, EXCHANGER.condition.unit or "1")
    return {"data": data, "renewals": course.orders()}


def _exchangers() -> ConditionLife:
    from sanhak.areas.maintenance.condition_life import ConditionLife

    return ConditionLife(
        condition="fouling resistance", asset="asset", time="date", limit="limit", turnaround="2026-09-01",
        renewed="asset", renewed_on="date", order_type="order type",
    )  # fmt: skip


def exchanger_case() -> Case:
    """The case of the exchangers."""
    return Case(
        name="exchangers",
        title=say("Heat exchangers that foul (virtual)"),
        story=say(
            "The fouling resistance of thirty exchangers is calculated once a week, and each cleaning is an order. The"
            " plant stops in September. Which exchangers must be cleaned before, and which can wait until then?"
        ),
        provenance=say("Simulated, no plant data: fouling as a Wiener process; the true lives are known."),
        tables=exchangers,
        study=_exchangers,
    )
