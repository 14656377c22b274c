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
from sanhak.decide.campaign.region import Region
from sanhak.decide.space import Category, Continuous, Ordinal, Space
from sanhak.model.prediction import Floats
from sanhak.model.surface import Levels

_VERSIONS: Final = 64
"""Versions of what planned runs give, for one goal; several goals share them."""
_SAMPLE: Final = 4096
"""Points drawn where a region is too large to be listed."""
_STARTS: Final = 8
_CHILDREN: Final = 24
_ROUNDS: Final = 18
_FIRST_STEP: Final = 0.2
_SHRINK: Final = 0.8
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
    allowed
        What blocks and stock leave.
    """
    space = region.space
    listed = region.listed
    points = region.draw(_SAMPLE, rng) if listed is None else listed
    normals = imagined(count, outlook, rng)
    look = outlook.look(coded(space, points))
    new = ~_among(points, measured)
    chosen, gains = np.zeros((0, len(space))), np.zeros(0)
    while len(chosen) < count:
        free = new & allowed(points, chosen)
        if not free.any():
            break
        worth = np.where(free, look.log_gain, -np.inf)
        point, gain = points[int(np.argmax(worth))], float(worth.max())
        if listed is None:
            start = points[np.argsort(-worth, kind="stable")[:_STARTS]]
            barred = np.vstack([measured, chosen])
            point, gain = _improved(region, outlook, start, rng, lambda some: allowed(some, chosen) & ~_among(some, barred))
        first = len(chosen) == 0
        chosen, gains = np.vstack([chosen, point]), np.append(gains, gain)
        new &= ~_among(points, point[None])
        if len(chosen) < count:
            outlook = outlook.versions(normals.shape[1]) if first else outlook
            look = outlook.look(look.views[0].points) if first else look
            outlook = outlook.given(coded(space, point[None])[0], normals[len(chosen) - 1])
            look = look.given(outlook)
    return Chosen(chosen, gains)


def imagined(count: int, outlook: Outlook, rng: np.random.Generator) -> Floats:
    """Standard normals of an even sequence, shape (runs, versions, outcomes)."""
    outcomes = len(outlook.outcomes)
    versions = _VERSIONS if len(outlook.goals) == 1 else _VERSIONS // 4
    even = qmc.Sobol(count * outcomes, rng=rng).random(versions)
    return np.asarray(ndtri(np.clip(even, 1e-6, 1 - 1e-6)).reshape(versions, count, outcomes).transpose(1, 0, 2))


def _among(points: Floats, others: Floats) -> NDArray[np.bool_]:
    """Which points are among the others, shape (points,)."""
    found = np.zeros(len(points), dtype=bool)
    for other in others:
        found |= np.abs(points - other).max(axis=1) < _SAME
    return found


def _improved(
    region: Region,
    outlook: Outlook,
    starts: Floats,
    rng: np.random.Generator,
    free: Callable[[Floats], NDArray[np.bool_]],
) -> tuple[Floats, float]:
    """The best point found near ``starts``, shape (starts, factors), and the logarithm of its gain."""
    space = region.space

    def worth(points: Floats) -> Floats:
        gain = outlook.look(coded(space, points)).log_gain
        return np.where(free(points) & region.keeps(points), gain, -np.inf)

    parents, best = starts, worth(starts)
    for turn in range(_ROUNDS):
        children = space.settled(region.near(np.repeat(parents, _CHILDREN, axis=0), _FIRST_STEP * _SHRINK**turn, rng))
        tried = worth(children).reshape(len(parents), _CHILDREN)
        place = tried.argmax(axis=1)
        better = tried.max(axis=1) > best
        children = children.reshape(len(parents), _CHILDREN, -1)[np.arange(len(parents)), place]
        parents, best = np.where(better[:, None], children, parents), np.where(better, tried.max(axis=1), best)
    top = int(best.argmax())
    climbed = space.settled(_climbed(region, outlook, parents[top])[None])
    value = float(worth(climbed)[0])
    return (climbed[0], value) if value > best[top] else (parents[top], float(best[top]))


def _climbed(region: Region, outlook: Outlook, start: Floats) -> Floats:
    """The point reached along the slope of the free numbers, all else held."""
    from scipy.optimize import minimize

    space = region.space
    free = [place for place, factor in enumerate(space.factors) if isinstance(factor, Continuous) and not factor.step]
    if not free:
        return start
    step = 1e-5

    def filled(x: Floats) -> Floats:
        points = np.repeat(start[None], len(x), axis=0)
        points[:, free] = x
        return points

    def loss(x: Floats) -> tuple[float, Floats]:
        around = np.clip(x + step * np.vstack([np.zeros(len(free)), np.eye(len(free)), -np.eye(len(free))]), 0.0, 1.0)
        gain = outlook.look(coded(space, filled(around))).log_gain
        ahead, behind = gain[1 : len(free) + 1], gain[len(free) + 1 :]
        span = np.diag(around[1 : len(free) + 1] - around[len(free) + 1 :])
        return -float(gain[0]), -(ahead - behind) / span

    found = minimize(
        loss, start[free], jac=True, method="SLSQP", bounds=[(0.0, 1.0)] * len(free),
        constraints=region.slopes(start, free), options={"maxiter": 40, "ftol": 1e-7},
    )  # fmt: skip
    return filled(np.clip(found.x, 0.0, 1.0)[None])[0]
