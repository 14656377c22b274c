"""The next batch: what each run is expected to give, why it is proposed, and how far it is from what is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from sanhak.areas.process.experiments.learning import Learnt
from sanhak.areas.process.experiments.stock import allowed
from sanhak.decide.campaign.batch import Allowed, Chosen, among, choose, coded
from sanhak.decide.campaign.blocks import Blocks, choose_blocked
from sanhak.decide.region import Linear, Region
from sanhak.decide.space import Category, Continuous, Setting
from sanhak.model.prediction import Domain, Floats
from sanhak.study import Estimate
from sanhak.text import Text, decimals_for, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sanhak.areas.process.campaign import Campaign
    from sanhak.run import Run

_HALF_KNOWN: Final = 0.5
"""Share of a surface's variance that is left at a point from which on it lies at the edge of what was measured."""
_OPEN_LIMIT: Final = (0.2, 0.8)
"""A chance of keeping a limit between these is what a run would settle."""
_NEAREST: Final = 3
_DRAWS: Final = 512
_SAME: Final = 1e-6
_EXACT: Final = 9
"""Decimals to which what rounding left of a sum is put on one part."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """One run of the next batch.

    ``number`` goes on from the highest number in the table; ``gain`` is what it is expected to add to the best, in the
    goal's unit, given the runs before it; ``nearest`` are the numbers of runs.
    """

    number: int
    settings: Mapping[str, Setting]
    expected: Mapping[str, Estimate]
    keeps: Mapping[str, float]
    gain: float
    where: Domain
    reason: Text
    nearest: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """The next runs, and what they bring together: expected gain on the best, and draws of it, shape (draws,)."""

    points: Floats
    runs: tuple[Proposed, ...]
    gain: float
    draws: Floats


def proposed(study: Campaign, learnt: Learnt, last: int, run: Run) -> Batch:
    """Choose the next batch; its numbers go on from ``last``, the highest one in the table of runs."""
    log, region = learnt.log, learnt.domain.region
    waiting = log.open(tuple(study.goals))
    chosen = _chosen(study, learnt, waiting, run)
    # What is expected is told of the point that was chosen, so that units cannot change it; a person sets it rounded.
    points, rounded = chosen.points, _rounded(region, chosen.points)
    values = region.space.values(rounded)
    where = _where(learnt, points)
    keeps = learnt.kept(study, points)
    draws = bettered(study, learnt, points, run.rng("campaign", "draws", len(log)))
    gains = np.diff(draws.mean(axis=0), prepend=0.0) if len(draws) else np.zeros(0)
    runs = []
    for place in range(len(points)):
        point = points[place]
        expected = {
            outcome: learnt.estimate(outcome, point) for outcome in study.outcomes if _is_known(learnt, outcome)
        }
        chances = {outcome: float(chance[place]) for outcome, chance in keeps.items() if outcome in expected}
        runs.append(
            Proposed(
                number=last + place + 1,
                settings={name: _plain(column[place].item()) for name, column in values.items()},
                expected=expected,
                keeps=chances,
                gain=float(gains[place]) if len(gains) else 0.0,
                where=where[place],
                reason=_reason(study, learnt, point, chances),
                nearest=_nearest(learnt, point),
            )
        )
    together = draws[:, -1] if len(draws) else np.zeros(0)
    return Batch(rounded, tuple(runs), float(together.mean()) if len(draws) else 0.0, together)


def _plain(value: Setting) -> Setting:
    """A number without what its way through binary fractions left in its last digits."""
    return float(f"{value:.12g}") if isinstance(value, float) else value


def _rounded(region: Region, points: Floats) -> Floats:
    """The points as a person sets them: free numbers to a thousandth of their range, where no condition is broken."""
    settings = dict(region.space.values(points))
    for factor in region.space.factors:
        if isinstance(factor, Continuous) and factor.step is None:
            digits = decimals_for((factor.upper - factor.lower) / 100)
            settings[factor.name] = np.round(np.asarray(settings[factor.name], dtype=float), digits)
    for one in region.linear:
        if one.equal:
            settings |= _evened(region, one, settings)
    rounded = np.clip(region.space.points(settings), 0.0, 1.0)
    return np.where(region.keeps(rounded)[:, None], rounded, points)


def _evened(region: Region, equality: Linear, settings: Mapping[str, Any]) -> dict[str, Floats]:
    """The free numbers of an equality, with what rounding left put on the largest of them, each of shape (points,)."""
    weights = equality.coefficients
    movable = {factor.name for factor in region.space.factors if isinstance(factor, Continuous) and factor.step is None}
    free = [name for name in weights if name in movable]
    if not free:
        return {}
    missing = equality.upper - sum(weight * np.asarray(settings[name], dtype=float) for name, weight in weights.items())
    values = np.stack([settings[name] for name in free])
    largest, every = values.argmax(axis=0), np.arange(values.shape[1])
    share = missing / np.array([weights[name] for name in free])[largest]
    values[largest, every] = np.round(values[largest, every] + share, _EXACT)
    return dict(zip(free, values, strict=True))


def _chosen(study: Campaign, learnt: Learnt, waiting: NDArray[np.bool_], run: Run) -> Chosen:
    """The points of the next batch, in blocks where the study has them."""
    log, region = learnt.log, learnt.domain.region
    rng, pending, free = run.rng("campaign", len(log)), log.points[waiting], _allowed(study, learnt)
    if not study.constant:
        return choose(region, learnt.outlook, study.batch, rng, log.points, pending, free)
    places = tuple(region.space.names.index(name) for name in study.constant)
    change = study.change_cost / _span(learnt, study.goal)
    blocks = Blocks(places, study.block_size or study.batch, change)
    return choose_blocked(region, learnt.outlook, study.batch, rng, log.points, blocks, pending, free)


def _allowed(study: Campaign, learnt: Learnt) -> Allowed:
    """What the stock leaves, and what lies within what was measured where no other run is wanted."""
    stocked, region, log = allowed(study, learnt.domain), learnt.domain.region, learnt.log

    def free(points: Floats, others: Floats) -> NDArray[np.bool_]:
        kept = stocked(points, others)
        if region.listed is None:
            # As a person sets them, two points may be the same run.
            taken = _rounded(region, np.vstack([log.points, others]))
            kept = kept & ~among(_rounded(region, points), taken)
        if study.outside == "refuse" and learnt.outlook.known.size:
            kept = kept & (_where(learnt, points) < Domain.OUTSIDE)
        return np.asarray(kept, dtype=bool)

    return free


def _span(learnt: Learnt, outcome: str) -> float:
    """What one standardised unit of an outcome's surface is worth in the middle of its results, in the unit."""
    scale, surface = learnt.scales[outcome], learnt.surfaces[outcome]
    middle = learnt.signs[outcome] * surface.mean
    ends = scale.back(np.array([middle - surface.scale / 2, middle + surface.scale / 2]))
    return float(ends[1] - ends[0]) or 1.0


