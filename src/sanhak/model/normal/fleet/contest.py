"""Which way of watching a fleet is taken: the one that misses least of simulated disturbances.

All are set to the same number of false alarms on normal readings of assets that taught them nothing.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from sanhak.model.normal.contest import simplest
from sanhak.model.normal.detectors import Flags
from sanhak.model.normal.fleet.budget import Counts
from sanhak.model.normal.fleet.courses import Courses, Places
from sanhak.model.normal.fleet.learnt import OWN, View, Views, learn
from sanhak.model.normal.fleet.usual import Off
from sanhak.model.normal.heldout import Rate
from sanhak.model.normal.trials import SHAPES, moved
from sanhak.model.prediction import Floats
from sanhak.run import Run
from sanhak.text import Text, say


@dataclass(frozen=True, slots=True)
class Way:
    """A way of watching: over how many usual steps readings are smoothed, and whether all sensors count together."""

    name: Text
    over: float
    joint: bool

    def of(self, off: Off) -> Floats:
        """The statistic of rows, shape (rows,)."""
        return off.joint() if self.joint else off.each()


BASELINE: Final = "each sensor"
WAYS: Final[Mapping[str, Way]] = {
    BASELINE: Way(say("each sensor by itself"), 0, joint=False),
    "each sensor, 5": Way(say("each sensor, smoothed over 5 readings"), 5, joint=False),
    "each sensor, 20": Way(say("each sensor, smoothed over 20 readings"), 20, joint=False),
    "all sensors": Way(say("all sensors together (T²)"), 0, joint=True),
    "all sensors, 5": Way(say("all sensors together, smoothed over 5 readings"), 5, joint=True),
    "all sensors, 20": Way(say("all sensors together, smoothed over 20 readings"), 20, joint=True),
}
"""The simplest first."""
_FOLDS: Final = 5
_TOLD: Final = 0.5
"""Share of a normal period that tells the level of a held-out asset; the rest judges."""
_TRIALS: Final = 200
_SIZES: Final = (1.0, 2.0, 3.0)
_TOGETHER: Final = 3
"""Every third trial of a shape moves all sensors that are alike."""
_ALIKE: Final = 0.3
_PERIODS: Final = (4, 24)
_THREE: Final = 3.0
_LEAST: Final = 4
"""Judged readings that a trial needs."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way, judged. ``scale`` is the limit of each view by itself, ``limit`` that of the larger multiple of them."""

    way: Way
    scale: Mapping[str, float]
    counts: Counts
    limit: float
    false_alarms: Rate
    missed: Floats
    seconds: float

    @property
    def error(self) -> float:
        """Mean share of disturbed readings without alarm."""
        return float(self.missed.mean())

    @property
    def spread(self) -> float:
        """Standard error of that over the trials."""
        return float(self.missed.std(ddof=1) / np.sqrt(len(self.missed)))


@dataclass(frozen=True, slots=True)
class Watch:
    """All that watching rows needs: the way, its limits as a :class:`Candidate` has them, and the rows in each view."""

    way: Way
    scale: Mapping[str, float]
    limit: float
    views: Mapping[str, View]

    def multiples(self, courses: Courses) -> dict[str, Floats]:
        """How far each row lies in each view, in multiples of the limit, shapes (rows,)."""
        over = self.way.over * courses.step
        return {
            name: self.way.of(view.off(courses, over)) / (self.scale[name] * self.limit)
            for name, view in self.views.items()
        }


@dataclass(frozen=True, slots=True)
class Held:
    """Normal readings of assets that taught nothing: ``courses`` with both ``views`` of each part."""

    parts: tuple[tuple[Courses, dict[str, View], Flags], ...]
    """Readings up to the end of the normal period, and which rows judge, shape (rows,)."""
    fold: Places

    @property
    def courses(self) -> Courses:
        """The rows that judge, of all parts."""
        some = [courses.part(judging) for courses, _, judging in self.parts]
        return replace(some[0], **{name: np.concatenate([getattr(one, name) for one in some])
                                   for name in ("course", "time", "values", "settings", "normal")})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Contest:
    """All ways, the chosen one's key, what all normal readings taught, and sensors at three deviations by hand."""

    candidates: Mapping[str, Candidate]
    chosen: str
    views: Views
    simple: Candidate
    trials: int
    judged: int
    """Assets that judged."""

    @property
    def best(self) -> Candidate:
        """The chosen way."""
        return self.candidates[self.chosen]

    @property
    def watch(self) -> Watch:
        """The rows that taught, watched in the chosen way."""
        return Watch(self.best.way, self.best.scale, self.best.limit, self.views.each)


@dataclass(frozen=True, slots=True)
class Trial:
    """Disturbed readings of one held-out course in both views; ``judging`` are the rows from its onset on."""

    courses: Courses
    views: dict[str, View]
    judging: Flags


def contest(courses: Courses, budget: float, run: Run) -> Contest:
    """Judge every way at ``budget`` false alarms an asset-week, choose, and learn from all normal readings."""
    held = held_out(courses, run)
    trials = drawn(held, run)
    doing = say("Ways of watching are compared")
    found: dict[str, Candidate] = {}
    for at, (key, way) in enumerate(WAYS.items()):
        run.step(doing, at, len(WAYS))
        found[key] = judged(way, held, trials, budget, run)
    chosen = simplest({key: one.missed for key, one in found.items()})
    views = learn(courses, courses.normal, courses.normal, run.rng("regimes"))
    simple = by_hand(found[BASELINE], held, trials, run)
    assets = int((found[BASELINE].counts.weeks > 0).sum())
    return Contest(found, chosen, views, simple, len(trials), assets)


