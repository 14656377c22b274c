"""Where a model knows something: inside, at the edge of, or outside the data, by the error that really grows there.

The distance of a row is its mean distance to the nearest teaching rows plus how far it lies beyond all of them in the
worst direction: a gap among the data and a step beyond them both count, the step twice. Coordinates weigh by what their
column brings to the outcome, so that a column without influence does not fence the model in.

Whole regions are held out (ends of the data along their principal directions, the surroundings of single rows), and
the loss there is followed along the distance: the edge begins where it has doubled (the RMSE has grown by 41 %), the
outside where it is fourfold. Both are bounded by the distances that held-out rows have anyway, so that ordinary rows
stay inside and far ones never do.

Source: the idea of tying a domain to the error that grows with distance follows R. Sheridan et al., "Similarity to
molecules in the training set is a good discriminator for prediction accuracy in QSAR", Journal of Chemical Information
and Computer Sciences 44 (2004).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sanhak.model.learner import State
from sanhak.model.prediction import Domain, Floats

Probe = Callable[[NDArray[np.intp], NDArray[np.intp]], Floats]
"""Teaches the model on the first rows and gives its loss on each of the second."""

_NEIGHBOURS: Final = 5
_DIRECTIONS: Final = 64
_LEAST_SHARE: Final = 0.1
"""A column without influence still counts a tenth of the strongest one: its influence is only known where it was
seen."""
_EDGE_GROWTH: Final = 2.0
_OUTSIDE_GROWTH: Final = 4.0
_MOST_PROBED: Final = 400
_REGION_SHARE: Final = 0.2
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
        directions = np.hstack([np.eye(X.shape[1]), _principal(rows), drawn])
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

    def nearest(self, X: Floats, count: int) -> tuple[NDArray[np.intp], Floats]:
        """Positions and distances of the nearest teaching rows, nearest first, each of shape (rows, count)."""
        apart = self._apart(X * self.metric, self.rows)
        places = np.argsort(apart, axis=1, kind="stable")[:, :count]
        return places, np.take_along_axis(apart, places, axis=1)

    def apart(self, X: Floats) -> Floats:
        """Distances of rows to one another, shape (rows, rows)."""
        return self._apart(X * self.metric, X * self.metric)

    @staticmethod
    def _apart(Z: Floats, rows: Floats) -> Floats:
        squared = (Z * Z).sum(axis=1)[:, None] + (rows * rows).sum(axis=1) - 2 * Z @ rows.T
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


@dataclass(frozen=True, slots=True, eq=False)
class KnownDomain:
    """A neighbourhood with the two distances at which its edge and its outside begin."""

    neighbourhood: Neighbourhood
    edge: float
    outside: float

    @classmethod
    def fit(
        cls,
        neighbourhood: Neighbourhood,
        held: tuple[Floats, Floats, Floats],
        probed: tuple[Floats, Floats],
        *,
        usual: tuple[Floats, Floats] | None = None,
    ) -> KnownDomain:
        """Find the two thresholds.

        Parameters
        ----------
        neighbourhood
            The geometry of all teaching rows.
        held
            Distance to the rows that taught, loss and weight of each row that was held out in the contest.
        probed
            Distance to the rows that taught and loss of each row that was held out with its whole region.
        usual
            Distances that bound the thresholds, and their weights; by default those of the held-out rows. Rows held
            out as a later stretch of time lie far from what came before: their distance is drift, not what is usual.
        """
        distance, loss, weight = held
        inside = float(np.average(loss, weights=weight))
        middle, most, widest = (_quantile(*(usual or (distance, weight)), share) for share in (0.5, 0.95, 0.99))
        growth = _growth(np.concatenate([distance, probed[0]]), np.concatenate([loss, probed[1]]), inside)
        edge = float(np.clip(growth(_EDGE_GROWTH), most, max(1.5 * most, widest)))
        outside = float(
            np.clip(growth(_OUTSIDE_GROWTH), max(1.2 * edge, widest), max(2 * most, 1.5 * widest, 1.2 * edge))
        )
        # Data that repeat the same few conditions have distance zero: a thousandth of a deviation is then still near.
        return cls(neighbourhood, max(edge, 1e-3, 1e-3 * middle), max(outside, 2e-3))

    def distance(self, X: Floats) -> Floats:
        """Distance of each row of ``X`` to the data, shape (rows,)."""
        return self.neighbourhood.distance(X)

    def of(self, distance: Floats, unseen: NDArray[np.bool_]) -> NDArray[np.int8]:
        """Codes of :class:`~sanhak.model.prediction.Domain`, shape (rows,).

        ``unseen`` marks rows with a level, gap or change that was never taught: they lie outside whatever the distance.
        """
        codes = np.where(
            distance > self.outside, Domain.OUTSIDE, np.where(distance > self.edge, Domain.EDGE, Domain.INSIDE)
        )
        return np.where(unseen, Domain.OUTSIDE, codes).astype(np.int8)

    def state(self) -> State:
        """Arrays and numbers, for storage."""
        near = self.neighbourhood
        parts = {name: getattr(near, name) for name in near.__slots__}
        return parts | {"edge": self.edge, "outside": self.outside}

    @classmethod
    def from_state(cls, state: State) -> KnownDomain:
        """The domain that :meth:`state` describes."""
        parts = {name: np.asarray(state[name], dtype=float) for name in Neighbourhood.__slots__}
        return cls(Neighbourhood(**parts), float(state["edge"]), float(state["outside"]))


def neighbours(rows: int) -> int:
    """How many nearest rows speak for a distance: five, fewer in a short table."""
    return max(1, min(_NEIGHBOURS, rows // 4))


def metric(features: Sequence[str], influence: Mapping[str, float]) -> Floats:
    """What each matrix column multiplies in the distance, shape (width,), from the influence of its table column.

    A category counts once: two different levels are as far apart as two rows that differ by √2 deviations of a number
    with the same influence.
    """
    strongest = max(influence.values(), default=0.0)
    if strongest <= 0:
        return np.ones(len(features))
    return np.array([max(influence.get(name, 0.0) / strongest, _LEAST_SHARE) for name in features])


def probe_regions(X: Floats, metric: Floats, probe: Probe, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Hold whole regions out and see what the model says there.

    Parameters
    ----------
    X
        Encoded rows, shape (rows, width); at most 400 of them, drawn by ``rng``, are used.
    metric
        What each column multiplies in the distance, shape (width,).
    probe
        Teaches on some rows (positions in ``X``) and gives the loss on others.
    rng
        Draws rows, clusters and directions.

    Returns
    -------
    tuple
        Distance to the rows that taught, and loss, of each probed row.
    """
    drawn = np.sort(rng.permutation(len(X))[:_MOST_PROBED])
    distances, losses = [np.zeros(0)], [np.zeros(0)]
    for away in _regions(X[drawn] * metric, rng):
        teaching, judging = drawn[~away], drawn[away]
        near = Neighbourhood.fit(X[teaching], metric, rng)
        distances.append(near.distance(X[judging]))
        losses.append(probe(teaching, judging))
    return np.concatenate(distances), np.concatenate(losses)


