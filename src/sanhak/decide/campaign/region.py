"""What may be run: the space of the factors within its conditions, listed where it is short and drawn where it is long.

A region is never written out in full unless it has at most :data:`MOST` points: a list of factors is spread factor by
factor, and what no value of the remaining factors can save is dropped at once. Beyond that, points are drawn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sanhak.decide.campaign.linear import Linear, Polytope, linear_of
from sanhak.decide.space import Category, Continuous, Discrete, Factor, Integer, Settings, Space
from sanhak.model.prediction import Floats
from sanhak.table.column import Column
from sanhak.table.expression import Expression

if TYPE_CHECKING:
    from scipy.optimize import LinearConstraint

MOST: Final = 100_000
"""Points up to which a region is listed."""
_TURNS: Final = 24
"""Draws after which the search for points that keep the conditions is given up."""
_SHARE, _FEWEST = 32, 4
"""Points drawn with the same parts left out, and the fewest such choices in a draw."""
_PRESENT: Final = 1e-9
_STAY: Final = 0.5


@dataclass(frozen=True, slots=True)
class Choice:
    """Of these parts at least ``least`` and at most ``most`` are present, the others are zero."""

    names: tuple[str, ...]
    least: int
    most: int

    def holds(self, values: Settings) -> NDArray[np.bool_]:
        """Whether each row keeps it, shape (rows,)."""
        present = sum((np.asarray(values[name], dtype=float) > _PRESENT).astype(int) for name in self.names)
        return np.asarray((present >= self.least) & (present <= self.most))


@dataclass(frozen=True)
class Region:
    """A space with the conditions that every run has to keep.

    ``columns`` are the facts about the factors, by name; ``rules`` are conditions over them. ``pool`` holds unit
    points, shape (points, factors), where nothing else may be run; conditions then count for nothing.
    """

    space: Space
    columns: Mapping[str, Column]
    linear: tuple[Linear, ...] = ()
    rules: tuple[Expression, ...] = ()
    choice: Choice | None = None
    pool: Floats | None = None

    @cached_property
    def _all_linear(self) -> tuple[Linear, ...]:
        found = [linear_of(rule) for rule in self.rules]
        numbers = {factor.name for factor in self.space.factors if not isinstance(factor, Category)}
        return (*self.linear, *(one for one in found if one is not None and set(one.coefficients) <= numbers))

    def keeps(self, points: Floats) -> NDArray[np.bool_]:
        """Whether each unit point keeps all conditions, shape (points,)."""
        values = self.space.values(points)
        kept = np.ones(len(points), dtype=bool)
        for condition in self.linear:
            kept &= condition.holds(values)
        if self.choice is not None:
            kept &= self.choice.holds(values)
        if self.rules and len(points):
            planned = [rule.plan(self.columns).expr.fill_null(value=False) for rule in self.rules]
            kept &= pl.DataFrame(dict(values)).select(pl.all_horizontal(planned).alias("kept"))["kept"].to_numpy()
        return kept

    @cached_property
    def size(self) -> float:
        """How many combinations the factors have, conditions aside; infinite where a number is free."""
        counts = [_count(factor) for factor in self.space.factors]
        return float(np.prod(np.array(counts, dtype=float)))

    @cached_property
    def listed(self) -> Floats | None:
        """All points of the region, shape (points, factors); None where they are more than :data:`MOST`."""
        if self.pool is not None or not np.isfinite(self.size):
            return self.pool
        values = np.zeros((1, 0))
        for place, factor in enumerate(self.space.factors):
            own = _coordinates(factor)
            if len(values) * len(own) > 10 * MOST:
                return None
            values = np.column_stack([np.repeat(values, len(own), axis=0), np.tile(own, len(values))])
            values = values[self._may_keep(values, place + 1)]
        kept = values[self.keeps(values)]
        return kept if len(kept) <= MOST else None

    def _may_keep(self, points: Floats, known: int) -> NDArray[np.bool_]:
        """Whether some values of the factors after the first ``known`` could keep the linear conditions."""
        kept = np.ones(len(points), dtype=bool)
        for condition in self._all_linear:
            low, high = np.zeros(len(points)), np.zeros(len(points))
            for place, factor in enumerate(self.space.factors):
                weight = condition.coefficients.get(factor.name, 0.0)
                if not weight:
                    continue
                ends = points[:, place] if place < known else np.array([0.0, 1.0])
                reached = weight * np.asarray(factor.values(ends), dtype=float)
                low = low + (reached if place < known else reached.min())
                high = high + (reached if place < known else reached.max())
            kept &= (low <= condition.upper + condition.slack) & (high >= condition.lower - condition.slack)
        return kept

    def draw(self, count: int, rng: np.random.Generator) -> Floats:
        """Up to ``count`` points of the region, spread evenly, shape (points, factors).

        Fewer come back where hardly any combination keeps the conditions; none where none was found.
        """
        found = np.zeros((0, len(self.space)))
        for _ in range(_TURNS):
            drawn = self.space.settled(self._polytope_filled(self.space.sample(count, rng), rng))
            found = np.vstack([found, drawn[self.keeps(drawn)]])
            if len(found) >= count:
                break
        return found[:count]

    def near(self, points: Floats, step: float, rng: np.random.Generator) -> Floats:
        """Neighbours of unit points: numbers moved by about ``step``, each category changed now and then.

        Moves keep the equalities among the linear conditions; all else is for :meth:`keeps` to say.
        """
        count = len(self.space)
        moved = rng.random(points.shape) < max(0.3, 1.5 / count)
        numbers = np.array([not isinstance(factor, Category) for factor in self.space.factors])
        equal = self._polytope(np.flatnonzero(numbers)).directions
        jumps = np.zeros_like(points)
        jumps[:, numbers] = (rng.normal(size=(len(points), int(numbers.sum()))) * moved[:, numbers]) @ equal @ equal.T
        # A part that lies at its end stays there in half of the moves: a step inwards would leave it for good.
        jumps[((points <= 0) | (points >= 1)) & (rng.random(points.shape) < _STAY)] = 0.0
        near = np.clip(points + step * jumps, 0.0, 1.0)
        levels = rng.random(points.shape)
        change = ~numbers & (rng.random(points.shape) < 1.0 / count)
        return np.where(change, levels, near)

    def slopes(self, start: Floats, free: list[int]) -> list[LinearConstraint]:
        """The linear conditions on the factors at places ``free``, all else held at ``start``, as SciPy takes them."""
        from scipy.optimize import LinearConstraint

        found = self._polytope(np.array(free, dtype=np.intp), start)
        return [
            LinearConstraint(found.below, -np.inf, found.most),
            *([LinearConstraint(found.equal, found.right, found.right)] if len(found.equal) else []),
        ]

    def _polytope(self, places: NDArray[np.intp], held: Floats | None = None) -> Polytope:
        """The linear conditions on the factors at ``places``; others count as held where ``held`` gives a point."""
        factors = [self.space.factors[place] for place in places]
        ends = np.array([[float(end) for end in factor.values(np.array([0.0, 1.0]))] for factor in factors])
        ends = ends.reshape(-1, 2)
        names = [factor.name for factor in factors]
        linear = self._all_linear
        if held is not None:
            values = self.space.values(held[None])
            linear = tuple(condition.without(names, values) for condition in linear)
        return Polytope.of(linear, names, ends[:, 0], np.maximum(ends[:, 1] - ends[:, 0], _PRESENT))

    def _polytope_filled(self, points: Floats, rng: np.random.Generator) -> Floats:
        """The points, with the numbers that linear conditions bind drawn within these."""
        bound = {name for condition in self._all_linear for name in condition.coefficients}
        bound |= set(self.choice.names) if self.choice else set()
        places = [place for place, factor in enumerate(self.space.factors) if factor.name in bound]
        if not places:
            return points
        factors = [self.space.factors[place] for place in places]
        names = [factor.name for factor in factors]
        polytope = self._polytope(np.array(places, dtype=np.intp))
        filled = points.copy()
        if self.choice is None:
            drawn = polytope.sample(len(points), rng)
            return np.zeros((0, points.shape[1])) if not len(drawn) else _put(filled, places, drawn)
        parts = []
        subsets = int(np.clip(len(points) // _SHARE, _FEWEST, _TURNS))
        share = -(-len(points) // subsets)
        for _ in range(subsets):
            absent = self._absent(names, rng)
            zero = np.array([_unit_of_zero(factors[place]) for place in absent])
            parts.append(
                polytope.fixed(absent, zero).sample(share, rng) if len(absent) else polytope.sample(share, rng)
            )
        drawn = np.vstack(parts)
        return _put(filled[: len(drawn)], places, drawn[: len(filled)])

    def _absent(self, names: list[str], rng: np.random.Generator) -> list[int]:
        """Places, among ``names``, of the parts that are left out this time."""
        choice = self.choice
        if choice is None:
            return []
        present = int(rng.integers(max(choice.least, 1), choice.most + 1))
        left = rng.permutation(len(choice.names))[present:]
        return [names.index(choice.names[place]) for place in left]


def _put(points: Floats, places: list[int], drawn: Floats) -> Floats:
    points[:, places] = drawn
    return points


def _unit_of_zero(factor: Factor) -> float:
    """Where a part that is left out lies in the unit interval."""
    return 0.0 if isinstance(factor, Category) else float(factor.unit(np.zeros(1))[0])


def _count(factor: Factor) -> float:
    """How many values a factor has."""
    match factor:
        case Continuous(step=None):
            return np.inf if factor.upper > factor.lower else 1
        case Continuous():
            return len(_coordinates(factor))
        case Integer():
            return factor.upper - factor.lower + 1
        case Discrete():
            return len(factor.numbers)
        case Category():
            return len(factor.levels)


def _coordinates(factor: Factor) -> Floats:
    """The unit coordinates of all values of a factor that has a list of them."""
    match factor:
        case Continuous(lower=lower, upper=upper, step=float(step)):
            first, last = np.ceil(lower / step - 1e-9), np.floor(upper / step + 1e-9)
            return factor.unit(np.arange(first, last + 1) * step)
        case Integer():
            return factor.unit(np.arange(factor.lower, factor.upper + 1.0))
        case Discrete():
            return factor.unit(np.array(factor.numbers))
        case Category():
            return factor.unit(factor.levels)
        case _:
            return np.zeros(1)
