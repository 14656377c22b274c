"""The pictures of a screening: the batch with its intervals, the shortlist against the library, the model's proof."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sanhak.figure import Figure, layers, limit, quantity, ranges, x_axis
from sanhak.model.prediction import LabelPrediction
from sanhak.study.evidence.figures import held_out
from sanhak.study.property.words import each
from sanhak.text import Amount, Param, say

if TYPE_CHECKING:
    from sanhak.study.screening.batch import Batch
    from sanhak.study.screening.close import Shortlist
    from sanhak.study.screening.measured import Taught
    from sanhak.study.screening.screening import Screening


def pictures(study: Screening, taught: Taught, close: Shortlist, batch: Batch) -> tuple[Figure, ...]:
    """The batch, and predicted against measured on held-out rows."""
    learnt = taught.learnt
    own = tuple(study.pictures(learnt))
    if learnt.endpoint.label:
        return (_batch(study, taught, close, batch), *own)
    proof = held_out(learnt.model, learnt.table.values(learnt.endpoint.name))
    return (_batch(study, taught, close, batch), proof, *own)


def _batch(study: Screening, taught: Taught, close: Shortlist, batch: Batch) -> Figure:
    """Each molecule of the batch with its interval, or its chance; below them what a molecule of the library has."""
    label = isinstance(close.said, LabelPrediction)
    rows = [
        {"name": f"{number}  {close.names[place]}", **_ends(study, close.said, place)}
        for number, place in enumerate(batch.chosen.tolist(), 1)
    ]
    drawn = [_ends(study, close.drawn, place) for place in range(len(close.drawn))]
    rows.append(
        {"name": say("by lot"), **{end: float(np.mean([one[end] for one in drawn])) for end in ("mean", "low", "high")}}
    )
    values: dict[str, Param] = {"outcome": study.outcome, "count": len(batch.chosen)}
    values["told"] = each(taught.learnt, close.said, {place: close.names[place] for place in batch.chosen.tolist()})
    if label:
        axis: dict[str, Any] = x_axis("mean", say("Chance of {label}", label=study.wanted), scale={"domain": [0, 1]})
    else:
        scale: dict[str, Any] = {"scale": {"type": "log"}} if taught.learnt.endpoint.logarithm else {}
        axis = x_axis("mean", quantity(study.outcome, taught.learnt.endpoint.column.unit), **scale)
    unit = taught.learnt.endpoint.column.unit
    ends = [end for end in (study.above, study.below) if end is not None]
    limits = [limit(end, say("{limit}", limit=Amount(end, unit, None)), along="x") for end in ends]
    return Figure(
        name="batch",
        title=say("The batch of {count:molecule|molecules} beside the library", **values),
        caption=say(
            "Dots: expected {outcome}; bars: 90 % of new measurements. Last: molecules of the library drawn by lot.",
            **values,
        ),
        alternative=say("Expected {outcome} of {count:molecule|molecules}. {told}.", **values),
        spec=layers(ranges(rows, axis, "low", "high", "name"), *limits),
    )


def _ends(study: Screening, said: Any, place: int) -> dict[str, float]:
    if isinstance(said, LabelPrediction):
        chance = float(said.chance(study.wanted or said.labels[0])[place])
        return {"mean": chance, "low": 0.0, "high": chance}
    low, high = said.interval(0.9)
    return {"mean": float(said.mean[place]), "low": float(low[place]), "high": float(high[place])}
