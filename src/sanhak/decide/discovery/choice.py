"""Which candidates are made next: one after the other, each in view of what the ones before it are expected to give."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sanhak.decide.discovery.aim import Aim
from sanhak.decide.discovery.belief import by_both, standardised
from sanhak.model.prediction import Floats

Places: TypeAlias = NDArray[np.intp]
_LARGEST: Final = 2**31 - 1
_EVEN: Final = 1e-9
"""By how much chance decides between candidates that promise the same."""


def hopes(aim: Aim, X: Floats, values: Floats, points: Floats, rng: np.random.Generator) -> Floats:
    """What measuring each point may bring, shape (points,), as :meth:`Aim.hope` says.

    ``X``, shape (rows, columns), and ``values``, shape (rows,), are what was measured.
    """
    y, centre, spread = standardised(values)
    belief = by_both(X, y, points, int(rng.integers(_LARGEST)))
    hope = aim.hope(belief, y, (centre, spread))
    return np.asarray(hope + _EVEN * rng.random(len(points)))


def expectations(X: Floats, values: Floats, points: Floats, rng: np.random.Generator) -> Floats:
    """What is expected at each point, shape (points,), in the unit of ``values``."""
    y, centre, spread = standardised(values)
    return centre + spread * by_both(X, y, points, int(rng.integers(_LARGEST))).mean


def choose(
    aim: Aim,
    X: Floats,
    values: Floats,
    points: Floats,
    count: int,
    rng: np.random.Generator,
    apart: Callable[[int, list[int]], bool] = lambda _one, _chosen: True,
) -> tuple[int, ...]:
    """Places of at most ``count`` candidates, in the order in which they were chosen.

    After each choice its expectation is taken for a measurement, and the belief is renewed: what lies beside it is then
    known better and promises less (the kriging believer of D. Ginsbourger, R. Le Riche and L. Carraro, Kriging is
    well-suited to parallelize optimization (2010)). ``apart(one, chosen)`` says whether a candidate is different enough
    from those that were chosen.
    """
    chosen: list[int] = []
    for _ in range(min(count, len(points))):
        hope = hopes(aim, X, values, points, rng)
        place = next((int(at) for at in np.argsort(-hope, kind="stable") if _new(int(at), chosen, apart)), None)
        if place is None:
            break
        said = expectations(X, values, points[[place]], rng)
        X, values = np.vstack([X, points[place]]), np.append(values, said)
        chosen.append(place)
    return tuple(chosen)


def _new(one: int, chosen: list[int], apart: Callable[[int, list[int]], bool]) -> bool:
    return one not in chosen and (not chosen or apart(one, chosen))
