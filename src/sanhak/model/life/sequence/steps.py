"""The last part of a life as equal steps in time: what each sensor showed in each, and how old that is.

Readings come at uneven times and sensors drop out, so a sequence is not "the last so many readings": it is cut into
steps of the same length. A sensor that was silent in a step keeps the value that it last showed, and its age says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sanhak.model.life.histories import History
from sanhak.model.life.past import Past
from sanhak.model.prediction import Floats

Sequences = NDArray[np.float32]
_EDGE = 1e-6
"""Readings so close to the edge of a step, as a share of it, lie within."""


@dataclass(frozen=True, slots=True)
class Steps:
    """``count`` steps of length ``width``, in the unit of time; the last one ends at the reading."""

    count: int
    width: float

    @classmethod
    def usual(cls, lives: Sequence[History], count: int, reach: float) -> Steps:
        """So many steps that reach back by ``reach``, but none shorter than the usual time between two readings."""
        between = float(np.median(np.concatenate([np.diff(one.time) for one in lives])))
        return cls(count, max(reach / count, between))

    def of(self, past: Past) -> Sequences:
        """What was shown and how old it is: shape (rows, 2 × sensors, count), the age as a share of the sequence.

        Before the first reading of a life its sensors show 0, what is usual while it is young, at the age of 1.
        """
        sensors = past.lives[0].values.shape[1]
        out = np.empty((len(past), 2 * sensors, self.count), dtype=np.float32)
        for life in np.unique(past.life):
            rows = np.flatnonzero(past.life == life)
            out[rows] = self._life(past.lives[life], past.place[rows])
        return out

    def _life(self, life: History, place: NDArray[np.int64]) -> Floats:
        edges = life.time[place][:, None] - self.width * (np.arange(self.count, -1, -1) - _EDGE)
        cut = np.searchsorted(life.time, edges, side="right")
        known = ~np.isnan(life.values)
        count = np.diff(_summed(known)[cut], axis=1)
        total = np.diff(_summed(np.where(known, life.values, 0.0))[cut], axis=1)
        seen = np.maximum.accumulate(np.where(count > 0, np.arange(self.count)[:, None], -1), axis=1)
        shown = np.take_along_axis(total / np.maximum(count, 1), np.maximum(seen, 0), axis=1)
        age = np.where(seen < 0, 1.0, (np.arange(self.count)[:, None] - seen) / self.count)
        return np.concatenate([np.where(seen < 0, 0.0, shown), age], axis=2).transpose(0, 2, 1)


def _summed(values: NDArray[np.float64] | NDArray[np.bool_]) -> Floats:
    """Sums since the beginning, shape (readings + 1, sensors)."""
    return np.concatenate([np.zeros((1, values.shape[1])), np.cumsum(values, axis=0)])
