"""From the tables to what is known: the normal course, the way of watching, and the state of each asset."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from sanhak.finding import Finding
from sanhak.model.normal.doubtful import doubtful
from sanhak.model.normal.findings import FaultInNormal
from sanhak.model.normal.fleet import Contest, Warned, Watched, contest, warnings_of
from sanhak.model.normal.fleet.findings import (
    FewWeeksForPromise,
    MoreThanPromised,
    NoSiblings,
    SensorToBlame,
    UnlikeSiblings,
)
from sanhak.model.normal.fleet.learnt import OWN, learn
from sanhak.model.normal.fleet.warnings import stuck_now
from sanhak.run import one_thread
from sanhak.study.early_warning.reading import Ready, read
from sanhak.text import Text, say

if TYPE_CHECKING:
    from sanhak.run import Run
    from sanhak.study.early_warning.early_warning import EarlyWarnings
    from sanhak.table import Table

_NAMED: Final = 5
_APART: Final = 4.0
"""Deviations of levels beyond which an asset stands apart from its siblings."""
_SIBLINGS: Final = 6
"""Assets from which on one can be said to stand apart."""
_SENSOR: Final = frozenset({"stuck", "jumped", "against others"})
"""Causes that are the sensor's own."""


@dataclass(frozen=True)
class State:
    """One asset today: its newest row, the statistic there and at its largest, its episodes, and the one that tells.

    ``told`` is the episode that stands, or else the last one; None where there was none. ``learning`` says that its
    newest reading still counts as normal. ``stuck`` are sensors that are stuck, with the row since when.
    """

    asset: int
    row: int
    now: float
    peak: float
    episodes: tuple[Warned, ...]
    learning: bool
    stuck: tuple[tuple[int, int], ...]

    @property
    def told(self) -> Warned | None:
        """The episode to tell of."""
        return max(self.episodes, key=lambda one: (one.standing, one.first), default=None)

    @property
    def standing(self) -> bool:
        """Whether an alarm stands at its newest reading."""
        return self.told is not None and self.told.standing


@dataclass(frozen=True)
class Seen:
    """What watching showed; ``states`` of the assets, the one to look at first first."""

    ready: Ready
    watched: Watched
    states: tuple[State, ...]


@dataclass(frozen=True)
class Learnt(Seen):
    """All that an answer tells."""

    budget: float
    contest: Contest
    findings: tuple[Finding, ...]

    @property
    def standing(self) -> tuple[State, ...]:
        """Assets with an alarm at their newest reading."""
        return tuple(one for one in self.states if one.standing)


def learnt(study: EarlyWarnings, tables: Mapping[str, Table], run: Run) -> Learnt:
    """Read, leave out what was not normal, judge, learn, and watch.

    Raises
    ------
    Refusal
        What :func:`read` refuses.
    """
    ready = read(study, tables)
    with one_thread():
        ready, odd = _without_doubt(study, ready, run)
        found = contest(ready.courses, study.false_alarms, run)
        run.step(say("Watching all assets"), 1, 2)
        watched = warnings_of(found.watch, ready.courses)
    states = states_of(ready, watched)
    findings = (*ready.findings, *odd, *_doubts(study, ready, found, states))
    return Learnt(ready, watched, states, study.false_alarms, found, findings)


def _without_doubt(study: EarlyWarnings, ready: Ready, run: Run) -> tuple[Ready, tuple[Finding, ...]]:
    """Without readings of the normal period that are unlike all others in it, unless they are to be kept."""
    courses = ready.courses
    views = learn(courses, courses.normal, courses.normal, run.rng("regimes"))
    view = views.each[OWN]
    rows = np.flatnonzero(courses.calm)
    left = np.where(courses.normal, view.away - view.level.level[courses.course], 0.0)[rows]
    breaks = np.append(True, np.diff(courses.course[rows]) != 0)
    normal, told = courses.normal.copy(), []
    keep = study.doubtful == "keep"
    for first, end in doubtful(np.nan_to_num(left), breaks):
        for course in np.unique(courses.course[rows[first:end]]).tolist():
            some = rows[first:end][courses.course[rows[first:end]] == course]
            normal[some] &= keep
            told.append(FaultInNormal(rows=len(some), start=_place(ready, int(some[0])),
                                      end=_place(ready, int(some[-1])), kept=keep))  # fmt: skip
    return replace(ready, courses=replace(courses, normal=normal)), tuple(told[:_NAMED])


