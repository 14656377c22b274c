"""What the time of year does to each series: found by the classical decomposition, taken out, and put back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from sanhak.model.forecast.panel import Panel
from sanhak.model.prediction import Floats

_YEARS: Final = 2
_RANGE: Final = (0.05, 5.0)
"""No month is believed to sell less or more than this share of the year's level."""


@dataclass(frozen=True, slots=True)
class Seasons:
    """Factors of each series by the column's place in the year, shape (series, season); 1 where no season is seen."""

    factors: Floats

    @staticmethod
    def of(panel: Panel) -> Seasons:
        """Ratios to the centred moving average, pulled towards 1 by as much as chance may explain of them.

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
        able = (seen.min(axis=1) > 0) & ~panel.intermittent & (panel.lengths >= _YEARS * season)
        share = np.where(able, _sure(folded, factors, seen), 0.0)
        return Seasons(1 + share[:, None] * (factors - 1))

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


def _sure(folded: Floats, factors: Floats, seen: np.ndarray) -> Floats:
    """How much of the swing is more than the scatter of equal months explains, shape (series,), from 0 to 1.

    Source: W. James and C. Stein, Proc. 4th Berkeley Symp. 1 (1961) 361; for seasons D. M. Miller and D. Williams, Int.
    J. Forecast. 19 (2003) 669.
    """
    gaps = np.where(np.isnan(folded), 0.0, folded - factors[:, None, :])
    free = np.maximum(seen.sum(axis=1) - factors.shape[1], 1)
    scatter = (gaps**2).sum(axis=(1, 2)) / free
    noise = scatter * np.mean(1 / np.maximum(seen, 1), axis=1)
    swing = factors.var(axis=1, ddof=1)
    share: Floats = np.clip(1 - noise / np.maximum(swing, 1e-12), 0.0, 1.0)
    return share