def _regions(rows: Floats, rng: np.random.Generator) -> list[NDArray[np.bool_]]:
    """Masks of regions to hold out: an end of the data along two main directions, and the surroundings of two rows."""
    orders = [sign * (rows @ direction) for direction, sign in zip(_principal(rows).T[:2], (1, -1), strict=False)]
    orders += [-((rows - centre) ** 2).sum(axis=1) for centre in rows[rng.permutation(len(rows))[:2]]]
    count = round(_REGION_SHARE * len(rows))
    regions = []
    for order in orders:
        away = np.zeros(len(rows), dtype=bool)
        away[np.argsort(-order, kind="stable")[:count]] = True
        regions.append(away)
    return regions if count > 1 else []


def _principal(rows: Floats) -> Floats:
    """Principal directions as columns, strongest first; their sign is that of the largest coordinate."""
    _, vectors = np.linalg.eigh(np.atleast_2d(np.cov(rows, rowvar=False)))
    vectors = vectors[:, ::-1]
    largest = np.take_along_axis(vectors, np.abs(vectors).argmax(axis=0)[None], axis=0)
    return np.asarray(vectors * np.where(largest < 0, -1.0, 1.0))


def _growth(distance: Floats, loss: Floats, inside: float) -> Callable[[float], float]:
    """The distance at which the loss, made to rise with it, is so many times as large as ``inside`` (else infinite)."""
    from sklearn.isotonic import isotonic_regression

    order = np.argsort(distance, kind="stable")
    rising = isotonic_regression(loss[order])

    def at(times: float) -> float:
        place = int(np.searchsorted(rising, times * inside, side="right"))
        return float(distance[order[place]]) if place < len(rising) else np.inf

    return at


def _quantile(values: Floats, weight: Floats, share: float) -> float:
    order = np.argsort(values, kind="stable")
    mass = np.cumsum(weight[order]) / weight.sum()
    return float(values[order[min(int(np.searchsorted(mass, share)), len(values) - 1)]])
