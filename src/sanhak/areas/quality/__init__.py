"""Quality: is what is made stable, does it keep its limits, and what deserves attention first?"""

from sanhak.study import Area

AREA = Area(
    name="quality",
    title="Quality",
    package=__name__,
    studies={"control_chart": "ControlChart"},
)

__getattr__ = AREA.attribute
