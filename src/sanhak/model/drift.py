"""Drift: whether the errors of a model, in the order of time, have grown from some moment on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from sanhak.model.prediction import Floats

_LEAST: Final = 5
"""Errors on either side of a cut."""
_DRAWS: Final = 499
"""Orders drawn at random: the smallest chance that can be found is 1/500."""
_CHANCE: Final = 0.01
"""Chance below which growth is believed."""
_GROWN: Final = 1.3
"""Times that the error must have grown to matter."""


@dataclass(frozen=True, slots=True)
class Growth:
    """From the error at ``place`` on (from 0) the error is ``after`` where it was ``before`` (root mean squares).

    ``chance`` is that of errors without any order to show as much.
    """

    place: int
    before: float
    after: float
    chance: float


def growth_of(errors: Floats, rng: np.random.Generator) -> Growth | None:
    """The moment from which the errors are larger than before; None if there is none.

    All cuts of the series are compared, as by A. Bifet and R. Gavaldà, Learning from time-changing data with adaptive
    windowing, SIAM Int. Conf. Data Mining (2007) 443–448. The sizes are compared by their ranks, so that single wild
    errors do not count (A. N. Pettitt, Applied Statistics 28 (1979) 126–135), and the chance is that of random orders
    of the same errors: no threshold has to be set.

    Parameters
    ----------
    errors
        Measured less predicted, in the order of time, shape (samples,).
    rng
        Draws the orders.
    """
    size = np.abs(errors)
    count = len(size)
    if count < 2 * _LEAST:
        return None
    ranks = np.empty(count)
    ranks[np.argsort(size, kind="stable")] = np.arange(count, dtype=float)
    cuts = np.arange(_LEAST, count - _LEAST + 1)
    seen = _contrast(ranks[None], cuts)[0]
    best = int(seen.argmax())
    drawn = rng.permuted(np.tile(ranks, (_DRAWS, 1)), axis=1)
    chance = float((1 + (_contrast(drawn, cuts).max(axis=1) >= seen[best]).sum()) / (1 + _DRAWS))
    place = int(cuts[best])
    before, after = (float(np.sqrt(np.mean(part**2))) for part in (size[:place], size[place:]))
    return Growth(place, before, after, chance) if chance < _CHANCE and after >= _GROWN * before else None


def _contrast(ranks: Floats, cuts: np.ndarray[tuple[int], np.dtype[np.intp]]) -> Floats:
    """By how many standard errors the ranks after each cut exceed those before it, shape (orders, cuts)."""
    count = ranks.shape[1]
    before = np.cumsum(ranks, axis=1)[:, cuts - 1]
    rest = ranks.sum(axis=1, keepdims=True) - before
    apart = rest / (count - cuts) - before / cuts
    return np.asarray(apart * np.sqrt(cuts * (count - cuts) / count))
