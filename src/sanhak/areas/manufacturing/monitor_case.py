"""The case of the monitor: a virtual heating circuit with a hot bearing and a heater that fouls, both moments known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sanhak.study import Case
from sanhak.table import Table
from sanhak.text import say

if TYPE_CHECKING:
    from sanhak.areas.manufacturing.monitor import Monitor


def circuit() -> Mapping[str, Table]:
    """Ten days of twelve tags, a row in ten minutes; a hot bearing on the eighth day, fouling from the ninth on."""
    from sanhak.plants.exchanger import record

    return {"data": record().tags}


def circuit_study() -> Monitor:
    """The first six days were normal."""
    from sanhak.areas.manufacturing.monitor import Monitor
    from sanhak.plants.exchanger import COLUMNS

    return Monitor(tags=tuple(column.name for column in COLUMNS), normal_until="2026-03-07 23:50")


def case() -> Case:
    """The case with its story."""
    return Case(
        name="circuit",
        title=say("Heating circuit with a heater that fouls (virtual)"),
        story=say(
            "Ten days of a heating circuit, of which the first six were normal. On the eighth day a bearing of the "
            "pump "
            "runs hot for twelve hours; from noon of the ninth on the heater fouls. Two controllers hide both: outlet "
            "and flow stay at their set-points, and no tag leaves its own limits at first."
        ),
        provenance=say(
            "Simulated, no plant data: first-order lags and wandering disturbances with gains of a small plant. Both "
            "moments are known."
        ),
        tables=circuit,
        study=circuit_study,
    )
