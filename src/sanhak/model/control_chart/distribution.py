"""The distribution behind measured values: normal where they are, skewed where they are not, by L-moments.

The skewed one is the three-parameter lognormal (generalised normal) of J. R. M. Hosking, L-moments, J. R. Statist. Soc.
B 52 (1990) 105, which holds the normal one and does not care for units. Percentiles of it replace the six deviations of
a capability index as in ISO 22514-4. Whether values are normal is asked by Anderson and Darling's test with the p-value
of R. B. D'Agostino and M. A. Stephens, Goodness-of-fit techniques (1986), table 4.9.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from sanhak.model.prediction import Floats

_FLAT: Final = 1e-6
"""A skewness below which the normal distribution is meant."""
_MOST_SKEWED: Final = 0.94
"""The largest L-skewness that a distribution of this family has."""
_UP: Final = (2.0466534, -3.6544371, 1.8396733, -0.20360244)
_DOWN: Final = (-2.0182173, 1.2420401, -0.21741801)
"""Hosking's ratio of polynomials from L-skewness to shape, good to eight digits."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A distribution: location and scale in the unit of the values, and skewness (0 is normal); arrays or numbers."""

    place: float | Floats
    scale: float | Floats
    skew: float | Floats = 0.0

    def quantile(self, score: float | Floats) -> Floats:
        """The value that lies at a normal score, as -3 does at 0.135 %."""
        skew = np.asarray(self.skew, dtype=float)
        flat = np.abs(skew) < _FLAT
        bent = np.where(flat, 1.0, skew)
        part = np.where(flat, score, -np.expm1(-bent * score) / bent)
        return np.asarray(self.place + np.asarray(self.scale) * part)

    def score(self, value: float | Floats) -> Floats:
        """The normal score of a value; beyond an end of the distribution it is infinite."""
        part = (np.asarray(value, dtype=float) - self.place) / self.scale
        skew = np.asarray(self.skew, dtype=float)
        flat = np.abs(skew) < _FLAT
        bent = np.where(flat, 1.0, skew)
        inside = 1 - bent * part
        with np.errstate(divide="ignore", invalid="ignore"):
            bend = np.where(inside > 0, -np.log(np.maximum(inside, 1e-300)) / bent, np.inf * np.sign(bent))
        return np.asarray(np.where(flat, part, bend))

    def outside(self, lower: float | None, upper: float | None) -> Floats:
        """The share of values beyond the limits."""
        from scipy.special import ndtr

        under = 0.0 if lower is None else ndtr(self.score(lower))
        over = 0.0 if upper is None else ndtr(-self.score(upper))
        return np.asarray(under + over)

    def moved(self, by: float | Floats) -> Shape:
        """The same distribution elsewhere."""
        return Shape(self.place + by, self.scale, self.skew)


def skewed(values: Floats) -> Shape:
    """The three-parameter lognormal of sorted or unsorted values, shape (..., rows), by their L-moments."""
    from scipy.special import erf

    ordered = np.sort(values, axis=-1)
    count = ordered.shape[-1]
    rank = np.arange(count)
    b0 = ordered.mean(axis=-1)
    b1 = (ordered * rank).mean(axis=-1) / (count - 1)
    b2 = (ordered * rank * (rank - 1)).mean(axis=-1) / ((count - 1) * (count - 2))
    second = 2 * b1 - b0
    third = 6 * b2 - 6 * b1 + b0
    tau = np.clip(np.divide(third, second, out=np.zeros_like(third), where=second > 0), -_MOST_SKEWED, _MOST_SKEWED)
    square = tau**2
    up = _UP[0] + square * (_UP[1] + square * (_UP[2] + square * _UP[3]))
    down = 1 + square * (_DOWN[0] + square * (_DOWN[1] + square * _DOWN[2]))
    skew = -tau * up / down
    flat = np.abs(skew) < _FLAT
    bent = np.where(flat, 1.0, skew)
    grown = np.exp(bent**2 / 2)
    scale = np.where(flat, second * np.sqrt(np.pi), second * bent / (grown * erf(bent / 2)))
    place = np.where(flat, b0, b0 - scale * (1 - grown) / bent)
    return Shape(place, scale, skew)


def normal_doubt(scores: Floats) -> float:
    """The p-value of Anderson and Darling's test that values are normal, of values or of fitted normal scores."""
    from scipy.special import log_ndtr

    if not np.isfinite(scores).all():
        return 0.0
    count, spread = len(scores), float(scores.std(ddof=1))
    if spread <= 0:
        return 0.0
    ordered = np.sort((scores - scores.mean()) / spread)
    weights = 2 * np.arange(1, count + 1) - 1
    statistic = -count - float((weights * (log_ndtr(ordered) + log_ndtr(-ordered[::-1]))).mean())
    a = statistic * (1 + 0.75 / count + 2.25 / count**2)
    return float(np.clip(_p_of(a), 0.0, 1.0))


def _p_of(a: float) -> float:
    for least, (c0, c1, c2), turned in _TAIL:
        if a > least:
            value = float(np.exp(c0 + c1 * a + c2 * a**2))
            return 1 - value if turned else value
    return 1.0


_TAIL: Final = (
    (0.6, (1.2937, -5.709, 0.0186), False),
    (0.34, (0.9177, -4.279, -1.38), False),
    (0.2, (-8.318, 42.796, -59.938), True),
    (float("-inf"), (-13.436, 101.14, -223.73), True),
)
