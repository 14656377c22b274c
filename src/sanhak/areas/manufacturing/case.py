"""The cases of manufacturing intelligence."""

from __future__ import annotations

from typing import Final

from sanhak.areas.manufacturing import monitor_case, schedule_case

CASES: Final = (monitor_case.case(), schedule_case.case())
"""The cases."""
