"""A virtual plant that makes many products in batches: four reactors, two dryers, one packing line, twenty orders."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from sanhak.study import Case
from sanhak.table import Column, Kind, Source, Table
from sanhak.text import say

if TYPE_CHECKING:
    from sanhak.areas.manufacturing.schedule import Schedule

_MONDAY: Final = datetime(2026, 11, 30, 6)  # noqa: DTZ001 - as columns of dates are
_SOURCE: Final = "made up"
_PRODUCTS: Final = ("A-210", "B-340", "C-115", "D-480", "E-720")
_HOURS: Final = {
    "A-210": (23, 9, 4),
    "B-340": (32, 13, 5),
    "C-115": (18, 8, 4),
    "D-480": (38, 15, 6),
    "E-720": (27, 11, 4),
}
_SIZE: Final = {"A-210": 4000, "B-340": 3000, "C-115": 5000, "D-480": 2500, "E-720": 4000}
_COLOUR: Final = {"A-210": 0, "B-340": 2, "C-115": 1, "D-480": 4, "E-720": 3}
"""From light to dark: a reactor is cleaned longer before a lighter product."""
_ORDERS: Final = (
    ("C", 10000, 2, 0), ("A", 8000, 3, 0), ("B", 6000, 3, 0), ("D", 2500, 3, 0), ("E", 8000, 4, 0),
    ("A", 4000, 4, 1), ("C", 5000, 4, 1), ("D", 5000, 6, 0), ("B", 3000, 5, 1), ("E", 4000, 6, 2),
    ("A", 12000, 8, 2), ("C", 10000, 7, 3), ("B", 6000, 8, 3), ("D", 5000, 9, 3), ("E", 8000, 9, 4),
    ("A", 4000, 8, 5), ("C", 5000, 9, 6), ("B", 5000, 10, 6), ("D", 2500, 10, 7), ("A", 8000, 11, 7),
)  # fmt: skip


def plant() -> Mapping[str, Table]:
    """Twenty orders of two weeks, the recipes of five products, seven units, the cleaning matrix and the calendar."""
    return {
        "orders": _orders(),
        "recipes": _recipes(),
        "units": _units(),
        "changeovers": _changeovers(),
        "calendar": _calendar(),
    }


def _table(name: str, data: Mapping[str, list[object]], *columns: Column) -> Table:
    import polars as pl

    return Table(pl.DataFrame(data), columns, source=Source(name, provenance=_SOURCE))


def _orders() -> Table:
    names = {name[0]: name for name in _PRODUCTS}
    midnight = _MONDAY.replace(hour=0)
    data: dict[str, list[object]] = {
        "order": [f"O-{number}" for number in range(101, 101 + len(_ORDERS))],
        "product": [names[letter] for letter, _, _, _ in _ORDERS],
        "quantity": [float(quantity) for _, quantity, _, _ in _ORDERS],
        "due": [midnight + timedelta(days=day, hours=18) for _, _, day, _ in _ORDERS],
        "earliest start": [_MONDAY + timedelta(days=day) for _, _, _, day in _ORDERS],
    }
    return _table(
        "orders", data, Column("order", Kind.IDENTIFIER), Column("product", Kind.CATEGORY),
        Column("quantity", unit="kg"), Column("due", Kind.DATE), Column("earliest start", Kind.DATE),
    )  # fmt: skip


def _recipes() -> Table:
    rows = [
        (product, f"{at} {step}", group, float(hours), float(_SIZE[product]), round(0.06 * hours, 2))
        # The first order is of another product than the first recipe: a row alone of each is no question.
        for product in sorted(_PRODUCTS)
        for at, (step, group, hours) in enumerate(
            zip(("reaction", "drying", "packing"), ("reactor", "dryer", "packing"), _HOURS[product], strict=True), 1
        )
    ]
    heads = ("made", "step", "stage", "duration", "batch size", "deviation")
    return _table(
        "recipes", dict(zip(heads, map(list, zip(*rows, strict=True)), strict=True)),
        Column("made", Kind.CATEGORY), Column("step", Kind.CATEGORY), Column("stage", Kind.CATEGORY),
        Column("duration", unit="h"), Column("batch size", unit="kg"), Column("deviation", unit="h"),
    )  # fmt: skip


def _units() -> Table:
    names: list[object] = ["R-101", "R-102", "R-103", "R-104", "D-201", "D-202", "P-301"]
    groups: list[object] = [*["reactor"] * 4, *["dryer"] * 2, "packing"]
    return _table(
        "units", {"unit": names, "group": groups}, Column("unit", Kind.CATEGORY), Column("group", Kind.CATEGORY)
    )


def _changeovers() -> Table:
    """Rinsing towards darker, cleaning with solvent towards lighter."""
    pairs = [(one, other) for one in _PRODUCTS for other in _PRODUCTS if one != other]
    data: dict[str, list[object]] = {
        "cleaned": ["reactor"] * len(pairs),
        "from": [one for one, _ in pairs],
        "to": [other for _, other in pairs],
        "cleaning": [
            2.0 if _COLOUR[one] < _COLOUR[other] else 4.0 + _COLOUR[one] - _COLOUR[other] for one, other in pairs
        ],
    }
    words = (Column(name, Kind.CATEGORY) for name in ("cleaned", "from", "to"))
    return _table("changeovers", data, *words, Column("cleaning", unit="h"))


def _calendar() -> Table:
    """One dryer is maintained for a day; the packing line rests on Sunday."""
    data: dict[str, list[object]] = {
        "closed unit": ["D-201", "P-301"],
        "closed from": [_MONDAY + timedelta(days=3, hours=2), _MONDAY + timedelta(days=6)],
        "closed until": [_MONDAY + timedelta(days=4, hours=2), _MONDAY + timedelta(days=7)],
    }
    dates = (Column(name, Kind.DATE) for name in ("closed from", "closed until"))
    return _table("calendar", data, Column("closed unit", Kind.CATEGORY), *dates)


def _study() -> Schedule:
    from sanhak.areas.manufacturing.schedule import Schedule

    return Schedule(
        quantity="quantity", product="product", order="order", due="due", release="earliest start",
        made="made", step="step", unit="stage", duration="duration", batch="batch size", spread="deviation",
        equipment="unit", group="group", cleaned="cleaned", before="from", after="to", changeover="cleaning",
        closed="closed unit", shut="closed from", opened="closed until",
    )  # fmt: skip


def case() -> Case:
    """The case: its truth is a plan that no one can beat, as far as the solver proves it."""
    return Case(
        name="batches",
        title=say("Two weeks of batches (virtual)"),
        story=say(
            "A plant with four reactors, two dryers and one packing line makes five products from light to dark. Twenty"
            " orders are due within two weeks; going back from dark to light costs hours of cleaning, one dryer is"
            " maintained for a day, and the packing line rests on Sunday. Which batch starts when?"
        ),
        provenance=say("Made up: orders, recipes, cleaning times and the calendar of a plant that does not exist."),
        tables=plant,
        study=_study,
    )
