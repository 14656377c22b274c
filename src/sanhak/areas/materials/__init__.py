"""Materials research: from formulas, repeat units and process columns to what to make next."""

from sanhak.study import Area

AREA = Area(
    name="materials",
    title="Materials research",
    package=__name__,
    studies={"property": "Property", "discover": "Discover"},
)

__getattr__ = AREA.attribute
