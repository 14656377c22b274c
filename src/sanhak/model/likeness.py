"""Likeness: how much two rows share of the groups of atoms that they are made of, and how far a row lies from the data.

Likeness of two rows of counts: the sum over all groups of the smaller count, over the sum of the larger one (Tanimoto's
coefficient for counts). It is 1 for equal counts and 0 for rows that share nothing.

Source: T. Tanimoto, IBM internal report (1957); for counts: P. Willett, J. Barnard, G. Downs, "Chemical similarity
searching", Journal of Chemical Information and Computer Sciences 38 (1998), table 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sanhak.model.learner import State
from sanhak.model.neighbourhood import Neighbourhood, quantile
from sanhak.model.prediction import Floats

BANDS: Final[Floats] = 1 - np.array([0.5, 0.35])
"""Distances that part the bands of likeness: like (from 0.5 on), less like, and unlike (under 0.35)."""
BANDS.setflags(write=False)

_FEW: Final = 24
"""So few rows are compared one by one; more are worth laying the counts out as steps."""
_CHUNK: Final = 1024
_USUAL: Final = 0.99
"""Share of the teaching rows that the other inputs do not move out of the band of the most like."""
_DIGITS: Final = 6
"""Decimals of a distance: a likeness of 7 in 20 is 0.35."""
_NOTHING: Final = 1e-3
"""Likeness that is none."""


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """Rows of counts with which others are compared; ``rows`` has shape (rows, groups), of the smallest whole type."""

    rows: NDArray[Any]

    @classmethod
    def of(cls, counts: Floats) -> Counted:
        """These rows of whole numbers, none under zero, shape (rows, groups)."""
        return cls(np.rint(counts).astype(np.min_scalar_type(int(counts.max(initial=0)))))

    def likeness(self, counts: Floats) -> NDArray[np.float32]:
        """Likeness of each row of ``counts`` to each of these, shape (rows of counts, rows); two empty ones are alike.

        Counts become steps (at least 1, at least 2, …): what two rows share is then a product of matrices, which is
        exact because whole numbers are summed.
        """
        asked = np.rint(counts).astype(np.float32)
        known = np.minimum(asked, self.rows.max(axis=0, initial=0))
        if len(asked) <= _FEW:
            small = known.astype(self.rows.dtype)
            shared = np.array([np.minimum(self.rows, row).sum(axis=1, dtype=np.int64) for row in small], np.float32)
            shared = shared.reshape(len(asked), len(self.rows))
        else:
            group, low, high = self._steps()
            stairs = (self.rows[:, group] >= high.astype(self.rows.dtype)).astype(np.float32).T
            starts = range(0, len(known), _CHUNK)
            parts = [np.clip(known[start : start + _CHUNK, group] - low, 0, high - low) @ stairs for start in starts]
            shared = np.concatenate(parts)
        either = asked.sum(axis=1)[:, None] + self.rows.sum(axis=1, dtype=np.float32) - shared
        return np.asarray(np.divide(shared, either, out=np.ones_like(shared), where=either > 0))

    def _steps(self) -> tuple[NDArray[np.intp], NDArray[np.float32], NDArray[np.float32]]:
        """Group, lower and upper end of each step between counts that these rows have, each of shape (steps,)."""
        ends = [np.union1d(0, column) for column in self.rows.T]
        group = np.repeat(np.arange(len(ends)), [len(end) - 1 for end in ends])
        low, high = (np.concatenate([end[part] for end in ends]) for part in (slice(0, -1), slice(1, None)))
        return group, low.astype(np.float32), high.astype(np.float32)


def likeness(known: Sequence[Counted], places: Sequence[slice], X: Floats) -> NDArray[np.float32]:
    """Likeness of each row of ``X`` to each known row; of rows with several structures the least one counts."""
    found = known[0].likeness(X[:, places[0]])
    for counted, columns in zip(known[1:], places[1:], strict=True):
        found = np.minimum(found, counted.likeness(X[:, columns]))
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Likeness:
    """The geometry of rows that have counts: a row is as far as its most like teaching row is unlike, 0 to 1.

    Inputs beside the structures count where they lie further away than teaching rows do: the larger of both distances
    holds, since neither a known molecule under unknown conditions nor the reverse is known. Theirs is that of
    :class:`~sanhak.model.neighbourhood.Neighbourhood`, of which ``reach`` (how far nearly all teaching rows lie from
    one another at most) is as far as a likeness of one half.

    ``counted`` has an entry for each of the ``places``, column slices of the matrix; ``others`` are the columns of the
    other inputs, None without any.
    """

    counted: tuple[Counted, ...]
    places: tuple[slice, ...]
    others: NDArray[np.intp]
    near: Neighbourhood | None
    reach: float

    @classmethod
    def fit(
        cls, X: Floats, places: Sequence[slice], features: Sequence[str], metric: Floats, rng: np.random.Generator
    ) -> Likeness:
        """The likeness to teaching rows.

        Parameters
        ----------
        X
            Teaching rows, shape (rows, width).
        places
            The columns that are counts (``Encoder.counts``).
        features
            The input of each column, ``width`` names: what describes a structure beside its counts is no other input.
        metric
            What each column multiplies in the distance of the other inputs, shape (width,).
        rng
            Draws directions for it.
        """
        described = {features[place.start] for place in places}
        others = np.array([at for at, name in enumerate(features) if name not in described], dtype=np.intp)
        near, reach = None, 1.0
        if len(others):
            near = Neighbourhood.fit(X[:, others], metric[others], rng)
            reach = max(quantile(near.own, np.ones(len(X)), _USUAL), 1e-3) if len(X) > 1 else 1.0
        return cls(tuple(Counted.of(X[:, place]) for place in places), tuple(places), others, near, reach)

    def distance(self, X: Floats) -> Floats:
        """Distance of each row of ``X`` to the data, shape (rows,)."""
        starts = range(0, len(X), _CHUNK)
        chunks = [likeness(self.counted, self.places, X[start : start + _CHUNK]).max(axis=1) for start in starts]
        unlike = np.round(1 - np.concatenate(chunks or [np.zeros(0)]).astype(float), _DIGITS)
        return unlike if self.near is None else self._farther(unlike, self.near.distance(X[:, self.others]))

    def apart(self, X: Floats, Z: Floats | None = None) -> Floats:
        """Distance of each row of ``X`` to each row of ``Z``, by default to each teaching row; shape (rows, rows)."""
        known = self.counted if Z is None else tuple(Counted.of(Z[:, place]) for place in self.places)
        unlike = np.round(1 - likeness(known, self.places, X).astype(float), _DIGITS)
        if self.near is None:
            return unlike
        beside = self.near.apart(X[:, self.others], None if Z is None else Z[:, self.others])
        return self._farther(unlike, beside)

    @property
    def own(self) -> Floats:
        """Distance of each teaching row to all the others, shape (teaching rows,)."""
        rows = len(self.counted[0].rows)
        alike = np.ones((rows, rows), dtype=np.float32)
        for counted in self.counted:
            np.minimum(alike, counted.likeness(counted.rows), out=alike)
        np.fill_diagonal(alike, 0.0)
        unlike = np.round(1 - alike.max(axis=1).astype(float), _DIGITS)
        return unlike if self.near is None else self._farther(unlike, self.near.own)

    def _farther(self, unlike: Floats, beside: Floats) -> Floats:
        return np.asarray(np.maximum(unlike, beside / (beside + self.reach)))

    def column(self, place: int) -> Floats:
        """One matrix column of the teaching rows, shape (teaching rows,), of those that describe no structure.

        Raises
        ------
        KeyError
            If the column describes a structure.
        """
        if self.near is None or place not in self.others:
            raise KeyError(place)
        return self.near.column(int(np.searchsorted(self.others, place)))

    def stretch(self, distance: Floats) -> Floats:
        """Distances without an end, by which they can be compared: how much is not shared for each share that is."""
        return np.asarray(distance / np.maximum(1 - distance, _NOTHING))

    def shrink(self, distance: float) -> float:
        """The distance that :meth:`stretch` made this of."""
        return distance / (1 + distance)

    def state(self) -> State:
        """Arrays and numbers, for storage."""
        rows = {f"counts{at}": counted.rows for at, counted in enumerate(self.counted)}
        places = np.array([(place.start, place.stop) for place in self.places], dtype=np.int64)
        near = {} if self.near is None else self.near.state()
        return {**rows, **near, "places": places, "others": self.others.astype(np.int64), "reach": self.reach}

    @classmethod
    def from_state(cls, state: State) -> Likeness:
        """The likeness that :meth:`state` describes."""
        places = tuple(slice(int(start), int(stop)) for start, stop in np.asarray(state["places"]))
        counted = tuple(Counted(np.asarray(state[f"counts{at}"])) for at in range(len(places)))
        others = np.asarray(state["others"], dtype=np.intp)
        near = Neighbourhood.from_state(state) if len(others) else None
        return cls(counted, places, others, near, float(state["reach"]))
