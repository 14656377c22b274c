"""Demand that comes now and then: means over time for all series at once, settings weighed as in :mod:`smoothing`."""

from __future__ import annotations

from typing import Final

import numpy as np

from sanhak.model.forecast.panel import Panel
from sanhak.model.prediction import Floats

_RATES: Final = np.array([0.02, 0.05, 0.1, 0.15, 0.2, 0.3])
_RECENT: Final = 2
"""Years of which the plain average is taken."""


def tsb(panel: Panel, horizon: int) -> Floats:
    """Size times probability of a demand, both smoothed in every period, shape (series, horizon).

    It falls where an item is no longer asked for. Source: R. H. Teunter, A. A. Syntetos and M. Z. Babai, Eur. J. Oper.
    Res. 214 (2011) 606. Rates are those that would have erred least on the two periods after each.
    """
    values, rates = panel.values, _RATES[None, :]
    chance, size = _first(panel)
    squares = np.zeros_like(chance)
    for at in range(values.shape[1]):
        now = values[:, at : at + 1]
        there, sold = ~np.isnan(now), np.nan_to_num(now) > 0
        squares += np.where(there, (np.nan_to_num(now) - chance * size) ** 2, 0.0)
        chance = np.where(there, chance + rates * (sold - chance), chance)
        size = np.where(sold, size + rates * (np.nan_to_num(now) - size), size)
    return _level(squares, chance * size, horizon)


def sba(panel: Panel, horizon: int) -> Floats:
    """Size over interval, both smoothed when there is a demand, less its bias, shape (series, horizon).

    Source: J. D. Croston, Oper. Res. Q. 23 (1972) 289, corrected by A. A. Syntetos and J. E. Boylan, Int. J. Forecast.
    21 (2005) 303.
    """
    values, rates = panel.values, _RATES[None, :]
    chance, size = _first(panel)
    interval, waited = 1 / np.maximum(chance, 1e-3), np.ones_like(chance)
    squares = np.zeros_like(chance)
    for at in range(values.shape[1]):
        now = values[:, at : at + 1]
        there, sold = ~np.isnan(now), np.nan_to_num(now) > 0
        squares += np.where(there, (np.nan_to_num(now) - (1 - rates / 2) * size / interval) ** 2, 0.0)
        size = np.where(sold, size + rates * (np.nan_to_num(now) - size), size)
        interval = np.where(sold, interval + rates * (waited - interval), interval)
        waited = np.where(sold, 1.0, waited + there)
    return _level(squares, (1 - rates / 2) * size / interval, horizon)


def average(panel: Panel, horizon: int) -> Floats:
    """The mean of the last two years, shape (series, horizon)."""
    recent = panel.values[:, -_RECENT * max(panel.season, 6) :]
    counted = np.maximum((~np.isnan(recent)).sum(axis=1), 1)
    return np.repeat((np.nansum(recent, axis=1) / counted)[:, None], horizon, axis=1)


def _first(panel: Panel) -> tuple[Floats, Floats]:
    """Probability and size before the first period: those of the whole history, pulled towards one demand of size."""
    known = np.maximum(panel.lengths, 1)
    filled = np.nan_to_num(panel.values)
    sold = (filled > 0).sum(axis=1)
    chance, size = (sold + 0.5) / (known + 1), filled.sum(axis=1) / np.maximum(sold, 1)
    return np.repeat(chance[:, None], len(_RATES), axis=1), np.repeat(size[:, None], len(_RATES), axis=1)


def _level(squares: Floats, said: Floats, horizon: int) -> Floats:
    """The mean over the rates, the lower error the more weight, repeated over the horizon."""
    weights = 1 / np.maximum(squares, 1e-12) ** 2
    shares = weights / weights.sum(axis=1, keepdims=True)
    return np.repeat((shares * said).sum(axis=1)[:, None], horizon, axis=1)
