"""The lesson of failures: at which age the pumps of three units are renewed by plan, if at all."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from sanhak.study.lesson import Drawn, Knob, Lesson, Measured, Task
from sanhak.text import Amount, Text, say

if TYPE_CHECKING:
    import numpy as np

    from sanhak.plants.renewals import Renewals, Unit

ENDS: Final = (60.0, 2400.0)
"""The ages that may be set [d]; who renews at the upper one runs nearly every pump to failure."""
_UNITS: Final[Mapping[str, Text]] = {
    "A": say("renewal age in unit A"),
    "B": say("renewal age in unit B"),
    "C": say("renewal age in unit C"),
}
_SHAPES: Final = ((0.75, 1.0), (1.6, 2.6), (2.6, 4.5))
"""Of one unit failures get rarer with age (faults of the repair itself), of the others more frequent."""
_SCALE: Final = (500.0, 1100.0)
_COUNT: Final = (25, 45)
_DEARER: Final = ((2.0, 4.0), (3.0, 6.0), (6.0, 15.0))
"""How many times what a planned renewal costs a failure does, in a random order."""
_PLANNED: Final = (100, 301)
_TODAY: Final = 360.0
_YEARS: Final = 7.0
_PAST: Final = (200.0, 1500.0)
"""Until now lives were ended by plan at any of these ages [d]: what comes after them is known too."""
_WORTH_IT: Final = 0.1
"""The least share of today's cost that the best ages save."""
_MONEY: Final = "만원"
_KEPT: Final = 32
"""Drawn fleets that are remembered: a trainee asks for the same one several times."""
_HEADS: Final[Mapping[str, Text]] = {"unit": say("unit"), "life": say("duration"), "failed": say("failed")}


@lru_cache(_KEPT)
def draw(seed: int) -> Drawn:
    """The pumps of a seed; where today's ages are nearly the best ones, they are drawn again."""
    import numpy as np

    from sanhak.plants.renewals import COST, Renewals

    rng = np.random.default_rng([seed, *b"maintenance.failure_risk"])
    while True:
        plant = Renewals(_units(rng))
        best = plant.optimum(dict.fromkeys(_UNITS, ENDS))
        today = float(plant.truth(dict.fromkeys(_UNITS, _TODAY))[COST][0])
        if best.value <= (1 - _WORTH_IT) * today:
            return Drawn(_task(plant, rng), plant, best)


LESSONS: Final = (
    Lesson(
        name="maintenance.failure_risk",
        title=say("When to renew pumps"),
        story=say(
            "The pumps of three units are all renewed after 360 days by plan. You have every life of seven years: how "
            "long it lasted, and whether it ended in a failure, by plan, or goes on today. In one unit a failure is "
            "cheap, in another dear; in one of them old pumps fail more rarely than new ones. At which age is a pump "
            "of each unit to be renewed so that a year costs least? The highest age means hardly ever."
        ),
        draw=draw,
    ),
)


def _units(rng: np.random.Generator) -> tuple[Unit, ...]:
    from sanhak.plants.renewals import Unit

    shapes, dearer = rng.permutation(len(_UNITS)), rng.permutation(len(_UNITS))
    units = []
    for name, shape, times in zip(_UNITS, shapes, dearer, strict=True):
        planned = float(10 * (int(rng.integers(*_PLANNED)) // 10))
        failure = float(10 * round(planned * rng.uniform(*_DEARER[times]) / 10))
        count, scale = int(rng.integers(*_COUNT)), float(rng.uniform(*_SCALE))
        units.append(Unit(name, count, float(rng.uniform(*_SHAPES[shape])), scale, failure, planned))
    return tuple(units)


def _task(plant: Renewals, rng: np.random.Generator) -> Task:
    from sanhak.plants.renewals import COST

    told: dict[str, Amount] = {}
    heads: dict[str, Text] = dict(_HEADS)
    for unit in plant.units:
        for name, text, value in (
            (f"count {unit.name}", say("pumps in unit {unit}", unit=unit.name), Amount(unit.count, None, 0)),
            (f"failure {unit.name}", say("cost of a failure there"), Amount(unit.failure, _MONEY, 0)),
            (f"planned {unit.name}", say("of a planned renewal"), Amount(unit.planned, _MONEY, 0)),
        ):
            heads[name], told[name] = text, value
    return Task(
        table=plant.record(_YEARS, rng, _PAST),
        heads=heads,
        knobs=tuple(Knob(name, title, "d", _TODAY, *ENDS) for name, title in _UNITS.items()),
        goal=Measured(COST, say("cost of a year"), _MONEY, 0),
        lowest=True,
        limits=(),
        assurance=1.0,
        conditions=told,
    )
