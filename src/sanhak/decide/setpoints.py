"""Robust set-points: the settings with the best goal among those that keep every limit as surely as asked.

The search runs in the unit cube of a :class:`~sanhak.decide.space.Space`, in batches and without derivatives, so that
any
model serves and the same seed finds the same point:

1. a pool: an even sample of the cube, the settings that were really run, and mixtures of good ones among them;
2. rounds of shrinking random steps around the best points found so far, a (mu + lambda) evolution strategy
   (Beyer & Schwefel 2002, Evolution strategies - a comprehensive introduction).

Points are ranked by feasibility first (Deb 2000, An efficient constraint handling method for genetic algorithms): one
that keeps all limits beats one that does not; among the latter the smaller shortfall wins.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sanhak.decide.space import Category, Setting, Settings, Space
from sanhak.model.prediction import Domain, Floats, Prediction
from sanhak.table import Table
from sanhak.text import say

if TYPE_CHECKING:
    from sanhak.model.model import Model
    from sanhak.run import Run

_POOL: Final = 2048
_ROUNDS: Final = 24
_PARENTS: Final = 12
_CHILDREN: Final = 24
_FIRST_STEP: Final = 0.15
_SHRINK: Final = 0.78
_WINDOW_GRID: Final = 201
_RULE_SHARES: Final = (0.05, 0.1, 0.2, 0.3)
# Among settings that the model cannot tell apart the one nearest to today wins: a full-range move of every control must
# bring this many deviations of the goal to be worth it.
_RELUCTANCE: Final = 0.01
# Predictions are compared to nine digits only, as the encoder rounds its input: units must not decide between equals.
_DIGITS: Final = 9


@dataclass(frozen=True, slots=True)
class Goal:
    """What is to be made large or small: the model's expectation, or the value that holds with ``assurance``.

    ``scale`` is the deviation of the goal over the history, in which gains are weighed. ``price`` is the money that one
    unit of the goal is worth; with it, costs of controls count against the goal.
    """

    model: Model[Prediction]
    maximize: bool
    scale: float = 1.0
    assurance: float | None = None
    price: float | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """An outcome to be kept within ``lower``–``upper`` (its unit) with probability ``assurance``.

    A safety limit is never relaxed.
    """

    model: Model[Prediction]
    lower: float | None
    upper: float | None
    assurance: float
    safety: bool = False


@dataclass(frozen=True)
class Problem:
    """Everything that the search needs.

    ``today`` holds the present controls; ``conditions`` what cannot be set, one mapping for each of the conditions for
    which a setting has to serve, all equally likely.
    """

    space: Space
    goal: Goal
    limits: tuple[Limit, ...]
    today: Mapping[str, Setting]
    conditions: tuple[Mapping[str, Setting], ...] = ({},)
    costs: Mapping[str, float] = field(default_factory=dict)
    """Money for one unit of a control, by name."""
    moves: Mapping[str, float] = field(default_factory=dict)
    """Largest move from today, by name, in the control's unit."""
    measured: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    """Lowest and highest value that the search may use, by name: what was ever measured."""
    farthest: Domain = Domain.EDGE

    def table(self, settings: Settings) -> Table:
        """Settings as rows that the models can predict, each under every condition, one below the other."""
        points, conditions = len(next(iter(settings.values()))), len(self.conditions)
        facts = self.goal.model.inputs
        columns = {
            column.name: np.repeat(settings[column.name], conditions)
            if column.name in settings
            else [condition.get(column.name) for condition in self.conditions] * points
            for column in facts
        }
        return Table(pl.DataFrame(columns), facts)

    def predict(self, model: Model[Prediction], settings: Settings) -> Prediction:
        """What a model says of settings under the conditions, one row for each setting."""
        return model.predict(self.table(settings)).mixed(len(self.conditions))

    @property
    def reach(self) -> tuple[Floats, Floats]:
        """Lowest and highest unit coordinates that measured ranges and moves allow, each of shape (factors,)."""
        lower, upper = np.zeros(len(self.space)), np.ones(len(self.space))
        for place, factor in enumerate(self.space.factors):
            if isinstance(factor, Category):
                continue
            spans = [self.measured[factor.name]] if factor.name in self.measured else []
            if factor.name in self.moves:
                now, move = float(self.today[factor.name]), self.moves[factor.name]
                spans.append((now - move, now + move))
            for span in spans:
                start, end = np.clip(factor.unit(np.array(span)), 0.0, 1.0)
                lower[place], upper[place] = max(lower[place], start), min(upper[place], end)
        return lower, np.maximum(lower, upper)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the models say of settings, all of shape (points,) but ``keeps`` (points, limits).

    ``worth`` is the goal less the costs, in deviations of the goal's outcome, larger is better. ``shortfall`` sums by
    how
    much limits and domain are missed; 0 for a setting that may be recommended.
    """

    goal: Prediction
    worth: Floats
    keeps: Floats
    domain: NDArray[np.int8]
    shortfall: Floats

    @property
    def order(self) -> NDArray[np.intp]:
        """Positions from best to worst; equals keep their order."""
        return np.lexsort((-self.worth, self.shortfall))


def judge(problem: Problem, settings: Settings) -> Judgement:
    """Predict goal and limits at the given settings, values by factor name, each of shape (points,)."""
    table, parts = problem.table(settings), len(problem.conditions)
    goal = problem.goal.model.predict(table).mixed(parts)
    limited = [limit.model.predict(table) for limit in problem.limits]
    keeps = [
        chance_kept(limit, said, table).reshape(-1, parts).mean(axis=1)
        for limit, said in zip(problem.limits, limited, strict=True)
    ]
    domain = np.max([goal.domain, *(said.mixed(parts).domain for said in limited)], axis=0)
    shortfall = np.maximum(domain - problem.farthest, 0).astype(float)
    for chance, limit in zip(keeps, problem.limits, strict=True):
        shortfall += np.maximum(limit.assurance - chance, 0.0)
    return Judgement(
        goal=goal,
        worth=np.round(_worth(problem, goal, settings), _DIGITS),
        keeps=np.column_stack(keeps) if keeps else np.empty((len(goal), 0)),
        domain=domain.astype(np.int8),
        shortfall=np.round(shortfall, _DIGITS),
    )


def search(problem: Problem, tried: Settings, run: Run) -> Floats:
    """The best point of the unit cube, shape (1, factors).

    ``tried`` are the settings that were really run, values by factor name; they and their mixtures join the pool.
    """
    rng = run.rng("set-points")
    doing = say("Searching for the best setting")
    lower, upper = problem.reach
    best = _best(problem, pool(problem, tried, run), _PARENTS)
    rounds = run.count(_ROUNDS, least=4)
    for turn in range(rounds):
        run.step(doing, turn, rounds)
        step = _FIRST_STEP * _SHRINK**turn
        parents = np.repeat(best, _CHILDREN, axis=0)
        children = vary(problem.space, parents, step, rng)
        children = problem.space.settled(np.clip(children, lower, upper))
        best = _best(problem, np.vstack([best, children]), _PARENTS)
    return best[:1]


def window(problem: Problem, point: Floats) -> dict[str, tuple[Setting, ...]]:
    """For each factor the range (or the levels) that keeps all limits while the others stay at ``point``.

    Ranges are contiguous around the point; ``point`` has shape (1, factors).
    """
    found: dict[str, tuple[Setting, ...]] = {}
    lower, upper = problem.reach
    for place, factor in enumerate(problem.space.factors):
        if isinstance(factor, Category):
            grid = factor.unit(factor.levels)
        else:
            grid = np.unique(np.append(np.linspace(lower[place], upper[place], _WINDOW_GRID), point[0, place]))
        points = np.repeat(point, len(grid), axis=0)
        points[:, place] = grid
        good = judge(problem, problem.space.values(points)).shortfall <= 0
        values = factor.values(grid)
        if isinstance(factor, Category):
            found[factor.name] = tuple(str(level) for level, keeps in zip(values, good, strict=True) if keeps)
        else:
            here = int(np.argmin(np.abs(grid - point[0, place])))
            first, last = _around(good, here)
            found[factor.name] = (float(values[first]), float(values[last]))
    return found


def simple_rule(problem: Problem, history: Table) -> tuple[float, dict[str, Setting]] | None:
    """The tuned simple rule: mean controls of the best share of the rows that kept all limits, and that share.

    The share is the best, as the models judge it, of four. None when no row kept all limits.
    """
    good = kept(problem, history)
    if len(good) == 0:
        return None
    ranked = good[np.argsort(-_sign(problem) * history.values(problem.goal.model.outcome.name)[good], kind="stable")]
    rules = [_centre(problem.space, history, ranked[: max(1, round(share * len(good)))]) for share in _RULE_SHARES]
    judged = judge(problem, {name: np.array([rule[name] for rule in rules]) for name in problem.space.names})
    chosen = int(judged.order[0])
    return _RULE_SHARES[chosen], rules[chosen]


def kept(problem: Problem, history: Table) -> NDArray[np.intp]:
    """Positions of the rows that measured the goal and kept every limit as measured."""
    good = np.isfinite(history.values(problem.goal.model.outcome.name))
    for limit in problem.limits:
        measured = history.values(limit.model.outcome.name)
        good &= np.isfinite(measured)
        good &= measured >= (-np.inf if limit.lower is None else limit.lower)
        good &= measured <= (np.inf if limit.upper is None else limit.upper)
    return np.flatnonzero(good)


def _sign(problem: Problem) -> float:
    return 1.0 if problem.goal.maximize else -1.0


def chance_kept(limit: Limit, said: Prediction, table: Table) -> Floats:
    """Probability that each row keeps a limit, even if the model's expectation is off by one standard error.

    A search finds the settings about which a model errs on the pleasant side; without this margin limits would be
    missed more often than promised. Source: J. Smith and R. Winkler, The optimizer's curse, Management Science 52
    (2006).
    """
    error = limit.model.standard_error(table)
    chance = np.ones(len(said))
    if limit.upper is not None:
        chance = chance - (1 - said.less(-error).chance(below=limit.upper))
    if limit.lower is not None:
        chance = chance - (1 - said.less(error).chance(above=limit.lower))
    return np.maximum(chance, 0.0)


def _worth(problem: Problem, said: Prediction, settings: Settings) -> Floats:
    goal = problem.goal
    value = said.mean
    if goal.assurance is not None:
        value = said.quantile(1 - goal.assurance if goal.maximize else goal.assurance)
    worth = _sign(problem) * value
    if goal.price:
        paid = sum(cost * np.asarray(settings[name], dtype=float) for name, cost in problem.costs.items())
        worth = worth - paid / goal.price
    far = np.abs(problem.space.points(settings) - problem.space.points(_one(problem.today)))
    moved = np.where(problem.space.ordered, far, far > 0)
    reluctance = _RELUCTANCE * np.sqrt(np.mean(np.nan_to_num(moved, nan=1.0) ** 2, axis=1))
    result: Floats = worth / goal.scale - reluctance
    return result


def _one(row: Mapping[str, Setting]) -> dict[str, Floats | NDArray[np.str_]]:
    """One row of values as arrays of shape (1,)."""
    return {name: np.array([value]) for name, value in row.items()}


def pool(problem: Problem, tried: Settings, run: Run) -> Floats:
    """Even sample, history and today, and mixtures of random pairs of the history, all within reach."""
    space, rng = problem.space, run.rng("set-points", "pool")
    lower, upper = problem.reach
    even = lower + space.sample(run.count(_POOL, least=256), rng) * (upper - lower)
    known = np.vstack([space.points(tried), space.points(_one(problem.today))])
    known = known[np.isfinite(known).all(axis=1)]
    if len(known) == 0:
        return space.settled(even)
    pairs = rng.integers(len(known), size=(len(even) // 2, 2))
    share = rng.random((len(pairs), 1))
    mixed = known[pairs[:, 0]] * share + known[pairs[:, 1]] * (1 - share)
    return space.settled(np.clip(np.vstack([known, mixed, even]), lower, upper))


def _best(problem: Problem, points: Floats, count: int) -> Floats:
    """The ``count`` best of the points, best first, without repeats."""
    points = points[np.sort(np.unique(points, axis=0, return_index=True)[1])]
    order = judge(problem, problem.space.values(points)).order
    return points[order[:count]]


def vary(space: Space, parents: Floats, step: float, rng: np.random.Generator) -> Floats:
    """Children: normal steps along some of the ordered factors; a category jumps now and then."""
    move = rng.random(parents.shape) < max(0.5, 1 / len(space))
    stepped = parents + step * rng.standard_normal(parents.shape)
    jumped = np.where(rng.random(parents.shape) < step, rng.random(parents.shape), parents)
    return np.where(move, np.where(space.ordered, stepped, jumped), parents)


def _around(good: NDArray[np.bool_], here: int) -> tuple[int, int]:
    """First and last position of the run of True around ``here``; ``here`` itself when it is not True."""
    bad = np.flatnonzero(~good)
    if not good[here]:
        return here, here
    before, after = bad[bad < here], bad[bad > here]
    return (int(before[-1]) + 1 if len(before) else 0), (int(after[0]) - 1 if len(after) else len(good) - 1)


def _centre(space: Space, history: Table, rows: NDArray[np.intp]) -> dict[str, Setting]:
    """Mean of the numbers and the most frequent level of the categories over some rows."""
    centre: dict[str, Setting] = {}
    for factor in space.factors:
        if isinstance(factor, Category):
            levels = [level for level in np.array(history.texts(factor.name), dtype=object)[rows] if level is not None]
            centre[factor.name] = max(levels, key=levels.count) if levels else factor.levels[0]
        else:
            centre[factor.name] = float(np.nanmean(history.values(factor.name)[rows]))
    return centre
