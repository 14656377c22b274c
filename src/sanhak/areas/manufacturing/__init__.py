"""Manufacturing intelligence: from orders and plant data to what runs when."""

from sanhak.study import Area

AREA = Area(
    name="manufacturing",
    title="Manufacturing intelligence",
    package=__name__,
    studies={"schedule": "Schedule"},
)

__getattr__ = AREA.attribute
