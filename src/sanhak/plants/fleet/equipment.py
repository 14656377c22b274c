"""Kinds of equipment of a virtual fleet: what wears, how fast and how unevenly, and what shows it.

Wear is a share of the way from new to the limit. Its course is a gamma process where wear never goes back (Abdel-Hameed
1975, IEEE Trans. Reliability 24) and a Wiener process where it may seem to (Whitmore 1995, Lifetime Data Analysis 1);
the rate differs from asset to asset (Lu & Meeker 1993, Technometrics 35). All figures are made up, in the size of a
chemical plant: corrosion as in API 570, vibration zones as in ISO 20816.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sanhak.model.prediction import Floats
from sanhak.table import Column
from sanhak.text import Text, say


@dataclass(frozen=True, slots=True)
class Sensor:
    """A sensor: what it shows is ``base`` plus what load and wear add, in the unit of its column.

    ``by_load`` is added for a load of one above nominal, ``by_wear`` at the limit of wear, where it grows with the
    power ``late`` of wear. ``noise`` is its standard deviation, ``drift`` that of its zero after a year.
    """

    column: Column
    base: float
    by_load: float
    by_wear: float
    noise: float
    late: float = 1.0
    drift: float = 0.0


@dataclass(frozen=True, slots=True)
class Sudden:
    """A failure that no condition announces: Weibull with this shape, and a scale in days."""

    name: str
    shape: float
    scale: float


@dataclass(frozen=True, slots=True)
class Equipment:
    """A kind of equipment; ``letter`` begins the names of its assets, ``mode`` names how it fails.

    ``condition`` is the column of what is inspected; it is ``new`` at first and has failed at ``limit``. ``life`` is
    the median time from one to the other at nominal load [d]; ``spread`` the standard deviation of the rate's logarithm
    between assets, ``mood`` between the lives of one asset. Wear runs with ``power`` of time, scatters by ``jitter``
    (the variance of wear per unit of its mean), and never goes back if ``steady``. ``load`` is the power of load in
    the rate. An inspection comes every ``every`` days with standard deviation ``noise``. ``step`` is the resolution of
    the simulation [d].
    """

    name: str
    letter: str
    title: Text
    mode: str
    condition: Column
    new: float
    limit: float
    life: float
    spread: float
    mood: float
    power: float
    jitter: float
    steady: bool
    load: float
    noise: float
    every: float
    sensors: tuple[Sensor, ...]
    sudden: Sudden | None = None
    step: float = 1.0

    def shown(self, wear: Floats) -> Floats:
        """The condition at this wear, in its unit, of the same shape."""
        return self.new + wear * (self.limit - self.new)


PUMP: Final = Equipment(
    name="pump", letter="P", title=say("Pump whose bearing wears"), mode="bearing",
    condition=Column("vibration", unit="mm/s", lower=0.0), new=1.8, limit=7.1,
    life=620.0, spread=0.35, mood=0.3, power=1.8, jitter=0.004, steady=True, load=2.0, noise=0.25, every=30.0,
    sudden=Sudden("seal", 1.6, 1500.0),
    sensors=(
        Sensor(Column("flow", unit="m3/h"), 80.0, 60.0, 0.0, 1.2),
        Sensor(Column("discharge pressure", unit="bar"), 8.5, -1.6, -0.25, 0.06),
        Sensor(Column("current", unit="A"), 64.0, 30.0, 2.2, 0.7),
        Sensor(Column("bearing temperature", unit="°C"), 52.0, 9.0, 17.0, 1.0, late=2.5, drift=0.5),
        Sensor(Column("vibration", unit="mm/s", lower=0.0), 1.8, 0.8, 5.3, 0.25, late=1.0),
        Sensor(Column("seal pot level", unit="%"), 71.0, 0.0, 0.0, 1.5, drift=2.0),
    ),
)  # fmt: skip
EXCHANGER: Final = Equipment(
    name="exchanger", letter="E", title=say("Heat exchanger that fouls"), mode="fouling",
    condition=Column("fouling resistance", unit="m2*K/kW"), new=0.03, limit=0.5,
    life=330.0, spread=0.4, mood=0.25, power=0.8, jitter=0.006, steady=False, load=0.7, noise=0.012, every=7.0,
    sensors=(
        Sensor(Column("feed flow", unit="t/h"), 42.0, 30.0, 0.0, 0.4),
        Sensor(Column("outlet temperature", unit="°C"), 118.0, -6.0, -9.0, 0.4),
        Sensor(Column("steam valve", unit="%", lower=0.0, upper=100.0), 48.0, 24.0, 27.0, 1.0),
        Sensor(Column("pressure drop", unit="bar", lower=0.0), 0.42, 0.5, 0.3, 0.02, late=1.4, drift=0.01),
    ),
)  # fmt: skip
COMPRESSOR: Final = Equipment(
    name="compressor", letter="C", title=say("Compressor that loses efficiency"), mode="efficiency",
    condition=Column("efficiency loss", unit="%"), new=0.0, limit=6.0,
    life=900.0, spread=0.3, mood=0.2, power=1.2, jitter=0.008, steady=False, load=1.0, noise=0.25, every=14.0,
    sudden=Sudden("valve", 1.1, 2600.0),
    sensors=(
        Sensor(Column("suction pressure", unit="bar"), 1.2, -0.1, 0.0, 0.01),
        Sensor(Column("discharge temperature", unit="°C"), 138.0, 22.0, 11.0, 1.1),
        Sensor(Column("power", unit="kW"), 820.0, 620.0, 42.0, 6.0),
        Sensor(Column("shaft vibration", unit="um"), 24.0, 6.0, 14.0, 1.4, late=3.0),
        Sensor(Column("oil temperature", unit="°C"), 47.0, 5.0, 1.5, 0.6, drift=0.6),
    ),
)  # fmt: skip
PIPE: Final = Equipment(
    name="pipe", letter="L", title=say("Pipe whose wall corrodes"), mode="corrosion",
    condition=Column("wall thickness", unit="mm", lower=0.0), new=8.0, limit=4.5,
    life=5100.0, spread=0.5, mood=0.1, power=1.0, jitter=0.002, steady=True, load=0.5, noise=0.09, every=365.0,
    sensors=(Sensor(Column("temperature", unit="°C"), 85.0, 12.0, 0.0, 1.0),), step=30.0,
)  # fmt: skip
EQUIPMENT: Final = (PUMP, EXCHANGER, COMPRESSOR, PIPE)
"""All kinds of equipment."""
