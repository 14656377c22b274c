"""The pictures of an answer about a property: the candidates against the target, and the proof of the model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sanhak.figure import Figure, layers, limit, quantity, ranges, x_axis
from sanhak.model.prediction import LabelPrediction
from sanhak.study.evidence.figures import held_out
from sanhak.study.property.words import asked, each, expected, likely
from sanhak.text import Amount, Param, say

if TYPE_CHECKING:
    from sanhak.study.property.learning import Learnt
    from sanhak.study.property.property import Property
    from sanhak.study.property.ranking import Ranked

_SHOWN: Final = 20
_SIGNS: Final = 22
"""Signs of a name for which a list has room; its place in the table tells the rest."""


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
    unit = learnt.endpoint.column.unit
    limits = [limit(value, say("{limit}", limit=Amount(value, unit, None)), along="x") for value in _ends(study)]
    first = ranked.batch[0]
    values: dict[str, Param] = {
        "outcome": study.outcome,
        "name": ranked.names[first],
        "count": len(rows),
        "chance": likely(float(ranked.chance[first])) if study.target.stated else None,
        "asked": asked(study, unit) if study.target.stated else None,
        "expected": expected(learnt, ranked.said, first),
        "told": each(learnt, ranked.said, {place: ranked.names[place] for place in _first(ranked)}),
    }
    return Figure(
        name="compared candidates",
        title=say("{name} comes first: {asked} with a chance of {chance}", **values)
        if study.target.stated
        else say("{name} comes first: {outcome} {expected}", **values),
        caption=say("Dots: expected {outcome} of the first {count}. Bars: 90 % of new measurements.", **values),
        alternative=say("The first {count} candidates by {outcome}. {told}.", **values),
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
    first = ranked.batch[0]
    values: dict[str, Param] = {
        "label": label,
        "name": ranked.names[first],
        "count": len(rows),
        "chance": likely(float(chance[first])),
        "told": tuple(
            say("{name}: {said}", name=ranked.names[at], said=likely(float(chance[at]))) for at in _first(ranked)
        ),
    }
    axis = x_axis("mean", say("Chance of {label}", label=label), scale={"domain": [0, 1]}, axis={"format": ".0%"})
    return Figure(
        name="compared candidates",
        title=say("{name} comes first: {label} with a chance of {chance}", **values),
        caption=say("The calibrated chance of {label} for the first {count}.", **values),
        alternative=say("Chance of {label} of the first {count} candidates. {told}.", **values),
        spec=ranges(rows, axis, "low", "high", "name"),
    )


def _first(ranked: Ranked) -> list[int]:
    """Those to be made next and the best of the others."""
    others = [place for place in range(len(ranked)) if place not in ranked.batch]
    return sorted((*ranked.batch[:_SHOWN], *others[: max(0, _SHOWN - len(ranked.batch))]))


def _short(name: str, place: int) -> str:
    """A name with its place, which keeps it apart from others that begin alike."""
    return f"{place + 1}  {name if len(name) <= _SIGNS else name[: _SIGNS - 1] + '…'}"


def _ends(study: Property) -> list[float]:
    return [value for value in (study.above, study.below) if value is not None]
