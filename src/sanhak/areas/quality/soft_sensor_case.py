"""The case of a laboratory value between samples: a debutaniser whose bottoms are sampled once a shift."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from sanhak.study import Case
from sanhak.table import Table
from sanhak.text import say

if TYPE_CHECKING:
    from sanhak.areas.quality.soft_sensor import SoftSensor

_DAYS: Final = 29.5
_SEED: Final = 0
_NEEDED: Final = 0.5


def debutaniser() -> Mapping[str, Table]:
    """A month of tags, four rows an hour, with 89 samples of the bottoms."""
    from sanhak.plants.debutaniser import record

    return {"data": record(days=_DAYS, seed=_SEED).table}


def debutaniser_study() -> SoftSensor:
    """How much butane is in the bottoms now, to half a per cent."""
    from sanhak.areas.quality.soft_sensor import SoftSensor

    return SoftSensor(laboratory="butane in bottoms", needed=_NEEDED)


def case() -> Case:
    """The case."""
    return Case(
        name="debutaniser",
        title=say("Butane between samples (virtual)"),
        story=say(
            "A debutaniser is sampled once a shift, and the laboratory shows what left the column half an hour before."
            " In"
            " the eight hours between, butane in the bottoms may rise by per cents. What is it now, to half a per cent,"
            " and how often is a sample needed? The column is simulated, so the true value of every minute is known."
        ),
        provenance=say(
            "Simulated, no plant data. Separation by the shortcut of Jafarey, Douglas and McAvoy (1979), vapour"
            " pressures by the Antoine equation; stages, flows and noise are made up."
        ),
        tables=debutaniser,
        study=debutaniser_study,
    )
