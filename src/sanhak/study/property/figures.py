"""The pictures of an answer about a property: the candidates against the target, and the proof of the model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sanhak.figure import Figure, layers, limit, quantity, ranges, x_axis
from sanhak.model.prediction import LabelPrediction
from sanhak.study.evidence.figures import held_out
from sanhak.text import Param, say

if TYPE_CHECKING:
    from sanhak.study.property.learning import Learnt
    from sanhak.study.property.property import Property
    from sanhak.study.property.ranking import Ranked

_SHOWN: Final = 20


def figures(study: Property, learnt: Learnt, ranked: Ranked) -> tuple[Figure, ...]:
    """The best candidates with their intervals, then predicted against measured."""
    if learnt.endpoint.label:
        return (_chances(study, ranked),) if len(ranked) else ()
    proof = held_out(learnt.model, learnt.table.values(learnt.endpoint.name))
    return (_candidates(study, learnt, ranked), proof) if len(ranked) else (proof,)


def _candidates(study: Property, learnt: Learnt, ranked: Ranked) -> Figure:
    low, high = ranked.said.interval(0.9)
    rows = [
        {
            "name": _short(ranked.names[place], place),
            "mean": float(ranked.said.mean[place]),
            "low": float(low[place]),
            "high": float(high[place]),
        }
        for place in _first(ranked)
    ]
    scale: dict[str, Any] = {"scale": {"type": "log"}} if learnt.endpoint.logarithm else {}
    axis = x_axis("mean", quantity(study.outcome, learnt.endpoint.column.unit), **scale)
    limits = [limit(value, say("{limit}", limit=value), along="x") for value in _ends(study)]
    values: dict[str, Param] = {"outcome": study.outcome, "name": ranked.names[ranked.batch[0]], "count": len(rows)}
    return Figure(
        name="compared candidates",
        title=say("{name} comes first", **values),
        caption=say("Dots: expected {outcome} of the first {count}. Bars: 90 % of new measurements.", **values),
        alternative=say("The first {count} candidates by {outcome}; {name} comes first.", **values),
        spec=layers(ranges(rows, axis, "low", "high", "name"), *limits),
    )


def _chances(study: Property, ranked: Ranked) -> Figure:
    said: LabelPrediction = ranked.said
    label = study.wanted if study.wanted is not None else said.labels[0]
    chance = said.chance(label)
    rows = [
        {"name": _short(ranked.names[at], at), "mean": float(chance[at]), "low": 0.0, "high": float(chance[at])}
        for at in _first(ranked)
    ]
    values: dict[str, Param] = {"label": label, "name": ranked.names[ranked.batch[0]], "count": len(rows)}
    axis = x_axis("mean", say("Chance of {label}", label=label), scale={"domain": [0, 1]}, axis={"format": ".0%"})
    return Figure(
        name="compared candidates",
        title=say("{name} comes first", **values),
        caption=say("The calibrated chance of {label} for the first {count}.", **values),
        alternative=say("Chance of {label} of the first {count} candidates; {name} comes first.", **values),
        spec=ranges(rows, axis, "low", "high", "name"),
    )


def _first(ranked: Ranked) -> list[int]:
    """Those to be made next and the best of the others."""
    others = [place for place in range(len(ranked)) if place not in ranked.batch]
    return sorted((*ranked.batch[:_SHOWN], *others[: max(0, _SHOWN - len(ranked.batch))]))


def _short(name: str, place: int) -> str:
    """A name with its place, which keeps it apart from others that begin alike."""
    return f"{place + 1}  {name}"


def _ends(study: Property) -> list[float]:
    return [value for value in (study.above, study.below) if value is not None]
