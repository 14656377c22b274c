"""What each order needed: choosing by what was learnt, the simple rule, a random order, and the user's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from sanhak.areas.process.experiments.learning import learnt
from sanhak.areas.process.replaying.pool import Pool
from sanhak.decide.campaign.batch import choose, coded, inputs_of
from sanhak.decide.campaign.orders import (
    RULES,
    Choose,
    Neighbours,
    Places,
    RandomOrder,
    best_so_far,
    replayed,
    waited,
)
from sanhak.decide.space import Category
from sanhak.model.prediction import Floats
from sanhak.model.surface import learn
from sanhak.text import say

if TYPE_CHECKING:
    from sanhak.areas.process.replay import Replay
    from sanhak.run import Run

_FEWEST_STARTS: Final = 4
_FOLDS: Final = 5
_JUDGED: Final = 200
"""Runs on which it is judged whether settings tell the result."""
SURE: Final = 1.6448536269514722
"""Standard errors from which on a difference is no chance: one-sided, 5 %."""


@dataclass(frozen=True, slots=True, eq=False)
class Replayed:
    """One way of choosing, from every start: the order of each replay, and how many runs it needed, shape (starts,)."""

    orders: tuple[Places, ...]
    needed: Floats

    @classmethod
    def of(cls, orders: list[Places], pool: Pool) -> Replayed:
        """The way with these orders."""
        return cls(tuple(orders), np.array([waited(order, pool.good) for order in orders]))

    def quantile(self, share: float) -> float:
        """The number of runs within which this share of the starts has found; infinite where none did."""
        return float(np.quantile(self.needed, share, method="inverted_cdf"))

    def best(self, pool: Pool, runs: int) -> Floats:
        """The best worth after 1, 2, … runs of each replay, shape (starts, runs)."""
        return np.stack([best_so_far(order, pool.worth, runs) for order in self.orders])


@dataclass(frozen=True, slots=True)
class Told:
    """Whether settings tell the result: errors on held-out runs in the goal's unit, and if they are surely smaller."""

    error: float
    baseline: float
    rows: int
    sure: bool


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """All that the replay found. ``longest`` is the run after which a replay was given up, as it was carried out."""

    surface: Replayed
    simple: Replayed
    rule: Neighbours
    random: RandomOrder
    own: float
    own_order: Places
    told: Told
    longest: int

    @property
    def sooner(self) -> float:
        """The chance that choosing by what was learnt is sooner than a random order, ties counted half."""
        return float(self._later.mean())

    @property
    def _later(self) -> Floats:
        """For each start the chance that a random order needs more runs, ties counted half, shape (starts,)."""
        found = self.random.found
        at = np.minimum(np.where(np.isfinite(self.surface.needed), self.surface.needed, self.longest), len(found) - 1)
        at = at.astype(int)
        before = np.where(np.isfinite(self.surface.needed), found[at - 1], found[at])
        after = np.where(np.isfinite(self.surface.needed), found[at], 1.0)
        return np.asarray(1.0 - (before + after) / 2)

    @property
    def beats_random(self) -> bool:
        """Whether it is surely sooner; under no difference each chance is even between 0 and 1."""
        starts = len(self.surface.needed)
        return self.sooner - SURE * float(np.sqrt(1 / 12 / starts)) > 0.5  # noqa: PLR2004 - as often as not

    @property
    def beats_simple(self) -> bool:
        """Whether it needs surely fewer runs than the simple rule from the same starts."""
        ours, theirs = (np.minimum(way.needed, self.longest + 1) for way in (self.surface, self.simple))
        saved = theirs - ours
        return bool(saved.mean() - SURE * saved.std(ddof=1) / np.sqrt(len(saved)) > 0)


def outcome_of(study: Replay, pool: Pool, run: Run) -> Outcome:
    """Replay the pool from every start, each way from the same ones."""
    starts = run.count(study.repeats, least=_FEWEST_STARTS)
    longest = min(max(study.longest, study.start + study.batch), len(pool))
    firsts = [run.rng("replay", "start", at).choice(len(pool), study.start, replace=False) for at in range(starts)]
    orders = []
    for at, first in enumerate(firsts):
        run.step(say("Replaying"), at, starts)
        orders.append(replayed(_by_surface(study, pool, run, at), first, pool.good, study.batch, longest))
    ways = [(rule, _by_rule(study, pool, rule, firsts, longest, run)) for rule in RULES]
    rule, simple = min(ways, key=lambda way: float(np.minimum(way[1].needed, longest + 1).mean()))
    own = np.arange(len(pool))
    return Outcome(
        surface=Replayed.of(orders, pool),
        simple=simple,
        rule=rule,
        random=RandomOrder(pool.worth, pool.good),
        own=waited(own, pool.good),
        own_order=own,
        told=_told(study, pool, run),
        longest=longest,
    )


def _by_surface(study: Replay, pool: Pool, run: Run, start: int) -> Choose:
    """The choice that a campaign would make, among the runs of the pool."""
    places = {point.tobytes(): place for place, point in enumerate(pool.log.points)}
    units = dict.fromkeys(pool.campaign.outcomes)

    def chosen(made: Places, count: int) -> Places:
        known = learnt(pool.campaign, pool.domain, pool.part(made), units)
        rng = run.rng("replay", "surface", start, len(made))
        found = choose(pool.domain.region, known.outlook, min(count, study.batch), rng, pool.log.points[made])
        return np.array([places[point.tobytes()] for point in found.points], dtype=np.intp)

    return chosen


def _by_rule(
    study: Replay, pool: Pool, rule: Neighbours, firsts: list[Places], longest: int, run: Run
) -> Replayed:  # fmt: skip
    categories = np.array([isinstance(factor, Category) for factor in pool.domain.space.factors])
    found = []
    for at, first in enumerate(firsts):
        choice = rule.choose(pool.log.points, pool.worth, categories, run.rng("replay", "rule", at))
        found.append(replayed(choice, first, pool.good, study.batch, longest))
    return Replayed.of(found, pool)


def _told(study: Replay, pool: Pool, run: Run) -> Told:
    """Hold out a fifth of the runs at a time and predict it from the others."""
    known = np.flatnonzero(pool.log.known(study.goal))
    rng = run.rng("replay", "held out")
    rows = rng.permutation(known)[: run.count(_JUDGED, least=_FOLDS * _FOLDS)]
    space = pool.domain.space
    X = coded(space, pool.log.points[rows])
    worst, best = pool.ends
    y = np.round((pool.log.results[study.goal][rows] - worst) / (best - worst), 9)
    inputs, fold = inputs_of(space, pool.domain.distances), np.arange(len(rows)) % _FOLDS
    error, base = np.zeros(len(rows)), np.zeros(len(rows))
    for held in (fold == place for place in range(min(_FOLDS, len(rows)))):
        surface = learn(inputs, X[~held], y[~held])
        error[held] = (surface.predict(X[held])[0] - y[held]) ** 2
        base[held] = (y[~held].mean() - y[held]) ** 2
    less = base - error
    sure = bool(less.mean() > SURE * less.std(ddof=1) / np.sqrt(len(less)))
    span = abs(best - worst)
    return Told(span * float(np.sqrt(error.mean())), span * float(np.sqrt(base.mean())), len(rows), sure)
