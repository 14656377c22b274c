"""How surely a design would find an effect: the power of its tests before anything is measured."""

from __future__ import annotations

from itertools import combinations
from typing import Final

import numpy as np

from sanhak.decide.design.quality import Quality
from sanhak.model.experiments import Term
from sanhak.model.prediction import Floats

LEVEL: Final = 0.9
"""An effect counts as found where its interval at this level leaves zero out."""
SURE: Final = 0.8
"""The power that is commonly asked for."""
_LARGEST: Final = 1e3


def power(quality: Quality, one: Term, effect: float, level: float = LEVEL) -> float:
    """Probability that an effect of a size is found; NaN where no run is left for the error or the term is lost.

    Parameters
    ----------
    quality
        The design seen through a model.
    one
        The term. The effect of a number is the change from low to high, that of a category the difference of two
        levels, of those two that the design compares least surely.
    effect
        The size in standard deviations of a repeated run.
    level
        Confidence of the interval that must leave zero out.
    """
    return _power(unit_shift(quality, one) * effect**2, _width(quality, one), quality.df, level)


def found_with(quality: Quality, one: Term, sure: float = SURE, level: float = LEVEL) -> float:
    """The smallest effect that is found with probability ``sure``, in standard deviations of a repeated run."""
    from scipy.optimize import brentq

    shift, width, df = unit_shift(quality, one), _width(quality, one), quality.df
    if df <= 0 or not shift > 0:
        return np.nan
    return float(brentq(lambda size: _power(shift * size**2, width, df, level) - sure, 1e-6, _LARGEST))


def unit_shift(quality: Quality, one: Term) -> float:
    """How far an effect of one standard deviation moves the test: its noncentrality, at least."""
    at = np.flatnonzero(quality.matrix.place(one))
    if len(at) == 0 or one in quality.lost:
        return np.nan
    precision = np.linalg.inv(quality.inverse[np.ix_(at, at)])
    return min(float(coefficients @ precision @ coefficients) for coefficients in _patterns(len(at)))


def _patterns(columns: int) -> list[Floats]:
    """Coefficients that stand for one unit between low and high, or between two levels of a category."""
    if columns == 1:
        return [np.array([0.5])]
    rows = []
    for low, high in combinations(range(columns + 1), 2):
        level = np.zeros(columns + 1)
        level[low], level[high] = -0.5, 0.5
        rows.append(level[:-1])
    return rows


def _width(quality: Quality, one: Term) -> int:
    return int(quality.matrix.place(one).sum())


def _power(shift: float, width: int, df: int, level: float) -> float:
    from scipy.stats import f, ncf

    if df <= 0 or not np.isfinite(shift):
        return np.nan
    return float(ncf.sf(f.ppf(level, width, df), width, df, shift)) if shift > 0 else 1 - level
