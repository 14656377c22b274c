"""The lesson of process optimisation: set-points of a virtual reactor that nobody has seen before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from sanhak.study.lesson import Drawn, Knob, Lesson, Limit, Measured, Task
from sanhak.text import Amount, Text, say

if TYPE_CHECKING:
    import numpy as np

    from sanhak.plants import Optimum, Reactor
    from sanhak.table import Table

_ROWS: Final = 288
_LOW_LOAD, _HOT_RUN = (120, 168), (216, 248)
"""Rows of two days at low load, and of a trial run with a hot jacket; all others are the usual operation."""
_ALLOWED: Final = {"jacket_temperature": (96.0, 118.0), "feed_rate": (90.0, 330.0)}
_DIGITS: Final = {"jacket_temperature": 1, "feed_rate": 0, "feed_concentration": 2, "feed_temperature": 1, "yield": 2,
                  "byproducts": 1, "cooling": 2}  # fmt: skip
"""Decimals that the plant's records keep."""
_ASSURANCE: Final = 0.9
_COOLING: Final = -0.3
_REFERENCE: Final = 105.0 + 273.15
"""Temperature at which drawn rate constants are near the published ones, K: energies alone turn about it."""
_WORTH_IT: Final = 1.2
"""The least that the best setting brings, in points of yield."""
_CLEAR: Final = 0.97
"""How surely today's setting keeps every limit: doing nothing breaks none."""
_KEPT: Final = 32
"""Drawn plants that are remembered: a trainee asks for the same one several times."""
_HEADS: Final[Mapping[str, Text]] = {
    "time": say("time"),
    "jacket_temperature": say("jacket temperature"),
    "feed_rate": say("feed rate"),
    "feed_concentration": say("feed concentration"),
    "feed_temperature": say("feed temperature"),
    "yield": say("yield"),
    "byproducts": say("by-products"),
    "cooling": say("cooling load"),
}


@dataclass(frozen=True)
class _Try:
    """A plant with its history and limit, before it is known whether it makes a fair question."""

    plant: Reactor
    table: Table
    most: float


@lru_cache(_KEPT)
def draw(seed: int) -> Drawn:
    """The reactor of a seed: constants, history, noise and limit are all its own.

    Plants in which nothing is to be gained, or whose present setting breaks a limit, are drawn again.
    """
    import numpy as np

    rng = np.random.default_rng([seed, *b"process.setpoints"])
    while True:
        tried = _tried(rng)
        today = _today(tried.table)
        best = _best(tried, today)
        if best is not None:
            return Drawn(_task(tried, today), tried.plant, best)


LESSONS: Final = (
    Lesson(
        name="process.setpoints",
        title=say("Set-points of a reactor"),
        story=say(
            "A reactor turns A into B, but B goes on to C, and A also joins to D. You have twelve days of its hourly "
            "records: the usual operation, two days at low load, and a trial run with a hot jacket. Which jacket "
            "temperature and which feed rate bring the highest yield while by-products and heating stay within their "
            "limits? Your decision is carried out in the plant, and graded by what it truly brings."
        ),
        draw=draw,
    ),
)


def _tried(rng: np.random.Generator) -> _Try:
    plant = _plant(rng)
    return _Try(plant, _history(plant, rng), float(rng.integers(50, 61)) / 2)


def _plant(rng: np.random.Generator) -> Reactor:
    """A reactor like the published one: another catalyst (rates, energies), another wall (heat transfer)."""
    import numpy as np

    from sanhak.plants import Reactor
    from sanhak.plants.reactor import Constants

    known = Constants()
    faster, steeper = np.exp(rng.normal(0.0, (0.12, 0.12, 0.2))), np.exp(rng.normal(0.0, 0.02, 3))
    rates, energies = [], []
    for rate, energy, factor, turn in zip(known.rates, known.activations, faster, steeper, strict=True):
        energies.append(float(energy * turn))
        rates.append(float(rate * factor * np.exp((energies[-1] - energy) / _REFERENCE)))
    wall = float(known.heat_transfer * np.exp(rng.normal(0.0, 0.12)))
    return Reactor(Constants(rates=_three(rates), activations=_three(energies), heat_transfer=wall))


def _three(values: list[float]) -> tuple[float, float, float]:
    first, second, third = values
    return first, second, third


def _history(plant: Reactor, rng: np.random.Generator) -> Table:
    """Hourly records in three ways of running; between them lies what nobody has tried."""
    import polars as pl

    cool, much = rng.uniform(96.5, 98.5), rng.uniform(195.0, 215.0)
    ways = (
        {"jacket_temperature": (cool, cool + 9.0), "feed_rate": (much, much + 110.0)},
        {"jacket_temperature": (105.0, 117.5), "feed_rate": (92.0, 145.0)},
        {"jacket_temperature": (111.0, 117.8), "feed_rate": (255.0, 328.0)},
    )
    records = [plant.record(_ROWS, "drift", int(rng.integers(1 << 62)), within=within) for within in ways]
    usual, low, hot = (record.frame for record in records)
    (a, b), (c, d) = _LOW_LOAD, _HOT_RUN
    frame = pl.concat([usual[:a], low[a:b], usual[b:c], hot[c:d], usual[d:]])
    rounded = frame.with_columns(pl.col(name).round(digits) for name, digits in _DIGITS.items())
    return replace(records[0], frame=rounded)


def _today(table: Table) -> dict[str, float]:
    return {name: float(table.values(name)[-1]) for name in _ALLOWED}


def _limits(most: float) -> dict[str, tuple[float | None, float | None]]:
    return {"byproducts": (None, most), "cooling": (_COOLING, None)}


def _best(tried: _Try, today: Mapping[str, float]) -> Optimum | None:
    """The true optimum within the ranges that are allowed; None where the question would not be fair."""
    from sanhak.plants import Region, Unreachable

    plant, limits = tried.plant, _limits(tried.most)
    if min(float(chance[0]) for chance in plant.chance(today, limits).values()) < _CLEAR:
        return None
    try:
        best = plant.optimum("yield", limits, within=Region.box(dict(_ALLOWED)), assurance=_ASSURANCE)
    except Unreachable:
        return None
    return best if best.value - float(plant.truth(today)["yield"][0]) >= _WORTH_IT else None


def _task(tried: _Try, today: Mapping[str, float]) -> Task:
    plant = tried.plant
    columns = {column.name: column for column in plant.columns}
    measured = {
        name: Measured(name, _HEADS[name], columns[name].unit, _DIGITS[name])
        for name in ("yield", "byproducts", "cooling")
    }
    return Task(
        table=tried.table,
        heads=_HEADS,
        knobs=tuple(
            Knob(name, _HEADS[name], columns[name].unit, today[name], *ends) for name, ends in _ALLOWED.items()
        ),
        goal=measured["yield"],
        lowest=False,
        limits=tuple(Limit(measured[name], *ends) for name, ends in _limits(tried.most).items()),
        assurance=_ASSURANCE,
        conditions={feed.column.name: Amount(feed.nominal, feed.column.unit) for feed in plant.disturbances},
    )
