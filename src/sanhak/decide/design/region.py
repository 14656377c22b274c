"""Where runs may lie: ranges, conditions that must hold or must not, and mixtures that add up to a whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sanhak.decide.findings.design import ConditionNotUnderstood, MixtureDoesNotClose, RegionEmpty
from sanhak.decide.space import Category, Ordinal, Settings, Space
from sanhak.finding import Refusal
from sanhak.model.prediction import Floats
from sanhak.table import Column, Kind
from sanhak.table.expression import Expression
from sanhak.table.expression.tree import COMPARISONS, Name, Number, Pair, everything
from sanhak.text import say

_FILLING: Final = 1024
"""Points that fill the cube evenly and are tried besides the grid, so that no region is missed for its shape."""
_ROUND: Final = 0.05
_MOST_GRID: Final = 4096
_MOST_CORNERS: Final = 400
_TRIED: Final = 40
_CLOSE: Final = 1e-7
_KEPT: Final = 9


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition over the factors, in the units in which they are given."""

    text: str
    expression: Expression

    @staticmethod
    def of(text: str, space: Space) -> Condition:
        """Read a condition.

        Raises
        ------
        Refusal
            T110–T118 where it cannot be read, D101 where it is no comparison of factors and plain numbers.
        """
        found = Condition(text, Expression.parse(text))
        if any(isinstance(node, Number) and node.unit for node in everything(found.expression.tree)):
            raise Refusal(ConditionNotUnderstood(condition=text, because=say("its numbers carry units")))
        unknown = [name for name in found.expression.columns if name not in space.names]
        if unknown:
            because = say("{names} are no factors", names=tuple(unknown))
            raise Refusal(ConditionNotUnderstood(condition=text, because=because))
        planned = found.expression.plan(_columns(space))
        if not planned.truth or not planned.row_wise:
            because = say("it is no comparison that one setting decides")
            raise Refusal(ConditionNotUnderstood(condition=text, because=because))
        return found

    def holds(self, settings: Settings, space: Space) -> NDArray[np.bool_]:
        """Whether it holds at settings, shape (points,); where it cannot be told it does not.

        Comparisons that miss by no more than rounding hold.
        """
        planned = self.expression.plan(_columns(space)).expr
        kept = _told(settings, planned)
        tree = self.expression.tree
        if isinstance(tree, Pair) and tree.sign in ("<=", ">=", "=="):
            sides = [Expression(side).plan(_columns(space)).expr for side in (tree.left, tree.right)]
            left, right = (_told(settings, side).astype(float) for side in sides)
            kept = kept.astype(bool) | np.isclose(left, right, rtol=1e-9, atol=1e-9)
        return kept.astype(bool)

    def linear(self, space: Space) -> tuple[Floats, float] | None:
        """Weights and bound in unit coordinates, weights' u <= bound; None where it is no linear inequality of numbers.

        Read off its values at the corners of the cube, and checked at points that fill it.
        """
        tree = self.expression.tree
        numbers = [factor.name for factor in space.factors if not isinstance(factor, Category)]
        if not isinstance(tree, Pair) or tree.sign not in COMPARISONS[:4] or _names(tree) - set(numbers):
            return None
        rng = np.random.default_rng(0)
        points = np.vstack([np.zeros(len(space)), np.eye(len(space)), rng.random((_TRIED, len(space)))])
        settings = {name: _stretched(space, name, points) for name in space.names}
        sides = [Expression(side).plan(_columns(space)).expr for side in (tree.left, tree.right)]
        left, right = (_told(settings, side).astype(float) for side in sides)
        off = (left - right) * (1 if tree.sign.startswith("<") else -1)
        weights = off[1 : len(space) + 1] - off[0]
        said = off[0] + points @ weights
        scale = max(1.0, float(np.abs(off).max(initial=0.0)))
        return (weights, -off[0]) if np.allclose(said, off, atol=1e-9 * scale) else None


def _names(tree: Pair) -> set[str]:
    return {node.name for node in everything(tree) if isinstance(node, Name)}


def _stretched(space: Space, name: str, points: Floats) -> Floats | NDArray[np.str_]:
    """Values along a factor without its steps, as if it were continuous."""
    place = space.names.index(name)
    factor = space.factors[place]
    if isinstance(factor, Category):
        return factor.values(points[:, place])
    return factor.lower + points[:, place] * (factor.upper - factor.lower)


def _columns(space: Space) -> dict[str, Column]:
    kinds = {factor.name: isinstance(factor, Category) for factor in space.factors}
    return {name: Column(name, Kind.CATEGORY if words else Kind.NUMBER) for name, words in kinds.items()}


