"""The normal course of a fleet: how sensors scatter, how assets differ, and how far a normal one wanders off in time.

What a sensor shows of an asset, at equal settings, is a level of its own, a random walk away from it, and scatter. The
level is drawn to that of the fleet as far as the asset was seen little (G. K. Robinson, Statistical Science 6 (1991)
15); how fast normal levels wander is learnt too, so that a drift that all assets show raises no alarm a year later.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from sanhak.model.normal.detectors import Flags, shrunk_correlation
from sanhak.model.normal.fleet.courses import Courses, Places, smoothed, sums
from sanhak.model.prediction import Floats

_LEAST: Final = 1e-9
"""Least scatter, of that of a sensor."""
_FAR: Final = 5.0
"""Scatters beyond which a normal reading teaches no more than one so far off."""
_LONGEST: Final = 20.0
"""Readings over which scatter may remember."""
_BLOCK: Final = 4
"""Readings that each half of a normal period needs to tell of wandering."""
_ROWS: Final = 4096
"""Rows whose covariances are held at once."""


@dataclass(frozen=True, slots=True)
class Level:
    """Where a course stands by itself, each of shape (courses, sensors).

    ``level`` is where, ``error`` the variance of what is not known of it, ``since`` the middle of the readings that
    told it [d].
    """

    level: Floats
    error: Floats
    since: Floats


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual of sensors, each of shape (sensors,).

    ``scatter`` is that about the level, ``between`` the variance of levels, ``wander`` the variance that a level gains
    a day, ``remembers`` by how much the variance of means is larger than that of as many independent readings.
    ``alike`` is the correlation of the scatter, shape (sensors, sensors).
    """

    scatter: Floats
    between: Floats
    wander: Floats
    remembers: Floats
    alike: Floats

    @classmethod
    def learn(cls, away: Floats, courses: Courses, which: Flags) -> Usual:
        """From the normal readings ``which`` of ``away``, both of shape (rows, sensors)."""
        total, count = sums(away, courses, which)
        mean = total / np.maximum(count, 1)
        left = np.where(which, away - mean[courses.course], np.nan)
        freedom = np.maximum(count.sum(axis=0) - (count > 0).sum(axis=0), 1)
        scatter = np.sqrt(np.nansum(left**2, axis=0) / freedom)
        spread = np.sqrt(_power(np.where(which, away, np.nan)))
        scatter = np.where(scatter > _LEAST * np.maximum(spread, 1.0), scatter, np.maximum(spread, 1.0))
        left = np.clip(left / scatter, -_FAR, _FAR)
        remembers = _remembers(left, courses)
        wander = _wander(away, courses, which, scatter, remembers)
        noise = scatter**2 * remembers / np.maximum(count, 1) + wander * _length(courses, which) / 3
        between = _between(mean, noise, count > 0)
        alike = _alike(left)
        return cls(scatter, between, wander, remembers, alike)

    def level(self, away: Floats, courses: Courses, which: Flags) -> Level:
        """The level of each course by its normal readings ``which``."""
        total, count = sums(away, courses, which)
        times = np.broadcast_to(courses.time[:, None], away.shape)
        moments, _ = sums(np.where(np.isnan(away), np.nan, times), courses, which)
        mean = total / np.maximum(count, 1)
        noise = self.scatter**2 * self.remembers / np.maximum(count, 1)
        trust = np.where(count > 0, self.between / np.maximum(self.between + noise, 1e-300), 0.0)
        begun = np.zeros(len(courses.asset))
        begun[courses.course[courses.starts]] = courses.time[courses.starts]
        since = np.where(count > 0, moments / np.maximum(count, 1), begun[:, None])
        return Level(trust * mean, self.between * (1 - trust), since)

    def off(self, away: Floats, courses: Courses, level: Level, over: float) -> Off:
        """How far each row, smoothed over so many days, lies from its course's level."""
        mean, variance = smoothed(away - level.level[courses.course], courses, over)
        known = ~np.isnan(mean)
        later = np.maximum(courses.time[:, None] - level.since[courses.course], 0.0)
        # Of readings that remember, a mean over few scatters like one of them, over many by all that they remember.
        kept = np.clip(1 / np.where(known, variance, 1.0), 1.0, None)
        grown = 1 + (self.remembers - 1) * (1 - 1 / kept)
        noise = np.where(known, np.sqrt(variance * grown), 0.0) * self.scatter
        apart = level.error[courses.course] + self.wander * later
        return Off(np.where(known, mean, 0.0), known, noise, np.where(known, apart, 0.0), self.alike)


