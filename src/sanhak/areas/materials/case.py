"""The case of materials research: a virtual laboratory of nickel alloys, whose truth is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from sanhak.areas.materials.discovery_case import discovery
from sanhak.study import Case
from sanhak.table import Table
from sanhak.text import say

if TYPE_CHECKING:
    from sanhak.areas.materials.property import Property

_SEED: Final = 0
_MEASURED, _PLANNED = 150, 20


def alloys() -> Mapping[str, Table]:
    """150 alloys with their yield strength, and twenty that nobody has melted yet."""
    import numpy as np
    import polars as pl

    from sanhak.plants.alloys import Alloys

    laboratory, rng = Alloys(), np.random.default_rng(_SEED)
    table = laboratory.measure(*laboratory.melt(_MEASURED + _PLANNED, rng), rng)
    melted = pl.int_range(pl.len()) < _MEASURED
    frame = table.frame.with_columns(pl.when(melted).then(pl.col("yield_strength")).alias("yield_strength"))
    return {"data": replace(table, frame=frame)}


def alloys_study() -> Property:
    """Which of the twenty reach 1,100 MPa, and which five come first."""
    from sanhak.areas.materials.property import Property

    return Property(
        material="composition", besides=("annealing",), names="alloy", outcome="yield_strength", above=1100.0
    )


CASES: Final = (
    Case(
        name="alloys",
        title=say("Strong nickel alloys (virtual)"),
        story=say(
            "150 nickel alloys of up to five solutes were melted, annealed and pulled. Twenty more stand on the list, "
            "and furnace time is short: which of them will yield at 1,100 MPa or more, and which come first? The "
            "laboratory is simulated, so the true strength of each is known."
        ),
        provenance=say(
            "Simulated, no laboratory data. Solid solution with the constants of Roth, Davis and Thomson (1997), grain "
            "boundaries after Hall and Petch, precipitates by the lever rule; the numbers of grains and precipitates "
            "are made up."
        ),
        tables=alloys,
        study=alloys_study,
    ),
    discovery(),
)
"""The cases."""
