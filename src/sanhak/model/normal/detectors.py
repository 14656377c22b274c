"""Detectors: how far a row of tags lies from the normal course, as one number a row.

Each is learnt from normal rows only. ``X`` is always a float matrix without gaps, shape (rows, tags), in the tags' own
units; every detector standardises it by the mean and deviation of the rows that it was learnt from, so units change
nothing. ``breaks`` of shape (rows,) is true where a row does not follow the one before it: what remembers starts anew.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sanhak.model.prediction import Floats

Flags = NDArray[np.bool_]

_KEPT: Final = 0.9
"""Share of the variance that the principal components are to hold."""
_SHARES: Final = (0.0, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
"""By how much a correlation matrix may be drawn towards the unit matrix."""
_LEAST: Final = 1e-8
"""Least eigenvalue of a correlation matrix, of the mean one: tags that are sums of others stay invertible."""
_FARTHEST: Final = 1e9
"""Deviations from normal beyond which nothing is farther."""
_LARGEST: Final = 1e140
"""The largest number whose square can still be summed."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Mean and deviation of each tag over normal rows, shape (tags,)."""

    mean: Floats
    deviation: Floats

    @staticmethod
    def of(X: Floats) -> Scale:
        """Learnt from rows; a tag that does not move keeps a deviation of one."""
        X = np.clip(X, -_LARGEST, _LARGEST)
        deviation = X.std(axis=0)
        return Scale(X.mean(axis=0), np.where(deviation > 0, deviation, 1.0))

    def standard(self, X: Floats) -> Floats:
        """Rows in deviations from normal, shape (rows, tags); absurdly far ones are drawn in, so that squares stay."""
        return np.asarray(np.clip((X - self.mean) / self.deviation, -_FARTHEST, _FARTHEST))


class Watch(ABC):
    """A detector that has learnt the normal course."""

    @abstractmethod
    def statistic(self, X: Floats, breaks: Flags) -> Floats:
        """How far each row lies from normal, shape (rows,); larger is farther."""


class Detector(ABC):
    """A way of watching, before it has seen any row."""

    @abstractmethod
    def fit(self, X: Floats, breaks: Flags) -> Watch:
        """Learn from normal rows, shape (rows, tags)."""


def shrunk_correlation(Z: Floats) -> Floats:
    """The correlation matrix of standardised rows, drawn towards the unit matrix as far as later rows ask for.

    The share is the one under which the last third of the rows is likeliest after the first two. The usual share (O.
    Ledoit and M. Wolf, J. Multivariate Anal. 88 (2004) 365) minds the large directions, and drowns the small ones in
    which faults inside control loops show: on the Tennessee Eastman process it cost T² seven points of detection.
    Shape (tags, tags), positive definite.
    """
    first = 2 * len(Z) // 3
    learnt, later = _correlation(Z[:first]), _correlation(Z[first:])
    fits = [_misfit(_drawn_in(learnt, share), later) for share in _SHARES]
    return _drawn_in(_correlation(Z), _SHARES[int(np.argmin(fits))])


def _correlation(Z: Floats) -> Floats:
    return np.asarray(Z.T @ Z / max(1, len(Z)))


def _drawn_in(found: Floats, share: float) -> Floats:
    level = float(np.trace(found)) / len(found) or 1.0
    return np.asarray((1 - share) * found + (share + _LEAST) * level * np.eye(len(found)))


def _misfit(believed: Floats, seen: Floats) -> float:
    """How unlikely rows with the second moments ``seen`` are: twice the negative log likelihood of one row."""
    sign, volume = np.linalg.slogdet(believed)
    return float(volume + np.trace(np.linalg.solve(believed, seen))) if sign > 0 else np.inf


@dataclass(frozen=True, slots=True)
class _TagWatch(Watch):
    scale: Scale

    def statistic(self, X: Floats, breaks: Flags) -> Floats:
        del breaks
        return np.asarray((self.scale.standard(X) ** 2).max(axis=1))


