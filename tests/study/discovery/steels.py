"""A search for new formulas of no trade in particular, and made-up steels to search among."""

from __future__ import annotations

import numpy as np
import polars as pl

from sanhak.study.discovery import Discovery
from sanhak.table import Column, Kind, Table

HARDENS = {"Ni": (0.24, 1200.0), "Co": (0.15, 1800.0), "Mo": (0.04, 9000.0), "Ti": (0.025, 14000.0)}
"""The most of each element that was tried, as a share of the atoms, and what it brings in MPa."""


class Search(Discovery):
    """The question without a trade."""

    kind = "test.discovery"
    title = "Search"
    question = "Which formula should be made next?"


def steels(rows: int = 24) -> Table:
    """Steels with a yield strength that grows with each element, and a noise of 20 MPa."""
    rng = np.random.default_rng(11)
    shares = {name: np.round(rng.uniform(0.001, most, 24), 3) for name, (most, _) in HARDENS.items()}
    strength = 900 + sum(shares[name] * slope for name, (_, slope) in HARDENS.items()) + 20 * rng.standard_normal(24)
    formulas = [
        f"Fe{1 - sum(share[row] for share in shares.values()):.3f}"
        + "".join(f"{name}{share[row]}" for name, share in shares.items())
        for row in range(rows)
    ]
    frame = pl.DataFrame({"alloy": formulas, "yield strength": strength[:rows]})
    return Table(frame, (Column("alloy", Kind.FORMULA), Column("yield strength", unit="MPa")))
