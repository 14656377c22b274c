"""The neighbourhood of rows of numbers: how far a row lies from the data, in a metric and beyond their ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from sanhak.model.learner import State
from sanhak.model.prediction import Floats

_NEIGHBOURS: Final = 5
_DIRECTIONS: Final = 64
_CHUNK: Final = 512


@dataclass(frozen=True, slots=True, eq=False)
class Neighbourhood:
    """The geometry: teaching rows in the weighted metric, and how far they reach in many directions.

    ``rows`` has shape (teaching rows, width); ``metric`` (width,) multiplies the encoder's columns; ``directions``
    (width, d) are unit vectors, ``low`` and ``high`` (d,) the data's extent along them.
    """

    rows: Floats
    metric: Floats
    directions: Floats
    low: Floats
    high: Floats

    @classmethod
    def fit(cls, X: Floats, metric: Floats, rng: np.random.Generator) -> Neighbourhood:
        """The neighbourhood of teaching rows ``X`` of shape (rows, width); ``rng`` draws directions."""
        rows = X * metric
        drawn = rng.standard_normal((X.shape[1], _DIRECTIONS)) * metric[:, None]
        directions = np.hstack([np.eye(X.shape[1]), principal(rows), drawn])
        length = np.linalg.norm(directions, axis=0)
        directions = directions[:, length > 0] / length[length > 0]
        along = rows @ directions
        return cls(rows, metric, directions, along.min(axis=0), along.max(axis=0))

    def distance(self, X: Floats) -> Floats:
        """Distance of each row of ``X`` to the data, shape (rows,), in standardised units of the strongest column."""
        return np.concatenate(
            [self._distance(X[start : start + _CHUNK]) for start in range(0, len(X), _CHUNK)] or [np.zeros(0)]
        )

    @property
    def own(self) -> Floats:
        """Distance of each teaching row to all the others, shape (teaching rows,)."""
        starts = range(0, len(self.rows), _CHUNK)
        near = np.concatenate([self._nearest(self.rows[start : start + _CHUNK], itself=start) for start in starts])
        along = self.rows @ self.directions
        ends = np.sort(along, axis=0)
        over = np.where(along == ends[-1], along - ends[-2], 0.0)
        under = np.where(along == ends[0], ends[1] - along, 0.0)
        return np.asarray(near + np.maximum(over, under).max(axis=1))

    def apart(self, X: Floats, Z: Floats | None = None) -> Floats:
        """Distance of each row of ``X`` to each row of ``Z``, by default to each teaching row; shape (rows, rows)."""
        ours, theirs = X * self.metric, self.rows if Z is None else Z * self.metric
        squared = (ours * ours).sum(axis=1)[:, None] + (theirs * theirs).sum(axis=1) - 2 * ours @ theirs.T
        return np.asarray(np.sqrt(np.maximum(squared, 0.0)))

    def _distance(self, X: Floats) -> Floats:
        Z = X * self.metric
        along = Z @ self.directions
        beyond = np.maximum(along - self.high, self.low - along).max(axis=1)
        return np.asarray(self._nearest(Z) + np.maximum(beyond, 0.0))

    def _nearest(self, Z: Floats, itself: int | None = None) -> Floats:
        """Mean distance of weighted rows ``Z`` to their nearest teaching rows.

        Where ``Z`` are teaching rows from position ``itself`` on, a row does not count as its own neighbour.
        """
        squared = (Z * Z).sum(axis=1)[:, None] + (self.rows * self.rows).sum(axis=1) - 2 * Z @ self.rows.T
        if itself is not None:
            squared[np.arange(len(Z)), itself + np.arange(len(Z))] = np.inf
        count = neighbours(len(self.rows))
        nearest = np.partition(squared, count - 1, axis=1)[:, :count]
        return np.asarray(np.sqrt(np.maximum(nearest, 0.0)).mean(axis=1))

    def column(self, place: int) -> Floats:
        """One matrix column of the teaching rows, shape (teaching rows,)."""
        return np.asarray(self.rows[:, place] / self.metric[place])

    def stretch(self, distance: Floats) -> Floats:
        """Distances as they are: these have no end."""
        return distance

    def shrink(self, distance: float) -> float:
        """The distance that :meth:`stretch` made this of."""
        return distance

    def state(self) -> State:
        """The arrays, for storage."""
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def from_state(cls, state: State) -> Neighbourhood:
        """The neighbourhood that :meth:`state` describes."""
        return cls(*(np.asarray(state[name], dtype=float) for name in cls.__slots__))


def neighbours(rows: int) -> int:
    """How many nearest rows speak for a distance: five, fewer in a short table."""
    return max(1, min(_NEIGHBOURS, rows // 4))


def principal(rows: Floats) -> Floats:
    """Principal directions as columns, strongest first; their sign is that of the largest coordinate."""
    _, vectors = np.linalg.eigh(np.atleast_2d(np.cov(rows, rowvar=False)))
    vectors = vectors[:, ::-1]
    largest = np.take_along_axis(vectors, np.abs(vectors).argmax(axis=0)[None], axis=0)
    return np.asarray(vectors * np.where(largest < 0, -1.0, 1.0))


def quantile(values: Floats, weight: Floats, share: float) -> float:
    """The least value up to which so large a share of the weight lies."""
    order = np.argsort(values, kind="stable")
    mass = np.cumsum(weight[order]) / weight.sum()
    return float(values[order[min(int(np.searchsorted(mass, share)), len(values) - 1)]])
