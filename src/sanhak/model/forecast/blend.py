"""How much each method says in the forecast of a class of series: weights that erred least from earlier origins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from sanhak.model.forecast.origins import Origins
from sanhak.model.prediction import Floats

_STEPS: Final = (0.25, 0.1, 0.05)
"""How much weight is moved from one method to another, ever less."""
_MOST_JUDGED: Final = 40_000
_BELIEF: Final = 60.0
"""So many series judged from an origin weigh as much as the belief that all methods are worth the same."""
_FAR: Final = 10.0
"""Errors of more than so many times the roughness count as that: what has just begun must not decide for all."""


def weights(origins: Origins, which: np.ndarray, methods: Sequence[str], power: int) -> dict[str, float]:
    """Weights of the methods for the series ``which`` (a mask), at least 0, their sum 1.

    ``power`` is 1 for absolute errors and 2 for squares, which demand that is mostly zero asks for: the forecast that
    errs least in absolute terms would there be zero.
    """
    came = (origins.came / origins.scale[:, :, None])[:, which].ravel()
    said = np.stack([(origins.said[name] / origins.scale[:, :, None])[:, which].ravel() for name in methods], axis=1)
    known = ~np.isnan(came) & ~np.isnan(said).any(axis=1)
    came, said = came[known], said[known]
    if not len(came):
        return dict.fromkeys(methods, 1 / len(methods))
    every = max(1, len(came) // _MOST_JUDGED)
    found = _moved(said[::every], came[::every], power)
    # Few series tell little of which method is best, and the mean of all is hard to beat.
    trials = len(came) / origins.came.shape[2]
    found = (trials * found + _BELIEF / len(methods)) / (trials + _BELIEF)
    return dict(zip(methods, found.tolist(), strict=True))


def _moved(said: Floats, came: Floats, power: int) -> Floats:
    """Weight moves from method to method as long as that errs less."""
    count = said.shape[1]
    best = np.full(count, 1 / count)
    error = _error(said @ best, came, power)
    for step in _STEPS:
        moving = True
        while moving:
            moving = False
            for giver in range(count):
                for taker in range(count):
                    move = min(step, best[giver])
                    if giver == taker or move <= 0:
                        continue
                    tried = best.copy()
                    tried[giver] -= move
                    tried[taker] += move
                    then = _error(said @ tried, came, power)
                    if then < error * (1 - 1e-9):
                        best, error, moving = tried, then, True
    return best


def _error(said: Floats, came: Floats, power: int) -> float:
    return float(np.mean(np.minimum(np.abs(came - said), _FAR) ** power))


def blended(said: Mapping[str, Floats], shares: Mapping[str, float]) -> Floats:
    """The weighted mean of what the methods say; a method of no weight is not asked for."""
    total: Floats = sum(  # type: ignore[assignment]
        share * said[name] for name, share in shares.items() if share > 0
    )
    return total