@dataclass(frozen=True, slots=True)
class Off:
    """How far rows lie from their level, each of shape (rows, sensors).

    ``away`` is how far, ``known`` whether that is known, ``noise`` the deviation by scatter, and ``apart`` the variance
    by what is not known of the level. ``alike`` is the correlation of the scatter, shape (sensors, sensors).
    """

    away: Floats
    known: Flags
    noise: Floats
    apart: Floats
    alike: Floats

    def part(self, rows: Flags | Places) -> Off:
        """Some of the rows."""
        return Off(self.away[rows], self.known[rows], self.noise[rows], self.apart[rows], self.alike)

    @property
    def single(self) -> Floats:
        """Each sensor in its own expected deviations, shape (rows, sensors); 0 where it is silent."""
        scale = np.sqrt(self.noise**2 + self.apart)
        return np.asarray(np.divide(self.away, scale, out=np.zeros_like(self.away), where=scale > 0))

    def each(self) -> Floats:
        """The largest deviation of any sensor, shape (rows,)."""
        return np.asarray(np.abs(self.single).max(axis=1, initial=0.0))

    def joint(self) -> Floats:
        """T² of the sensors that are known, as the deviation of a normal variable, shape (rows,).

        By the cube root of E. B. Wilson and M. M. Hilferty (PNAS 17 (1931) 684), so that rows with fewer sensors
        compare with rows of all. Nothing is known: 0.
        """
        count = self.known.sum(axis=1)
        square = np.concatenate([_square(part) for part in self._parts()]) if len(count) else np.zeros(0)
        free = np.maximum(count, 1)
        told = ((np.maximum(square, 0.0) / free) ** (1 / 3) - (1 - 2 / (9 * free))) / np.sqrt(2 / (9 * free))
        return np.asarray(np.where(count > 0, np.maximum(told, 0.0), 0.0))

    def residuals(self) -> Floats:
        """What each sensor shows beyond what all others let expect, in its own scatter about that, (rows, sensors).

        See :meth:`~sanhak.model.normal.detectors.Distance.residuals`.
        """
        return np.concatenate([_residuals(part) for part in self._parts()]) if len(self.away) else self.away

    def _parts(self) -> list[Off]:
        return [self.part(np.arange(at, min(at + _ROWS, len(self.away)))) for at in range(0, len(self.away), _ROWS)]


def _covariance(off: Off) -> Floats:
    """Of each row, shape (rows, sensors, sensors); that of a silent sensor is one."""
    full = off.noise[:, :, None] * off.alike * off.noise[:, None, :]
    sensors = np.arange(full.shape[1])
    full[:, sensors, sensors] += np.where(off.known, off.apart, 1.0)
    full[:, sensors, sensors] += _LEAST * np.maximum(full[:, sensors, sensors], _LEAST)
    return np.asarray(full)


def _square(off: Off) -> Floats:
    solved = np.linalg.solve(_covariance(off), off.away[:, :, None])[:, :, 0]
    return np.asarray((solved * off.away).sum(axis=1))


def _residuals(off: Off) -> Floats:
    inverse = np.linalg.inv(_covariance(off))
    scale = np.sqrt(np.maximum(np.diagonal(inverse, axis1=1, axis2=2), 1e-300))
    return np.asarray(np.where(off.known, np.einsum("rst,rt->rs", inverse, off.away) / scale, 0.0))


def _power(values: Floats) -> Floats:
    """Mean square about the mean of what is known, shape (sensors,)."""
    known = ~np.isnan(values)
    count = np.maximum(known.sum(axis=0), 1)
    mean = np.where(known, values, 0.0).sum(axis=0) / count
    return np.asarray((np.where(known, values - mean, 0.0) ** 2).sum(axis=0) / count)


