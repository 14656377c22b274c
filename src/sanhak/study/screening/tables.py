"""The tables of a screening: the batch, the shortlist with all that was calculated, and the held-out rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl

from sanhak.model.prediction import LabelPrediction
from sanhak.study.evidence.tables import held_out
from sanhak.study.property.tables import rounded
from sanhak.table import Column, Kind, Source, Table
from sanhak.text import Text, say

if TYPE_CHECKING:
    from sanhak.study.screening.batch import Batch
    from sanhak.study.screening.close import Shortlist
    from sanhak.study.screening.measured import Taught
    from sanhak.study.screening.screening import Screening

_HEADS: Final[Mapping[str, Text]] = {
    "place": say("Place"),
    "chosen": say("Chosen"),
    "name": say("Molecule"),
    "row": say("Row of the library"),
    "structure": say("Structure"),
    "expected": say("Expected"),
    "lower 90 %": say("Lower 90 %"),
    "upper 90 %": say("Upper 90 %"),
    "chance": say("Chance"),
    "known domain": say("Known domain"),
    "price": say("Price"),
    "alerts": say("Alerts"),
    "analogue": say("Nearest measured"),
    "likeness": say("Likeness"),
    "measured": say("Measured"),
    "inside": say("inside"),
    "edge": say("edge"),
    "outside": say("outside"),
}
_WHOLE_ONLY: Final = ("place", "row")


def heads(study: Screening) -> Mapping[str, Text]:
    """Heads and cells that are words."""
    return {**_HEADS, **{name: one.called for name, one in study.calculated.items()}}


def tables_of(study: Screening, taught: Taught, close: Shortlist, batch: Batch) -> dict[str, Table]:
    """The ``batch``, the whole ``shortlist``, and ``held out 1`` where the outcome is a number."""
    columns = _columns(study, taught, close, batch)
    frame = pl.DataFrame({column.name: values for column, values in columns})
    whole = Table(frame, tuple(column for column, _ in columns), source=Source("shortlist"))
    # Where a molecule stood in the library and in the shortlist is told of the whole shortlist only; so are alerts
    # where the batch has none.
    hidden = _WHOLE_ONLY if any(close.alerts[place] for place in batch.chosen) else (*_WHOLE_ONLY, "alerts")
    shown = [name for name in whole.names if name not in hidden]
    found = {"batch": whole.select(shown).rows(batch.chosen), "shortlist": whole}
    if not taught.learnt.endpoint.label:
        found["held out 1"] = held_out(taught.learnt.model)
    return found


def _columns(study: Screening, taught: Taught, close: Shortlist, batch: Batch) -> list[tuple[Column, Any]]:
    learnt, said, rows = taught.learnt, close.said, close.frame
    unit = learnt.endpoint.column.unit
    order = np.full(len(close), np.nan)
    order[batch.chosen] = np.arange(1.0, len(batch.chosen) + 1)
    priced = [(Column("price", unit=batch.unit), rows["price"])] if study.price is not None else []
    carried = ["; ".join(found) or None for found in close.alerts]
    words = [("inside", "edge", "outside")[code] for code in said.domain]
    return [
        (Column("place"), np.arange(1.0, len(close) + 1)),
        (Column("chosen"), pl.Series(order).fill_nan(None)),
        (Column("name", Kind.TEXT), list(close.names)),
        *rounded(learnt, said, _said(said, unit)),
        *([(Column("chance", unit="%"), np.round(100 * close.chance))] if study.target.stated else []),
        (Column("known domain", Kind.CATEGORY), words),
        *priced,
        *_nearest(taught, batch),
        (Column("alerts", Kind.TEXT), pl.Series(carried, dtype=pl.String)),
        *(
            (Column(name, unit=one.unit), rows[name].cast(pl.Float64).round(1))
            for name, one in study.calculated.items()
        ),
        (Column("row"), rows["row"].cast(pl.Float64)),
        (Column("structure", Kind.MOLECULE), rows["structure"]),
    ]


def _said(said: Any, unit: str | None) -> list[tuple[Column, Any]]:
    if isinstance(said, LabelPrediction):
        return [(Column("expected", Kind.CATEGORY), list(said.likeliest))]
    lower, upper = said.interval(0.9)
    parts = {"expected": said.mean, "lower 90 %": lower, "upper 90 %": upper}
    return [(Column(name, unit=unit), values) for name, values in parts.items()]


def _nearest(taught: Taught, batch: Batch) -> list[tuple[Column, Any]]:
    """The measured molecule that is most like each, how alike it is, and what was measured of it."""
    learnt, places = taught.learnt, batch.near[:, 0]
    names = np.array(learnt.called, dtype=object)[places].tolist()
    label = learnt.endpoint.label
    measured = np.asarray(learnt.measured, dtype=object if label else float)[places]
    facts = Column("measured", Kind.CATEGORY) if label else Column("measured", unit=learnt.endpoint.column.unit)
    return [
        (Column("analogue", Kind.TEXT), names),
        (Column("likeness", unit="%"), np.round(100 * (1 - batch.far[:, 0]))),
        (facts, measured.tolist()),
    ]
