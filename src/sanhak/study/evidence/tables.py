"""The tables of a model's proof."""

from __future__ import annotations

import numpy as np
import polars as pl

from sanhak.model.model import Model
from sanhak.model.prediction import Prediction
from sanhak.table import Column, Kind, Source, Table


def held_out(model: Model[Prediction]) -> Table:
    """Measured and predicted for every row that was held out, in the order of the rows."""
    held = model.held_out
    lower, upper = held.prediction.interval(0.9)
    unit = model.outcome.unit
    data = {
        "row": np.asarray(held.rows, dtype=float) + 1,
        "measured": held.measured,
        "expected": held.prediction.mean,
        "lower 90 %": lower,
        "upper 90 %": upper,
        "known domain": [("inside", "edge", "outside")[code] for code in held.prediction.domain],
    }
    facts = [
        Column("row"),
        *(Column(part, unit=unit) for part in list(data)[1:-1]),
        Column("known domain", Kind.CATEGORY),
    ]
    return Table(pl.DataFrame(data), tuple(facts), source=Source(model.outcome.name))
