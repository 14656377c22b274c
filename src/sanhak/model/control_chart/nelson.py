"""Rules on runs: which patterns of a chart are too rare to be chance, and how often chance makes them all the same.

L. S. Nelson, The Shewhart control chart: tests for special causes, J. Qual. Technol. 16 (1984) 237. Each rule looks at
a window of points; its rate is the chance that a window of a chart in control fires, exact for normal points that do
not follow one another.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import product
from math import comb, erf, factorial, sqrt
from typing import Any, Final

import numpy as np

from sanhak.model.prediction import Floats


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule by its number: the points that it looks at, and how often a window of a chart in control fires it."""

    number: int
    window: int
    rate: float


def _beyond(deviations: float) -> float:
    """The chance that a normal point lies so far on one side."""
    return (1 - erf(deviations / sqrt(2))) / 2


def _at_least(count: int, of: int, chance: float) -> float:
    return sum(comb(of, k) * chance**k * (1 - chance) ** (of - k) for k in range(count, of + 1))


def _zigzags(length: int) -> int:
    """In how many orders a row of numbers goes up and down by turns, beginning upwards (Euler's zigzag numbers)."""
    row = [1]
    for _ in range(length):
        grown = [0]
        for number in reversed(row):
            grown.append(grown[-1] + number)
        row = grown
    return row[-1]


RULES: Final = {
    rule.number: rule
    for rule in (
        Rule(1, 1, 2 * _beyond(3)),
        Rule(2, 9, 2 * 0.5**9),
        Rule(3, 6, 2 / factorial(6)),
        Rule(4, 14, 2 * _zigzags(14) / factorial(14)),
        Rule(5, 3, 2 * _at_least(2, 3, _beyond(2))),
        Rule(6, 5, 2 * _at_least(4, 5, _beyond(1))),
        Rule(7, 15, (1 - 2 * _beyond(1)) ** 15),
        Rule(8, 8, (2 * _beyond(1)) ** 8 - 2 * _beyond(1) ** 8),
    )
}
"""1 beyond three deviations; 2 nine on one side; 3 six rising or falling; 4 fourteen up and down by turns; 5 two of
three beyond two deviations on one side; 6 four of five beyond one; 7 fifteen within one; 8 eight on both sides with
none within one."""


def signals(scores: Floats, rules: Iterable[int]) -> list[tuple[int, int]]:
    """Each signal as the place of its last point and its rule; a run is told once, where it is first complete.

    ``scores`` are points in deviations from the centre, shape (points,).
    """
    found: list[tuple[int, int]] = []
    for number in rules:
        fired = _fired(scores, number)
        started = fired & ~np.concatenate([[False], fired[:-1]])
        # Each point beyond a limit counts; of a run only its beginning.
        found += [(int(place), number) for place in np.flatnonzero(fired if number == 1 else started)]
    return sorted(found)


def expected_alarms(points: int, rules: Iterable[int]) -> float:
    """How many signals a chart of so many points in control gives on average, each run counted once."""
    return sum(
        RULES[number].rate + (points - RULES[number].window) * beginning(number)
        for number in rules
        if points >= RULES[number].window
    )


@cache
def beginning(number: int) -> float:
    """How often, from point to point, a signal of a rule begins on a chart in control.

    A window that fires is often followed by another one that fires, of the same run. Exact: by counting orders for
    rules 3 and 4, by going through all rows of zones for rules 5, 6 and 8.
    """
    window, rate = RULES[number].window, RULES[number].rate
    match number:
        case 1:
            return rate
        case 2:
            return rate / 2
        case 3:
            return 2 / factorial(window) - 2 / factorial(window + 1)
        case 4:
            return 2 * _zigzags(window) / factorial(window) - 2 * _zigzags(window + 1) / factorial(window + 1)
        case 7:
            return rate * 2 * _beyond(1)
    zones, chances = _zones(number)
    rows = np.array(list(product(range(len(zones)), repeat=window + 1)))
    weight = np.prod(chances[rows], axis=1)
    seen = zones[rows]
    fired = [np.array([_fired(row, number)[-1] for row in part]) for part in (seen[:, :-1], seen[:, 1:])]
    return float(weight[fired[1] & ~fired[0]].sum())


def _zones(number: int) -> tuple[Floats, Floats]:
    """A point in each zone that a rule tells apart, and the chance of each zone."""
    far = 2.0 if number == 5 else 1.0  # noqa: PLR2004 - the rule
    tail = _beyond(far)
    return np.array([-far - 0.5, 0.0, far + 0.5]), np.array([tail, 1 - 2 * tail, tail])


def _fired(scores: Floats, number: int) -> np.ndarray:
    """At which points a rule's window is complete and fires, shape (points,)."""
    window = RULES[number].window
    fired = np.zeros(len(scores), dtype=bool)
    hit: Any
    if len(scores) < window:
        return fired
    seen = np.lib.stride_tricks.sliding_window_view(scores, window)
    steps = np.diff(seen, axis=1)
    match number:
        case 1:
            hit = np.abs(seen[:, 0]) > 3  # noqa: PLR2004 - the rule
        case 2:
            hit = (seen > 0).all(axis=1) | (seen < 0).all(axis=1)
        case 3:
            hit = (steps > 0).all(axis=1) | (steps < 0).all(axis=1)
        case 4:
            hit = (steps[:, 1:] * steps[:, :-1] < 0).all(axis=1)
        case 5 | 6:
            far, count = (2, 2) if number == 5 else (1, 4)  # noqa: PLR2004 - the rules' numbers
            hit = np.maximum((seen > far).sum(axis=1), (seen < -far).sum(axis=1)) >= count
        case 7:
            hit = (np.abs(seen) < 1).all(axis=1)
        case _:
            hit = (np.abs(seen) > 1).all(axis=1) & (seen > 0).any(axis=1) & (seen < 0).any(axis=1)
    fired[window - 1 :] = hit
    return fired
