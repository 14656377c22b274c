"""The cases of manufacturing intelligence."""

from typing import Final

from sanhak.areas.manufacturing.monitor_case import case

CASES: Final = (case(),)
