"""What few measured rows let one believe of many others: by randomised trees, and by a smooth process.

Both are cheap enough to be learnt anew after every measurement. The trees follow jumps and ignore what does not matter;
the process knows that it knows nothing far from what was measured. Neither is best everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.linalg import eigh
from scipy.spatial.distance import cdist

from sanhak.model.prediction import Floats

_TREES: Final = 60
_LENGTHS: Final = tuple(2.0**power for power in range(-3, 4))
"""Correlation lengths that are weighed, in median distances between measured rows."""
_NOISES: Final = (1e-4, 1e-3, 1e-2, 3e-2, 0.1, 0.3, 1.0)
"""Variances of the noise that are weighed, in variances of the surface."""
_LEAST: Final = 1e-9
_DIGITS: Final = 9
"""Decimal places of standardised values, so that their unit cannot decide between two cuts of a tree."""
_ROOT_5: Final = 5.0**0.5


@dataclass(frozen=True, slots=True, eq=False)
class Belief:
    """What is expected at each point and how unsure that is, both of shape (points,), in deviations of the outcome."""

    mean: Floats
    deviation: Floats


def standardised(values: Floats) -> tuple[Floats, float, float]:
    """Values in deviations from their mean; the mean and the deviation, which is 1 where all are equal."""
    centre, spread = float(values.mean()), float(values.std())
    spread = spread if spread > _LEAST * max(1.0, abs(centre)) else 1.0
    return np.round((values - centre) / spread, _DIGITS), centre, spread


def by_trees(X: Floats, y: Floats, points: Floats, seed: int) -> Belief:
    """The mean of extremely randomised trees, each taught with all rows, and the spread among them.

    ``X`` has the shape (rows, columns), ``y`` (rows,), ``points`` (points, columns); ``seed`` decides columns and cuts.
    """
    from sanhak.model.learners.trees import ExtraTrees

    mean, deviation = ExtraTrees(_TREES, (1,), random_state=seed).fit(X, y).predict(points, return_std=True)
    return Belief(mean, np.maximum(deviation, _LEAST))


def by_process(X: Floats, y: Floats, points: Floats) -> Belief:
    """A Gaussian process with Matérn 5/2 covariance of one length; length and noise are those of highest likelihood.

    The variance of the surface is found in closed form. Shapes as in :func:`by_trees`. Source: C. E. Rasmussen and
    C. K. I. Williams, Gaussian Processes for Machine Learning (2006), sections 2.2, 4.2 and 5.4.
    """
    between = cdist(X, X)
    apart = between[np.triu_indices(len(X), 1)]
    usual = float(np.median(apart[apart > 0])) if (apart > 0).any() else 1.0
    best, found = -np.inf, (1.0, 1.0, 1.0, np.ones(1), np.eye(1))
    for length in _LENGTHS:
        values, vectors = eigh(_matern(between / (usual * length)), check_finite=False)
        turned = (vectors.T @ y) ** 2
        for noise in _NOISES:
            spectrum = np.maximum(values, 0.0) + noise
            variance = max(float((turned / spectrum).mean()), _LEAST)
            likely = -len(y) * np.log(variance) - float(np.log(spectrum).sum())
            if likely > best:
                best, found = likely, (length, variance, noise, spectrum, vectors)
    length, variance, _, spectrum, vectors = found
    cross = _matern(cdist(points, X) / (usual * length)) @ vectors
    left = 1.0 - (cross**2 / spectrum).sum(axis=1)
    mean = (cross / spectrum) @ (vectors.T @ y)
    return Belief(np.asarray(mean), np.sqrt(np.maximum(variance * left, _LEAST)))


def _matern(distance: Floats) -> Floats:
    scaled = _ROOT_5 * distance
    return np.asarray((1.0 + scaled + scaled**2 / 3.0) * np.exp(-scaled))


def by_both(X: Floats, y: Floats, points: Floats, seed: int) -> Belief:
    """An even mixture of both beliefs: where they contradict each other, it is the less sure.

    Shapes as in :func:`by_trees`.
    """
    trees, process = by_trees(X, y, points, seed), by_process(X, y, points)
    apart = (trees.mean - process.mean) / 2
    variance = (trees.deviation**2 + process.deviation**2) / 2 + apart**2
    return Belief((trees.mean + process.mean) / 2, np.sqrt(variance))
