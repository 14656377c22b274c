"""The recommendation beside doing nothing, acting on the specification alone, and centring everything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from sanhak.decide.capability import Act, centring
from sanhak.study.answer import Estimate, Option
from sanhak.study.control_chart.judging import Judged
from sanhak.study.control_chart.words import share
from sanhak.text import Amount, Text, say

if TYPE_CHECKING:
    from sanhak.study.control_chart.question import ControlCharts

_HALF: Final = 1.645
"""Deviations to either end of a 90 % interval."""


def options(study: ControlCharts, judged: Sequence[Judged]) -> tuple[Option, ...]:
    """Four options, each with the level of the first characteristic, its share inside, and the share of all outside."""
    limited = [one for one in judged if one.limited]
    if not limited:
        return _searches(judged)
    centred = {id(one): _centred(study, one) for one in limited}
    nothing = {id(one): (one.verdict.mean, one.share) for one in limited}
    seen = {id(one): centred[id(one)] for one in limited if one.outside}
    advised = {id(one): (one.verdict.goal, one.verdict.after[0]) for one in limited
               if one.verdict.after is not None and one.verdict.goal is not None}  # fmt: skip
    first = limited[0]
    return (
        _option(say("Recommended"), limited, first, {**nothing, **advised}, recommended=True),
        _option(say("Doing nothing"), limited, first, nothing),
        _option(say("Centring what was seen outside"), limited, first, {**nothing, **seen}),
        _option(say("Centring everything"), limited, first, {**nothing, **centred}),
    )


def _centred(study: ControlCharts, one: Judged) -> tuple[float, float]:
    """Level and share outside where a stream is centred as it stands, whatever its chart says."""
    found = one.found
    if found is None:
        return one.verdict.mean, one.share
    by = centring(found.overall[0], found.limits, found.mean, study.capable)
    return found.mean + by, float(found.overall[0].moved(by).outside(found.limits.lower, found.limits.upper))


def _option(
    name: Text, limited: Sequence[Judged], first: Judged, levels: Mapping[int, tuple[float, float]], *,
    recommended: bool = False,
) -> Option:  # fmt: skip
    weights = np.array([len(one.stream.all) for one in limited], dtype=float)
    outside = np.array([levels[id(one)][1] for one in limited])
    overall = float((weights * outside).sum() / weights.sum())
    at, lost = levels[id(first)]
    column = first.stream.characteristic
    half = 0.0
    if at == first.verdict.mean and first.found is not None:
        half = _HALF * float(first.found.overall[0].scale) / float(np.sqrt(len(first.stream.all)))
    said = say("{name} ({share} of all parts outside)", name=name, share=share(overall))
    estimate = Estimate(at, at - half, at + half, first.stream.unit)
    return Option(said, {column: at}, {column: estimate}, {column: 1 - lost}, recommended)


def _searches(judged: Sequence[Judged]) -> tuple[Option, ...]:
    """Without limits what differs is how often a cause is searched for, and how often for nothing."""
    fired = sum(len(one.reading.fired) for one in judged)
    chance = Amount(sum(one.reading.chance for one in judged), None, 1)
    wild = sum(one.verdict.act is Act.CAUSE for one in judged)
    return (
        Option(say("A search on {wild:unstable chart|unstable charts}", wild=wild), {}, {}, recommended=True),
        Option(say("Doing nothing"), {}, {}),
        Option(say("A search at every signal: {fired}, about {chance} of them for nothing", fired=fired, chance=chance),
               {}, {}),
    )  # fmt: skip
