"""The cases of the area."""

from __future__ import annotations

from typing import Final

from sanhak.areas.quality.soft_sensor_case import case

CASES: Final = (case(),)
"""The cases."""
