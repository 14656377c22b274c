"""The case of demand: a virtual market of three levels, whose truth is known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from sanhak.study import Case
from sanhak.table import Table
from sanhak.text import say

if TYPE_CHECKING:
    from sanhak.areas.marketing.forecast import Forecast

_MONTHS: Final = 60
_SEED: Final = 5


def _market() -> Mapping[str, Table]:
    import numpy as np

    from sanhak.plants.demand import Market

    return {"data": Market().table(_MONTHS, np.random.default_rng(_SEED))}


def _study() -> Forecast:
    from sanhak.areas.marketing.forecast import Forecast

    return Forecast(
        quantity="sold", time="month", items=("region", "group", "item"), price="price", horizon=12, lead_time=3
    )


def case() -> Case:
    """Five years of 24 items in two regions; a quarter of the items are sold only now and then."""
    return Case(
        name="market",
        title=say("Demand of 24 items in two regions (virtual)"),
        story=say(
            "A company sells solvents, resins and additives in two regions, 24 items in all: some follow a season, some"
            " are asked for only now and then. How much of each must be in the store so that 95 of 100 lead times of"
            " three months are served, and what will the next year bring? The true demand is known."
        ),
        provenance=say(
            "Simulated, no sales data: seasons with gamma noise, and rare demands of negative binomial size."
        ),
        tables=_market,
        study=_study,
    )
