"""What may be run: the space of the factors within its conditions, listed where it is short and drawn where it is long.

A region is never written out in full unless it has at most :data:`MOST` points: a list of factors is spread factor by
factor, and what no value of the remaining factors can save is dropped at once. Beyond that, points are drawn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sanhak.decide.region.condition import PRESENT, Choice, Condition
from sanhak.decide.region.linear import Linear
from sanhak.decide.region.polytope import Polytope
from sanhak.decide.space import Category, Continuous, Discrete, Factor, Integer, Space
from sanhak.model.prediction import Floats
from sanhak.table import Column

if TYPE_CHECKING:
    from scipy.optimize import LinearConstraint

MOST: Final = 100_000
"""Points up to which a region is listed."""
_TURNS: Final = 24
"""Draws after which the search for points that keep the conditions is given up."""
_SHARE, _FEWEST = 32, 4
"""Points drawn with the same parts left out, and the fewest such choices in a draw."""
_STAY: Final = 0.5


@dataclass(frozen=True)
class Region:
    """A space with the conditions that every run has to keep.

    ``columns`` are the facts about the factors, by name. ``pool`` holds unit points, shape (points, factors), where
    nothing else may be run; conditions then count for nothing.
    """

    space: Space
    columns: Mapping[str, Column]
    conditions: tuple[Condition, ...] = ()
    choice: Choice | None = None
    pool: Floats | None = None

    @property
    def free(self) -> bool:
        """Whether every combination of the ranges may be run."""
        return not self.conditions and self.choice is None and self.pool is None

    @cached_property
    def linear(self) -> tuple[Linear, ...]:
        """Those of the conditions that are linear."""
        return tuple(one.linear for one in self.conditions if one.linear is not None)

    def keeps(self, points: Floats) -> NDArray[np.bool_]:
        """Whether each unit point keeps all conditions, shape (points,)."""
        values = self.space.values(points)
        kept = np.ones(len(points), dtype=bool)
        if self.choice is not None:
            kept &= self.choice.holds(values)
        if self.conditions and len(points):
            asked = pl.all_horizontal([one.kept for one in self.conditions])
            kept &= pl.DataFrame(dict(values)).select(asked.alias("kept"))["kept"].to_numpy()
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
        for condition in self.linear:
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
            drawn = self.space.settled(self._filled(self.space.sample(count, rng), rng))
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
        equal = self.polytope(np.flatnonzero(numbers)).directions
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

        found = self.polytope(np.array(free, dtype=np.intp), start)
        return [
            LinearConstraint(found.below, -np.inf, found.most),
            *([LinearConstraint(found.equal, found.right, found.right)] if len(found.equal) else []),
        ]

    def polytope(self, places: NDArray[np.intp], held: Floats | None = None) -> Polytope:
        """The linear conditions on the numbers at ``places``; others count as held where ``held`` gives a point."""
        factors = [self.space.factors[place] for place in places]
        ends = np.array([(one.lower, one.upper) for one in factors if not isinstance(one, Category)]).reshape(-1, 2)
        names, linear = [factor.name for factor in factors], self.linear
        if held is not None:
            values = self.space.values(held[None])
            linear = tuple(condition.without(names, values) for condition in linear)
        return Polytope.of(linear, names, ends[:, 0], np.maximum(ends[:, 1] - ends[:, 0], PRESENT))

    def _filled(self, points: Floats, rng: np.random.Generator) -> Floats:
        """The points, with the numbers that linear conditions bind drawn within these."""
        bound = {name for condition in self.linear for name in condition.coefficients}
        bound |= set(self.choice.names) if self.choice else set()
        places = [place for place, factor in enumerate(self.space.factors) if factor.name in bound]
        if not places:
            return points
        polytope = self.polytope(np.array(places, dtype=np.intp))
        if self.choice is None:
            drawn = polytope.sample(len(points), rng)
        else:
            drawn = _sparse(self.choice, polytope, [self.space.factors[place] for place in places], len(points), rng)
        filled = points[: len(drawn)].copy()
        filled[:, places] = drawn[: len(filled)]
        return filled


def _sparse(
    choice: Choice, polytope: Polytope, factors: Sequence[Factor], count: int, rng: np.random.Generator
) -> Floats:
    """About ``count`` points of the polytope over ``factors``, in which now these parts are left out, now those."""
    names, found = [factor.name for factor in factors], []
    subsets = int(np.clip(count // _SHARE, _FEWEST, _TURNS))
    for _ in range(subsets):
        present = int(rng.integers(max(choice.least, 1), choice.most + 1))
        absent = [names.index(choice.names[place]) for place in rng.permutation(len(choice.names))[present:]]
        zero = np.array([_unit_of_zero(factors[place]) for place in absent])
        found.append(polytope.fixed(absent, zero).sample(-(-count // subsets), rng))
    return np.vstack(found)


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
