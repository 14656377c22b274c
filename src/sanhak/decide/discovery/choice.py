"""Which candidates are made next: one after the other, each in view of what the ones before it are expected to give."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sanhak.decide.discovery.aim import Aim
from sanhak.decide.discovery.belief import Belief, by_both, standardised
from sanhak.model.prediction import Floats

Places: TypeAlias = NDArray[np.intp]
Apart: TypeAlias = Callable[[int, list[int]], bool]
"""Whether a candidate is different enough from those that were chosen."""
_LARGEST: Final = 2**31 - 1
_EVEN: Final = 1e-9
"""By how much chance decides between candidates that promise the same."""


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """What is believed of points; ``known`` are the measured values, standardised by ``centre`` and ``spread``."""

    belief: Belief
    known: Floats
    centre: float
    spread: float

    @classmethod
    def of(cls, X: Floats, values: Floats, points: Floats, rng: np.random.Generator) -> Self:
        """What was measured, ``X`` of shape (rows, columns) and ``values`` (rows,), lets one believe of points."""
        known, centre, spread = standardised(values)
        return cls(by_both(X, known, points, int(rng.integers(_LARGEST))), known, centre, spread)

    @property
    def expected(self) -> Floats:
        """What is expected at each point, shape (points,), in the unit of the measured values."""
        return self.centre + self.spread * self.belief.mean

    def hope(self, aim: Aim, rng: np.random.Generator) -> Floats:
        """What measuring each point may bring, shape (points,), as :meth:`Aim.hope` says."""
        hope = aim.hope(self.belief, self.known, (self.centre, self.spread))
        return np.asarray(hope + _EVEN * rng.random(len(hope)))


def choose(  # noqa: PLR0913 - what was measured, what may be, and the wishes that bind a batch
    aim: Aim,
    X: Floats,
    values: Floats,
    points: Floats,
    count: int,
    rng: np.random.Generator,
    *,
    apart: Apart = lambda _one, _chosen: True,
    besides: Floats | None = None,
    first: int | None = None,
) -> tuple[int, ...]:
    """Places of at most ``count`` candidates, in the order in which they were chosen.

    After each choice its expectation is taken for a measurement, and the belief is renewed: what lies beside it is then
    known better and promises less (the kriging believer of D. Ginsbourger, R. Le Riche and L. Carraro, Kriging is
    well-suited to parallelize optimization (2010)). ``besides`` is what a slower model hopes of each point, as a
    logarithm too, shape (points,); it counts as much as the belief does. ``first`` is chosen before all others.
    """
    chosen: list[int] = []
    slower = np.zeros(len(points)) if besides is None else besides
    for _ in range(min(count, len(points))):
        view = View.of(X, values, points, rng)
        order = np.argsort(-(view.hope(aim, rng) + slower), kind="stable").tolist()
        if first is not None and not chosen:
            order = [first]
        place = next((at for at in order if at not in chosen and (not chosen or apart(at, chosen))), None)
        if place is None:
            break
        X, values = np.vstack([X, points[place]]), np.append(values, view.expected[place])
        chosen.append(place)
    return tuple(chosen)
