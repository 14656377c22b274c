"""Curves without a model: Kaplan–Meier for survival, Aalen–Johansen for the share that each cause takes.

Source: E. Kaplan and P. Meier, Journal of the American Statistical Association 53 (1958); O. Aalen and S. Johansen,
Scandinavian Journal of Statistics 5 (1978).
"""

from __future__ import annotations

from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from sanhak.model.life.survival.spells import Spells
from sanhak.model.prediction import Floats


class KaplanMeier:
    """The curve of all lives together, whatever the asset is: the baseline."""

    def fit(self, spells: Spells) -> Self:
        """Learn from lives; with delayed entry an asset counts from the age at which watching began."""
        self.ages, self.lives = spells.ages, len(spells)
        failures = _counts(spells.left[spells.failed], self.ages)
        self.at_risk, self.failures = spells.at_risk(self.ages), failures
        self.curve = np.cumprod(1 - failures / self.at_risk)
        return self

    def at(self, ages: Floats) -> Floats:
        """Survival at each age, shape of ``ages``."""
        place = np.searchsorted(self.ages, ages, side="right")
        return np.asarray(np.append(1.0, self.curve)[place])

    def before(self, ages: Floats) -> Floats:
        """Survival just before each age, shape of ``ages``."""
        place = np.searchsorted(self.ages, ages, side="left")
        return np.asarray(np.append(1.0, self.curve)[place])

    def gone(self, age: float, level: float = 0.9) -> tuple[float, float, float]:
        """Share that has failed until an age, with its interval by Greenwood's variance.

        Where nothing failed, the upper end is the share of which a chance of (1 − level) / 2 would let none fail.
        """
        until = self.ages <= age
        share = float(1 - self.at(np.array([age]))[0])
        if share == 0:
            watched = float(self.at_risk[0]) if len(self.at_risk) else self.lives
            return 0.0, 0.0, float(1 - ((1 - level) / 2) ** (1 / watched))
        failures, at_risk = self.failures[until], self.at_risk[until]
        # Where all that were watched failed, half of one stands for those that might have gone on.
        error = np.sqrt((failures / (at_risk * np.maximum(at_risk - failures, 0.5))).sum())
        half = float(norm.ppf((1 + level) / 2) * (1 - share) * error)
        return share, max(0.0, share - half), min(1.0, share + half)

    def survival(self, inputs: Floats, ages: Floats) -> Floats:
        """The same curve for every row, shape (n, k)."""
        return np.broadcast_to(self.at(ages), (len(inputs), len(ages)))


def aalen_johansen(spells: Spells, cause: NDArray[np.intp], causes: int) -> tuple[Floats, Floats]:
    """Share that has failed by each cause until each age at which something failed.

    Parameters
    ----------
    spells
        Lives, failed by any cause.
    cause
        Shape (n,): the number of the cause, below ``causes``; of lives that did not fail it is not read.

    Returns
    -------
    The ages (k,) and the cumulative incidence, shape (causes, k).
    """
    curve = KaplanMeier().fit(spells)
    alive = curve.before(curve.ages) / curve.at_risk
    of_each = [_counts(spells.left[spells.failed & (cause == one)], curve.ages) for one in range(causes)]
    return curve.ages, np.cumsum(np.stack(of_each) * alive, axis=1)


def _counts(ages: Floats, at: Floats) -> Floats:
    """How many of ``ages`` equal each of ``at``."""
    return np.bincount(np.searchsorted(at, ages), minlength=len(at)).astype(float)
