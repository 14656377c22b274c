"""What linear conditions leave of the unit cube: its corners, its centre and even samples of it.

Sources: R. L. Smith, Operations Research 32 (1984) 1296–1308 (hit-and-run); S. Boyd and L. Vandenberghe, Convex
Optimization (2004), section 8.5.1 (the centre of the largest ball inside).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np

from sanhak.decide.region.linear import TOLERANCE, Linear
from sanhak.model.prediction import Floats

_MIXING: Final = 40
"""Steps of a walk before it counts as having forgotten where it began."""
_CHAINS: Final = 256
_TINY: Final = 1e-12
_MOST_CORNERS: Final = 400
_MOST_MEETINGS: Final = 40_000
"""Choices of sides that may meet in a corner, up to which corners are looked for."""
_APART: Final = 7
"""Decimals in which two corners must differ."""


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
            if condition.equal:
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
    def corners(self) -> Floats | None:
        """Its corners, shape (corners, numbers), from every choice of walls that may meet; None where they are many."""
        count = self.below.shape[1]
        # What cuts the cube comes before its own walls.
        below, most = np.roll(self.below, -2 * count, axis=0), np.roll(self.most, -2 * count)
        left, sizes, rows = np.linalg.svd(self.equal, full_matrices=False)
        rank = int((sizes > TOLERANCE).sum())
        equal, right = rows[:rank], (self.right @ left[:, :rank]) / sizes[:rank]
        found: dict[tuple[float, ...], Floats] = {}
        for turn, meeting in enumerate(combinations(range(len(below)), count - rank)):
            if turn > _MOST_MEETINGS or len(found) > _MOST_CORNERS:
                return None
            chosen = list(meeting)
            walls = np.vstack([below[chosen], equal])
            if abs(np.linalg.det(walls)) < TOLERANCE:
                continue
            point = np.linalg.solve(walls, np.concatenate([most[chosen], right]))
            if np.all(below @ point <= most + TOLERANCE):
                found.setdefault(tuple(np.round(point, _APART) + 0.0), np.clip(point, 0.0, 1.0))
        return np.array(list(found.values())).reshape(len(found), count)

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
