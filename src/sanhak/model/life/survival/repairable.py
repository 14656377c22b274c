"""Repairable systems: how many failures an asset has had by an age, how often, and whether it gets worse.

Source: W. Nelson, Recurrent Events Data Analysis (2003), for the mean cumulative function; L. Crow, Reliability
Analysis for Complex, Repairable Systems (1974), and MIL-HDBK-189C for the trend; D. Cox and P. Lewis, The Statistical
Analysis of Series of Events (1966), for Laplace's test.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2, norm

from sanhak.model.prediction import Floats

_LEVEL: Final = 0.9
_AT_ONCE: Final = 4_000_000
"""Cells of assets and failures that are held at once."""


@dataclass(frozen=True, slots=True, eq=False)
class MeanCount:
    """Mean number of failures of an asset until each age (k,), with its interval by Nelson's variance."""

    ages: Floats
    mean: Floats
    lower: Floats
    upper: Floats


def mean_count(ages: Floats, assets: NDArray[np.intp], until: Floats, level: float = _LEVEL) -> MeanCount:
    """The mean cumulative function.

    Parameters
    ----------
    ages
        Shape (events,): the age of the asset at each failure, at most ``until`` of its asset.
    assets
        Shape (events,): the place of the asset in ``until``.
    until
        Shape (assets,): the age until which each asset was watched, from 0.
    level
        Of the interval, symmetric on the logarithmic scale.
    """
    at, place = np.unique(ages, return_inverse=True)
    at_risk = len(until) - np.searchsorted(np.sort(until), at)
    step = np.bincount(place, minlength=len(at)) / at_risk
    mean = np.cumsum(step)
    # Nelson's robust variance: the scatter of what each asset adds, cumulated along its own course.
    variance = np.zeros(len(at))
    for some in np.array_split(np.arange(len(until)), max(1, len(until) * len(at) // _AT_ONCE)):
        counts = np.zeros((len(some), len(at)))
        own = (assets >= some[0]) & (assets <= some[-1])
        np.add.at(counts, (assets[own] - some[0], place[own]), 1.0)
        apart = np.cumsum((until[some, None] >= at) * (counts - step) / at_risk, axis=1)
        variance += (apart**2).sum(axis=0)
    error = np.sqrt(variance)
    spread = np.exp(norm.ppf((1 + level) / 2) * error / mean)
    return MeanCount(at, mean, mean / spread, mean * spread)


@dataclass(frozen=True, slots=True)
class Rate:
    """Mean time between failures with its interval; ``value`` and ``upper`` are infinite without a failure."""

    value: float
    lower: float
    upper: float


def rate(failures: int, time: float, level: float = _LEVEL) -> Rate:
    """Mean time between failures of ``failures`` in a total ``time``, watched until a time (chi-square interval)."""
    tail = (1 - level) / 2
    if failures == 0:
        return Rate(np.inf, 2 * time / float(chi2.ppf(1 - tail, 2)), np.inf)
    low, high = chi2.ppf(1 - tail, 2 * failures + 2), chi2.ppf(tail, 2 * failures)
    return Rate(time / failures, float(2 * time / low), float(2 * time / high))


@dataclass(frozen=True, slots=True)
class Trend:
    """Growth of the power law: above 1 failures come ever faster. ``chance`` is the two-sided p-value of no trend.

    ``laplace`` is Laplace's statistic, normal without a trend and above 0 where failures come late in the time watched,
    and ``laplace_chance`` its two-sided p-value.
    """

    growth: float
    lower: float
    upper: float
    chance: float
    laplace: float
    laplace_chance: float


def trend(ages: Floats, until: Floats, level: float = _LEVEL) -> Trend:
    """Crow's power law over several assets, each watched from age 0 to ``until`` of its own.

    Parameters
    ----------
    ages
        Shape (events,): the ages at failures, above 0.
    until
        Shape (events,): the age until which the asset of that failure was watched; failures at the end are left out.
    """
    inner = ages < until
    count, total = int(inner.sum()), float(np.log(until[inner] / ages[inner]).sum())
    if count < 2:  # noqa: PLR2004 - one failure has no course
        return Trend(float("nan"), 0.0, float("inf"), 1.0, 0.0, 1.0)
    growth, tail = count / total, (1 - level) / 2
    low, high = (chi2.ppf(end, 2 * count) / (2 * total) for end in (tail, 1 - tail))
    below = float(chi2.cdf(2 * total, 2 * count))
    late = float(((ages[inner] / until[inner]).sum() - count / 2) / np.sqrt(count / 12))
    return Trend(
        growth, float(low), float(high), min(1.0, 2 * min(below, 1 - below)), late, float(2 * norm.sf(abs(late)))
    )
