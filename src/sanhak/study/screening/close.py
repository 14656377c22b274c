"""The second stage: what is left is described in full; what does not fit is left out and counted, the rest ranked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sanhak.finding import Refusal
from sanhak.model.prediction import Floats, LabelPrediction, Prediction
from sanhak.study.answer import Counted
from sanhak.study.property.learning import called
from sanhak.study.screening.findings import NoneLeft
from sanhak.table import Column, Kind, Table
from sanhak.table.molecules import standardise, structure_of
from sanhak.text import Text, say

if TYPE_CHECKING:
    from sanhak.run import Run
    from sanhak.study.screening.first import Passed
    from sanhak.study.screening.measured import Taught
    from sanhak.study.screening.screening import Screening, Window

_AT_ONCE: Final = 2_000
"""Molecules whose full description is held at a time: 1,239 numbers each."""
_CODE: Final = "name in the library"
_POOL, _LEAST_POOL = 20, 200
"""Molecules of the shortlist for each place in the batch, and at least."""


@dataclass(frozen=True, slots=True, eq=False)
class Shortlist:
    """The best molecules that passed every filter, best first; all arrays have shape (molecules, …).

    ``table`` has the inputs of the model, ``frame`` the library's row, name and price with the calculated properties;
    ``alerts`` are told where they are not left out. ``chance`` is that of reaching the target, NaN without one.
    ``counts`` tells every filter; ``drawn`` is the prediction for molecules drawn from the library by lot.
    """

    table: Table
    frame: pl.DataFrame
    names: tuple[str, ...]
    said: Any
    chance: Floats
    alerts: tuple[tuple[str, ...], ...]
    counts: tuple[Counted, ...]
    drawn: Any

    def __len__(self) -> int:
        return len(self.names)


def look_closely(study: Screening, taught: Taught, passed: Passed, run: Run) -> Shortlist:
    """Filter what the first stage has kept, predict it, and take the best.

    Raises
    ------
    Refusal
        S313 if nothing is left.
    """
    counts: list[Counted] = []
    frame = _fitting(study, taught, passed.best, counts)
    if not len(frame):
        raise _nothing(counts)
    said, table = _predicted(study, taught, frame, run, say("Second stage"))
    chance = study.target.chance(said) if study.target.stated else np.full(len(frame), np.nan)
    best, found = _without_alerts(study, frame, _order(study, said, chance), counts)
    if not len(best):
        raise _nothing(counts)
    drawn, _ = _predicted(study, taught, _once(_standardised(passed.control)), run, say("Drawn by lot"))
    ready = table.rows(best)
    names = called(ready, study.matter, _CODE)
    return Shortlist(ready, frame[best], names, taken(said, best), chance[best], found, tuple(counts), drawn)


def _fitting(study: Screening, taught: Taught, frame: pl.DataFrame, counts: list[Counted]) -> pl.DataFrame:
    """Each molecule once that is new and inside the windows, with what was calculated; every filter has its line."""

    def took(what: Text, why: Text, left: pl.DataFrame) -> pl.DataFrame:
        counts.append(Counted(what, why, len(frame), len(left)))
        return left

    frame = took(say("Same molecule twice"), say("The cheapest is kept."), _once(_standardised(frame)))
    new = frame.filter(~pl.col("smiles").is_in(sorted(taught.known)))
    frame = took(say("Measured already"), say("Its value is known."), new)
    frame = frame.with_columns(_calculated(study, frame["smiles"].to_list()))
    for name, ends in study.windows.items():
        inside = frame.filter(_inside(name, ends))
        frame = took(say("Window of {name}", name=study.calculated[name].called), _window(ends), inside)
    return frame


def _standardised(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows with the canonical SMILES of the parent, by which two are the same molecule."""
    return frame.with_columns(
        smiles=pl.Series([standardise(text).smiles for text in frame["structure"]], dtype=pl.String)
    )


def _once(frame: pl.DataFrame) -> pl.DataFrame:
    """Each molecule once, at its lowest price; in an order that does not ask how the library was sorted."""
    ordered = frame.sort("score", "smiles", "price", "code", "structure", "row", nulls_last=True)
    return ordered.unique(["smiles"], keep="first", maintain_order=True)


def _calculated(study: Screening, texts: list[str]) -> list[pl.Series]:
    """What the trade calculates of each SMILES."""
    molecules = [structure_of(text) for text in texts] if study.calculated else []
    return [
        pl.Series(name, [one.of(molecule) for molecule in molecules], dtype=pl.Float64)
        for name, one in study.calculated.items()
    ]