@dataclass(frozen=True, slots=True)
class EachTag(Detector):
    """Each tag against limits of its own, all equally wide (Bonferroni): the largest squared deviation of any tag."""

    def fit(self, X: Floats, breaks: Flags) -> Watch:
        """See :class:`Detector`."""
        del breaks
        return _TagWatch(Scale.of(X))


@dataclass(frozen=True, slots=True)
class Distance(Watch):
    """Hotelling's T² of all tags; ``inverse`` is the inverse of the correlation matrix, shape (tags, tags)."""

    scale: Scale
    inverse: Floats

    def statistic(self, X: Floats, breaks: Flags) -> Floats:
        """See :class:`Watch`."""
        del breaks
        Z = self.scale.standard(X)
        return np.asarray(np.einsum("ij,ij->i", Z @ self.inverse, Z))

    def residuals(self, X: Floats) -> Floats:
        """What each tag shows beyond what all other tags let expect, in its own scatter about that; (rows, tags).

        Its square is the reconstruction-based contribution to T²: by so much it would fall if this tag alone were as
        the others say. C. F. Alcala and S. J. Qin, Automatica 45 (2009) 1593.
        """
        return np.asarray(self.scale.standard(X) @ self.inverse / np.sqrt(np.diag(self.inverse)))

    def expected(self, X: Floats) -> Floats:
        """What the other tags let expect of each tag, in its unit, shape (rows, tags)."""
        away = self.scale.standard(X) @ self.inverse / np.diag(self.inverse)
        return np.asarray(X - away * self.scale.deviation)

    @property
    def scatter(self) -> Floats:
        """Deviation of each tag about what the others let expect, in its unit, shape (tags,)."""
        return np.asarray(self.scale.deviation / np.sqrt(np.diag(self.inverse)))


@dataclass(frozen=True, slots=True)
class AllTags(Detector):
    """Hotelling's T² over all tags at full rank, with a shrunk correlation matrix.

    No direction is thrown away: faults inside control loops show where normal variance is smallest.
    """

    def fit(self, X: Floats, breaks: Flags) -> Distance:
        """See :class:`Detector`."""
        del breaks
        scale = Scale.of(X)
        return Distance(scale, np.asarray(np.linalg.inv(shrunk_correlation(scale.standard(X))), dtype=float))


@dataclass(frozen=True, slots=True)
class _ComponentWatch(Watch):
    scale: Scale
    axes: Floats
    variance: Floats
    left: float

    def statistic(self, X: Floats, breaks: Flags) -> Floats:
        del breaks
        Z = self.scale.standard(X)
        along = Z @ self.axes
        inside = (along**2 / self.variance).mean(axis=1)
        beside = np.maximum((Z**2).sum(axis=1) - (along**2).sum(axis=1), 0.0) / self.left
        return np.asarray(np.maximum(inside, beside))


@dataclass(frozen=True, slots=True)
class Components(Detector):
    """T² of the principal components and the squared error beside them, the larger of both.

    J. E. Jackson and G. S. Mudholkar, Technometrics 21 (1979) 341; each is told in multiples of its normal mean.
    """

    def fit(self, X: Floats, breaks: Flags) -> Watch:
        """See :class:`Detector`."""
        del breaks
        scale = Scale.of(X)
        Z = scale.standard(X)
        values, axes = np.linalg.eigh(Z.T @ Z / len(Z))
        values, axes = np.maximum(values[::-1], 0.0), axes[:, ::-1]
        kept = int(np.searchsorted(np.cumsum(values), _KEPT * values.sum())) + 1
        left = max(float(values[kept:].sum()), _LEAST * float(values.sum()), _LEAST)
        return _ComponentWatch(scale, axes[:, :kept], np.maximum(values[:kept], _LEAST), left)


