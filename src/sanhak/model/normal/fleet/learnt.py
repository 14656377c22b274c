"""What is learnt of a fleet: what readings are to be expected at their settings, and what is usual beside that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sanhak.model.life.histories import History
from sanhak.model.life.regimes import Young
from sanhak.model.normal.detectors import Flags
from sanhak.model.normal.fleet.courses import Courses, Places, sums, together
from sanhak.model.normal.fleet.usual import Level, Off, Usual
from sanhak.model.prediction import Floats

OWN, FLEET = "own", "fleet"
"""A reading against the asset's own course, or its difference to what siblings show at the same time."""


@dataclass(frozen=True, slots=True)
class View:
    """One way to look at rows: ``away`` from expectation, shape (rows, sensors), and what is usual of it."""

    away: Floats
    usual: Usual
    level: Level

    def off(self, courses: Courses, over: float) -> Off:
        """How far each row of ``courses``, whose readings the view holds, is off."""
        return self.usual.off(self.away, courses, self.level, over)

    def part(self, rows: Flags | Places) -> View:
        """Some of the rows."""
        return View(self.away[rows], self.usual, self.level)


@dataclass(frozen=True, slots=True)
class Views:
    """The rows in both views; without siblings in their own only. ``plane`` is what settings let expect."""

    plane: Young
    each: dict[str, View]

    def expected(self, courses: Courses) -> tuple[Floats, Floats]:
        """What each sensor was to show on its own course at the settings of each row, and the scatter about that.

        In the units of the sensors, both of shape (rows, sensors), for the rows that the views were made of; NaN where
        a sensor was silent.
        """
        own, unit = self.each[OWN], self.plane.scatter[self.plane.regimes.of(courses.settings)]
        off = own.away - own.level.level[courses.course]
        return courses.values - off * unit, own.usual.scatter * unit


def learn(courses: Courses, taught: Flags, told: Flags, rng: np.random.Generator) -> Views:
    """Learn a fleet's normal course, and look at all rows.

    Parameters
    ----------
    courses
        All readings.
    taught
        Which normal readings teach what is usual, shape (rows, sensors).
    told
        Which tell the level of their own course, shape (rows, sensors): those of assets that are judged too.
    rng
        For the regimes.
    """
    plane = _plane(courses, taught, rng)
    away = _away(plane, courses)
    usual = Usual.learn(away, courses, taught)
    own = View(away, usual, usual.level(away, courses, told))
    if len(np.unique(courses.asset[courses.course])) == 1:
        return Views(plane, {OWN: own})
    common = together(away - own.level.level[courses.course], courses)
    if np.isnan(common).all():
        return Views(plane, {OWN: own})
    apart = away - common
    usual = Usual.learn(apart, courses, taught)
    return Views(plane, {OWN: own, FLEET: View(apart, usual, usual.level(apart, courses, told))})


def looked(plane: Young, usual: Mapping[str, Usual], courses: Courses) -> Views:
    """Rows in the views that were learnt, each course at the level that its own normal readings tell."""
    away = _away(plane, courses)
    own = View(away, usual[OWN], usual[OWN].level(away, courses, courses.normal))
    if FLEET not in usual:
        return Views(plane, {OWN: own})
    apart = away - together(away - own.level.level[courses.course], courses)
    fleet = View(apart, usual[FLEET], usual[FLEET].level(apart, courses, courses.normal))
    return Views(plane, {OWN: own, FLEET: fleet})


def _plane(courses: Courses, taught: Flags, rng: np.random.Generator) -> Young:
    """What settings let expect, learnt twice: the second time without the levels that assets have of their own."""
    seed = int(rng.integers(2**31))
    values = np.where(taught, courses.values, np.nan)
    first = _fitted(courses, values, taught, seed)
    whole = _history(courses, values)
    total, count = sums(first.normal(whole).values, courses, taught)
    level = total / np.maximum(count, 1)
    regime = first.regimes.of(courses.settings)
    return _fitted(courses, values - level[courses.course] * first.scatter[regime], taught, seed)


def _fitted(courses: Courses, values: Floats, taught: Flags, seed: int) -> Young:
    rows = taught.any(axis=1)
    return Young.learn([_history(courses.part(np.asarray(rows)), values[rows])], np.random.default_rng(seed), young=1.0)


def _history(courses: Courses, values: Floats) -> History:
    """All rows as one history, which is how expectations take them."""
    return History("", courses.time, values, courses.settings, np.zeros(len(courses), dtype=np.int64), failed=True)


def _away(plane: Young, courses: Courses) -> Floats:
    """How far readings are from what their settings let expect, in the scatter about that, shape (rows, sensors)."""
    return plane.normal(_history(courses, courses.values)).values
