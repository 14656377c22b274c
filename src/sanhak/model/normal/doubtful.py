"""Rows of the normal period that were not normal: what lies far from a model of all other blocks, for several rows."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np

from sanhak.model.normal.detectors import AllTags, Flags, smoothed
from sanhak.model.normal.episodes import merged
from sanhak.model.prediction import Floats

_BLOCKS: Final = 8
_FAR: Final = 8.0
"""Robust deviations of the logarithm of T² from which on a row is doubtful."""
_WEIGHT: Final = 0.2
_LEAST: Final = 3
_MOST: Final = 0.2
"""Share of the period that may be doubtful; what happens more often is how the plant runs."""
_ABOVE: Final = 10.0
"""Times the limit beyond which a row counts no more."""


def doubtful(X: Floats, breaks: Flags) -> list[tuple[int, int]]:
    """Stretches of at least three normal rows that are unlike all others, each from its first row to its end.

    Each eighth of the rows is judged by T² of the seven others, smoothed over some rows. The median and the median
    deviation of its logarithm say what is usual. None where there would be more than a fifth of the rows.

    Parameters
    ----------
    X
        Rows of the period in time order without gaps, shape (rows, tags).
    breaks
        Where a row does not follow the one before, shape (rows,).
    """
    edges = np.linspace(0, len(X), _BLOCKS + 1).astype(int)
    found = np.empty(len(X))
    for first, end in pairwise(edges.tolist()):
        others = np.delete(np.arange(len(X)), np.s_[first:end])
        found[first:end] = AllTags().fit(X[others], breaks[others]).statistic(X[first:end], breaks[first:end])
    usual = float(np.median(found))
    # One row that is farther than all limits must not darken the rows after it, however far it is.
    _, limit = _told(np.minimum(found, _ABOVE**3 * usual), breaks)
    told, limit = _told(np.minimum(found, _ABOVE * np.exp(limit)), breaks)
    far = told > limit
    runs = [(first, end) for first, end in merged(far) if end - first >= _LEAST]
    return runs if sum(end - first for first, end in runs) <= _MOST * len(X) else []


def _told(found: Floats, breaks: Flags) -> tuple[Floats, float]:
    """The logarithm of a statistic smoothed over some rows, and the limit beyond which it is unlike all others."""
    told = np.log(np.maximum(smoothed(found, _WEIGHT, breaks, float(np.median(found))), 1e-12))
    middle = float(np.median(told))
    spread = 1.4826 * float(np.median(np.abs(told - middle)))
    return told, middle + _FAR * max(spread, 1e-9)
