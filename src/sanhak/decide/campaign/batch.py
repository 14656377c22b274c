"""A batch of experiments chosen one after the other, each in view of what the ones before it may give.

Where the region is listed, every point is weighed. Where it is not, an even sample is, and the best of it are improved:
by random steps that shrink, each kept only if it gains, then along the slope of what is free (SLSQP, D. Kraft, A
software package for sequential quadratic programming (1988)).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats import qmc

from sanhak.decide.campaign.gain import Outlook
from sanhak.decide.region import Region
from sanhak.decide.space import Category, Continuous, Ordinal, Space
from sanhak.model.prediction import Floats
from sanhak.model.surface import Levels

_VERSIONS: Final = 64
_VERSIONS_OF_SEVERAL: Final = 32
"""Versions of what planned runs give, for one goal and for several."""
_SAMPLE: Final = 4096
"""Points drawn where a region is too large to be listed."""
_NEIGHBOURS: Final = 8
_NEAR: Final = 0.1
"""How many neighbours of each measured run are drawn for several goals, and how far off."""
_STARTS: Final = 8
_CHILDREN: Final = 24
_ROUNDS: Final = 18
_FIRST_STEP: Final = 0.2
_SHRINK: Final = 0.8
_CYCLE, _HOPEFUL_RUNS = 5, 1
_SLIGHT: Final = 1e-5
"""Step over which a slope is measured, in the unit cube."""
_EVEN: Final = 1e-9
"""By how much chance decides between points that are worth the same."""
_SAME: Final = 1e-6
"""Distance in the unit cube under which two points are the same run."""

Allowed: TypeAlias = Callable[[Floats, Floats], NDArray[np.bool_]]
"""Which of some points may still be run when others were chosen; both of shape (points, factors)."""


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """Points in the order in which they were chosen, shape (runs, factors), and what each was expected to bring.

    ``log_gain`` is the logarithm of the expected gain, in deviations of the goal, given those before it.
    """

    points: Floats
    log_gain: Floats


def coded(space: Space, points: Floats) -> Floats:
    """Unit points as a surface reads them: numbers of levels for categories, unit coordinates for the rest."""
    rows = points.copy()
    for place, factor in enumerate(space.factors):
        if isinstance(factor, Category) and not isinstance(factor, Ordinal):
            count = len(factor.levels)
            rows[:, place] = np.minimum(np.floor(points[:, place] * count), count - 1)
    return rows


def inputs_of(space: Space, distances: dict[str, Floats] | None = None) -> tuple[Levels | None, ...]:
    """What a surface is told of each factor; ``distances`` are those of the levels' descriptors, by factor."""
    known = distances or {}
    return tuple(
        Levels(len(factor.levels), known.get(factor.name))
        if isinstance(factor, Category) and not isinstance(factor, Ordinal)
        else None
        for factor in space.factors
    )


def everything(_points: Floats, _chosen: Floats) -> NDArray[np.bool_]:
    """Nothing is ruled out."""
    return np.ones(len(_points), dtype=bool)


def choose(
    region: Region,
    outlook: Outlook,
    count: int,
    rng: np.random.Generator,
    measured: Floats,
    pending: Floats | None = None,
    allowed: Allowed = everything,
) -> Chosen:
    """The next ``count`` runs; fewer where no more are left.

    Parameters
    ----------
    region
        What may be run.
    outlook
        What is known; its rows are coded by :func:`coded`.
    rng
        The stream from which imagined results and samples come.
    measured
        Unit points that were run already, shape (runs, factors); they are not proposed again.
    pending
        Unit points whose results are still to come, shape (runs, factors): imagined, and not proposed again either.
    allowed
        What blocks and stock leave.
    """
    space = region.space
    listed = region.listed
    points = _pool(region, outlook, measured, rng) if listed is None else listed
    waiting = np.zeros((0, len(space))) if pending is None else pending
    normals = imagined(len(waiting) + count, outlook, rng)
    if len(outlook.goals) > 1:
        outlook = outlook.drawn([_normals(normals.shape[1], len(one.X), rng) for one in outlook.outcomes])
    for point, normal in zip(waiting, normals, strict=False):
        outlook = _grown(outlook, coded(space, point[None])[0], normal)
    barred = np.vstack([measured, waiting])
    new, look = ~among(points, barred), outlook.look(coded(space, points))
    even = rng.random(len(points)) * _EVEN
    chosen, gains = np.zeros((0, len(space))), np.zeros(0)
    while len(chosen) < count:
        free = new & allowed(points, chosen)
        if not free.any():
            break
        expected = look.log_gain
        worth = np.where(free, expected + even, -np.inf)
        hopes = np.where(free, look.hope, -np.inf) if _hopes(outlook, len(measured) + len(chosen)) else worth
        place = int(np.argmax(hopes if np.isfinite(hopes).any() else worth))
        point, gain = points[place], float(expected[place])
        if listed is None and hopes is worth:
            taken = np.vstack([barred, chosen])
            start = points[np.argsort(-worth, kind="stable")[:_STARTS]]
            improved = _Search(region, outlook, rng, lambda some: allowed(some, chosen) & ~among(some, taken))  # noqa: B023
            point, gain = improved.best_near(start)
        chosen, gains = np.vstack([chosen, point]), np.append(gains, gain)
        new &= ~among(points, point[None])
        single = outlook.single
        outlook = _grown(outlook, coded(space, point[None])[0], normals[len(waiting) + len(chosen) - 1])
        look = outlook.look(look.views[0].points) if single else look.given(outlook)
    return Chosen(chosen, gains)


