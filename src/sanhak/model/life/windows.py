"""What the past of an asset looks like at a reading: features over windows of several lengths, looking back only.

Sums over any window are differences of two cumulative sums, so that a feature costs the same however long its window
is, and rows that are not kept cost only their share of the sums.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from sanhak.model.prediction import Floats

if TYPE_CHECKING:
    from sanhak.model.life.histories import History

Features = NDArray[np.float32]
_KINDS: Final = ("mean", "slope", "spread")
_FEW: Final = 3
"""Fewer readings than this have no slope and no spread."""


@dataclass(frozen=True, slots=True)
class Windows:
    """Features over windows that end at a reading.

    ``lengths`` are theirs, rising, in the unit of time; a history that is shorter is taken whole. Of each sensor and
    window: mean, slope and spread (standard deviation); besides, of each sensor: its mean since the beginning, and how
    far the shortest window stands from the longest. ``regimes`` is how many there are: the share of the past that was
    spent in each is a feature where there are several. The last feature is age: the time in use.
    """

    lengths: tuple[float, ...]
    regimes: int = 1

    def names(self, sensors: Sequence[str]) -> tuple[tuple[str, str], ...]:
        """What each feature is, and of which sensor (empty where it is of none), in the order of the columns."""
        of = [(f"{kind} {length:g}", name) for length in self.lengths for kind in _KINDS for name in sensors]
        of += [(what, name) for what in ("mean", "change") for name in sensors]
        of += [(f"regime {at}", "") for at in range(self.regimes) if self.regimes > 1]
        return (*of, ("age", ""))

    def of(self, history: History, keep: NDArray[np.int64]) -> Features:
        """The features of one asset at the readings ``keep`` (places, rising): shape (keep, features), NaN unknown."""
        sums = _Sums.of(history.time, history.values)
        first = np.zeros(len(keep), dtype=np.int64)
        parts: list[Floats] = []
        for length in self.lengths:
            start = np.searchsorted(history.time, history.time[keep] - length, side="right")
            parts += sums.moments(start, keep)
        shortest, longest = parts[0], parts[-len(_KINDS)]
        parts += [sums.moments(first, keep)[0], shortest - longest]
        if self.regimes > 1:
            inside = np.cumsum(history.regime[:, None] == np.arange(self.regimes), axis=0)[keep]
            parts.append(inside / (keep + 1.0)[:, None])
        parts.append((history.time[keep] - history.time[0])[:, None])
        return np.hstack(parts).astype(np.float32)

    def over(self, histories: Sequence[History], keep: Sequence[NDArray[np.int64]]) -> Features:
        """The features of several assets, one below the other."""
        return np.concatenate(list(self._each(histories, keep)))

    def _each(self, histories: Sequence[History], keep: Sequence[NDArray[np.int64]]) -> Iterator[Features]:
        for history, places in zip(histories, keep, strict=True):
            yield self.of(history, places)


@dataclass(frozen=True, slots=True)
class _Sums:
    """Sums since the beginning, shape (readings + 1, sensors): of 1, t, t², x, t·x and x², where x is known.

    Time and values are taken from their middle, so that differences of sums keep their digits.
    """

    parts: tuple[Floats, ...]
    middle: Floats

    @classmethod
    def of(cls, time: Floats, values: Floats) -> _Sums:
        known = ~np.isnan(values)
        some = np.maximum(known.sum(axis=0), 1)
        x = np.where(known, values, 0.0)
        middle = x.sum(axis=0) / some
        x = np.where(known, x - middle, 0.0)
        t = (time - time.mean())[:, None]
        whole = known.all()
        # Where no cell is empty, one column of counts and times serves all sensors.
        counted = np.ones((len(time), 1)) if whole else known.astype(float)
        parts = (counted, counted * t, counted * t * t, x, x * t, x * x)
        return cls(tuple(_summed(part) for part in parts), middle)

    def moments(self, start: NDArray[np.int64], end: NDArray[np.int64]) -> list[Floats]:
        """Mean, slope and spread of the readings ``start`` to ``end``, each of shape (len(end), sensors)."""
        n, t, tt, x, tx, xx = (part[end + 1] - part[start] for part in self.parts)
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = x / n
            across = tt - t * t / n
            slope = np.where(n < _FEW, 0.0, (tx - t * mean) / across)
            spread = np.where(n < _FEW, 0.0, np.sqrt(np.maximum(xx / n - mean * mean, 0.0)))
        unknown = np.broadcast_to(n == 0, mean.shape)
        slope = np.where(np.broadcast_to(across <= 0, slope.shape), 0.0, slope)
        return [np.where(unknown, np.nan, found) for found in (mean + self.middle, slope, spread)]


def _summed(values: Floats) -> Floats:
    out = np.zeros((len(values) + 1, values.shape[1]))
    np.cumsum(values, axis=0, out=out[1:])
    return out