def held_out(courses: Courses, run: Run) -> Held:
    """Normal readings in parts by whole assets, each judged by what the others taught.

    The first half of an asset's own normal period tells its level, the second half judges. A single asset is judged by
    what the first half taught.
    """
    early = courses.first_part(_TOLD)
    assets = len(np.unique(courses.asset))
    count = min(_FOLDS, assets)
    fold = np.zeros(int(courses.asset.max(initial=-1)) + 1, dtype=np.int64)
    order = run.rng("folds").permutation(assets)
    fold[np.unique(courses.asset)[order]] = np.arange(assets) % count
    who = fold[courses.asset[courses.course]]
    parts = []
    for part in range(count):
        run.step(say("Normal readings are held out"), part, count)
        here = (who == part)[:, None]
        told = np.where(here, early, courses.normal)
        views = learn(courses, early if count == 1 else courses.normal & ~here, told, run.rng("regimes"))
        rows = here[:, 0] & courses.calm
        some = courses.part(rows)
        late = (courses.normal & ~early)[rows]
        shown = {name: view.part(rows) for name, view in views.each.items()}
        parts.append((some, shown, np.asarray(late.any(axis=1))))
    return Held(tuple(parts), fold)


def drawn(held: Held, run: Run) -> tuple[Trial, ...]:
    """Disturbances of all shapes in turn, of one sensor or of all that move with it, in held-out courses."""
    rng = run.rng("trials")
    made: list[Trial] = []
    parts = [part for part in held.parts if part[2].sum() >= _LEAST]
    for at in range(run.count(_TRIALS, 20) if parts else 0):
        courses, views, judging = parts[int(rng.integers(len(parts)))]
        course = int(rng.choice(courses.course[judging]))
        rows = np.flatnonzero(courses.course == course)
        made.append(_trial(courses.part(rows), {name: view.part(rows) for name, view in views.items()},
                           judging[rows], at, rng))  # fmt: skip
    return tuple(made)


def _trial(courses: Courses, views: dict[str, View], judging: Flags, at: int, rng: np.random.Generator) -> Trial:
    shape = SHAPES[at % len(SHAPES)]
    usual = views[OWN].usual
    sensors = len(usual.scatter)
    sensor = int(rng.integers(sensors))
    weights = np.zeros(sensors)
    if at // len(SHAPES) % _TOGETHER == 0 and shape != "still":
        weights = np.where(np.abs(usual.alike[sensor]) >= _ALIKE, usual.alike[sensor], 0.0)
    weights[sensor] = 1.0
    size = _SIZES[int(rng.integers(len(_SIZES)))] * rng.choice([-1.0, 1.0])
    late = np.flatnonzero(judging)
    onset = int(rng.choice(late[: max(1, len(late) // 2)]))
    period = float(rng.uniform(*_PERIODS))
    disturbed = {}
    for name, view in views.items():
        away = view.away.copy()
        away[onset:] = moved(away[onset:], shape, size * weights * usual.scatter, period, at)
        disturbed[name] = replace(view, away=away)
    return Trial(courses, disturbed, judging & (np.arange(len(judging)) >= onset))


def judged(way: Way, held: Held, trials: tuple[Trial, ...], budget: float, run: Run) -> Candidate:
    """A way with its limits, its false alarms on held-out readings, and what it misses of the trials."""
    started = time.process_time()
    courses = held.courses
    step = held.parts[0][0].step
    shown = {name: np.concatenate([_statistic(way, part, name, step) for part in held.parts])
             for name in held.parts[0][1]}  # fmt: skip
    scale = {name: max(Counts.of(one, courses, held.fold).limit(budget / len(shown)), 1e-9)
             for name, one in shown.items()}  # fmt: skip
    larger = np.max([one / scale[name] for name, one in shown.items()], axis=0)
    counts = Counts.of(larger, courses, held.fold)
    limit = max(counts.limit(budget), 1e-9)
    rate = counts.rate(budget, run.rng("false alarms"))
    found = Candidate(way, scale, counts, limit, rate, np.zeros(0), 0.0)
    return replace(found, missed=_missed(found, trials, step), seconds=time.process_time() - started)


def by_hand(baseline: Candidate, held: Held, trials: tuple[Trial, ...], run: Run) -> Candidate:
    """Each sensor of each asset at three deviations from its own course, whatever false alarms that brings."""
    way, courses = baseline.way, held.courses
    step = held.parts[0][0].step
    statistic = np.concatenate([_statistic(way, part, OWN, step) for part in held.parts])
    counts = Counts.of(statistic, courses, held.fold)
    from sanhak.model.normal.fleet.budget import mean_rate

    begun = counts.at(_THREE)
    rate = mean_rate(begun, counts.weeks, run.rng("by hand"))
    name = replace(way, name=say("each sensor at three deviations"))
    found = Candidate(name, {OWN: 1.0}, counts, _THREE, rate, np.zeros(0), 0.0)
    alone = tuple(replace(one, views={OWN: one.views[OWN]}) for one in trials)
    return replace(found, missed=_missed(found, alone, step))


def _statistic(way: Way, part: tuple[Courses, dict[str, View], Flags], name: str, step: float) -> Floats:
    courses, views, judging = part
    return way.of(views[name].off(courses, way.over * step).part(judging))


def _missed(candidate: Candidate, trials: tuple[Trial, ...], step: float) -> Floats:
    """The share of each trial's rows that raise no alarm, shape (trials,)."""
    over = candidate.way.over * step
    out = np.ones(len(trials))
    for at, one in enumerate(trials):
        shown = [
            candidate.way.of(view.off(one.courses, over).part(one.judging)) / (candidate.scale[name] * candidate.limit)
            for name, view in one.views.items()
        ]
        out[at] = float((np.max(shown, axis=0) <= 1).mean())
    return out
