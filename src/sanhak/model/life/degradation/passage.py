"""When a condition reaches its limit: the life of what wears, and its condition at a later moment."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import numpy as np
from scipy.special import gammaincc, log_ndtr, ndtr, ndtri

from sanhak.model.life.degradation.courses import Courses
from sanhak.model.life.degradation.wear import Nodes
from sanhak.model.prediction import Floats

_STATES: Final = np.array([0.05, 0.2, 0.5, 0.8, 0.95])
_SHARES: Final = np.array([0.1, 0.25, 0.3, 0.25, 0.1])
"""Quantiles that stand for the state at the last reading, and what each stands for."""
_TINY: Final = 1e-12
_LEAST: Final = 1e-4
"""Rates below this share of a row's weight are left out."""


class Law(StrEnum):
    """How wear goes on from the last reading."""

    STEADY = "steady"
    """By its mean, without scatter."""
    WIENER = "wiener"
    """A Wiener process: it may seem to go back. First passage: inverse Gaussian."""
    GAMMA = "gamma"
    """A gamma process of the same mean and variance: it never goes back."""


def survival(courses: Courses, nodes: Nodes, times: Floats, law: Law) -> Floats:
    """Probability that each life lasts beyond ``times`` of shape (k,) from now, shape (n, k); of a life that runs.

    A life that runs has not reached its limit unless its last reading says so; such a one has no life left.
    """
    alive = np.empty((len(courses), len(times)))
    for row in range(len(courses)):
        alive[row] = _one(courses, nodes, row, np.append(0.0, times), law)
    return alive


def _one(courses: Courses, nodes: Nodes, row: int, times: Floats, law: Law) -> Floats:
    scale = nodes.scale
    limit = (courses.limit[row] - scale.start) / scale.span
    if courses.last[row] >= courses.limit[row]:
        return np.zeros(len(times) - 1)
    weight = nodes.weight[row]
    used = np.flatnonzero(weight > _LEAST * weight.max())
    mean, deviation = nodes.mean[row, used], np.sqrt(nodes.variance[row, used])
    # The state lies below the limit: quantiles of the normal distribution cut off there.
    below = np.maximum(ndtr((limit - mean) / deviation), _TINY)
    state = mean[:, None] + deviation[:, None] * ndtri(np.maximum(below[:, None] * _STATES, _TINY))
    left = np.maximum(limit - state, 1e-9)[:, :, None]
    known = courses.seen[row] - courses.begun[row]
    ages = courses.now - courses.begun[row] + times
    until = np.maximum(ages, 0.0)[None, :] / scale.time
    power = nodes.power[used][:, None]
    grown = np.maximum(until**power - (max(known, 0.0) / scale.time) ** power, _TINY)
    rate, scatter = nodes.rate[row, used][:, None, None], nodes.scatter[used][:, None, None]
    lasting = lasts(rate * grown[:, None, :], scatter, left, law)
    share = (weight[used] * below)[:, None] * _SHARES
    total = (share[:, :, None] * lasting).sum(axis=(0, 1))
    return np.asarray(np.minimum.accumulate(np.clip(total[1:] / max(total[0], _TINY), 0.0, 1.0)))


def lasts(grown: Floats, scatter: Floats, left: Floats, law: Law) -> Floats:
    """Probability that wear which is expected to grow by ``grown`` stays below ``left``."""
    if law is Law.STEADY:
        return np.asarray((grown < left).astype(float))
    if law is Law.GAMMA:
        # Not by then: the increment, gamma with shape grown / scatter, is below what is left.
        return np.asarray(1 - gammaincc(grown / scatter, left / scatter))
    root = np.sqrt(scatter * grown)
    back = np.exp(np.minimum(2 * left / scatter + log_ndtr(-(grown + left) / root), 0.0))
    return np.asarray(np.clip(1 - ndtr((grown - left) / root) - back, 0.0, 1.0))


def states(
    courses: Courses, nodes: Nodes, row: int, ahead: float, law: Law, draws: int, rng: np.random.Generator
) -> tuple[Floats, Floats, Floats, Floats]:
    """Draws of the state of one life ``ahead`` of now; with rate, power and scatter of each, all of shape (draws,)."""
    one = courses.of_rows([row])
    found = _drawn(one, nodes.of(np.array([row])), np.array([courses.now + ahead]), law, draws, rng)
    return tuple(part[0] for part in found)


def later(courses: Courses, nodes: Nodes, at: Floats, law: Law, draws: int, rng: np.random.Generator) -> Floats:
    """Draws of a reading of each life at a later moment ``at`` of shape (n,), shape (n, draws)."""
    state = _drawn(courses, nodes, at, law, draws, rng)[0]
    noise = nodes.noise * rng.standard_normal(state.shape)
    return np.asarray(nodes.scale.start + nodes.scale.span * (state + noise))


def _drawn(
    courses: Courses, nodes: Nodes, at: Floats, law: Law, draws: int, rng: np.random.Generator
) -> tuple[Floats, Floats, Floats, Floats]:
    """State at the moments ``at``, rate, power and scatter of draws, each of shape (n, draws)."""
    scale = nodes.scale
    rows = np.arange(len(courses))[:, None]
    heaped = np.cumsum(nodes.weight, axis=1)
    chance = (np.arange(draws) + rng.random((len(courses), draws))) / draws
    places = np.minimum(
        (heaped[:, None, :] < chance[:, :, None] * heaped[:, -1:, None]).sum(axis=2), heaped.shape[1] - 1
    )
    normal = rng.standard_normal((2, *places.shape))
    state = nodes.mean[rows, places] + np.sqrt(nodes.variance[rows, places]) * normal[0]
    power = nodes.power[places]
    known, until = ((np.maximum(part - courses.begun, 0.0) / scale.time)[:, None] for part in (courses.seen, at))
    grown = nodes.rate[rows, places] * np.maximum(until**power - known**power, 0.0)
    scatter = nodes.scatter[places]
    if law is Law.GAMMA:
        state = state + rng.gamma(np.maximum(grown / scatter, _TINY), scatter)
    else:
        state = state + grown + np.sqrt(scatter * grown) * normal[1]
    return state, nodes.rate[rows, places], power, scatter
