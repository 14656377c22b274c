"""Quality: what the laboratory will find, before it has found it."""

from sanhak.study import Area

AREA = Area(
    name="quality",
    title="Quality",
    package=__name__,
    studies={"soft_sensor": "SoftSensor"},
)

__getattr__ = AREA.attribute
