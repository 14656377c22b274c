"""A weighted mean of several models of life, its weights drawn from what they said of lives that did not teach them.

Source: L. Breiman, Stacked regressions, Machine Learning 24 (1996); the loss is the integrated Brier score.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy.linalg import solve_triangular
from scipy.optimize import nnls

from sanhak.model.life.survival.curve import KaplanMeier
from sanhak.model.life.survival.scoring import weighed
from sanhak.model.life.survival.spells import Spells
from sanhak.model.prediction import Floats

_EQUAL: Final = 5.0
"""How many lives speak for equal weights: few failures cannot tell models apart."""
_HEAVY: Final = 1e3


@dataclass(frozen=True, slots=True, eq=False)
class Blend:
    """The mean of what fitted models say, by ``weights`` of shape (parts,) that are not negative and sum to 1."""

    parts: tuple[Any, ...]
    weights: Floats

    def survival(self, inputs: Floats, ages: Floats) -> Floats:
        """The weighted mean, shape (n, k)."""
        told = (weight * part.survival(inputs, ages) for weight, part in zip(self.weights, self.parts, strict=True))
        return np.asarray(sum(told))


def weights(spells: Spells, told: Sequence[Floats], ages: Floats, watched: KaplanMeier) -> Floats:
    """The weights with the least integrated Brier score, drawn towards equal ones; shape (parts,).

    Parameters
    ----------
    spells
        Lives that judge.
    told
        Of each part what it said of them at ``ages`` (k,), (n, k) each, from the age of entry on.
    watched
        The curve of censoring.
    """
    alive, weight = weighed(spells, ages, watched)
    said, scale = np.stack(told, axis=-1), 1 / len(ages)
    count = said.shape[-1]
    equal = np.full(count, 1 / count)
    square = scale * np.einsum("nkp,nkq,nk->pq", said, said, weight) + _EQUAL * np.eye(count)
    line = scale * np.einsum("nkp,nk->p", said, weight * alive) + _EQUAL * equal
    # The same as a least-squares problem, with one heavy row for the sum.
    half = np.linalg.cholesky(square)
    rows = np.vstack([half.T, np.full(count, _HEAVY * half[0, 0])])
    best, _ = nnls(rows, np.append(solve_triangular(half, line, lower=True), _HEAVY * half[0, 0]))
    return np.asarray(best / best.sum())
