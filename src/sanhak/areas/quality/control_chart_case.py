"""The cases of control charts: a virtual moulding line with its specifications, and lots of a virtual solvent plant."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from sanhak.study import Case
from sanhak.table import Column, Kind, Source, Table
from sanhak.text import say

if TYPE_CHECKING:
    import numpy as np

    from sanhak.areas.quality.control_chart import ControlChart

_HOURS: Final = 40
_TOGETHER: Final = 5
_SHIFT: Final = 24
"""The hour from which on the wall of product B is thinner."""
_PRODUCTS: Final = ("A", "B", "C")
_LOTS: Final = 120
_LINE_SOURCE: Final = "Simulated, nobody moulded these parts"
_LOT_SOURCE: Final = "Simulated, nobody made these lots"
LIMITS: Final = (
    ("length", None, 119.7, 120.0, 120.3),
    ("wall", None, 1.90, 2.0, 2.10),
    ("flatness", None, None, None, 0.25),
    ("bore", "A", 7.95, 8.0, 8.05),
    ("bore", "B", 9.95, 10.0, 10.05),
    ("bore", "C", 11.95, 12.0, 12.05),
)
"""Characteristic, product, lower limit, target, upper limit, in mm."""


def line() -> Mapping[str, Table]:
    """Five parts an hour of three products, 40 hours: length, wall, flatness and bore in mm, and their limits."""
    import numpy as np
    import polars as pl

    rng, count = np.random.default_rng(20), _HOURS * _TOGETHER
    start = datetime(2026, 3, 9, 6)  # noqa: DTZ001 - the clock on the wall
    hour = np.repeat(np.arange(_HOURS), _TOGETHER)
    parts = []
    for product in _PRODUCTS:
        wall = 2.0 + rng.normal(0, 0.02, count) - np.where((product == "B") & (hour >= _SHIFT), 0.05, 0.0)
        length = 120.0 + rng.normal(0, 0.06, count) + (0.14 if product == "C" else 0.0)
        bore = 8.0 + 2 * _PRODUCTS.index(product) + _followed(rng, count, 0.8 if product == "C" else 0.0) * 0.011
        parts.append({
            "time": [start + timedelta(hours=float(h)) for h in hour], "product": [product] * count,
            "length": length.round(3), "wall": wall.round(3), "bore": bore.round(4),
            "flatness": (0.09 * np.exp(rng.normal(0, 0.30, count))).round(4),
        })  # fmt: skip
    names = ("length", "wall", "flatness", "bore")
    frame = pl.concat([pl.DataFrame(part) for part in parts]).sort("time", maintain_order=True)
    columns = (
        Column("time", Kind.DATE),
        Column("product", Kind.CATEGORY),
        *(Column(name, unit="mm") for name in names),
    )
    source = Source("moulding line", provenance=_LINE_SOURCE)
    data = Table(frame.select([column.name for column in columns]), columns, time="time", source=source)
    return {"data": data, "specifications": _limits()}


def _limits() -> Table:
    import polars as pl

    heads = ("characteristic", "product", "lower", "target", "upper")
    frame = pl.DataFrame([dict(zip(heads, row, strict=True)) for row in LIMITS])
    words = (Column("characteristic", Kind.TEXT), Column("product", Kind.TEXT))
    columns = (*words, *(Column(name, unit="mm") for name in heads[2:]))
    return Table(frame, columns, source=Source("drawing", provenance=_LINE_SOURCE))


def _followed(rng: np.random.Generator, count: int, memory: float) -> np.ndarray:
    """Noise of deviation 1 in which each hour follows the one before it."""
    import numpy as np

    hours, last = np.empty(count // _TOGETHER), 0.0
    for at, fresh in enumerate(rng.normal(0, 1, len(hours))):
        last = memory * last + np.sqrt(1 - memory**2) * fresh
        hours[at] = last
    share = 0.5 if memory else 0.0
    return np.asarray(np.sqrt(share) * np.repeat(hours, _TOGETHER) + np.sqrt(1 - share) * rng.normal(0, 1, count))


def line_study() -> ControlChart:
    """All four characteristics of all products, the five parts of an hour together."""
    from sanhak.areas.quality.control_chart import ControlChart

    return ControlChart(
        characteristics=("length", "wall", "flatness", "bore"), product="product", subgroup_size=_TOGETHER
    )


def lots() -> Mapping[str, Table]:
    """120 lots of a solvent with water, purity and chloride, and drums that did not conform of those inspected."""
    import numpy as np
    import polars as pl

    rng = np.random.default_rng(8)
    late = np.arange(_LOTS) >= 80  # noqa: PLR2004 - the truth of the case
    inspected = np.full(_LOTS, 60.0)
    data = {
        "lot": [f"L{number:03d}" for number in range(1, _LOTS + 1)],
        "water": (310 + rng.normal(0, 22, _LOTS) + np.where(late, 66.0, 0.0)).round(0),
        "purity": (99.72 + rng.normal(0, 0.035, _LOTS)).round(3),
        "chloride": (4.0 * np.exp(rng.normal(0, 0.28, _LOTS))).round(2),
        "inspected": inspected,
        "leaking": rng.binomial(60, 0.04, _LOTS).astype(float),
    }
    columns = (
        Column("lot", Kind.TEXT), Column("water", unit="ppm"), Column("purity", unit="%"),
        Column("chloride", unit="ppm"), Column("inspected", unit="count"), Column("leaking", unit="count"),
    )  # fmt: skip
    return {"data": Table(pl.DataFrame(data), columns, lot="lot", source=Source("lots", provenance=_LOT_SOURCE))}


def lots_study() -> ControlChart:
    """Water, purity and chloride between their limits, and the drums that leak of those inspected."""
    from sanhak.areas.quality.control_chart import ControlChart

    return ControlChart(
        characteristics=("water", "purity", "chloride"),
        defectives=("leaking",),
        sizes="inspected",
        limits={"water": (None, 450.0), "purity": (99.5, None), "chloride": (None, 12.0)},
    )


def cases() -> tuple[Case, ...]:
    """The moulding line, and the lots."""
    return (
        Case(
            name="line",
            title=say("A moulding line with three products (virtual)"),
            story=say(
                "Five parts of each of three products are measured every hour. The wall of B was thinner from the 25th"
                " hour on, the length of C is off centre, the bore of C wanders, flatness is skewed; everything else is"
                " in order. What deserves attention first, and what would it bring?"
            ),
            provenance=say("Simulated: normal, lognormal and autoregressive values with a step and an offset."),
            tables=line,
            study=line_study,
        ),
        Case(
            name="lots",
            title=say("Lots of a solvent (virtual)"),
            story=say(
                "120 lots were analysed for water, purity and chloride, and 60 drums of each were looked at for leaks."
                " Water has risen from lot 81 on. Is that one of the usual ups and downs, and does anything leave its"
                " limits?"
            ),
            provenance=say("Simulated: normal, lognormal and binomial values with a step."),
            tables=lots,
            study=lots_study,
        ),
    )
