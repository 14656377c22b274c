"""Several goals at once: the settings of which none is better in every goal, and the knee among them.

The search is NSGA-II (K. Deb and others, IEEE Trans. Evol. Comput. 6 (2002) 182–197): settings that keep all limits are
ranked by the layers in which they dominate one another, within a layer by how alone they stand.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from sanhak.decide.setpoints import Goal, Problem, judge, pool, vary
from sanhak.text import say

if TYPE_CHECKING:
    from sanhak.decide.space import Settings
    from sanhak.model.prediction import Floats
    from sanhak.run import Run

_POPULATION: Final = 48
_CHILDREN: Final = 4
_ROUNDS: Final = 16
_FIRST_STEP: Final = 0.15
_SHRINK: Final = 0.85
_SHOWN: Final = 12
"""Points of the front that are told, evenly along it."""
_TINY: Final = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Front:
    """The settings of which none is better in every goal.

    ``points`` are unit points of shape (points, factors), ``worths`` what each brings to each goal, larger is better,
    in deviations of that goal, shape (points, goals); both in the order of the first goal, the best first. ``knee`` is
    the place of the setting that gives up least of all goals together.
    """

    points: Floats
    worths: Floats
    knee: int


def trade(problem: Problem, goals: tuple[Goal, ...], tried: Settings, run: Run) -> Front | None:
    """The front of several goals within the limits of a problem; None where no setting keeps them.

    ``tried`` are the settings that were really run, values by factor name.
    """
    rng, doing = run.rng("set-points", "front"), say("Weighing the goals")
    lower, upper = problem.reach
    points = pool(problem, tried, run)
    worths, shortfall = _judged(problem, goals, points)
    rounds = run.count(_ROUNDS, least=4)
    for turn in range(rounds):
        run.step(doing, turn, rounds)
        kept = _fittest(worths, shortfall)[:_POPULATION]
        points, worths, shortfall = points[kept], worths[kept], shortfall[kept]
        parents = np.repeat(points, _CHILDREN, axis=0)
        children = vary(problem.space, parents, _FIRST_STEP * _SHRINK**turn, rng)
        children = problem.space.settled(np.clip(children, lower, upper))
        more, missing = _judged(problem, goals, children)
        points, worths = np.vstack([points, children]), np.vstack([worths, more])
        shortfall = np.concatenate([shortfall, missing])
    good = np.flatnonzero(shortfall <= 0)
    if not len(good):
        return None
    first = good[_layers(worths[good]) == 0]
    return _told(points[first], worths[first])


def _told(points: Floats, worths: Floats) -> Front:
    """The front without repeats, thinned evenly, with its ends and its knee."""
    once = np.unique(np.round(worths, 6), axis=0, return_index=True)[1]
    points, worths = points[once], worths[once]
    order = np.argsort(-worths[:, 0], kind="stable")
    points, worths = points[order], worths[order]
    span = np.ptp(worths, axis=0)
    scaled = (worths - worths.min(axis=0)) / np.where(span > _TINY, span, 1.0)
    knee = int(scaled.sum(axis=1).argmax())
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(scaled, axis=0), axis=1))])
    even = np.abs(along[:, None] - np.linspace(0, along[-1], _SHOWN)).argmin(axis=0)
    shown = np.unique([*even, knee, *worths.argmax(axis=0)])
    return Front(points[shown], worths[shown], int(np.flatnonzero(shown == knee)[0]))


def _judged(problem: Problem, goals: tuple[Goal, ...], points: Floats) -> tuple[Floats, Floats]:
    """What each point brings to each goal, shape (points, goals), and by how much it misses the limits."""
    values = problem.space.values(points)
    judged = [judge(replace(problem, goal=goal), values) for goal in goals]
    shortfall = np.max([one.shortfall for one in judged], axis=0)
    return np.column_stack([one.worth for one in judged]), shortfall


def _fittest(worths: Floats, shortfall: Floats) -> NDArray[np.intp]:
    """Places from the fittest on: limits first, then the layer, then those that stand alone."""
    layers = np.full(len(worths), len(worths))
    alone = np.zeros(len(worths))
    good = np.flatnonzero(shortfall <= 0)
    layers[good] = _layers(worths[good])
    for layer in np.unique(layers[good]):
        within = good[layers[good] == layer]
        alone[within] = _crowding(worths[within])
    return np.lexsort((-alone, layers, shortfall))


def _layers(worths: Floats) -> NDArray[np.intp]:
    """The layer of each point, shape (points,), 0 for those that none dominates; only as many as are needed."""
    layers = np.full(len(worths), len(worths))
    left, layer, done = np.arange(len(worths)), 0, 0
    while len(left) and done < _POPULATION:
        own = worths[left]
        better = (own[:, None, :] >= own[None, :, :] - _TINY).all(axis=2)
        strictly = (own[:, None, :] > own[None, :, :] + _TINY).any(axis=2)
        dominated = (better & strictly).any(axis=0)
        layers[left[~dominated]] = layer
        done += int((~dominated).sum())
        left, layer = left[dominated], layer + 1
    return layers


def _crowding(worths: Floats) -> Floats:
    """How far the neighbours of each point lie, shape (points,); endless at the ends."""
    far = np.zeros(len(worths))
    for goal in worths.T:
        order = np.argsort(goal, kind="stable")
        span = max(float(np.ptp(goal)), _TINY)
        far[order[[0, -1]]] = np.inf
        far[order[1:-1]] += (goal[order[2:]] - goal[order[:-2]]) / span
    return far
