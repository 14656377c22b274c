"""What was known before the first run: a ranking of values, and runs of an earlier project.

A ranking is a guess whose weight the runs tell. Runs of an earlier project are used as long as they help to predict the
present ones, and dropped else.

History is told apart by one more category, so that the data say how alike both projects are. Whether it helps is
judged by the present runs alone: each is predicted without itself, with and without the history.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from sanhak.decide.campaign.batch import coded
from sanhak.decide.space import Category, Ordinal, Space
from sanhak.model.prediction import Floats
from sanhak.model.surface import Course, Inputs, Levels, Surface, Trend, learn

_JUDGED: Final = 5
"""Present runs from which on history has to prove itself."""


@dataclass(frozen=True, slots=True, eq=False)
class Past:
    """What was measured of one outcome before: coded rows, shape (runs, inputs), and values, shape (runs,)."""

    rows: Floats
    y: Floats


def guessed(space: Space, points: Floats, favour: Mapping[str, Sequence[float | str]]) -> Trend | None:
    """What a ranking of values says of runs, over unit points that fill the region, shape (points, factors).

    The first value of a factor is worth most, the others by their place, a level that is not named nothing. Between
    numbers that are named the worth runs straight; around one alone it falls to nothing at the ends of the range. None
    where the ranking tells no two points apart.
    """
    courses = []
    for name, ranked in favour.items():
        place = space.names.index(name)
        factor, worth = space.factors[place], 1.0 - np.arange(len(ranked)) / len(ranked)
        if isinstance(factor, Category):
            known = dict(zip(map(str, ranked), worth, strict=True))
            places = factor.unit(factor.levels) if isinstance(factor, Ordinal) else np.arange(float(len(factor.levels)))
            levels = np.array([known.get(str(level), 0.0) for level in factor.levels])
            courses.append(Course(place, places, levels))
        else:
            own = factor.unit(np.array(ranked, dtype=float))
            if len(own) == 1:
                # One number alone is worth most, the ends of the range nothing.
                ends = np.setdiff1d([0.0, 1.0], own)
                own, worth = np.append(own, ends), np.append(worth, np.zeros(len(ends)))
            order = np.argsort(own)
            courses.append(Course(place, own[order], worth[order]))
    return Trend.over(courses, coded(space, points))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the present runs say of the history: their errors when left out, with it and without it."""

    helps: bool
    with_it: float
    without: float


def with_past(
    inputs: Inputs, rows: Floats, y: Floats, past: Past, told: Callable[[Floats], Floats], trend: Trend | None
) -> tuple[Surface, Verdict]:
    """The surface of the present runs, taught by the past where that helps.

    Parameters
    ----------
    inputs
        What each column of ``rows`` is.
    rows, y
        The present runs, shapes (runs, inputs) and (runs,); there may be none.
    past
        The earlier runs, at least one.
    told
        Values of the surface in the unit in which errors are told.
    trend
        What a ranking says besides.
    """
    # The present is level 0: a row without the last column is one of the present.
    both = np.vstack([_marked(rows, 0), _marked(past.rows, 1)])
    taught = learn((*inputs, Levels(2)), both, np.concatenate([y, past.y]), trend)
    if len(y) < _JUDGED:
        return taught, Verdict(helps=True, with_it=np.nan, without=np.nan)
    alone = learn(inputs, rows, y, trend)
    (said, deviation), (plain, own) = ((found[: len(y)] for found in one.held_out) for one in (taught, alone))
    better = _score(y, said, deviation) >= _score(y, plain, own)
    verdict = Verdict(better, *(float(np.sqrt(np.mean((told(y) - told(one)) ** 2))) for one in (said, plain)))
    return (taught if better else alone), verdict


def _marked(rows: Floats, project: int) -> Floats:
    return np.column_stack([rows, np.full(len(rows), float(project))])


def _score(y: Floats, expected: Floats, deviation: Floats) -> float:
    """Mean logarithm of the density of what was measured."""
    off = (y - expected) / deviation
    return float(np.mean(-0.5 * off * off - np.log(deviation)))
