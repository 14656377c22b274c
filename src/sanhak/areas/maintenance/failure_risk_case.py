"""The cases of the risk of failure: orders of virtual pumps with their register, and lives of virtual compressors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sanhak.study import Case
from sanhak.table import Column, Kind, Table
from sanhak.text import say

if TYPE_CHECKING:
    from sanhak.areas.maintenance.failure_risk import FailureRisk


def pumps() -> Mapping[str, Table]:
    """Five years of orders of 90 pumps, and their register."""
    from sanhak.plants.fleet import PUMP, Fleet

    course = Fleet(PUMP, assets=90, years=5.0, overhaul=900.0, ahead=1.0, seed=11).live()
    return {"records": course.orders(), "register": course.register()}


def _pumps_study() -> FailureRisk:
    from sanhak.areas.maintenance.failure_risk import FailureRisk

    return FailureRisk(
        asset="asset", date="date", order_type="order type", cause="cause", member="asset", installed="installed",
        until="2026-06-01", failure_cost=8.0, planned_cost=1.0,
    )  # fmt: skip


def compressors() -> Mapping[str, Table]:
    """One row for each life of 150 compressors until today: how long, whether it failed, of what, and the load."""
    import numpy as np
    import polars as pl

    from sanhak.plants.fleet import COMPRESSOR, Fleet

    course = Fleet(COMPRESSOR, assets=150, years=6.0, overhaul=1100.0, ahead=1.0, seed=5).live()
    lived, kind = course.lived, COMPRESSOR
    load = np.array([course.load[asset, begun:ended].mean() if ended > begun else 1.0 for asset, begun, ended in
                     zip(lived.asset, lived.begun, lived.ended, strict=True)])  # fmt: skip
    failed = np.isin(lived.why, (1, 2))
    words = {1: kind.mode, 2: kind.sudden.name if kind.sudden else ""}
    frame = pl.DataFrame({
        "duration": (lived.ended - lived.begun) * kind.step,
        "failed": ["yes" if one else "no" for one in failed],
        "asset": [course.assets[asset] for asset in lived.asset],
        "cause": [words.get(int(why), "") or None for why in lived.why],
        "mean load": np.round(100 * load, 1),
    }).filter(pl.col("duration") > 0)  # fmt: skip
    facts = (Column("duration", unit="d"), Column("failed", Kind.CATEGORY), Column("asset", Kind.IDENTIFIER),
             Column("cause", Kind.CATEGORY), Column("mean load", unit="%"))  # fmt: skip
    return {"records": Table(frame, facts, asset="asset", source=course.register().source)}


def _compressors_study() -> FailureRisk:
    from sanhak.areas.maintenance.failure_risk import FailureRisk

    return FailureRisk(duration="duration", event="failed", asset="asset", cause="cause", inputs=("mean load",))


def pumps_case() -> Case:
    """Orders and a register."""
    return Case(
        name="pump orders",
        title=say("Five years of pump orders (virtual)"),
        story=say(
            "90 pumps have a register and five years of work orders, no sensors: bearings wear with the load, seals"
            " fail suddenly, and what reached 900 days was renewed by plan. Which pumps will fail within 90 days?"
        ),
        provenance=say("Simulated, no plant data: every moment of failure is known."),
        tables=pumps,
        study=_pumps_study,
    )


def compressors_case() -> Case:
    """Lives, a row each."""
    return Case(
        name="compressor lives",
        title=say("Lives of compressors (virtual)"),
        story=say(
            "150 compressors, each life a row: how long it lasted, whether it failed, of what, and the mean load. "
            "Efficiency is lost by and by, valves break suddenly. From which age on does an overhaul pay?"
        ),
        provenance=say("Simulated, no plant data: every moment of failure is known."),
        tables=compressors,
        study=_compressors_study,
    )
