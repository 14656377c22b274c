"""Manufacturing intelligence: what the plant shows while it runs, and what should run when."""

from sanhak.study import Area

AREA = Area(
    name="manufacturing",
    title="Manufacturing intelligence",
    package=__name__,
    studies={"monitor": "Monitor", "schedule": "Schedule"},
)

__getattr__ = AREA.attribute
