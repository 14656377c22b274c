"""A virtual heating circuit: feed, a steam heater under control, cooling water, a pump; its faults are known.

The circuit wanders with its feed and with the season of the day, and two controllers hide what goes wrong: when the
heater fouls, the outlet stays at its set-point and only the steam valve opens; when a bearing of the pump
runs hot, the flow stays and only the current rises. Gains are made up in the size of a small plant; the onsets of the
faults are the truth.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np

from sanhak.model.prediction import Floats
from sanhak.plants.signal import lagged, wander
from sanhak.table import Column, Kind, Source, Table
from sanhak.text import Text, say

if TYPE_CHECKING:
    import polars as pl

TITLE: Final[Text] = say("Virtual heating circuit with a heater that fouls")
START: Final = datetime(2026, 3, 2)  # noqa: DTZ001 - a plant's clock shows local time
_DAY: Final = 144
"""Rows a day: one in ten minutes."""
COLUMNS: Final = (
    Column("FI-101", Kind.NUMBER, "m3/h"),
    Column("TI-102", Kind.NUMBER, "°C"),
    Column("TIC-103.PV", Kind.NUMBER, "°C"),
    Column("TIC-103.OP", Kind.NUMBER, "%"),
    Column("FI-104", Kind.NUMBER, "t/h"),
    Column("PI-105", Kind.NUMBER, "bar"),
    Column("TI-106", Kind.NUMBER, "°C"),
    Column("TI-201", Kind.NUMBER, "°C"),
    Column("TI-202", Kind.NUMBER, "°C"),
    Column("SI-301", Kind.NUMBER, "1/min"),
    Column("II-301", Kind.NUMBER, "A"),
    Column("PI-302", Kind.NUMBER, "bar"),
)


@dataclass(frozen=True)
class Course:
    """What the circuit leaves behind: ``tags`` with a column ``time``, and the truth of what was wrong.

    ``fouling`` is the row from which on the heater fouls, ``bearing`` the first row of a hot bearing and the one after
    its last; None where it did not happen.
    """

    tags: Table
    fouling: int | None
    bearing: tuple[int, int] | None

    @staticmethod
    def blamed() -> Mapping[str, tuple[str, ...]]:
        """The tags that each fault moves beyond what the others let expect."""
        return {"fouling": ("TIC-103.OP", "PI-105", "TI-106"), "bearing": ("II-301",)}


def record(days: float = 10, fouling: float | None = 8.5, bearing: float | None = 7.0, seed: int = 0) -> Course:
    """The history of the circuit, a row in ten minutes.

    Parameters
    ----------
    days
        Length of the history [d].
    fouling
        Day on which the heater begins to foul, getting worse from then on; None for never.
    bearing
        Day on which a bearing of the pump runs hot for twelve hours, and is then greased; None for never.
    seed
        Same seed, same history.
    """
    rng = np.random.default_rng(seed)
    rows = round(days * _DAY)
    at = np.arange(rows)
    dirt = np.zeros(rows) if fouling is None else np.clip((at - fouling * _DAY) / (1.5 * _DAY), 0.0, 1.0)
    friction = np.zeros(rows)
    if bearing is not None:
        friction[round(bearing * _DAY) : round((bearing + 0.5) * _DAY)] = 1.0
    values = _values(rows, dirt, friction, rng)
    frame: dict[str, object] = {"time": [START + timedelta(minutes=10 * row) for row in range(rows)]}
    shown: dict[str, object] = {name: np.round(rng.normal(true, noise), 3) for name, (true, noise) in values.items()}
    source = Source(str(TITLE))
    facts = (Column("time", Kind.DATE), *COLUMNS)
    tags = Table(_frame(frame | shown), facts, time="time", source=source)
    began = None if fouling is None else round(fouling * _DAY)
    hot = None if bearing is None else (round(bearing * _DAY), round((bearing + 0.5) * _DAY))
    return Course(tags, began, hot)


def _values(rows: int, dirt: Floats, friction: Floats, rng: np.random.Generator) -> dict[str, tuple[Floats, float]]:
    """True values and the noise of each tag; the feed, its temperature, steam header and cooling water wander."""
    feed, warm, header, water = (wander(rows, hours * 6, rng) for hours in (8.0, 12.0, 5.0, 20.0))
    day = np.sin(2 * np.pi * np.arange(rows) / _DAY)
    flow = 42 + 3.0 * feed
    inlet = 64 + 2.5 * warm
    outlet = 88 + 0.15 * wander(rows, 3.0, rng)
    duty = flow * (outlet - inlet) / 1000
    steam = 2.4 * duty + 0.02 * wander(rows, 6.0, rng)
    valve = 52 + 28 * (steam - 2.42) - 2.0 * header + 7.0 * dirt
    chest = 3.2 + 0.9 * (steam - 2.42) + 0.45 * dirt
    condensate = 135 + 9.0 * (chest - 3.2)
    cold = 18 + 1.2 * water + 1.0 * day
    warmed = cold + 9.5 + lagged(0.25 * (flow - 42), 3.0)
    speed = 1450 + 16 * (flow - 42)
    current = 61 + 0.9 * (flow - 42) + 3.0 * friction
    pressure = 7.4 - 0.05 * (flow - 42)
    return {
        "FI-101": (flow, 0.15), "TI-102": (inlet, 0.15), "TIC-103.PV": (outlet, 0.08), "TIC-103.OP": (valve, 0.5),
        "FI-104": (steam, 0.02), "PI-105": (chest, 0.03), "TI-106": (condensate, 0.3), "TI-201": (cold, 0.1),
        "TI-202": (warmed, 0.15), "SI-301": (speed, 5.0), "II-301": (current, 0.4), "PI-302": (pressure, 0.03),
    }  # fmt: skip


def _frame(values: Mapping[str, object]) -> pl.DataFrame:
    import polars as pl

    return pl.DataFrame(values)
