"""Convex regions of the controls: the box that a plant allows, and the hull of what a history has visited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sanhak.model.prediction import Floats

_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """A bounded convex region, as the half spaces ``normals @ x <= offsets``.

    ``names`` are the controls, in the order of the columns of ``normals`` (faces, controls) and of the entries of
    ``lower`` and ``upper`` (controls,), the region's bounding box in the controls' units. The faces are scaled so that
    the slack ``offsets - normals @ x`` is a share of the bounding box, whatever the units.
    """

    names: tuple[str, ...]
    normals: Floats
    offsets: Floats
    lower: Floats
    upper: Floats

    @classmethod
    def box(cls, bounds: dict[str, tuple[float, float]]) -> Region:
        """All settings within ``bounds``, which give lowest and highest value of each control.

        Raises
        ------
        ValueError
            If a lower bound does not lie under its upper bound.
        """
        lower, upper = np.array(list(bounds.values()), dtype=float).T
        if not np.all(lower < upper):
            raise ValueError(f"every lower bound must lie under its upper bound: {bounds}")
        faces = np.vstack([np.eye(len(bounds)), -np.eye(len(bounds))])
        ends = np.concatenate([np.ones(len(bounds)), np.zeros(len(bounds))])
        return cls(tuple(bounds), *_in_units(faces, ends, lower, upper), lower, upper)

    @classmethod
    def hull(cls, names: Sequence[str], points: Floats) -> Region:
        """The convex hull of ``points`` (rows, controls): every mixture of settings that were really run.

        Source: C. B. Barber, D. P. Dobkin, H. Huhdanpaa: The Quickhull algorithm for convex hulls, ACM Transactions on
        Mathematical Software 22 (1996) 469–483.

        Raises
        ------
        ValueError
            If the points do not span the controls: one of them never moved, or two always moved together.
        """
        from scipy.spatial import ConvexHull, QhullError

        lower, upper = points.min(axis=0), points.max(axis=0)
        if len(names) == 1:
            return cls.box({names[0]: (float(lower[0]), float(upper[0]))})
        if not np.all(lower < upper):
            raise ValueError(f"a control never moved; ranges of {list(names)}: {(upper - lower).tolist()}")
        try:
            equations = ConvexHull((points - lower) / (upper - lower)).equations
        except QhullError as problem:
            raise ValueError(f"the {len(points)} points do not span the controls {list(names)}") from problem
        return cls(tuple(names), *_in_units(equations[:, :-1], -equations[:, -1], lower, upper), lower, upper)

    def slack(self, points: Floats) -> Floats:
        """Distance of each point (rows, controls) to each face, as a share of the region's size, shape (rows, faces).

        Negative where the point lies outside.
        """
        return self.offsets - points @ self.normals.T

    def contains(self, points: Floats) -> NDArray[np.bool_]:
        """Whether each point (rows, controls) lies in the region or on its border, shape (rows,)."""
        inside: NDArray[np.bool_] = self.slack(points).min(axis=1) >= -_TOLERANCE
        return inside

    def fill(self, count: int) -> Floats:
        """Of ``count`` points spread evenly over the bounding box those inside the region, in the controls' units.

        ``count`` is best a power of two; the result has shape (at most count, controls).

        Source: I. M. Sobol: On the distribution of points in a cube and the approximate evaluation of integrals, USSR
        Computational Mathematics and Mathematical Physics 7 (1967) 86–112.
        """
        from scipy.stats import qmc

        shares = qmc.Sobol(len(self.names), scramble=False).random(count)
        points = self.lower + shares * (self.upper - self.lower)
        return points[self.contains(points)]


def _in_units(faces: Floats, ends: Floats, lower: Floats, upper: Floats) -> tuple[Floats, Floats]:
    """Half spaces over shares of the box, as half spaces over the controls in their units."""
    normals = faces / (upper - lower)
    return normals, ends + normals @ lower
