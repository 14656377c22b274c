"""Control charts: what is plotted, around which centre, and between which limits.

Shewhart's charts for measurements and for counts, charts of weighted means and of cumulative sums. NIST/SEMATECH
e-Handbook of Statistical Methods, sections 6.3.2 and 6.3.3; D. C. Montgomery, Introduction to Statistical Quality
Control. Limits lie three deviations from the centre unless said otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sanhak.model.control_chart.constants import c4, d2, d3
from sanhak.model.prediction import Floats

WIDTH: Final = 3.0
"""Deviations from the centre to a limit."""
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart of ``points`` plotted values: shape (points,) each, in the unit of what is plotted.

    ``deviation`` is the standard deviation of a plotted point by which rules on runs are judged; ``sigma`` that of a
    single value within a subgroup, where there is one; ``freedom`` the degrees of freedom behind it.
    """

    name: str
    values: Floats
    centre: Floats
    lower: Floats
    upper: Floats
    deviation: Floats
    sigma: float = float("nan")
    freedom: float = float("nan")

    @property
    def scores(self) -> Floats:
        """Each point in deviations from the centre, shape (points,)."""
        gaps = self.values - self.centre
        return np.divide(gaps, self.deviation, out=np.zeros_like(gaps), where=self.deviation > 0)

    @property
    def outside(self) -> Flags:
        """Which points lie beyond a limit, shape (points,)."""
        return (self.values > self.upper) | (self.values < self.lower)


def individuals(values: Floats, base: Flags | None = None) -> tuple[Chart, Chart]:
    """The chart of single values and that of their moving ranges (section 6.3.2.2).

    ``base`` marks the values from which the limits are taken, shape (points,); by default all.
    """
    chosen = values if base is None else values[base]
    ranges = np.abs(np.diff(values))
    kept = ranges if base is None else ranges[base[1:] & base[:-1]]
    mean = float(kept.mean())
    sigma = mean / d2(2)
    count = len(chosen)
    # The moving ranges overlap, and know less than as many ranges apart: P. G. Hoel, Ann. Math. Stat. 17 (1946) 475.
    scatter = max(0.8264 * count - 1.082, 0.1) / max(count - 1, 1) ** 2
    chart = _level("individuals", values, float(chosen.mean()), np.full(len(values), sigma), sigma, 0.5 / scatter)
    return chart, _spread("moving range", ranges, np.full(len(ranges), 2), sigma)


def subgroups(groups: Sequence[Floats], base: Flags | None = None, *, by: str | None = None) -> tuple[Chart, Chart]:
    """The chart of subgroup means with that of their ranges (``by`` is ``range``) or deviations (section 6.3.2.1).

    By default ranges up to ten values of equal number, deviations else. Limits follow the size of each subgroup; the
    deviation is then pooled.
    """
    sizes = np.array([len(group) for group in groups])
    means = np.array([group.mean() for group in groups])
    chosen = np.ones(len(groups), dtype=bool) if base is None else base
    equal = len(set(sizes.tolist())) == 1
    ranged = by == "range" or (by is None and equal and sizes[0] <= _MOST_RANGED)
    spreads = np.array([np.ptp(group) if ranged else group.std(ddof=1) if len(group) > 1 else 0.0 for group in groups])
    told = chosen & (sizes > 1) if (chosen & (sizes > 1)).any() else sizes > 1
    sigma, freedom = _within(spreads[told], sizes[told], ranged=ranged)
    centre = float((means * sizes)[chosen].sum() / sizes[chosen].sum())
    level = _level("means", means, centre, sigma / np.sqrt(sizes), sigma, freedom)
    return level, _spread("range" if ranged else "deviation", spreads, sizes, sigma)


_MOST_RANGED: Final = 10
"""From larger subgroups a range forgets too much of what lies between its ends."""


def _within(spreads: Floats, sizes: NDArray[np.int_], *, ranged: bool) -> tuple[float, float]:
    """The deviation within subgroups and its degrees of freedom."""
    if len(set(sizes.tolist())) == 1:
        size = int(sizes[0])
        mean = d2(size) if ranged else c4(size)
        scatter = (d3(size) if ranged else np.sqrt(1 - c4(size) ** 2)) / mean
        return float(spreads.mean() / mean), float(0.5 * len(spreads) / scatter**2)
    if ranged:
        each = np.array([d2(int(size)) for size in sizes])
        scatter = np.array([d3(int(size)) for size in sizes]) / each
        weights = 1 / scatter**2
        return float((weights * spreads / each).sum() / weights.sum()), float(0.5 * weights.sum())
    freedom = float((sizes - 1).sum())
    return float(np.sqrt(((sizes - 1) * spreads**2).sum() / freedom)), freedom


