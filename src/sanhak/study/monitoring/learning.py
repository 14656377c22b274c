"""What is learnt of the normal course, and what the watched rows show against it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from sanhak.finding import Finding, Refusal
from sanhak.model.normal.contest import Contest, contest
from sanhak.model.normal.detectors import AllTags, Distance
from sanhak.model.normal.doubtful import doubtful
from sanhak.model.normal.episodes import Episode, Usual, episodes
from sanhak.model.normal.findings import (
    BudgetNotCarried,
    FaultInNormal,
    FewRowsForTags,
    MoreFalseAlarms,
    NormalNotOne,
    NormalTooShort,
    SimpleAsGood,
)
from sanhak.model.normal.heldout import Rate, difference, rate
from sanhak.model.prediction import Floats
from sanhak.run import Run
from sanhak.study.monitoring.course import Course
from sanhak.study.monitoring.reading import Ready, read
from sanhak.table import Column, Table
from sanhak.text import Amount

if TYPE_CHECKING:
    from sanhak.study.monitoring.monitoring import Monitoring

LEAST: Final = 24
"""Normal rows under which nothing is learnt."""
_ROWS_A_TAG: Final = 5
"""Normal rows for each tag under which the reader is told that they are few."""


_ALARMS: Final = 5
"""Alarms on held-out normal rows from which on their share says something."""
_TIMES: Final = 5
"""Times the share that was asked for from which on the normal period is not of one kind."""


@dataclass(frozen=True)
class Learnt:
    """All that the answer tells: the rows, the contest, the model of all tags, the statistic, and the episodes.

    ``statistic`` is that of the watched rows in multiples of the limit, shape (rows,); ``saved`` by how much the share
    of false alarms is above that of limits drawn by hand (negative: fewer).
    """

    tags: tuple[Column, ...]
    normal: Course
    watched: Course
    contest: Contest
    model: Distance
    statistic: Floats
    usual: Usual
    episodes: tuple[Episode, ...]
    saved: Rate
    findings: tuple[Finding, ...]

    @property
    def clear(self) -> tuple[Episode, ...]:
        """The episodes of which normal rows show nothing like it, the heaviest first."""
        found = [one for one in self.episodes if one.clear]
        return tuple(sorted(found, key=lambda one: -one.alarms * one.peak))

    @property
    def weak(self) -> tuple[Episode, ...]:
        """The episodes that may be false alarms, in time order."""
        return tuple(one for one in self.episodes if not one.clear)


def learnt(study: Monitoring, tables: Mapping[str, Table], run: Run) -> Learnt:
    """Read, learn, judge and watch.

    Raises
    ------
    Refusal
        M200 for a normal period that is too short; what :func:`read` refuses.
    """
    ready = read(study, tables)
    budget = study.false_alarms / 100
    _long_enough(ready.normal)
    ready, odd = _without_doubt(study, ready)
    _long_enough(ready.normal)
    found = contest(ready.normal.X, ready.normal.breaks, budget, run)
    model = AllTags().fit(ready.normal.X, ready.normal.breaks)
    best = found.best
    statistic = found.watch.statistic(ready.watched.X, ready.watched.breaks)
    usual = Usual.of(best.held.statistic, best.limit)
    seen = episodes(statistic, best.limit, usual, model, ready.normal.X, ready.watched.X)
    saved = difference(best.alarms, found.simple.alarms, best.remembers, run.rng("saved"))
    findings = (*ready.findings, *odd, *_doubts(study, ready, found, run))
    scaled = statistic / best.limit
    return Learnt(ready.tags, ready.normal, ready.watched, found, model, scaled, usual, seen, saved, findings)


def _long_enough(normal: Course) -> None:
    if len(normal) < LEAST:
        raise Refusal(NormalTooShort(rows=len(normal), least=LEAST))


def _without_doubt(study: Monitoring, ready: Ready) -> tuple[Ready, tuple[Finding, ...]]:
    """The rows without what is unlike all others in the normal period, unless they are to be kept."""
    normal = ready.normal
    runs = doubtful(normal.X, normal.breaks)
    if not runs:
        return ready, ()
    told = tuple(
        FaultInNormal(
            rows=end - first, start=normal.moment(first), end=normal.moment(end - 1), kept=study.doubtful == "keep"
        )
        for first, end in runs
    )
    if study.doubtful == "keep":
        return ready, told
    keep = np.ones(len(normal), dtype=np.bool_)
    for first, end in runs:
        keep[first:end] = False
    return replace(ready, normal=normal.part(keep)), told


def _share(percent: float) -> Amount:
    """The share of false alarms as it was asked for."""
    return Amount(percent, "%")


def _doubts(study: Monitoring, ready: Ready, found: Contest, run: Run) -> Iterator[Finding]:
    """What limits the trust in the monitor."""
    best, budget = found.best, study.false_alarms / 100
    rows, tags = len(ready.normal), len(ready.tags)
    if len(best.held.statistic) + 1 < 1 / budget:
        yield BudgetNotCarried(
            rows=len(best.held.statistic), budget=_share(study.false_alarms), least=round(1 / budget)
        )
    later = rate(best.held.later(budget), best.remembers, run.rng("later"))
    if later.lower > budget:
        yield MoreFalseAlarms(rate=later.value, budget=_share(study.false_alarms))
    elif best.alarms.sum() >= _ALARMS and best.false_alarms.value > _TIMES * budget:
        yield NormalNotOne(rate=best.false_alarms.value, budget=_share(study.false_alarms))
    if rows < _ROWS_A_TAG * tags:
        yield FewRowsForTags(rows=rows, tags=tags)
    if found.chosen == found.baseline.key:
        yield SimpleAsGood(tags=tags)
