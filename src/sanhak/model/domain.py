"""Where a model knows something: inside, at the edge of, or outside the data, by the error that really grows there.

The distance of a row is its mean distance to the nearest teaching rows plus how far it lies beyond all of them in the
worst direction: a gap among the data and a step beyond them both count, the step twice. Coordinates weigh by what their
column brings to the outcome, so that a column without influence does not fence the model in.

Where structures are among the inputs, a row is as far as its most like teaching row is unlike (see
:mod:`sanhak.model.likeness`).

Whole regions are held out (ends of the data along their principal directions, the surroundings of single rows), and
the loss there is followed along the distance: the edge begins where it has doubled (the RMSE has grown by 41 %), the
outside where it is fourfold. Both are bounded by the distances that held-out rows have anyway, so that ordinary rows
stay inside and far ones never do. Of structures no regions are held out: rows that were held out scaffold by scaffold
lie at all distances already, and their ends have no direction.

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
from sanhak.model.likeness import Likeness
from sanhak.model.neighbourhood import Neighbourhood, principal, quantile
from sanhak.model.prediction import Domain, Floats

Probe = Callable[[NDArray[np.intp], NDArray[np.intp]], Floats]
"""Teaches the model on the first rows and gives its loss on each of the second."""

_LEAST_SHARE: Final = 0.1
"""A column without influence still counts a tenth of the strongest one: its influence is only known where it was
seen."""
_EDGE_GROWTH: Final = 2.0
_OUTSIDE_GROWTH: Final = 4.0
_MOST_PROBED: Final = 400
_REGION_SHARE: Final = 0.2


@dataclass(frozen=True, slots=True, eq=False)
class KnownDomain:
    """The geometry of the data with the two distances at which its edge and its outside begin."""

    neighbourhood: Neighbourhood | Likeness
    edge: float
    outside: float

    @classmethod
    def fit(
        cls,
        neighbourhood: Neighbourhood | Likeness,
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
        stretch = neighbourhood.stretch
        (distance, loss, weight), bounding = held, usual or (held[0], held[2])
        distance, bounding = stretch(distance), (stretch(bounding[0]), bounding[1])
        inside = float(np.average(loss, weights=weight))
        middle, most, widest = (quantile(*bounding, share) for share in (0.5, 0.95, 0.99))
        growth = _growth(np.concatenate([distance, stretch(probed[0])]), np.concatenate([loss, probed[1]]), inside)
        edge = float(np.clip(growth(_EDGE_GROWTH), most, max(1.5 * most, widest)))
        outside = float(
            np.clip(growth(_OUTSIDE_GROWTH), max(1.2 * edge, widest), max(2 * most, 1.5 * widest, 1.2 * edge))
        )
        # Data that repeat the same few conditions have distance zero: a thousandth of a deviation is then still near.
        edge, outside = max(edge, 1e-3, 1e-3 * middle), max(outside, 2e-3)
        return cls(neighbourhood, neighbourhood.shrink(edge), neighbourhood.shrink(outside))

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
        return {**self.neighbourhood.state(), "edge": self.edge, "outside": self.outside}

    @classmethod
    def from_state(cls, state: State) -> KnownDomain:
        """The domain that :meth:`state` describes."""
        geometry = Likeness if "places" in state else Neighbourhood
        return cls(geometry.from_state(state), float(state["edge"]), float(state["outside"]))


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
    orders = [sign * (rows @ direction) for direction, sign in zip(principal(rows).T[:2], (1, -1), strict=False)]
    orders += [-((rows - centre) ** 2).sum(axis=1) for centre in rows[rng.permutation(len(rows))[:2]]]
    count = round(_REGION_SHARE * len(rows))
    regions = []
    for order in orders:
        away = np.zeros(len(rows), dtype=bool)
        away[np.argsort(-order, kind="stable")[:count]] = True
        regions.append(away)
    return regions if count > 1 else []


def _growth(distance: Floats, loss: Floats, inside: float) -> Callable[[float], float]:
    """The distance at which the loss, made to rise with it, is so many times as large as ``inside`` (else infinite)."""
    from sklearn.isotonic import isotonic_regression

    order = np.argsort(distance, kind="stable")
    rising = isotonic_regression(loss[order])

    def at(times: float) -> float:
        place = int(np.searchsorted(rising, times * inside, side="right"))
        return float(distance[order[place]]) if place < len(rising) else np.inf

    return at
