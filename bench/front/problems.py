"""What is asked: two goals, larger is better, and one limit that nobody knows beforehand.

``reactor`` is reported; all others are for choosing settings. Sources: T. T. Binh and U. Korn, MOBES (1997), for
``bnh``; N. Srinivas and K. Deb, Evol. Comput. 2 (1994), for ``srn``; E. Zitzler, K. Deb and L. Thiele, Evol. Comput. 8
(2000), for ``zdt2``; K. Deb and others, CEC (2002), for ``dtlz2``. The limits of the last two are our own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sanhak.plants import Reactor

Floats = NDArray[np.float64]

_DRAWN: Final = 40_000
_ROUNDS: Final = 60
_CHILDREN: Final = 2000


def volume(goals: Floats, reference: tuple[float, float]) -> float:
    """Hypervolume over ``reference`` of a front in falling order of its first goal, shape (runs, 2)."""
    return float(((goals[:, 0] - reference[0]) * np.diff(goals[:, 1], prepend=reference[1])).sum())


@dataclass(frozen=True)
class Problem:
    """Factors with their ranges, and ``truth``: from values, shape (runs, factors), to outcomes, shape (runs, 3).

    The outcomes are the two goals and what has the upper limit ``limit``. ``measure`` adds the sensors' noise.
    """

    name: str
    ranges: Mapping[str, tuple[float, float]]
    truth: Callable[[Floats], Floats]
    measure: Callable[[Floats, np.random.Generator], Floats]
    limit: float
    reference: tuple[float, float]

    def values(self, points: Floats) -> Floats:
        """Unit points in the factors' units."""
        lower, upper = np.array(list(self.ranges.values())).T
        return np.asarray(lower + points * (upper - lower))

    def volume(self, points: Floats) -> float:
        """Hypervolume of what these runs truly give, those beyond the limit left out."""
        return volume(self.front(points)[1], self.reference)

    def front(self, points: Floats) -> tuple[Floats, Floats]:
        """The points that count and that none beats, and their goals; shapes (runs, factors) and (runs, 2)."""
        outcomes = self.truth(self.values(points))
        counts = (outcomes[:, 2] <= self.limit) & (outcomes[:, :2] > self.reference).all(axis=1)
        points, goals = points[counts], outcomes[counts, :2]
        # In the order of the first goal, a run is beaten unless its second goal tops all before it.
        order = np.lexsort((-goals[:, 1], -goals[:, 0]))
        seconds = goals[order, 1]
        order = order[seconds > np.maximum.accumulate(np.append(-np.inf, seconds[:-1]))] if len(order) else order
        return points[order], goals[order]

    def search(self) -> Floats:
        """The best front that a dense search of the truth finds, shape (runs, 2)."""
        rng = np.random.default_rng(0)
        points, _ = self.front(rng.random((_DRAWN, len(self.ranges))))
        for turn in range(_ROUNDS):
            parents = points[rng.integers(0, len(points), _CHILDREN)]
            others = points[rng.integers(0, len(points), _CHILDREN)]
            step = 0.2 * 0.9**turn * rng.normal(size=parents.shape) * (rng.random(parents.shape) < 0.5)
            children = parents + rng.random((_CHILDREN, 1)) * (others - parents) + step
            points, goals = self.front(np.vstack([points, np.clip(children, 0.0, 1.0)]))
        return goals


def _noisy(truth: Callable[[Floats], Floats], noise: tuple[float, ...]) -> Callable[..., Floats]:
    def measure(values: Floats, rng: np.random.Generator) -> Floats:
        return np.asarray(truth(values) + rng.normal(size=(len(values), 3)) * noise)

    return measure


def _reactor() -> Problem:
    """Yield, and moles of product an hour; both pull at the feed. By-products, the impurity, may not pass 26 %."""
    plant = Reactor()
    ranges = {part.column.name: part.bounds for part in plant.inputs}

    def outcomes(values: Floats, gives: Callable[[Mapping[str, Floats]], Mapping[str, Floats]]) -> Floats:
        settings = dict(zip(ranges, values.T, strict=True))
        given = gives(settings)
        made = settings["feed_rate"] * settings["feed_concentration"] * given["yield"] / 100
        return np.column_stack([given["yield"], made, given["byproducts"]])

    def measure(values: Floats, rng: np.random.Generator) -> Floats:
        def shown(settings: Mapping[str, Floats]) -> Mapping[str, Floats]:
            table = plant.measure(settings, rng)
            return {name: table.values(name) for name in ("yield", "byproducts")}

        return outcomes(values, shown)

    return Problem("reactor", ranges, lambda values: outcomes(values, plant.truth), measure, 26.0, (18.0, 200.0))


def _bnh(values: Floats) -> Floats:
    x, y = values.T
    return np.column_stack([-4 * x**2 - 4 * y**2, -((x - 5) ** 2) - (y - 5) ** 2, (x - 5) ** 2 + y**2])


def _srn(values: Floats) -> Floats:
    x, y = values.T
    return np.column_stack([-2 - (x - 2) ** 2 - (y - 1) ** 2, (y - 1) ** 2 - 9 * x, x - 3 * y + 10])


def _zdt2(values: Floats) -> Floats:
    first, rest = values[:, 0], 1 + 3 * values[:, 1:].mean(axis=1)
    return np.column_stack([-first, -rest + first**2 / rest, np.sin(6 * first) + values[:, 1] - values[:, 2]])


def _dtlz2(values: Floats) -> Floats:
    angle, off = 0.5 * np.pi * values[:, 0], ((values[:, 1:] - 0.5) ** 2).sum(axis=1)
    goals = np.column_stack([-(1 + off) * np.cos(angle), -(1 + off) * np.sin(angle)])
    return np.column_stack([goals, values[:, 0] - np.cos(4 * values[:, 1]) * values[:, 2]])


def _made(name: str, truth: Callable[[Floats], Floats], ends: tuple[float, float], count: int, noise: tuple[float, ...],
          limit: float, reference: tuple[float, float]) -> Problem:  # fmt: skip
    ranges = {f"factor {place + 1}": ends for place in range(count)}
    return Problem(name, ranges, truth, _noisy(truth, noise), limit, reference)


TUNING: Final = {
    problem.name: problem
    for problem in (
        _made("bnh", _bnh, (0.0, 5.0), 2, (1.0, 0.5, 1.0), 20.0, (-150.0, -45.0)),
        _made("srn", _srn, (-20.0, 20.0), 2, (5.0, 5.0, 2.0), 0.0, (-300.0, -100.0)),
        _made("zdt2", _zdt2, (0.0, 1.0), 4, (0.01, 0.03, 0.05), 0.2, (-1.1, -2.0)),
        _made("dtlz2", _dtlz2, (0.0, 1.0), 4, (0.02, 0.02, 0.03), 0.1, (-1.3, -1.3)),
    )
}
"""Where settings may be chosen."""
PROBLEMS: Final = {"reactor": _reactor(), **TUNING}
