"""The case of early warning: compressors of which hardly one failed, with a sensor that stuck and one that jumped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from sanhak.study import Case
from sanhak.table import Column, Kind, Table
from sanhak.text import say

if TYPE_CHECKING:
    from sanhak.areas.maintenance.early_warning import EarlyWarning

_COMPRESSORS, _YEARS, _SEED = 40, 2.0, 4
_EVERY: Final = 3.0
"""Days between two readings."""
_LIFE, _OVERHAUL = 4000.0, 600.0
"""Days to the limit of wear at nominal load, and the age at which a compressor is overhauled."""
_STUCK, _JUMPED = ("C-007", "oil temperature", 60), ("C-021", "discharge temperature", 25)
"""Asset, sensor, and the readings at the end in which it is stuck or has jumped."""
_BY: Final = 15.0


def compressors() -> Mapping[str, Table]:
    """Readings of forty compressors every three days over two years, and when they were overhauled or repaired."""
    import polars as pl

    from sanhak.plants.fleet import COMPRESSOR, Fleet

    steady = replace(COMPRESSOR, life=_LIFE)
    course = Fleet(steady, assets=_COMPRESSORS, years=_YEARS, overhaul=_OVERHAUL, seed=_SEED).live()
    readings, orders = course.readings(_EVERY), course.orders()
    frame = readings.frame.sort("asset", "date").with_columns(
        (pl.len().over("asset") - pl.int_range(pl.len()).over("asset")).alias("left")
    )
    asset, sensor, left = _STUCK
    still = (pl.col("asset") == asset) & (pl.col("left") <= left)
    value = frame.filter(still)[sensor].drop_nulls()[0]
    frame = frame.with_columns(pl.when(still).then(pl.lit(value)).otherwise(pl.col(sensor)).alias(sensor))
    asset, sensor, left = _JUMPED
    jumped = (pl.col("asset") == asset) & (pl.col("left") <= left)
    frame = frame.with_columns(pl.when(jumped).then(pl.col(sensor) + _BY).otherwise(pl.col(sensor)).alias(sensor))
    data = Table(frame.drop("left"), readings.columns, time="date", asset="asset", source=readings.source)
    rows = orders.frame.select("asset", pl.col("date"), pl.col("order type").alias("what"))
    facts = (orders["asset"], Column("date", Kind.DATE), Column("what", Kind.CATEGORY))
    return {"data": data, "events": Table(rows, facts, time="date", asset="asset", source=orders.source)}


def compressors_study() -> EarlyWarning:
    """Which compressors are off course, at equal load."""
    from sanhak.areas.maintenance.early_warning import EarlyWarning

    return EarlyWarning(
        sensors=("suction pressure", "discharge temperature", "power", "shaft vibration", "oil temperature"),
        settings=("load",),
    )


def case() -> Case:
    """The case."""
    return Case(
        name="compressors_watched",
        title=say("Forty compressors, watched before anything fails (virtual)"),
        story=say(
            "Forty compressors are read every three days: pressures, temperatures, power and vibration, at a load that"
            " changes with the plant. Hardly one has failed, so nothing can be learnt from failures. Which of them"
            " leave their course all the same, and where is it only the sensor? The compressors are simulated; one"
            " sensor was made to stick and one to jump."
        ),
        provenance=say(
            "Simulated, no plant data. Efficiency is lost by a Wiener process whose rate differs from compressor to"
            " compressor; sensors scatter, drift and drop out."
        ),
        tables=compressors,
        study=compressors_study,
    )
