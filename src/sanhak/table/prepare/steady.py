"""Where a plant is not at steady state: readings that move by more than their noise within a window of time."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from sanhak.table.check.rows import Floats, Rows

LEAST_READINGS: Final = 6
"""With fewer readings in a window nothing is said of its middle."""
SURE: Final = 4.0
"""Standard errors by which the ratio of variances must exceed its limit: chance does so in one of 30,000 windows."""
_EVEN: Final = 12.0
"""A straight drift by d has the variance d²/12."""


def movement(times: ArrayLike, tags: ArrayLike, window: float, noise: ArrayLike | None = None) -> Floats:
    """How far each tag surely moves around each row, in multiples of its noise, shape (rows, tags).

    The variance within the window around a row over the variance of the noise is the R-statistic of S. Cao and R. R.
    Rhinehart (J. Process Control 5 (1995) 363–374), here in a moving window instead of exponential filters; the noise
    comes from successive differences (J. von Neumann, Ann. Math. Stat. 12 (1941) 367–395). What exceeds one surely is
    told as the straight drift within the window that has this variance: a bump and a swing count as a drift does.

    Parameters
    ----------
    times
        When the rows were read [s], not falling, shape (rows,).
    tags
        Readings in any units, shape (rows, tags); gaps are NaN.
    window
        Length of the window around a row [s].
    noise
        Standard deviation of each tag's noise in its unit, shape (tags,); by default from successive differences.

    Returns
    -------
    Multiples of the noise; NaN where a window holds fewer than six readings of the tag, or the tag never moves.

    Raises
    ------
    ValueError
        If shapes do not fit, times fall, or ``window`` or a noise is not positive.
    """
    clock, readings = rising(times), np.asarray(tags, dtype=float)
    if readings.ndim != 2 or len(readings) != len(clock) or not window > 0:  # noqa: PLR2004 - rows × tags
        raise ValueError(f"tags {readings.shape} must be of shape (rows, tags), and the window positive")
    known = noise_of(readings) if noise is None else np.broadcast_to(np.asarray(noise, float), readings.shape[1:])
    if noise is not None and not (known > 0).all():
        raise ValueError("the noise of each tag must be positive")
    first = np.searchsorted(clock, clock - window / 2, side="left")
    last = np.searchsorted(clock, clock + window / 2, side="right")
    moved = [_moved(values, first, last, float(sigma)) for values, sigma in zip(readings.T, known, strict=True)]
    return np.stack(moved, axis=1) if moved else np.empty(readings.shape)


def restlessness(
    times: ArrayLike, tags: ArrayLike, window: float, drift: float, share: float, running: ArrayLike | None = None
) -> Floats:
    """How far each tag surely moves around each row, in multiples of what a steady plant may, shape (rows, tags).

    It may move by ``drift`` times its noise, and by ``share`` of its usual spread (quartiles over 1.349, in the rows of
    the mask ``running``) if that is more: a plant that is measured finely never rests to the noise of its tags. Other
    parameters, errors and sources are those of :func:`movement`; what cannot be told is 0.
    """
    readings = np.asarray(tags, dtype=float)
    known = readings if running is None else readings[np.asarray(running, dtype=bool)]
    spread = np.array([_spread(values[np.isfinite(values)]) for values in known.T], dtype=float)
    with np.errstate(invalid="ignore"):
        allowed = np.fmax(drift, share * spread / noise_of(readings))
        return np.asarray(np.nan_to_num(movement(times, readings, window) / allowed))


def noise_of(tags: Floats) -> Floats:
    """The standard deviation of each tag's noise, shape (tags,), from the differences of successive readings.

    The median makes it robust to steps. Where most readings repeat the last one, as a compressing historian stores
    them, the differences that are none tell the noise; a tag that never moves has NaN.
    """
    return np.array([_noise(values[np.isfinite(values)]) for values in tags.T], dtype=float)


def rising(times: ArrayLike) -> Floats:
    """The times [s] as an array of shape (rows,).

    Raises
    ------
    ValueError
        If a time is missing, or the clock runs backwards.
    """
    clock = np.asarray(times, dtype=float)
    if clock.ndim != 1 or not np.isfinite(clock).all() or (np.diff(clock) < 0).any():
        raise ValueError("times must be known and must not fall")
    return clock


def _noise(values: Floats) -> float:
    apart = np.abs(np.diff(values))
    if apart.size and not np.median(apart) > 0:
        apart = apart[apart > 0]
    # The median of |x| of a normal difference is 0.6745 of its deviation, which is √2 of that of one reading.
    return float(np.median(apart)) / 0.6745 / np.sqrt(2) if apart.size else float("nan")


def _spread(values: Floats) -> float:
    """The standard deviation of normal values with the same quartiles; 0 of none."""
    return float(np.subtract(*np.quantile(values, [0.75, 0.25]))) / 1.349 if values.size else 0.0


def _moved(values: Floats, first: Rows, last: Rows, sigma: float) -> Floats:
    """The sure movement of one tag in the windows that begin at rows ``first`` and end before rows ``last``."""
    known = np.isfinite(values)
    if not np.isfinite(sigma):
        return np.full(len(values), np.nan)
    scaled = np.where(known, (values - np.median(values[known])) / sigma, 0.0)
    count, total, square = (
        np.concatenate([[0.0], np.cumsum(part)]) for part in (known.astype(float), scaled, scaled**2)
    )
    rows, mean, squares = (part[last] - part[first] for part in (count, total, square))
    enough = rows >= LEAST_READINGS
    rows = np.where(enough, rows, LEAST_READINGS)
    ratio = (squares - mean**2 / rows) / (rows - 1) - SURE * np.sqrt(2 / (rows - 1))
    return np.where(enough, np.sqrt(_EVEN * np.maximum(ratio - 1, 0.0)), np.nan)
