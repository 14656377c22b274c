"""Batches in blocks: runs that share a plate, an oven or a day have the same setting of what cannot change within it.

For each setting that a block might have, runs are chosen one after the other as for any batch; what each further run
brings falls. A small integer program (HiGHS, through SciPy) then decides which settings get how many runs, so that the
sum of gains less the cost of changing over is largest; the batch is chosen afresh within these numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sanhak.decide.campaign.batch import Allowed, Chosen, choose, coded, everything
from sanhak.decide.campaign.gain import Outlook
from sanhak.decide.region import Region
from sanhak.model.prediction import Floats

_SETTINGS: Final = 12
"""Settings of a block that are weighed in full; the others are ruled out by their best single run."""
_SAMPLE: Final = 2048
_LEVELS: Final = 7
_SAME: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Blocks:
    """How a batch is divided: ``size`` runs at most in each block, in which the factors at ``places`` are constant.

    ``change`` is what another setting costs, in standardised units of the goal.
    """

    places: tuple[int, ...]
    size: int
    change: float = 0.0


def choose_blocked(
    region: Region,
    outlook: Outlook,
    count: int,
    rng: np.random.Generator,
    measured: Floats,
    blocks: Blocks,
    pending: Floats | None = None,
    allowed: Allowed = everything,
) -> Chosen:
    """The next ``count`` runs in blocks, ordered block by block; see :func:`~sanhak.decide.campaign.batch.choose`."""
    points = _candidates(region, blocks, rng)
    settings, labels = _settings(points, blocks.places)
    if not len(points):
        return choose(replace(region, pool=points), outlook, count, rng, measured, pending, allowed)
    gain = outlook.look(coded(region.space, points)).log_gain
    best = np.array([gain[labels == label].max() for label in range(len(settings))])
    kept = np.argsort(-best, kind="stable")[:_SETTINGS]
    seed = int(rng.integers(2**32))
    gains = []
    for label in kept:
        inside = replace(region, pool=points[labels == label])
        fresh = np.random.default_rng([seed, int(label)])
        chosen = choose(inside, outlook, count, fresh, measured, pending, allowed)
        gains.append(np.exp(chosen.log_gain))
    shares = _shared(gains, count, blocks)
    quota = {int(label): share for label, share in zip(kept, shares, strict=True) if share}
    pool = points[np.isin(labels, list(quota))]

    def within(some: Floats, chosen: Floats) -> NDArray[np.bool_]:
        used = _matched(chosen, settings, blocks.places)
        full = [label for label, most in quota.items() if (used == label).sum() >= most]
        return allowed(some, chosen) & ~np.isin(_matched(some, settings, blocks.places), full)

    fresh = np.random.default_rng(seed)
    chosen = choose(replace(region, pool=pool), outlook, count, fresh, measured, pending, within)
    order = np.argsort(_matched(chosen.points, settings, blocks.places), kind="stable")
    return Chosen(chosen.points[order], chosen.log_gain[order])


def _candidates(region: Region, blocks: Blocks, rng: np.random.Generator) -> Floats:
    """Points whose constant factors take few values: as listed, else drawn and moved onto a grid of these factors."""
    if region.listed is not None:
        return region.listed
    drawn = region.draw(_SAMPLE, rng)
    onto = drawn.copy()
    for place in blocks.places:
        onto[:, place] = np.round(drawn[:, place] * (_LEVELS - 1)) / (_LEVELS - 1)
    onto = region.space.settled(onto)
    return onto[region.keeps(onto)]


def _settings(points: Floats, places: Sequence[int]) -> tuple[Floats, NDArray[np.intp]]:
    """The distinct settings of the constant factors, shape (settings, places), and which one each point has."""
    settings, labels = np.unique(np.round(points[:, list(places)], 9), axis=0, return_inverse=True)
    return settings, labels.ravel()


def _matched(points: Floats, settings: Floats, places: Sequence[int]) -> NDArray[np.intp]:
    """The setting that each point has, shape (points,)."""
    if not len(points):
        return np.zeros(0, dtype=np.intp)
    apart = np.abs(points[:, None, list(places)] - settings).max(axis=2)
    return np.asarray(np.where(apart.min(axis=1) < _SAME, apart.argmin(axis=1), -1))


def _shared(gains: Sequence[Floats], count: int, blocks: Blocks) -> list[int]:
    """How many runs each setting gets: ``gains`` hold what its first, second … run brings.

    As many blocks as the batch fills are to be shared out; each setting that is used costs one change.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    sizes = [len(own) for own in gains]
    runs, settings = sum(sizes), len(gains)
    total = -(-count // blocks.size)
    costs = [np.full(settings, 1e-9), np.full(settings, blocks.change)]
    value = np.concatenate([*(-np.maximum(own, 0.0) for own in gains), *costs])
    owner = np.repeat(np.arange(settings), sizes)
    taken, used, open_ = np.zeros((settings, runs)), np.eye(settings), np.eye(settings)
    taken[owner, np.arange(runs)] = 1.0
    none = np.zeros((settings, settings))
    rules = [
        LinearConstraint(np.hstack([taken, -blocks.size * used, none]), -np.inf, 0.0),
        LinearConstraint(np.hstack([np.zeros((settings, runs)), used, -total * open_]), -np.inf, 0.0),
        LinearConstraint(np.concatenate([np.zeros(runs), np.ones(settings), np.zeros(settings)])[None], 0, total),
        LinearConstraint(np.concatenate([np.ones(runs), np.zeros(2 * settings)])[None], 0, count),
    ]
    # A run is worth something however little: the batch is filled before gains decide, or it would end where they do.
    value[:runs] -= 1e3
    found = milp(
        value,
        integrality=np.ones(len(value), dtype=np.int64),
        bounds=Bounds(0, np.concatenate([np.ones(runs), np.full(settings, total), np.ones(settings)])),
        constraints=rules,
    )
    chosen = np.round(found.x[:runs]) if found.x is not None else np.zeros(runs)
    return [int(chosen[owner == setting].sum()) for setting in range(settings)]
