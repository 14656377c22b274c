"""The cases of manufacturing intelligence."""

from __future__ import annotations

from typing import Final

from sanhak.areas.manufacturing.schedule_case import case

CASES: Final = (case(),)
