"""The best setting inside the region that was run: one goal, or several joined by their desirability."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import combinations, product
from typing import TYPE_CHECKING, Final

import numpy as np

from sanhak.decide.desirability import Desirability, together
from sanhak.decide.space import Category, Continuous, Space
from sanhak.model.experiments import Levels, Scale, Settings
from sanhak.model.prediction import Floats

if TYPE_CHECKING:
    from sanhak.areas.process.analyse import Analyse
    from sanhak.areas.process.analysis import Analysis, Evidence
    from sanhak.run import Run

_SAMPLE: Final = 512
_MOST_GRID: Final = 6561
_STARTS: Final = 6
_FINEST: Final = 2.0**-14
_WIDE: Final = 1 + 1e-9
_BLENDS: Final = 2000
_SAME: Final = 10
"""Digits to which two settings count as equally good, so that rounding decides nothing."""


@dataclass(frozen=True)
class Best:
    """Settings by name: the best one, the best run that was measured and the simple rule.

    ``wish`` holds the desirability of the best setting by outcome, where there are several, and of all together.
    """

    settings: Mapping[str, float | str]
    measured: Mapping[str, float | str]
    simple: Mapping[str, float | str]
    wish: Mapping[str, float]
    whole: float


@dataclass(frozen=True)
class Objective:
    """What is to be as large as possible: one outcome, turned around to minimize it, or the joint desirability."""

    evidence: Evidence
    wishes: Mapping[str, Desirability]
    sign: float

    @staticmethod
    def of(study: Analyse, evidence: Evidence) -> Objective:
        """The objective of a question; outcomes are wished for between their worst and their best run."""
        wishes = {}
        for name, wish in study.goals.items():
            y = evidence.analyses[name].fit.y
            low, high = study.aim.get(name, (float(y.min()), float(y.max())))
            best = {"maximize": high, "minimize": low, "target": (low + high) / 2}[wish]
            wishes[name] = Desirability(wish, low, best, high)
        return Objective(evidence, wishes, -1.0 if next(iter(study.goals.values())) == "minimize" else 1.0)

    @property
    def joint(self) -> bool:
        """Whether the desirability counts, and not one outcome by itself."""
        return len(self.wishes) > 1 or next(iter(self.wishes.values())).wish == "target"

    def each(self, settings: Settings) -> dict[str, Floats]:
        """How desirable each outcome is at settings."""
        return {name: wish.of(self._expected(name, settings)) for name, wish in self.wishes.items()}

    def value(self, settings: Settings) -> Floats:
        """How good settings are, in a scale of its own, shape (points,)."""
        if self.joint:
            return together(list(self.each(settings).values()))
        name = next(iter(self.wishes))
        return self._scaled(self._expected(name, settings))

    @property
    def measured(self) -> Floats:
        """How good the runs were, shape (runs,); nothing where one of several outcomes is missing."""
        first = self.evidence.first
        if not self.joint:
            return self._scaled(first.fit.y)
        each = []
        for name, wish in self.wishes.items():
            values = self.evidence.table.values(name)[first.rows]
            each.append(np.where(np.isfinite(values), wish.of(np.nan_to_num(values)), 0.0))
        return together(each)

    def _expected(self, name: str, settings: Settings) -> Floats:
        return self.evidence.analyses[name].expected(settings)[0]

    def _scaled(self, values: Floats) -> Floats:
        y = self.evidence.first.fit.y
        found: Floats = self.sign * (values - y.mean()) / y.std()
        return found


def best_of(study: Analyse, evidence: Evidence, run: Run) -> Best:
    """The best setting of the models, no further from the runs than the runs are from each other."""
    objective = Objective.of(study, evidence)
    settings = _blended(study, objective, run) if study.mixture else _searched(objective)
    first = evidence.first
    top = int(np.argmax(np.round(objective.measured, 9)))
    each = objective.each(settings) if objective.joint else {}
    return Best(
        settings={name: _at(values, 0) for name, values in settings.items()},
        measured={name: _at(first.settings[name], top) for name in study.factors},
        simple=_simple(study, objective),
        wish={name: float(value[0]) for name, value in each.items()},
        whole=float(together(list(each.values()))[0]) if each else float("nan"),
    )


def _at(values: Floats | list[str], row: int) -> float | str:
    value = values[row]
    return value if isinstance(value, str) else float(value)


def space_of(evidence: Evidence) -> Space:
    """The region that was run, factor by factor."""
    factors: list[Continuous | Category] = []
    for coding in _factors(evidence.first):
        if isinstance(coding, Levels):
            factors.append(Category(coding.name, coding.levels))
        else:
            values = np.asarray(evidence.first.settings[coding.name], dtype=float)
            factors.append(Continuous(coding.name, float(values.min()), float(values.max())))
    return Space(tuple(factors))


def _factors(analysis: Analysis) -> list[Scale | Levels]:
    return [coding for coding in analysis.codings if coding.name != analysis.block]


def _plain(space: Space, points: Floats) -> dict[str, Floats | list[str]]:
    values = space.values(points)
    return {
        factor.name: [str(value) for value in values[factor.name]]
        if isinstance(factor, Category)
        else np.asarray(values[factor.name], dtype=float)
        for factor in space.factors
    }


def _searched(objective: Objective) -> dict[str, Floats | list[str]]:
    """The best of a grid and of points that fill the region, each then improved by ever smaller steps."""
    first = objective.evidence.first
    space = space_of(objective.evidence)
    widest = max(float(first.fit.leverage.max()) * _WIDE, _least(first))

    def value(points: Floats) -> Floats:
        settings = _plain(space, points)
        return np.where(first.expected(settings)[2] <= widest, objective.value(settings), -np.inf)

    tried = np.vstack([_grid(space), space.settled(space.sample(_SAMPLE, np.random.default_rng(0)))])
    starts = tried[np.argsort(-np.round(value(tried), _SAME), kind="stable")[:_STARTS]]
    ended = np.vstack([_climbed(point, value, space) for point in starts])
    best = int(np.argmax(np.round(value(ended), _SAME)))
    return _plain(space, ended[best : best + 1])


def _least(analysis: Analysis) -> float:
    """With blocks the balanced leverage of a run may exceed every run's own: then the smallest that is reached."""
    if analysis.block is None:
        return 0.0
    plain = {name: values for name, values in analysis.settings.items() if name != analysis.block}
    return float(analysis.expected(plain)[2].max()) * _WIDE


