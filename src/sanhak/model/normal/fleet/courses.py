"""Courses: what the sensors of assets showed, each from its beginning or renewal to the next one or until today."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sanhak.model.normal.detectors import Flags
from sanhak.model.prediction import Floats

Places = NDArray[np.int64]
_FORGOTTEN: Final = 0.05
"""Weight of the newest reading from which on a smoothed sensor is silent: it was last read three memories ago."""


@dataclass(frozen=True, slots=True)
class Courses:
    """Readings in the order of course and time.

    ``asset`` of shape (courses,) is the number of each course's asset; ``course`` of shape (rows,) the number of each
    row's course; ``time`` of shape (rows,) in days; ``values`` of shape (rows, sensors), NaN where a sensor was silent;
    ``settings`` of shape (rows, settings). ``normal`` of shape (rows, sensors) says which readings are taken as normal.
    """

    asset: Places
    course: Places
    time: Floats
    values: Floats
    settings: Floats
    normal: Flags

    def __len__(self) -> int:
        return len(self.time)

    @property
    def starts(self) -> Places:
        """The first row of each course that has rows, shape (courses with rows,)."""
        return np.flatnonzero(np.diff(self.course, prepend=-1) != 0)

    @property
    def calm(self) -> Flags:
        """Rows within the normal period of their course, shape (rows,)."""
        return np.asarray(self.normal.any(axis=1))

    @property
    def step(self) -> float:
        """The usual time between two readings of an asset [d]; one where no asset has two."""
        steps = np.diff(self.time)[np.diff(self.course) == 0]
        steps = steps[steps > 0]
        return float(np.median(steps)) if len(steps) else 1.0

    def part(self, rows: Flags | Places) -> Courses:
        """Some of the rows; courses keep their numbers."""
        return replace(self, course=self.course[rows], time=self.time[rows], values=self.values[rows],
                       settings=self.settings[rows], normal=self.normal[rows])  # fmt: skip

    def first_part(self, share: float) -> Flags:
        """The first ``share`` of the normal readings of each course and sensor, shape (rows, sensors)."""
        before = self._counted(self.normal)
        total = np.zeros((int(self.course.max(initial=-1)) + 1, self.normal.shape[1]))
        np.add.at(total, self.course, self.normal)
        return np.asarray(self.normal & (before <= share * total[self.course]))

    def _counted(self, which: Flags) -> Floats:
        """How many of them each course has had up to and with a row, shape (rows, sensors)."""
        running = np.cumsum(which, axis=0, dtype=float)
        starts = self.starts
        before = np.where(starts[:, None] > 0, running[starts - 1], 0.0)
        lengths = np.diff(np.append(starts, len(self)))
        return np.asarray(running - np.repeat(before, lengths, axis=0))


def sums(values: Floats, courses: Courses, which: Flags) -> tuple[Floats, Floats]:
    """Sum and count of each course's known values among ``which``, both of shape (courses, sensors)."""
    known = which & ~np.isnan(values)
    total, count = (np.zeros((len(courses.asset), values.shape[1])) for _ in range(2))
    np.add.at(total, courses.course, np.where(known, values, 0.0))
    np.add.at(count, courses.course, known)
    return total, count


def smoothed(values: Floats, courses: Courses, over: float) -> tuple[Floats, Floats]:
    """Exponentially weighted means in continuous time, and the variance of each in that of one reading.

    A reading ``over`` days ago counts 1/e; weights are normed to one, so that the first readings of a course are their
    plain mean, and a sensor that drops out keeps its value until it was silent for three times as long. ``over`` of
    zero takes the readings as they are. Both of shape (rows, sensors); NaN where a sensor is silent.
    """
    known = ~np.isnan(values)
    if over <= 0:
        return values, np.where(known, 1.0, np.nan)
    starts = courses.starts
    lengths = np.diff(np.append(starts, len(courses)))
    order = np.argsort(-lengths, kind="stable")
    starts, lengths = starts[order], lengths[order]
    filled = np.where(known, values, 0.0)
    mean, variance = np.full(values.shape, np.nan), np.full(values.shape, np.nan)
    total, weight, square = (np.zeros((len(starts), values.shape[1])) for _ in range(3))
    for at in range(int(lengths.max(initial=0))):
        some = int((lengths > at).sum())
        rows = starts[:some] + at
        fade = np.exp(-(courses.time[rows] - courses.time[rows - 1]) / over)[:, None] if at else np.zeros((some, 1))
        weight[:some] = fade * weight[:some] + known[rows]
        total[:some] = fade * total[:some] + filled[rows]
        square[:some] = fade**2 * square[:some] + known[rows]
        heard = weight[:some] > _FORGOTTEN
        safe = np.where(heard, weight[:some], 1.0)
        mean[rows] = np.where(heard, total[:some] / safe, np.nan)
        variance[rows] = np.where(heard, square[:some] / safe**2, np.nan)
    return mean, variance


def together(away: Floats, courses: Courses, least: int = 3, few: int = 12) -> Floats:
    """What the siblings of each row's asset showed at the same time: their median, shape (rows, sensors).

    Readings within one usual step are of the same time. NaN where fewer than ``least`` siblings were read. Up to
    ``few`` assets the asset itself is left out; among more, one changes no median.
    """
    when = np.floor((courses.time - courses.time.min(initial=0.0)) / courses.step).astype(np.int64)
    asset = courses.asset[courses.course]
    names, who = np.unique(asset, return_inverse=True)
    times, at = np.unique(when, return_inverse=True)
    out = np.full(away.shape, np.nan)
    for sensor in range(away.shape[1]):
        known = ~np.isnan(away[:, sensor])
        total, count = (np.zeros((len(times), len(names))) for _ in range(2))
        np.add.at(total, (at[known], who[known]), away[known, sensor])
        np.add.at(count, (at[known], who[known]), 1)
        seen = np.where(count > 0, total / np.maximum(count, 1), np.nan)
        if len(names) > few:
            out[:, sensor] = _median(seen, least + 1)[at]
            continue
        for one in range(len(names)):
            rows = who == one
            out[rows, sensor] = _median(np.delete(seen, one, axis=1), least)[at[rows]]
    return out


def _median(seen: Floats, least: int) -> Floats:
    """The median of each row, shape (rows,); NaN where fewer than ``least`` are known."""
    ordered = np.sort(seen, axis=1)  # NaN comes last
    count = (~np.isnan(seen)).sum(axis=1)
    enough = count >= max(1, least)
    rows = np.arange(len(seen))
    low, high = (np.clip(place, 0, max(seen.shape[1] - 1, 0)) for place in ((count - 1) // 2, count // 2))
    if not seen.shape[1]:
        return np.full(len(seen), np.nan)
    return np.asarray(np.where(enough, (ordered[rows, low] + ordered[rows, high]) / 2, np.nan))
