"""A first glance at molecules: their property by likeness to measured ones, from counts of groups of atoms alone.

Ridge regression in the kernel of Tanimoto's coefficient for counts (L. Ralaivola and others, Neural Networks 18 (2005)
1093), with at most 2,000 measured molecules as centres (Nyström's method: C. Williams and M. Seeger, NIPS 13 (2001)).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sanhak.model.likeness import Counted
from sanhak.model.prediction import Floats

CENTRES: Final = 2_000
"""Measured molecules to which others are likened: the cost of each molecule of a library rises with them."""
_RIDGE: Final = 0.3
"""Share of a molecule's own noise; decided on the tables that ``bench/science`` uses for tuning."""
_AT_ONCE: Final = 4_096
_DIGITS: Final = 6
"""Decimals of a deviation that are told, so that the last digits of sums do not decide between two molecules."""


@dataclass(frozen=True, slots=True, eq=False)
class Glance:
    """The centres, the weight of each, shape (centres,), and the mean and deviation of what was measured."""

    centres: Counted
    weights: Floats
    mean: float
    deviation: float

    @classmethod
    def fit(cls, counts: NDArray[Any], measured: Floats, rng: np.random.Generator) -> Glance:
        """Taught by counts of shape (rows, groups) and measured numbers of shape (rows,)."""
        from scipy.linalg import solve

        mean, deviation = float(measured.mean()), float(measured.std()) or 1.0
        taken = np.sort(rng.permutation(len(counts))[:CENTRES])
        centres = Counted.of(counts[taken])
        alike = np.concatenate([centres.likeness(part) for part in _parts(counts)]).astype(float)
        left = alike.T @ alike + _RIDGE * alike[taken] + 1e-6 * np.eye(len(taken))
        weights = solve(left, alike.T @ ((measured - mean) / deviation), assume_a="sym")
        return cls(centres, np.asarray(weights), mean, deviation)

    def expect(self, counts: NDArray[Any]) -> Floats:
        """What is expected of each row of counts, shape (rows,); a row's value does not depend on the others."""
        said = [np.einsum("ij,j->i", self.centres.likeness(part), self.weights) for part in _parts(counts)]
        return self.mean + self.deviation * np.round(np.concatenate([*said, np.zeros(0)]), _DIGITS)


def _parts(counts: NDArray[Any]) -> list[NDArray[Any]]:
    return [counts[start : start + _AT_ONCE] for start in range(0, len(counts), _AT_ONCE)]
