"""False alarms for each asset and week: limits that keep a promised number of them, and the number that was counted.

An alarm is counted once, when it begins: a further one within :data:`~sanhak.model.normal.episodes.APART` readings
belongs to it. Assets are the unit of chance: their weeks are no more independent than their readings are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from sanhak.model.normal.detectors import Flags
from sanhak.model.normal.episodes import APART
from sanhak.model.normal.fleet.courses import Courses, Places
from sanhak.model.normal.heldout import Rate
from sanhak.model.prediction import Floats

WEEK: Final = 7.0
"""Days."""
_GRID: Final = 240
_DRAWS: Final = 1000
_DEEPEST: Final = 0.5
"""Share of the rows above the lowest limit that is looked at."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Alarms of normal rows by limit: ``begun`` of shape (assets, limits), ``limits`` falling from the largest value.

    ``weeks`` of shape (assets,) is the time that each asset was judged for; ``fold`` of shape (assets,) the part in
    which it was held out.
    """

    limits: Floats
    begun: Floats
    weeks: Floats
    fold: Places

    @classmethod
    def of(cls, statistic: Floats, courses: Courses, fold: Places) -> Counts:
        """Of held-out rows, ``statistic`` of shape (rows,) and ``fold`` of shape (assets,)."""
        limits = _grid(statistic)
        assets = int(courses.asset.max(initial=-1)) + 1
        begun = np.zeros((assets, len(limits)))
        who = courses.asset[courses.course]
        for at, limit in enumerate(limits.tolist()):
            begun[:, at] = np.bincount(who[beginnings(statistic > limit, courses)], minlength=assets)
        return cls(limits, begun, weeks(courses), fold)

    def limit(self, budget: float) -> float:
        """The least limit at and above which a further normal asset brings at most ``budget`` alarms a week."""
        return float(self.limits[self._place(budget, np.ones((1, len(self.weeks))))[0]])

    def rate(self, budget: float, rng: np.random.Generator, level: float = 0.9) -> Rate:
        """Alarms begun an asset-week, each part by the limit of the others, with its interval at ``level``.

        Both the assets that set a limit and those that it judges are drawn anew.
        """
        counted = self.counted(budget)
        judged = self.weeks > 0
        size = int(judged.sum())
        setting, judging = (_spread(rng.multinomial(size, np.full(size, 1 / size), _DRAWS), judged) for _ in range(2))
        place = self._place(budget, setting)
        drawn = (judging * self.begun.T[place]).sum(axis=1) / np.maximum(judging @ self.weeks, 1e-9)
        low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2])
        value = float(counted.sum() / max(self.weeks.sum(), 1e-9))
        rule_of_three = -np.log((1 - level) / 2) / max(float(self.weeks.sum()), 1e-9) if value == 0 else 0.0
        return Rate(value, float(min(low, value)), float(max(high, value, rule_of_three)))

    def counted(self, budget: float) -> Floats:
        """Alarms of each asset by a limit that its own part did not set, shape (assets,)."""
        out = np.zeros(len(self.weeks))
        parts = np.unique(self.fold[self.weeks > 0])
        for part in parts.tolist():
            here = self.fold == part
            others = np.where(here, 0.0, 1.0) if len(parts) > 1 else np.ones(len(here))
            out[here] = self.begun[here, self._place(budget, others[None])[0]]
        return out

    def at(self, limit: float) -> Floats:
        """Alarms of each asset at a limit that was drawn by hand, shape (assets,)."""
        place = int(np.searchsorted(-self.limits, -limit))
        return np.asarray(self.begun[:, min(place, len(self.limits) - 1)])

    def _place(self, budget: float, weights: Floats) -> Places:
        """The place of the limit for each drawing of assets, ``weights`` of shape (draws, assets)."""
        # One alarm more than was seen: the next asset may be the one that brings it.
        expected = (weights @ self.begun + 1) / np.maximum(weights @ self.weeks, 1e-9)[:, None]
        kept = np.minimum.accumulate(expected <= budget, axis=1)
        return np.asarray(np.maximum(kept.sum(axis=1) - 1, 0), dtype=np.int64)


def beginnings(alarms: Flags, courses: Courses) -> Places:
    """The rows with which alarms begin."""
    at = np.flatnonzero(alarms)
    if not len(at):
        return at
    anew = (np.diff(at) > APART + 1) | (np.diff(courses.course[at]) != 0)
    return np.asarray(at[np.append(True, anew)], dtype=np.int64)


def weeks(courses: Courses) -> Floats:
    """For how long each asset was watched [weeks], shape (assets,); each reading stands until the next one."""
    assets = int(courses.asset.max(initial=-1)) + 1
    step = courses.step
    lasted = np.full(len(courses), step)
    lasted[:-1] = np.where(np.diff(courses.course) == 0, np.minimum(np.diff(courses.time), 4 * step), step)
    return np.asarray(np.bincount(courses.asset[courses.course], lasted, minlength=assets) / WEEK)


def mean_rate(begun: Floats, over: Floats, rng: np.random.Generator, level: float = 0.9) -> Rate:
    """Alarms an asset-week with its interval, assets drawn anew; ``begun`` and ``over`` [weeks] of shape (assets,)."""
    judged = np.flatnonzero(over > 0)
    drawn = judged[rng.integers(0, len(judged), (_DRAWS, len(judged)))]
    rates = begun[drawn].sum(axis=1) / over[drawn].sum(axis=1)
    low, high = np.quantile(rates, [(1 - level) / 2, (1 + level) / 2])
    value = float(begun.sum() / over.sum())
    return Rate(value, float(min(low, value)), float(max(high, value)))


def _grid(statistic: Floats) -> Floats:
    """Limits from the largest value down to the middle, close together where alarms are rare."""
    ordered = np.sort(statistic)[::-1]
    deepest = max(1, int(_DEEPEST * len(ordered)))
    places = np.unique(np.geomspace(1, deepest, _GRID).astype(int)) - 1
    return np.asarray(np.unique(ordered[places])[::-1])


def _spread(drawn: Places, judged: Flags) -> Floats:
    out = np.zeros((len(drawn), len(judged)))
    out[:, judged] = drawn
    return out
