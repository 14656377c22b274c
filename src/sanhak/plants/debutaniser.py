"""A virtual debutaniser: what its tags tell every quarter of an hour, and its laboratory three times a day.

Separation after the shortcut of S. Jafarey, J. M. Douglas and T. J. McAvoy, Ind. Eng. Chem. Process Des. Dev. 18 (1979)
197: the separation factor is ``(alpha / sqrt(1 + 1 / (R z)))`` to the number of stages. Vapour pressures of n-butane
and n-pentane by the Antoine equation with the constants of Reid, Prausnitz and Poling, The Properties of Gases and
Liquids (1987). Stages, flows, lags and noise are made up within the usual range.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np

from sanhak.model.prediction import Floats
from sanhak.plants.signal import folded, lagged, wander
from sanhak.table import Column, Kind, Source, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

START: Final = datetime(2026, 1, 5, 6)  # noqa: DTZ001 - a plant's clock shows local time
_BUTANE: Final = (15.6782, 2154.90, -34.42)
_PENTANE: Final = (15.8333, 2477.07, -39.94)
"""Antoine: ln P [mmHg] = A − B / (T [K] + C)."""
_MERCURY: Final = 750.062
"""mmHg in a bar."""
_STAGES: Final = 14.0
_TRAY: Final = 0.35
"""Where the sensitive tray lies between bottom (0) and top (1), on the scale of logarithmic ratios."""
_HOUR: Final = 3600.0
_HALVINGS: Final = 50
COLUMNS: Final = (
    Column("time", Kind.DATE),
    Column("feed flow", unit="t/h"),
    Column("feed temperature", unit="°C"),
    Column("reflux flow", unit="t/h"),
    Column("distillate flow", unit="t/h"),
    Column("top pressure", unit="bar"),
    Column("top temperature", unit="°C"),
    Column("tray temperature", unit="°C"),
    Column("bottom temperature", unit="°C"),
    Column("butane in bottoms", unit="%", lower=0.0, upper=100.0),
)


@dataclass(frozen=True, slots=True, eq=False)
class DebutaniserRecord:
    """What the column leaves behind, and the truth.

    ``table`` holds :data:`COLUMNS`, one row a step, the laboratory value only where a sample was drawn; ``truth`` what
    the laboratory would find without noise in a sample drawn at each row, shape (rows,), in per cent by mole; the
    sample of a row shows the column of ``delay`` minutes before; ``noise`` is the deviation of one analysis.
    """

    table: Table
    truth: Floats
    delay: float
    noise: float


def record(
    days: float = 30.0,
    step: float = 900.0,
    every: int = 32,
    delay: int = 2,
    seed: int = 0,
    fouling: float = 0.0,
    noise: float = 0.08,
) -> DebutaniserRecord:
    """A history of the column.

    Parameters
    ----------
    days
        Length [d].
    step
        Time between rows [s].
    every
        Rows between two samples.
    delay
        Rows by which a sample shows the column late: the line to the sampling point.
    seed
        Same seed, same history.
    fouling
        What the tray thermometer reads too low at the end [K]; it begins at two thirds of the history.
    noise
        Deviation of one analysis [% by mole].
    """
    rng = np.random.default_rng([seed, 41])
    rows = int(days * 86400 / step) + 1
    operated = _operated(rows, step, rng)
    bottoms, top = _separated(operated)
    memory = 0.5 * _HOUR / step
    light = lagged(bottoms, memory)
    tags = _tags(operated, light, lagged(top, memory), memory, rng)
    tags["tray temperature"] -= fouling * np.clip(np.linspace(-2.0, 1.0, rows), 0.0, 1.0)
    truth = 100.0 * np.concatenate([np.repeat(light[0], delay), light[: rows - delay]])
    at = np.arange(rows)
    sampled = (at % every == 0) & (at > delay)
    found = np.where(sampled, np.round(np.maximum(truth + rng.normal(0, noise, rows), 0.0), 2), np.nan)
    table = _table(step, tags | {"butane in bottoms": found})
    return DebutaniserRecord(table, truth, delay * step / 60, noise)


def _operated(rows: int, step: float, rng: np.random.Generator) -> dict[str, Floats]:
    """How the column is run: the feed wanders, operators move reflux and distillate, pressure breathes."""

    def moved(low: float, high: float, hours: float) -> Floats:
        return low + (high - low) * folded(0.5 * wander(rows, hours * _HOUR / step, rng))

    feed, share = moved(18.0, 26.0, 30.0), moved(0.36, 0.46, 20.0)
    cut = share + moved(-0.030, 0.010, 12.0)
    reflux, pressure, warm = moved(2.0, 3.2, 16.0), moved(4.6, 5.2, 24.0), moved(62.0, 74.0, 30.0)
    return {"feed": feed, "share": share, "cut": cut, "reflux": reflux, "pressure": pressure, "warm": warm}


def _separated(operated: Mapping[str, Floats]) -> tuple[Floats, Floats]:
    """Butane in bottoms and distillate at steady state, fractions of moles, each of shape (rows,)."""
    share, cut, reflux = operated["share"], operated["cut"], operated["reflux"]
    boiling = _boils(operated["pressure"], 0.5 * np.ones_like(cut))
    volatility = _pressure(_BUTANE, boiling) / _pressure(_PENTANE, boiling)
    factor = (volatility / np.sqrt(1 + 1 / (reflux * share))) ** _STAGES
    low, high = np.zeros_like(cut), np.ones_like(cut)
    for _ in range(_HALVINGS):
        bottoms = (low + high) / 2
        ratio = factor * bottoms / (1 - bottoms)
        above = cut * ratio / (1 + ratio) + (1 - cut) * bottoms > share
        low, high = np.where(above, low, bottoms), np.where(above, bottoms, high)
    bottoms = (low + high) / 2
    ratio = factor * bottoms / (1 - bottoms)
    return bottoms, ratio / (1 + ratio)


def _tags(
    operated: Mapping[str, Floats], bottoms: Floats, top: Floats, memory: float, rng: np.random.Generator
) -> dict[str, Floats]:
    pressure = operated["pressure"]
    odds = (1 - _TRAY) * _logit(bottoms) + _TRAY * _logit(top)
    quiet = {
        "feed flow": (operated["feed"], 0.1),
        "feed temperature": (operated["warm"], 0.2),
        "reflux flow": (operated["reflux"] * operated["cut"] * operated["feed"], 0.1),
        "distillate flow": (operated["cut"] * operated["feed"], 0.05),
        "top pressure": (pressure, 0.005),
        "top temperature": (lagged(_boils(pressure, top), memory / 5) - 273.15, 0.1),
        "tray temperature": (lagged(_boils(pressure + 0.05, 1 / (1 + np.exp(-odds))), memory / 5) - 273.15, 0.15),
        "bottom temperature": (lagged(_boils(pressure + 0.15, bottoms), memory / 5) - 273.15, 0.4),
    }
    return {name: true + rng.normal(0, deviation, len(true)) for name, (true, deviation) in quiet.items()}


def _logit(share: Floats) -> Floats:
    return np.asarray(np.log(share / (1 - share)))


def _pressure(constants: tuple[float, float, float], kelvin: Floats) -> Floats:
    """Vapour pressure [bar]."""
    a, b, c = constants
    return np.asarray(np.exp(a - b / (kelvin + c)) / _MERCURY)


def _boils(pressure: Floats, butane: Floats) -> Floats:
    """The bubble point [K] of a mixture with this fraction of butane, ideal liquid."""
    low, high = np.full_like(pressure, 250.0), np.full_like(pressure, 450.0)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        boils = butane * _pressure(_BUTANE, middle) + (1 - butane) * _pressure(_PENTANE, middle) > pressure
        low, high = np.where(boils, low, middle), np.where(boils, middle, high)
    return np.asarray((low + high) / 2)


def _table(step: float, shown: Mapping[str, Floats]) -> Table:
    import polars as pl

    rows = len(shown["feed flow"])
    moments = [START + timedelta(seconds=step * row) for row in range(rows)]
    data = {column.name: pl.Series(np.round(shown[column.name], 3)).fill_nan(None) for column in COLUMNS[1:]}
    frame = pl.DataFrame({"time": moments} | data, schema_overrides={"time": pl.Datetime("us")})
    provenance = "Simulated, no plant data; shortcut of Jafarey, Douglas and McAvoy (1979)"
    return Table(frame, COLUMNS, time="time", source=Source("virtual debutaniser", provenance=provenance))
