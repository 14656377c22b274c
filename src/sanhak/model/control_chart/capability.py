"""How well a process keeps its limits: capability and performance indices with intervals, and the share outside.

ISO 22514-2 and ISO 22514-4 (percentiles of the fitted distribution in place of six deviations where values are not
normal); NIST/SEMATECH e-Handbook, section 6.1.6. Intervals of normal values are generalised ones, drawn from the exact
distributions of mean and deviation (K. Krishnamoorthy and T. Mathew, Statistical Tolerance Regions, 2009); those of
others come from a bootstrap of the fitted distribution, turned round: how far refitted samples lie from what they were
drawn from tells how far the truth may lie from what was fitted (A. C. Davison and D. V. Hinkley, 1997, chapter 5).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from sanhak.model.control_chart.distribution import Shape, normal_doubt, skewed
from sanhak.model.prediction import Floats
from sanhak.table.specification import Limits

_DRAWS: Final = 1000
_RESAMPLED: Final = 2_000_000
"""Values that a bootstrap draws at most, all its samples together."""
_LEAST_RESAMPLES: Final = 100
_ENDS: Final = (0.05, 0.95)
_DOUBT: Final = 0.005
"""Many characteristics are looked at together; one of them must clearly not be normal."""
_LEAST_SHAPED: Final = 30
"""From fewer values no skewed distribution can be told."""
Ends = tuple[float, float, float]
"""A value, and the ends of its 90 % interval."""


@dataclass(frozen=True, slots=True)
class Capability:
    """What was found of one characteristic of one product.

    ``within`` is the distribution that the spread within subgroups would make alone, normal; ``overall`` that of all
    values. Each of both stands first as a number and then as draws of its uncertainty, shape (draws,). Indices are None
    where a side has no limit, or where they would not mean what they promise.
    """

    count: int
    mean: float
    limits: Limits
    normal: bool
    fits: bool
    within: tuple[Shape, Shape]
    overall: tuple[Shape, Shape]

    @property
    def cp(self) -> Ends | None:
        """Tolerance over the spread within subgroups; None where values are not normal."""
        return self._ends(both, self.within) if self.normal else None

    @property
    def cpk(self) -> Ends | None:
        """Room to the nearer limit over half of the spread within subgroups; None where values are not normal."""
        return self._ends(nearer, self.within) if self.normal else None

    @property
    def pp(self) -> Ends | None:
        """Tolerance over the whole spread."""
        return self._ends(both, self.overall)

    @property
    def ppk(self) -> Ends | None:
        """Room to the nearer limit over half of the whole spread."""
        return self._ends(nearer, self.overall)

    @property
    def cpm(self) -> Ends | None:
        """Tolerance over the whole spread around the target (Taguchi); None where values are not normal."""
        return self._ends(around, self.overall) if self.normal else None

    @property
    def outside(self) -> Ends:
        """The share of parts that is expected outside of the limits."""
        return self.outside_of(self.overall)

    def outside_of(self, shapes: tuple[Shape, Shape]) -> Ends:
        """The share outside of another distribution with its draws, such as one that was moved."""
        limits = self.limits
        return ends(*(shape.outside(limits.lower, limits.upper) for shape in shapes))

    def _ends(self, index: Callable[[Shape, Limits], Floats | None], shapes: tuple[Shape, Shape]) -> Ends | None:
        found = [index(shape, self.limits) for shape in shapes]
        return None if found[0] is None or found[1] is None else ends(found[0], found[1])


def ends(value: Floats, draws: Floats) -> Ends:
    """A value with the 5 % and 95 % points of its draws."""
    low, high = np.quantile(draws, _ENDS)
    return float(value), min(float(low), float(value)), max(float(high), float(value))


def both(shape: Shape, limits: Limits) -> Floats | None:
    """Tolerance over the spread between the scores -3 and 3; None where a side has no limit."""
    if limits.lower is None or limits.upper is None:
        return None
    return np.asarray((limits.upper - limits.lower) / (shape.quantile(3.0) - shape.quantile(-3.0)))


def nearer(shape: Shape, limits: Limits) -> Floats | None:
    """Room between the median and the nearer limit over the spread on that side; None where there is no limit."""
    middle, sides = shape.quantile(0.0), []
    if limits.upper is not None:
        sides.append((limits.upper - middle) / (shape.quantile(3.0) - middle))
    if limits.lower is not None:
        sides.append((middle - limits.lower) / (middle - shape.quantile(-3.0)))
    return np.asarray(np.minimum.reduce(sides)) if sides else None


def around(shape: Shape, limits: Limits) -> Floats | None:
    """Tolerance over the spread around the target; None where a side has no limit."""
    if limits.lower is None or limits.upper is None or limits.aim is None:
        return None
    return np.asarray((limits.upper - limits.lower) / (6 * np.hypot(shape.scale, shape.place - limits.aim)))


def capability(
    values: Floats,
    limits: Limits,
    sigma: float,
    freedom: float,
    rng: np.random.Generator,
    *,
    followed: float = 0.0,
    shaped: bool = True,
) -> Capability:
    """The capability of measured values, shape (rows,), in their own unit.

    Parameters
    ----------
    values, limits
        All single values, and their limits.
    sigma, freedom
        The deviation within subgroups and its degrees of freedom, as a chart gives them.
    followed
        How strongly each value follows the one before it: so many fewer values stand behind mean and deviation.
    shaped
        Whether the shape of all values means something; of a process that is not stable it does not.
    """
    count, mean, deviation = len(values), float(values.mean()), float(values.std(ddof=1))
    doubted = shaped and count >= _LEAST_SHAPED and normal_doubt(values) < _DOUBT
    know = max(count * (1 - followed) / (1 + followed), 2.0), (count - 1) * (1 - followed**2) / (1 + followed**2)
    inner = Shape(mean, sigma), _drawn(mean, sigma, know[0], max(freedom, 1.0), rng)
    if not doubted:
        outer = Shape(mean, deviation), _drawn(mean, deviation, know[0], max(know[1], 1.0), rng)
        return Capability(count, mean, limits, True, True, inner, outer)  # noqa: FBT003 - normal, and fits
    shape = skewed(values)
    resamples = max(_LEAST_RESAMPLES, min(_DRAWS, _RESAMPLED // count))
    outer = shape, _turned(shape, skewed(shape.quantile(rng.standard_normal((resamples, count)))))
    return Capability(count, mean, limits, False, normal_doubt(shape.score(values)) >= _DOUBT, inner, outer)  # noqa: FBT003


def _drawn(mean: float, sigma: float, count: float, freedom: float, rng: np.random.Generator) -> Shape:
    """Draws of mean and deviation: what they may be, given what was seen."""
    scale = sigma * np.sqrt(freedom / rng.chisquare(freedom, _DRAWS))
    return Shape(mean - rng.standard_normal(_DRAWS) * scale / np.sqrt(count), scale)


def _turned(shape: Shape, refitted: Shape) -> Shape:
    """Draws of what the truth may be, from how far refitted samples of a distribution lie from it."""
    moved = (refitted.place - shape.place) / refitted.scale
    return Shape(shape.place - moved * shape.scale, shape.scale**2 / refitted.scale, 2 * shape.skew - refitted.skew)


def stepped(before: Floats, after: Floats, rng: np.random.Generator) -> tuple[Shape, Shape]:
    """The distribution at the level before a step, with the spread around both levels, and its draws."""
    left = np.concatenate([before - before.mean(), after - after.mean()])
    freedom = max(len(left) - 2, 1)
    mean, sigma = float(before.mean()), float(np.sqrt(left @ left / freedom))
    return Shape(mean, sigma), _drawn(mean, sigma, len(before), freedom, rng)
