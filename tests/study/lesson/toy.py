"""A plant whose optimum is known by hand: the yield rises with both knobs, the by-products with their sum."""

from __future__ import annotations

import numpy as np
import polars as pl

from sanhak.plants import Input, Optimum, Outcome, Plant, Rule
from sanhak.study.lesson import Drawn, Knob, Limit, Measured, Task
from sanhak.table import Column, Table
from sanhak.text import Amount, say

NOISE = 0.5
"""Of the by-products' sensor."""
MARGIN = 1.2815515655 * NOISE
"""Distance from a limit at which nine of ten measurements keep it."""


class Toy(Plant):
    """yield = 2 hot + feed; by-products = hot + feed; at a feed of the conditions that is added to both."""

    name = "toy"
    title = say("Virtual jacketed reactor")
    source = "made up"
    controls = (Input(Column("hot", unit="°C", lower=0.0, upper=10.0), 5.0),
                Input(Column("feed_rate", unit="L/h", lower=0.0, upper=10.0), 5.0))  # fmt: skip
    disturbances = (Input(Column("purity", unit="%", lower=0.0, upper=2.0), 1.0),)
    outcomes = (Outcome(Column("yield", unit="%"), 0.1), Outcome(Column("waste", unit="%"), NOISE))
    rule = Rule("hot", "purity", 1.0, 1.0)

    def steady_state(self, inputs):
        hot, feed, purity = (np.asarray(inputs[name]) for name in ("hot", "feed_rate", "purity"))
        return {"yield": 2 * hot + feed + purity - 1, "waste": hot + feed + purity - 1}

    def balances(self, settings):
        return {}


def drawn(most: float = 12.0, today: tuple[float, float] = (2.0, 2.0)) -> Drawn:
    """The optimum: as hot as may be (10), and feed up to the limit less 1.2816 deviations of its sensor."""
    plant = Toy()
    heads = {name: say("feed rate") if name == "feed_rate" else say("yield") for name in ("hot", "feed_rate", "yield")}
    heads |= {"purity": say("feed concentration"), "waste": say("by-products"), "hot": say("jacket temperature")}
    knobs = tuple(
        Knob(part.column.name, heads[part.column.name], part.column.unit, now, 0.0, 10.0)
        for part, now in zip(plant.controls, today, strict=True)
    )
    goal, waste = Measured("yield", heads["yield"], "%", 2), Measured("waste", heads["waste"], "%", 1)
    table = Table(
        pl.DataFrame({"hot": [1.0, 2.0], "feed_rate": [1.0, 2.0], "yield": [3.0, 6.0]}),
        (Column("hot", unit="°C"), Column("feed_rate", unit="L/h"), Column("yield", unit="%")),
    )
    task = Task(table, heads, knobs, goal, False, (Limit(waste, None, most),), 0.9, {"purity": Amount(1.0, "%")})
    feed = most - 10.0 - MARGIN
    best = {"hot": 10.0, "feed_rate": feed}
    return Drawn(task, plant, Optimum("yield", 20.0 + feed, best, {"yield": 20.0 + feed}, {"waste": 0.9}))
