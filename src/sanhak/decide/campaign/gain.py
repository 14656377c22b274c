"""What a further experiment is expected to bring: the hypervolume that it adds to the best runs known, within limits.

For one goal the hypervolume is the improvement on the best run, and the expectation is the classical one; for several
it is the region that the front of the best runs does not cover yet. All is worked out as logarithms, so that a search
sees a slope where nothing is left to gain. Runs that are planned but not yet measured are imagined in many versions
(fantasies), over which the expectation is averaged.

Sources: D. R. Jones, M. Schonlau and W. J. Welch, J. Global Optim. 13 (1998) 455–492; S. Daulton, M. Balandat and E.
Bakshy, Parallel Bayesian Optimization of Multiple Noisy Objectives with Expected Hypervolume Improvement (2021); S.
Ament and others, Unexpected Improvements to Expected Improvement for Bayesian Optimization (2023); J. R. Gardner and
others, Bayesian Optimization with Inequality Constraints (2014).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray
from scipy.special import erfcx, log_ndtr, ndtr

from sanhak.model.prediction import Floats
from sanhak.model.surface import Posterior, Surface, View

_CHUNK: Final = 64 * 4096
"""Boxes times points that are weighed at once, over all versions."""
_LOG_ROOT_2PI: Final = 0.5 * float(np.log(2 * np.pi))
_ROOT_HALF: Final = 0.5**0.5
_ROOT_HALF_PI: Final = float(np.sqrt(0.5 * np.pi))
_FAR: Final = -1e3
"""Deviations below which an asymptotic form replaces a difference of nearly equal numbers."""
_HOPEFUL: Final = 3.0
"""Deviations above its expectation that a candidate might well reach."""
_LOG_HALF: Final = float(np.log(0.5))
_NOWHERE: Final = 1e12
"""A corner so high that nothing reaches it: an empty box."""


@dataclass(frozen=True, slots=True, eq=False)
class Bounds:
    """Between which values an outcome must stay, in its surface's standardised values; infinite where open."""

    lower: float
    upper: float

    @classmethod
    def of(cls, surface: Surface, lower: float | None, upper: float | None) -> Self:
        """Limits given in the outcome's unit."""
        ends = (-np.inf if lower is None else lower, np.inf if upper is None else upper)
        return cls(*((end - surface.mean) / surface.scale for end in ends))


