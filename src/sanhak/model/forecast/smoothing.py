"""Smoothing of many series at once: each recursion runs over time, with all series and all settings side by side.

Settings are not searched but averaged over a grid, each weighing by its likelihood, so that no series needs an
optimiser and a short one does not fall for its own noise.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from sanhak.model.forecast.panel import Panel
from sanhak.model.forecast.seasons import Seasons
from sanhak.model.prediction import Floats

_ALPHAS: Final = np.array([0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.98])
_BURNT: Final = 3
"""The first errors tell of the start, not of the setting."""
_FEW: Final = 1e-12


def naive(panel: Panel, horizon: int) -> Floats:
    """The same period of the year before, shape (series, horizon); the last value where a year is not yet known."""
    values, season = panel.values, panel.season
    last = np.repeat(values[:, -1:], horizon, axis=1)
    if values.shape[1] < season:
        return last
    before = values[:, values.shape[1] - season + np.arange(horizon) % season]
    return np.where(np.isnan(before), last, before)


def theta(panel: Panel, horizon: int) -> Floats:
    """Dynamic optimised theta on what the season leaves, shape (series, horizon).

    For each smoothing constant the best theta has a closed form, since errors are linear in 1 - 1/theta.
    Source: J. A. Fiorucci, T. R. Pellegrini, F. Louzada, F. Petropoulos and A. B. Koehler, Int. J. Forecast. 32 (2016)
    1151.
    """
    seasons = Seasons.of(panel)
    periods = panel.values.shape[1]
    bare = panel.values / seasons.over(0, periods)
    level, trend, counted = _start(bare), _Trend(len(bare)), np.zeros(len(bare))
    sums = np.zeros((4, len(bare), len(_ALPHAS)))  # of errors, slopes, their product, and how many
    for at in range(periods):
        now = bare[:, at]
        there = ~np.isnan(now)
        slope = trend.slope(counted)
        error, judged = now[:, None] - level, (there & (counted >= _BURNT))[:, None]
        error, slope = np.where(judged, error, 0.0), np.where(judged, slope, 0.0)
        sums += (error**2, slope**2, error * slope, judged + 0 * error)
        level = np.where(there[:, None], level + _ALPHAS * (now[:, None] - level), level)
        trend.meet(np.where(there, now, 0.0), there, counted)
        counted += there
    squares, slopes, products, judged_ones = sums
    share = np.clip(products / np.maximum(slopes, _FEW), 0.0, 1.0)
    left = squares - 2 * share * products + share**2 * slopes
    weights = _weights(left, judged_ones)
    ahead = np.empty((len(bare), horizon))
    for step in range(horizon):
        said = level + share * trend.slope(counted)
        ahead[:, step] = (weights * said).sum(axis=1)
        level = level + _ALPHAS * (said - level)
        trend.meet(ahead[:, step], np.ones(len(bare), dtype=bool), counted)
        counted += 1
    return np.asarray(np.maximum(ahead * seasons.over(periods, horizon), 0.0))


class _Trend:
    """The running line through each series, as the dynamic theta method keeps it."""

    def __init__(self, series: int) -> None:
        self._mean, self._gradient, self._intercept = np.zeros(series), np.zeros(series), np.zeros(series)

    def meet(self, now: Floats, there: np.ndarray, counted: Floats) -> None:
        """Take in one more value of the series that are there; ``counted`` are those before it."""
        number = counted + 1
        gradient = ((number - 2) * self._gradient + 6 * (now - self._mean) / number) / (number + 1)
        gradient = np.where(number > 1, gradient, 0.0)
        mean = self._mean + (now - self._mean) / number
        self._mean = np.where(there, mean, self._mean)
        self._gradient = np.where(there, gradient, self._gradient)
        self._intercept = np.where(there, mean - gradient * (number + 1) / 2, self._intercept)

    def slope(self, counted: Floats) -> Floats:
        """What the line adds to the level at full weight, for each smoothing constant, shape (series, constants)."""
        faded = (1 - _ALPHAS) ** counted[:, None]
        steep = self._gradient[:, None] * (1 - faded * (1 - _ALPHAS)) / _ALPHAS
        return np.where(counted[:, None] > 0, faded * self._intercept[:, None] + steep, 0.0)


_DAMPED: Final = [
    (alpha, beta, phi)
    for alpha in (0.05, 0.1, 0.2, 0.3, 0.45, 0.6, 0.8, 0.95)
    for beta, phi in ((0.0, 0.0), (0.02, 0.98), (0.1, 0.98), (0.05, 0.9), (0.2, 0.9), (0.1, 0.8), (0.4, 0.8))
]
"""Weights of level and trend (a share of the level's), and how much of the trend lasts one period."""


def damped(panel: Panel, horizon: int) -> Floats:
    """Exponential smoothing with a damped trend on what the season leaves, shape (series, horizon).

    Source: E. S. Gardner and E. McKenzie, Manag. Sci. 31 (1985) 1237.
    """
    seasons = Seasons.of(panel)
    periods = panel.values.shape[1]
    bare = panel.values / seasons.over(0, periods)
    alpha, share, phi = np.array(_DAMPED).T
    level = np.repeat(_start(bare), len(_DAMPED), axis=1)[:, : len(_DAMPED)]
    slope = np.repeat(_first_slope(bare)[:, None], len(_DAMPED), axis=1) * (phi > 0)
    squares, counted = np.zeros_like(level), np.zeros(len(bare))
    for at in range(periods):
        now = bare[:, at]
        there = ~np.isnan(now)
        error = np.where(there[:, None], now[:, None] - level - phi * slope, 0.0)
        squares += np.where(counted[:, None] >= _BURNT, error**2, 0.0)
        moved = there[:, None]
        level = np.where(moved, level + phi * slope + alpha * error, level)
        slope = np.where(moved, phi * slope + alpha * share * error, slope)
        counted += there
    weights = _weights(squares, np.maximum(counted - _BURNT, 0.0)[:, None])
    lasting = np.cumsum(phi[None, :] ** np.arange(1, horizon + 1)[:, None], axis=0)
    ahead = (weights * level).sum(axis=1)[:, None] + np.einsum("ng,hg->nh", weights * slope, lasting)
    return np.asarray(np.maximum(ahead * seasons.over(periods, horizon), 0.0))


_WINTERS: Final = [
    (alpha, beta, gamma, phi)
    for alpha in (0.05, 0.15, 0.3, 0.5, 0.75)
    for beta, phi in ((0.0, 0.0), (0.03, 0.98), (0.1, 0.9))
    for gamma in (0.02, 0.1, 0.3)
]


def winters(panel: Panel, horizon: int) -> Floats:
    """Holt–Winters with a damped trend and a season that moves, on logarithms, shape (series, horizon).

    Zeros are read as a twentieth of the series' mean, and forecasts keep within four times its largest value.
    Source: P. R. Winters, Manag. Sci. 6 (1960) 324; E. S. Gardner and E. McKenzie, Manag. Sci. 31 (1985) 1237.
    """
    seasons = Seasons.of(panel)
    season, periods = panel.season, panel.values.shape[1]
    logs = np.log(np.maximum(panel.values, _floor(panel)[:, None]))
    alpha, beta, gamma, phi = np.array(_WINTERS).T
    first = np.log(seasons.over(0, season))
    cycle = np.repeat(first[:, :, None], len(_WINTERS), axis=2)
    gamma = np.where((np.ptp(first, axis=1) > 0)[:, None], gamma, 0.0)
    bare = logs - np.log(seasons.over(0, periods))
    level = np.repeat(_start(bare), len(_WINTERS), axis=1)[:, : len(_WINTERS)]
    slope = np.repeat(_first_slope(bare)[:, None], len(_WINTERS), axis=1) * (phi > 0)
    squares, counted = np.zeros_like(level), np.zeros(len(bare))
    for at in range(periods):
        now, turn = logs[:, at], at % season
        there = ~np.isnan(now)
        error = np.where(there[:, None], now[:, None] - level - phi * slope - cycle[:, turn], 0.0)
        squares += np.where(counted[:, None] >= _BURNT, error**2, 0.0)
        level = level + np.where(there[:, None], phi * slope, 0.0) + alpha * error
        slope = np.where(there[:, None], phi * slope, slope) + alpha * beta * error
        cycle[:, turn] += gamma * (1 - alpha) * error
        counted += there
    weights = _weights(squares, np.maximum(counted - _BURNT, 0.0)[:, None])
    lasting = np.cumsum(phi[None, :] ** np.arange(1, horizon + 1)[:, None], axis=0)
    ahead = (weights * level).sum(axis=1)[:, None] + np.einsum("ng,hg->nh", weights * slope, lasting)
    ahead += np.einsum("ng,nhg->nh", weights, cycle[:, np.arange(periods, periods + horizon) % season])
    most = 4 * np.nanmax(panel.values, axis=1, keepdims=True)
    return np.asarray(np.minimum(np.exp(np.minimum(ahead, 300.0)), most))


def _floor(panel: Panel) -> Floats:
    """What a logarithm reads a zero as: a twentieth of the mean, shape (series,)."""
    mean = np.nansum(panel.values, axis=1) / np.maximum(panel.lengths, 1)
    return np.asarray(np.maximum(0.05 * mean, 1e-9))


def _start(bare: Floats) -> Floats:
    """The level before the first value, shape (series, 1) repeated over settings: the mean of the first four values."""
    order = np.cumsum(~np.isnan(bare), axis=1)
    first = np.where((order >= 1) & (order <= 4), bare, np.nan)  # noqa: PLR2004 - the first four
    level = np.nansum(first, axis=1) / np.maximum((~np.isnan(first)).sum(axis=1), 1)
    return np.repeat(level[:, None], len(_ALPHAS), axis=1)


def _first_slope(bare: Floats) -> Floats:
    """The median step between neighbours of the first dozen values, shape (series,)."""
    order = np.cumsum(~np.isnan(bare), axis=1)
    early = np.where(order[:, 1:] <= 12, np.diff(bare, axis=1), np.nan)  # noqa: PLR2004 - a dozen
    counted = (~np.isnan(early)).sum(axis=1)
    return np.where(counted > 0, np.nansum(early, axis=1) / np.maximum(counted, 1), 0.0)


def _weights(squares: Floats, judged: Floats) -> Floats:
    """The share of each setting by its likelihood, with the deviation at its best, shape (series, settings)."""
    likelihood = -0.5 * judged * np.log(np.maximum(squares, _FEW))
    weights = np.exp(likelihood - likelihood.max(axis=1, keepdims=True))
    shares: Floats = weights / weights.sum(axis=1, keepdims=True)
    return shares