def _pool(region: Region, outlook: Outlook, measured: Floats, rng: np.random.Generator) -> Floats:
    """Points of a region too large to be listed; for several goals fewer, with neighbours of what was run."""
    if len(outlook.goals) == 1:
        return region.draw(_SAMPLE, rng)
    near = region.space.settled(region.near(np.repeat(measured, _NEIGHBOURS, axis=0), _NEAR, rng))
    return np.vstack([region.draw(_SAMPLE // 4, rng), near[region.keeps(near)]])


def _hopes(outlook: Outlook, before: int) -> bool:
    """Whether the next run is chosen for what it might reach, rather than for what it is expected to bring.

    The parameters of a surface are known less surely than it believes, so that expected gain alone stays too near to
    what is good already. One run of five is therefore chosen by hope, once there is something to compare with.
    """
    return len(outlook.goals) == 1 and len(outlook.known) > 0 and before % _CYCLE >= _CYCLE - _HOPEFUL_RUNS


def _grown(outlook: Outlook, point: Floats, normal: Floats) -> Outlook:
    """The outlook with one more run planned, in as many versions as there are normals."""
    return (outlook.versions(len(normal)) if outlook.single else outlook).given(point, normal)


def imagined(count: int, outlook: Outlook, rng: np.random.Generator) -> Floats:
    """Standard normals of an even sequence, shape (runs, versions, outcomes)."""
    outcomes = len(outlook.outcomes)
    versions = _VERSIONS if len(outlook.goals) == 1 else _VERSIONS_OF_SEVERAL
    return _normals(versions, count * outcomes, rng).reshape(versions, count, outcomes).transpose(1, 0, 2)


def _normals(versions: int, count: int, rng: np.random.Generator) -> Floats:
    """Standard normals of an even sequence, shape (versions, count)."""
    even = qmc.Sobol(count, rng=rng).random(versions)
    return np.asarray(ndtri(np.clip(even, 1e-6, 1 - 1e-6)))


def among(points: Floats, others: Floats) -> NDArray[np.bool_]:
    """Which points are among the others, shape (points,)."""
    found = np.zeros(len(points), dtype=bool)
    for other in others:
        found |= np.abs(points - other).max(axis=1) < _SAME
    return found


@dataclass(frozen=True, slots=True, eq=False)
class _Search:
    """The search for the best next run where a region is too large to be listed."""

    region: Region
    outlook: Outlook
    rng: np.random.Generator
    free: Callable[[Floats], NDArray[np.bool_]]

    def worth(self, points: Floats) -> Floats:
        """Logarithm of what each unit point brings, shape (points,); minus infinity where it may not be run."""
        gain = self.outlook.look(coded(self.region.space, points)).log_gain
        return np.where(self.free(points) & self.region.keeps(points), gain, -np.inf)

    def best_near(self, starts: Floats) -> tuple[Floats, float]:
        """The best point found near ``starts``, shape (starts, factors), and the logarithm of its gain."""
        space = self.region.space
        parents, best = starts, self.worth(starts)
        for turn in range(_ROUNDS):
            near = self.region.near(np.repeat(parents, _CHILDREN, axis=0), _FIRST_STEP * _SHRINK**turn, self.rng)
            near = space.settled(near)
            tried = self.worth(near).reshape(len(parents), _CHILDREN)
            children = near.reshape(len(parents), _CHILDREN, -1)[np.arange(len(parents)), tried.argmax(axis=1)]
            better = tried.max(axis=1) > best
            parents, best = np.where(better[:, None], children, parents), np.where(better, tried.max(axis=1), best)
        top = int(best.argmax())
        climbed = space.settled(self._climbed(parents[top])[None])
        value = float(self.worth(climbed)[0])
        return (climbed[0], value) if value > best[top] else (parents[top], float(best[top]))

    def _climbed(self, start: Floats) -> Floats:
        """The point reached along the slope of the free numbers, all else held."""
        from scipy.optimize import minimize

        factors = self.region.space.factors
        free = [at for at, factor in enumerate(factors) if isinstance(factor, Continuous) and not factor.step]
        if not free:
            return start

        def loss(x: Floats) -> tuple[float, Floats]:
            ways = _SLIGHT * np.vstack([np.zeros(len(free)), np.eye(len(free)), -np.eye(len(free))])
            around = np.repeat(start[None], len(ways), axis=0)
            around[:, free] = np.clip(x + ways, 0.0, 1.0)
            gain = self.outlook.look(coded(self.region.space, around)).log_gain
            ahead, behind = slice(1, len(free) + 1), slice(len(free) + 1, None)
            span = np.diag(around[ahead][:, free] - around[behind][:, free])
            return -float(gain[0]), -(gain[ahead] - gain[behind]) / span

        found = minimize(
            loss, start[free], jac=True, method="SLSQP", bounds=[(0.0, 1.0)] * len(free),
            constraints=self.region.slopes(start, free), options={"maxiter": 40, "ftol": 1e-7},
        )  # fmt: skip
        reached = start.copy()
        reached[free] = np.clip(found.x, 0.0, 1.0)
        return reached