def _inside(name: str, ends: Window) -> pl.Expr:
    low, high = ends
    inside = pl.lit(value=True)
    if low is not None:
        inside = inside & (pl.col(name) >= low)
    return inside if high is None else inside & (pl.col(name) <= high)


def _window(ends: Window) -> Text:
    low, high = ends
    if low is None:
        return say("At most {high}.", high=high)
    return say("At least {low}.", low=low) if high is None else say("From {low} to {high}.", low=low, high=high)


def _nothing(counts: list[Counted]) -> Refusal:
    return Refusal(NoneLeft(counts=tuple(map(_told, counts))))


def _told(count: Counted) -> Text:
    return say("{what}: {before} → {after}.", what=count.what, before=count.before or 0, after=count.after or 0)


def _predicted(study: Screening, taught: Taught, frame: pl.DataFrame, run: Run, doing: Text) -> tuple[Any, Table]:
    """What the model says of each row, in the unit of what was measured, and the rows as it reads them."""
    learnt = taught.learnt
    columns = {study.matter: frame["smiles"], _CODE: frame["code"]}
    kinds = [learnt.table[study.matter], Column(_CODE, Kind.TEXT)]
    for name in study.besides:
        columns[name] = frame[f"input {name}"].cast(learnt.table.frame.schema[name], strict=False)
        kinds.append(learnt.table[name])
    table = Table(pl.DataFrame(columns), tuple(kinds))
    parts = []
    for start in range(0, len(table), _AT_ONCE):
        run.step(say("{doing}: {done} of {count}", doing=doing, done=start, count=len(table)), start, len(table))
        parts.append(learnt.model.predict(table.rows(np.arange(start, min(start + _AT_ONCE, len(table))))))
    said = _joined(parts)
    return (learnt.endpoint.back(said) if isinstance(said, Prediction) else said), table


def _joined(parts: list[Any]) -> Any:
    """Predictions one after the other."""
    first = parts[0]
    domain = np.concatenate([part.domain for part in parts])
    if isinstance(first, LabelPrediction):
        chances, sets = (np.concatenate([getattr(part, name) for part in parts]) for name in ("chances", "sets"))
        return LabelPrediction(chances, first.labels, sets, domain)
    quantiles, centre = (np.concatenate([getattr(part, name) for part in parts]) for name in ("quantiles", "centre"))
    return Prediction(quantiles, domain, centre, first.unit)


def taken(said: Any, places: NDArray[np.intp]) -> Any:
    """The predictions for some rows."""
    if isinstance(said, LabelPrediction):
        return LabelPrediction(said.chances[places], said.labels, said.sets[places], said.domain[places])
    return Prediction(said.quantiles[places], said.domain[places], said.centre[places], said.unit)


def _order(study: Screening, said: Any, chance: Floats) -> NDArray[np.intp]:
    """The best first: by the chance of reaching the target, what is expected, and what is known of the surroundings."""
    surely = -np.round(np.nan_to_num(chance), 3)
    if isinstance(said, LabelPrediction):
        return np.lexsort((said.domain, surely))
    sign = -1.0 if study.prefer == "high" else 1.0
    return np.lexsort((said.domain, sign * said.mean, surely))


def _without_alerts(
    study: Screening, frame: pl.DataFrame, order: NDArray[np.intp], counts: list[Counted]
) -> tuple[NDArray[np.intp], tuple[tuple[str, ...], ...]]:
    """The best for the shortlist; alerts cost as much as a description, so one looks only until it is full."""
    wanted = max(_POOL * study.batch, _LEAST_POOL)
    texts = frame["smiles"]
    best: list[int] = []
    found: list[tuple[str, ...]] = []
    looked = 0
    for place in order.tolist():
        if len(best) == wanted:
            break
        looked += 1
        carried = study.alerts_of(structure_of(texts[place]))
        if not carried or study.left_out is None:
            best.append(place)
            found.append(carried)
    why = say("The best were looked at until the shortlist was full.")
    counts.append(Counted(say("Shortlist"), why, len(frame), looked))
    if study.left_out is not None:
        counts.append(Counted(say("Structural alerts"), study.left_out, looked, len(best)))
    return np.array(best, dtype=np.intp), tuple(found)
