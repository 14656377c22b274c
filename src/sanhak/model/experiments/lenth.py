"""Effects without an estimate of error: Lenth's pseudo standard error, and places on a normal or half-normal plot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from sanhak.model.prediction import Floats

_TRIM: Final = 2.5
_MEDIAN: Final = 1.5
_THIRD: Final = 3
_DIGITS: Final = 9


@dataclass(frozen=True, slots=True)
class Lenth:
    """Lenth's analysis: ``error`` is the pseudo standard error, ``df`` its degrees of freedom (effects / 3).

    ``margin`` is the margin of error of one effect, ``together`` the one that holds for all effects at once, both at
    ``level`` and in the unit of the effects; ``p`` is each effect's p-value by Student's distribution.
    """

    error: float
    df: float
    margin: float
    together: float
    p: Floats
    level: float


def lenth(effects: Floats, level: float = 0.9) -> Lenth:
    """Lenth's pseudo standard error of ``effects``, shape (effects,); few of them must be real (R. V. Lenth 1989)."""
    from scipy.stats import t

    sizes = np.abs(effects)
    first = _MEDIAN * float(np.median(sizes))
    inert = sizes[sizes < _TRIM * first]
    error = _MEDIAN * float(np.median(inert)) if len(inert) else first
    df = len(sizes) / _THIRD
    each = (1 + level ** (1 / len(sizes))) / 2
    ratio = np.divide(sizes, error, out=np.full(len(sizes), np.inf), where=error > 0)
    return Lenth(
        error,
        df,
        float(t.ppf((1 + level) / 2, df)) * error,
        float(t.ppf(each, df)) * error,
        2 * t.sf(ratio, df),
        level,
    )


def ranks(values: Floats) -> Floats:
    """Ranks from 1, equal values sharing their mean rank, shape (values,)."""
    from scipy.stats import rankdata

    largest = float(np.max(np.abs(values), initial=0.0)) or 1.0
    found: Floats = rankdata(np.round(values / largest, _DIGITS))
    return found


def positions(values: Floats) -> Floats:
    """Plotting positions (rank - 1/2) / count, shape (values,)."""
    return (ranks(values) - 0.5) / len(values)


def normal_scores(values: Floats) -> Floats:
    """Where each value would stand were all drawn from one normal distribution, in its standard deviations."""
    from scipy.stats import norm

    found: Floats = norm.ppf(positions(values))
    return found


def half_normal_scores(sizes: Floats) -> Floats:
    """The same for sizes without sign (C. Daniel 1959)."""
    from scipy.stats import norm

    found: Floats = norm.ppf(0.5 + positions(sizes) / 2)
    return found
