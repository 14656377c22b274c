"""The cases of quality."""

from __future__ import annotations

from typing import Final

from sanhak.areas.quality import control_chart_case, soft_sensor_case

CASES: Final = (*control_chart_case.cases(), soft_sensor_case.case())
"""The cases."""