def _place(ready: Ready, row: int) -> Text:
    return say("{asset}, {moment}", asset=ready.asset_of(row), moment=ready.moment(float(ready.courses.time[row])))


def states_of(ready: Ready, watched: Watched) -> tuple[State, ...]:
    """The state of each asset: standing alarms first, then the farthest from normal."""
    courses = ready.courses
    calm, who = courses.calm, courses.asset[courses.course]
    still: dict[int, list[tuple[int, int]]] = {}
    for asset, sensor, since in stuck_now(watched, courses):
        still.setdefault(asset, []).append((sensor, since))
    of: dict[int, list[Warned]] = {}
    for one in watched.episodes:
        of.setdefault(one.asset, []).append(one)
    states = []
    for asset in np.unique(who).tolist():
        rows = np.flatnonzero(who == asset)
        row = int(rows[np.argmax(courses.time[rows])])
        seen = watched.statistic[rows][~calm[rows]]
        states.append(State(asset, row, float(watched.statistic[row]), float(seen.max(initial=0.0)),
                            tuple(of.get(asset, ())), bool(calm[row]), tuple(still.get(asset, ()))))  # fmt: skip
    return tuple(sorted(states, key=lambda one: (0 if one.standing else 1 if one.stuck else 2, -one.now)))


def _doubts(study: EarlyWarnings, ready: Ready, found: Contest, states: tuple[State, ...]) -> Iterator[Finding]:
    best = found.best
    if len(found.views.each) == 1:
        yield NoSiblings(assets=len(states))
    weeks = float(best.counts.weeks.sum())
    if weeks * study.false_alarms < 1:
        yield FewWeeksForPromise(weeks=round(weeks), budget=study.false_alarms)
    elif best.false_alarms.lower > study.false_alarms:
        yield MoreThanPromised(rate=round(best.false_alarms.value, 4), budget=study.false_alarms)
    yield from _apart(ready, found)
    blamed = []
    for one in states:
        name = ready.assets[one.asset]
        blamed += [f"{name} {ready.sensors[sensor].name}" for sensor, _ in one.stuck]
        if one.standing and one.told is not None and one.told.cause in _SENSOR and not one.stuck:
            blamed.append(f"{name} {ready.sensors[one.told.voices[0].sensor].name}")
    if blamed:
        yield SensorToBlame(count=len(blamed), sensors=tuple(blamed[:_NAMED]))


def _apart(ready: Ready, found: Contest) -> Iterator[Finding]:
    """Assets whose level in the normal period lies far from that of the fleet."""
    view = found.views.each[OWN]
    if len(np.unique(ready.courses.asset)) < _SIBLINGS:
        return
    level = view.level.level
    spread = 1.4826 * np.median(np.abs(level - np.median(level, axis=0)), axis=0)
    usual = np.sqrt(np.maximum(spread, 1e-12) ** 2 + view.level.error)
    off = np.abs(level - np.median(level, axis=0)) > _APART * np.maximum(usual, 0.5 * view.usual.scatter)
    which = np.flatnonzero(off.any(axis=1))
    if len(which):
        assets = tuple(dict.fromkeys(ready.assets[int(ready.courses.asset[one])] for one in which))
        sensors = tuple(ready.sensors[at].name for at in np.flatnonzero(off.any(axis=0)))
        yield UnlikeSiblings(count=len(assets), assets=assets[:_NAMED], sensors=sensors)