def bettered(study: Campaign, learnt: Learnt, points: Floats, rng: np.random.Generator) -> Floats:
    """By how much the best so far may be bettered by the first, the first two … of some runs, in the goal's unit.

    ``points`` are unit points, shape (runs, factors); the draws have the shape (draws, runs).
    """
    place = learnt.best(study)
    if place is None or not len(points):
        return np.zeros((0, len(points)))
    everything = np.vstack([learnt.log.points[place], points])
    drawn = learnt.draws(study.goal, everything, rng.normal(size=(_DRAWS, len(everything))))
    keeps = np.ones((_DRAWS, len(points)), dtype=bool)
    for chance in learnt.kept(study, points).values():
        keeps &= rng.random(keeps.shape) < chance
    reached = np.maximum.accumulate(np.where(keeps, drawn[:, 1:], -np.inf), axis=1)
    return np.asarray(np.maximum(reached - drawn[:, :1], 0.0))


def _is_known(learnt: Learnt, outcome: str) -> bool:
    return bool(learnt.log.known(outcome).any())


def _where(learnt: Learnt, points: Floats) -> NDArray[np.object_]:
    """How far each point lies from what was measured: inside, at its edge or outside, shape (points,)."""
    log, space = learnt.log, learnt.domain.space
    measured = log.points[~log.open(tuple(learnt.surfaces)) & ~log.failed]
    if not len(measured):
        return np.full(len(points), Domain.OUTSIDE, dtype=object)
    outside = np.zeros(len(points), dtype=bool)
    for place, factor in enumerate(space.factors):
        column, own = measured[:, place], points[:, place]
        if isinstance(factor, Category):
            outside |= np.abs(own[:, None] - column).min(axis=1) > _SAME
        else:
            outside |= (own < column.min() - _SAME) | (own > column.max() + _SAME)
    posterior = next(iter(learnt.surfaces.values())).posterior
    rows = coded(space, points)
    left = posterior.view(rows).variance / posterior.kernel.variance(rows)
    found = np.where(left > _HALF_KNOWN, Domain.EDGE, Domain.INSIDE).astype(object)
    found[outside] = Domain.OUTSIDE
    return found


def _reason(study: Campaign, learnt: Learnt, point: Floats, chances: Mapping[str, float]) -> Text:
    """Why a run is proposed."""
    if not _is_known(learnt, study.goal):
        if learnt.taught(study.goal):
            return say("Starts from what was known before the first run.")
        return say("Spreads the first runs over the region.")
    unsure = [outcome for outcome, chance in chances.items() if _OPEN_LIMIT[0] < chance < _OPEN_LIMIT[1]]
    if unsure:
        return say("Checks whether the limit of {outcomes} is kept.", outcomes=unsure)
    place = learnt.best(study)
    expected = learnt.estimate(study.goal, point, measured=False)
    if place is None:
        return say("Looks for a run that keeps the limits.")
    best = learnt.estimate(study.goal, learnt.log.points[place], measured=False)
    sign = learnt.signs[study.goal]
    if sign * expected.value >= sign * best.value - (best.upper - best.lower) / 4:
        return say("Exploits: expected as good as the best run so far, or better.")
    return say("Explores: little is known here, and it may be better than the best run so far.")


def _nearest(learnt: Learnt, point: Floats) -> tuple[int, ...]:
    """Numbers of the runs that are most alike to a point in what the surface knows."""
    log = learnt.log
    done = np.flatnonzero(~log.open(tuple(learnt.surfaces)) & ~log.failed)
    if not len(done):
        return ()
    kernel = next(iter(learnt.surfaces.values())).posterior.kernel
    space = learnt.domain.space
    alike = kernel.between(coded(space, point[None]), coded(space, log.points[done]))[0]
    order = np.argsort(-alike, kind="stable")[:_NEAREST]
    return tuple(int(log.numbers[done[place]]) for place in order)
