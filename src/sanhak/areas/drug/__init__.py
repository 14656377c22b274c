"""New drug substances: from structures and assays to what to make, measure or drop next."""

from sanhak.study import Area

AREA = Area(
    name="drug",
    title="New drug substances",
    package=__name__,
    studies={"property": "Property", "screen": "Screen"},
)

__getattr__ = AREA.attribute