def _told(settings: Settings, planned: pl.Expr) -> NDArray[np.generic]:
    frame = pl.DataFrame({name: np.asarray(values) for name, values in settings.items()})
    found = frame.select(pl.repeat(0, pl.len()).alias("0"), planned.alias("1"))["1"]
    return found.fill_null(value=False if found.dtype == pl.Boolean else np.nan).to_numpy()


@dataclass(frozen=True)
class Region:
    """The settings that are allowed: inside the space, keeping ``keep``, out of ``avoid``, parts adding up."""

    space: Space
    keep: tuple[Condition, ...] = ()
    avoid: tuple[Condition, ...] = ()
    mixture: tuple[str, ...] = ()
    whole: float = 100.0

    @staticmethod
    def of(
        space: Space,
        keep: Sequence[str] = (),
        avoid: Sequence[str] = (),
        mixture: Sequence[str] = (),
        whole: float = 100.0,
    ) -> Region:
        """A region from conditions as they are written.

        Raises
        ------
        Refusal
            D101 for a condition that cannot be used, D106 where the parts cannot add up to the whole.
        """
        region = Region(
            space,
            tuple(Condition.of(text, space) for text in keep),
            tuple(Condition.of(text, space) for text in avoid),
            tuple(mixture),
            whole,
        )
        if mixture:
            lower = sum(getattr(factor, "lower", 0.0) for factor in region.parts)
            upper = sum(getattr(factor, "upper", 0.0) for factor in region.parts)
            if not lower <= whole <= upper or len(mixture) < 2:  # noqa: PLR2004 - one part alone is no mixture
                raise Refusal(MixtureDoesNotClose(parts=region.mixture, lower=lower, upper=upper, whole=whole))
        return region

    @property
    def parts(self) -> list[object]:
        """The factors of the mixture."""
        return [factor for factor in self.space.factors if factor.name in self.mixture]

    @property
    def free(self) -> bool:
        """Whether every combination of the ranges is allowed."""
        return not (self.keep or self.avoid or self.mixture)

    def allows(self, points: Floats) -> NDArray[np.bool_]:
        """Which unit points are allowed, shape (points,)."""
        settings = self.space.values(points)
        kept = np.ones(len(points), dtype=bool)
        for condition in self.keep:
            kept &= condition.holds(settings, self.space)
        for condition in self.avoid:
            kept &= ~condition.holds(settings, self.space)
        if self.mixture:
            total = np.sum([settings[name].astype(float) for name in self.mixture], axis=0)
            kept &= np.isclose(total, self.whole, rtol=0.0, atol=_CLOSE * max(1.0, abs(self.whole)))
        return kept

    def candidates(self, levels: int) -> Floats:
        """Unit points that may be runs, shape (candidates, factors): a grid, corners and what fills the region.

        Parameters
        ----------
        levels
            Into how many levels a number is cut: 2 for straight lines, 3 for curves.

        Raises
        ------
        Refusal
            D102 if none is allowed.
        """
        grid = self._grid(levels)
        found = np.vstack([grid, self._corners(), *self._filling()])
        found = found[self.allows(found)]
        if len(found) == 0:
            raise Refusal(RegionEmpty(conditions=self.told))
        _, first = np.unique(np.round(found, _KEPT), axis=0, return_index=True)
        return found[np.sort(first)]

    def _filling(self) -> list[Floats]:
        """Points that fill the region, at round shares of the ranges, where its shape is not known from corners."""
        if not self.avoid and all(one.linear(self.space) is not None for one in self.keep):
            return []
        sample = self.space.sample(_FILLING, np.random.default_rng(0))
        return [self._closed(self.space.settled(np.round(sample / _ROUND) * _ROUND))]

    @property
    def told(self) -> tuple[str, ...]:
        """The conditions as they were written."""
        total = (f"{' + '.join(self.mixture)} == {self.whole:g}",) if self.mixture else ()
        return (*(one.text for one in self.keep), *(f"not ({one.text})" for one in self.avoid), *total)

    def _grid(self, levels: int) -> Floats:
        """Every combination of levels, thinned evenly where there are too many; parts of a mixture closed."""
        axes = [
            factor.unit(np.array(factor.levels, dtype=np.str_))
            if isinstance(factor, Ordinal | Category)
            else np.linspace(0.0, 1.0, levels)
            for factor in self.space.factors
        ]
        if np.prod([len(axis) for axis in axes], dtype=float) <= _MOST_GRID:
            return self._closed(self.space.settled(np.array(list(product(*axes)))))
        # Plain chance: the columns of an even sequence, cut into levels, are aliased with each other.
        drawn = np.random.default_rng(1).random((_MOST_GRID // 2, len(axes)))
        places = [
            np.minimum((column * len(axis)).astype(int), len(axis) - 1)
            for column, axis in zip(drawn.T, axes, strict=True)
        ]
        return self._closed(
            self.space.settled(np.column_stack([axis[at] for axis, at in zip(axes, places, strict=True)]))
        )

    def _closed(self, points: Floats) -> Floats:
        """Points whose mixture adds up: each is also led to the whole by moving every single part."""
        if not self.mixture:
            return points
        names = self.space.names
        found = []
        for part in self.mixture:
            place = names.index(part)
            factor = self.space.factors[place]
            others = self.space.values(points)
            rest = self.whole - np.sum([others[name].astype(float) for name in self.mixture if name != part], axis=0)
            moved = points.copy()
            moved[:, place] = factor.unit(rest)
            inside = (moved[:, place] > -_CLOSE) & (moved[:, place] < 1 + _CLOSE)
            found.append(np.clip(moved[inside], 0.0, 1.0))
        return np.vstack(found)

    def _corners(self) -> Floats:
        """Corners of the region that linear conditions cut out, the middles between them and their centre.

        Categories stand at each of their levels. Nothing where there are none, or too many to list.
        """
        lines = [line for one in self.keep if (line := one.linear(self.space)) is not None]
        numbers = [place for place, factor in enumerate(self.space.factors) if not isinstance(factor, Category)]
        if not lines and not self.mixture:
            return np.zeros((0, len(self.space)))
        weights = np.array([line[0][numbers] for line in lines]).reshape(len(lines), len(numbers))
        bounds = np.array([line[1] for line in lines])
        corners = _vertices(weights, bounds, self._sum(numbers))
        if corners is None or len(corners) == 0:
            return np.zeros((0, len(self.space)))
        middles = [(one + other) / 2 for one, other in combinations(corners, 2)]
        shape = np.vstack([corners, *middles, corners.mean(axis=0)])
        words = [
            factor.unit(np.array(factor.levels, dtype=np.str_))
            for factor in self.space.factors
            if isinstance(factor, Category)
        ]
        found = []
        for levels in product(*words):
            points = np.empty((len(shape), len(self.space)))
            points[:, numbers] = shape
            points[:, [place for place in range(len(self.space)) if place not in numbers]] = levels
            found.append(points)
        return self.space.settled(np.vstack(found))

    def _sum(self, numbers: Sequence[int]) -> tuple[Floats, float] | None:
        """The mixture's sum as an equation over the unit coordinates of the numbers."""
        if not self.mixture:
            return None
        weights, rest = np.zeros(len(numbers)), self.whole
        for at, place in enumerate(numbers):
            factor = self.space.factors[place]
            if factor.name in self.mixture and not isinstance(factor, Category):
                weights[at] = factor.upper - factor.lower
                rest -= factor.lower
        return weights, rest


def _vertices(weights: Floats, bounds: Floats, equation: tuple[Floats, float] | None) -> Floats | None:
    """Corners of {u in the unit cube: weights u <= bounds, equation}, found from every choice of active sides.

    None where there are too many choices.
    """
    size = weights.shape[1]
    sides = np.vstack([weights, np.eye(size), -np.eye(size)])
    ends = np.concatenate([bounds, np.ones(size), np.zeros(size)])
    fixed = 0 if equation is None else 1
    found: dict[tuple[float, ...], Floats] = {}
    for count, active in enumerate(combinations(range(len(sides)), size - fixed)):
        if count > _MOST_CORNERS * 100:
            return None
        chosen = list(active)
        matrix = sides[chosen] if equation is None else np.vstack([sides[chosen], equation[0]])
        target = ends[chosen] if equation is None else np.append(ends[chosen], equation[1])
        if abs(np.linalg.det(matrix)) < _CLOSE:
            continue
        point = np.linalg.solve(matrix, target)
        if np.all(sides @ point <= ends + _CLOSE):
            found.setdefault(tuple(np.round(point, _KEPT - 2) + 0.0), np.clip(point, 0.0, 1.0))
        if len(found) > _MOST_CORNERS:
            return None
    return np.array(list(found.values())).reshape(len(found), size)


def settings_of(space: Space, points: Floats) -> Mapping[str, object]:
    """The plant's values of unit points as a model reads them: arrays of numbers, lists of words."""
    values = space.values(points)
    return {
        factor.name: list(map(str, values[factor.name])) if isinstance(factor, Category) else values[factor.name]
        for factor in space.factors
    }


def repeated(points: Iterable[Floats]) -> int:
    """How many of some points are repeats of others."""
    rows = [tuple(np.round(point, _KEPT)) for point in points]
    return len(rows) - len(set(rows))
