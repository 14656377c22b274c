"""The case of a search for new alloys: virtual age-hardened steels whose truth is known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from sanhak.study import Case
from sanhak.table import Column, Kind, Source, Table
from sanhak.text import say

if TYPE_CHECKING:
    from sanhak.areas.materials.discover import Discover
    from sanhak.model.prediction import Floats

_ROWS: Final = 60
_SEED: Final = 11
_NOISE: Final = 20.0
_RANGES: Final = {"Ni": (0.08, 0.24), "Co": (0.0, 0.15), "Mo": (0.0, 0.04), "Ti": (0.0, 0.025)}
"""Shares of the atoms that were tried; iron is the rest."""


def strength(shares: Mapping[str, Floats], ageing: Floats) -> Floats:
    """The true yield strength in MPa, shape (alloys,), for shares of the atoms and an ageing temperature in °C.

    Each element hardens the less the more there is of it; the best alloy lies beyond what was tried of Mo and Ti.
    """
    each = {"Ni": (1500.0, 0.2), "Co": (2500.0, 0.14), "Mo": (14000.0, 0.05), "Ti": (22000.0, 0.03)}
    hardened = np.sum(
        [slope * shares[name] * (1 - shares[name] / (2 * most)) for name, (slope, most) in each.items()], axis=0
    )
    return np.asarray(900.0 + hardened - 0.03 * (ageing - 485.0) ** 2)


def alloys() -> Table:
    """Sixty alloys that were made and measured."""
    rng = np.random.default_rng(_SEED)
    shares = {name: np.round(rng.uniform(*ends, _ROWS), 3) for name, ends in _RANGES.items()}
    ageing = np.round(rng.uniform(430, 540, _ROWS) / 5) * 5
    iron = 1 - np.sum(list(shares.values()), axis=0)
    formulas = [
        f"Fe{iron[row]:.3f}" + "".join(f"{name}{share[row]:.3f}" for name, share in shares.items() if share[row])
        for row in range(_ROWS)
    ]
    measured = np.round(strength(shares, ageing) + _NOISE * rng.standard_normal(_ROWS))
    frame = pl.DataFrame({"alloy": formulas, "ageing": ageing, "yield strength": measured})
    facts = (Column("alloy", Kind.FORMULA), Column("ageing", unit="°C"), Column("yield strength", unit="MPa"))
    return Table(frame, facts, source=Source("Age-hardened alloys", provenance="virtual"))


def discovery() -> Case:
    """The next alloys to melt."""
    return Case(
        name="new-alloys",
        title=say("Which alloy should be melted next?"),
        story=say(
            "A laboratory has melted and aged sixty alloys of iron with nickel, cobalt, molybdenum and titanium, and"
            " wants the next five: stronger, with at most a tenth of cobalt, for at most 20 USD/kg of elements. The"
            " truth is known here: the strongest alloy holds more molybdenum and titanium than was tried."
        ),
        provenance=say("Virtual measurements with a known truth and a noise of 20 MPa."),
        tables=lambda: {"data": alloys()},
        study=_study,
    )


def _study() -> Discover:
    from sanhak.areas.materials.discover import Discover

    return Discover(
        formula="alloy",
        outcome="yield strength",
        besides=("ageing",),
        settings={"ageing": (450.0, 520.0)},
        shares=("0.6 <= Fe <= 0.9", "Co <= 0.1", "Mo <= 0.05", "Ti <= 0.03"),
        price=20.0,
        candidates=1000,
    )
