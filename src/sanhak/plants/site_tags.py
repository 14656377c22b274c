"""The sixty tags of the virtual site, named by ANSI/ISA-5.1: the reactor's own, utilities, weather, other equipment."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from sanhak.table import Column
from sanhak.text import Text, say


class Follower(NamedTuple):
    """A tag that follows a quantity of the reactor: ``offset + gain · quantity`` with a lag [min] and normal noise.

    It shows nothing under ``least``.
    """

    tag: str
    unit: str
    description: Text
    quantity: str
    offset: float = 0.0
    gain: float = 1.0
    lag: float = 0.0
    noise: float = 0.0
    least: float = -np.inf


class Bystander(NamedTuple):
    """A tag without relation to the product: usual value, standard deviation, and how much it breathes with the day."""

    tag: str
    unit: str
    description: Text
    usual: float
    spread: float
    day: float = 0.0


FOLLOWERS: Final = (
    Follower("FIC-1201.PV", "L/h", say("Reactor feed flow"), "feed_rate", noise=1.0),
    Follower("FIC-1201.SP", "L/h", say("Reactor feed flow, set-point"), "feed_rate_set"),
    Follower("FIC-1201.OP", "%", say("Reactor feed flow, valve"), "feed_rate", 5.0, 0.25, 0.0, 0.8),
    Follower("AI-1202", "mol/L", say("Feed concentration"), "feed_concentration", noise=0.010),
    Follower("TI-1202", "°C", say("Feed temperature"), "feed_temperature", noise=0.10),
    Follower("TIC-1203.PV", "°C", say("Jacket inlet temperature"), "jacket_temperature", noise=0.10),
    Follower("TIC-1203.SP", "°C", say("Jacket inlet temperature, set-point"), "jacket_temperature_set"),
    Follower("TIC-1203.OP", "%", say("Jacket inlet temperature, valve"), "jacket_temperature", -180.0, 2.2, 0.0, 1.0),
    Follower("TI-1204", "°C", say("Reactor temperature, lower"), "temperature", 0.0, 1.0, 1.0, 0.05),
    Follower("TI-1205", "°C", say("Reactor temperature, upper"), "temperature", -3.0, 0.95, 3.0, 0.10),
    Follower("TI-1206", "°C", say("Jacket outlet temperature"), "jacket_temperature", 0.4, 0.99, 0.5, 0.10),
    Follower("PI-1207", "kPa", say("Reactor pressure"), "temperature", -380.0, 6.0, 0.5, 1.5, 101.3),
    Follower("FI-1208", "L/h", say("Reactor outlet flow"), "feed_rate", 0.0, 1.0, 1.0, 2.0),
    Follower("DI-1209", "kg/m³", say("Feed density"), "feed_concentration", 880.0, 11.0, 0.5, 0.05),
    Follower("AI-1210", "%", say("Unreacted feed in the reactor outlet"), "left", 0.0, 1.0, 0.5, 0.6),
    Follower("JI-1211", "kW", say("Reactor agitator power"), "temperature", 6.0, -0.02, 1.0, 0.03),
    Follower("TI-1212", "°C", say("Product temperature after the cooler"), "temperature", -5.0, 0.4, 12.0, 0.1),
    Follower("LIC-1213.PV", "%", say("Reactor level"), "feed_rate", 58.0, 0.01, 4.0, 0.4),
    Follower("LIC-1213.SP", "%", say("Reactor level, set-point"), "feed_rate", 60.0, 0.0),
    Follower("LIC-1213.OP", "%", say("Reactor level, valve"), "feed_rate", 12.0, 0.2, 2.0, 0.9),
    Follower("PDI-1214", "kPa", say("Jacket pressure drop"), "jacket_temperature", 10.0, 0.3, 1.0, 0.5),
    Follower("TI-1215", "°C", say("Reactor wall temperature"), "temperature", -1.5, 0.98, 6.0, 0.15),
)
"""Tags of the reactor. Valves move between 0 and 100 %."""
_TANKS: Final = (3101, 3102, 3103, 3104)
BYSTANDERS: Final[tuple[Bystander, ...]] = (
    Bystander("TI-0001", "°C", say("Outdoor temperature"), 12.0, 4.0, 1.2),
    Bystander("AI-0002", "%", say("Outdoor relative humidity"), 58.0, 9.0, -1.0),
    Bystander("PI-0003", "kPa", say("Barometric pressure"), 101.3, 0.6),
    Bystander("PI-0101", "kPa", say("Steam header pressure"), 980.0, 12.0),
    Bystander("TI-0102", "°C", say("Steam header temperature"), 184.0, 1.5),
    Bystander("FI-0103", "t/h", say("Steam flow to the site"), 12.0, 1.4),
    Bystander("TI-0111", "°C", say("Cooling water supply temperature"), 24.0, 1.5, 0.7),
    Bystander("TI-0112", "°C", say("Cooling water return temperature"), 31.0, 1.8, 0.7),
    Bystander("PI-0113", "kPa", say("Cooling water pressure"), 420.0, 9.0),
    Bystander("FI-0114", "m³/h", say("Cooling water flow"), 240.0, 14.0),
    Bystander("PI-0121", "kPa", say("Instrument air pressure"), 650.0, 7.0),
    Bystander("TI-0122", "°C", say("Instrument air dew point"), -42.0, 1.8),
    Bystander("PI-0131", "kPa", say("Nitrogen pressure"), 580.0, 8.0),
    Bystander("FI-0132", "m³/h", say("Nitrogen flow"), 35.0, 5.0),
    Bystander("JI-0141", "kW", say("Power taken by the site"), 2300.0, 120.0, 0.7),
    Bystander("II-0142", "A", say("Air compressor current"), 118.0, 6.0),
    Bystander("TI-0151", "°C", say("Chilled water temperature"), 7.0, 0.5),
    Bystander("FI-0152", "m³/h", say("Demineralised water flow"), 9.0, 1.1),
    Bystander("TIC-2101.PV", "°C", say("Column {column} bottom temperature", column="C-2101"), 142.0, 1.2),
    Bystander("TIC-2101.SP", "°C", say("Column {column} bottom temperature, set-point", column="C-2101"), 142.0, 0.0),
    Bystander("TIC-2101.OP", "%", say("Column {column} bottom temperature, valve", column="C-2101"), 48.0, 5.0),
    Bystander("PIC-2102.PV", "kPa", say("Column {column} head pressure", column="C-2101"), 135.0, 1.0),
    Bystander("LI-2103", "%", say("Column {column} sump level", column="C-2101"), 55.0, 6.0),
    Bystander("FIC-2104.PV", "m³/h", say("Column {column} reflux flow", column="C-2101"), 6.4, 0.4),
    Bystander("TI-2105", "°C", say("Column {column} head temperature", column="C-2101"), 81.0, 0.8),
    Bystander("PDI-2106", "kPa", say("Column {column} pressure drop", column="C-2101"), 8.5, 0.7),
    Bystander("II-2107", "A", say("Column {column} reflux pump current", column="C-2101"), 42.0, 2.0),
    Bystander("SI-2108", "rpm", say("Blower speed"), 1480.0, 18.0),
    Bystander("VI-2109", "mm/s", say("Blower vibration"), 2.8, 0.3),
    Bystander("AI-4101", "mg/L", say("Oxygen demand of the waste water"), 310.0, 45.0),
    *(
        Bystander(f"LI-{tank}", "%", say("Tank {tank} level", tank=f"TK-{tank}"), 55.0 - place * 4, 9.0)
        for place, tank in enumerate(_TANKS)
    ),
    *(
        Bystander(f"TI-{tank}", "°C", say("Tank {tank} temperature", tank=f"TK-{tank}"), 28.0 + place, 2.0, 0.5)
        for place, tank in enumerate(_TANKS)
    ),
)
_ALL: Final[tuple[Follower | Bystander, ...]] = (*FOLLOWERS, *BYSTANDERS)
TAGS: Final[tuple[Column, ...]] = tuple(Column(part.tag, unit=part.unit) for part in _ALL)
"""All sixty tags."""
DESCRIPTIONS: Final = {part.tag: part.description for part in _ALL}
"""What each tag measures, in both languages."""
