"""Marketing and demand: from sales history to what will be asked for, and what to hold or make for it."""

from sanhak.study import Area

AREA = Area(
    name="marketing",
    title="Marketing and demand",
    package=__name__,
    studies={"forecast": "Forecast"},
)

__getattr__ = AREA.attribute
