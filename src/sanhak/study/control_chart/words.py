"""How the answers about control charts call things: shares, levels, moments, acts and rules."""

from __future__ import annotations

from typing import Final

from sanhak.decide.capability import Act
from sanhak.model.control_chart import Ends
from sanhak.study.control_chart.judging import Judged
from sanhak.text import Amount, Text, decimals_for, say

_PER_MILLE: Final = 1e-3
_NEVER: Final = 1e-6
RULES: Final = {
    1: say("beyond a limit"),
    2: say("nine in a row on one side"),
    3: say("six in a row rising or falling"),
    4: say("fourteen in a row up and down by turns"),
    5: say("two of three beyond two deviations on one side"),
    6: say("four of five beyond one deviation on one side"),
    7: say("fifteen in a row within one deviation"),
    8: say("eight in a row beyond one deviation on both sides"),
}
"""What each rule sees."""
CHARTS: Final = {
    "individuals": say("I-MR"),
    "means": say("X̄"),
    "means, range": say("X̄-R"),
    "means, deviation": say("X̄-S"),
    "residuals": say("residuals"),
    "ewma": say("EWMA"),
    "cusum": say("CUSUM"),
    "np": say("np"),
    "p": say("p chart"),
    "c": say("c chart"),
    "u": say("u chart"),
}
"""What the charts are called."""
ACTS: Final = {
    Act.CAUSE: say("find the cause"),
    Act.CENTRE: say("centre"),
    Act.SPREAD: say("reduce the spread"),
    Act.NONE: say("leave it"),
}
"""What the acts are called in a table."""


def share(value: float) -> Amount | Text:
    """A share as per cent, or as parts per million where it is small, to two significant digits."""
    if value < _NEVER:
        return say("less than 1 ppm")
    if value < _PER_MILLE:
        return Amount(1e6 * value, "ppm", max(0, decimals_for(1e6 * value)))
    return Amount(100 * value, "%", max(0, decimals_for(100 * value)))


def shares(ends: Ends) -> Text:
    """The interval of a share."""
    if ends[2] < _NEVER:
        return say("less than 1 ppm")
    return say("{low} to {high}", low=share(ends[1]), high=share(ends[2]))


def level(one: Judged, value: float) -> Amount:
    """A level of a characteristic, with digits that its scatter allows."""
    if one.found is None:
        return Amount(value, one.stream.unit if one.reading.level.name in ("np", "c") else None)
    return Amount(value, one.stream.unit, max(0, decimals_for(float(one.found.overall[0].scale) / 2)))


def chart(one: Judged) -> Text:
    """What a stream's chart is called."""
    name = one.reading.level.name
    if name == "means" and one.reading.spread is not None:
        return CHARTS[f"means, {one.reading.spread.name}"]
    return CHARTS[name]
