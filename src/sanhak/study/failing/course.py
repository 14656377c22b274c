"""How likely an asset is to fail at any age: the model's word as far as failures were seen, then the fleet's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sanhak.model.life.lives import Lives
from sanhak.model.life.survival import FAMILIES, Accelerated, Chosen, Spells
from sanhak.model.prediction import Floats

if TYPE_CHECKING:
    from sanhak.study.failing.reading import History

_GRID: Final = 400
_FARTHEST: Final = 5.0
"""Ages are looked at up to so many times the highest seen."""
_NEVER: Final = 1e-9


@dataclass(frozen=True, eq=False)
class Course:
    """Survival at any age: the model's, and beyond the last failure seen the fleet's life distribution."""

    model: Any
    factor: float
    tail: Accelerated
    family: str
    last: float
    grid: Floats

    @classmethod
    def of(cls, chosen: Chosen, spells: Spells) -> Course:
        """By the winner of the contest, and the family of life distributions that fits all lives best."""
        fitted = {family: Accelerated(family, use=False).fit(spells) for family in FAMILIES}
        family = max(fitted, key=lambda name: fitted[name].likelihood)
        last = float(spells.left[spells.failed].max())
        grid = np.append(np.linspace(0, last, _GRID + 1)[1:], np.geomspace(last, _FARTHEST * last, _GRID // 2)[1:])
        return cls(chosen.model, chosen.factor, fitted[family], family, last, grid)

    def hazard(self, inputs: Floats) -> Floats:
        """Cumulative hazard at each age of the grid, shape (n, k)."""
        inner = self.grid <= self.last
        seen = -np.log(np.maximum(self.model.survival(inputs, self.grid[inner]) ** self.factor, _NEVER))
        beyond = -np.log(np.maximum(self.tail.survival(inputs, np.append(self.last, self.grid[~inner])), _NEVER))
        # Where a model knows of more danger than the common asset, it goes on doing so.
        ratio = np.clip(seen[:, -1:] / np.maximum(beyond[:, :1], _NEVER), 0.1, 10.0)
        return np.hstack([seen, seen[:, -1:] + ratio * (beyond[:, 1:] - beyond[:, :1])])

    def at(self, hazard: Floats, ages: Floats) -> Floats:
        """Cumulative hazard of each row at ages of its own, both of shape (n, m)."""
        grid, known = np.append(0.0, self.grid), np.column_stack([np.zeros(len(hazard)), hazard])
        place = np.clip(np.searchsorted(grid, ages, side="right") - 1, 0, len(grid) - 2)
        share = np.clip((ages - grid[place]) / (grid[place + 1] - grid[place]), 0.0, None)
        low, high = (np.take_along_axis(known, at, axis=1) for at in (place, place + 1))
        return np.asarray(low + share * (high - low))


def within(course: Course, inputs: Floats, ages: Floats, horizon: float) -> Floats:
    """Probability to fail within the horizon of assets that have lived until their ages."""
    hazard = course.hazard(inputs)
    begun, ended = (course.at(hazard, at[:, None])[:, 0] for at in (ages, ages + horizon))
    return np.asarray(1 - np.exp(begun - ended))


def lives_of(history: History, course: Course, running: Spells) -> Lives:
    """How long the running assets last from now."""
    last = float(running.left.max(initial=course.last))
    times = np.unique(np.concatenate([np.linspace(0, last, 61)[1:], [history.horizon]]))
    hazard = course.hazard(running.inputs)
    begun = course.at(hazard, running.left[:, None])
    alive = np.exp(begun - course.at(hazard, running.left[:, None] + times))
    return Lives(history.assets, times, np.minimum.accumulate(np.clip(alive, 0, 1), axis=1), history.unit or "1")
