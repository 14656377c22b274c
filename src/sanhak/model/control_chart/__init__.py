"""Control charts and capability: is a process stable, does it keep its limits, and how surely is that known?"""

from sanhak.model.control_chart.capability import Capability, Ends, capability, stepped
from sanhak.model.control_chart.chart import Chart, Flags
from sanhak.model.control_chart.choice import Asked, Counted, Reading, counted, measured
from sanhak.model.control_chart.nelson import RULES, expected_alarms, signals

__all__ = [
    "RULES", "Asked", "Capability", "Chart", "Counted", "Ends", "Flags", "Reading", "capability", "counted",
    "expected_alarms", "measured", "signals", "stepped",
]  # fmt: skip