@dataclass(frozen=True, eq=False)
class Outlook:
    """What is known before the next run is chosen.

    ``goals`` and ``limited`` are posteriors of outcomes, goals made so that larger is better; ``bounds`` belong to the
    limited ones; ``reference`` is the worst that still counts, one value for each goal, standardised; ``known`` are the
    measured and the planned rows, shape (rows, inputs), among which the best are sought.
    """

    goals: tuple[Posterior, ...]
    limited: tuple[Posterior, ...]
    bounds: tuple[Bounds, ...]
    reference: Floats
    known: Floats

    @property
    def outcomes(self) -> tuple[Posterior, ...]:
        """The posteriors of all outcomes, goals first."""
        return (*self.goals, *self.limited)

    @property
    def single(self) -> bool:
        """Whether nothing was imagined yet."""
        return bool(self.goals[0].half.shape[1] == 1)

    def versions(self, count: int) -> Outlook:
        """The same outlook in ``count`` versions, to be told apart by what is imagined."""
        goals = tuple(posterior.versions(count) for posterior in self.goals)
        return replace(self, goals=goals, limited=tuple(posterior.versions(count) for posterior in self.limited))

    def drawn(self, normals: Sequence[Floats]) -> Outlook:
        """The outlook in which each version draws what the measured rows truly are, before anything is imagined.

        ``normals`` are those of each outcome, shape (versions, rows of its posterior). Of noisy runs, which are best
        and which keep their limits is not known either; one that only seems best then hides nothing.
        """
        drawn = [one.drawn(normal) for one, normal in zip(self.outcomes, normals, strict=True)]
        return replace(self, goals=tuple(drawn[: len(self.goals)]), limited=tuple(drawn[len(self.goals) :]))

    def given(self, point: Floats, normals: Floats) -> Outlook:
        """The outlook after ``point`` is planned; ``normals``, shape (versions, outcomes), say what each gives."""
        grown = []
        for posterior, normal in zip(self.outcomes, normals.T, strict=True):
            seen = posterior.view(point[None])
            grown.append(posterior.given(point, seen.mean[:, 0] + seen.deviation[0] * normal))
        goals, limited = tuple(grown[: len(self.goals)]), tuple(grown[len(self.goals) :])
        return replace(self, goals=goals, limited=limited, known=np.vstack([self.known, point]))

    def look(self, points: Floats) -> Look:
        """What is known of candidates, shape (points, inputs)."""
        return Look(self, tuple(posterior.view(points) for posterior in self.outcomes))

    def fronts(self) -> list[Floats]:
        """The best known rows of each version: goals of those that none beats in all, shape (rows, goals)."""
        views = [posterior.view(self.known) for posterior in self.outcomes]
        values = np.stack([view.mean for view in views[: len(self.goals)]], axis=-1)
        kept = np.ones(values.shape[:2], dtype=bool)
        for view, bound in zip(views[len(self.goals) :], self.bounds, strict=True):
            kept &= (view.mean >= bound.lower) & (view.mean <= bound.upper)
        kept &= (values > self.reference).all(axis=-1)
        return [best(version[good]) for version, good in zip(values, kept, strict=True)]

    @cached_property
    def open(self) -> Boxes:
        """The region that the front of each version leaves open."""
        return Boxes.of(self.fronts(), self.reference)


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """An outlook on fixed candidates, which grows with it."""

    outlook: Outlook
    views: tuple[View, ...]

    def given(self, outlook: Outlook) -> Look:
        """The same candidates after ``outlook`` has grown by one planned run."""
        return Look(outlook, tuple(view.given(known) for view, known in zip(self.views, outlook.outcomes, strict=True)))

    @property
    def log_gain(self) -> Floats:
        """Logarithm of what each candidate is expected to bring, shape (points,)."""
        boxes, points = self.outlook.open, len(self.views[0].points)
        step = max(1, _CHUNK // boxes.places[0, ..., 0].size)
        return np.concatenate([self._part(slice(at, at + step), boxes) for at in range(0, points, step)])

    @property
    def hope(self) -> Floats:
        """What each candidate might well reach, standardised, shape (points,); for one goal.

        The upper end of belief (N. Srinivas and others, Gaussian Process Optimization in the Bandit Setting (2010));
        minus infinity where a limit is more likely missed than kept.
        """
        view = self.views[0]
        hope = view.mean.mean(axis=0) + _HOPEFUL * view.deviation
        for other, bound in zip(self.views[1:], self.outlook.bounds, strict=True):
            hope = np.where(_log_mean(log_chance(other.mean, other.deviation, bound)) < _LOG_HALF, -np.inf, hope)
        return np.asarray(hope)

    def _part(self, part: slice, boxes: Boxes) -> Floats:
        count = len(self.outlook.goals)
        total = np.zeros((*boxes.places.shape[1:3], 1))
        for goal, view in enumerate(self.views[:count]):
            mean, deviation = view.mean[:, None, part], view.deviation[part]
            excess = log_excess((mean - boxes.cuts[goal][:, :, None]) / deviation)
            if boxes.closed[goal]:
                above, over = (np.take_along_axis(excess, ends[:, :, goal, None], axis=1) for ends in boxes.places)
                excess = above + _log_one_less(over - above)
            total = total + excess + np.log(deviation)
        gain = total[:, 0] if total.shape[1] == 1 else _log_mean(total.swapaxes(0, 1)) + np.log(total.shape[1])
        for view, bound in zip(self.views[count:], self.outlook.bounds, strict=True):
            gain = gain + log_chance(view.mean[:, part], view.deviation[part], bound)
        return gain[0] if len(gain) == 1 else _log_mean(gain)


def log_chance(mean: Floats, deviation: Floats, bound: Bounds) -> Floats:
    """Logarithm of the chance that a normal outcome keeps its bounds."""
    if np.isinf(bound.upper):
        return np.asarray(log_ndtr((mean - bound.lower) / deviation))
    if np.isinf(bound.lower):
        return np.asarray(log_ndtr((bound.upper - mean) / deviation))
    inside = ndtr((bound.upper - mean) / deviation) - ndtr((bound.lower - mean) / deviation)
    return np.asarray(np.log(np.maximum(inside, 1e-300)))


def best(values: Floats) -> Floats:
    """The rows of ``values``, shape (rows, goals), that no other beats in every goal; larger is better."""
    if values.shape[1] == 1:
        return np.asarray(values.max(axis=0, keepdims=True, initial=-np.inf)[: len(values)])
    better = (values[:, None] >= values[None]).all(axis=2) & (values[:, None] > values[None]).any(axis=2)
    return np.unique(values[~better.any(axis=0)], axis=0)


def uncovered(front: Floats, reference: Floats) -> Iterator[tuple[list[float], list[float]]]:
    """The region above ``reference``, shape (goals,), that ``front`` leaves open, as boxes that do not overlap.

    Each is a lower and an upper corner. The region is cut into slabs along the last goal: inside a slab only those
    count that reach above it, with one goal less.
    """
    if len(reference) == 1:
        yield [max([*front[:, 0], reference[0]])], [np.inf]
        return
    cuts = [reference[-1], *np.unique(front[:, -1][front[:, -1] > reference[-1]]), np.inf]
    for low, high in pairwise(cuts):
        for lower, upper in uncovered(front[front[:, -1] >= high][:, :-1], reference[:-1]):
            yield [*lower, low], [*upper, high]


@dataclass(frozen=True, slots=True, eq=False)
class Boxes:
    """Open regions as boxes, in as many versions as there are fronts.

    ``cuts`` holds, for each goal, the values at which boxes begin or end, shape (versions, cuts); ``places`` say at
    which of them each box begins and ends, shape (2, versions, boxes, goals). Versions with fewer boxes are filled up
    with empty ones. ``closed`` says of each goal whether any box ends; where none does, box and cut are one.
    """

    cuts: tuple[Floats, ...]
    places: NDArray[np.intp]
    closed: tuple[bool, ...]

    @classmethod
    def of(cls, fronts: Sequence[Floats], reference: Floats) -> Self:
        """What ``fronts`` leave open above ``reference``; many boxes share few cuts, so that each is weighed once."""
        boxes = [list(uncovered(front, reference)) for front in fronts]
        most = max(map(len, boxes))
        ends = np.full((len(boxes), 2, most, len(reference)), _NOWHERE)
        ends[:, 1] = np.inf
        for version, found in enumerate(boxes):
            ends[version, :, : len(found)] = np.swapaxes(np.array(found), 0, 1)
        closed = np.isfinite(ends[:, 1]).any(axis=(0, 1))
        cuts, places = list(np.moveaxis(ends[:, 0], -1, 0)), np.zeros((2, len(boxes), most, len(reference)), np.intp)
        for goal in np.flatnonzero(closed):
            apart = [np.unique(version, return_inverse=True) for version in ends[..., goal]]
            width = max(len(values) for values, _ in apart)
            cuts[goal] = np.array([np.pad(values, (0, width - len(values)), mode="edge") for values, _ in apart])
            places[..., goal] = np.swapaxes([place.reshape(2, most) for _, place in apart], 0, 1)
        return cls(tuple(cuts), places, tuple(map(bool, closed)))


def hypervolume(front: Floats, reference: Floats) -> float:
    """The volume between ``reference`` and ``front``, shape (rows, goals); larger is better."""
    if len(front) == 0:
        return 0.0
    if len(reference) == 1:
        return float(max(front[:, 0].max() - reference[0], 0.0))
    cuts = [reference[-1], *np.unique(front[:, -1][front[:, -1] > reference[-1]])]
    slabs = pairwise(cuts)
    parts = [(high - low) * hypervolume(front[front[:, -1] >= high][:, :-1], reference[:-1]) for low, high in slabs]
    return float(sum(parts))


def log_excess(u: Floats) -> Floats:
    """Logarithm of ``φ(u) + u Φ(u)``, the expected excess of a standard normal shifted by ``u``; stable far below 0.

    Below zero ``φ(u)`` is drawn out, which leaves ``1 - |u| m(|u|)`` with Mills' ratio ``m``; far below, ``u⁻²``.
    """
    found = np.empty_like(u)
    above, far = u > -1, u < _FAR
    over = u[above]
    found[above] = np.log(np.exp(-0.5 * over * over - _LOG_ROOT_2PI) + over * ndtr(over))
    below = -u[~above & ~far]
    found[~above & ~far] = (
        -0.5 * below * below - _LOG_ROOT_2PI + np.log1p(-below * _ROOT_HALF_PI * erfcx(below * _ROOT_HALF))
    )
    beyond = u[far]
    found[far] = -0.5 * beyond * beyond - _LOG_ROOT_2PI - 2 * np.log(-beyond)
    return found


def _log_mean(logs: Floats) -> Floats:
    """Logarithm of the mean of ``exp(logs)`` along the first axis."""
    most = logs.max(axis=0)
    most = np.where(np.isfinite(most), most, 0.0)
    with np.errstate(divide="ignore"):
        return np.asarray(most + np.log(np.exp(logs - most).mean(axis=0)))


def _log_one_less(log: Floats) -> Floats:
    """Logarithm of ``1 - exp(log)`` for ``log`` under 0."""
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(-np.expm1(np.minimum(log, 0.0))))