def _grid(space: Space) -> Floats:
    axes = [
        factor.unit(np.array(factor.levels, dtype=np.str_)) if isinstance(factor, Category) else np.linspace(0, 1, 3)
        for factor in space.factors
    ]
    if np.prod([len(axis) for axis in axes], dtype=float) > _MOST_GRID:
        return np.full((1, len(space)), 0.5)
    return space.settled(np.array(list(product(*axes))))


def _climbed(point: Floats, value: Callable[[Floats], Floats], space: Space) -> Floats:
    """The point after steps along single factors and pairs of them, halved where none helps any more."""
    single = np.eye(len(space))
    pairs = [
        first * single[one] + second * single[other]
        for one, other in combinations(range(len(space)), 2)
        for first, second in product((-1.0, 1.0), repeat=2)
    ]
    directions, step = np.vstack([single, -single, *pairs]), 0.25
    best, height = point, float(value(point[None, :])[0])
    while step > _FINEST:
        tried = space.settled(np.clip(best + step * directions, 0.0, 1.0))
        heights = value(tried)
        top = int(np.argmax(np.round(heights, _SAME)))
        if heights[top] > height + 10.0**-_SAME:
            best, height = tried[top], float(heights[top])
        else:
            step /= 2
    return best


def _blended(study: Analyse, objective: Objective, run: Run) -> dict[str, Floats | list[str]]:
    """Of a mixture the best blend of runs: what lies between runs adds up as they do."""
    first = objective.evidence.first
    numbers = [name for name in study.factors if isinstance(first.settings[name], np.ndarray)]
    runs = np.column_stack([np.asarray(first.settings[name], dtype=float) for name in numbers])
    drawn = run.rng("blends").dirichlet(np.full(len(runs), 0.15), size=_BLENDS)
    weights = np.vstack([np.eye(len(runs)), drawn])
    points, nearest = weights @ runs, np.argmax(weights, axis=1)
    settings: dict[str, Floats | list[str]] = {name: points[:, at] for at, name in enumerate(numbers)}
    settings |= {
        name: [str(first.settings[name][row]) for row in nearest] for name in study.factors if name not in numbers
    }
    top = int(np.argmax(np.round(objective.value(settings), _SAME)))
    return {name: values[top : top + 1] for name, values in settings.items()}


def _simple(study: Analyse, objective: Objective) -> dict[str, float | str]:
    """The simple rule: each factor where its runs were better on average, whatever the others were."""
    first, wished = objective.evidence.first, objective.measured
    found: dict[str, float | str] = {}
    for name in study.factors:
        values = [_at(first.settings[name], row) for row in range(len(wished))]
        means = {
            level: float(np.mean([good for value, good in zip(values, wished, strict=True) if value == level]))
            for level in dict.fromkeys(values)
        }
        found[name] = max(means, key=lambda level: round(means[level], 9))
    return found
