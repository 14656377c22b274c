"""Linear conditions on a space's numbers, and even samples of what they leave.

Sources: R. L. Smith, Operations Research 32 (1984) 1296–1308 (hit-and-run); S. Boyd and L. Vandenberghe, Convex
Optimization (2004), section 8.5.1 (the centre of the largest ball inside).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sanhak.decide.space import Settings
from sanhak.model.prediction import Floats
from sanhak.table.expression import Expression
from sanhak.table.expression.tree import Name, Negative, Node, Number, Pair

TOLERANCE: Final = 1e-7
"""Share of its own size by which a condition may be missed: rounding, no more."""
_MIXING: Final = 40
"""Steps of a walk before it counts as having forgotten where it began."""
_CHAINS: Final = 256
_TINY: Final = 1e-12


@dataclass(frozen=True, slots=True)
class Linear:
    """``lower ≤ Σ coefficient · value ≤ upper`` over factors by name, in their own units; infinite where open."""

    coefficients: Mapping[str, float]
    lower: float
    upper: float

    @property
    def slack(self) -> float:
        """By how much it may be missed through rounding."""
        ends = [abs(end) for end in (self.lower, self.upper) if np.isfinite(end)]
        return TOLERANCE * max([1.0, *ends])

    def without(self, names: Sequence[str], values: Settings) -> Linear:
        """What is left for ``names`` when the other factors have these values, each of shape (1,)."""
        others = {name: factor for name, factor in self.coefficients.items() if name not in names}
        taken = float(sum(factor * float(values[name][0]) for name, factor in others.items()))
        left = {name: factor for name, factor in self.coefficients.items() if name in names}
        return Linear(left, self.lower - taken, self.upper - taken)

    def holds(self, values: Settings) -> NDArray[np.bool_]:
        """Whether each row keeps it, shape (rows,)."""
        total = sum(factor * np.asarray(values[name], dtype=float) for name, factor in self.coefficients.items())
        total = np.asarray(total)
        return (total >= self.lower - self.slack) & (total <= self.upper + self.slack)


def linear_of(rule: Expression) -> Linear | None:
    """The rule as a linear condition; None where it is none."""
    tree = rule.tree
    if not isinstance(tree, Pair) or tree.sign not in ("<", "<=", ">", ">=", "=="):
        return None
    left, right = _sum(tree.left), _sum(tree.right)
    if left is None or right is None:
        return None
    terms = {name: left[0].get(name, 0.0) - right[0].get(name, 0.0) for name in left[0] | right[0]}
    terms = {name: factor for name, factor in terms.items() if factor}
    rest = right[1] - left[1]
    if not terms:
        return None
    return Linear(terms, -np.inf if tree.sign[0] == "<" else rest, np.inf if tree.sign[0] == ">" else rest)


def _sum(node: Node) -> tuple[dict[str, float], float] | None:  # noqa: PLR0911 - one return a kind of part
    """Coefficients by name and what stands alone; None where the part is not linear."""
    match node:
        case Number(value, None):
            return {}, value
        case Name(name):
            return {name: 1.0}, 0.0
        case Negative(inner):
            return _scaled(_sum(inner), -1.0)
        case Pair("+" | "-" as sign, first, second):
            left, right = _sum(first), _scaled(_sum(second), 1.0 if sign == "+" else -1.0)
            if left is None or right is None:
                return None
            both = {name: left[0].get(name, 0.0) + right[0].get(name, 0.0) for name in left[0] | right[0]}
            return both, left[1] + right[1]
        case Pair("*" | "/" as sign, first, second):
            left, right = _sum(first), _sum(second)
            if left is None or right is None:
                return None
            if not right[0] and (sign == "*" or right[1]):
                return _scaled(left, right[1] if sign == "*" else 1 / right[1])
            return _scaled(right, left[1]) if sign == "*" and not left[0] else None
        case _:
            return None


def _scaled(terms: tuple[dict[str, float], float] | None, by: float) -> tuple[dict[str, float], float] | None:
    return None if terms is None else ({name: by * factor for name, factor in terms[0].items()}, by * terms[1])


@dataclass(frozen=True, slots=True, eq=False)
class Polytope:
    """Points ``x`` of the unit cube, shape (numbers,), with ``equal x = right`` and ``below x ≤ most``."""

    equal: Floats
    right: Floats
    below: Floats
    most: Floats

    @classmethod
    def of(cls, conditions: Sequence[Linear], names: Sequence[str], lower: Floats, width: Floats) -> Polytope:
        """Conditions on the numbers called ``names``, whose unit coordinates start at ``lower`` and span ``width``."""
        count = len(names)
        equal, right, below, most = [], [], [np.eye(count), -np.eye(count)], [np.ones(count), np.zeros(count)]
        for condition in conditions:
            factors = np.array([condition.coefficients.get(name, 0.0) for name in names])
            start, row = float(factors @ lower), factors * width
            size = float(np.linalg.norm(row)) or 1.0
            if condition.upper - condition.lower <= condition.slack:
                equal.append(row / size)
                right.append((condition.upper - start) / size)
                continue
            if np.isfinite(condition.upper):
                below.append(row[None] / size)
                most.append(np.array([(condition.upper - start) / size]))
            if np.isfinite(condition.lower):
                below.append(-row[None] / size)
                most.append(np.array([(start - condition.lower) / size]))
        return cls(np.array(equal).reshape(len(equal), count), np.array(right), np.vstack(below), np.concatenate(most))

    def fixed(self, places: Sequence[int], at: Floats) -> Polytope:
        """The same with the numbers at ``places`` held at unit coordinates ``at``."""
        rows = np.eye(self.below.shape[1])[list(places)]
        return Polytope(np.vstack([self.equal, rows]), np.concatenate([self.right, at]), self.below, self.most)

    @property
    def centre(self) -> Floats | None:
        """The centre of the largest ball inside, shape (numbers,); None where nothing is inside."""
        from scipy.optimize import linprog

        count = self.below.shape[1]
        free = self.directions
        # Inside a plane the ball is flat: only the part of a wall's normal that lies in the plane counts.
        reach = np.linalg.norm(self.below @ free, axis=1)
        found = linprog(
            np.array([*np.zeros(count), -1.0]),
            A_ub=np.column_stack([self.below, reach]),
            b_ub=self.most,
            A_eq=np.column_stack([self.equal, np.zeros(len(self.equal))]) if len(self.equal) else None,
            b_eq=self.right if len(self.equal) else None,
            bounds=[(None, None)] * count + [(0.0, 1.0)],
        )
        return np.asarray(found.x)[:count] if found.success else None

    @property
    def directions(self) -> Floats:
        """An orthonormal basis of the directions in which no equality changes, shape (numbers, directions)."""
        if not len(self.equal):
            return np.eye(self.below.shape[1])
        _, sizes, rows = np.linalg.svd(self.equal)
        return np.asarray(rows[int((sizes > TOLERANCE).sum()) :].T)

    def sample(self, count: int, rng: np.random.Generator) -> Floats:
        """``count`` points spread evenly, shape (count, numbers); none where nothing is inside."""
        centre = self.centre
        if centre is None:
            return np.zeros((0, self.below.shape[1]))
        free = self.directions
        if free.shape[1] == 0:
            return np.repeat(centre[None], count, axis=0)
        chains = min(count, _CHAINS)
        x, found = np.repeat(centre[None], chains, axis=0), []
        for turn in range(_MIXING + 2 * -(-count // chains)):
            x = self._step(x, free, rng)
            if turn >= _MIXING and turn % 2:
                found.append(x)
        return np.vstack(found)[:count]

    def _step(self, x: Floats, free: Floats, rng: np.random.Generator) -> Floats:
        """One step of each walk: along a random direction to a random place of the segment that is inside."""
        along = rng.normal(size=(len(x), free.shape[1])) @ free.T
        speed, room = along @ self.below.T, np.maximum(self.most - x @ self.below.T, 0.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            reach = room / speed
        far = np.where(speed > _TINY, reach, np.inf).min(axis=1)
        near = np.where(speed < -_TINY, reach, -np.inf).max(axis=1)
        return np.asarray(x + (near + rng.random(len(x)) * (far - near))[:, None] * along)
