"""The pictures of a model's proof: predicted against measured on held-out rows, and what matters."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sanhak.figure import (
    IDENTITY,
    MOST_POINTS,
    Figure,
    diagonal,
    identity,
    layers,
    points,
    quantity,
    ranges,
    x_axis,
    y_axis,
)
from sanhak.model.model import Model
from sanhak.model.prediction import Floats, Prediction
from sanhak.text import Amount, Param, say


def held_out(model: Model[Prediction], history: Floats) -> Figure:
    """Predicted against measured on the rows that were held out; ``history`` is the outcome in all rows."""
    held = model.held_out
    rows = drawn_rows(held.prediction.mean, held.measured, np.flatnonzero(np.isfinite(history))[held.rows])
    both = np.concatenate([held.prediction.mean, held.measured])
    unit, name = model.outcome.unit, model.outcome.name
    chosen = next(score for score in model.scores if score.chosen)
    error = Amount(chosen.error, unit, None)
    values: dict[str, Param] = {
        "outcome": name,
        "share": model.coverage.measured,
        "rows": model.coverage.rows,
        "error": error,
    }
    low, high = float(both.min()), float(both.max())
    scale = {"scale": {"domain": [low, high], "nice": True}}
    x = x_axis("at", quantity(say("{outcome} predicted", outcome=name), unit)) | scale
    y = y_axis("measured", quantity(say("{outcome} measured", outcome=name), unit)) | scale
    return Figure(
        name=f"held out {name}",
        title=say("{outcome}: {share:%} of held-out rows lie inside their 90 % interval", **values),
        caption=say(
            "Each point is a row that the model had not seen. On the dashed line prediction equals measurement."
        ),
        alternative=say("{outcome}: error {error} on {rows:held-out row|held-out rows}; {share:%} inside.", **values),
        spec=layers(diagonal(low, high), points(rows, x, y)),
        aspect=1.0,
    )


def matters(model: Model[Prediction]) -> Figure:
    """How much worse the model gets when one column is shuffled."""
    ranked = sorted(model.importance, key=lambda part: -part.mean)
    name, unit = model.outcome.name, model.outcome.unit
    rows = [
        {
            IDENTITY: identity("column", part.column),
            "name": part.column,
            "mean": part.mean,
            "low": part.mean - part.spread,
            "high": part.mean + part.spread,
        }
        for part in ranked
    ]
    axis = x_axis("mean", quantity(say("Loss when shuffled"), unit), scale={"zero": True})
    values: dict[str, Param] = {"outcome": name, "first": ranked[0].column, "loss": Amount(ranked[0].mean, unit)}
    return Figure(
        name=f"matters {name}",
        title=say("{first} matters most for {outcome}", **values),
        caption=say("How much the error on held-out rows grows when a column is shuffled; the bar is its spread."),
        alternative=say("Shuffling {first} costs {loss} of {outcome}.", **values),
        spec=ranges(rows, axis, "low", "high", "name"),
    )


def drawn_rows(x: Floats, y: Floats, places: NDArray[np.intp] | None = None) -> list[dict[str, Any]]:
    """Points to draw, with their places in the history: finite ones, thinned evenly to what a page carries."""
    places = np.arange(len(x)) if places is None else places
    known = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    kept = known[:: max(1, -(-len(known) // MOST_POINTS))]
    return [
        {IDENTITY: identity("row", int(places[row]) + 1), "at": float(x[row]), "measured": float(y[row])}
        for row in kept
    ]
