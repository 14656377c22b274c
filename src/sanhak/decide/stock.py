"""How much to hold of each item so that demand over the lead time is served as often as asked, and at what stock.

A rule turns an outlook and a level into a quantity. Every rule is tuned on earlier windows in the same way: the level
is the smallest that would have served as many of them as asked; rules are then compared at equal service.
Source: K. J. Arrow, T. Harris and J. Marschak, Econometrica 19 (1951) 250, for the quantity that costs ask for; counts
by the negative binomial as in E. A. Silver, D. F. Pyke and D. J. Thomas, Inventory and production management in supply
chains (2017).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sanhak.model.prediction import Floats

_GRID: Final = (np.arange(200) + 0.5) / 200
_LEAST_DISPERSION: Final = 1.02
_SURELY: Final = 1 - 1e-9
_FARTHEST: Final = 5
"""Tuning may cut the share that goes unserved to a fifth of what was asked, not further."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is believed of the demand of each item over the lead time, all of shape (items,).

    ``expected`` and ``spread`` in the unit of the items; ``dispersion`` is variance over mean where demand is counted
    and comes now and then, NaN where errors are pooled in the spread instead. ``whole`` says that only whole numbers
    can be held.
    """

    expected: Floats
    spread: Floats
    dispersion: Floats
    whole: bool = False

    @property
    def counted(self) -> NDArray[np.bool_]:
        """Items whose demand is counted."""
        return ~np.isnan(self.dispersion)

    def needed(self, came: Floats) -> Floats:
        """The level that would just have served what came: a probability where counted, else errors over the spread."""
        found: Floats = (came - self.expected) / self.spread
        which = self.counted
        if which.any():
            found[which] = self._below(came, which)
        return found

    def quantity(self, level: Floats) -> Floats:
        """What to hold at a level for each item, shape (items,), never negative."""
        found = self.expected + level * self.spread
        which = self.counted
        if which.any():
            found[which] = self._quantile(np.clip(level[which], 0.0, _SURELY), which)
        found = np.maximum(found, 0.0)
        # A millionth short of a whole number is rounding, not demand.
        return np.ceil(found - 1e-6) if self.whole else found

    def _law(self, which: NDArray[np.bool_]) -> tuple[Floats, Floats]:
        mean = np.maximum(self.expected[which], 1e-6)
        dispersion = np.maximum(self.dispersion[which], _LEAST_DISPERSION if self.whole else 1e-6)
        return mean, dispersion

    def _below(self, came: Floats, which: NDArray[np.bool_]) -> Floats:
        from scipy import stats

        mean, dispersion = self._law(which)
        if self.whole:
            found = np.asarray(stats.nbinom.cdf(came[which] - 1, mean / (dispersion - 1), 1 / dispersion))
        else:
            found = np.asarray(stats.gamma.cdf(came[which], mean / dispersion, scale=dispersion))
        return np.where(came[which] <= 0, 0.0, np.where(np.isnan(came[which]), np.nan, found))

    def _quantile(self, level: Floats, which: NDArray[np.bool_]) -> Floats:
        from scipy import stats

        mean, dispersion = self._law(which)
        if self.whole:
            return np.asarray(stats.nbinom.ppf(level, mean / (dispersion - 1), 1 / dispersion))
        return np.asarray(stats.gamma.ppf(level, mean / dispersion, scale=dispersion))


@dataclass(frozen=True, slots=True)
class Rule:
    """A level for items of each class that was tuned on earlier windows, and the errors that it was tuned on."""

    steady: float
    sparse: float
    errors: Floats

    @staticmethod
    def tuned(outlooks: Sequence[Outlook], came: Sequence[Floats], service: float) -> Rule:
        """The smallest levels that would have served the share ``service`` of the windows, of n + 1."""
        needed = [outlook.needed(demand) for outlook, demand in zip(outlooks, came, strict=True)]
        every, counted = np.concatenate(needed), np.concatenate([outlook.counted for outlook in outlooks])
        steady, sparse = every[~counted], every[counted]
        # Beyond that a few items that had only just begun would decide for all.
        most = 1 - (1 - service) / _FARTHEST
        level = min(_level(sparse, service), most)
        return Rule(_level(steady, service), level, np.sort(steady[~np.isnan(steady)]))

    def quantity(self, outlook: Outlook) -> Floats:
        """What to hold of each item, shape (items,)."""
        return outlook.quantity(np.where(outlook.counted, self.sparse, self.steady))

    def shortage(self, outlook: Outlook, held: Floats) -> Floats:
        """The demand that is expected to go unserved over one lead time, shape (items,)."""
        found = np.zeros(len(held))
        steady = ~outlook.counted
        if steady.any() and len(self.errors):
            errors = self.errors[np.linspace(0, len(self.errors) - 1, min(200, len(self.errors))).astype(int)]
            demand = outlook.expected[steady, None] + errors * outlook.spread[steady, None]
            found[steady] = np.maximum(demand - held[steady, None], 0.0).mean(axis=1)
        which = outlook.counted
        if which.any():
            drawn = [outlook.quantity(np.full(len(held), level))[which] for level in _GRID[::4]]
            found[which] = np.maximum(np.stack(drawn, axis=1) - held[which, None], 0.0).mean(axis=1)
        return found


@dataclass(frozen=True, slots=True)
class Served:
    """What a rule did on windows that it was not tuned on.

    ``share`` of windows whose demand was met in full, ``filled`` the share of the quantity, ``held`` the mean stock at
    the start of a window summed over items, ``short`` the mean unserved quantity likewise, over ``windows`` windows of
    one item each.
    """

    share: float
    filled: float
    held: float
    short: float
    windows: int

    @staticmethod
    def of(held: Sequence[Floats], came: Sequence[Floats]) -> Served:
        """From what was held and what came in each window, each of shape (items,); NaN for what was not judged."""
        stock, demand = np.stack(held), np.stack(came)
        known = ~np.isnan(demand)
        missing = np.where(known, np.maximum(demand - stock, 0.0), 0.0)
        total = float(np.nansum(demand))
        # What is missed by rounding alone is served.
        short = missing > 1e-9 * np.maximum(1.0, np.nan_to_num(demand))
        return Served(
            share=1 - float(short[known].mean()) if known.any() else float("nan"),
            filled=1 - float(missing.sum()) / total if total > 0 else 1.0,
            held=float(np.where(known, stock, 0.0).sum(axis=1).mean()),
            short=float(missing.sum(axis=1).mean()),
            windows=int(known.sum()),
        )


def service_of(holding: float, shortage: float) -> float:
    """The share of windows to serve that costs ask for: shortage over shortage plus holding, per unit and lead time."""
    return shortage / (shortage + holding)


def _level(needed: Floats, service: float) -> float:
    known = np.sort(needed[~np.isnan(needed)])
    if not len(known):
        return 0.0
    place = int(np.ceil(service * (len(known) + 1))) - 1
    return float(known[min(place, len(known) - 1)])
