"""Whether points follow one another, and when a level stepped: what a control chart takes for granted.

G. M. Ljung and G. E. P. Box, Biometrika 65 (1978) 297; D. V. Hinkley, Inference about the change-point, Biometrika 57
(1970) 1; L. C. Alwan and H. V. Roberts, Time-series modeling for statistical process control, JBES 6 (1988) 87.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from sanhak.model.prediction import Floats

_LAGS: Final = 10
_LEAST: Final = 20
"""Fewer points cannot tell memory from chance."""
_SURE: Final = 0.001
"""Many characteristics are looked at together, so one of them must speak clearly."""
_FELT: Final = 0.2
"""Less memory from point to point moves the limits by less than their own uncertainty."""
_STEP: Final = 4.0
"""The largest of all standardised steps exceeds it once in a hundred charts of 100 points or fewer."""
_FAR: Final = 3.0
_SIDE: Final = 5
"""Points on either side of a step."""


@dataclass(frozen=True, slots=True)
class Step:
    """The level before and after its clearest step; ``at`` is the first point after it."""

    at: int
    before: float
    after: float
    score: float


def lag_one(values: Floats) -> float:
    """The correlation of each point with the one before it; 0 for a constant."""
    gaps = values - values.mean()
    total = float(gaps @ gaps)
    return float(gaps[1:] @ gaps[:-1]) / total if total > 0 else 0.0


def ljung_box(values: Floats, lags: int = _LAGS) -> float:
    """The p-value of the test that the first ``lags`` correlations are all zero."""
    from scipy.stats import chi2

    gaps, count = values - values.mean(), len(values)
    total = float(gaps @ gaps)
    if total <= 0 or count <= lags:
        return 1.0
    each = np.array([gaps[lag:] @ gaps[:-lag] / total for lag in range(1, lags + 1)])
    statistic = count * (count + 2) * float((each**2 / (count - np.arange(1, lags + 1))).sum())
    return float(chi2.sf(statistic, lags))


def step(values: Floats, deviation: float) -> Step | None:
    """The clearest step of the level, if it is clearer than chance would make it; ``deviation`` is that of a point.

    A single point far off is no step: points count up to three deviations from the median.
    """
    count = len(values)
    if count < 2 * _SIDE or deviation <= 0:
        return None
    sizes = np.arange(_SIDE, count - _SIDE + 1)
    middle = float(np.median(values))
    sums = np.cumsum(np.clip(values, middle - _FAR * deviation, middle + _FAR * deviation))
    before = sums[sizes - 1] / sizes
    after = (sums[-1] - sums[sizes - 1]) / (count - sizes)
    scores = np.abs(after - before) / (deviation * np.sqrt(1 / sizes + 1 / (count - sizes)))
    best = int(scores.argmax())
    if scores[best] < _STEP:
        return None
    at = int(sizes[best])
    return Step(at, float(values[:at].mean()), float(values[at:].mean()), float(scores[best]))


def memory(values: Floats, stepped: Step | None) -> float:
    """How strongly each point follows the one before it, beyond a step of the level; 0 where that is not sure.

    A step makes neighbours alike without any memory; it is taken out first.
    """
    if len(values) < _LEAST:
        return 0.0
    level = values.copy()
    if stepped is not None:
        level[: stepped.at] -= stepped.before
        level[stepped.at :] -= stepped.after
    followed = lag_one(level)
    if followed < _FELT or ljung_box(level, min(_LAGS, len(values) // 4)) > _SURE:
        return 0.0
    # The estimate is too small on short charts: F. H. C. Marriott and J. A. Pope, Biometrika 41 (1954) 390.
    return float(min(followed + (1 + 3 * followed) / len(values), 0.98))


def residuals(values: Floats, followed: float) -> Floats:
    """What each point brings that the one before it did not tell, around the mean, shape (points,)."""
    gaps = values - values.mean()
    left = gaps.copy()
    left[0] *= np.sqrt(1 - followed**2)
    left[1:] -= followed * gaps[:-1]
    return np.asarray(left + values.mean())
