"""Virtual fleets: assets that wear, fail and are renewed; every moment of failure is known."""

from __future__ import annotations

from sanhak.plants.fleet.course import Course
from sanhak.plants.fleet.equipment import COMPRESSOR, EQUIPMENT, EXCHANGER, PIPE, PUMP, Equipment, Sensor, Sudden
from sanhak.plants.fleet.fleet import Fleet

__all__ = ["COMPRESSOR", "EQUIPMENT", "EXCHANGER", "PIPE", "PUMP", "Course", "Equipment", "Fleet", "Sensor", "Sudden"]
