"""Which way of going on is believed: judged on later readings of assets that it was not fitted to.

At two earlier moments the fleet is taken as it was known then. Assets are split in two; each half is foretold by what
was fitted to the other half and to its own readings until then. Two things are judged: the readings that came later
(continuous ranked probability score, Gneiting & Raftery 2007, JASA 102), each asset weighing one, which chooses; and
the lives that ended later, which set the level of the intervals (:mod:`.calibrating`).
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from sanhak.model.life.degradation.courses import Courses, Whole
from sanhak.model.life.degradation.passage import Law, later, survival
from sanhak.model.life.degradation.simple import Straight
from sanhak.model.life.degradation.wear import Nodes, Wear
from sanhak.model.prediction import Floats

LINE, POOLED, COEFFICIENT, WIENER, GAMMA = "line", "pooled", "coefficient", "wiener", "gamma"
CANDIDATES: Final = (LINE, POOLED, COEFFICIENT, WIENER, GAMMA)
"""The simplest first; the line is the baseline."""
LAWS: Final[Mapping[str, Law]] = {COEFFICIENT: Law.STEADY, WIENER: Law.WIENER, GAMMA: Law.GAMMA}
_CUTS: Final = (0.55, 0.75)
"""Moments at which the past is cut, as shares of all readings."""
_DRAWS: Final = 64
_SLACK: Final = 0.01
_FEW: Final = 4


@dataclass(frozen=True, slots=True)
class Past:
    """What one candidate foretold at earlier moments of assets that it was not fitted to.

    For r later readings: ``asset``, ``score`` (CRPS), whether each lay ``inside`` its 90 % interval, and its ``width``.
    For e lives that ran then: ``owner``, the ``chance`` at which it was foretold to end by its end so far, and whether
    it had ``ended`` at its limit.
    """

    asset: Whole
    score: Floats
    inside: Floats
    width: Floats
    owner: Whole
    chance: Floats
    ended: np.ndarray
    seconds: float


@dataclass(frozen=True, slots=True)
class Contest:
    """All candidates on the same past, and which one is believed."""

    pasts: Mapping[str, Past]
    chosen: str
    losses: Mapping[str, Floats]
    """CRPS of each asset, in the unit of the condition, by candidate; each of shape (assets judged,)."""


def fitted(name: str, courses: Courses, draws: int, seed: int) -> Straight | Wear:
    """One candidate, fitted to all lives."""
    if name in (LINE, POOLED):
        return Straight.fitted(courses, pooled=name == POOLED)
    return Wear.fitted(courses, scatters=name != COEFFICIENT, draws=draws, seed=seed)


def lasting(name: str, model: Straight | Wear, courses: Courses, rows: Whole, times: Floats) -> Floats:
    """Probability of some of the lives to last beyond ``times`` from now, shape (rows, k)."""
    if isinstance(model, Straight):
        return model.survival(courses.of_rows(rows), times)
    return survival(courses.of_rows(rows), model.nodes(courses).of(rows), times, LAWS[name])


def held(courses: Courses, seed: int = 0) -> Contest | None:
    """The contest; None where no moment of the past leaves readings to learn from and later ones to judge by."""
    moments = np.unique(np.nanquantile(courses.at, _CUTS))
    half = np.random.default_rng([seed, 11]).permutation(len(courses.assets)) % 2
    parts: dict[str, list[Past]] = {name: [] for name in CANDIDATES}
    for moment in moments:
        for side in (0, 1):
            for name, past in _one(courses, float(moment), half, side, seed).items():
                parts[name].append(past)
    if not parts[LINE]:
        return None
    pasts = {name: _joined(found) for name, found in parts.items()}
    judged = np.unique(pasts[LINE].asset)
    if len(judged) < _FEW:
        return None
    losses = {name: _by_asset(past, judged) for name, past in pasts.items()}
    return Contest(pasts, _simplest(losses), losses)


def _one(courses: Courses, moment: float, half: Whole, side: int, seed: int) -> dict[str, Past]:
    """All candidates at one moment of the past, for the assets of one side."""
    known = courses.until(moment)
    teaching = np.flatnonzero(half[known.asset] != side)
    judging = np.flatnonzero((half[known.asset] == side) & (known.ended == np.inf))
    ahead = _ahead(courses, known.of_rows(judging), moment)
    if len(teaching) < _FEW or not len(judging) or not any(len(part[0]) for part in ahead):
        return {}
    found = {}
    wear: Wear | None = None
    for name in CANDIDATES:
        start = time.process_time()
        if name == GAMMA and wear is not None:
            model: Straight | Wear = wear
        else:
            model = fitted(name, known.of_rows(teaching), 2, seed)
        wear = model if name == WIENER and isinstance(model, Wear) else wear
        nodes = model.nodes(known) if isinstance(model, Wear) else None
        found[name] = _judged(name, model, nodes, known, judging, ahead, time.process_time() - start, seed)
    return found


Ahead = list[tuple[Floats, Floats, float, bool]]
"""For each life: its later moments and readings, its end so far, and whether that was at its limit."""


def _ahead(courses: Courses, known: Courses, moment: float) -> Ahead:
    places = {
        (int(asset), float(begun)): row
        for row, (asset, begun) in enumerate(zip(courses.asset, courses.begun, strict=True))
    }
    found: Ahead = []
    for asset, begun in zip(known.asset, known.begun, strict=True):
        row = places[int(asset), float(begun)]
        at, value = courses.at[row], courses.value[row]
        came = at > moment
        end = min(float(courses.ended[row]), courses.now)
        found.append((at[came], value[came], end, bool(courses.reached[row])))
    return found


def _judged(
    name: str, model: Straight | Wear, nodes: Nodes | None, known: Courses, judging: Whole, ahead: Ahead,
    seconds: float, seed: int,
) -> Past:  # fmt: skip
    rows = np.concatenate([np.full(min(len(part[0]), _FEW), place) for place, part in enumerate(ahead)]).astype(int)
    at = np.concatenate([part[0][_spread(len(part[0]))] for part in ahead])
    came = np.concatenate([part[1][_spread(len(part[0]))] for part in ahead])
    rng = np.random.default_rng([seed, 13])
    these = known.of_rows(judging[rows])
    if isinstance(model, Straight) or nodes is None:
        draws = model.later(these, at, _DRAWS, rng)  # type: ignore[union-attr]
        alive = model.survival(known.of_rows(judging), _TIMES * _span(known))  # type: ignore[union-attr]
    else:
        draws = later(these, nodes.of(judging[rows]), at, LAWS[name], _DRAWS, rng)
        alive = survival(known.of_rows(judging), nodes.of(judging), _TIMES * _span(known), LAWS[name])
    low, high = np.quantile(draws, [0.05, 0.95], axis=1)
    ends = np.array([part[2] for part in ahead]) - known.now
    times = np.append(0.0, _TIMES * _span(known))
    chance = np.array([1 - np.interp(end, times, np.append(1.0, row)) for end, row in zip(ends, alive, strict=True)])
    return Past(
        these.asset, _crps(draws, came), ((came >= low) & (came <= high)).astype(float), high - low,
        known.asset[judging], chance, np.array([part[3] for part in ahead]), seconds,
    )  # fmt: skip


_TIMES: Final = np.geomspace(0.002, 30.0, 60)


def _span(courses: Courses) -> float:
    """The time for which the fleet is known, from its first reading to now."""
    return float(courses.now - np.nanmin(courses.at)) or 1.0


def _spread(count: int) -> Whole:
    """Places of at most four of ``count`` later readings, evenly spread."""
    return np.unique(np.rint(np.linspace(0, count - 1, min(count, _FEW))).astype(np.int64))


def _crps(draws: Floats, came: Floats) -> Floats:
    """Continuous ranked probability score of draws (n, d) against what came (n,)."""
    ordered = np.sort(draws, axis=1)
    count = draws.shape[1]
    pairs = (ordered * (2 * np.arange(1, count + 1) - count - 1)).sum(axis=1) / count**2
    return np.asarray(np.abs(draws - came[:, None]).mean(axis=1) - pairs)


def _joined(parts: list[Past]) -> Past:
    arrays = ("asset", "score", "inside", "width", "owner", "chance", "ended")
    whole: dict[str, Any] = {name: np.concatenate([getattr(part, name) for part in parts]) for name in arrays}
    return Past(**whole, seconds=sum(part.seconds for part in parts))


def _by_asset(past: Past, judged: Whole) -> Floats:
    place = np.searchsorted(judged, past.asset)
    return np.asarray(np.bincount(place, past.score) / np.bincount(place))


def _simplest(losses: Mapping[str, Floats]) -> str:
    """The simplest within one standard error of the paired difference to the best, and at most 1 % worse."""
    best = min(losses, key=lambda name: losses[name].mean())
    for name in CANDIDATES:
        more = losses[name] - losses[best]
        error = float(more.std(ddof=1)) / np.sqrt(len(more))
        if more.mean() <= min(error, _SLACK * losses[best].mean()):
            return name
    return best
