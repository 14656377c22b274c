"""The simple extrapolations that every other must beat: a straight line for each life, and the fleet's mean rate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from sanhak.model.life.degradation.courses import Courses
from sanhak.model.prediction import Floats

_TINY = 1e-12
_LEAST = 3
"""Readings from which on a line of its own has a residual."""


@dataclass(frozen=True, slots=True)
class Straight:
    """A straight line with normal errors for each life, or (``pooled``) the fleet's mean rate from the last reading.

    ``rate`` and ``spread`` are mean and deviation of the fleet's slopes, ``noise`` the deviation around the lines.
    A life with fewer than three readings goes on with the fleet's rate.
    """

    rate: float
    spread: float
    noise: float
    pooled: bool

    @classmethod
    def fitted(cls, courses: Courses, *, pooled: bool) -> Straight:
        """From the least-squares lines of all lives with three readings or more, each weighing one."""
        slope, _, residual, _, count = _lines(courses)
        enough = count >= _LEAST
        if not enough.any():
            ages = courses.seen - courses.at[:, 0]
            grown = (courses.last - courses.value[:, 0])[ages > 0] / ages[ages > 0]
            rate = float(grown.mean()) if len(grown) else 0.0
            return cls(rate, (float(grown.std()) if len(grown) else 0.0) + abs(rate) / 2, 0.0, pooled)
        noise = np.sqrt((residual[enough] ** 2 * (count[enough] - 2)).sum() / (count[enough] - 2).sum())
        slopes = slope[enough]
        return cls(float(slopes.mean()), float(slopes.std(ddof=min(1, len(slopes) - 1))), float(noise), pooled)

    def reading(self, courses: Courses, at: Floats) -> tuple[Floats, Floats]:
        """Mean and deviation of a reading at the moments ``at``, shape (n, k), both of shape (n, k)."""
        slope, middle, residual, square, count = _lines(courses)
        enough = (count >= _LEAST) & ~self.pooled
        ahead = at - courses.seen[:, None]
        fleet = courses.last[:, None] + self.rate * ahead
        loose = np.sqrt(self.noise**2 + (self.spread * ahead) ** 2)
        centre = np.nanmean(courses.at, axis=1)[:, None]
        line = middle[:, None] + slope[:, None] * (at - centre)
        lever = 1 / count[:, None] + (at - centre) ** 2 / np.maximum(square, _TINY)[:, None]
        own = residual[:, None] * np.sqrt(lever)
        return np.where(enough[:, None], line, fleet), np.maximum(np.where(enough[:, None], own, loose), _TINY)

    def survival(self, courses: Courses, times: Floats) -> Floats:
        """Probability that the condition has not reached the limit at ``times`` of shape (k,) from now, (n, k)."""
        at = np.broadcast_to(courses.now + np.append(0.0, times), (len(courses), len(times) + 1))
        mean, deviation = self.reading(courses, at)
        alive = np.minimum.accumulate(ndtr((courses.limit[:, None] - mean) / deviation), axis=1)
        passed = (courses.last >= courses.limit)[:, None]
        return np.where(passed, 0.0, alive[:, 1:] / np.maximum(alive[:, :1], _TINY))

    def later(self, courses: Courses, at: Floats, draws: int, rng: np.random.Generator) -> Floats:
        """Draws of a reading at the moments ``at`` of shape (n,), shape (n, draws)."""
        mean, deviation = self.reading(courses, at[:, None])
        scatter = np.sqrt(deviation**2 + self.noise**2)
        return np.asarray(mean + scatter * rng.standard_normal((len(courses), draws)))


def _lines(courses: Courses) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Slope, middle value, residual deviation, sum of squared times and count of each life's least-squares line."""
    there = ~np.isnan(courses.value)
    count = there.sum(axis=1).astype(float)
    at = np.where(there, courses.at - np.nanmean(courses.at, axis=1, keepdims=True), 0.0)
    middle = np.nanmean(courses.value, axis=1)
    value = np.where(there, courses.value - middle[:, None], 0.0)
    square = (at**2).sum(axis=1)
    slope = (at * value).sum(axis=1) / np.maximum(square, _TINY)
    left = np.where(there, value - slope[:, None] * at, 0.0)
    return slope, middle, np.sqrt((left**2).sum(axis=1) / np.maximum(count - 2, 1)), square, count
