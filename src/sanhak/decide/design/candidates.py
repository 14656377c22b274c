"""The runs among which a D-optimal design chooses: levels, corners, and what fills a region of unknown shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations, product
from typing import Final

import numpy as np

from sanhak.decide.findings.design import ConditionNotUnderstood, MixtureDoesNotClose, RegionEmpty
from sanhak.decide.region import Condition, Linear, Region, columns_of
from sanhak.decide.space import Category, Space
from sanhak.finding import Refusal
from sanhak.model.prediction import Floats
from sanhak.table import Column
from sanhak.table.expression import Expression
from sanhak.table.expression.tree import Number, everything
from sanhak.text import say

_FILLING: Final = 1024
"""Points that fill the cube evenly and are tried besides the grid, so that no region is missed for its shape."""
_ROUND: Final = 0.05
_MOST_GRID: Final = 4096
_CLOSE: Final = 1e-7
_KEPT: Final = 9


def region_of(
    space: Space, keep: Sequence[str] = (), avoid: Sequence[str] = (), mixture: Sequence[str] = (), whole: float = 100.0
) -> Region:
    """The settings that keep ``keep``, stay out of ``avoid``, and whose parts of the mixture add up to the whole.

    Raises
    ------
    Refusal
        D101 for a condition that cannot be used, D106 where the parts cannot add up to the whole.
    """
    columns = columns_of(space)
    conditions = [_condition(text, columns) for text in keep]
    conditions += [_condition(text, columns).opposite for text in avoid]
    if mixture:
        parts = [factor for factor in space.factors if factor.name in mixture and not isinstance(factor, Category)]
        lower, upper = sum(part.lower for part in parts), sum(part.upper for part in parts)
        if not lower <= whole <= upper or len(mixture) < 2:  # noqa: PLR2004 - one part alone is no mixture
            raise Refusal(MixtureDoesNotClose(parts=tuple(mixture), lower=lower, upper=upper, whole=whole))
        conditions.append(Condition.sum(mixture, whole))
    return Region(space, columns, tuple(conditions))


def _condition(text: str, columns: Mapping[str, Column]) -> Condition:
    """A comparison of factors and plain numbers."""
    rule = Expression.parse(text)
    unknown = tuple(name for name in rule.columns if name not in columns)
    if any(isinstance(node, Number) and node.unit for node in everything(rule.tree)):
        because = say("its numbers carry units")
    elif unknown:
        because = say("{names} are no factors", names=unknown)
    elif found := Condition.of(text, columns):
        return found
    else:
        because = say("it is no comparison that one setting decides")
    raise Refusal(ConditionNotUnderstood(condition=text, because=because))


def candidates(region: Region, levels: int) -> Floats:
    """Unit points that may be runs, shape (candidates, factors): a grid, corners and what fills the region.

    Parameters
    ----------
    region
        The settings that are allowed.
    levels
        Into how many levels a number is cut: 2 for straight lines, 3 for curves.

    Raises
    ------
    Refusal
        D102 if none is allowed.
    """
    grid, filling = (_closed(region, points) for points in (_grid(region.space, levels), _filling(region)))
    found = np.vstack([grid, _corners(region), filling])
    found = found[region.keeps(found)]
    if len(found) == 0:
        raise Refusal(RegionEmpty(conditions=tuple(one.text for one in region.conditions)))
    _, first = np.unique(np.round(found, _KEPT), axis=0, return_index=True)
    return found[np.sort(first)]


def _grid(space: Space, levels: int) -> Floats:
    """Every combination of levels, thinned evenly where there are too many."""
    axes = [
        factor.unit(factor.levels) if isinstance(factor, Category) else np.linspace(0.0, 1.0, levels)
        for factor in space.factors
    ]
    if np.prod([len(axis) for axis in axes], dtype=float) <= _MOST_GRID:
        return space.settled(np.array(list(product(*axes))))
    # Plain chance: the columns of an even sequence, cut into levels, are aliased with each other.
    drawn = np.random.default_rng(1).random((_MOST_GRID // 2, len(axes)))
    places = [
        np.minimum((column * len(axis)).astype(int), len(axis) - 1) for column, axis in zip(drawn.T, axes, strict=True)
    ]
    return space.settled(np.column_stack([axis[at] for axis, at in zip(axes, places, strict=True)]))


def _filling(region: Region) -> Floats:
    """Points at round shares of the ranges, where the shape of the region is not known from corners."""
    if len(region.linear) == len(region.conditions):
        return np.zeros((0, len(region.space)))
    sample = region.space.sample(_FILLING, np.random.default_rng(0))
    return region.space.settled(np.round(sample / _ROUND) * _ROUND)


def _closed(region: Region, points: Floats) -> Floats:
    """Points that keep the equalities: each is led to them by moving every single number that they name."""
    for one in region.linear:
        if one.equal:
            points = np.vstack([_moved(region.space, points, one, name) for name in one.coefficients])
    return points


def _moved(space: Space, points: Floats, equality: Linear, name: str) -> Floats:
    """The points with another value of one number, where it keeps the equality within the number's range."""
    place, values = space.names.index(name), space.values(points)
    others = [factor * values[other].astype(float) for other, factor in equality.coefficients.items() if other != name]
    taken = np.vstack([np.zeros(len(points)), *others]).sum(axis=0)
    rest = (equality.upper - taken) / equality.coefficients[name]
    moved = points.copy()
    moved[:, place] = space.factors[place].unit(rest)
    inside = (moved[:, place] > -_CLOSE) & (moved[:, place] < 1 + _CLOSE)
    return np.clip(moved[inside], 0.0, 1.0)


def _corners(region: Region) -> Floats:
    """Corners of the region that linear conditions cut out, the middles between them and their centre.

    Categories stand at each of their levels. Nothing where there are none, or too many to list.
    """
    space = region.space
    none = np.zeros((0, len(space)))
    words = [place for place, factor in enumerate(space.factors) if isinstance(factor, Category)]
    numbers = np.setdiff1d(np.arange(len(space)), words)
    corners = region.polytope(numbers).corners if region.linear else none
    if corners is None or len(corners) == 0:
        return none
    middles = [(one + other) / 2 for one, other in combinations(corners, 2)]
    shape = np.vstack([corners, *middles, corners.mean(axis=0)])
    levels = [factor.unit(factor.levels) for factor in space.factors if isinstance(factor, Category)]
    found = []
    for chosen in product(*levels):
        points = np.empty((len(shape), len(space)))
        points[:, numbers], points[:, words] = shape, chosen
        found.append(points)
    return space.settled(np.vstack(found))
