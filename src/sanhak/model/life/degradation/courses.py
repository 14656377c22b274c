"""Courses of a condition towards its limit: the readings of each life of each asset, as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sanhak.model.prediction import Floats

Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Courses:
    """Lives of assets, each from new (or from its first reading) until it was renewed, or until now.

    ``assets`` names the assets. Of n lives, ``asset`` is the number of each life's asset, ``begun`` the moment of its
    age 0, ``limit`` the condition that ends it, ``ended`` the moment at which it was renewed (infinite for the life
    that runs), and ``reached`` whether it had then come to its limit. ``at`` and ``value`` of shape (n, m) are the
    moments of its readings and the readings, in the order of time and then NaN. The condition is turned so that it
    grows as it gets worse. ``design`` of shape (n, c) holds what is known of the service. ``now`` is the moment from
    which remaining life counts. Moments are in the reader's unit.
    """

    assets: tuple[str, ...]
    asset: Whole
    begun: Floats
    ended: Floats
    reached: NDArray[np.bool_]
    limit: Floats
    at: Floats
    value: Floats
    design: Floats
    now: float

    def __len__(self) -> int:
        return len(self.asset)

    @classmethod
    def of(  # noqa: PLR0913 - one argument a fact
        cls, assets: Sequence[str], asset: ArrayLike, at: Sequence[Floats], value: Sequence[Floats], limit: ArrayLike,
        now: float, *, begun: ArrayLike | None = None, ended: ArrayLike | None = None, design: Floats | None = None,
        reached: ArrayLike = False,
    ) -> Courses:  # fmt: skip
        """Courses from the readings of each life; ``begun`` is the first reading where nothing better is known."""
        count, most = len(at), max(map(len, at), default=0)
        moments, values = np.full((2, count, most), np.nan)
        for row, (when, what) in enumerate(zip(at, value, strict=True)):
            moments[row, : len(when)], values[row, : len(what)] = when, what
        first = moments[:, 0] if begun is None else np.minimum(np.asarray(begun, dtype=float), moments[:, 0])
        last = np.full(count, np.inf) if ended is None else np.asarray(ended, dtype=float)
        known = np.zeros((count, 0)) if design is None else design
        limits = np.broadcast_to(np.asarray(limit, dtype=float), (count,))
        come = np.broadcast_to(np.asarray(reached, dtype=bool), (count,))
        number = np.asarray(asset, dtype=np.int64)
        return cls(tuple(assets), number, first, last, come, limits, moments, values, known, now)

    @property
    def counts(self) -> Whole:
        """Readings of each life, shape (n,)."""
        return np.asarray((~np.isnan(self.value)).sum(axis=1))

    @property
    def ages(self) -> Floats:
        """Age at each reading, shape (n, m)."""
        return self.at - self.begun[:, None]

    @property
    def last(self) -> Floats:
        """The last reading of each life, shape (n,)."""
        return np.asarray(self.value[np.arange(len(self)), self.counts - 1])

    @property
    def seen(self) -> Floats:
        """The moment of the last reading of each life, shape (n,)."""
        return np.asarray(self.at[np.arange(len(self)), self.counts - 1])

    @property
    def running(self) -> Whole:
        """The lives that run now, by their places."""
        return np.flatnonzero(self.ended > self.now)

    def of_rows(self, rows: ArrayLike) -> Courses:
        """Some of the lives, by their places."""
        which = np.asarray(rows)
        parts = ("asset", "begun", "ended", "reached", "limit", "at", "value", "design")
        return replace(self, **{part: getattr(self, part)[which] for part in parts})

    def until(self, moment: float) -> Courses:
        """What was known at an earlier ``moment``: lives that had a reading by then, with the readings made by then."""
        known = self.at <= moment
        kept = known.any(axis=1)
        value, at = (np.where(known, part, np.nan)[kept] for part in (self.value, self.at))
        most = int(known[kept].sum(axis=1).max(initial=0))
        parts = {part: getattr(self, part)[kept] for part in ("asset", "begun", "limit", "design")}
        ended = np.where(self.ended[kept] > moment, np.inf, self.ended[kept])
        reached = self.reached[kept] & np.isfinite(ended)
        return replace(self, **parts, ended=ended, reached=reached, at=at[:, :most], value=value[:, :most], now=moment)

    def thinned(self, most: int) -> Courses:
        """At most so many readings of each life, evenly spread, the first and the last among them."""
        if self.value.shape[1] <= most:
            return self
        steps = np.linspace(0, 1, most)[None, :] * (self.counts - 1)[:, None]
        places = np.rint(steps).astype(int)
        first = np.concatenate([np.ones((len(self), 1), dtype=bool), np.diff(places, axis=1) > 0], axis=1)
        at, value = (
            np.where(first, np.take_along_axis(part, places, axis=1), np.nan) for part in (self.at, self.value)
        )
        order = np.argsort(np.isnan(value), axis=1, kind="stable")
        return replace(self, at=np.take_along_axis(at, order, axis=1), value=np.take_along_axis(value, order, axis=1))
