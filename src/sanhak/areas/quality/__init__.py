"""Quality: is what is made stable and within its limits, and what would the laboratory find now?"""

from sanhak.study import Area

AREA = Area(
    name="quality",
    title="Quality",
    package=__name__,
    studies={"control_chart": "ControlChart", "soft_sensor": "SoftSensor"},
)

__getattr__ = AREA.attribute
