"""How an answer about a property speaks of one candidate: what is expected of it, how surely, and where it lies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from sanhak.decide.target import Verdict
from sanhak.model.prediction import Domain, LabelPrediction
from sanhak.text import Amount, Text, say

if TYPE_CHECKING:
    from sanhak.study.property.learning import Learnt
    from sanhak.study.property.property import Property

VERDICTS: Final[Mapping[Verdict, Text]] = {
    Verdict.REACHES: say("Reaches what is asked"),
    Verdict.MISSES: say("Misses what is asked"),
    Verdict.MEASURE: say("Measure this one"),
}
"""What can be said of a candidate; a kind of an area has its own word for measuring."""
DOMAINS: Final[Mapping[int, Text]] = {
    Domain.INSIDE: say("among what was measured"),
    Domain.EDGE: say("at the edge of what was measured"),
    Domain.OUTSIDE: say("unlike anything measured"),
}
_LEAST, _MOST = 0.005, 0.995
"""Chances beyond which whole percent would say never, or always."""
_TOLD: Final = 12


def verdict(study: Property, said: Verdict) -> Text:
    """What can be said of a candidate, in the words of its trade."""
    return study.undecided if said is Verdict.MEASURE else VERDICTS[said]


def likely(chance: float) -> Text:
    """A chance that a model states, in whole percent: never 0 and never 100."""
    if chance < _LEAST:
        return say("under 1 %")
    if chance > _MOST:
        return say("over 99 %")
    return say("{chance:%}", chance=round(chance, 2))


def expected(learnt: Learnt, said: Any, place: int) -> Text:
    """What is expected of one candidate: a value with its interval, or a label with its chance."""
    if isinstance(said, LabelPrediction):
        column = int(said.chances[place].argmax())
        return say("{label} ({chance:%})", label=said.labels[column], chance=float(said.chances[place, column]))
    low, high = (float(end[place]) for end in said.interval(0.9))
    amounts = {name: learnt.endpoint.amount(end, low, high) for name, end in (("low", low), ("high", high))}
    value = learnt.endpoint.amount(float(said.mean[place]), low, high)
    bare = {name: Amount(one.value, None, one.decimals) for name, one in amounts.items()}
    return say("{value} (90 % interval {low} to {high})", value=value, **bare)


def each(learnt: Learnt, said: Any, names: Mapping[int, str]) -> tuple[Text, ...]:
    """The first candidates by name with what is expected of each, for the text that stands in for a picture."""
    first = list(names.items())[:_TOLD]
    return tuple(say("{name}: {said}", name=name, said=expected(learnt, said, place)) for place, name in first)


def asked(study: Property, unit: str | None = None) -> Text:
    """What a candidate has to reach, in words, with the unit of the property."""
    if study.wanted is not None:
        return say("{label}", label=study.wanted)
    if study.above is None and study.below is not None:
        return say("at most {limit}", limit=Amount(study.below, unit, None))
    if study.below is None and study.above is not None:
        return say("at least {limit}", limit=Amount(study.above, unit, None))
    return say("{low} to {high}", low=study.above, high=Amount(study.below or 0.0, unit, None))
