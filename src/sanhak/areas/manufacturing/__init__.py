"""Manufacturing intelligence: what the plant's history shows while it runs."""

from sanhak.study import Area

AREA = Area(
    name="manufacturing",
    title="Manufacturing intelligence",
    package=__name__,
    studies={"monitor": "Monitor"},
)

__getattr__ = AREA.attribute
