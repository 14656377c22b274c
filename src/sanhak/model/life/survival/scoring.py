"""How well probabilities to survive were told: Brier scores that reckon with censoring, and concordance.

Source: E. Graf, C. Schmoor, W. Sauerbrei, M. Schumacher, Statistics in Medicine 18 (1999) for the integrated Brier
score with inverse probabilities of censoring; F. Harrell et al., Journal of the American Medical Association 247 (1982)
for concordance.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sanhak.model.life.survival.curve import KaplanMeier
from sanhak.model.life.survival.spells import Spells
from sanhak.model.prediction import Floats

_POINTS: Final = 50
_EARLIEST, _LATEST = 0.05, 0.9
_RAREST: Final = 0.05
"""A row is never weighed more than twenty times for the others that were censored."""


def ages_to_judge(spells: Spells) -> Floats:
    """Ages over which the Brier score is integrated: from 5 % to 90 % of the ages at which lives ended."""
    low, high = np.quantile(spells.left, [_EARLIEST, _LATEST])
    last = float(spells.left[spells.failed].max())
    return np.linspace(min(low, last / 2), min(high, last), _POINTS)


def staying(spells: Spells) -> KaplanMeier:
    """The curve of censoring: how many would still be watched at each age if nothing failed."""
    return KaplanMeier().fit(spells.failing(~spells.failed))


def brier(spells: Spells, survival: Floats, ages: Floats, watched: KaplanMeier) -> Floats:
    """Integrated Brier score of each life, shape (n,); their mean is that of all.

    Parameters
    ----------
    spells
        The lives that judge.
    survival
        Shape (n, k), told for them at ``ages`` (k,). A life that entered late must be told from then on: survival given
        that it had lived until it entered.
    watched
        The curve of censoring of the lives that taught.
    """
    alive, weight = weighed(spells, ages, watched)
    loss = weight * (alive - survival) ** 2
    return np.asarray(np.trapezoid(loss, ages, axis=1) / (ages[-1] - ages[0]))


def weighed(spells: Spells, ages: Floats, watched: KaplanMeier) -> tuple[NDArray[np.bool_], Floats]:
    """Whether each life went on at each age, and what that says: the inverse probability to be watched, both (n, k).

    It says nothing of ages after its censoring, nor of ages before the life entered.
    """
    left, entered = spells.left[:, None], spells.entered[:, None]
    kept = np.maximum(watched.at(ages) / watched.at(entered), _RAREST)
    ended = np.maximum(watched.before(left) / watched.at(entered), _RAREST)
    gone, alive = (left <= ages) & spells.failed[:, None], left > ages
    weight = np.where(gone, 1 / ended, np.where(alive, 1 / kept, 0.0))
    return alive, np.where(entered < ages, weight, 0.0)


def concordance(left: Floats, failed: np.ndarray, risk: Floats) -> float:
    """Share of pairs that can be ordered in which who fails first was told the higher risk; a tie counts half.

    A pair can be ordered where the earlier of both failed; with equal ages, where only one of both failed. Each row has
    an age ``left``, whether it ``failed``, and its told ``risk``, all of shape (n,). NaN where no pair can be ordered.
    """
    right = pairs = 0.0
    for row in np.flatnonzero(failed):
        later = (left > left[row]) | ((left == left[row]) & ~failed)
        told = risk[later]
        right += (told < risk[row]).sum() + (told == risk[row]).sum() / 2
        pairs += len(told)
    return right / pairs if pairs else float("nan")
