"""What the time of year does to each series: found by the classical decomposition, taken out, and put back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from sanhak.model.forecast.panel import Panel
from sanhak.model.prediction import Floats

_SURE: Final = 1.645
"""Standard errors that the autocorrelation at one year must exceed (90 %, as the theta method asks)."""
_YEARS: Final = 2
_RANGE: Final = (0.05, 5.0)
"""No month is believed to sell less or more than this share of the year's level."""


@dataclass(frozen=True, slots=True)
class Seasons:
    """Factors of each series by the column's place in the year, shape (series, season); 1 where no season is seen."""

    factors: Floats

    @staticmethod
    def of(panel: Panel) -> Seasons:
        """The factors of series whose autocorrelation at one year is sure, by ratios to the centred moving average.

        Source: V. Assimakopoulos and K. Nikolopoulos, Int. J. Forecast. 16 (2000) 521.
        """
        season, values = panel.season, panel.values
        flat = np.ones((len(values), max(season, 1)))
        if season < 2 or values.shape[1] < _YEARS * season:  # noqa: PLR2004 - a year of one period has no season
            return Seasons(flat)
        ratios = values / _centred(values, season)
        ratios = np.where(np.isfinite(ratios), ratios, np.nan)
        padded = np.c_[ratios, np.full((len(values), -values.shape[1] % season), np.nan)]
        folded = padded.reshape(len(values), -1, season)
        seen = (~np.isnan(folded)).sum(axis=1)
        factors = np.where(seen > 0, np.nansum(folded, axis=1) / np.maximum(seen, 1), 1.0)
        factors = np.clip(factors, *_RANGE)
        factors /= factors.mean(axis=1, keepdims=True)
        sure = _seasonal(panel) & (seen.min(axis=1) > 0) & ~panel.intermittent
        return Seasons(np.where(sure[:, None], factors, flat))

    def over(self, first: int, periods: int) -> Floats:
        """The factors of ``periods`` columns from column ``first`` on, shape (series, periods)."""
        return self.factors[:, np.arange(first, first + periods) % self.factors.shape[1]]


def _centred(values: Floats, season: int) -> Floats:
    """Centred moving average over one year, NaN where the year is not complete; ends of an even year weigh half."""
    weights = np.ones(season + 1 - season % 2)
    if season % 2 == 0:
        weights[[0, -1]] = 0.5
    half = len(weights) // 2
    windows = np.lib.stride_tricks.sliding_window_view(values, len(weights), axis=1)
    average = np.full_like(values, np.nan)
    average[:, half : values.shape[1] - half] = windows @ (weights / season)
    average[average <= 0] = np.nan
    return average


def _seasonal(panel: Panel) -> np.ndarray:
    """Where the autocorrelation at one year exceeds what the others explain, and two years are known."""
    known = np.maximum(panel.lengths, 1)
    with np.errstate(invalid="ignore"):
        centred = panel.values - (np.nansum(panel.values, axis=1) / known)[:, None]
    filled = np.nan_to_num(centred)
    variance = np.maximum((filled**2).sum(axis=1), 1e-300)
    lags = [(filled[:, lag:] * filled[:, :-lag]).sum(axis=1) / variance for lag in range(1, panel.season + 1)]
    error = np.sqrt((1 + 2 * sum(lag**2 for lag in lags[:-1])) / known)
    sure: np.ndarray = (np.abs(lags[-1]) > _SURE * error) & (panel.lengths >= _YEARS * panel.season)
    return sure