def _remembers(left: Floats, courses: Courses) -> Floats:
    """(1 + r) / (1 − r) with the correlation r of neighbours, shape (sensors,), from one to twenty."""
    follows = np.flatnonzero(np.diff(courses.course) == 0)
    before, after = left[follows], left[follows + 1]
    known = ~np.isnan(before) & ~np.isnan(after)
    both = np.where(known, before * after, 0.0).sum(axis=0)
    power = np.where(known, before**2 + after**2, 0.0).sum(axis=0) / 2
    r = np.clip(both / np.maximum(power, 1e-300), 0.0, 0.95)
    return np.asarray(np.clip((1 + r) / (1 - r), 1.0, _LONGEST))


def _length(courses: Courses, which: Flags) -> float:
    """The usual time that the normal readings of a course span [d]."""
    rows = np.flatnonzero(which.any(axis=1))
    if not len(rows):
        return 0.0
    _, first = np.unique(courses.course[rows], return_index=True)
    last = np.append(first[1:], len(rows)) - 1
    return float(np.median(courses.time[rows[last]] - courses.time[rows[first]]))


def _wander(away: Floats, courses: Courses, which: Flags, scatter: Floats, remembers: Floats) -> Floats:
    """The variance that a normal level gains a day, from the difference of the halves of normal periods, (sensors,).

    Means over two neighbouring stretches of a random walk differ by the variance of two thirds of a stretch. What all
    courses share is a way of ageing, and no wandering.
    """
    early = courses.first_part(0.5) & which
    late = which & ~early
    (sum_1, n_1), (sum_2, n_2) = (sums(away, courses, half) for half in (early, late))
    times = np.where(np.isnan(away), np.nan, courses.time[:, None])
    (when_1, _), (when_2, _) = (sums(times, courses, half) for half in (early, late))
    out = np.zeros(away.shape[1])
    for sensor in range(away.shape[1]):
        usable = (n_1[:, sensor] >= _BLOCK) & (n_2[:, sensor] >= _BLOCK)
        a, b = n_1[usable, sensor], n_2[usable, sensor]
        if len(a) < _BLOCK:
            continue
        apart = sum_2[usable, sensor] / b - sum_1[usable, sensor] / a
        apart = apart - np.median(apart)
        days = np.maximum(when_2[usable, sensor] / b - when_1[usable, sensor] / a, 1e-9)
        by_chance = scatter[sensor] ** 2 * remembers[sensor] * (1 / a + 1 / b)
        extra = np.minimum(apart**2, 9 * np.median(apart**2) + by_chance) - by_chance
        # What normal readings cannot exclude would be called a fault a year later: the upper end, by a standard error.
        unsure = float(extra.std(ddof=1)) * np.sqrt(len(extra))
        out[sensor] = max(0.0, float((extra.sum() + unsure) / (2 / 3 * days).sum()))
    return out


def _between(mean: Floats, noise: Floats, known: Flags) -> Floats:
    """The variance of levels between courses beyond what scatter explains, shape (sensors,)."""
    count = known.sum(axis=0)
    middle = np.where(known, mean, 0.0).sum(axis=0) / np.maximum(count, 1)
    spread = np.where(known, (mean - middle) ** 2 - noise, 0.0).sum(axis=0) / np.maximum(count - 1, 1)
    # One course alone has no siblings: its level is then what it showed.
    alone = np.where(known, noise, 0.0).sum(axis=0) / np.maximum(count, 1) * 1e6
    return np.asarray(np.where(count > 1, np.maximum(spread, 0.0), alone))


def _alike(left: Floats) -> Floats:
    """Correlation of scatter, shape (sensors, sensors), from rows whose sensors were all read; one where none was."""
    whole = left[~np.isnan(left).any(axis=1)]
    sensors = left.shape[1]
    if len(whole) < 3 * sensors:
        return np.eye(sensors)
    power = np.sqrt((whole**2).mean(axis=0))
    found = shrunk_correlation(whole / np.where(power > 0, power, 1.0))
    size = np.sqrt(np.diag(found))
    return np.asarray(found / size[:, None] / size)
