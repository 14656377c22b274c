"""The textbook designs in coded units: -1 is low and +1 is high, shape (runs, factors)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal, TypeAlias

import numpy as np

from sanhak.decide.design.fraction import Fraction, best_resolution
from sanhak.model.prediction import Floats

Axial: TypeAlias = Literal["circumscribed", "inscribed", "faced"]
LEAST_BOX_BEHNKEN: Final = 3
MOST_BOX_BEHNKEN: Final = 5
"""From six factors on published designs take three factors at a time, while pyDOE3 keeps to pairs: they end here."""
_CUBE_FRACTION: Final = 5
"""From five factors on the cube of a composite design is a fraction of resolution V: no second-order term is lost."""
_TRIES: Final = 200


def full_factorial(levels: Sequence[int]) -> Floats:
    """Every combination of levels, as places of levels from 0 on, shape (runs, factors); the first changes fastest."""
    grids = np.meshgrid(*(np.arange(count, dtype=float) for count in levels), indexing="ij")
    return np.column_stack([grid.ravel(order="F") for grid in grids])


def plackett_burman(count: int) -> Floats:
    """The design of Plackett and Burman (1946) with the fewest runs, a multiple of four above the number of factors.

    pyDOE3 knows the sizes 12 and 20, powers of two and their doubles; 28, 36 and 44 runs are passed over.
    """
    from pyDOE3 import pbdesign

    size = min(base << power for base in (4, 12, 20) for power in range(count.bit_length()) if base << power > count)
    found: Floats = np.asarray(pbdesign(size - 1), dtype=float)[:, :count]
    return found


def box_behnken(count: int) -> Floats:
    """Pairs of factors at their ends, the others in the middle (Box and Behnken 1960), without centre runs."""
    from pyDOE3 import bbdesign

    found = np.asarray(bbdesign(count, center=1), dtype=float)
    return found[np.any(found != 0, axis=1)]


def composite_cube(count: int) -> Fraction:
    """The two-level part of a composite design: full up to four factors, then a fraction of resolution V."""
    return Fraction(count) if count < _CUBE_FRACTION else best_resolution(count, 5)


def rotatable(cube_runs: int) -> float:
    """The axial distance with which the precision depends on the distance from the centre only."""
    return float(cube_runs**0.25)


def blocking_distance(cube_runs: int, cube_centres: int, count: int, axial_centres: int) -> float:
    """The axial distance at which the blocks of a composite design do not touch its effects (Box and Hunter 1957)."""
    return float(np.sqrt(count * (1 + axial_centres / (2 * count)) / (1 + cube_centres / cube_runs)))


def central_composite(count: int, axial: Axial, cube: Fraction | None = None) -> tuple[Floats, int]:
    """A cube and its axial points, without centre runs, and how many of the first runs are the cube.

    ``circumscribed`` puts the axial points beyond the cube, at the distance that makes the design rotatable, ``faced``
    on its faces; ``inscribed`` shrinks the circumscribed design until it fits between -1 and +1. ``cube`` is by default
    :func:`composite_cube`.
    """
    corners = (cube or composite_cube(count)).points()
    reach = 1.0 if axial == "faced" else rotatable(len(corners))
    star = np.zeros((2 * count, count))
    for place in range(count):
        star[2 * place, place], star[2 * place + 1, place] = -reach, reach
    points = np.vstack([corners, star])
    return (points / reach if axial == "inscribed" else points), len(corners)


def latin_hypercube(count: int, runs: int, rng: np.random.Generator) -> Floats:
    """Runs that fill the cube: each factor takes each of as many steps as there are runs once (McKay and others 1979).

    Of many such squares the one whose nearest runs lie farthest apart.
    """
    from pyDOE3 import lhs

    unit = np.asarray(lhs(count, samples=runs, criterion="maximin", iterations=_TRIES, seed=rng), dtype=float)
    found: Floats = 2 * unit - 1
    return found