def _level(name: str, values: Floats, centre: float, deviation: Floats, sigma: float, freedom: float) -> Chart:
    middle = np.full(len(values), centre)
    return Chart(
        name, values, middle, middle - WIDTH * deviation, middle + WIDTH * deviation, deviation, sigma, freedom
    )


def _spread(name: str, values: Floats, sizes: NDArray[np.int_], sigma: float) -> Chart:
    """The chart of what is spread within subgroups; a single value has none, and its limits are zero."""
    mean, scatter = np.zeros(len(values)), np.zeros(len(values))
    for size in {int(one) for one in sizes if one > 1}:
        at = sizes == size
        mean[at] = c4(size) if name == "deviation" else d2(size)
        scatter[at] = np.sqrt(1 - c4(size) ** 2) if name == "deviation" else d3(size)
    centre, deviation = sigma * mean, sigma * scatter
    lower = np.maximum(centre - WIDTH * deviation, 0.0)
    return Chart(name, values, centre, lower, centre + WIDTH * deviation, deviation, sigma)


def defectives(counts: Floats, sizes: Floats, base: Flags | None = None) -> Chart:
    """Units that do not conform, of so many inspected: numbers (np) of equal samples, shares (p) else (6.3.3.2)."""
    chosen = np.ones(len(counts), dtype=bool) if base is None else base
    share = float(counts[chosen].sum() / sizes[chosen].sum())
    if np.ptp(sizes) == 0:
        size = float(sizes[0])
        return _counted("np", counts, size * share, np.full(len(counts), np.sqrt(size * share * (1 - share))), size)
    return _counted("p", counts / sizes, share, np.sqrt(share * (1 - share) / sizes), 1.0)


def defects(counts: Floats, sizes: Floats | None = None, base: Flags | None = None) -> Chart:
    """Defects, several of which a unit may have: numbers (c) of equal samples, defects a unit (u) else (6.3.3.1)."""
    chosen = np.ones(len(counts), dtype=bool) if base is None else base
    if sizes is None or np.ptp(sizes) == 0:
        mean = float(counts[chosen].mean())
        return _counted("c", counts, mean, np.full(len(counts), np.sqrt(mean)), np.inf)
    mean = float(counts[chosen].sum() / sizes[chosen].sum())
    return _counted("u", counts / sizes, mean, np.sqrt(mean / sizes), np.inf)


def _counted(name: str, values: Floats, centre: float, deviation: Floats, most: float) -> Chart:
    middle = np.full(len(values), centre)
    lower = np.maximum(middle - WIDTH * deviation, 0.0)
    return Chart(name, values, middle, lower, np.minimum(middle + WIDTH * deviation, most), deviation)


def weighted(
    values: Floats, target: float, sigma: float, *, weight: float = 0.2, width: float = 2.86, settled: bool = False
) -> Chart:
    """Exponentially weighted means (EWMA, section 6.3.2.4); ``settled`` draws the limits of a long chart.

    With a weight of 0.2 and limits at 2.86 deviations a chart in control signals once in 370 points
    (J. M. Lucas and M. S. Saccucci, Technometrics 32 (1990) 1).
    """
    means, last = np.empty(len(values)), target
    for place, value in enumerate(values):
        last = weight * float(value) + (1 - weight) * last
        means[place] = last
    share = weight / (2 - weight)
    grown = np.ones(len(values)) if settled else 1 - (1 - weight) ** (2 * np.arange(1, len(values) + 1))
    deviation = sigma * np.sqrt(share * grown)
    middle = np.full(len(values), target)
    return Chart("ewma", means, middle, middle - width * deviation, middle + width * deviation, deviation, sigma)


def cumulative(
    values: Floats, target: float, sigma: float, *, slack: float = 0.5, reach: float = 4.77
) -> tuple[Floats, Floats, float]:
    """Cumulative sums above and below the target (tabular CUSUM, section 6.3.2.3), and the height at which they signal.

    ``slack`` and ``reach`` are in deviations. The sums, shape (points,) each, and the height are in the values' unit.
    With 0.5 and 4.77 a chart in control signals once in 370 points (D. M. Hawkins, J. Qual. Technol. 25 (1993) 248).
    """
    up, down = np.zeros(len(values)), np.zeros(len(values))
    above = below = 0.0
    for place, value in enumerate(values):
        above = max(0.0, above + float(value) - target - slack * sigma)
        below = max(0.0, below + target - slack * sigma - float(value))
        up[place], down[place] = above, below
    return up, down, reach * sigma