@dataclass(frozen=True, slots=True)
class _SmoothedWatch(Watch):
    inner: Watch
    weight: float
    start: float

    def statistic(self, X: Floats, breaks: Flags) -> Floats:
        return smoothed(self.inner.statistic(X, breaks), self.weight, breaks, self.start)


@dataclass(frozen=True, slots=True)
class Smoothed(Detector):
    """The statistic of another detector, exponentially weighted over the rows: ``weight`` is that of the newest.

    S. W. Roberts, Technometrics 1 (1959) 239. What is small but lasts shows sooner, what is short shows less.
    """

    inner: Detector
    weight: float

    def fit(self, X: Floats, breaks: Flags) -> Watch:
        """See :class:`Detector`."""
        watch = self.inner.fit(X, breaks)
        return _SmoothedWatch(watch, self.weight, float(np.mean(watch.statistic(X, breaks))))


@dataclass(frozen=True, slots=True)
class _CourseWatch(Watch):
    scale: Scale
    weight: float
    inner: Distance

    def statistic(self, X: Floats, breaks: Flags) -> Floats:
        return self.inner.statistic(_courses(self.scale.standard(X), self.weight, breaks), breaks)


@dataclass(frozen=True, slots=True)
class SmoothedTags(Detector):
    """T² of tags that are smoothed first (MEWMA): C. A. Lowry et al., Technometrics 34 (1992) 46."""

    weight: float

    def fit(self, X: Floats, breaks: Flags) -> Watch:
        """See :class:`Detector`."""
        scale = Scale.of(X)
        courses = _courses(scale.standard(X), self.weight, breaks)
        return _CourseWatch(scale, self.weight, AllTags().fit(courses, breaks))


@dataclass(frozen=True, slots=True)
class _LaggedWatch(Watch):
    scale: Scale
    carried: Floats
    inner: Distance

    def statistic(self, X: Floats, breaks: Flags) -> Floats:
        return self.inner.statistic(_surprises(self.scale.standard(X), self.carried, breaks), breaks)


@dataclass(frozen=True, slots=True)
class Surprises(Detector):
    """T² of what a row shows beyond what the row before it let expect: a vector autoregression of the first order.

    The regression is drawn to zero (ridge) with the weight of as many rows as there are tags.
    """

    def fit(self, X: Floats, breaks: Flags) -> Watch:
        """See :class:`Detector`."""
        scale = Scale.of(X)
        Z = scale.standard(X)
        before, after = Z[:-1][~breaks[1:]], Z[1:][~breaks[1:]]
        ridge = Z.shape[1] * np.eye(Z.shape[1])
        carried = np.linalg.solve(before.T @ before + ridge, before.T @ after)
        return _LaggedWatch(scale, carried, AllTags().fit(_surprises(Z, carried, breaks), breaks))


def smoothed(values: Floats, weight: float, breaks: Flags, start: float) -> Floats:
    """Exponentially weighted values, shape (rows,); after each break they begin at ``start`` again."""
    from scipy.signal import lfilter

    out = np.empty_like(values)
    for first, end in stretches(breaks):
        taken = lfilter([weight], [1.0, weight - 1.0], values[first:end], zi=[(1 - weight) * start])
        out[first:end] = taken[0]
    return out


def stretches(breaks: Flags) -> list[tuple[int, int]]:
    """The rows that follow one another, each stretch from its first row up to, but not with, its end."""
    starts = np.flatnonzero(breaks)
    edges = np.unique(np.concatenate(([0], starts, [len(breaks)]))).tolist()
    return list(pairwise(edges))


def _courses(Z: Floats, weight: float, breaks: Flags) -> Floats:
    return np.column_stack([smoothed(column, weight, breaks, 0.0) for column in Z.T])


def _surprises(Z: Floats, carried: Floats, breaks: Flags) -> Floats:
    """Rows less what the one before let expect; after a break nothing was expected."""
    out = Z.copy()
    follows = ~breaks
    follows[0] = False
    at = np.flatnonzero(follows)
    out[at] -= Z[at - 1] @ carried
    return out
