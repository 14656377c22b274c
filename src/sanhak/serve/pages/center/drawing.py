"""Pictures of problems as places in per cent: they grow with the page, and their words do not."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sanhak.center.finding.intake import Signal, Verdict
from sanhak.center.finding.problems import Problem
from sanhak.text import Amount

LOWEST, HIGHEST = -0.2, 1.0
"""Shares at the left and the right end."""
TICKS: Final = (0.0, 0.25, 0.5, 0.75, 1.0)
_EDGE: Final = 8.0
"""Per cent of the height that stay free above and below."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A problem on the board: its number in the table, its place, the ends of its interval along, and its mark."""

    number: int
    title: str
    x: float
    y: float
    low: float
    high: float
    seen: bool


@dataclass(frozen=True, slots=True)
class Level:
    """A line across the board: its height, and the won that it stands for."""

    y: float
    won: int


@dataclass(frozen=True, slots=True)
class Board:
    """Value against signal."""

    spots: tuple[Spot, ...]
    levels: tuple[Level, ...]
    ticks: tuple[tuple[float, Amount], ...]


@dataclass(frozen=True, slots=True)
class Lane:
    """A signal on its scale: its place and the ends of its interval, and the ticks."""

    at: float
    low: float
    high: float
    ticks: tuple[tuple[float, Amount], ...]


def place(share: float) -> float:
    """Where a share stands along the scale, in per cent."""
    held = min(max(share, LOWEST), HIGHEST)
    return round(100 * (0.02 + 0.96 * (held - LOWEST) / (HIGHEST - LOWEST)), 2)


def lane(signal: Signal | None) -> Lane | None:
    """A signal on its scale; None where there is none."""
    if signal is None:
        return None
    return Lane(place(signal.share), place(signal.lower), place(signal.upper), _ticks())


def board(listed: Sequence[Problem]) -> Board | None:
    """The problems that have both a value and a signal; None where there are none. Heights are logarithmic."""
    drawn = [
        (number, one.title, one.value.mean, one.intake.signal, one.intake.verdict)
        for number, one in enumerate(listed, 1)
        if one.value and one.value.mean > 0 and one.intake and one.intake.signal
    ]
    if not drawn:
        return None
    ends = [math.log10(won) for _, _, won, _, _ in drawn]
    low, high = math.floor(min(ends)), max(math.ceil(max(ends)), math.floor(min(ends)) + 1)

    def height(won: float) -> float:
        return round(100 - _EDGE - (100 - 2 * _EDGE) * (math.log10(won) - low) / (high - low), 2)

    spots = tuple(
        Spot(
            number, title, place(signal.share), height(won), place(signal.lower), place(signal.upper),
            verdict is Verdict.SIGNAL,
        )
        for number, title, won, signal, verdict in drawn
    )  # fmt: skip
    return Board(spots, tuple(Level(height(10**power), 10**power) for power in range(low, high + 1)), _ticks())


def _ticks() -> tuple[tuple[float, Amount], ...]:
    return tuple((place(share), Amount(100 * share, "%", 0)) for share in TICKS)
