"""Exact average run lengths of charts of independent normal points, by Markov chains on a fine grid.

Source: D. Brook and D. A. Evans, An approach to the probability distribution of CUSUM run length, Biometrika 59 (1972).
Published tables (Lucas and Crosier 1982; Lucas and Saccucci 1990) agree to their digits or the last of them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_STATES = 401


def single(limit: float, shift: float) -> float:
    """Of single values with limits at ``limit`` deviations, the level being off by ``shift`` deviations."""
    from scipy.stats import norm

    return float(1 / (norm.sf(limit - shift) + norm.cdf(-limit - shift)))


def ewma(weight: float, limit: float, shift: float) -> float:
    """Of a moving average of a weight, with lasting limits at ``limit`` deviations of the average."""
    from scipy.stats import norm

    end = limit * np.sqrt(weight / (2 - weight))
    half = end / _STATES
    at = -end + half * (2 * np.arange(_STATES) + 1)
    upper, lower = ((at[None, :] + side - (1 - weight) * at[:, None]) / weight - shift for side in (half, -half))
    return _from(norm.cdf(upper) - norm.cdf(lower), _STATES // 2)


def cusum(slack: float, limit: float, shift: float) -> float:
    """Of two sums, one to each side."""
    return 1 / (1 / _one_sided(slack, limit, shift) + 1 / _one_sided(slack, limit, -shift))


def _one_sided(slack: float, limit: float, shift: float) -> float:
    from scipy.stats import norm

    width = 2 * limit / (2 * _STATES - 1)
    at = width * np.arange(_STATES)
    upper, lower = (at[None, :] + side - at[:, None] + slack - shift for side in (width / 2, -width / 2))
    stay = norm.cdf(upper) - norm.cdf(lower)
    stay[:, 0] = norm.cdf(upper[:, 0])  # the sum never falls below zero
    return _from(stay, 0)


def _from(stay: NDArray[np.float64], start: int) -> float:
    """The mean number of points until the chain ends, from a state on."""
    return float(np.linalg.solve(np.eye(len(stay)) - stay, np.ones(len(stay)))[start])
