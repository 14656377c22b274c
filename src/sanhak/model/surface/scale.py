"""The scale on which an outcome is learnt: as it is, or, for a share of a whole, stretched towards both ends.

From 98 % to 99 % of a yield it is as far as from 60 % to 75 %: what is left decides. On the folded logarithm a surface
keeps between nothing and the whole, and what it expects is never more than can be. Source: J. W. Tukey, Exploratory
Data Analysis (1977), chapter 15.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from sanhak.model.prediction import Floats

_START: Final = 0.03
"""Share of the whole that is added at both ends, so that nothing and all lie at finite places."""
_NODES: Final = 15


@dataclass(frozen=True, slots=True)
class Scale:
    """A rising map from an outcome to the scale on which it is learnt; the identity where there is no ``whole``."""

    whole: float | None = None

    @classmethod
    def of(cls, values: Floats, unit: str | None) -> Scale:
        """A share of 100 where the unit is per cent and no value, shape (rows,), lies outside; else the identity."""
        known = values[np.isfinite(values)]
        share = unit == "%" and bool(((known >= 0) & (known <= _HUNDRED)).all())
        return cls(_HUNDRED if share else None)

    def to(self, values: Floats) -> Floats:
        """Places on the scale of values in the outcome's unit; of the same shape."""
        if self.whole is None:
            return np.asarray(values, dtype=float)
        share = np.clip(np.asarray(values, dtype=float) / self.whole, 0.0, 1.0)
        return np.asarray(np.log((share + _START) / (1 - share + _START)))

    def back(self, places: Floats) -> Floats:
        """Values in the outcome's unit; of the same shape."""
        if self.whole is None:
            return np.asarray(places, dtype=float)
        odds = 1 / (1 + np.exp(-np.asarray(places, dtype=float)))
        return np.asarray(self.whole * np.clip(odds * (1 + 2 * _START) - _START, 0.0, 1.0))

    def mean(self, places: Floats, deviations: Floats) -> Floats:
        """The expected value in the outcome's unit of normal beliefs on the scale; of the same shape."""
        if self.whole is None:
            return np.asarray(places, dtype=float)
        nodes, weights = _hermite()
        return np.asarray(self.back(places[..., None] + deviations[..., None] * nodes) @ weights)


_HUNDRED: Final = 100.0


@cache
def _hermite() -> tuple[Floats, Floats]:
    """Nodes and weights of the expectation over a standard normal (Gauss and Hermite)."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(_NODES)
    return nodes, weights / weights.sum()
