"""The constants of control charts, computed: what the spread of a normal subgroup is on average, and how it scatters.

D. C. Montgomery, Introduction to Statistical Quality Control; ISO 7870-2. Tables print them to three or four digits.
"""

from __future__ import annotations

from functools import cache
from math import exp, lgamma, sqrt
from typing import Final

import numpy as np

_NODES: Final = 200
_REACH: Final = 16.0
"""No range of a normal subgroup of any size in use reaches so many deviations."""


@cache
def c4(size: int) -> float:
    """Mean standard deviation of ``size`` normal values whose deviation is 1: 0.7979 for two, 0.9400 for five."""
    _two(size)
    return sqrt(2 / (size - 1)) * exp(lgamma(size / 2) - lgamma((size - 1) / 2))


@cache
def d2(size: int) -> float:
    """Mean range of ``size`` normal values whose deviation is 1: 1.128 for two, 2.326 for five."""
    return _moment(size, 1)


@cache
def d3(size: int) -> float:
    """Standard deviation of the range of ``size`` normal values whose deviation is 1: 0.8525 for two."""
    return sqrt(_moment(size, 2) - _moment(size, 1) ** 2)


def _moment(size: int, power: int) -> float:
    """A moment of the range, by its density, with Gauss and Legendre's nodes over range and place."""
    from scipy.special import ndtr

    _two(size)
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    ranges, places = (nodes + 1) * _REACH / 2, nodes * _REACH / 2
    start = places[:, None] - ranges / 2
    density = np.exp(-(start**2 + (start + ranges) ** 2) / 2) / (2 * np.pi)
    inside = (ndtr(start + ranges) - ndtr(start)) ** (size - 2)
    inner = (weights[:, None] * density * inside).sum(axis=0) * _REACH / 2
    return float(size * (size - 1) * (weights * inner * ranges**power).sum() * _REACH / 2)


def _two(size: int) -> None:
    if size < 2:  # noqa: PLR2004 - one value has no spread
        raise ValueError(f"a subgroup of {size} has no spread")
