"""How often to sample: the longest time between two samples that keeps what is believed precise enough."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from sanhak.model.prediction import Floats

_TOLERANCE: Final = 1e-9
_MOST: Final = 500
"""Samples that are planned; nobody keeps a longer list before it is made anew."""


@dataclass(frozen=True, slots=True)
class Plan:
    """When to sample. ``between`` is the time between two samples [s], ``kept`` whether it keeps what is needed.

    ``moments`` are the next samples [s], the first of them as soon as it is due.
    """

    between: float
    kept: bool
    moments: tuple[float, ...]


def longest(ages: Floats, half: Floats, needed: float) -> float | None:
    """The oldest measured age [s] of a sample up to which the interval stays within ``needed``; None if none does.

    Parameters
    ----------
    ages, half
        Ages [s] and half widths, both of shape (ages,), rising.
    needed
        The half width that is needed, in the unit of ``half``.
    """
    within = np.flatnonzero(half <= needed * (1 + _TOLERANCE))
    return float(ages[within[-1]]) if len(within) else None


def plan(usual: float, allowed: float | None, last: float, now: float, horizon: float, *, trusted: bool) -> Plan:
    """The next samples.

    Parameters
    ----------
    usual
        The time between two samples so far [s].
    allowed
        The longest that keeps what is needed [s]; None where none does: then twice as often as so far.
    last, now
        The moment of the last sample and the present one [s].
    horizon
        How far ahead is planned [s], up to five hundred samples.
    trusted
        Whether the estimate can be trusted now; if not, the next sample is due at once.
    """
    between = usual / 2 if allowed is None else allowed
    first = max(now, last + between) if trusted else now
    count = min(_MOST, int(max(0.0, now + horizon - first) // between) + 1)
    moments = tuple(first + between * number for number in range(count))
    return Plan(between, allowed is not None, moments)
